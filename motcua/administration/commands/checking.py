"""The dry run: every line of a list judged by what is so now. It writes verdicts, and whose accounts were looked at."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.administration.models import Roster, RosterLine
from motcua.administration.queries.matching import ground
from motcua.administration.rules import lines as kept
from motcua.administration.rules.ground import Entry, Ground, Judged
from motcua.administration.rules.judging import judge_all
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.uploads import DAY, STRANGERS_A_DAY, TooManyStrangers
from motcua.agencies.commands.locks import day
from motcua.journal.commands import record_many
from motcua.journal.rules import without_numbers
from motcua.kernel.actor import Actor
from motcua.kernel.errors import TooMany
from motcua.shell import limits
from motcua.shell.vault import blind_all, unseal_json

_WRITE = """
UPDATE administration_rosterline l SET verdict = v.verdict, words = v.words::jsonb, body_id = v.body,
       agency_id = v.agency, person_id = v.person, leaving_id = v.leaving
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
     AS v (id, verdict, words, body, agency, person, leaving)
WHERE l.id = v.id
"""


@dataclass(frozen=True)
class Checked:
    """The lines that are not done yet, as they were read and as they were judged."""

    ground: Ground
    entries: Mapping[int, Entry]
    judged: Mapping[int, Judged]
    lines: Mapping[int, RosterLine]


@transaction.atomic
def check(roster: Roster, *, by: Actor, at: datetime, counted: bool = True) -> Checked:
    """Judges all lines of a locked list anew. As many statements for 5,000 lines as for one.

    Each account of somebody who works nowhere that the officer manages is journalled once for the list, where its
    holder sees it, and `counted`. Raises TooManyStrangers.
    """
    rows = list(RosterLine.objects.filter(roster=roster, done_at=None).order_by("n"))
    entries = entries_of(rows)
    found = ground(roster, entries, day(at))
    looked = _look(roster, found, by, at, counted=counted)
    judged = judge_all(found, entries)
    _write(rows, judged)
    roster.checked_at = at
    roster.save(update_fields=["checked_at", "looked"] if looked else ["checked_at"])
    return Checked(found, {entry.n: entry for entry in entries}, judged, {row.n: row for row in rows})


def entries_of(rows: Iterable[RosterLine]) -> list[Entry]:
    """Lines as the rules know them: unsealed, with what the officer decided, and the indexes of their numbers."""
    read = [(row, unseal_json(row.sealed, purpose=kept.PURPOSE)) for row in rows]
    lines = [(row, values, kept.unpacked(values)) for row, values in read]
    taken = [line.accepted() if line and row.accepted else line for row, _, line in lines]
    ids = _indexes([line.id_number if line else "" for line in taken], "id")
    leaving = _indexes([line.leaving_id if line else "" for line in taken], "id")
    phones = _indexes([kept.phone(line) if line else "" for line in taken], "phone")
    return [
        Entry(
            row.n, line, kept.fault_of(values), by_id, by_phone, leaves,
            row.chosen_id, row.accepted, row.same, row.left_out, row.vouched_id,
        )
        for (row, values, line), by_id, by_phone, leaves in zip(lines, ids, phones, leaving, strict=True)
    ]  # fmt: skip


def line_of(row: RosterLine) -> Line | None:
    """What was read; None when the line could not be."""
    return kept.unpacked(unseal_json(row.sealed, purpose=kept.PURPOSE))


def _look(roster: Roster, found: Ground, by: Actor, at: datetime, *, counted: bool) -> bool:
    new = sorted(found.strangers().difference(roster.looked))
    if not new:
        return False
    if counted:
        _count(len(new), by, at)
    acts = [(f"person:{person}", {"right": "users", "roster": roster.pk}) for person in new]
    record_many("seen:officer", acts, by=by, at=at)
    roster.looked = [*roster.looked, *new]
    return True


def _count(strangers: int, by: Actor, at: datetime) -> None:
    most = STRANGERS_A_DAY
    try:
        limits.allow("roster-look", str(by.person), at=at, limit=most, seconds=DAY, times=strangers)
    except TooMany as refusal:
        seconds = int(str(refusal.data["seconds"]))
        raise TooManyStrangers(seconds=seconds, most=most, hours=-(-seconds // 3600)) from None


def _indexes(numbers: list[str], purpose: str) -> list[bytes | None]:
    found = blind_all(numbers, purpose=purpose)
    return [index if number else None for number, index in zip(numbers, found, strict=True)]


def _write(rows: list[RosterLine], judged: Mapping[int, Judged]) -> None:
    found = [(row.pk, judged[row.n]) for row in rows]
    columns: list[Any] = [
        [pk for pk, _ in found],
        [one.said.verdict for _, one in found],
        [json.dumps(without_numbers(one.said.words()), ensure_ascii=False) for _, one in found],
        [one.body.pk if one.body else None for _, one in found],
        [one.unit.pk if one.unit else None for _, one in found],
        [one.person for _, one in found],
        [one.leaving for _, one in found],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, columns)
