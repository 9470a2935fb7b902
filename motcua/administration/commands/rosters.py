"""Lists of people: taken in, decided line by line, dropped. Applying: applying.py."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from motcua.administration.commands.checking import check, line_of
from motcua.administration.commands.placing import count_look
from motcua.administration.models import Roster, RosterLine
from motcua.administration.queries.rosters import body_of, locked, units_named
from motcua.administration.rules import lines as kept
from motcua.administration.rules import rosters as reading
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.uploads import (
    LOOKS_AN_HOUR,
    Closed,
    NoSuchLine,
    NotThisKind,
    TooManyLists,
    UnitUnknown,
    check_plan,
)
from motcua.administration.rules.users import HOUR, check_users
from motcua.agencies.commands.grants import checked_reason
from motcua.agencies.models import Membership
from motcua.identity.rules.numbers import BadIdNumber
from motcua.journal.commands import record
from motcua.journal.rules import without_numbers
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, TooMany
from motcua.kernel.text import fold
from motcua.shell import limits
from motcua.shell.vault import seal_json

PASTED = "Nội dung dán vào"
Decision = Literal["accept", "accept_all", "same", "vouch", "leave", "take", "id", "unit"]
_COPY = (
    "COPY administration_rosterline (roster_id, n, name, name_fold, sealed, verdict, words, place, "
    "accepted, same, left_out, granted, named, outcome) FROM STDIN (FORMAT BINARY)"
)
_EMPTY = Jsonb({})
_TYPES = ["int8", "int4", "varchar", "varchar", "bytea", "varchar", "jsonb", "varchar", "bool", "bool", "bool",
          "bool", "bool", "varchar"]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """What was handed in: a file with its name, or text."""

    name: str = PASTED
    content: bytes | None = None
    text: str = ""


def upload(source: Source, plan: Plan, home: int | None, reason: str, *, by: Actor, at: datetime) -> list[Roster]:
    """Reads a list, keeps it line by line and says what applying it would do. Nobody gets a right by it.

    `plan.kind` is only what was expected: the list's own titles tell. Letter 003's both forms on one page are two
    lists. `home`: the body for which it is, None for the state. Raises NoUsersRight, NotYourHome, TooManyLists,
    TooManyStrangers, Invalid, what files.rules and rules.rosters refuse; on a refusal nothing is kept.
    """
    trees = check_users(by)
    reason = checked_reason(reason)
    body = body_of(home, trees)
    _count(by, at)
    rosters = _read(source)
    for roster in rosters:
        check_plan(plan, roster.kind)
    with transaction.atomic():
        assert by.membership is not None
        place = Membership.objects.get(pk=by.membership)
        return [_keep(roster, plan, place, body.pk if body else None, source, reason, by, at) for roster in rosters]


@transaction.atomic
def decide(pk: int, n: int, decision: Decision, value: str = "", *, by: Actor, at: datetime) -> Roster:
    """What the officer says about a line, or with "accept_all" about all zeros; then the dry run again.

    "accept": the proposed number; "same": the account is theirs though its name differs; "vouch": the account is theirs
    though it is unproved; "leave", "take": out of the list and back; "id": `value` is the number of who comes; "unit":
    `value` names the agency. Raises NoSuchRoster, Closed, NoSuchLine, Invalid, TooManyLooks (the verdict says whether a
    typed number is theirs), TooManyStrangers.
    """
    roster = _open(pk, by)
    if decision == "id":
        count_look(by, at)
    if decision == "accept_all":
        RosterLine.objects.filter(roster=roster, verdict="zero", done_at=None).update(accepted=True)
    else:
        line = RosterLine.objects.filter(roster=roster, n=n, done_at=None).first()
        if line is None:
            raise NoSuchLine
        _DECISIONS[decision](line, value, at)
    check(roster, by=by, at=at)
    record("roster.decided", f"roster:{pk}", by=by, at=at, line=n, decision=decision)
    return roster


@transaction.atomic
def again(pk: int, *, by: Actor, at: datetime) -> Roster:
    """The dry run by what is so now. Raises NoSuchRoster, Closed, TooManyStrangers."""
    roster = _open(pk, by)
    check(roster, by=by, at=at)
    return roster


@transaction.atomic
def drop(pk: int, *, by: Actor, at: datetime) -> None:
    """Puts a list away that was never applied; its lines are forgotten. Raises NoSuchRoster, Closed."""
    roster = locked(pk, check_users(by))
    if roster.state != Roster.State.READ:
        raise Closed
    RosterLine.objects.filter(roster=roster).delete()
    roster.state = Roster.State.DROPPED
    roster.save(update_fields=["state"])
    record("roster.dropped", f"roster:{pk}", by=by, at=at)


def _open(pk: int, by: Actor) -> Roster:
    roster = locked(pk, check_users(by))
    if roster.state not in (Roster.State.READ, Roster.State.APPLIED) or roster.membership_id != by.membership:
        raise Closed
    return roster


def _count(by: Actor, at: datetime) -> None:
    """A list says of thousands of numbers whose they are: each upload is counted."""
    try:
        limits.allow("roster", str(by.person), at=at, limit=LOOKS_AN_HOUR, seconds=HOUR)
    except TooMany as refusal:
        seconds = int(str(refusal.data["seconds"]))
        raise TooManyLists(seconds=seconds, minutes=-(-seconds // 60)) from None


def _read(source: Source) -> Sequence[reading.Roster]:
    if source.content is None:
        return reading.from_text(source.text)
    return reading.from_file(source.content, source.name)


def _keep(  # noqa: PLR0917 - a list is made of these
    read: reading.Roster, plan: Plan, place: Membership, home: int | None, source: Source, reason: str,
    by: Actor, at: datetime,
) -> Roster:  # fmt: skip
    roster = Roster.objects.create(
        kind=read.kind, source=without_numbers(source.name)[:200], membership=place, home_id=home,
        subsystem=plan.subsystem, rights=list(plan.rights), level=plan.level if read.kind != "change" else None,
        services=None if plan.services is None else list(plan.services), until=plan.until, reason=reason,
        remarks=list(read.remarks), read_at=at, checked_at=at,
    )  # fmt: skip
    _insert(roster, read)
    record(
        "roster.read", f"roster:{roster.pk}", by=by, at=at,
        kind=roster.kind, home=home, lines=len(read.lines), refused=len(read.refused),
    )  # fmt: skip
    check(roster, by=by, at=at)
    return roster


def _insert(roster: Roster, read: reading.Roster) -> None:
    """COPY, because a list may have 5,000 lines."""
    faults = defaultdict(list)
    for fault in read.faults:
        faults[fault.n].append(fault)
    known = {line.n: line for line in read.lines}
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        copy.set_types(_TYPES)
        for n in sorted({*known, *faults}):
            line = known.get(n) if n not in faults else None
            values = kept.packed(line) if line else kept.faulty(n, faults[n])
            name = (line.name or line.leaving_name) if line else ""
            copy.write_row((
                roster.pk, n, name, fold(name), seal_json(values, purpose=kept.PURPOSE),
                "unread", _EMPTY,
                without_numbers(line.unit or line.body)[:500] if line else "", False, False, False,
                line.granted if line and roster.kind == "focal" else True, False, "",
            ))  # fmt: skip


def _accept(line: RosterLine, _: str, __: datetime) -> None:
    line.accepted = True
    line.save(update_fields=["accepted"])


def _same(line: RosterLine, _: str, __: datetime) -> None:
    line.same = True
    line.save(update_fields=["same"])


def _vouch(line: RosterLine, _: str, __: datetime) -> None:
    """For the account that the officer was asked about, whoever has the number later."""
    if line.verdict != RosterLine.Verdict.UNPROVED:
        raise NoSuchLine
    line.vouched_id = line.person_id
    line.save(update_fields=["vouched"])


def _leave(line: RosterLine, _: str, __: datetime) -> None:
    line.left_out = True
    line.save(update_fields=["left_out"])


def _take(line: RosterLine, _: str, __: datetime) -> None:
    line.left_out = line.same = False
    line.vouched = None
    line.save(update_fields=["left_out", "same", "vouched"])


def _type_id(line: RosterLine, value: str, _: datetime) -> None:
    read = line_of(line)
    if read is None:
        raise NotThisKind
    try:
        known = kept.with_id(read, value)
    except BadIdNumber as no:
        raise Invalid({"id": str(no)}) from None
    line.sealed = seal_json(kept.packed(known), purpose=kept.PURPOSE)
    line.same = False
    line.vouched = None
    line.save(update_fields=["sealed", "same", "vouched"])


def _choose_unit(line: RosterLine, value: str, at: datetime) -> None:
    found = units_named(value, at)
    if len(found) != 1:
        raise UnitUnknown(place=value[:80], count=len(found))
    line.chosen = found[0]
    line.save(update_fields=["chosen"])


_DECISIONS: dict[str, Callable[[RosterLine, str, datetime], None]] = {
    "accept": _accept,
    "same": _same,
    "vouch": _vouch,
    "leave": _leave,
    "take": _take,
    "id": _type_id,
    "unit": _choose_unit,
}
