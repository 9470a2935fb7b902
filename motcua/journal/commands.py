"""Writing the journal. `record` and `seen` are called inside the caller's transaction: no act without its entry."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from motcua.journal import queries, rules
from motcua.journal.models import Seal
from motcua.kernel.actor import Actor

# The id is part of what is hashed and only the database knows it, so the database finishes the leaf. It computes
# the columns in their order, nextval before currval; a subquery, which needs no such order, costs a tenth more.
_RECORD = """
INSERT INTO journal_entry (id, at, action, subject, person, person_name, capacity,
                           business, business_name, membership, agency, agency_name, data, leaf)
VALUES (nextval('journal_entry_id_seq'), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb,
        sha256('\\x00'::bytea || int8send(currval('journal_entry_id_seq')) || %s::bytea))
"""

_RECORD_MANY = """
INSERT INTO journal_entry (id, at, action, subject, person, person_name, capacity,
                           business, business_name, membership, agency, agency_name, data, leaf)
SELECT next.id, %s, %s, next.subject, %s, %s, %s, %s, %s, %s, %s, %s, next.data::jsonb,
       sha256('\\x00'::bytea || int8send(next.id) || next.content)
FROM (SELECT nextval('journal_entry_id_seq') AS id, act.*
      FROM unnest(%s::text[], %s::text[], %s::bytea[]) AS act (subject, data, content)) AS next
"""

# One sealer at a time, in all processes. Entries whose transaction is older than every running one are complete: nobody
# can still commit between them. Those numbered by another cluster (a restored copy, `moved`) are all committed.
_LOCK = "SELECT pg_try_advisory_xact_lock(7303014)"
_SEAL = """
WITH horizon AS (
    SELECT pg_snapshot_xmin(pg_current_snapshot()) AS low, pg_snapshot_xmax(pg_current_snapshot()) AS high
), taken AS (
    SELECT e.id, e.leaf FROM journal_entry e, horizon
    WHERE (e.xid >= %(since)s::text::xid8 AND e.xid < horizon.low OR %(moved)s AND e.xid >= horizon.high)
      AND NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry = e.id)
), placed AS (
    INSERT INTO journal_leaf (position, entry, leaf)
    SELECT %(size)s + row_number() OVER (ORDER BY id) - 1, id, leaf FROM taken
    RETURNING position, entry, leaf
)
SELECT coalesce(string_agg(leaf, ''::bytea ORDER BY position), ''), min(entry), max(entry),
       (SELECT low::text::bigint FROM horizon)
FROM placed
"""


def record(action: str, subject: str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write down that `by` did `action` ("dossiers.submit") to `subject` ("dossier:12"). One statement.

    `data` is what the act was about, in JSON's types, dates and enums; texts of `data` and `subject` must not hold
    personal numbers. Outside production that raises ValueError; in production they are cut to their last four digits.
    """
    fields, data_text = _fields(action, subject, by, at, data)
    with connection.cursor() as cursor:
        cursor.execute(_RECORD, [*(fields[name] for name in rules.FIELDS[:-1]), data_text, rules.canonical(fields)])


def seen(what: str, subject: str, *, by: Actor, at: datetime, **data: Any) -> None:
    """Write down that `by` looked at `what`, personal data of `subject`. Allowed from a GET too."""
    record(f"seen:{what}", subject, by=by, at=at, **data)


def record_many(action: str, acts: Iterable[tuple[str, Mapping[str, Any]]], *, by: Actor, at: datetime) -> None:
    """`record` for each (subject, data) of a bulk act, in their order, in one statement."""
    rows = [_fields(action, subject, by, at, data) for subject, data in acts]
    if not rows:
        return
    first, _ = rows[0]
    shared = [first[name] for name in rules.FIELDS[:-1] if name != "subject"]
    columns = [
        [fields["subject"] for fields, _ in rows],
        [data_text for _, data_text in rows],
        [rules.canonical(fields) for fields, _ in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_MANY, [*shared, *columns])


@transaction.atomic
def seal(*, at: datetime) -> int:
    """Give every finished entry its place in the tree and write the tree's root down. Returns how many were sealed.

    Returns 0 when another sealer is at work. An entry of a running transaction, or of one that began after a still
    running one, waits for a later seal; none is lost, in whatever order transactions commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not cursor.fetchone()[0]:
            return 0
        last, cluster = queries.last_seal(), queries.cluster()
        moved = last is not None and last.cluster != cluster
        since = last.below if last and not moved else 0
        before = rules.Frontier.unpacked(last.size, bytes(last.frontier)) if last else rules.Frontier()
        cursor.execute(_SEAL, {"since": since, "moved": moved, "size": before.size})
        packed, first_entry, last_entry, below = cursor.fetchone()
        if first_entry is None:
            return 0
        after = before.extended(_pieces(bytes(packed)))
        Seal(
            size=after.size,
            root=after.root,
            first_entry=first_entry,
            last_entry=last_entry,
            frontier=after.packed(),
            below=below,
            cluster=cluster,
            sealed_at=at,
        ).save(force_insert=True)
        return after.size - before.size


def _fields(action: str, subject: str, by: Actor, at: datetime, data: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The entry's fields as they are hashed, and the JSON text of its data."""
    content = rules.plain(data)
    subject = rules.plain(subject)
    if paths := rules.personal_numbers(content) + rules.personal_numbers(subject, "subject"):
        if not settings.PRODUCTION:
            raise ValueError(f"The journal of {action} would hold personal numbers in {', '.join(paths)}")
        content, subject = rules.without_numbers(content), rules.without_numbers(subject)
    fields = {
        "at": rules.moment(at),
        "action": action,
        "subject": subject,
        "person": by.person,
        "person_name": rules.plain(by.name),
        "capacity": str(by.capacity),
        "business": by.business,
        "business_name": rules.plain(by.business_name),
        "membership": by.membership,
        "agency": by.agency,
        "agency_name": rules.plain(by.agency_name),
        "data": content,
    }
    return fields, rules.encoded(content)


def _pieces(packed: bytes) -> Iterator[bytes]:
    return (packed[n : n + 32] for n in range(0, len(packed), 32))
