"""The tree of agencies as whoever manages units sees it, and what would follow a successor."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from motcua.agencies.models import Agency, Grant, Membership, Succession, UnitChange
from motcua.agencies.queries import agency_by_identifier, existing, held, search, seat_of
from motcua.agencies.queries.units import (
    above,
    below,
    changes_of,
    predecessors,
    reaching,
    rights_at,
    successors,
    until_of,
)
from motcua.agencies.rules import NoSuchAgency
from motcua.agencies.rules.delegation import Seat, Wanted, authority, check_right
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, inside, named, trees
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, NotAllowed
from motcua.workflow.models import Turn

MOST = 30
_LOOKED_THROUGH = 400
_NAMED = 3


class NoUnitsRight(NotAllowed):
    """Bạn chưa được giao quyền quản lý đơn vị. Hãy nhờ người quản trị của đơn vị cấp quyền này."""


@dataclass(frozen=True)
class Browsing:
    """What the search found, or the roots of the actor's trees."""

    text: str
    units: tuple[Agency, ...]
    more: bool


@dataclass(frozen=True)
class Unit:
    """All about one agency that its page shows."""

    agency: Agency
    above: tuple[Agency, ...]
    below: tuple[Agency, ...]
    people: int
    work: int
    changes: tuple[UnitChange, ...]
    successors: tuple[Succession, ...]
    predecessors: tuple[Succession, ...]
    gone: bool


@dataclass(frozen=True)
class Gain:
    """A right as it would be at the successor. `more`: how many agencies it reaches that it did not; `names`: some."""

    grant: Grant
    right: str
    level: str
    old: str
    new: str
    more: int
    names: tuple[str, ...]
    why: str

    @property
    def possible(self) -> bool:
        return not self.why


def check_units(actor: Actor) -> tuple[str, ...]:
    """The subtrees whose units the actor manages. Raises NoUnitsRight."""
    if found := trees(actor, "system", "units"):
        return found
    raise NoUnitsRight


def own_unit(actor: Actor, pk: int) -> Agency:
    """The gate of a unit's pages. Raises NoUnitsRight; NoSuchAgency, for a foreign one as for none."""
    own = check_units(actor)
    found = Agency.objects.select_related("unit", "parent").filter(pk=pk).first()
    if found is None or not _mine(found, own):
        raise NoSuchAgency
    return found


def own_unit_named(actor: Actor, text: str) -> Agency:
    """The same by identifier, in either spelling. Raises as `own_unit`."""
    found = agency_by_identifier(text)
    if found is None:
        check_units(actor)
        raise NoSuchAgency
    return own_unit(actor, found.pk)


def own_change(actor: Actor, pk: int, change: int) -> UnitChange:
    """An order about one of the actor's units. Raises NoUnitsRight, NoSuchAgency."""
    found = UnitChange.objects.filter(pk=change, agency=own_unit(actor, pk)).first()
    if found is None:
        raise NoSuchAgency
    return found


def own_heir(actor: Actor, pk: int, successor: int) -> tuple[Agency, Agency]:
    """A former unit and one of its successors, both of the actor's trees. Raises NoUnitsRight, NoSuchAgency."""
    former, heir = own_unit(actor, pk), own_unit(actor, successor)
    if heir.pk not in {step.successor_id for step in successors(former)}:
        raise NoSuchAgency
    return former, heir


def browse(actor: Actor, text: str, on: date) -> Browsing:
    """Raises NoUnitsRight. Two queries."""
    own = check_units(actor)
    if text:
        found = [one for one in search(text, on, _LOOKED_THROUGH) if _mine(one, own)]
        return Browsing(text, tuple(found[:MOST]), len(found) > MOST)
    roots = existing(on).filter(parent=None) if STATE in own else existing(on).filter(path__in=own)
    return Browsing("", tuple(roots.order_by("identifier")), more=False)


def unit(actor: Actor, agency: Agency, on: date) -> Unit:
    """Raises NoUnitsRight."""
    own = check_units(actor)
    people = Membership.objects.filter(agency=agency, active=True, since__lte=on).exclude(until__lte=on).count()
    return Unit(
        agency=agency,
        above=tuple(one for one in above(agency) if _mine(one, own)),
        below=tuple(below(agency, on)),
        people=people,
        work=open_work([agency]),
        changes=tuple(changes_of(agency)),
        successors=tuple(successors(agency)),
        predecessors=tuple(predecessors(agency)),
        gone=agency.valid_to is not None and agency.valid_to <= on,
    )


def open_work(agencies: Sequence[Agency]) -> int:
    """How many dossiers stand at these agencies now."""
    return Turn.objects.filter(agency__in=agencies, closed_at=None).count()


def gains(actor: Actor, former: Agency, successor: Agency, on: date) -> tuple[Gain, ...]:
    """Each right of, or over, a former agency as it would be at the successor, and why the actor may not give it."""
    own = check_units(actor)
    alive = list(existing(on).filter(path__startswith=successor.path).order_by("path").values_list("path", "name"))
    found = []
    for grant in rights_at([former.pk]):
        if _past(grant, former, on) or not _mine(grant.membership.agency, own):
            continue
        found.append(_gain(actor, grant, (former, successor), alive, on))
    return tuple(sorted(found, key=lambda one: (one.grant.membership.person.name_fold, one.grant.pk)))


def _gain(
    actor: Actor, grant: Grant, succession: tuple[Agency, Agency], alive: Sequence[tuple[str, str]], on: date
) -> Gain:  # fmt: skip
    former, successor = succession
    scope = successor if grant.scope_id in (None, former.pk) else grant.scope
    path = STATE if grant.scope_id is None else (scope.path if scope else STATE)
    seat = seat_of(grant.membership)
    if grant.membership.agency_id == former.pk:
        seat = Seat(seat.person, seat.name, successor.path, successor.path)
    old = reaching(grant)
    new = replace(old, path=path)
    reached = [name for at, name in alive if (inside(at, new.path) if new.below else at == new.path)]
    had = {name for at, name in alive if (inside(at, old.path) if old.below else at == old.path)}
    more = [name for name in reached if name not in had]
    return Gain(
        grant, named(grant.right), LEVEL_WORDS.get(grant.level, "") if grant.level is not None else "",
        grant.scope.name if grant.scope else "Cả nước", scope.name if scope else "Cả nước",
        len(more), tuple(more[:_NAMED]), _why_not(actor, grant, former, path, seat, on),
    )  # fmt: skip


def _why_not(actor: Actor, grant: Grant, former: Agency, path: str, seat: Seat, on: date) -> str:  # noqa: PLR0917
    now, since = held(grant), max(grant.since, on)
    wanted = Wanted(now.subsystem, now.right, path, now.services, now.level, since, until_of(grant, former))
    try:
        check_right(wanted, seat, today=on)
        authority(actor.person, actor.held, wanted, seat, without=frozenset({"span"}))
    except Invalid as no:
        return " ".join(no.problems.values())
    except NotAllowed as no:
        return str(no)
    return ""


def _past(grant: Grant, former: Agency, on: date) -> bool:
    """It ended before its agency did, or its holder left it: nothing to follow."""
    place = grant.membership
    last = min(on, former.valid_to) if former.valid_to else on
    return any(day is not None and day < last for day in (grant.until, place.until)) or (
        place.until is not None and place.until <= on
    )


def _mine(agency: Agency, own: Sequence[str]) -> bool:
    return any(inside(agency.path, tree) for tree in own)
