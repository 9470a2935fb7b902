"""The whole public database, one procedure after another, without holding it in memory."""

from collections.abc import Iterator
from datetime import date

from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce

from motcua.procedures.models import ProcedureVersion
from motcua.procedures.queries.records import parent_version, public_versions
from motcua.procedures.rules import content
from motcua.procedures.rules.content import Content

_CHUNK = 500
_STATE = """
SELECT count(*), max(version_id), max(parent_id) FROM procedures_searchentry
WHERE public_from <= %(on)s AND (public_to IS NULL OR public_to > %(on)s)
"""
_CODES = """
SELECT code, public_from FROM procedures_searchentry
WHERE public_from <= %(on)s AND (public_to IS NULL OR public_to > %(on)s)
ORDER BY version_id LIMIT %(limit)s OFFSET %(offset)s
"""


def everything(on: date) -> Iterator[tuple[ProcedureVersion, Content]]:
    """All that is public on a day: each national procedure before its specialisations, which are told whole."""
    rows = public_versions(on).annotate(head=Coalesce("procedure__parent", "procedure"))
    rows = rows.order_by("head", F("procedure__parent_id").asc(nulls_first=True), "procedure", "-n")
    base: tuple[int, Content] = (0, Content())
    last = 0
    for version in rows.iterator(chunk_size=_CHUNK):
        record = version.procedure
        if record.pk == last:
            continue  # of two wordings of one day the later one counts
        last = record.pk
        if record.parent_id is None:
            yield version, content.from_json(version.content)
            continue
        if base[0] != record.parent_id:
            parent = parent_version(record.parent_id, on)
            base = (record.parent_id, content.from_json(parent.content) if parent else Content())
        yield version, content.merged(base[1], version.content)


def state(on: date) -> str:
    """Changes when the public database does."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"on": on})
        return f"{on:%Y%m%d}-" + "-".join(str(part or 0) for part in cursor.fetchone())


def count(on: date) -> int:
    return int(state(on).split("-")[1])


def addresses(on: date, *, limit: int, offset: int) -> list[tuple[str, date]]:
    """Codes and the days since which they are public so, for the sitemap."""
    with connection.cursor() as cursor:
        cursor.execute(_CODES, {"on": on, "limit": limit, "offset": offset})
        found: list[tuple[str, date]] = cursor.fetchall()
        return found
