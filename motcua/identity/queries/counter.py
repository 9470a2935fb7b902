"""What an officer at a counter sees of an account."""

import hmac
from uuid import UUID

from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries.assurance import locked_person
from motcua.identity.queries.people import birth_date
from motcua.identity.rules import counter as rules
from motcua.shell.vault import blind


def by_subject(subject: UUID) -> Person:
    """Raises NobodyFound."""
    found = Person.objects.filter(subject=subject).first()
    if found is None:
        raise rules.NobodyFound
    return found


def stamp(person: Person) -> str:
    """Changes with whatever an officer may change or rely on: two at once do not undo each other unseen."""
    slip = OneTimeCode.objects.filter(person=person, purpose="counter").order_by("-pk").values_list("pk", flat=True)
    born = birth_date(person)
    state = (
        person.pk,
        person.name,
        born and born.isoformat(),
        person.assurance,
        person.is_active,
        bytes(person.id_number_index).hex(),
        bytes(person.phone_index).hex() if person.phone_index else "",
        slip.first(),
    )
    return blind(repr(state), purpose="counter.stamp").hex()


def locked(person_id: int, seen: str) -> Person:
    """The person, locked, as long as the account is what the officer saw. Raises ChangedMeanwhile, AccountClosed."""
    person = locked_person(person_id)
    if not hmac.compare_digest(stamp(person).encode(), seen.encode()):
        raise rules.ChangedMeanwhile
    if not person.is_active:
        raise rules.AccountClosed
    return person
