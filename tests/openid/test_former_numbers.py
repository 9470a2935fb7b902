"""Which of a person's ID numbers another portal learns: never one that somebody only said was theirs."""

from datetime import timedelta

from motcua.identity.commands import assurance, care
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM, Actor
from motcua.openid import queries
from tests.identity.conftest import AT, thu

__all__ = ["thu"]
CMND, CITIZEN_ID = "100000002", "001100000077"


def numbers(person: Person) -> tuple[str, ...]:
    return queries.facts(Person.objects.get(pk=person.pk), "client:x", level=2, capacity="citizen").numbers


def exchange(person: Person) -> None:
    by = Actor(person=person.pk, name=person.name)
    care.exchange_id(person, CITIZEN_ID, by=by, at=AT)


def confirm(person: Person, at) -> None:
    assurance.confirm(Person.objects.get(pk=person.pk), assured_by="register", by=SYSTEM, at=at)


def test_a_number_given_up_before_the_person_was_confirmed_is_not_told(thu):
    """With somebody's CMND an account is opened, and it is exchanged for one's own CCCD, which is then confirmed."""
    exchange(thu)
    assert numbers(thu) == (CITIZEN_ID,)
    confirm(thu, AT + timedelta(minutes=1))
    assert numbers(thu) == (CITIZEN_ID,)


def test_a_number_that_was_confirmed_is_told_for_ever(thu):
    confirm(thu, AT - timedelta(days=1))
    care.put_id_number(Person.objects.get(pk=thu.pk), CITIZEN_ID, by=SYSTEM, at=AT)
    assert numbers(thu) == (CMND, CITIZEN_ID)
