"""A table becomes a roster: every line read, refused with the way out, or passed over with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from motcua.administration.rules.rosters import repeats, words
from motcua.administration.rules.rosters.cells import as_text
from motcua.administration.rules.rosters.header import Header, find_header
from motcua.administration.rules.rosters.people import People
from motcua.administration.rules.rosters.shapes import (
    MAX_LINES,
    Body,
    Line,
    NoNumbers,
    NoPeople,
    NoRoster,
    Remark,
    Roster,
    Skip,
    TooManyLines,
    TwoNames,
)
from motcua.administration.rules.rosters.sorting import BLANK, HEADING, PERSON, Row, sort_rows
from motcua.files.rules.tables import MERGED, Cell, Table

_NAMED_LINES = 8


def read_roster(table: Table) -> Roster:
    """The first roster of the table; what belongs to another one is passed over with that reason.

    Raises NoRoster, TwoNames, NoNumbers, NoPeople, TooManyLines.
    """
    return read_rosters(table)[0]


def read_rosters(table: Table) -> tuple[Roster, ...]:
    """Every roster of the table in order: letter 003 has both of its forms on one page. One with nobody is left out.

    Each says of all lines with content of the table what became of them.
    Raises NoRoster, TwoNames, NoNumbers, NoPeople, TooManyLines.
    """
    headers = list(_headers(table.rows))
    if not headers:
        raise NoRoster
    found = [roster for n in range(len(headers)) if (roster := _roster(table, headers, n)) is not None]
    if not found:
        raise NoPeople(line=table.line(headers[0].row))
    return tuple(found)


def _headers(rows: Sequence[Sequence[Cell]]) -> list[Header]:
    """The header of each list; one that repeats the list's own on a later page is no new one."""
    found: list[Header] = []
    first = find_header(rows)
    if first is None:
        return found
    found.append(first)
    at = first.last + 1
    while (following := find_header(rows, at, until=len(rows))) is not None:
        if following.kind != found[-1].kind or dict(following.positions) != dict(found[-1].positions):
            found.append(following)
        at = following.last + 1
    return found


@dataclass
class _Found:
    lines: list[Line] = field(default_factory=list)
    faults: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    skipped: list[Skip] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)


def _roster(table: Table, headers: Sequence[Header], n: int) -> Roster | None:
    header = headers[n]
    stop = headers[n + 1].row if n + 1 < len(headers) else len(table.rows)
    sorted_rows = sort_rows(table.rows, header, stop)
    people = [row for row in sorted_rows if row.what == PERSON]
    if not people:
        return None
    _check(header)
    if len(people) > MAX_LINES:
        raise TooManyLines(count=_thousands(len(people)), limit=_thousands(MAX_LINES))
    found = _Found()
    found.skipped += _outside(table, headers, n, stop)
    _read_all(table, header, sorted_rows, found)
    lines, faults, notes = repeats.checked(header.kind, found.lines, header.titles)
    faults = sorted([*found.faults, *faults], key=lambda fault: fault.n)
    refused = {fault.n for fault in faults}
    told = sorted((note for note in [*found.notes, *notes] if note.n not in refused), key=lambda note: note.n)
    return Roster(
        kind=header.kind,
        lines=tuple(lines),
        faults=tuple(faults),
        notes=tuple(told),
        skipped=tuple(sorted(found.skipped, key=lambda skip: skip.n)),
        bodies=tuple(found.bodies),
        remarks=tuple(_remarks(table, header, sorted_rows, found, stop if n + 1 < len(headers) else 0)),
        columns=dict(header.titles),
    )


def _check(header: Header) -> None:
    if header.two_names:
        raise TwoNames
    if header.kind != "focal" and not {"id_number", "phone"} & header.positions.keys():
        raise NoNumbers


def _outside(table: Table, headers: Sequence[Header], n: int, stop: int) -> list[Skip]:
    """What stands above and below this list, and its own header."""
    header = headers[n]
    before = headers[0].row
    found = []
    for at, row in enumerate(table.rows):
        if header.last < at < stop or not _said(row):
            continue
        if header.row <= at <= header.last:
            found.append(Skip(table.line(at), "header"))
        else:
            found.append(Skip(table.line(at), "before" if at < before else "other_list"))
    return found


def _said(row: Sequence[Cell]) -> bool:
    return any(map(as_text, row))


def _read_all(table: Table, header: Header, rows: Sequence[Row], found: _Found) -> None:
    people = People(header)
    for row in rows:
        n = table.line(row.at)
        if row.what == PERSON:
            read = people.read(n, table.rows[row.at])
            if read.body:
                found.bodies.append(Body(n, read.body))
            found.notes += read.notes
            if read.faults:
                found.faults += read.faults
            else:
                found.lines.append(read.line)
        elif row.what == HEADING:
            found.skipped.append(Skip(n, "heading"))
            found.bodies.append(Body(n, people.heading(n, row.heading)))
        elif row.what != BLANK:
            found.skipped.append(Skip(n, row.what))


def _remarks(table: Table, header: Header, rows: Sequence[Row], found: _Found, other: int) -> list[str]:
    remarks = [] if table.filled else list(table.remarks)
    if filled := sum(header.last < at <= rows[-1].at for at in table.filled if rows):
        remarks.append(MERGED.format(filled=filled))
    if header.extra:
        remarks.append(words.NOT_READ.format(titles=", ".join(f"“{title}”" for title in header.extra)))
    if "id_number" not in header.positions:
        remarks.append(words.NO_ID_COLUMN)
    remarks += _jumps(table, rows)
    empty = [line.n for line in found.lines if not line.unit]
    if empty and "unit" in header.positions:
        remarks.append(words.EMPTY_UNITS.format(count=len(empty), lines=_listed(empty)))
    if other:
        remarks.append(words.OTHER_LIST.format(line=table.line(other)))
    return remarks


def _jumps(table: Table, rows: Sequence[Row]) -> list[str]:
    """The numbers of the lines, or of the provinces when those are numbered, should rise by one or begin anew."""
    found: list[str] = []
    before = 0
    for row in rows:
        if row.ordinal and row.what in (PERSON, HEADING):
            if before and row.ordinal not in (before, before + 1, 1):
                found.append(words.JUMP.format(before=before, after=row.ordinal, line=table.line(row.at)))
            before = row.ordinal
    return found[:_NAMED_LINES]


def _listed(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines[:_NAMED_LINES])) + ("…" if len(lines) > _NAMED_LINES else "")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
