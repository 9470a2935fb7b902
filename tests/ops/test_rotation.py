"""Sealing anew under a new key: everything, nothing twice, and nothing lost that the portal writes meanwhile."""

import base64
import threading
import time
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from typer.testing import CliRunner

from motcua.administration.models import Invitation, Roster, RosterLine
from motcua.agencies.models import Membership
from motcua.authoring.models import ServiceDraft, Trial
from motcua.documents.models import Document
from motcua.documents.queries import data
from motcua.dossiers.models import Dossier, Keeping, KeptAnswer, Row
from motcua.dossiers.queries import answers
from motcua.dossiers.queries.rows import values_of
from motcua.identity import commands
from motcua.identity.models import FormerPhone, OneTimeCode, Person
from motcua.identity.queries import birth_date, id_number, phone
from motcua.journal.queries import history
from motcua.notices.models import Delivery
from motcua.openid.models import SigningKey
from motcua.ops import demo, reference, rotation
from motcua.ops.cli import app
from motcua.shell.vault import seal, unseal

OLD, NEW = (base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))
BOTH, NEW_ALONE = f"2:{NEW},1:{OLD}", f"2:{NEW}"
AT = datetime(2020, 5, 12, 1, 0, tzinfo=UTC)
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_numbers = count(1)


@pytest.fixture(autouse=True)
def old_key(settings):
    settings.VAULT_KEYS = f"1:{OLD}"
    settings.PASSWORD_HASHERS = HASHERS


def person() -> Person:
    n = next(_numbers)
    return commands.register(
        "Trần Thị Mẫu", f"0{51099000000 + n}", f"0900{n:06d}", date(1990, 3, 27), "mat khau", at=AT
    )


def numbers(who: Person) -> tuple[str, str, date | None]:
    who.refresh_from_db()
    return id_number(who), phone(who), birth_date(who)


def rotate(**kwargs) -> int:
    return sum(step.changed for step in rotation.rotate(**kwargs))


def keys() -> set[int]:
    return {key for use in rotation.check() for key in use.keys}


def broken() -> list[str]:
    return [row for use in rotation.check() for row in use.broken]


@pytest.fixture
def everything(db, tmp_path, settings):
    """Every sealed column has values: the demo with a dossier in each place, and what the demo does not make."""
    settings.FILES_ROOT = tmp_path
    for _ in reference.load():
        pass
    for _ in demo.load(13):
        pass
    mau = Person.objects.get(name="Trần Thị Mẫu")
    number = phone(mau)
    FormerPhone.objects.create(person=mau, sealed=seal(number, purpose="person.phone"), until=AT, why="changed")
    OneTimeCode.objects.create(
        purpose="phone", person=mau, phone_sealed=seal(number, purpose="person.phone"), nonce=b"1" * 16, made_at=AT,
        expires_at=AT + timedelta(minutes=5),
    )  # fmt: skip
    Authenticator.objects.create(user=mau, type="totp", data={"secret": encrypt("TOTPSECRET"), "last": 7})
    Authenticator.objects.create(user=mau, type="recovery_codes", data={"seed": encrypt("5eed"), "used_mask": 5})
    Authenticator.objects.create(user=mau, type="webauthn", data={"name": "Máy của tôi", "credential": {}})
    place = Membership.objects.order_by("pk")[0]
    Invitation.objects.create(
        name="Nguyễn Văn Thử", name_fold="nguyen van thu", sealed=seal("{}", purpose="invitation"), id_index=b"1" * 32,
        agency=place.agency, invited_by=place, invited_at=AT, until=AT.date(),
    )  # fmt: skip
    roster = Roster.objects.create(membership=place, home=place.agency, kind="officers", read_at=AT, checked_at=AT)
    RosterLine.objects.create(roster=roster, n=1, sealed=seal("{}", purpose="roster"))
    draft = ServiceDraft.objects.create(
        owner=place.agency, digest="0" * 64, faults=1, uploaded_by=mau, uploaded_at=AT, saved_by=mau, saved_at=AT
    )
    Trial.objects.create(draft=draft, person=mau, answers_sealed=seal("{}", purpose="trial"), at=AT)
    Dossier.objects.exclude(code=None).update(findings_sealed=seal('{"seen": "yes"}', purpose="answers"))
    keeping = Keeping.objects.create(person=mau, given_at=AT)
    KeptAnswer.objects.create(
        keeping=keeping, name="person.home", label="Nơi ở", sealed=seal('{"value": "x"}', purpose="kept"), kept_at=AT
    )
    SigningKey.objects.create(kid="k", pem_sealed=seal("PEM", purpose="openid.key"), made_at=AT, signs_from=AT)
    return mau


def test_everything_opens_without_the_old_key(everything, settings):
    uses = list(rotation.check())
    assert [str(use.place) for use in uses if not use.keys] == [], "the fixture must fill every place"
    assert (keys(), broken()) == ({1}, [])
    dossier = Dossier.objects.exclude(code=None).order_by("pk")[0]
    paper, row = Document.objects.order_by("pk")[0], Row.objects.filter(dossier=dossier).order_by("n")[0]
    before = (numbers(everything), answers(dossier), data(paper), values_of(row))

    settings.VAULT_KEYS = BOTH
    assert rotate(batch=7) == sum(n for use in uses for n in use.keys.values())
    settings.VAULT_KEYS = NEW_ALONE

    assert (keys(), broken()) == ({2}, [])
    for found in (dossier, paper, row):
        found.refresh_from_db()
    assert (numbers(everything), answers(dossier), data(paper), values_of(row)) == before
    totp, recovery = (Authenticator.objects.get(type=kind).data for kind in ("totp", "recovery_codes"))
    assert (decrypt(totp["secret"]), totp["last"]) == ("TOTPSECRET", 7)
    assert (decrypt(recovery["seed"]), recovery["used_mask"]) == ("5eed", 5)
    assert "\n" not in totp["secret"]
    assert unseal(SigningKey.objects.get(kid="k").pem_sealed, purpose="openid.key") == "PEM"
    assert Delivery.objects.exists()


