"""How a right came down, as somebody may read it: whoever works outside their subtrees is an agency and a level."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.administration.rules.explaining import Fact
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import Link, held
from motcua.agencies.rules.rights import LEVEL_WORDS, inside, named


@dataclass(frozen=True)
class Name:
    """Somebody as the asker may know them: `who` is empty for whoever works outside the asker's subtrees."""

    who: str
    agency: str
    level: str


@dataclass(frozen=True)
class Step:
    """One link of a chain: who gave what to whom, in which scope, when and why."""

    by: Name | None
    to: Name
    right: str
    scope: str
    services: tuple[str, ...]
    level: str
    given: date
    until: date | None
    reason: str
    approved_by: str
    stands_for: Name | None


def fact(grant: Grant, on: date) -> Fact:
    """A right with all that must hold for it to count."""
    place = grant.membership
    there = [agency for agency in (grant.scope, place.agency) if agency is not None]
    return Fact(
        held(grant), grant.since, grant.approved_at is not None, grant.ended_at is not None, place.active, place.since,
        place.until, all(exists(agency, on) for agency in there), place.person.is_active,
    )  # fmt: skip


def steps(chain: Iterable[Link], trees: Sequence[str]) -> tuple[Step, ...]:
    """A chain out of `agencies.queries.chains`, from the portal down to the right, as the asker may read it."""
    return tuple(_step(link.grant, trees) for link in chain)


def _step(grant: Grant, trees: Sequence[str]) -> Step:
    giver = grant.under.membership if grant.under else None
    approver = grant.approved_by.name if grant.approved_by and within_any(grant.membership.agency.path, trees) else ""
    away = grant.stands_for.membership if grant.stands_for else None
    return Step(
        by=name_of(giver, trees) if giver else None,
        to=name_of(grant.membership, trees),
        right=named(grant.right),
        scope=scope_of(grant),
        services=tuple(grant.services or ()),
        level=LEVEL_WORDS.get(grant.level, "") if grant.level is not None else "",
        given=grant.since,
        until=grant.until,
        reason=grant.reason if within_any(grant.membership.agency.path, trees) else "",
        approved_by=approver,
        stands_for=name_of(away, trees) if away else None,
    )


def name_of(place: Membership, trees: Sequence[str]) -> Name:
    """By name inside the asker's subtrees, by agency and level outside."""
    who = place.person.name if within_any(place.agency.path, trees) else ""
    return Name(who, place.agency.name, str(place.agency.get_level_display()).lower())


def scope_of(grant: Grant) -> str:
    """The scope's name."""
    return grant.scope.name if grant.scope else "Cả nước"


def within_any(path: str, trees: Collection[str]) -> bool:
    """Whether an agency lies in one of the subtrees."""
    return any(inside(path, tree) for tree in trees)


def exists(agency: Agency, on: date) -> bool:
    """Whether an agency exists on a day."""
    return agency.valid_from <= on and (agency.valid_to is None or agency.valid_to > on)
