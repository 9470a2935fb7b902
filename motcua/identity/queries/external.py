"""Accounts at other providers with which a person signs in here."""

from motcua.identity.models import ExternalAccount
from motcua.shell.vault import blind


def linked(person_id: int) -> dict[str, ExternalAccount]:
    """By provider."""
    return {one.provider: one for one in ExternalAccount.objects.filter(person_id=person_id).order_by("provider")}


def account_of(provider: str, subject: str) -> ExternalAccount | None:
    """Whose account at the provider this is. Nothing but the provider's subject finds anybody: no name, no number."""
    index = subject_index(provider, subject)
    return ExternalAccount.objects.select_related("person").filter(provider=provider, subject_index=index).first()


def subject_index(provider: str, subject: str) -> bytes:
    return blind(f"{provider}\n{subject}", purpose="external")
