"""Tables out of pasted text: with tabs, bars or semicolons, or one cell a line as web pages give them."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from unicodedata import normalize

from motcua.files.rules import cell_lines, extents
from motcua.files.rules.refusals import LongPaste, NoPastedTable, NothingPasted
from motcua.files.rules.shapes import Cell, Rows, Table

KIND = "pasted"
MAX_CHARACTERS = 4_000_000
MAX_COLUMNS = 63
_RULE = re.compile(r"\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?").fullmatch
_BAR = re.compile(r"(?<!\\)\|")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_STRONG = re.compile(r"^(\*\*|__)(.+)\1$")
_BREAKS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


class Numbered(NamedTuple):
    """A row and the line of the text in which it begins, from 1."""

    line: int
    cells: list[str]


def read(
    text: str,
    *,
    max_rows: int,
    wanted: Callable[[Sequence[Sequence[Cell]]], bool],
    role: Callable[[str], str],
) -> Table:
    """The table in the text, in the first shape in which `wanted` knows it; `Table.lines` are lines of the text.

    `role` tells what a title's column holds, "" for no title, 'leaving' and 'joining' for titles over two columns:
    one cell a line, nothing else says where the rows are. Raises NothingPasted, LongPaste, NoPastedTable.
    """
    clean = _BREAKS.sub("\n", normalize("NFC", text[: MAX_CHARACTERS + 1]))
    if not clean.strip():
        raise NothingPasted
    if len(clean) > MAX_CHARACTERS:
        raise _too_long(max_rows)
    for shape in (_delimited("\t"), _bars, _delimited(";"), _delimited(",")):
        found = list(shape(clean))
        if found and any(len(row.cells) > 1 for row in found) and wanted(_square(found)):
            return _table(found, max_rows)
    filled = cell_lines.rows(clean, role, max_rows=max_rows + extents.SLACK_ROWS)
    if filled is None or not wanted(_square([Numbered(*row) for row in filled.rows])):
        raise NoPastedTable
    return _table([Numbered(*row) for row in filled.rows], max_rows, filled.filled)


def _too_long(max_rows: int) -> LongPaste:
    return LongPaste(limit=f"{max_rows:,}".replace(",", "."))


def _table(found: Sequence[Numbered], max_rows: int, filled: tuple[int, ...] = ()) -> Table:
    """Lines of one cell around a table are text; only rows count against the limit."""
    if sum(len(row.cells) > 1 for row in found) > max_rows + extents.SLACK_ROWS:
        raise _too_long(max_rows)
    rows = _square(found)
    return Table(KIND, "", rows, lines=tuple(row.line for row in found), filled=filled)


def _square(found: Sequence[Numbered]) -> Rows:
    width = max((len(row.cells) for row in found), default=0)
    return [[*row.cells, *[""] * (width - len(row.cells))] for row in found]


def _delimited(mark: str) -> Callable[[str], Iterator[Numbered]]:
    """A cell copied from a spreadsheet with a line break in it is quoted; a lone quote is a quote (ditto)."""

    def shape(text: str) -> Iterator[Numbered]:
        if mark not in text:
            return
        quoted = f'{mark}"' in text or '\n"' in text or text.startswith('"')
        closes = text.count('"') % 2 == 0
        reader = csv.reader(
            io.StringIO(text, newline=""),
            delimiter=mark,
            quoting=csv.QUOTE_MINIMAL if quoted and closes and not _lone(text, mark) else csv.QUOTE_NONE,
        )
        line = 1
        try:
            for row in reader:
                yield Numbered(line, [cell.strip() for cell in row[:MAX_COLUMNS]])
                line = reader.line_num + 1
        except csv.Error:
            return

    return shape


def _lone(text: str, mark: str) -> bool:
    """A cell that is nothing but one quotation mark: 'như trên'."""
    return re.search(rf'(?:^|[{mark}])\s*"\s*(?:[{mark}]|$)', text, re.MULTILINE) is not None


def _bars(text: str) -> Iterator[Numbered]:
    """Markdown: | a | b |; the line under the header is no row."""
    if "|" not in text:
        return
    for number, line in enumerate(text.split("\n"), 1):
        said = line.strip()
        if _RULE(said):
            continue
        if not _BAR.search(said):
            yield Numbered(number, [said])
            continue
        inner = said.removeprefix("|")
        inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
        yield Numbered(number, [_unmarked(cell) for cell in _BAR.split(inner)[:MAX_COLUMNS]])


def _unmarked(cell: str) -> str:
    text = _BREAK.sub(" ", cell.replace("\\|", "|")).strip()
    strong = _STRONG.match(text)
    return strong[2].strip() if strong else text
