"""Finding a procedure among a hundred thousand: by words with or without accents, misspelt, by code, within filters.

First the national procedures and those of one province alone; a province's specialisation is found by its own words, by
its code, or among that province's. The database gives at most `_HITS` candidates; the best of these are told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.cache import cache
from django.db import connection

from motcua.procedures.rules import searching
from motcua.procedures.rules.searching import Mend, Question

PAGE = 20
_HITS, _REST, _MEND_HITS = 3000, 1000, 300
_FEW = 5  # fewer than these, and another reading is offered
_OFFERED = 3
_FRESH = 300  # seconds

# `score` is filled in last: an expression on the row.
_COLUMNS = "version_id, code, weight, length(title) AS size, {{score}} AS score"
_PUBLIC = "public_from <= %(on)s AND (public_to IS NULL OR public_to > %(on)s)"
_HEADS = "parent_id IS NULL"
# Specialisations of a procedure that is told anyway are not told again.
_OTHERS = "parent_id IS NOT NULL AND parent_id <> ALL(%(heads)s)"
_MATCHING = f"""
SELECT {_COLUMNS} FROM procedures_searchentry
WHERE {{which}} AND words @@ %(query)s::tsquery AND {_PUBLIC} LIMIT {{limit}}
"""  # noqa: S608 - our own names
_ALL = f"""
(SELECT {_COLUMNS} FROM procedures_searchentry WHERE {_HEADS} AND {_PUBLIC}
 ORDER BY weight DESC, code LIMIT {{limit}})
"""  # noqa: S608
_CODES = f"""
SELECT {_COLUMNS} FROM procedures_searchentry WHERE ({{which}}) AND {_PUBLIC} LIMIT {_REST}
"""  # noqa: S608
# Candidates are narrow while they are counted and ranked; the best are read whole.
_RANKED = """
WITH hits AS MATERIALIZED ({hits}),
best AS (SELECT * FROM hits ORDER BY score DESC, weight DESC, size, code LIMIT %(limit)s OFFSET %(offset)s)
SELECT e.procedure_id, e.version_id, e.code, e.name, e.told, e.online, {named}, (SELECT count(*) FROM hits)
FROM best b JOIN procedures_searchentry e USING (version_id) ORDER BY b.score DESC, b.weight DESC, b.size, b.code
"""
# The whole name; all accents as typed; its words side by side; how many words the name has.
_SCORE = """
(CASE WHEN title = %(phrase)s THEN 32 WHEN starts_with(title, %(phrase)s) THEN 20
      WHEN strpos(title, %(phrase)s) > 0 THEN 16 ELSE 0 END + {marks} + {words})
"""


_VOCABULARY = "SELECT rest, word, many FROM procedures_searchword WHERE rest = ANY(%s)"
_OWNERS = f"""
SELECT a.identifier, a.name FROM agencies_agency a
WHERE a.id IN (SELECT p.owner_id FROM procedures_procedure p JOIN procedures_searchentry e ON e.procedure_id = p.id
               WHERE {_PUBLIC})
ORDER BY a.level <> 'central', a.name_fold, a.identifier
"""  # noqa: S608
_FIELDS = f"""
SELECT p.field_name, count(*) FROM procedures_procedure p JOIN procedures_searchentry e ON e.procedure_id = p.id
WHERE {_HEADS.replace("parent_id", "e.parent_id")} AND p.field_name <> '' AND {_PUBLIC}
GROUP BY p.field_name ORDER BY p.field_name
"""  # noqa: S608
_NEAREST = f"""
WITH hits AS MATERIALIZED ({{hits}}),
best AS (SELECT version_id FROM hits ORDER BY score DESC, weight DESC LIMIT {_MEND_HITS})
SELECT e.title, e.name, e.weight FROM best JOIN procedures_searchentry e USING (version_id)
"""  # noqa: S608


@dataclass(frozen=True)
class Filters:
    """Values as the index has them; empty ones do not narrow. `online` "yes" or "no"; `owner` an agency's identifier.

    `services`: the codes of procedures that a service of this portal puts online.
    """

    field: str = ""
    owner: str = ""
    level: str = ""
    audience: str = ""
    event: str = ""
    online: str = ""
    services: tuple[str, ...] = ()

    @property
    def facets(self) -> dict[str, list[str]]:
        kinds = ("field", "owner", "level", "audience", "event")
        return {kind: [value] for kind in kinds if (value := getattr(self, kind))}

    def __bool__(self) -> bool:
        return bool(self.facets or self.online)


@dataclass(frozen=True, slots=True)
class Hit:
    """A procedure of the list: `told` is its field and publisher, `online` the level at which it is done online."""

    procedure: int
    version: int
    code: str
    name: str
    told: str
    online: str
    named: bool = False  # its name has the words as they were asked, side by side


@dataclass(frozen=True)
class Found:
    """One page. `total` counts no further than `cut` says. `read_as`: nothing had the words, these are read instead;
    `offered` are other readings."""

    hits: tuple[Hit, ...] = ()
    total: int = 0
    cut: bool = False
    read_as: str = ""
    offered: tuple[str, ...] = ()


def search(text: str, on: date, *, filters: Filters | None = None, page: int = 1) -> Found:
    """The procedures public on a day that have all the words, those first that are named so and are asked for most."""
    asked, within = searching.question(text), filters or Filters()
    if asked.codes:
        return _by_code(asked, on, page)
    found = _asked(asked, on, within, page)
    if found.total >= _FEW or page > 1 or not asked.words or any(hit.named for hit in found.hits):
        return found
    ways, many = _ways(asked)
    best = _best(asked, ways, many, on, within)
    if not best:
        return found if found.hits else _any(asked, many, on, within)
    offered = list(dict.fromkeys(_said(asked, mend, name) for mend, name in best[:_OFFERED]))
    near = _asked(searching.question(offered[0]), on, within, page, most=1)
    if not found.hits:
        return replace(near, read_as=offered[0], offered=tuple(offered[1:]))
    # Few have the words, and none is named so: what is near to them comes after.
    known = {hit.procedure for hit in found.hits}
    hits = (*found.hits, *(hit for hit in near.hits if hit.procedure not in known))[:PAGE]
    return Found(hits, len(hits), offered=tuple(offered))


def owners(on: date) -> list[tuple[str, str]]:
    """Who publishes procedures: identifier and name, the centre first. As of the last minutes."""
    return _kept("owners", _OWNERS, on)


def fields(on: date) -> list[tuple[str, int]]:
    """The fields that have national or a province's own procedures, and how many. As of the last minutes."""
    return _kept("fields", _FIELDS, on)


