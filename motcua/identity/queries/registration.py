"""What opening an account asks."""

from motcua.identity.models import Person
from motcua.shell.vault import blind


def locked_owner_of_phone(phone: str) -> Person | None:
    """Who has this phone (E.164), locked until the transaction ends."""
    index = blind(phone, purpose="phone")
    return Person.objects.select_for_update(no_key=True, of=("self",)).filter(phone_index=index).first()
