"""Which units have somebody who administers them, and somebody for each service that they must handle: the figures.

All figures come from one statement (`_FIGURES`), for the children of one unit at a time. Of the whole state it is asked
by a job, and the page tells when (`models.Coverage`); of a province or less it is asked as one looks.
"""

# ruff: noqa: S608 - the statements are put together of our own words

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from json import loads
from typing import Any

from django.db import connection

from motcua.administration.models import Coverage
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import COVID
from motcua.catalogue.queries import live_services, service_of
from motcua.workflow.rules import parse

# What a right must be to count on a day, as `agencies.queries.in_force`; g grant, m membership, seat its agency.
IN_FORCE = """
g.ended_at IS NULL AND g.approved_at IS NOT NULL AND g.since <= %(on)s AND (g.until IS NULL OR g.until > %(on)s)
AND m.active AND m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s) AND p.is_active
AND seat.valid_from <= %(on)s AND (seat.valid_to IS NULL OR seat.valid_to > %(on)s)
"""
# The agencies of the subtree that exist. `part`: the one among the children of the unit above, 0 the unit itself.
PLACE = """
place AS MATERIALIZED (
  SELECT a.id, a.path, a.role, a.level, a.sector, a.unit_id,
         coalesce(nullif(split_part(a.path, '/', %(depth)s), ''), '0')::bigint AS part
  FROM agencies_agency a
  WHERE a.path ~>=~ %(low)s AND a.path ~<~ %(high)s
    AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
)"""
# Administrators in force in the subtree, and above it up to the top body: `part` is null there.
ADMIN = (
    """
admin AS MATERIALIZED (
  SELECT g.id, g.scope_id, g.level, m.person_id, m.id AS membership, g.since, s.part, g.given_at
  FROM agencies_grant g
  JOIN agencies_membership m ON m.id = g.membership_id
  JOIN identity_person p ON p.id = m.person_id
  JOIN agencies_agency seat ON seat.id = m.agency_id
  JOIN (SELECT id, part FROM place UNION ALL SELECT unnest(%(above)s::bigint[]), NULL) s ON s.id = g.scope_id
  WHERE g.subsystem = %(subsystem)s AND g.level IS NOT NULL AND """
    + IN_FORCE
    + ")"
)
# Units that nobody administers: neither they nor any unit above them, short of the state, has an administrator.
BARE = """
bare AS MATERIALIZED (
  SELECT id, part FROM place WHERE NOT EXISTS (SELECT FROM admin WHERE part IS NULL)
  EXCEPT
  SELECT l.id, l.part FROM place l
  CROSS JOIN unnest(string_to_array(trim(both '/' FROM l.path), '/')::bigint[]) AS up (id)
  JOIN (SELECT DISTINCT scope_id FROM admin) s ON s.scope_id = up.id
)"""
# Who must do what: of several agencies of a role in one place the first is meant, as `agencies.queries.resolve` does.
MISSING = (
    """
duty AS (
  SELECT * FROM unnest(%(topics)s::text[], %(subsystems)s::text[], %(services)s::text[], %(roles)s::text[],
                       %(levels)s::text[], %(sectors)s::text[], %(powers)s::text[])
    AS d (topic, subsystem, service, role, level, sector, power)
), seat_of AS MATERIALIZED (
  SELECT DISTINCT ON (role, level, sector, unit_id) id, part, role, level, sector
  FROM place WHERE (role, level, sector) IN (SELECT role, level, sector FROM duty)
  ORDER BY role, level, sector, unit_id, id
), holds AS MATERIALIZED (
  SELECT DISTINCT g.scope_id AS id, g."right" AS power, g.subsystem, s.service
  FROM agencies_grant g
  JOIN agencies_membership m ON m.id = g.membership_id AND m.agency_id = g.scope_id
  JOIN identity_person p ON p.id = m.person_id
  JOIN agencies_agency seat ON seat.id = m.agency_id
  CROSS JOIN LATERAL unnest(coalesce(g.services, ARRAY['']::varchar[])) AS s (service)
  WHERE g.level IS NULL AND g.scope_id IN (SELECT id FROM seat_of) AND """
    + IN_FORCE
    + """
), missing AS MATERIALIZED (
  SELECT must.id, must.part, d.service, d.power
  FROM seat_of must JOIN duty d ON (d.role, d.level, d.sector) = (must.role, must.level, must.sector)
  WHERE NOT EXISTS (
    SELECT FROM holds h WHERE h.id = must.id AND h.power = d.power
      AND (h.subsystem = d.subsystem OR h.subsystem = 'office') AND (h.service = '' OR h.service = d.service))
)"""
)
_FIGURES = (
    "WITH "
    + PLACE
    + ","
    + ADMIN
    + ","
    + BARE
    + ","
    + MISSING
    + """, units AS (
  SELECT part, count(*) AS n, count(*) FILTER (WHERE id IN (SELECT id FROM seat_of)) AS must FROM place GROUP BY part
), people AS (
  SELECT part, count(DISTINCT person_id) AS n,
         count(DISTINCT person_id) FILTER (WHERE scope_id = CASE part WHEN 0 THEN %(root)s ELSE part END) AS own
  FROM admin WHERE part IS NOT NULL GROUP BY part
), levels AS (
  SELECT part, jsonb_object_agg(level, n) AS n FROM (
    SELECT part, level, count(DISTINCT person_id) AS n FROM admin WHERE part IS NOT NULL GROUP BY part, level
  ) AS v GROUP BY part
), lacking AS (
  SELECT part, jsonb_object_agg(service, n) AS n FROM (
    SELECT part, coalesce(service, '') AS service, count(DISTINCT id) AS n
    FROM missing GROUP BY GROUPING SETS ((part), (part, service))
  ) AS v GROUP BY part
), used AS (
  SELECT l.part, max(greatest(g.used_on, (g.given_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)) AS last
  FROM agencies_grant g JOIN place l ON l.id = g.scope_id GROUP BY l.part
), focal AS (
  SELECT l.part, count(*) AS n, count(*) FILTER (WHERE (line.person_id, line.body_id) IN (
    SELECT person_id, scope_id FROM admin)) AS granted
  FROM administration_rosterline line JOIN administration_roster roster ON roster.id = line.roster_id
  JOIN place l ON l.id = line.body_id
  WHERE line.named AND roster.subsystem IN (%(subsystem)s, '') GROUP BY l.part
)
SELECT units.part, units.n, units.must, coalesce(levels.n, '{}'), coalesce(people.n, 0), coalesce(people.own, 0),
       coalesce(b.n, 0), coalesce(lacking.n, '{}'), coalesce(focal.n, 0), coalesce(focal.granted, 0), used.last
FROM units LEFT JOIN levels USING (part) LEFT JOIN people USING (part) LEFT JOIN lacking USING (part)
LEFT JOIN (SELECT part, count(*) AS n FROM bare GROUP BY part) AS b USING (part)
LEFT JOIN focal USING (part) LEFT JOIN used USING (part)
"""
)