def _kept(what: str, sql: str, on: date) -> list[Any]:
    key = f"procedures.{what}.{on:%Y%m%d}"
    found: list[Any] | None = cache.get(key)
    if found is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"on": on})
            found = cursor.fetchall()
        cache.set(key, found, _FRESH)
    return found


def _asked(asked: Question, on: date, within: Filters, page: int, *, most: int = _FEW) -> Found:
    """All words within the filters. Specialisations are looked at when fewer than `most` heads have them."""
    query = _narrowed(searching.all_of(dict.fromkeys(asked.plain)), within)
    if within.owner:
        return _ranked(_MATCHING.format(which="true", limit=_HITS), asked, {"query": query, "on": on}, page, _HITS)
    if not query:
        return _ranked(_ALL.format(limit=_HITS), asked, {"on": on}, page, _HITS)
    heads = _MATCHING.format(which=_HEADS, limit=_HITS)
    found = _ranked(heads, asked, {"query": query, "on": on}, page, _HITS)
    if found.total >= most or page > 1 or any(hit.named for hit in found.hits):
        return found
    others = {"query": query, "on": on, "heads": [hit.procedure for hit in found.hits]}
    more = _ranked(_MATCHING.format(which=_OTHERS, limit=_REST), asked, others, 1, _REST)
    hits = (*found.hits, *more.hits)[:PAGE]
    return Found(hits, found.total + more.total, more.cut)


def _by_code(asked: Question, on: date, page: int) -> Found:
    values = {f"a{n}": code for n, code in enumerate(asked.codes)}
    values |= {f"b{n}": f"{code}\x7f" for n, code in enumerate(asked.codes)}
    which = " OR ".join(f"code ~>=~ %(a{n})s AND code ~<~ %(b{n})s" for n in range(len(asked.codes)))
    return _ranked(_CODES.format(which=which), asked, {**values, "on": on}, page, _REST)


def _any(asked: Question, many: Mapping[str, int], on: date, within: Filters) -> Found:
    """Nothing has all the words, in no reading: what has some of the rarest of them, most first."""
    words = searching.rarest(asked.plain, many)
    if not words:
        return Found()
    query = _narrowed(searching.any_of(words), within)
    which = "true" if within.owner else _HEADS
    return _ranked(_MATCHING.format(which=which, limit=_HITS), asked, {"query": query, "on": on}, 1, _HITS)


def _narrowed(query: str, within: Filters) -> str:
    narrowed = searching.narrowed(query, within.facets)
    if within.online:
        here = searching.any_of(searching.facet("code", code) for code in within.services)
        yes = " | ".join(part for part in (f"'{searching.facet('online', 'yes')}'", here) if part)
        wanted = f"({yes})" if within.online == "yes" else f"!({yes})"
        base = narrowed or f"('{searching.facet('online', 'yes')}' | '{searching.facet('online', 'no')}')"
        narrowed = f"{base} & {wanted}"
    return narrowed


