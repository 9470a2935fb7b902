"""Where rosters come from: a file of any kind that holds tables, or text that was pasted."""

from motcua.administration.rules.rosters.header import looks_right, role_of
from motcua.administration.rules.rosters.reading import read_rosters
from motcua.administration.rules.rosters.shapes import MAX_LINES, NoPeople, NoRoster, Roster
from motcua.files.rules import pasted, tables


def from_file(content: bytes, name: str) -> tuple[Roster, ...]:
    """Every roster of a workbook (xlsx, xls, ods), a csv or a Word document, in order. `name` serves the messages.

    Raises the refusals of files.rules.refusals, NotRead.
    """
    found: list[Roster] = []
    refused: list[NoRoster | NoPeople] = []
    for table in tables.read_each(content, name, max_rows=MAX_LINES, wanted=looks_right):
        try:
            found += read_rosters(table)
        except (NoRoster, NoPeople) as empty:
            refused.append(empty)
    if not found:
        raise refused[0]
    return tuple(found)


def from_text(text: str) -> tuple[Roster, ...]:
    """Every roster in pasted text. Raises NothingPasted, LongPaste, NoPastedTable, NotRead."""
    return read_rosters(pasted.read(text, max_rows=MAX_LINES, wanted=looks_right, role=role_of))
