"""The first three blocks: finding somebody on the exchange, saving and activating them, their unit."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from motcua.administration.queries.users import managed
from motcua.administration.rules import users as rules
from motcua.agencies.commands import activate, describe, move, place
from motcua.agencies.models import Agency, Membership
from motcua.identity.models import Person
from motcua.identity.queries import by_number
from motcua.journal.commands import seen
from motcua.kernel.actor import Actor
from motcua.kernel.errors import TooMany
from motcua.shell import limits


def find(number: str, *, by: Actor, at: datetime) -> Person:
    """The account with exactly this ID number or phone. Each look is counted, and one that finds is journalled.

    Raises NoUsersRight, TooManyLooks, NobodyFound.
    """
    rules.check_users(by)
    count_look(by, at)
    person = by_number(number)
    if person is None or not person.is_active:
        raise rules.NobodyFound
    seen("officer", f"person:{person.pk}", by=by, at=at, right="users")
    return person


def count_look(by: Actor, at: datetime) -> None:
    """One more number of which an officer is told whose it is. Raises TooManyLooks."""
    try:
        limits.allow("officer-look", str(by.person), at=at, limit=rules.LOOKS_AN_HOUR, seconds=rules.HOUR)
    except TooMany as refusal:
        seconds = int(str(refusal.data["seconds"]))
        raise rules.TooManyLooks(seconds=seconds, minutes=-(-seconds // 60)) from None


@transaction.atomic
def take_in(subject: UUID, agency: Agency, *, by: Actor, at: datetime) -> Membership:
    """[Lưu vào hệ thống] and activation: a place without any right. Raises NobodyFound and as `agencies.place`."""
    person = Person.objects.filter(subject=subject, is_active=True).first()
    if person is None:
        raise rules.NobodyFound
    found = place(person, agency, by=by, at=at)
    return activate(found.pk, by=by, at=at)


@transaction.atomic
def seat(membership: int, agency: Agency, title: str, office: str, *, by: Actor, at: datetime) -> Membership:
    """[Thay đổi đơn vị]: another agency when it is another one, and the title and office there.

    Raises as `agencies.move` and `agencies.describe`; NoSuchMembership for one outside the actor's subtrees.
    """
    found = managed(by, membership)
    if found.agency_id != agency.pk:
        found = move(membership, agency, by=by, at=at)
    return describe(found.pk, title, office, by=by, at=at)
