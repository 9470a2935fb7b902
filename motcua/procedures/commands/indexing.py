"""What the search finds follows what is public: called where a version is published, amended or abolished."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, islice
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.models import Q

from motcua.procedures.models import Procedure, ProcedureVersion, SearchEntry
from motcua.procedures.queries.records import SHOWN, parent_version, public_versions
from motcua.procedures.rules import content, searching
from motcua.procedures.rules.content import Content
from motcua.procedures.rules.words import FILED_ONLINE

_BATCH = 2000
_LONGEST_WORD = 60
_COLUMNS = (
    "version_id", "procedure_id", "parent_id", "code", "name", "told", "title", "marks", "online", "public_from",
    "public_to", "words",
)  # fmt: skip
# How often it was asked for is kept from the wording before.
_ENTER = """
INSERT INTO procedures_searchentry (version_id, procedure_id, parent_id, code, name, told, title, marks, online,
                                    public_from, public_to, words, asked, weight)
SELECT n.version_id, n.procedure_id, n.parent_id, n.code, n.name, n.told, n.title, n.marks, n.online, n.public_from,
       n.public_to, array_to_tsvector(ARRAY(SELECT json_array_elements_text(n.words))), coalesce(old.asked, 0),
       coalesce(old.weight, 0)
FROM json_to_recordset(%s::json) AS n (version_id bigint, procedure_id bigint, parent_id bigint, code text, name text,
  told text, title text, marks text, online text, public_from date, public_to date, words json)
LEFT JOIN (SELECT DISTINCT ON (procedure_id) procedure_id, asked, weight FROM procedures_searchentry
           WHERE procedure_id = ANY(%s) ORDER BY procedure_id, version_id DESC) AS old USING (procedure_id)
ORDER BY n.parent_id IS NOT NULL, n.version_id
ON CONFLICT (version_id) DO UPDATE SET
  parent_id = excluded.parent_id, name = excluded.name, told = excluded.told, title = excluded.title,
  marks = excluded.marks, online = excluded.online, public_from = excluded.public_from,
  public_to = excluded.public_to, words = excluded.words
"""
_WORDS = """
INSERT INTO procedures_searchword AS w (rest, word, many)
SELECT * FROM unnest(%s::text[], %s::text[], %s::int[])
ON CONFLICT (rest, word) DO UPDATE SET many = w.many + excluded.many WHERE excluded.many > 0
"""
# One wording of a procedure at a time: the one before ends where the next begins, and goes when that has begun.
_SUCCEED = """
UPDATE procedures_searchentry old SET public_to = new.public_from
FROM unnest(%s::bigint[], %s::bigint[], %s::date[]) AS new (version_id, procedure_id, public_from)
WHERE old.procedure_id = new.procedure_id AND old.version_id < new.version_id
  AND (old.public_to IS NULL OR old.public_to > new.public_from)
"""
_WEIGH = """
UPDATE procedures_searchentry e SET weight = e.asked + coalesce(c.many, 0)
FROM unnest(%(heads)s::bigint[]) AS head (id)
LEFT JOIN (SELECT parent_id, count(DISTINCT procedure_id) AS many FROM procedures_searchentry
           WHERE parent_id = ANY(%(heads)s) GROUP BY parent_id) AS c ON c.parent_id = head.id
WHERE e.procedure_id = head.id AND e.weight <> e.asked + coalesce(c.many, 0)
"""
_POPULAR = """
UPDATE procedures_searchentry e SET asked = n.many, weight = e.weight - e.asked + n.many
FROM unnest(%s::text[], %s::int[]) AS n (code, many) WHERE e.code = n.code AND e.asked <> n.many
"""


@transaction.atomic
def index(version: ProcedureVersion, *, on: date | None = None) -> None:
    """The search finds a public version, and its specialisations with what they take over from it, from now on.

    Called after each change of a version: one that is not public any more, or never was, is no longer found.
    """
    on = on or version.public_from
    if on is None or version.state not in SHOWN or (version.public_to is not None and version.public_to <= on):
        SearchEntry.objects.filter(version=version).delete()
    else:
        _enter([version], on)
    if version.procedure.parent_id:
        _weigh([version.procedure.parent_id])
    elif on is not None:
        children = public_versions(on).filter(procedure__parent=version.procedure_id)
        _enter(children.order_by("procedure", "n"), on)
        _weigh([version.procedure_id])


@transaction.atomic
def drop(record: Procedure) -> None:
    """The search no longer finds a procedure."""
    SearchEntry.objects.filter(procedure=record).delete()
    if record.parent_id:
        _weigh([record.parent_id])


@transaction.atomic
def rebuild(*, on: date) -> int:
    """Everything that is public now or later, anew: after a restore, or a change of what is searched. How many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procedures_searchentry")
        cursor.execute("DELETE FROM procedures_searchword")
    public = ProcedureVersion.objects.filter(Q(public_to=None) | Q(public_to__gt=on), state__in=SHOWN)
    public = public.select_related("procedure__owner")
    heads = public.filter(procedure__parent=None).order_by("procedure", "n")
    _enter(heads.iterator(chunk_size=_BATCH), on)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE procedures_searchentry")  # a table that was empty is read whole, again and again
    _enter(
        public.exclude(procedure__parent=None)
        .order_by("procedure__parent", "procedure", "n")
        .iterator(chunk_size=_BATCH),
        on,
    )
    _weigh(list(heads.values_list("procedure_id", flat=True)))
    return SearchEntry.objects.count()


