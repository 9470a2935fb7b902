"""Giving, approving and ending rights: each asks `rules.delegation.authority` about what is held at that moment."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.locks import (
    day,
    held_now,
    held_to_give,
    lock_with_what_falls,
    locked_places,
    wanted_of,
)
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import held, seat_of
from motcua.agencies.rules.delegation import (
    AlreadyHolds,
    Seat,
    Wanted,
    authority,
    check_right,
    contains,
    falls,
    lasting,
    needs_approval,
)
from motcua.agencies.rules.rights import STATE, named
from motcua.journal.commands import record
from motcua.journal.rules import personal_numbers
from motcua.kernel.actor import Actor, Capacity, Held
from motcua.kernel.errors import Invalid
from motcua.kernel.text import tidy
from motcua.shell.queue import defer

LONGEST_REASON = 300


@dataclass(frozen=True)
class Asked:
    """A right as a page asks for it: `scope` is an agency's id, None for the whole state; no `since` is today."""

    subsystem: str
    right: str
    scope: int | None
    services: Collection[str] | None = None
    level: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Ended:
    """A right that was ended, and those that fell with it."""

    grant: Grant
    fallen: tuple[Grant, ...]


@transaction.atomic
def give(membership: int, asked: Sequence[Asked], *, reason: str, by: Actor, at: datetime) -> tuple[Grant, ...]:
    """Gives somebody rights, all or none; without an end asked for, each lasts as long as the giver's own.

    Whoever is put in charge of a whole ministry or province waits for a second person's approval.

    Raises Invalid (naming the field), AlreadyHolds, and what `authority` raises; NoSuchMembership, MembershipEnded,
    NoSuchAgency, AgencyClosed.
    """
    today = day(at)
    place = locked_places([membership], by=by)[membership]
    check_lasts(place, today)
    reason = checked_reason(reason)
    mine, _ = held_to_give(by, at)
    given = tuple(_give_one(place, one, mine, reason=reason, by=by, at=at) for one in asked)
    tell(place, "right_given", given)
    return given


@transaction.atomic
def approve(grant: int, *, by: Actor, at: datetime) -> Grant:
    """The second person's word, without which the right does not count.

    Raises NoSuchGrant, GrantEnded, AlreadyApproved, SecondPerson (whoever gave it), and what `authority` raises.
    """
    found, place = locked_grant(grant, by=by)
    _check_goes_on(found)
    if found.approved_at is not None:
        who = found.approved_by.name if found.approved_by else ""
        raise rules.AlreadyApproved(
            right=named(found.right), who=place.person.name, by=who, when=rules.clock(found.approved_at)
        )
    if by.capacity is not Capacity.SYSTEM:
        authority(by.person, held_now(by, at), wanted_of(found), seat_of(place), without=frozenset({"span"}))
        if found.under and found.under.membership.person_id == by.person:
            raise rules.SecondPerson
    found.approved_at, found.approved_by_id = at, by.person or None
    found.save(update_fields=["approved_at", "approved_by"])
    _note("grant.approved", found, place, by=by, at=at)
    tell(place, "right_given", (found,))
    return found


@transaction.atomic
def end(grant: int, *, why: str, by: Actor, at: datetime) -> Ended:
    """Ends a right at once, and what falls with it. Also declines one that waits for approval.

    Raises NoSuchGrant, GrantEnded (naming who did it), Invalid (no reason), and what `authority` raises but for the
    span.
    """
    found, place = locked_grant(grant, by=by, falling=True)
    _check_goes_on(found)
    why = checked_reason(why, needed=True)
    if by.capacity is not Capacity.SYSTEM:
        authority(by.person, held_now(by, at), wanted_of(found), seat_of(place), without=frozenset({"span"}))
    fallen = close([found], why=why, by=by, at=at)
    tell(place, "right_ended", (found,))
    return Ended(found, fallen)


