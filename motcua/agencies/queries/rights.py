"""Which rights are in force, whose they are and what they reach; the conditions in SQL that other rooms build on."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from motcua.agencies.models import Agency, Grant, Membership, Role
from motcua.agencies.rules.delegation import Seat
from motcua.agencies.rules.rights import OFFICE, SERVING, STATE, Reach, inside, reach
from motcua.kernel.actor import Actor, Held

# A place from which somebody may act on a day, with all that is in force there, whatever its number: asked with each
# request of an officer and each act of an administrator. The conditions are those of `in_force`.
_PLACE_HELD = """
SELECT m.person_id, m.agency_id, a.name, a.path, (
  SELECT json_agg(json_build_array(g.id, g.subsystem, g."right", g.services, s.path, g.level,
                                   least(g.until, s.valid_to, a.valid_to)) ORDER BY g.id)
  FROM agencies_grant g LEFT JOIN agencies_agency s ON s.id = g.scope_id
  WHERE g.membership_id = m.id AND g.ended_at IS NULL AND g.approved_at IS NOT NULL
    AND g.since <= %(on)s AND (g.until IS NULL OR g.until > %(on)s)
    AND (s.id IS NULL OR (s.valid_from <= %(on)s AND (s.valid_to IS NULL OR s.valid_to > %(on)s)))
)::text
FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
WHERE m.id = %(membership)s AND m.active
  AND m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s)
  AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
"""


# Rights, and all above them in their chains.
_ABOVE = """
WITH RECURSIVE up AS (
  SELECT id, under_id FROM agencies_grant WHERE id = ANY(%s)
  UNION
  SELECT g.id, g.under_id FROM agencies_grant g JOIN up ON g.id = up.under_id
) SELECT id FROM up
"""
_WHOLE_LINK = (
    "membership__person", "membership__agency", "scope", "under__membership__person", "under__membership__agency",
    "stands_for__membership__person", "stands_for__membership__agency", "approved_by", "ended_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceHeld:
    """A place from which somebody may act, and what they hold there."""

    person: int
    agency: int
    agency_name: str
    path: str
    held: tuple[Held, ...]


def place_held(membership: int, on: date) -> PlaceHeld | None:
    """None when nobody may act from there on that day. One statement; the ORM would take five times as long."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_HELD, {"membership": membership, "on": on})
        row = cursor.fetchone()
    if row is None:
        return None
    person, agency, name, path, rights = row
    return PlaceHeld(person, agency, name, path, _held_in(json.loads(rights or "[]")))


def _held_in(rows: Iterable[tuple[Any, ...]]) -> tuple[Held, ...]:
    return tuple(
        Held(
            subsystem,
            right,
            path or STATE,
            None if services is None else frozenset(services),
            level,
            date.fromisoformat(until) if until else None,
            pk,
        )
        for pk, subsystem, right, services, path, level, until in rows
    )


def in_force(on: date, prefix: str = "") -> Q:
    """The condition that a grant counts on a day: given, approved, not ended, its holder at work, its agencies there.

    `prefix`: the way to the grant from what is asked, "grants__".
    """
    p, place = prefix, f"{prefix}membership__"
    own = Q(**{f"{p}ended_at": None, f"{p}approved_at__isnull": False})
    at_work = Q(**{f"{place}active": True})
    there = _there(f"{place}agency__", on) & (Q(**{f"{p}scope": None}) | _there(f"{p}scope__", on))
    return own & _lasts(p, on) & at_work & _lasts(place, on) & there


def grants_of(membership: int, on: date) -> QuerySet[Grant]:
    """The rights in force of a membership, with their scope."""
    found = Grant.objects.filter(in_force(on), membership=membership)
    return found.select_related("scope", "membership__agency").order_by("subsystem", "level", "right", "pk")


def held_of(membership: int, on: date) -> tuple[Held, ...]:
    """The same as values for the rules. One statement."""
    place = place_held(membership, on)
    return place.held if place else ()


def held(grant: Grant) -> Held:
    """A grant as the rules know it, its scope and its membership's agency being loaded.

    It lasts no longer than the agency in which it is held and the one which it is for.
    """
    ends = [grant.until, grant.membership.agency.valid_to, grant.scope.valid_to if grant.scope else None]
    until = min((day for day in ends if day is not None), default=None)
    services = None if grant.services is None else frozenset(grant.services)
    path = grant.scope.path if grant.scope else STATE
    return Held(grant.subsystem, grant.right, path, services, grant.level, until, grant.pk)


def seat_of(membership: Membership) -> Seat:
    """Where somebody works, as the rules know it: from the Government Office, rights may reach the whole state."""
    agency = membership.agency
    far = STATE if agency.role == Role.GOVERNMENT_OFFICE else agency.path
    return Seat(membership.person_id, membership.person.name, agency.path, far)


