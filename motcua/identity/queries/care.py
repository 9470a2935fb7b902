"""What an account hangs on, locked for who changes it; and what it hung on before."""

from django.db.models import Q

from motcua.identity.models import IdNumber, Person
from motcua.shell.vault import blind


def locked_pair(person_id: int, phone: str) -> Person:
    """The person, locked together with whoever has this phone (E.164) now: in the order of their ids, so that two who
    exchange phones do not wait for each other."""
    index = blind(phone, purpose="phone")
    rows = Person.objects.filter(Q(pk=person_id) | Q(phone_index=index)).order_by("pk")
    return next(person for person in rows.select_for_update(no_key=True) if person.pk == person_id)


def id_number_row(number: str) -> IdNumber | None:
    """Under whom this number is known, now or formerly."""
    return IdNumber.objects.filter(index=blind(number, purpose="id")).first()


def former_id_numbers(person_id: int) -> int:
    return IdNumber.objects.filter(person_id=person_id, until__isnull=False).count()
