"""Tables out of files: xlsx, xls, ods and csv become rows of cells; anything else is refused with a way out."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import olefile
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from motcua.files.rules import extents, kinds, plain
from motcua.files.rules.parcels import repacked
from motcua.files.rules.refusals import (
    Damaged,
    EmptyFile,
    NoTable,
    Protected,
    TooLarge,
    TooManyRows,
    WrongType,
)

MAX_BYTES = 20 * 1024 * 1024
HEAD_ROWS = 60  # where a header is looked for
MAX_SHEETS = 30
MAX_FILLED = 100_000
_PANIC = "PanicException"  # the reader is Rust; its panics are no Exception, and their class cannot be imported

Cell = str | int | float | bool | date | datetime | time | timedelta
Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet. `rows[0]` is line 1 of the file; rows are equally long; an empty cell is "".

    A value merged over several lines stands in each of them; `remarks` say so in Vietnamese.
    """

    kind: str
    sheet: str
    rows: Rows
    remarks: tuple[str, ...] = ()


def read(
    content: bytes,
    name: str,
    *,
    max_rows: int,
    max_bytes: int = MAX_BYTES,
    wanted: Callable[[Sequence[Sequence[Cell]]], bool] | None = None,
) -> Table:
    """The table in a file whose type is told by its content. `name` only serves the messages.

    `wanted` is asked with the first rows of each visible sheet; the first that it likes is read, else the first sheet
    with anything in it. Formulas count with the value saved in the file; without one the cell is empty.
    `max_rows` are rows of the list; some lines more are allowed for letterhead, header and signatures.
    Raises EmptyFile, TooLarge, WrongType, Protected, Damaged, Swollen, TooManyRows, NoTable.
    """
    if not content:
        raise EmptyFile(name=name)
    if len(content) > max_bytes:
        raise TooLarge(name=name, limit=max_bytes // (1024 * 1024))
    kind = kinds.kind_of_bytes(content)
    if kind is kinds.LOCKED:
        raise Protected(name=name)
    if kind.key not in kinds.TABLES:
        raise WrongType(name=name, found=kind.words, allowed=kinds.words(list(kinds.TABLES)))
    table = _text(content, name, max_rows) if kind is kinds.CSV else _workbook(content, name, kind, max_rows, wanted)
    if len(table.rows) > max_rows + extents.SLACK_ROWS:
        raise _too_long(name, max_rows)
    return table


def _too_long(name: str, max_rows: int) -> TooManyRows:
    return TooManyRows(name=name, limit=f"{max_rows:,}".replace(",", "."))


def _text(content: bytes, name: str, max_rows: int) -> Table:
    text, _encoding = plain.decoded(content, name)
    lines = plain.rows(text, name, max_rows + 2 * extents.SLACK_ROWS)
    width = max(map(len, lines), default=0)
    if not any(any(row) for row in lines):
        raise EmptyFile(name=name)
    if width * len(lines) > extents.MAX_AREA:
        raise _too_long(name, max_rows)
    found: Rows = [[*row, *[""] * (width - len(row))] for row in lines]
    return Table(kinds.CSV.key, "", found)


def _workbook(
    content: bytes,
    name: str,
    kind: kinds.Kind,
    max_rows: int,
    wanted: Callable[[Sequence[Sequence[Cell]]], bool] | None,
) -> Table:
    if kind is kinds.XLS:
        extents.check_biff(_biff(content, name), name, max_rows)
        safe = content
    else:
        safe = repacked(content, name, extents.Guard(name, max_rows))
        if kind is kinds.ODS and b"encryption-data" in safe:
            raise Protected(name=name)
    try:
        with load_workbook(io.BytesIO(safe)) as book:
            return _sheet(book, name, kind, max_rows, wanted)
    except (CalamineError, OSError, ValueError, OverflowError) as broken:
        raise Damaged(name=name) from broken
    except BaseException as broken:
        if type(broken).__name__ == _PANIC:
            raise Damaged(name=name) from broken
        raise


def _biff(content: bytes, name: str) -> bytes:
    try:
        with olefile.OleFileIO(content) as box:
            stream: bytes = box.openstream("Workbook" if box.exists("Workbook") else "Book").read()
            return stream
    except Exception as broken:
        raise Damaged(name=name) from broken


def _sheet(
    book: CalamineWorkbook,
    name: str,
    kind: kinds.Kind,
    max_rows: int,
    wanted: Callable[[Sequence[Sequence[Cell]]], bool] | None,
) -> Table:
    first: Table | None = None
    for index, meta in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if meta.visible is not SheetVisibleEnum.Visible or meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.start is None:
            continue
        liked = wanted is None or wanted(sheet.to_python(nrows=HEAD_ROWS))
        if not liked and first is not None:
            continue
        if sheet.height > max_rows + extents.SLACK_ROWS and liked:
            raise _too_long(name, max_rows)
        rows: Rows = sheet.to_python(nrows=None if liked else HEAD_ROWS)
        filled = _fill(rows, sheet.start, sheet.merged_cell_ranges or [])
        remarks = (_MERGED.format(filled=filled),) if filled else ()
        table = Table(kind.key, sheet.name, _above(sheet) + rows, remarks)
        if liked:
            return table
        first = table
    if first is None:
        raise NoTable(name=name)
    return first


def _above(sheet: CalamineSheet) -> Rows:
    assert sheet.start is not None
    return [[""] * sheet.width for _ in range(sheet.start[0])]


_MERGED = "Có ô gộp nhiều dòng: giá trị của ô gộp được dùng cho từng dòng ({filled} ô). Hãy xem lại các dòng đó."


def _fill(rows: Rows, start: tuple[int, int], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    filled = 0
    for (top, left), (bottom, _right) in merged:
        at, column = top - start[0], left - start[1]
        if bottom == top or not (0 <= at < len(rows) and 0 <= column < len(rows[at])) or rows[at][column] == "":
            continue
        for below in range(at + 1, min(bottom - start[0] + 1, len(rows))):
            rows[below][column] = rows[at][column]
            filled += 1
            if filled >= MAX_FILLED:
                return filled
    return filled
