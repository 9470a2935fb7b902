"""The views of a person's data, however they are found: their account, their dossiers, a list that names them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from json import loads
from typing import Any

from django.db import connection

from motcua.agencies.models import Membership
from motcua.dossiers.models import Dossier
from motcua.kernel.actor import Actor
from motcua.shell.clock import VIETNAM
from motcua.transparency import rules
from motcua.transparency.models import Inquiry
from motcua.workflow.models import Turn
from motcua.workflow.queries import flow_of

PAGE = 20
_LATEST = 2000  # views from which the filters take their choices
_SURE = 2  # who may learn where their ID number stands: whose number was confirmed

# What a person's data are called in the journal. Hand-written: one statement for three places, each entry looked up
# by (subject, id). A row of a list concerns its person only: which entries do, the last condition says.
_MINE = """
WITH mine AS (
    SELECT 'person:' || %(person)s::bigint AS subject, NULL::bigint AS dossier, 'self' AS side,
           NULL::int[] AS rows, NULL::text[] AS papers
    UNION ALL
    SELECT 'dossier:' || d.id, d.id, 'own', NULL, NULL FROM dossiers_dossier d
    WHERE d.applicant_id = %(person)s::bigint AND d.business_id IS NULL AND d.submitted_at IS NOT NULL
    UNION ALL
    SELECT 'dossier:' || r.dossier_id, r.dossier_id, 'row', array_agg(r.n),
           array_agg(CASE WHEN r.granted THEN 'decision' ELSE 'refused_rows' END)
    FROM dossiers_row r JOIN dossiers_dossier d ON d.id = r.dossier_id
    WHERE %(sure)s::boolean AND d.submitted_at IS NOT NULL
      AND r.id_index IN (SELECT i.index FROM identity_idnumber i WHERE i.person_id = %(person)s::bigint)
      AND NOT (d.applicant_id = %(person)s::bigint AND d.business_id IS NULL)
    GROUP BY r.dossier_id
)
"""
_THEIRS = """
WITH mine AS (
    SELECT 'dossier:' || d.id AS subject, d.id AS dossier, 'business' AS side, NULL::int[] AS rows,
           NULL::text[] AS papers
    FROM dossiers_dossier d JOIN identity_affiliation a ON a.business_id = d.business_id
    WHERE a.person_id = %(person)s::bigint AND a.role = 'representative' AND a.active AND d.submitted_at IS NOT NULL
)
"""
_VIEWS = """
SELECT e.id, e.at, e.action, e.data::text, e.person, e.person_name, e.membership, e.agency, e.agency_name,
       mine.side, mine.dossier
FROM mine CROSS JOIN LATERAL (
    SELECT * FROM journal_entry e
    WHERE e.subject = mine.subject AND e.id < %(before)s::bigint
      AND e.action LIKE 'seen:%%' AND e.person <> %(person)s::bigint
      AND (mine.side <> 'row' OR e.action = 'seen:rows_export'
           OR e.action = 'seen:document' AND e.data ->> 'kind' = ANY(mine.papers)
           OR e.action = 'seen:rows' AND EXISTS (
               SELECT 1 FROM jsonb_array_elements(e.data -> 'rows') AS shown(n) WHERE shown.n::int = ANY(mine.rows)))
      AND (%(agency)s::bigint IS NULL OR e.agency = %(agency)s::bigint)
      AND (%(since)s::timestamptz IS NULL OR e.at >= %(since)s::timestamptz AND e.at < %(until)s::timestamptz)
      AND (%(entry)s::bigint IS NULL OR e.id = %(entry)s::bigint)
    ORDER BY e.id DESC LIMIT %(limit)s::int
) AS e
WHERE (%(dossier)s::bigint IS NULL OR mine.dossier = %(dossier)s::bigint)
ORDER BY e.id DESC LIMIT %(limit)s::int
"""
_NEWEST = 2**62


@dataclass(frozen=True)
class Wanted:
    """Which views: of one's own data or of the businesses that one represents; filters; before which entry."""

    business: bool = False
    agency: int | None = None
    dossier: int | None = None
    month: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class View:
    """One view as its person may know it. `who` with `title` is the officer, or another site of the agency's.

    `about` is the dossier's code or, on side "row", the employer whose list names the person; `ref` leads to an own
    dossier. `right` may have a `step` of the dossier's flow.
    """

    entry: int
    at: datetime
    who: str
    person: int
    title: str
    agency: int | None
    agency_name: str
    what: str
    extent: str
    details: tuple[str, ...]
    right: str
    step: str
    about: str
    ref: str
    side: str
    askable: bool
    inquiry: Inquiry | None


@dataclass(frozen=True)
class Page:
    """`older`: the cursor of the next page, or None."""

    views: tuple[View, ...]
    older: int | None


@dataclass(frozen=True)
class Choices:
    """What the filters offer, from the latest views: (agency, name), (dossier, side, name), months, newest first."""

    agencies: tuple[tuple[int, str], ...]
    dossiers: tuple[tuple[int, str, str], ...]
    months: tuple[date, ...]


@dataclass(frozen=True)
class _Found:
    entry: int
    at: datetime
    action: str
    data: dict[str, Any]
    person: int
    person_name: str
    membership: int | None
    agency: int | None
    agency_name: str
    side: str
    dossier: int | None


