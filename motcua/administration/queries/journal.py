"""The journal of a subtree: what its officers did and saw, and what was done about its agencies and their people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from json import loads
from typing import Any

from django.db import connection

from motcua.administration.queries.users import within
from motcua.administration.rules import telling
from motcua.administration.rules.telling import PREFIXES, RIGHTS, UNITS, VIEWS, WORK
from motcua.agencies.models import Agency, Membership, UnitChange
from motcua.agencies.queries import agency_by_identifier, search
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, inside, named, trees
from motcua.kernel.actor import Actor
from motcua.kernel.errors import NotAllowed
from motcua.kernel.text import fold
from motcua.shell.clock import VIETNAM

PAGE = 50
_OFFERED = 10
_WORDS = 6
_LOOKED_THROUGH = 400  # agencies of a search, for those in the trees
EXPORT = 10_000
_ROWS = """
SELECT e.id, e.at, e.action, e.subject, e.person, e.person_name, e.agency, e.agency_name, e.data::text
FROM (SELECT k.at, k.id FROM ({parts}) k ORDER BY k.at DESC, k.id DESC LIMIT %(limit)s) k
JOIN journal_entry e ON e.id = k.id
ORDER BY e.at DESC, e.id DESC
"""
_LATEST = "SELECT e.at, e.id FROM journal_entry e WHERE {where} ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s"
# Hand-written: for each agency of the trees its own latest entries out of an index alone, and the latest of these.
# One ordered scan over the journal would read everybody else's entries first. For the whole state that scan is right.
_EACH = """
SELECT e.at, e.id FROM agencies_agency u CROSS JOIN LATERAL ({latest}) e
WHERE u.path LIKE ANY(%(trees)s::text[]) ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s
"""
# What a person did in the trees, and what was done about their places there.
_BY_PERSON = "e.person = %(person)s AND "
_ANYWHERE = "e.agency IS NOT NULL"
_IN_TREES = "e.agency = ANY(ARRAY(SELECT u.id FROM agencies_agency u WHERE u.path LIKE ANY(%(trees)s::text[])))"
_ABOUT_PERSON = """
e.subject = ANY(%(subjects)s::text[]) AND e.subject LIKE 'agency:%%'
AND (e.data ->> 'person' = %(person)s::bigint::text OR e.data ->> 'membership' = ANY(%(places)s::text[]))
"""


@dataclass(frozen=True)
class Asked:
    """Which entries. `kind`: a group of telling, '' for all; `membership`: whose; days in Vietnam, both included.

    `after`: the last entry of the page before, "microseconds-id".
    """

    kind: str = RIGHTS
    membership: int = 0
    agency: int = 0
    since: date | None = None
    until: date | None = None
    after: str = ""


@dataclass(frozen=True)
class Line:
    """An entry as the administrator may read it. `subject`: the name of a dossier, '' for the rest."""

    entry: int
    at: datetime
    who: str
    agency: str
    text: str
    why: str
    action: str


@dataclass(frozen=True)
class JournalPage:
    """`further`: where the next page begins, '' at the end."""

    lines: tuple[Line, ...]
    further: str


class NoJournalRight(NotAllowed):
    """Bạn chưa được giao quyền xem nhật ký của đơn vị. Hãy nhờ người quản trị cấp quyền này."""


def check_journal(actor: Actor) -> tuple[str, ...]:
    """The subtrees whose journal the actor may read. Raises NoJournalRight."""
    if found := trees(actor, "system", "journal"):
        return found
    raise NoJournalRight


def journal_page(actor: Actor, asked: Asked, *, size: int = PAGE) -> JournalPage:
    """Newest first. Raises NoJournalRight. Six statements or fewer, however many agencies and entries there are."""
    found = check_journal(actor)
    rows = _rows(found, asked, size + 1)
    last = rows[size - 1] if len(rows) > size else None
    further = f"{int(last[1].timestamp() * 1_000_000)}-{last[0]}" if last else ""
    return JournalPage(tuple(_lines(actor, found, rows[:size])), further)


def chosen(actor: Actor, asked: Asked) -> tuple[Membership | None, Agency | None]:
    """The person and the agency by which is filtered, when they are in the trees."""
    found = check_journal(actor)
    place = Membership.objects.select_related("person", "agency").filter(pk=asked.membership).first()
    agency = Agency.objects.filter(pk=asked.agency).first()
    return (
        place if place and _in(place.agency.path, found) else None,
        agency if agency and _in(agency.path, found) else None,
    )


def _rows(paths: Sequence[str], asked: Asked, limit: int) -> list[tuple[Any, ...]]:
    values = _values(paths, asked, limit)
    if values is None:
        return []
    where, whole = _filters(asked), not asked.agency and STATE in paths
    parts = [f"({_part(about, asked, where, whole=whole)})" for about in _ways(asked.kind)]
    with connection.cursor() as cursor:
        cursor.execute(_ROWS.format(parts=" UNION ".join(parts)), values)
        return list(cursor.fetchall())


def _ways(kind: str) -> tuple[bool, ...]:
    """Entries about agencies (True), entries of their officers (False)."""
    if kind in (RIGHTS, UNITS):
        return (True,)
    return (False,) if kind in (VIEWS, WORK) else (True, False)


def _part(about: bool, asked: Asked, where: str, *, whole: bool) -> str:  # noqa: FBT001 - one of _ways
    """The keys of the latest entries by one way."""
    if asked.membership and about:
        return _LATEST.format(where=_ABOUT_PERSON + where)
    if asked.membership:
        return _LATEST.format(where=_BY_PERSON + (_ANYWHERE if whole else _IN_TREES) + where)
    if whole:
        return _LATEST.format(where=("e.subject LIKE 'agency:%%'" if about else _ANYWHERE) + where)
    link = "e.subject = 'agency:' || u.id AND e.subject LIKE 'agency:%%'" if about else "e.agency = u.id"
    return _EACH.format(latest=_LATEST.format(where=link + where))


def _filters(asked: Asked) -> str:
    """Only what is asked for: a condition that is always true would keep the database from its index."""
    told = {
        " AND (e.at, e.id) < (%(before_at)s::timestamptz, %(before_id)s::bigint)": asked.after,
        " AND e.at >= %(since)s::timestamptz": asked.since,
        " AND e.at < %(until)s::timestamptz": asked.until,
        " AND e.action LIKE ANY(%(like)s::text[])": asked.kind and asked.kind != WORK,
        " AND NOT e.action LIKE ANY(%(like)s::text[])": asked.kind == WORK,
    }
    return "".join(condition for condition, wanted in told.items() if wanted)


def _values(paths: Sequence[str], asked: Asked, limit: int) -> dict[str, Any] | None:
    """None when the filters name what is not in the trees: nothing is found, and nothing is told."""
    found: dict[str, Any] = {"limit": limit}
    if asked.membership:
        person = Membership.objects.filter(within(paths), pk=asked.membership).values_list("person", flat=True).first()
        if person is None:
            return None
        places = Membership.objects.filter(within(paths), person=person).values_list("pk", "agency")
        found |= {
            "person": person, "places": [str(pk) for pk, _ in places], "subjects": [f"agency:{a}" for _, a in places]
        }  # fmt: skip
    if asked.agency:
        path = Agency.objects.filter(within(paths, ""), pk=asked.agency).values_list("path", flat=True).first()
        if path is None:
            return None
        paths = [path]
        if asked.membership:
            found["subjects"] = [f"agency:{pk}" for pk in _ids(path) if f"agency:{pk}" in found["subjects"]]
    moment, _, entry = asked.after.partition("-")
    kinds = [asked.kind] if asked.kind in PREFIXES else list(PREFIXES)
    starts = ["seen:"] if asked.kind == VIEWS else [one for kind in kinds for one in PREFIXES[kind]]
    return found | {
        "trees": [f"{path}%" for path in paths],
        "before_at": _EPOCH + timedelta(microseconds=int(moment)) if moment else None,
        "before_id": int(entry) if entry else 0,
        "since": _midnight(asked.since) if asked.since else None,
        "until": _midnight(asked.until + timedelta(days=1)) if asked.until else None,
        "like": [f"{one}%" for one in (starts if asked.kind != WORK else [*starts, "seen:"])],
    }


def _ids(path: str) -> list[int]:
    return list(Agency.objects.filter(path__startswith=path).values_list("pk", flat=True))


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), VIETNAM)


def _in(path: str, paths: Iterable[str]) -> bool:
    return any(inside(path, tree) for tree in paths)


@dataclass(frozen=True)
class _Around:
    """What the entries of a page name, read at once."""

    agencies: dict[int, Agency]
    places: dict[int, Membership]
    changes: dict[int, str]


def _lines(actor: Actor, paths: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Line]:
    entries = [(*row[:8], loads(row[8])) for row in rows]
    around = _read([entry[8] for entry in entries], [entry[6] for entry in entries] + _subjects(entries))
    return [_line(actor, paths, entry, around) for entry in entries]


def _subjects(entries: Sequence[tuple[Any, ...]]) -> list[int]:
    return [int(entry[3].partition(":")[2]) for entry in entries if entry[3].startswith("agency:")]


def _read(said: Sequence[dict[str, Any]], agencies: Sequence[int | None]) -> _Around:
    def ids(*keys: str) -> set[int]:
        found = (one[key] for one in said for key in keys if isinstance(one.get(key), int))
        return set(found)

    places = Membership.objects.select_related("person", "agency").in_bulk(ids("membership", "colleague"))
    units = ids("scope", "parent", "former_parent", "to_agency", "former_agency", "successor")
    units |= {pk for one in said for pk in one.get("successors") or () if isinstance(pk, int)}
    changes = UnitChange.objects.filter(pk__in=ids("change")).only("kind", "name")
    return _Around(
        Agency.objects.in_bulk(list(units | {pk for pk in agencies if pk is not None})),
        places,
        {one.pk: str(one.get_kind_display()).lower() for one in changes},
    )


def _line(actor: Actor, paths: Sequence[str], entry: tuple[Any, ...], around: _Around) -> Line:
    pk, at, action, subject, person, name, agency, agency_name, said = entry
    home = around.agencies.get(agency)
    known = person == actor.person or (home is not None and _in(home.path, paths))
    who = "Hệ thống" if not person else name if known else "Cán bộ ngoài phạm vi của bạn"
    text = telling.sentence(action, _holes(paths, subject, said, around))
    return Line(pk, at, who, agency_name, text, str(said.get("why") or ""), action)


def _holes(paths: Sequence[str], subject: str, said: dict[str, Any], around: _Around) -> dict[str, str]:
    where = around.agencies.get(int(subject.partition(":")[2])) if subject.startswith("agency:") else None
    scope = around.agencies.get(said.get("scope") or 0)
    successors = ", ".join(around.agencies[pk].name for pk in said.get("successors") or () if pk in around.agencies)
    heir = around.agencies.get(said.get("successor") or 0)
    level, services, until = said.get("level"), said.get("services"), said.get("until")
    return {
        "right": named(str(said.get("right", ""))),
        "whom": _whom(paths, said.get("membership"), around),
        "colleague": _whom(paths, said.get("colleague"), around),
        "where": where.name if where else "",
        "scope": scope.name if scope else "cả nước",
        "as_level": f" ({LEVEL_WORDS[level].lower()})" if isinstance(level, int) and level in LEVEL_WORDS else "",
        "services": f", {len(services)} dịch vụ" if isinstance(services, list) else "",
        "until": f", đến trước ngày {_day(until)}" if until else "",
        "span": f", từ ngày {_day(said['since'])} đến trước ngày {_day(until)}" if said.get("since") and until else "",
        "title": f": {said['title']}" if said.get("title") else "",
        "name": str(said.get("name", "")), "former": str(said.get("former_name", "")),
        "parent": around.agencies[said["parent"]].name if said.get("parent") in around.agencies else "",
        "to_agency": around.agencies[said["to_agency"]].name if said.get("to_agency") in around.agencies else "",
        "successors": f", kế thừa: {successors}" if successors else "",
        "successors_bare": heir.name if heir else successors,
        "day": _day(said.get("on")), "change": around.changes.get(said.get("change") or 0, ""),
        "count": str(len(said.get("given") or ())), "rows": str(said.get("rows", "")),
    }  # fmt: skip


def _whom(paths: Sequence[str], membership: object, around: _Around) -> str:
    """By name, when they work in the trees; otherwise by agency alone."""
    place = around.places.get(membership) if isinstance(membership, int) else None
    if place is None:
        return "một người"
    return place.person.name if _in(place.agency.path, paths) else f"một cán bộ của {place.agency.name}"


def _day(text: object) -> str:
    return f"{date.fromisoformat(str(text)[:10]):%d/%m/%Y}" if text else ""


def people_like(actor: Actor, text: str) -> list[Membership]:
    """Places in the trees whose holder's name has all these words. Raises NoJournalRight."""
    found = Membership.objects.select_related("person", "agency").filter(within(check_journal(actor)))
    for word in fold(text).split()[:_WORDS]:
        found = found.filter(person__name_fold__contains=word)
    return list(found.order_by("person__name_fold", "pk")[:_OFFERED])


def agencies_like(actor: Actor, text: str, on: date) -> list[Agency]:
    """Agencies of the trees by identifier or name. Raises NoJournalRight."""
    paths = check_journal(actor)
    exact = agency_by_identifier(text)
    if exact is not None:
        return [exact] if _in(exact.path, paths) else []
    return [one for one in search(text, on, _LOOKED_THROUGH) if _in(one.path, paths)][:_OFFERED]
