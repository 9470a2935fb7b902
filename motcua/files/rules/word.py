"""Tables out of Word documents (.docx): merged cells, tables in tables, tables broken at a page, tracked changes.

The document is streamed, never built: its tree would take many times its size, and a text may be nested as deep as
it likes. What declares entities is refused, so nothing is fetched and nothing expands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from motcua.files.rules import extents, kinds
from motcua.files.rules.parcels import repacked
from motcua.files.rules.refusals import (
    Damaged,
    DamagedText,
    LongText,
    NoWordTable,
    Protected,
    ProtectedText,
    Swollen,
    SwollenText,
)
from motcua.files.rules.shapes import Cell, Rows, Table

MAX_COLUMNS = 63  # of a Word table
MAX_TABLES = 2_000
_PART = "word/document.xml"
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_SEEN = (
    "tbl", "tr", "tc", "p", "t", "gridSpan", "gridBefore", "vMerge", "hMerge", "tab", "br", "cr", "noBreakHyphen",
    "sym", "del", "moveFrom",
)  # fmt: skip
_TAGS = {f"{namespace} {local}": local for namespace in _NAMESPACES for local in _SEEN}
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_BROKEN_AT_PAGE = 3  # columns of a table that may go on in the next one; signatures stand in two
# Marks that are put in as symbols of a font: Wingdings, Wingdings 2.
_SYMBOLS = {
    "F0FC": "✓", "F0FE": "☑", "F0FB": "✗", "F0FD": "☒", "F0A8": "☐", "F06F": "☐",
    "F050": "✓", "F04F": "✗", "F052": "☑", "F053": "☒", "F0A3": "☐",
}  # fmt: skip


def tables(
    content: bytes, name: str, *, max_rows: int, wanted: Callable[[Sequence[Sequence[Cell]]], bool], head: int
) -> tuple[Table, ...]:
    """The tables of which `wanted` likes the first `head` rows; else the first table.

    One that follows a liked one with as many columns goes on with it. Raises DamagedText, ProtectedText, SwollenText,
    LongText, NoWordTable.
    """
    watch = _Watch()
    try:
        repacked(content, name, watch)
    except Protected as refused:
        raise ProtectedText(name=name) from refused
    except Swollen as refused:
        raise SwollenText(name=name) from refused
    except Damaged as refused:
        raise DamagedText(name=name) from refused
    grids = [grid for grid in _parsed(watch.document, name, max_rows) if any(any(row) for row in grid.rows)]
    if not grids:
        raise NoWordTable(name=name)
    found = [_table(group, number) for number, group in _groups(grids, wanted, head)]
    if any(len(table.rows) > max_rows + extents.SLACK_ROWS for table in found):
        raise _too_long(name, max_rows)
    return tuple(found)


def _too_long(name: str, max_rows: int) -> LongText:
    return LongText(name=name, limit=f"{max_rows:,}".replace(",", "."))


class _Watch:
    def __init__(self) -> None:
        self.document = b""

    def chunk(self, part: str, data: bytes) -> None: ...

    def whole(self, part: str, data: bytes) -> None:
        if part == _PART:
            self.document = data


@dataclass
class _Grid:
    rows: list[list[str]] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)


def _groups(
    grids: Sequence[_Grid], wanted: Callable[[Sequence[Sequence[Cell]]], bool], head: int
) -> list[tuple[int, list[_Grid]]]:
    """(number of the table in the document, it and those that go on with it)."""
    groups: list[tuple[int, list[_Grid]]] = []
    open_width = 0
    for number, grid in enumerate(grids, 1):
        width = grid.width
        if groups and width == open_width >= _BROKEN_AT_PAGE:
            groups[-1][1].append(grid)
        elif wanted([[*row, *[""] * (width - len(row))] for row in grid.rows[:head]]):
            groups.append((number, [grid]))
            open_width = width
        else:
            open_width = 0
    return groups or [(1, [grids[0]])]


def _table(group: Sequence[_Grid], number: int) -> Table:
    width = max(grid.width for grid in group)
    rows: Rows = []
    filled: list[int] = []
    for grid in group:
        filled += [at + len(rows) for at in grid.filled]
        rows += [[*row, *[""] * (width - len(row))] for row in grid.rows]
    return Table(kinds.DOCX.key, f"Bảng {number}", rows, filled=tuple(filled))


@dataclass
class _OpenTable:
    grid: _Grid
    row: list[str] | None = None
    cell: list[str] | None = None
    span: int = 1
    merged: bool = False
    deleted: bool = False


def _parsed(document: bytes, name: str, max_rows: int) -> list[_Grid]:
    walk = _Walk(name, max_rows)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = walk.doctype
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(document, True)
    except (expat.ExpatError, ValueError) as broken:
        raise DamagedText(name=name) from broken
    return walk.grids


class _Walk:
    """What a reader of the page sees in its tables, in the order in which they begin."""

    def __init__(self, name: str, max_rows: int) -> None:
        self.name = name
        self.max_rows = max_rows
        self.grids: list[_Grid] = []
        self._open: list[_OpenTable] = []
        self._rows = 0
        self._area = 0
        self._hidden = 0  # depth inside what is not shown
        self._text = False

    def doctype(self, *_declared: object) -> None:
        raise DamagedText(name=self.name)

    def characters(self, text: str) -> None:
        if self._text and self._open and (cell := self._open[-1].cell) is not None:
            cell.append(text)

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if self._hidden or tag == _FALLBACK:
            self._hidden += 1
            return
        local = _TAGS.get(tag)
        if local is None:
            return
        if local == "moveFrom":
            self._hidden = 1
        elif local == "tbl":
            self._begin()
        elif local == "t":
            self._text = True
        elif self._open:
            self._inside(self._open[-1], local, attrs)

    def _begin(self) -> None:
        if len(self.grids) >= MAX_TABLES:
            raise SwollenText(name=self.name)
        grid = _Grid()
        self.grids.append(grid)
        self._open.append(_OpenTable(grid))

    def _inside(self, table: _OpenTable, local: str, attrs: dict[str, str]) -> None:
        if local == "tr":
            table.row, table.deleted = [], False
        elif local == "tc":
            table.cell, table.span, table.merged = [], 1, False
        elif table.cell is not None:
            self._in_cell(table, table.cell, local, attrs)
        elif local == "gridBefore" and table.row is not None:
            table.row += [""] * _number(attrs)
        elif local == "del":
            table.deleted = True

    def _in_cell(self, table: _OpenTable, cell: list[str], local: str, attrs: dict[str, str]) -> None:
        if local == "gridSpan":
            table.span = max(_number(attrs), 1)
        elif local in ("vMerge", "hMerge"):
            table.merged = local == "vMerge" and _attribute(attrs, "val", "continue") == "continue"
        elif local == "tab":
            cell.append(" ")
        elif local in ("br", "cr"):
            cell.append("\n")
        elif local == "noBreakHyphen":
            cell.append("-")
        elif local == "sym":
            cell.append(_SYMBOLS.get(_attribute(attrs, "char").upper(), ""))

    def end(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= 1
            return
        local = _TAGS.get(tag)
        if local is None:
            return
        if local == "t":
            self._text = False
        elif self._open:
            self._close(self._open[-1], local)

    def _close(self, table: _OpenTable, local: str) -> None:
        if local == "p" and table.cell is not None:
            table.cell.append("\n")
        elif local == "tc" and table.cell is not None and table.row is not None:
            self._close_cell(table, table.row, "".join(table.cell).strip())
            table.cell = None
        elif local == "tr" and table.row is not None:
            self._close_row(table, table.row)
            table.row = None
        elif local == "tbl":
            self._open.pop()

    def _close_cell(self, table: _OpenTable, row: list[str], text: str) -> None:
        grid, at = table.grid, len(row)
        if table.merged and not text and grid.rows and at < len(grid.rows[-1]) and (above := grid.rows[-1][at]):
            text = above
            grid.filled.append(len(grid.rows))
        row += [text, *[""] * (table.span - 1)]
        if len(row) > MAX_COLUMNS:
            del row[MAX_COLUMNS:]

    def _close_row(self, table: _OpenTable, row: list[str]) -> None:
        if table.deleted:
            return
        table.grid.rows.append(row)
        self._rows += 1
        self._area += len(row)
        if self._rows > 4 * (self.max_rows + extents.SLACK_ROWS) or self._area > extents.MAX_AREA:
            raise _too_long(self.name, self.max_rows)


def _attribute(attrs: dict[str, str], local: str, absent: str = "") -> str:
    return next((value for key, value in attrs.items() if key.rpartition(" ")[2] == local), absent)


def _number(attrs: dict[str, str]) -> int:
    said = _attribute(attrs, "val")
    return min(int(said[:4]), MAX_COLUMNS) if said.isdecimal() and said.isascii() else 0
