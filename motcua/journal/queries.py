"""Reading the journal, and checking that nobody changed it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Subquery

from motcua.journal import rules
from motcua.journal.models import Entry, Leaf, Seal

_CONTENT = """to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), e.action, e.subject,
    e.person, e.person_name, e.capacity, e.business, e.business_name, e.membership, e.agency, e.agency_name,
    e.data::text, e.leaf"""
_SEALED = f"""
SELECT l.position, l.entry, l.leaf, e.id, {_CONTENT}
FROM journal_leaf l LEFT JOIN journal_entry e ON e.id = l.entry ORDER BY l.position
"""  # noqa: S608 - a constant
_UNSEALED = f"""
SELECT e.xid < %s::text::xid8, e.id, {_CONTENT}
FROM journal_entry e WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry = e.id) ORDER BY e.id
"""  # noqa: S608 - a constant


def history(subject: str, *, limit: int = 1000) -> list[Entry]:
    """What was done to `subject` and who looked at it, oldest first."""
    return list(Entry.objects.filter(subject=subject).order_by("id")[:limit])


def acts_on(subject: str, *, limit: int = 1000) -> list[Entry]:
    """What was done to `subject`, oldest first, without the views."""
    return list(Entry.objects.filter(subject=subject).exclude(action__startswith="seen:").order_by("id")[:limit])


def acts_since_view(subject: str, what: str, person: int, *, limit: int = 100) -> tuple[datetime | None, list[Entry]]:
    """What others did to `subject` since `person` last looked at `what` of it, newest first, and when that was.

    None and nothing when they never looked, or nothing was done since. One statement.
    """
    own = Entry.objects.filter(subject=subject, person=person, action=f"seen:{what}").order_by("-id")
    later = Entry.objects.filter(subject=subject, id__gt=Subquery(own.values("id")[:1])).exclude(person=person)
    acts = later.exclude(action__startswith="seen:").annotate(since=Subquery(own.values("at")[:1])).order_by("-id")
    found = list(acts[:limit])
    return (found[0].since if found else None), [*found]


def views_of(subject: str, *, person: int | None = None, limit: int = 1000) -> list[Entry]:
    """Who looked at personal data of `subject` (only `person`, when given), newest first."""
    views = Entry.objects.filter(subject=subject, action__startswith="seen:")
    if person is not None:
        views = views.filter(person=person)
    return list(views.order_by("-id")[:limit])


def by_person(person: int, *, before: int | None = None, limit: int = 100) -> list[Entry]:
    """What `person` did and looked at, newest first; the next page begins `before` the last id of this one."""
    entries = Entry.objects.filter(person=person)
    if before is not None:
        entries = entries.filter(id__lt=before)
    return list(entries.order_by("-id")[:limit])


def last_seal() -> Seal | None:
    return Seal.objects.order_by("-size").first()


def cluster() -> int:
    """Which database cluster this is. Its transaction numbers mean nothing in another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier FROM pg_control_system()")
        return int(cursor.fetchone()[0])


def inclusion(entry: int) -> tuple[Seal, int, list[bytes]] | None:
    """The last seal, the entry's place in it, and the proof for `rules.includes`. None while it is not sealed."""
    place, seal = Leaf.objects.filter(entry=entry).first(), last_seal()
    if place is None or seal is None:
        return None
    leaves = [bytes(leaf) for leaf in Leaf.objects.order_by("position").values_list("leaf", flat=True)[: seal.size]]
    return seal, place.position, rules.inclusion_proof(place.position, leaves)


def verify(known: Mapping[int, bytes] | None = None, bare: Collection[bytes] = ()) -> rules.Verdict:
    """Recompute every entry's leaf and every seal's root, in one pass and one snapshot.

    `known` are roots by tree size, `bare` roots without one, that were written down outside of this database (printed,
    published, kept by another agency): only they can show that somebody with full power rewrote entries, leaves
    and seals together. Entries that were never sealed can be removed without a trace: that is why sealing runs each
    minute.
    """
    with _one_snapshot():
        check = rules.Check(_seals(), known or {}, bare)
        for position, entry, leaf, found, *row in _streamed(_SEALED, []):
            check.leaf(position, entry, bytes(leaf), _row(row) if found is not None else None)
        last = last_seal()
        horizon = last.below if last and last.cluster == cluster() else 0
        for late, entry, *row in _streamed(_UNSEALED, [horizon]):
            check.unsealed(entry, _row(row), late=late)
        return check.verdict()


def _row(values: list[Any]) -> tuple[Any, ...]:
    return (*values[:-1], bytes(values[-1]))


def _seals() -> Iterator[rules.Sealing]:
    seals = Seal.objects.order_by("size").values_list("size", "root", "frontier", "first_entry", "last_entry")
    for size, root, frontier, first, last in seals.iterator():
        yield rules.Sealing(size, bytes(root), bytes(frontier), first, last)


@contextmanager
def _one_snapshot() -> Iterator[None]:
    """All statements inside see the journal as of one moment, while others go on writing and sealing."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
        yield


def _streamed(sql: str, params: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows through a server-side cursor: the journal does not fit into memory."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, params)
        yield from cursor
