"""The lists behind the figures of coverage, as things stand now."""

# ruff: noqa: S608 - the statements are put together of our own words

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from motcua.administration.queries.chains import Name, within_any
from motcua.administration.queries.coverage import ADMIN, BARE, MISSING, PLACE, tree
from motcua.administration.queries.covered import Asked
from motcua.agencies.models import Agency
from motcua.territory.models import Level

PAGE = 100

_PEOPLE = (
    "WITH "
    + PLACE
    + ","
    + ADMIN
    + """
SELECT person.name, admin.membership, m.title, m.office, seat.name, seat.path, seat.level, scope.name, scope.identifier,
       min(admin.level), min(admin.since), count(*) OVER ()
FROM admin JOIN identity_person person ON person.id = admin.person_id
JOIN agencies_membership m ON m.id = admin.membership JOIN agencies_agency seat ON seat.id = m.agency_id
JOIN agencies_agency scope ON scope.id = admin.scope_id
WHERE admin.part IS NOT NULL AND (NOT %(own)s OR admin.scope_id = %(root)s OR %(root)s = 0 AND scope.parent_id IS NULL)
  AND (%(only)s::int IS NULL OR admin.level = %(only)s)
GROUP BY person.name, person.name_fold, admin.membership, m.title, m.office, seat.id, scope.id
ORDER BY scope.path, min(admin.level), person.name_fold, admin.membership LIMIT %(limit)s OFFSET %(offset)s
"""
)
_BARE = (
    "WITH "
    + PLACE
    + ","
    + ADMIN
    + ","
    + BARE
    + """
SELECT a.name, a.identifier, count(*) OVER () FROM bare JOIN agencies_agency a ON a.id = bare.id
WHERE a.role <> 'ministry' OR %(root)s <> 0 ORDER BY a.path LIMIT %(limit)s OFFSET %(offset)s
"""
)
_MISSING = (
    "WITH "
    + PLACE
    + ","
    + MISSING
    + """
SELECT a.name, a.identifier, array_agg(missing.service || ' ' || missing.power ORDER BY missing.service, missing.power),
       count(*) OVER ()
FROM missing JOIN agencies_agency a ON a.id = missing.id
GROUP BY a.id ORDER BY a.path LIMIT %(limit)s OFFSET %(offset)s
"""
)
_FOCAL = (
    "WITH "
    + PLACE
    + ","
    + ADMIN
    + """
SELECT line.name, a.name, a.identifier, line.person_id IS NOT NULL,
       (line.person_id, line.body_id) IN (SELECT person_id, scope_id FROM admin), count(*) OVER ()
FROM administration_rosterline line JOIN administration_roster roster ON roster.id = line.roster_id
JOIN place ON place.id = line.body_id JOIN agencies_agency a ON a.id = place.id
WHERE line.named AND roster.subsystem IN (%(subsystem)s, '')
ORDER BY a.name_fold, line.name_fold, line.id LIMIT %(limit)s OFFSET %(offset)s
"""
)
# Those that name people: who reads them, is noted.
OF_PEOPLE = ("quan-tri", "dau-moi")
_LISTS = {"quan-tri": _PEOPLE, "chua-quan-tri": _BARE, "thieu-can-bo": _MISSING, "dau-moi": _FOCAL}


@dataclass(frozen=True)
class Listed:
    """A page of a list, and how many lines there are in all."""

    rows: tuple[tuple[Any, ...], ...]
    total: int


def listed(
    which: str, unit: Agency | None, asked: Asked, *, trees: Sequence[str], on: date, level: int | None = None,
    own: bool = False, page: int = 1, size: int = PAGE,
) -> Listed:  # fmt: skip
    """What stands behind a figure, now. `which`: a key of `rules.covering.LISTS`. The caller has asked `unit_of`.

    `trees`: the asker's subtrees. Whoever administers from outside of them is an agency and a level: their row begins
    with a `Name` without `who`, and neither their place nor their post is told.
    """
    wanted = tree(unit, on, asked.subsystem, asked.service)
    with connection.cursor() as cursor:
        cursor.execute(_LISTS[which], {**wanted, "own": own, "only": level, "limit": size, "offset": (page - 1) * size})
        rows = cursor.fetchall()
    told = tuple(row[:-1] for row in rows)
    if which == "quan-tri":
        told = tuple(_administrator(row, trees) for row in told)
    return Listed(told, rows[0][-1] if rows else 0)


def _administrator(row: tuple[Any, ...], trees: Sequence[str]) -> tuple[Any, ...]:
    who, place, title, office, agency, path, level, *rest = row
    words = str(Level(level).label).lower()
    if within_any(path, trees):
        return (Name(who, agency, words), place, title, office, *rest)
    return (Name("", agency, words), None, "", "", *rest)