def close(grants: Iterable[Grant], *, why: str, by: Actor, at: datetime) -> tuple[Grant, ...]:
    """Ends grants, then, level by level, what falls with them. Returns the fallen. Inside a transaction.

    All are locked (`lock_with_what_falls`), and whoever gives a right holds the one under which it is given
    (`held_to_give`): nobody can still add to them.
    """
    fallen: list[Grant] = []
    level = list(grants)
    while level:
        for grant in level:
            _end_row(grant, why=why, by=by, at=at)
        level = resting_on([grant.pk for grant in level])
        fallen += level
        why = "Quyền của người cấp, hoặc của người được làm thay, đã kết thúc."
    for grant in fallen:
        tell(grant.membership, "right_ended", (grant,))
    return tuple(fallen)


def locked_grant(grant: int, *, by: Actor, falling: bool = False) -> tuple[Grant, Membership]:
    """A grant and its membership, both locked after the actor's own; `falling`: also what would end with it.

    Raises NoSuchGrant.
    """
    membership = Grant.objects.filter(pk=grant).values_list("membership", flat=True).first()
    if membership is None:
        raise rules.NoSuchGrant
    place = locked_places([membership], by=by)[membership]
    if falling:
        lock_with_what_falls([grant])
    whole = Grant.objects.select_related("scope", "under__membership", "ended_by", "approved_by")
    found = whole.select_for_update(no_key=True, of=("self",)).get(pk=grant)
    found.membership = place
    return found, place


def checked_reason(text: str, *, needed: bool = False) -> str:
    """It goes to the journal, which takes no personal numbers. Raises Invalid."""
    text, field = tidy(text), "why" if needed else "reason"
    if needed and not text:
        raise Invalid({"why": "Hãy ghi lý do."})
    if len(text) > LONGEST_REASON:
        raise Invalid({field: f"Lý do không quá {LONGEST_REASON} ký tự."})
    if personal_numbers(text):
        raise Invalid({field: "Đừng ghi số giấy tờ hay số điện thoại vào đây."})
    return text


def check_lasts(place: Membership, today: date) -> None:
    """Raises MembershipEnded."""
    if place.until is not None and place.until <= today:
        raise rules.MembershipEnded(who=place.person.name, agency=place.agency.name, day=f"{place.until:%d/%m/%Y}")


def tell(place: Membership, event: str, grants: Sequence[Grant]) -> None:
    """The holder reads what they gained or lost, and where."""
    if grants:
        names = ", ".join(dict.fromkeys(named(grant.right) for grant in grants))
        defer("notices.tell_of", person=place.person_id, event=event, detail=f"{names} ({place.agency.name})")


def add(
    place: Membership, wanted: Wanted, scope: Agency | None, carrier: Held | None, *,
    reason: str, by: Actor, at: datetime, stands_for: Grant | None = None,
) -> Grant:  # fmt: skip
    """The row itself, after all checks. Inside a transaction."""
    above = carrier.level if carrier else None
    waits = needs_approval(wanted.level, wanted.path, above) and by.capacity is not Capacity.SYSTEM
    grant = Grant.objects.create(
        membership=place,
        subsystem=wanted.subsystem,
        right=wanted.right,
        services=None if wanted.services is None else sorted(wanted.services),
        scope=scope,
        level=wanted.level,
        since=wanted.since or day(at),
        until=wanted.until,
        under_id=carrier.grant if carrier else None,
        stands_for=stands_for,
        falls=falls(wanted.level, stands_in=stands_for is not None),
        reason=reason,
        given_at=at,
        approved_at=None if waits else at,
    )
    _note("grant.given", grant, place, by=by, at=at)
    return grant


def carried(by: Actor, mine: tuple[Held, ...], wanted: Wanted, seat: Seat) -> Held | None:
    """The right out of `held_to_give` that carries the wanted one; None for the portal. Raises as `authority`."""
    return None if by.capacity is Capacity.SYSTEM else authority(by.person, mine, wanted, seat)