def officers_of(agency_id: int, on: date, power: str, topic: str = "") -> list[tuple[int, str, str]]:
    """(person, name, title) of those who may use a right in the agency on that day, by name.

    `topic`: on which service, "covid/tam-hoan-hop-dong"; empty: on any.
    """
    wanted = Q(right=power, level=None, membership__agency=agency_id, membership__person__is_active=True)
    subsystem, _, service = topic.partition("/")
    if topic:
        wanted &= Q(subsystem__in=(subsystem, OFFICE)) & (Q(services=None) | Q(services__contains=[service]))
    found = Grant.objects.filter(in_force(on), wanted).order_by("membership__person__name_fold", "membership")
    names = ("membership__person", "membership__person__name", "membership__title")
    return list(dict.fromkeys(found.values_list(*names)))


def seen_through(actor: Actor, agency: str, topic: str) -> Q:
    """The condition in SQL of what the actor's rights let them see, the same as `rules.rights.powers_on` says of one.

    `agency`: the field that names the agency ("agency"); `topic`: the field with "subsystem/service". Nothing for
    whoever holds no such right.
    """
    found = Q(pk__in=[])
    for one in reach(actor.held):
        if one.below:
            where = Q(**{f"{agency}__path__startswith": one.path})
        elif one.path == actor.agency_path:
            where = Q(**{agency: actor.agency})
        else:
            where = Q(**{f"{agency}__path": one.path})
        found |= where & _about(one.subsystem, one.services, topic)
    return found


def seen_below(actor: Actor, agency: str, topic: str) -> Q:
    """The part of `seen_through` that reaches other agencies than the actor's own: whom they look after."""
    found = Q(pk__in=[])
    for one in reach(actor.held, ("view",)):
        within = Q(**{f"{agency}__path__startswith": one.path}) & ~Q(**{agency: actor.agency})
        found |= within & _about(one.subsystem, one.services, topic)
    return found


def worked_topics(actor: Actor) -> tuple[str, ...] | None:
    """`worked_on` as patterns for LIKE, for who writes SQL by hand: "covid/%". None for all there is."""
    found: set[str] = set()
    for one in reach(actor.held):
        if _at_home(one, actor):
            keys = (one.subsystem,) if one.subsystem else SERVING
            if one.services is None and set(keys) >= set(SERVING):
                return None
            found |= {f"{key}/{slug}" for key in keys for slug in (one.services or "%")}
    return tuple(sorted(found))


def _at_home(one: Reach, actor: Actor) -> bool:
    return inside(actor.agency_path, one.path) if one.below else one.path == actor.agency_path


def worked_on(actor: Actor, topic: str) -> Q:
    """The condition on what stands in the actor's own agency: the services for which they hold any right there."""
    found = Q(pk__in=[])
    for one in reach(actor.held):
        if _at_home(one, actor):
            about = _about(one.subsystem, one.services, topic)
            if about == Q():  # of everything: which "or" would forget
                return about
            found |= about
    return found


def _about(subsystem: str, services: frozenset[str] | None, topic: str) -> Q:
    """Nothing is asked of whoever has all services of the only subsystem that has any."""
    keys = (subsystem,) if subsystem else SERVING
    if services is None:
        return Q() if set(keys) >= set(SERVING) else Q(**{f"{topic}__startswith": f"{subsystem}/"})
    return Q(**{f"{topic}__in": [f"{key}/{slug}" for key in keys for slug in sorted(services)]})


def _there(way: str, on: date) -> Q:
    lasts = Q(**{f"{way}valid_to": None}) | Q(**{f"{way}valid_to__gt": on})
    return Q(**{f"{way}valid_from__lte": on}) & lasts


def _lasts(way: str, on: date) -> Q:
    return Q(**{f"{way}since__lte": on}) & (Q(**{f"{way}until": None}) | Q(**{f"{way}until__gt": on}))


@dataclass(frozen=True)
class Link:
    """One link of the chain by which a right came down, the first given by the portal itself."""

    grant: Grant
    by: str  # name of who gave it; "" for the portal


def chain(grant_id: int) -> tuple[Link, ...]:
    """How a right came down: from the one that the portal itself gave to this one. One query."""
    return chains([grant_id])[grant_id]


def chains(ids: Iterable[int]) -> Mapping[int, tuple[Link, ...]]:
    """The `chain` of each of these rights. One query, however many they are and however long."""
    asked = list(ids)
    if not asked:
        return {}
    wanted = Grant.objects.filter(pk__in=RawSQL(_ABOVE, [asked]))  # noqa: S611 - our own words, its ids a parameter
    found = {grant.pk: grant for grant in wanted.select_related(*_WHOLE_LINK).order_by("pk")}
    return {pk: tuple(reversed(list(_links(pk, found)))) for pk in asked}


def _links(wanted: int | None, found: Mapping[int, Grant]) -> Iterator[Link]:
    """From a right up to the portal."""
    while wanted is not None:
        grant = found[wanted]
        yield Link(grant, grant.under.membership.person.name if grant.under else "")
        wanted = grant.under_id


def agency_paths(ids: Iterable[int]) -> Mapping[int, str]:
    """id → path of agencies."""
    return dict(Agency.objects.filter(pk__in=list(ids)).values_list("pk", "path"))
