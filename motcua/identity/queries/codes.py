"""One-time codes: read by who sends them and by the pages that await them."""

from motcua.identity.models import OneTimeCode
from motcua.identity.rules import codes as rules
from motcua.kernel.errors import Missing
from motcua.shell.vault import blind, unseal


class NoSuchCode(Missing):
    """Không tìm thấy mã này. Hãy lấy mã mới."""


def code(pk: int) -> OneTimeCode:
    """Raises NoSuchCode. One statement, with the person to whom it goes."""
    found = OneTimeCode.objects.filter(pk=pk).select_related("person").first()
    if found is None:
        raise NoSuchCode
    return found


def text_of(code: OneTimeCode) -> str:
    """The digits: a keyed hash of the row's id and nonce. A copy of the database does not tell them."""
    mac = blind(f"{code.pk}:{bytes(code.nonce).hex()}", purpose="code")
    return rules.reading(mac, code.digits)


def phone_of(code: OneTimeCode) -> str:
    """In E.164; '' for a code without a phone."""
    return unseal(code.phone_sealed, purpose="person.phone") if code.phone_sealed else ""


def counter_code_of(person_id: int) -> OneTimeCode | None:
    """The latest code that a counter handed to this person, used or not."""
    return OneTimeCode.objects.filter(person_id=person_id, purpose="counter").order_by("-pk").first()
