"""No sealed column is forgotten when keys are rotated: each binary column is sealed anew, or said not to be sealed."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import BinaryField

from motcua.ops.rotation import PLACES

# Indexes and hashes: nothing can be read from them, and the vault's keys have no part in them.
NOT_SEALED = {
    "identity_person.id_number_index", "identity_person.phone_index", "identity_idnumber.index",
    "identity_onetimecode.nonce", "identity_device.digest", "identity_externalaccount.subject_index",
    "journal_entry.leaf", "journal_leaf.leaf", "journal_seal.root", "journal_seal.frontier",
    "dossiers_dossier.look_up", "dossiers_row.id_index", "dossiers_row.bhxh_index",
    "entitlements_entitlement.person_index", "administration_invitation.id_index",
    "administration_invitation.phone_index",
}  # fmt: skip


def binary_columns():
    return {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, BinaryField)
    }


def forgotten(columns, rotated):
    """Columns of which nobody said whether they are sealed, or which are called sealed and would not be rotated."""
    unknown = columns - rotated - NOT_SEALED
    return sorted(unknown | {name for name in columns - rotated if "sealed" in name.split(".")[1]})


def test_every_sealed_column_is_rotated():
    assert forgotten(binary_columns(), {f"{p.table}.{p.column}" for p in PLACES}) == []


def test_what_is_named_is_there():
    columns = binary_columns()
    assert NOT_SEALED - columns == set()
    assert {f"{p.table}.{p.column}" for p in PLACES if not p.key} - columns == set()


def test_a_forgotten_column_is_noticed():
    assert forgotten({"a.phone_sealed", "a.leaf"}, set()) == ["a.leaf", "a.phone_sealed"]
    assert forgotten({"a.phone_sealed"}, {"a.phone_sealed"}) == []


def test_the_secrets_that_allauth_keeps_are_rotated():
    """What its adapter seals lies in JSON, under names of its own."""
    known = {(p.kind, p.key) for p in PLACES if p.table == Authenticator._meta.db_table}
    assert known == {("totp", "secret"), ("recovery_codes", "seed")}
    sealed = get_adapter().encrypt("a secret")
    assert "a secret" not in sealed
    assert get_adapter().decrypt(sealed) == "a secret"