@dataclass(frozen=True)
class Figures:
    """Of a unit and all below it. `must`: units that some service names; `bare`: units that nobody administers.

    `own`: administrators of the unit itself; `admins`: of all of it, each person once; `levels`: persons by level.
    `missing`: units that lack somebody for a service that they must handle, by service, "" for any. `named`: focal
    points on the applied lists, `granted` of them administrators. `last`: when a right there was last used or given.
    """

    units: int = 0
    must: int = 0
    own: int = 0
    admins: int = 0
    levels: Mapping[str, int] | None = None
    bare: int = 0
    missing: Mapping[str, int] | None = None
    named: int = 0
    granted: int = 0
    last: str = ""

    def lacking(self, service: str = "") -> int:
        """Units without somebody for that service."""
        return (self.missing or {}).get(service, 0)

    def at_level(self, level: int) -> int:
        return (self.levels or {}).get(str(level), 0)

    @property
    def by_level(self) -> tuple[tuple[int, int], ...]:
        return tuple(sorted((int(level), n) for level, n in (self.levels or {}).items()))

    @property
    def last_day(self) -> date | None:
        return date.fromisoformat(self.last) if self.last else None


NOTHING = Figures()


@dataclass(frozen=True)
class Duty:
    """A service asks somebody at each agency of that role, level and sector to use that right. `topic`: of it all."""

    subsystem: str
    service: str
    role: str
    level: str
    sector: str
    power: str


def duties(on: date, *, subsystem: str = COVID, service: str = "") -> tuple[Duty, ...]:
    """What the services of that day ask, of one subsystem and, if named, one service."""
    found: dict[Duty, None] = {}
    for version in live_services(on):
        described = service_of(version)
        if described.subsystem != subsystem or service not in ("", version.slug):
            continue
        for step in parse(described.flow).steps.values():
            role, _, sector = step.role.partition(":")
            for power in sorted(step.powers):
                found[Duty(subsystem, version.slug, role, step.level, sector, power)] = None
    return tuple(found)


def tree(unit: Agency | None, on: date, subsystem: str, service: str = "") -> dict[str, Any]:
    """What the statements ask for: the subtree of a unit (None: the whole state) on a day."""
    path = unit.path if unit else "/"
    above = [int(part) for part in path.strip("/").split("/")[:-1]] if unit else []
    asked = duties(on, subsystem=subsystem, service=service)
    return {
        "on": on, "low": path, "high": f"{path[:-1]}0", "depth": path.count("/") + 1, "above": above,
        "root": unit.pk if unit else 0, "subsystem": subsystem,
        "topics": [f"{d.subsystem}/{d.service}" for d in asked], "subsystems": [d.subsystem for d in asked],
        "services": [d.service for d in asked], "roles": [d.role for d in asked], "levels": [d.level for d in asked],
        "sectors": [d.sector for d in asked], "powers": [d.power for d in asked],
    }  # fmt: skip


def count(unit: Agency | None, on: date, subsystem: str = COVID) -> dict[int, Figures]:
    """Figures of each child of the unit with all below it, by its id; 0: the unit itself alone. One statement.

    Without a unit: of each body at the top of the state.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES, tree(unit, on, subsystem))
        return {row[0]: _figures(row) for row in cursor.fetchall()}


def _figures(row: tuple[Any, ...]) -> Figures:
    _, units, must, levels, admins, own, bare, missing, named, granted, last = row
    return Figures(
        units=units, must=must, own=own, admins=admins, levels=_read(levels), bare=bare,
        missing=_read(missing), named=named, granted=granted, last=last.isoformat() if last else "",
    )  # fmt: skip


def _read(value: str | Mapping[str, int]) -> dict[str, int]:
    """Plain cursors give JSON as its text."""
    return dict(loads(value)) if isinstance(value, str) else dict(value)


def kept(subsystem: str) -> tuple[dict[int, Figures], datetime | None]:
    """The figures of the top bodies as the job last counted them, and when; None when it never has."""
    rows = list(Coverage.objects.filter(subsystem=subsystem))
    found = {row.agency_id: Figures(**row.figures) for row in rows}
    return found, min((row.counted_at for row in rows), default=None)


def as_json(figures: Figures) -> dict[str, Any]:
    return asdict(figures)
