"""What the commands about rights lock, always in this order: the tree (shared), memberships by id, then grants from the
top down.

See docs/locking.md.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import connection, transaction

from motcua.agencies import rules
from motcua.agencies.commands.tree import share_tree
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import held_of
from motcua.agencies.rules.delegation import OwnRights, Seat, Wanted, authority
from motcua.agencies.rules.rights import STATE, inside, named, trees
from motcua.kernel.actor import Actor, Capacity, Held
from motcua.kernel.errors import NotAllowed
from motcua.shell.clock import VIETNAM

_RIGHTS = "SELECT id FROM agencies_grant WHERE id = ANY(%s) AND ended_at IS NULL ORDER BY id FOR "
_WITH_WHAT_FALLS = """
WITH RECURSIVE falling AS (
  SELECT id FROM agencies_grant WHERE id = ANY(%s)
  UNION
  SELECT g.id FROM agencies_grant g JOIN falling f ON g.under_id = f.id AND g.falls OR g.stands_for_id = f.id
  WHERE g.ended_at IS NULL
) SELECT id FROM falling
"""


def day(at: datetime) -> date:
    """The Vietnamese date of a moment."""
    return at.astimezone(VIETNAM).date()


def locked_places(wanted: Iterable[int], *, by: Actor) -> dict[int, Membership]:
    """The memberships, and the one from which the actor acts, locked by id. Raises NoSuchMembership."""
    share_tree()
    asked = set(wanted)
    ids = asked | ({by.membership} if by.membership else set())
    places = Membership.objects.select_related("agency", "person").order_by("pk")
    found = {place.pk: place for place in places.select_for_update(no_key=True, of=("self",)).filter(pk__in=ids)}
    if not asked <= set(found):
        raise rules.NoSuchMembership
    return found


def held_now(by: Actor, at: datetime) -> tuple[Held, ...]:
    """What the actor holds at this moment, and not when their page was made. After `locked_places`."""
    if by.membership is None or by.capacity is not Capacity.OFFICER:
        return ()
    return held_of(by.membership, day(at))


def held_to_give(by: Actor, at: datetime, *, also: Collection[int] = ()) -> tuple[tuple[Held, ...], frozenset[int]]:
    """What the actor may pass on at this moment, and which of `also` go on: none ends before the transaction does."""
    mine = [held for held in held_now(by, at) if held.level is not None]
    going_on = locked_rights({*(held.grant for held in mine), *also}, share=True)
    return tuple(held for held in mine if held.grant in going_on), going_on


def locked_rights(ids: Collection[int], *, share: bool = False) -> frozenset[int]:
    """Locks rights in ascending id, as everybody does, in one statement. Returns those that have not ended."""
    with connection.cursor() as cursor:
        cursor.execute(_RIGHTS + ("SHARE" if share else "NO KEY UPDATE"), [list(ids)])
        return frozenset(pk for (pk,) in cursor.fetchall())


def lock_with_what_falls(ids: Collection[int]) -> None:
    """Locks rights and all that would fall with them.

    Somebody may have given another under one of them while this waited. Then the locks are let go and taken anew, as
    they would no longer be in order.
    """
    while True:
        falling = _with_what_falls(ids)
        before = transaction.savepoint()
        locked_rights(falling)
        if _with_what_falls(ids) <= falling:
            transaction.savepoint_commit(before)
            return
        transaction.savepoint_rollback(before)


def _with_what_falls(ids: Collection[int]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WITH_WHAT_FALLS, [list(ids)])
        return frozenset(pk for (pk,) in cursor.fetchall())


def check_manages(by: Actor, held: tuple[Held, ...], agency: Agency, person: int) -> None:
    """The actor may manage users in the agency, and it is not about themself. Raises NotYourAgency, OwnRights."""
    if by.capacity is Capacity.SYSTEM:
        return
    if by.person == person:
        raise OwnRights
    if not any(inside(agency.path, tree) for tree in trees_of(held)):
        raise rules.NotYourAgency(agency=agency.name)


def trees_of(held: tuple[Held, ...]) -> tuple[str, ...]:
    """The subtrees in which whoever holds this manages users."""
    return trees(Actor(person=0, name="", held=held), "system", "users")


def wanted_of(grant: Grant) -> Wanted:
    """A grant as a wish: to ask whether somebody could have given it."""
    services = None if grant.services is None else frozenset(grant.services)
    path = grant.scope.path if grant.scope else STATE
    return Wanted(grant.subsystem, grant.right, path, services, grant.level, grant.since, grant.until)


def check_may_end(by: Actor, held: tuple[Held, ...], grants: Collection[Grant], seat: Seat, today: date) -> None:
    """The actor could have given each of them that has not run out: what waits or begins later counts, what is past
    no longer. Raises HoldsMoreThanYou."""
    if by.capacity is Capacity.SYSTEM:
        return
    for grant in (one for one in grants if one.until is None or one.until > today):
        try:
            authority(by.person, held, wanted_of(grant), seat, without=frozenset({"span"}))
        except NotAllowed as refusal:
            raise rules.HoldsMoreThanYou(who=seat.name, right=named(grant.right)) from refusal
