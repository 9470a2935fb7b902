"""What can this person do here? Every right of a place in words, for a sheet that is printed and signed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from motcua.administration.queries.chains import Name, Step, name_of, scope_of, steps
from motcua.administration.queries.preview import services
from motcua.administration.queries.users import managed
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import Link
from motcua.agencies.queries import chains as chains_of
from motcua.agencies.rules import NoSuchMembership
from motcua.agencies.rules.rights import LEVEL_WORDS, SUBSYSTEMS, named, right_of, trees
from motcua.kernel.actor import Actor

_GIVERS = ("scope", "under__membership__person", "under__membership__agency", "approved_by",
           "stands_for__membership__person", "stands_for__membership__agency")  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A right in words. `services` empty: all, or the right is not bound to any; `last`: its last day."""

    right: str
    level: str
    scope: str
    services: tuple[str, ...]
    bound: bool
    since: date
    last: date | None
    by: Name | None
    given: date
    reason: str
    stands_for: Name | None
    state: str
    chain: tuple[Step, ...]


@dataclass(frozen=True)
class Part:
    """The rights of one subsystem."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """All that somebody may do from one place, on a day."""

    place: Membership
    on: date
    counts: bool
    parts: tuple[Part, ...]


def sheet(actor: Actor, membership: int, on: date) -> Sheet:
    """Of a place in the asker's subtrees, or of their own. Raises NoUsersRight, NoSuchMembership."""
    place = Membership.objects.select_related("agency", "person").filter(pk=membership).first()
    if place is None or place.person_id != actor.person:
        place = managed(actor, membership)
    return _sheet(place, (*trees(actor, "system", "users"), actor.agency_path), on)


def own_sheet(actor: Actor, on: date) -> Sheet:
    """Of the place from which the officer now acts, each right with the chain by which it came down."""
    place = Membership.objects.select_related("agency", "person").filter(pk=actor.membership or 0).first()
    if place is None:
        raise NoSuchMembership
    return _sheet(place, (*trees(actor, "system", "users"), place.agency.path), on, chains=True)


def _sheet(place: Membership, known: Sequence[str], on: date, *, chains: bool = False) -> Sheet:
    rows = Grant.objects.filter(membership=place, ended_at=None).select_related(*_GIVERS)
    live = [grant for grant in rows.order_by("level", "right", "pk") if grant.until is None or grant.until > on]
    names = {service.slug: service.short_name for service in services(on)}
    ways = chains_of(grant.pk for grant in live) if chains else {}
    parts = []
    for key, subsystem in SUBSYSTEMS.items():
        lines = tuple(
            _line(grant, names, known, on, ways.get(grant.pk, ())) for grant in live if grant.subsystem == key
        )
        if lines:
            parts.append(Part(subsystem.name, lines))
    counts = place.active and place.since <= on and (place.until is None or place.until > on)
    return Sheet(place, on, counts, tuple(parts))


def _line(grant: Grant, names: dict[str, str], known: Sequence[str], on: date, way: Iterable[Link]) -> Line:
    right = right_of(grant.subsystem, grant.right)
    giver = grant.under.membership if grant.under else None
    away = grant.stands_for.membership if grant.stands_for else None
    return Line(
        right=named(grant.right),
        level=LEVEL_WORDS.get(grant.level, "") if grant.level is not None else "",
        scope=scope_of(grant),
        services=tuple(names.get(slug, slug) for slug in grant.services or ()),
        bound=right is not None and right.services,
        since=grant.since,
        last=grant.until - timedelta(days=1) if grant.until else None,
        by=name_of(giver, known) if giver else None,
        given=grant.given_at.date(),
        reason=grant.reason,
        stands_for=name_of(away, known) if away else None,
        state=_state(grant, on),
        chain=steps(way, known),
    )


def _state(grant: Grant, on: date) -> str:
    if grant.approved_at is None:
        return "Chờ duyệt"
    return f"Từ ngày {grant.since:%d/%m/%Y}" if grant.since > on else ""
