"""The worker list: pages of rows, filters, and the same people in other dossiers."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from motcua.catalogue.rules import lists
from motcua.catalogue.rules.service import ListSpec
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.rules import Status
from motcua.kernel.errors import Missing
from motcua.kernel.text import digits, fold
from motcua.shell.vault import blind, unseal_json

PAGE = 50

# The rows of this dossier whose person stands in another live or granted one, with the code of each.
# Hand-written: one index probe a row on both numbers, which the ORM cannot say without a self-join per number.
_OVERLAPS = """
SELECT r.n, o.code, o.status, other.months, CASE WHEN other.id_index = r.id_index THEN 'id' ELSE 'bhxh' END AS by
FROM dossiers_row r
JOIN LATERAL (
  SELECT x.dossier_id, x.months, x.id_index FROM dossiers_row x
  WHERE x.id_index = r.id_index AND x.dossier_id <> r.dossier_id AND x.verdict <> 'refused'
  UNION
  SELECT x.dossier_id, x.months, x.id_index FROM dossiers_row x
  WHERE x.bhxh_index = r.bhxh_index AND x.dossier_id <> r.dossier_id AND x.verdict <> 'refused'
) other ON true
JOIN dossiers_dossier o ON o.id = other.dossier_id
JOIN catalogue_serviceversion ov ON ov.id = o.version_id
JOIN dossiers_dossier d ON d.id = r.dossier_id
JOIN catalogue_serviceversion dv ON dv.id = d.version_id
WHERE r.dossier_id = %(dossier)s AND ov.slug = dv.slug
  AND o.status IN ('in_progress', 'awaiting', 'granted', 'partly_granted')
  AND (%(lines)s::int[] IS NULL OR r.n = ANY(%(lines)s::int[]))
ORDER BY r.n, o.code
"""


class NoSuchRow(Missing):
    """Danh sách không có dòng {n}. Có thể dòng này vừa được xóa; hãy tải lại trang."""


@dataclass(frozen=True)
class RowFilter:
    """Which rows: by verdict ("pending", "confirmed", "refused"), words of the name, a whole number, with overlaps."""

    verdict: str = ""
    text: str = ""
    overlapping: bool = False
    problems: bool = False
    struck: bool = False


@dataclass(frozen=True)
class Overlap:
    """The same person in another dossier: `by` id or bhxh number."""

    code: str
    status: Status
    months: int
    by: str


@dataclass(frozen=True)
class RowView:
    """A row as a page shows it: cells in clear (mask them in the page), and where else its person stands."""

    row: Row
    values: dict[str, str]
    overlaps: tuple[Overlap, ...] = field(default=())


def filtered(dossier: Dossier, wanted: RowFilter) -> QuerySet[Row]:
    """The rows that match, in the order of the list."""
    found = Row.objects.filter(dossier=dossier).order_by("n")
    if wanted.verdict:
        found = found.filter(verdict="" if wanted.verdict == "pending" else wanted.verdict)
    if wanted.problems:
        found = found.exclude(problems=[])
    if wanted.struck:
        found = found.filter(struck=True)
    if wanted.overlapping:
        found = found.filter(n__in=list(overlaps(dossier.pk)))
    if wanted.text:
        found = found.filter(_matches(wanted.text))
    return found


def _matches(text: str) -> Q:
    number = digits(text)
    if len(number) >= 9:  # noqa: PLR2004 - the shortest whole number: CMND
        return Q(id_index=blind(number, purpose="id")) | Q(bhxh_index=blind(number, purpose="bhxh"))
    if number and number == text.strip():
        return Q(n=int(number))
    return Q(name_fold__contains=fold(text))


def rows_page(
    dossier: Dossier, wanted: RowFilter, *, after: int = 0, size: int = PAGE, overlapping: bool = False
) -> tuple[list[RowView], int | None]:
    """Up to `size` rows behind row number `after`, and the number to go on from (None at the end)."""
    found = list(filtered(dossier, wanted).filter(n__gt=after)[: size + 1])
    shown = found[:size]
    elsewhere = overlaps(dossier.pk, [r.n for r in shown]) if overlapping and shown else {}
    views = [RowView(r, values_of(r), elsewhere.get(r.n, ())) for r in shown]
    return views, (shown[-1].n if len(found) > size else None)


def row(dossier: Dossier, n: int) -> RowView:
    """One row. Raises NoSuchRow."""
    found = Row.objects.filter(dossier=dossier, n=n).first()
    if found is None:
        raise NoSuchRow(n=n)
    return RowView(found, values_of(found))


def values_of(found: Row) -> dict[str, str]:
    """Column key → text of the cell."""
    return dict(unseal_json(found.sealed, purpose="row"))


def overlaps(dossier: int, lines: list[int] | None = None) -> dict[int, tuple[Overlap, ...]]:
    """Row number → the same person's other dossiers of this service. For officers only: it says who else claimed."""
    found: dict[int, list[Overlap]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, {"dossier": dossier, "lines": lines})
        for n, code, status, months, by in cursor.fetchall():
            found.setdefault(n, []).append(Overlap(code, Status(status), months, by))
    return {n: tuple(others) for n, others in found.items()}


def shared_count(dossier: Dossier) -> int:
    """How many rows of the list need a closer look because their person stands in another dossier. Not in which."""
    return len(overlaps(dossier.pk))


def suggestions(found: RowView, spec: ListSpec) -> dict[str, str]:
    """Column key → a value that may be accepted instead of the wrong one: a zero that Excel lost, a swapped date."""
    cells = {column.key: found.values.get(column.key, "") for column in spec.columns}
    return {p.column: p.suggestion for p in lists.check_row(cells, spec).problems if p.suggestion}


_COUNTED = ("people", "pending", "confirmed", "refused", "left_out", "grantable", "asked", "grantable_sum")
_COUNTS = """
SELECT count(*), count(*) FILTER (WHERE verdict = ''), count(*) FILTER (WHERE verdict = 'confirmed'),
       count(*) FILTER (WHERE verdict = 'refused'), count(*) FILTER (WHERE struck),
       count(*) FILTER (WHERE verdict = 'confirmed' AND NOT struck), coalesce(sum(amount), 0),
       coalesce(sum(amount) FILTER (WHERE verdict = 'confirmed' AND NOT struck), 0)
FROM dossiers_row WHERE dossier_id = %s
"""


def counts(dossier: Dossier) -> dict[str, Any]:
    """People and đồng by verdict, struck and granted, in one plain statement: each page of a dossier asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [dossier.pk])
        found = cursor.fetchone()
    return dict(zip(_COUNTED, map(int, found), strict=True))


# How many rows have a problem in which column; unnested in the database, because a list may have 20,000 rows.
_BY_COLUMN = """
SELECT p.problem ->> 0, count(DISTINCT r.n)
FROM dossiers_row r, jsonb_array_elements(r.problems) AS p(problem)
WHERE r.dossier_id = %s GROUP BY 1
"""


def problems_by_column(dossier: Dossier, spec: ListSpec) -> list[tuple[str, int]]:
    """Column titles in the order of the list, with the number of rows that have a problem there."""
    with connection.cursor() as cursor:
        cursor.execute(_BY_COLUMN, [dossier.pk])
        found = dict(cursor.fetchall())
    return [(column.title, found[column.key]) for column in spec.columns if column.key in found]


def date_as_written(text: str) -> str:
    """'2020-04-01' → '01/04/2020'; what is not an ISO date stays as it was typed."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text