@dataclass(frozen=True)
class _Around:
    """What the entries of a page refer to, read at once."""

    dossiers: dict[int, Dossier] = field(default_factory=dict)
    turns: dict[int, list[rules.Turn]] = field(default_factory=dict)
    titles: dict[int, str] = field(default_factory=dict)
    inquiries: dict[int, Inquiry] = field(default_factory=dict)


def views(actor: Actor, wanted: Wanted, *, size: int = PAGE) -> Page:
    """Newest first. Five statements, whatever is found."""
    found = _find(actor, wanted, limit=size + 1)
    shown = found[:size]
    return Page(tuple(_told(actor, shown)), shown[-1].entry if len(found) > size else None)


def view(actor: Actor, entry: int) -> View:
    """The gate: a view of the person's own data, or of a business that they represent. Raises NoSuchView."""
    for business in (False, True):
        if found := _find(actor, Wanted(business), limit=1, entry=entry):
            return _told(actor, found)[0]
    raise rules.NoSuchView


def choices(actor: Actor, wanted: Wanted) -> Choices:
    """By what one can filter. Two statements."""
    found = _find(actor, Wanted(wanted.business), limit=_LATEST)
    agencies = {one.agency: one.agency_name for one in found if one.agency is not None}
    dossiers = {one.dossier: one.side for one in found if one.dossier is not None}
    known = _dossiers(dossiers)
    months = {one.at.astimezone(VIETNAM).date().replace(day=1) for one in found}
    return Choices(
        tuple(sorted(agencies.items(), key=lambda one: one[1])),
        tuple((pk, side, _about(known[pk], side)) for pk, side in dossiers.items()),
        tuple(sorted(months, reverse=True)),
    )


def _about(dossier: Dossier, side: str) -> str:
    """The dossier as its person may know it: of an employer's, no more than whose it is."""
    return dossier.applicant_name if side == rules.ROW else dossier.code or ""


def _find(actor: Actor, wanted: Wanted, *, limit: int, entry: int | None = None) -> list[_Found]:
    since = until = None
    if wanted.month is not None:
        first = wanted.month.replace(day=1)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        since, until = (datetime(day.year, day.month, 1, tzinfo=VIETNAM) for day in (first, after))
    values: dict[str, Any] = {
        "person": actor.person, "sure": actor.assurance >= _SURE, "before": wanted.before or _NEWEST,
        "agency": wanted.agency, "dossier": wanted.dossier, "since": since,
        "until": until, "entry": entry, "limit": limit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute((_THEIRS if wanted.business else _MINE) + _VIEWS, values)
        return [_Found(entry, at, action, loads(data), *rest) for entry, at, action, data, *rest in cursor.fetchall()]


def _told(actor: Actor, found: Sequence[_Found]) -> list[View]:
    around = _around(actor, found)
    return [_view(actor, one, around) for one in found]


def _view(actor: Actor, one: _Found, around: _Around) -> View:
    dossier = around.dossiers.get(one.dossier or 0)
    turns = around.turns.get(dossier.case_id or 0, []) if dossier else []
    right, step = rules.right(one.action, one.side, one.agency, one.at, turns)
    mine = dossier is not None and one.side != rules.ROW and dossier.business_id == actor.business
    return View(
        entry=one.entry,
        at=one.at,
        who=one.person_name,
        person=one.person,
        title=around.titles.get(one.membership or 0, ""),
        agency=one.agency,
        agency_name=one.agency_name,
        what=rules.what(one.action, one.side),
        extent=rules.extent(one.data),
        details=rules.details(one.data),
        right=right,
        step=step,
        about=_about(dossier, one.side) if dossier else "",
        ref=dossier.ref if dossier and mine and not actor.officer else "",
        side=one.side,
        askable=rules.askable(one.action, one.agency),
        inquiry=around.inquiries.get(one.entry),
    )


def _around(actor: Actor, found: Sequence[_Found]) -> _Around:
    dossiers = _dossiers(one.dossier for one in found if one.dossier is not None)
    titles = Membership.objects.filter(pk__in={one.membership for one in found if one.membership is not None})
    inquiries = Inquiry.objects.filter(person=actor.person, entry__in=[one.entry for one in found])
    return _Around(
        dossiers,
        _turns([one.case_id for one in dossiers.values() if one.case_id is not None]),
        dict(titles.values_list("pk", "title")),
        {one.entry: one for one in inquiries.select_related("answered_by")},
    )


def _dossiers(pks: Iterable[int]) -> dict[int, Dossier]:
    fields = ("ref", "code", "applicant_name", "business_id", "case_id")
    return Dossier.objects.only(*fields).in_bulk(list(pks))


def _turns(cases: Sequence[int]) -> dict[int, list[rules.Turn]]:
    found: dict[int, list[rules.Turn]] = {}
    for turn in Turn.objects.filter(case__in=cases).select_related("case").order_by("case_id", "n"):
        step = flow_of(turn.case).steps[turn.step].title
        found.setdefault(turn.case_id, []).append(rules.Turn(turn.agency_id, step, turn.opened_at, turn.closed_at))
    return found
