"""Substitution during leave: one colleague holds another's rights for some days, no longer than the other does."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.grants import add, carried, check_lasts, checked_reason, tell
from motcua.agencies.commands.locks import day, held_to_give, locked_places, wanted_of
from motcua.agencies.models import Grant
from motcua.agencies.queries import grants_of, held, seat_of
from motcua.agencies.rules.delegation import check_right, contains
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid


@transaction.atomic
def stand_in(
    absent: int, colleague: int, *, since: date, until: date, reason: str, by: Actor, at: datetime,
    grants: Collection[int] | None = None,
) -> tuple[Grant, ...]:  # fmt: skip
    """B gets A's rights to work from a day until another (the first without them); they fall when A's own end.

    `grants`: which of A's; None: all that are to be used. What an administrator may pass on does not pass this way.
    What B holds already is left out. Both work in one agency. Raises OtherAgency, MembershipInactive,
    MembershipEnded, NothingToCover, Invalid, and what `authority` raises.
    """
    places = locked_places([absent, colleague], by=by)
    away, cover = places[absent], places[colleague]
    today = day(at)
    for one in (away, cover):
        check_lasts(one, today)
    if away.agency_id != cover.agency_id or away.pk == cover.pk:
        raise rules.OtherAgency(who=cover.person.name, agency=away.agency.name)
    if not cover.active:
        raise rules.MembershipInactive(who=cover.person.name, agency=cover.agency.name)
    reason = checked_reason(reason)
    covered, seat, given = _to_cover(absent, today, grants), seat_of(cover), []
    mine, going_on = held_to_give(by, at, also=[theirs.pk for theirs in covered])
    for theirs in (one for one in covered if one.pk in going_on):
        if theirs.until is not None and until > theirs.until:
            raise Invalid({"until": f"Quyền được làm thay chỉ có đến trước ngày {theirs.until:%d/%m/%Y}."})
        wanted = replace(wanted_of(theirs), since=since, until=until)
        check_right(wanted, seat, today=today)
        carrier = carried(by, mine, wanted, seat)
        if not _held_already(colleague, theirs, since, until):
            given.append(add(cover, wanted, theirs.scope, carrier, reason=reason, by=by, at=at, stands_for=theirs))
    if not given:
        raise rules.NothingToCover(who=away.person.name, colleague=cover.person.name)
    record(
        "membership.covered", f"agency:{away.agency_id}", by=by, at=at, membership=absent, colleague=colleague,
        since=since, until=until, grants=[grant.pk for grant in given],
    )  # fmt: skip
    tell(cover, "right_given", given)
    return tuple(given)


def _to_cover(absent: int, today: date, chosen: Collection[int] | None) -> list[Grant]:
    """The rights of the absent that are there to be used. Raises NoSuchGrant for one that is not among them."""
    found = {grant.pk: grant for grant in grants_of(absent, today).filter(level=None)}
    if chosen is None:
        return list(found.values())
    if not set(chosen) <= set(found):
        raise rules.NoSuchGrant
    return [grant for pk, grant in found.items() if pk in set(chosen)]


def _held_already(colleague: int, theirs: Grant, since: date, until: date) -> bool:
    wanted = replace(wanted_of(theirs), since=since, until=until)
    return any(contains(held(grant), wanted) for grant in grants_of(colleague, since))
