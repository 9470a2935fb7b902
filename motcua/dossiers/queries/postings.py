"""What agencies post in public now (niêm yết công khai): for everybody, and only while it is posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import CharField, Count, Func, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Contains

from motcua.catalogue.queries import service_of
from motcua.dossiers.models import Posting
from motcua.dossiers.rules import Status
from motcua.kernel.errors import Missing
from motcua.kernel.text import fold
from motcua.territory.models import Unit

_GONE = (Status.WITHDRAWN, Status.REFUSED)

# Everything above each agency's unit, in one statement: a page of postings may come from fifty communes.
_PROVINCES = """
WITH RECURSIVE up AS (
  SELECT id AS unit, id AS here, parent_id, level FROM territory_unit WHERE id = ANY(%s)
  UNION ALL
  SELECT up.unit, p.id, p.parent_id, p.level FROM up JOIN territory_unit p ON p.id = up.parent_id
)
SELECT unit, here FROM up WHERE level = 'province'
"""


class NoSuchPosting(Missing):
    """Không có nội dung niêm yết này, hoặc đã hết thời gian niêm yết."""


@dataclass(frozen=True)
class Posted:
    """A posting as the public sees it. `about`: the first thing it shows, by which it is found in a list."""

    pk: int
    title: str
    agency: str
    about: str
    shown: tuple[tuple[str, str], ...]
    posted_at: datetime
    until: datetime
    service: str


@dataclass(frozen=True)
class PostingsPage:
    """`provinces`: those where something is posted; `agencies`: (id, name, how many) of the chosen one; `agency`: the
    chosen one of these."""

    provinces: Sequence[Unit]
    agencies: Sequence[tuple[int, str, int]]
    agency: int | None
    postings: tuple[Posted, ...]
    further: int | None


def postings_page(
    *, at: datetime, province: int | None, agency: int | None, text: str, before: int | None, size: int
) -> PostingsPage:
    """What is posted at `at`, latest first: in a province, by an agency, with all the words (accents do not count).

    Words are sought in what is shown and nowhere else.
    """
    now = _now(at)
    counted = list(now.order_by("agency__name_fold", "agency_id").values_list(
        "agency_id", "agency__name", "agency__unit_id").annotate(Count("pk")))  # fmt: skip
    where = _provinces_of([unit for _pk, _name, unit, _n in counted if unit])
    here = [(pk, name, n) for pk, name, unit, n in counted if province is not None and where.get(unit) == province]
    agency = agency if agency in {pk for pk, _name, _n in here} else None
    found = now
    if agency is not None:
        found = found.filter(agency_id=agency)
    elif province is not None:
        found = found.filter(agency_id__in=[pk for pk, _name, _n in here])
    for word in fold(text).split()[:8]:
        found = found.filter(Contains(_folded(), word))
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found.select_related("agency", "dossier__version").defer(
        "dossier__version__text", "dossier__version__search").order_by("-pk")[: size + 1])  # fmt: skip
    units = Unit.objects.filter(pk__in=set(where.values())).order_by("short_fold")
    further = page[size - 1].pk if len(page) > size else None
    return PostingsPage(tuple(units), here, agency, tuple(_posted(one) for one in page[:size]), further)


def posting(pk: int, *, at: datetime) -> Posted:
    """One that is posted at `at`. Raises NoSuchPosting alike for what never was, and for what no longer is."""
    found = _now(at).select_related("agency", "dossier__version").filter(pk=pk).first()
    if found is None:
        raise NoSuchPosting
    return _posted(found)


def _now(at: datetime) -> QuerySet[Posting]:
    return Posting.objects.filter(posted_at__lte=at, until__gt=at).exclude(dossier__status__in=_GONE)


def _folded() -> Func:
    """What is shown as kernel.text.fold makes it: lower case, without accents, đ as d."""
    text = Func(Cast("shown", CharField()), template="lower(normalize(%(expressions)s, NFD))", output_field=CharField())
    bare = Func(text, Value("[\u0300-\u036f]"), Value(""), Value("g"), function="regexp_replace")
    return Func(bare, Value("đ"), Value("d"), function="translate", output_field=CharField())


def _provinces_of(units: Sequence[int]) -> dict[int, int]:
    """Unit → the province in which it lies."""
    if not units:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_PROVINCES, [list(units)])
        return dict(cursor.fetchall())


def _posted(found: Posting) -> Posted:
    service = service_of(found.dossier.version)
    spec = service.flow["steps"].get(found.step, {}).get("posting", {})
    shown = tuple((label, text) for label, text in found.shown)
    return Posted(
        found.pk, spec.get("title", service.short_name), found.agency.name, shown[0][1] if shown else "", shown,
        found.posted_at, found.until, service.short_name,
    )  # fmt: skip