@transaction.atomic
def popular(counts: Mapping[str, int]) -> None:
    """How many dossiers of a year each procedure had, by its code; those not named keep their figure."""
    with connection.cursor() as cursor:
        cursor.execute(_POPULAR, [list(counts), list(counts.values())])


def _enter(versions: Iterable[ProcedureVersion], on: date) -> None:
    known: dict[int, Content] = {}
    left = iter(versions)
    while some := list(islice(left, _BATCH)):
        rows = [_row(version, _whole(version, on, known), on) for version in some]
        with connection.cursor() as cursor:
            procedures = [row["procedure_id"] for row in rows]
            cursor.execute(_ENTER, [json.dumps(rows, cls=DjangoJSONEncoder), procedures])
            cursor.execute(
                _SUCCEED, [[version.pk for version in some], procedures, [version.public_from for version in some]]
            )
        _learn(chain.from_iterable(row["words"] for row in rows))


def _whole(version: ProcedureVersion, on: date, known: dict[int, Content]) -> Content:
    """As `queries.whole` says it; a national procedure is read once for all its specialisations."""
    parent = version.procedure.parent_id
    if parent is None:
        return content.from_json(version.content)
    if parent not in known:
        if len(known) >= _BATCH:
            known.clear()
        base = parent_version(parent, on)
        known[parent] = content.from_json(base.content) if base else Content()
    return content.merged(known[parent], version.content)


def _row(version: ProcedureVersion, told: Content, on: date) -> dict[str, Any]:
    record = version.procedure
    name = searching.words(told.name)
    level = told.online_level(max(on, version.public_from or on))
    line = " · ".join(part for part in (told.field_name, record.owner.name) if part)
    title, marks = (f" {' '.join(getattr(word, kind) for word in name)} " for kind in ("plain", "marked"))
    values = (
        version.pk, record.pk, record.parent_id, record.code, told.name[:1000], line[:500], title[:1100],
        marks[:1500], level, version.public_from, version.public_to,
        sorted({*_searched(told, record), *_facets(told, record, level)}),
    )  # fmt: skip
    return dict(zip(_COLUMNS, values, strict=True))


def _searched(told: Content, record: Procedure) -> Iterator[str]:
    texts = (
        told.name, *told.keywords, told.field_name, record.owner.name, *(body.name for body in told.implementing),
        *(result.name for result in told.results),
    )  # fmt: skip
    for text in texts:
        yield from (word.plain[:_LONGEST_WORD] for word in searching.words(text))


def _facets(told: Content, record: Procedure, level: str) -> Iterator[str]:
    values: tuple[tuple[str, Sequence[str]], ...] = (
        ("field", (told.field_name,)),
        ("owner", (record.owner.identifier,)),
        ("level", told.levels),
        ("audience", told.audiences),
        ("event", told.events),
        ("online", ("yes" if level in FILED_ONLINE else "no",)),
        ("code", (record.code, ".".join(record.code.split(".")[:2]))),
    )
    return (searching.facet(kind, value) for kind, of in values for value in of if value)


def _learn(words: Iterable[str]) -> None:
    """Words for mending: what a misspelt word is compared with. Filters are none."""
    found = Counter(word for word in words if ":" not in word)
    pairs = sorted((rest, word) for word in found for rest in searching.deletions(word))
    counts = [found[word] if rest == word else 0 for rest, word in pairs]
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [[rest for rest, _ in pairs], [word for _, word in pairs], counts])


def _weigh(heads: Sequence[int]) -> None:
    """A procedure that many provinces have is one that many people ask for."""
    with connection.cursor() as cursor:
        cursor.execute(_WEIGH, {"heads": list(heads)})