@pytest.mark.django_db
def test_without_rotation_the_old_key_is_needed(settings):
    """What the test above relies on: dropping a key too early loses the value."""
    mau = person()
    settings.VAULT_KEYS = NEW_ALONE
    with pytest.raises(KeyError):
        id_number(mau)
    assert broken()[0].startswith("identity_person.id_number_sealed id=")


@pytest.mark.django_db
def test_what_is_new_already_is_not_touched(settings):
    settings.VAULT_KEYS = BOTH
    mau = person()
    before = bytes(Person.objects.get(pk=mau.pk).id_number_sealed)

    assert rotate() == 0
    assert bytes(Person.objects.get(pk=mau.pk).id_number_sealed) == before


@pytest.mark.django_db
def test_it_goes_on_where_it_was_stopped(settings):
    people = [person() for _ in range(5)]
    settings.VAULT_KEYS = BOTH
    steps = rotation.rotate(batch=2)
    assert [next(steps).done, next(steps).done] == [0, 2]
    steps.close()

    assert rotate(batch=2) == 5 * 4 - 2  # four values each: number, phone, birth date, number in the history
    settings.VAULT_KEYS = NEW_ALONE
    assert all(id_number(Person.objects.get(pk=who.pk)) for who in people)


@pytest.mark.django_db
def test_what_no_key_opens_stays_as_it_is_and_is_named(settings):
    mau, other = person(), person()
    strange = seal("x", purpose="another purpose")
    Person.objects.filter(pk=mau.pk).update(phone_sealed=strange)
    settings.VAULT_KEYS = BOTH

    assert rotate() == 7
    assert broken() == [f"identity_person.phone_sealed id={mau.pk}"]
    assert bytes(Person.objects.get(pk=mau.pk).phone_sealed) == strange
    assert numbers(other)[1].startswith("+84900")
    with pytest.raises(InvalidTag):
        phone(Person.objects.get(pk=mau.pk))


@pytest.mark.django_db(transaction=True)
def test_nothing_is_lost_that_the_portal_writes_meanwhile(settings, monkeypatch):
    """Somebody changes phones all the time while everything is sealed anew: each ends with the last one they gave."""
    people = [person() for _ in range(12)]
    connected, read, stop = threading.Event(), threading.Event(), threading.Event()

    def slowly(text: str, *, purpose: str) -> bytes:
        read.set()
        time.sleep(0.03)  # between reading and writing there is time for others
        return seal(text, purpose=purpose)

    monkeypatch.setattr(rotation, "seal", slowly)
    settings.VAULT_KEYS = BOTH
    written = {who.pk: phone(who) for who in people}
    writes, lost = 0, []

    def write() -> None:
        nonlocal writes
        connection.ensure_connection()
        connected.set()
        read.wait(10)
        try:
            while not stop.is_set():
                for who in people:
                    writes += 1
                    with transaction.atomic():
                        row = Person.objects.select_for_update().get(pk=who.pk)
                        if phone(row) != written[who.pk]:
                            lost.append(who.pk)
                        written[who.pk] = f"+8490{writes:07d}"
                        row.phone_sealed = seal(written[who.pk], purpose="person.phone")
                        row.save(update_fields=["phone_sealed"])
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    phones = next(place for place in rotation.PLACES if place.column == "phone_sealed")
    writer.start()
    connected.wait(10)
    rotate(places=[phones], batch=3)
    rotate(batch=3)
    stop.set()
    writer.join()

    settings.VAULT_KEYS = NEW_ALONE
    assert writes > 2 * len(people)
    assert (keys(), broken(), lost) == ({2}, [], [])
    assert {who.pk: numbers(who)[1] for who in people} == written


@pytest.mark.django_db(transaction=True)
def test_rows_that_are_locked_come_later(settings):
    mau, other = person(), person()
    settings.VAULT_KEYS = BOTH
    locked, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Person.objects.select_for_update().get(pk=mau.pk)
                locked.set()
                go_on.wait(10)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(10)
    steps = rotation.rotate(rotation.PLACES[:1])
    assert [next(steps).done, next(steps).done] == [0, 1], "the other row does not wait"
    go_on.set()
    holder.join()
    assert sum(step.changed for step in steps) == 1
    settings.VAULT_KEYS = NEW_ALONE
    assert [id_number(Person.objects.get(pk=who.pk)) for who in (mau, other)]


@pytest.mark.django_db
def test_the_command_tells_and_is_journalled(settings):
    person()
    settings.VAULT_KEYS = BOTH
    early = CliRunner().invoke(app, ["vault", "rotate", "--check"])
    assert early.exit_code == 1
    assert "identity_person.phone_sealed: key 1: 1" in early.stdout
    assert "4 values, 0 cannot be opened; needed besides key 2: 1" in early.stdout

    done = CliRunner().invoke(app, ["vault", "rotate"])
    assert done.exit_code == 0
    assert "4 values are sealed with key 2 now, 0 with another" in done.stdout
    assert [(e.action, e.data) for e in history("vault")] == [("vault.rotated", {"key": 2, "values": 4})]

    late = CliRunner().invoke(app, ["vault", "rotate", "--check"])
    assert late.exit_code == 0
    assert "4 values, 0 cannot be opened; no other key is needed" in late.stdout
