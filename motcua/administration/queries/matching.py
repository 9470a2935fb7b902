"""All that a dry run needs to know, asked at once: as many statements for 5,000 lines as for one."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.db import connection

from motcua.administration.models import Roster
from motcua.administration.rules.ground import Entry, Ground, Plan
from motcua.administration.rules.matching import Account, Granter, Place, Right
from motcua.administration.rules.units import Book, Unit
from motcua.agencies.models import Agency, Role
from motcua.agencies.queries import held_of
from motcua.agencies.rules.rights import STATE, trees
from motcua.identity.rules.assurance import CONFIRMED
from motcua.kernel.actor import Actor, Held
from motcua.kernel.text import fold

# A number that was given up before the identity was confirmed is one that anybody may have typed.
_BY_ID = """
SELECT i.index, p.id, p.name, p.phone_index,
       p.assurance >= %s AND (i.until IS NULL OR i.until > p.assured_at)
FROM identity_idnumber i JOIN identity_person p ON p.id = i.person_id
WHERE i.index = ANY(%s) AND p.is_active
"""
_BY_PHONE = (
    "SELECT phone_index, id, name, phone_index, false FROM identity_person WHERE phone_index = ANY(%s) AND is_active"
)
_NAMESAKES = """
SELECT DISTINCT p.name_fold, p.id, p.name, a.path
FROM identity_person p JOIN agencies_membership m ON m.person_id = p.id JOIN agencies_agency a ON a.id = m.agency_id
WHERE p.name_fold = ANY(%s) AND p.is_active AND a.path LIKE %s AND (m.until IS NULL OR m.until > %s)
"""
_PLACES = """
SELECT m.person_id, m.id, m.agency_id, a.path, m.active, (m.until IS NULL OR m.until > %(on)s),
       g.id, g.subsystem, g."right", g.services, s.path, g.level,
       least(g.until, s.valid_to, a.valid_to), g.scope_id, g.since
FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
LEFT JOIN agencies_grant g ON g.membership_id = m.id AND g.ended_at IS NULL AND (g.until IS NULL OR g.until > %(on)s)
LEFT JOIN agencies_agency s ON s.id = g.scope_id
WHERE m.person_id = ANY(%(people)s) ORDER BY m.person_id, m.id, g.id
"""
_WAITING = """
SELECT id_index, phone_index, agency_id, wishes FROM administration_invitation
WHERE state = 'waiting' AND until > %s AND (id_index = ANY(%s) OR phone_index = ANY(%s))
"""


def ground(roster: Roster, entries: Sequence[Entry], on: date) -> Ground:
    """What the lines of a list are judged by, on a day, under the rights that its uploader has now."""
    ids = [index for e in entries for index in (e.id_index, e.leaving_index) if index]
    phones = [entry.phone_index for entry in entries if entry.phone_index]
    by_id, by_phone = _accounts(_BY_ID, ids, CONFIRMED), _accounts(_BY_PHONE, phones)
    bare = [fold(e.line.name) for e in entries if e.line and not (e.line.id_number or e.phone_index)]
    book = units(on)
    home = book.by_pk[roster.home_id] if roster.home_id else None
    namesakes = _namesakes(bare, home.path if home else STATE, on)
    people = {a.person for found in (by_id, by_phone) for a in found.values()}
    people |= {account.person for same in namesakes.values() for account, _ in same}
    granter = Granter(roster.membership.person_id, held_of(roster.membership_id, on), on)
    return Ground(
        on=on,
        plan=plan_of(roster),
        granter=granter,
        book=book,
        seat=book.by_pk[roster.membership.agency_id],
        home=home,
        by_id=by_id,
        by_phone=by_phone,
        namesakes=namesakes,
        places=places(people, on),
        waiting=_waiting(ids, phones, on),
        trees=trees(Actor(person=granter.person, name="", held=granter.held), "system", "users"),
    )


def plan_of(roster: Roster) -> Plan:
    """What a list grants, for the rules."""
    services = None if roster.services is None else tuple(roster.services)
    return Plan(roster.kind, roster.subsystem, tuple(roster.rights), roster.level, services, roster.until)


def units(on: date) -> Book:
    """All agencies. Two may have one name: those that exist come before those that did."""
    fields = ("pk", "identifier", "name", "path", "role", "valid_from", "valid_to")
    rows = Agency.objects.order_by("path").values_list(*fields)
    far = Role.GOVERNMENT_OFFICE
    return Book.of((Unit(pk, code, name, path, STATE if role == far else path, since, until)
                    for pk, code, name, path, role, since, until in rows), on)  # fmt: skip


def unit_of(agency: Agency) -> Unit:
    """One agency as the rules know it."""
    reach = STATE if agency.role == Role.GOVERNMENT_OFFICE else agency.path
    return Unit(agency.pk, agency.identifier, agency.name, agency.path, reach, agency.valid_from, agency.valid_to)


def places(people: Collection[int], on: date) -> dict[int, list[Place]]:
    """Person → where they work or worked, with the rights that have not ended."""
    found: dict[int, dict[int, Place]] = {}
    for person, pk, agency, path, active, lasts, *grant in _rows(_PLACES, {"people": list(people), "on": on}):
        own = found.setdefault(person, {})
        place = own.get(pk) or Place(pk, agency, path, active, lasts)
        own[pk] = place if grant[0] is None else replace(place, rights=(*place.rights, _right(grant)))
    return {person: list(own.values()) for person, own in found.items()}


def _right(row: Sequence[Any]) -> Right:
    pk, subsystem, right, services, path, level, until, scope, since = row
    slugs = None if services is None else frozenset(services)
    return Right(pk, Held(subsystem, right, path or STATE, slugs, level, until, pk), scope, since, runs=True)


def _accounts(statement: str, indexes: Sequence[bytes], *values: object) -> Mapping[bytes, Account]:
    if not indexes:
        return {}
    return {
        bytes(index): Account(pk, name, None if phone is None else bytes(phone), confirmed=bool(confirmed))
        for index, pk, name, phone, confirmed in _rows(statement, [*values, list(indexes)])
    }


def _namesakes(names: Sequence[str], path: str, on: date) -> dict[str, list[tuple[Account, str]]]:
    found: dict[str, list[tuple[Account, str]]] = {}
    if names:
        for folded, pk, name, where in _rows(_NAMESAKES, [list(set(names)), f"{path}%", on]):
            found.setdefault(folded, []).append((Account(pk, name), where))
    return found


def _waiting(
    ids: Sequence[bytes], phones: Sequence[bytes], on: date
) -> frozenset[tuple[bytes, int, frozenset[tuple[str, str, int | None]]]]:
    found = set()
    for by_id, by_phone, agency, wishes in _rows(_WAITING, [on, list(ids), list(phones)]):
        asked = frozenset((wish["subsystem"], wish["right"], wish["level"]) for wish in _loaded(wishes))
        found |= {(bytes(index), agency, asked) for index in (by_id, by_phone) if index is not None}
    return frozenset(found)


def _loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _rows(statement: str, values: Any) -> Iterable[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cast("list[tuple[Any, ...]]", cursor.fetchall())