def _ranked(hits: str, asked: Question, values: Mapping[str, Any], page: int, most: int) -> Found:
    bounded = max(1, min(page, most // PAGE))
    score, told = _score(asked)
    named = "strpos(title, %(phrase)s) > 0" if asked.words else "false"
    parameters = {**values, **told, "limit": PAGE, "offset": (bounded - 1) * PAGE}
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(hits=hits.replace("{score}", score), named=named), parameters)
        rows = cursor.fetchall()
    total = rows[0][-1] if rows else 0
    return Found(tuple(Hit(*row[:-1]) for row in rows), total, total >= most)


def _score(asked: Question) -> tuple[str, dict[str, Any]]:
    """The expression and its parameters."""
    if not asked.words:
        return "(0 + 0)", {}
    many = len(asked.words)
    values: dict[str, Any] = {"phrase": f" {' '.join(asked.plain)} "}
    values |= {f"w{n}": f" {word.plain} " for n, word in enumerate(asked.words)}
    words = " + ".join(f"(strpos(title, %(w{n})s) > 0)::int" for n in range(many))
    accented = {f"m{n}": f" {word.marked} " for n, word in enumerate(asked.words) if word.accented}
    values |= accented
    exact = " AND ".join(f"strpos(marks, %({key})s) > 0" for key in accented)
    told = _SCORE.format(
        marks=f"CASE WHEN {exact} THEN 24 ELSE 0 END" if accented else "0", words=f"({words}) * 12 / {many}"
    )
    return told, values


# ── misspellings ────────────────────────────────────────────────────────────────────────────────────────────────────


def _ways(asked: Question) -> tuple[list[Mend], dict[str, int]]:
    """How one of the words can be read otherwise, by the vocabulary of all procedures, and how many have each word. A
    word that no procedure has is the one to mend."""
    wanted = sorted(searching.asked_of_vocabulary(asked.plain))
    with connection.cursor() as cursor:
        cursor.execute(_VOCABULARY, [wanted])
        pairs = cursor.fetchall()
    many = {word: count for rest, word, count in pairs if rest == word}
    unknown = [n for n, word in enumerate(asked.plain) if word not in many]
    ways = searching.mends(asked.plain, [(rest, word) for rest, word, _ in pairs])
    return [mend for mend in ways if all(mend.first <= n < mend.last for n in unknown)], many


def _best(
    asked: Question, ways: Sequence[Mend], many: Mapping[str, int], on: date, within: Filters
) -> list[tuple[Mend, str]]:
    """The readings that procedures have, the likeliest first, each with the name that speaks most for it."""
    query = searching.near_to(asked.plain, ways, many)
    if not query:
        return []
    values: dict[str, Any] = {"query": _narrowed(query, within), "on": on, "heads": []}
    values |= {f"w{n}": f" {word} " for n, word in enumerate(asked.plain)}
    has = " + ".join(f"(strpos(title, %(w{n})s) > 0)::int" for n in range(len(asked.plain)))
    certain = any(word not in many for word in asked.plain)
    places = ("true",) if within.owner else (_HEADS, _OTHERS) if certain else (_HEADS,)
    with connection.cursor() as cursor:
        for which in places:
            hits = _MATCHING.format(which=which, limit=_HITS)
            cursor.execute(_NEAREST.format(hits=hits.replace("{score}", has)), values)
            if best := _judged(asked, ways, cursor.fetchall()):
                return best
    return []


def _judged(asked: Question, ways: Sequence[Mend], rows: Collection[tuple[str, str, int]]) -> list[tuple[Mend, str]]:
    """By how many names say it: first the readings that stand in a name side by side, then those whose words do."""
    plain, last = asked.plain, len(asked.plain) - 1
    by_place: dict[tuple[int, int], list[Mend]] = {}
    for mend in ways:
        by_place.setdefault((mend.first, mend.last), []).append(mend)
    told: dict[Mend, list[tuple[bool, int, str]]] = {}
    for title, name, weight in rows:
        has = set(title.split())
        missing = {n for n, word in enumerate(plain) if word not in has}
        begun = [Mend(last, last + 1, (word,)) for word in has if word != plain[last] and word.startswith(plain[last])]
        for place in {*by_place, (last, last + 1)}:
            if not missing <= set(range(*place)):
                continue
            for mend in [*by_place.get(place, ()), *(begun if place == (last, last + 1) else ())]:
                if has.issuperset(mend.words):
                    side = f" {' '.join(searching.mended(plain, mend))} " in title
                    told.setdefault(mend, []).append((side, weight, name))
    judged = [(any(side for side, _, _ in of), len(of), max(of), mend) for mend, of in told.items()]
    judged.sort(key=lambda one: (one[0], one[2][1], one[1], one[2][2], one[3].words), reverse=True)
    return [(mend, name) for _, _, (_, _, name), mend in judged]


def _said(asked: Question, mend: Mend, name: str) -> str:
    """The reading as people write it: mended words with the accents of the name that has them, others as typed."""
    written = {word.plain: word.said for word in searching.words(name)}
    said = [word.said for word in asked.words]
    told = [*said[: mend.first], *(written.get(word, word) for word in mend.words), *said[mend.last :]]
    return " ".join(told)
