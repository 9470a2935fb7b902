"""Blocks four and five: rights by the forms' keys, and their services."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.administration.queries.person import grant_of
from motcua.administration.queries.users import managed
from motcua.administration.rules import users as rules
from motcua.agencies import commands as agencies
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import held_of, seat_of
from motcua.agencies.rules import HeldInstead, NoSuchGrant
from motcua.agencies.rules.delegation import Wanted, contains, lasting
from motcua.agencies.rules.rights import STATE, SUBSYSTEMS, AdminLevel, bundle, right_of
from motcua.journal.commands import record
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Invalid
from motcua.shell.clock import VIETNAM

Services = frozenset[str] | None
WHY = "Cấu hình lại dịch vụ."


@dataclass(frozen=True)
class Picked:
    """What was ticked. `rights`: "covid.process" → its services (None: all); `levels`: "covid.2".

    `scope`: an agency, None: where the person works. `whole`: the whole state. `until`: the first day without.
    """

    rights: Mapping[str, Services]
    levels: Collection[str] = ()
    scope: int | None = None
    whole: bool = False
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Configured:
    """Rights that were given anew with other services, and what fell with the former ones."""

    given: tuple[Grant, ...]
    fallen: tuple[Grant, ...]


@transaction.atomic
def give(membership: int, picked: Picked, *, reason: str, by: Actor, at: datetime) -> tuple[Grant, ...]:
    """[Gán quyền]: all that is ticked or nothing; of a level's rights those that are held already are left out.

    Raises NothingChosen, Invalid, NoSuchMembership and as `agencies.give`, which looks at the actor's rights anew.
    """
    place = managed(by, membership)
    asked = [_right(key, services, place, picked) for key, services in picked.rights.items()]
    alongside = [one for key in picked.levels for one in _level(key, place, picked)]
    if not asked and not alongside:
        raise rules.NothingChosen
    held, fresh = held_of(place.pk, at.astimezone(VIETNAM).date()), list(asked)
    for one in alongside:
        wanted = _wanted(one)
        if by.capacity is not Capacity.SYSTEM:
            wanted = lasting(by.person, by.held, wanted, seat_of(place))
        if one not in fresh and not any(contains(have, wanted) for have in held):
            fresh.append(one)
    return agencies.give(place.pk, fresh or alongside, reason=reason, by=by, at=at)


@transaction.atomic
def configure(
    membership: int, wanted: Mapping[int, Services], *, reason: str, by: Actor, at: datetime
) -> Configured:  # fmt: skip
    """[Cấu hình dịch vụ]: each right whose services change ends and is given anew, by the actor, with the same span.

    Raises NoSuchMembership, NoSuchGrant, NotServices, HeldInstead, Invalid, and as `agencies.end` and `agencies.give`.
    """
    place = managed(by, membership)
    today = at.astimezone(VIETNAM).date()
    given: list[Grant] = []
    fallen: list[Grant] = []
    for pk in sorted(wanted):
        former = grant_of(by, pk)
        if former.membership_id != place.pk:
            raise NoSuchGrant
        services = wanted[pk]
        if services == (None if former.services is None else frozenset(former.services)):
            continue
        right = right_of(former.subsystem, former.right)
        if right is None or not right.services or former.level is not None:
            raise rules.NotServices(right=right.name if right else former.right)
        if former.stands_for_id is not None:  # a plain one would outlast the absent colleague's
            raise HeldInstead(who=place.person.name, right=right.name)
        if services is not None and not services:
            raise Invalid({"services": "Hãy chọn ít nhất một dịch vụ, hoặc kết thúc quyền này."})
        ended = agencies.end(pk, why=reason or WHY, by=by, at=at)
        fallen += ended.fallen
        again = Asked(
            former.subsystem, former.right, former.scope_id, services, None, max(former.since, today), former.until
        )
        given += agencies.give(place.pk, [again], reason=reason or WHY, by=by, at=at)
        record(
            "grant.configured", f"agency:{place.agency_id}", by=by, at=at, membership=place.pk, former=pk,
            grant=given[-1].pk, before=former.services, services=given[-1].services,
        )  # fmt: skip
    return Configured(tuple(given), tuple(fallen))


def _right(key: str, services: Services, place: Membership, picked: Picked) -> Asked:
    """Raises Invalid for what is no right."""
    subsystem, _, name = key.partition(".")
    right = right_of(subsystem, name)
    if right is None:
        raise Invalid({"rights": "Hãy chọn quyền trong danh sách."})
    # A right that is exercised where one works has no other scope than that.
    scope = place.agency_id if right.seat else _scope(place, picked)
    return Asked(subsystem, name, scope, services if right.services else None, None, picked.since, picked.until)


def _level(key: str, place: Membership, picked: Picked) -> list[Asked]:
    """Raises Invalid for what is no level."""
    subsystem, _, number = key.partition(".")
    if subsystem not in SUBSYSTEMS or number not in {str(int(level)) for level in AdminLevel}:
        raise Invalid({"levels": "Hãy chọn cấp quản trị trong danh sách."})
    level = AdminLevel(int(number))
    scope = _scope(place, picked)
    if level == AdminLevel.NATIONAL and seat_of(place).reach == STATE:
        scope = None
    return [
        Asked(part, right, scope, None, None if passed is None else int(passed), picked.since, picked.until)
        for part, right, passed in bundle(subsystem, level)
    ]


def _scope(place: Membership, picked: Picked) -> int | None:
    if picked.whole:
        return None
    return picked.scope if picked.scope is not None else place.agency_id


def _wanted(asked: Asked) -> Wanted:
    path = STATE
    if asked.scope is not None:
        path = Agency.objects.values_list("path", flat=True).get(pk=asked.scope)
    services = None if asked.services is None else frozenset(asked.services)
    return Wanted(asked.subsystem, asked.right, path, services, asked.level, asked.since, asked.until)