def _give_one(
    place: Membership, asked: Asked, mine: tuple[Held, ...], *, reason: str, by: Actor, at: datetime
) -> Grant:
    today = day(at)
    scope = _scope(asked.scope, place, asked, today)
    wanted = Wanted(
        asked.subsystem, asked.right, scope.path if scope else STATE,
        None if asked.services is None else frozenset(asked.services), asked.level,
        asked.since or today, asked.until,
    )  # fmt: skip
    seat = seat_of(place)
    check_right(wanted, seat, today=today)
    if by.capacity is not Capacity.SYSTEM:
        wanted = lasting(by.person, mine, wanted, seat)
    carrier = carried(by, mine, wanted, seat)
    _check_new(place, wanted)
    return add(place, wanted, scope, carrier, reason=reason, by=by, at=at)


def _scope(pk: int | None, place: Membership, asked: Asked, today: date) -> Agency | None:
    """The agency of a scope. A right outlives no agency (`in_force`). Raises NoSuchAgency, Invalid, AgencyClosed."""
    scope = None
    if pk is not None:
        scope = Agency.objects.filter(pk=pk).first()
        if scope is None:
            raise rules.NoSuchAgency
    for agency in filter(None, (scope, place.agency)):
        if agency.valid_from > (asked.since or today):
            raise Invalid({"since": f"{agency.name} hoạt động từ ngày {agency.valid_from:%d/%m/%Y}."})
        if agency.valid_to is not None and agency.valid_to <= (asked.since or today):
            raise rules.AgencyClosed(agency=agency.name, day=f"{asked.since or today:%d/%m/%Y}")
    return scope


def _check_new(place: Membership, wanted: Wanted) -> None:
    """Nobody holds the same twice. Raises AlreadyHolds."""
    since = wanted.since or date.min
    known = Grant.objects.filter(membership=place, subsystem=wanted.subsystem, right=wanted.right, ended_at=None)
    for grant in known.select_related("scope", "membership__agency", "under__membership__person"):
        runs = grant.since <= since and (grant.until is None or grant.until > since)
        if runs and contains(held(grant), wanted):
            granter = grant.under.membership.person.name if grant.under else "Hệ thống"
            raise AlreadyHolds(
                who=place.person.name, right=named(wanted.right), granter=granter, day=f"{grant.since:%d/%m/%Y}"
            )


def _check_goes_on(grant: Grant) -> None:
    if grant.ended_at is not None:
        raise rules.GrantEnded(
            right=named(grant.right), who=grant.membership.person.name, when=rules.clock(grant.ended_at),
            by=grant.ended_by.name if grant.ended_by else "Hệ thống",
        )  # fmt: skip


def resting_on(ids: Sequence[int]) -> list[Grant]:
    """What falls with these: given under them by that policy, or standing in for them."""
    rows = Grant.objects.filter(ended_at=None).select_for_update(no_key=True, of=("self",)).order_by("pk")
    rows = rows.select_related("membership__agency", "membership__person", "scope")
    found = {grant.pk: grant for grant in rows.filter(under__in=ids, falls=True)}
    found |= {grant.pk: grant for grant in rows.filter(stands_for__in=ids)}
    return [found[pk] for pk in sorted(found)]


def _end_row(grant: Grant, *, why: str, by: Actor, at: datetime) -> None:
    grant.ended_at, grant.ended_by_id, grant.ended_why = at, by.person or None, why
    grant.save(update_fields=["ended_at", "ended_by", "ended_why"])
    _note("grant.ended", grant, grant.membership, by=by, at=at)


def _note(action: str, grant: Grant, place: Membership, *, by: Actor, at: datetime) -> None:
    record(
        action, f"agency:{place.agency_id}", by=by, at=at, grant=grant.pk, membership=place.pk, person=place.person_id,
        subsystem=grant.subsystem, right=grant.right, scope=grant.scope_id, level=grant.level, services=grant.services,
        since=grant.since, until=grant.until, under=grant.under_id, why=grant.ended_why or grant.reason,
    )  # fmt: skip
