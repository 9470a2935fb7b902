"""Rights follow a successor only by this act: an administrator gives them anew, and says whose."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.grants import Asked, end, give
from motcua.agencies.commands.locks import day, locked_places
from motcua.agencies.commands.memberships import activate, end_membership, place
from motcua.agencies.models import Agency, Grant, Membership, Succession
from motcua.agencies.queries.units import until_of
from motcua.agencies.rules.rights import inside
from motcua.agencies.rules.units import NoSuccession
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid

_WHY = "Đơn vị kế thừa."


@dataclass(frozen=True)
class Inherited:
    """What came over: places at the successor, rights given anew, and old rights that ended with what fell."""

    places: tuple[Membership, ...]
    given: tuple[Grant, ...]
    ended: int


@transaction.atomic
def inherit(
    former: Agency, successor: Agency, grants: Collection[int], *, reason: str, by: Actor, at: datetime
) -> Inherited:  # fmt: skip
    """Gives these rights of, or over, a former agency anew at its successor, by what the actor may give; all or none.

    Whoever worked in the former one gets a place in the successor. Before the day of the succession the new rights
    begin on that day, and the old ones end with their agency; from that day on the old ones end now.
    Raises NoSuccession, NoSuchGrant, Invalid, and what `place`, `activate`, `give`, `end` and `end_membership` raise.
    """
    step = Succession.objects.filter(former=former, successor=successor).first()
    if step is None:
        raise NoSuccession(former=former.name, successor=successor.name)
    if not grants:
        raise Invalid({"grants": "Hãy chọn ít nhất một quyền."})
    wanted = _locked(former, grants, by=by)
    since = max(step.on, successor.valid_from, day(at))
    begun = step.on <= day(at)
    seats: dict[int, Membership] = {}
    given: list[Grant] = []
    ended: set[int] = set()
    for grant in wanted:
        seat = _seat(grant, former, successor, seats, by=by, at=at)
        given += give(seat.pk, [_again(grant, former, successor, since)], reason=reason, by=by, at=at)
        if begun and grant.membership.agency_id != former.pk:
            ended |= _end(grant, by=by, at=at)
    if begun:
        for membership in {grant.membership_id for grant in wanted if grant.membership.agency_id == former.pk}:
            ended |= _left(membership, wanted, by=by, at=at)
    record(
        "unit.inherited", f"agency:{former.pk}", by=by, at=at,
        successor=successor.pk, given=[grant.pk for grant in given], instead_of=[grant.pk for grant in wanted],
    )  # fmt: skip
    return Inherited(tuple(seats.values()), tuple(given), len(ended))


def _locked(former: Agency, grants: Collection[int], *, by: Actor) -> list[Grant]:
    """Administrators' rights first, from the top: nobody is given what their own granter has not got yet.

    What somebody holds instead of an absent colleague does not follow: it would become a right of their own.
    """
    known = Grant.objects.filter(pk__in=list(grants), ended_at=None, stands_for=None)
    locked_places(set(known.values_list("membership", flat=True)), by=by)
    rows = known.select_related("membership__person", "membership__agency", "scope").order_by("pk")
    found = list(rows.select_for_update(no_key=True, of=("self",)))
    if {grant.pk for grant in found} != set(grants):
        raise rules.NoSuchGrant
    if any(former.pk not in (grant.scope_id, grant.membership.agency_id) for grant in found):
        raise rules.NoSuchGrant
    return sorted(found, key=lambda grant: (grant.level is None, grant.level or 0, grant.pk))


def _seat(
    grant: Grant, former: Agency, successor: Agency, seats: dict[int, Membership], *, by: Actor, at: datetime
) -> Membership:
    """Where the right will be held: the same place, or the one in the successor, made once for a person."""
    old = grant.membership
    if old.agency_id != former.pk:
        return old
    if old.person_id not in seats:
        today = day(at)
        there = Membership.objects.filter(person=old.person_id, agency=successor).first()
        if there is None or (there.until is not None and there.until <= today):
            there = place(old.person, successor, old.title, old.office, by=by, at=at)
        if not there.active and old.active:
            there = activate(there.pk, by=by, at=at)
        seats[old.person_id] = there
    return seats[old.person_id]


def _again(grant: Grant, former: Agency, successor: Agency, since: date) -> Asked:
    """The same right for the successor; one over a part of the former only where that part is now below it."""
    scope: int | None = successor.pk
    if grant.scope_id != former.pk and grant.scope is not None:
        scope = grant.scope.pk if inside(grant.scope.path, successor.path) else successor.pk
        if scope == successor.pk:
            raise Invalid({"grants": f"{grant.scope.name} không trực thuộc {successor.name}, nên không chuyển được."})
    elif grant.scope is None:
        scope = None
    first, until = max(since, grant.since), until_of(grant, former)
    return Asked(grant.subsystem, grant.right, scope, grant.services, grant.level, first, until)


def _end(grant: Grant, *, by: Actor, at: datetime) -> set[int]:
    if Grant.objects.filter(pk=grant.pk, ended_at=None).exists():
        return {grant.pk, *(one.pk for one in end(grant.pk, why=_WHY, by=by, at=at).fallen)}
    return set()


def _left(membership: int, wanted: list[Grant], *, by: Actor, at: datetime) -> set[int]:
    """Ends the place in the former agency once nothing of it was left out; otherwise only what came over."""
    mine = {grant.pk for grant in wanted if grant.membership_id == membership}
    rest = set(Grant.objects.filter(membership=membership, ended_at=None).values_list("pk", flat=True))
    if rest <= mine:
        return rest | {grant.pk for grant in end_membership(membership, why=_WHY, by=by, at=at)}
    ended: set[int] = set()
    for grant in wanted:
        if grant.membership_id == membership:
            ended |= _end(grant, by=by, at=at)
    return ended
