"""Tables out of files: xlsx, xls, ods, csv and, where asked, Word become rows of cells; others are refused."""

import io
from collections.abc import Callable, Sequence

import olefile
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from motcua.files.rules import extents, kinds, plain, word
from motcua.files.rules.parcels import repacked
from motcua.files.rules.refusals import (
    Damaged,
    EmptyFile,
    NoTable,
    OldWord,
    Protected,
    ProtectedText,
    TooLarge,
    TooManyRows,
    WrongType,
)
from motcua.files.rules.shapes import Cell, Rows, Table

MAX_BYTES = 20 * 1024 * 1024
HEAD_ROWS = 60  # where a header is looked for
MAX_SHEETS = 30
MAX_FILLED = 100_000
MERGED = "Có ô gộp nhiều dòng: giá trị của ô gộp được dùng cho từng dòng ({filled} ô). Hãy xem lại các dòng đó."
_PANIC = "PanicException"  # the reader is Rust; its panics are no Exception, and their class cannot be imported

__all__ = ["HEAD_ROWS", "MAX_BYTES", "MERGED", "Cell", "Rows", "Table", "Wanted", "read", "read_each"]

Wanted = Callable[[Sequence[Sequence[Cell]]], bool]


def read(
    content: bytes,
    name: str,
    *,
    max_rows: int,
    max_bytes: int = MAX_BYTES,
    wanted: Wanted | None = None,
) -> Table:
    """The table in a file whose type is told by its content. `name` only serves the messages.

    `wanted` is asked with the first rows of each visible sheet; the first that it likes is read, else the first sheet
    with anything in it. Formulas count with the value saved in the file; without one the cell is empty.
    `max_rows` are rows of the list; some lines more are allowed for letterhead, header and signatures.
    Raises EmptyFile, TooLarge, WrongType, Protected, Damaged, Swollen, TooManyRows, NoTable.
    """
    kind = _kind(content, name, max_bytes, kinds.TABLES)
    return _tables(content, name, kind, max_rows, wanted, every=False)[0]


def read_each(
    content: bytes, name: str, *, max_rows: int, wanted: Wanted, max_bytes: int = MAX_BYTES
) -> tuple[Table, ...]:
    """Every visible sheet, or every table of a Word document, that `wanted` likes; else the first with anything in it.

    A table that Word breaks into several with equally many columns is one. Lines of a Word table are its rows.
    Raises what `read` raises; DamagedText, ProtectedText, OldWord, NoWordTable for documents.
    """
    kind = _kind(content, name, max_bytes, (*kinds.TABLES, kinds.DOCX.key))
    if kind is kinds.DOCX:
        return word.tables(content, name, max_rows=max_rows, wanted=wanted, head=HEAD_ROWS)
    return tuple(_tables(content, name, kind, max_rows, wanted, every=True))


def _kind(content: bytes, name: str, max_bytes: int, allowed: Sequence[str]) -> kinds.Kind:
    if not content:
        raise EmptyFile(name=name)
    if len(content) > max_bytes:
        raise TooLarge(name=name, limit=max_bytes // (1024 * 1024))
    kind = kinds.kind_of_bytes(content)
    with_word = kinds.DOCX.key in allowed
    if kind is kinds.LOCKED:
        raise (ProtectedText if with_word and name.lower().endswith((".docx", ".doc")) else Protected)(name=name)
    if kind is kinds.DOC and with_word:
        raise OldWord(name=name)
    if kind.key not in allowed:
        raise WrongType(name=name, found=kind.words, allowed=kinds.words(list(allowed)))
    return kind


def _tables(
    content: bytes, name: str, kind: kinds.Kind, max_rows: int, wanted: Wanted | None, *, every: bool
) -> list[Table]:
    if kind is kinds.CSV:
        found = [_text(content, name, max_rows)]
    else:
        found = _workbook(content, name, kind, max_rows, wanted, every=every)
    if any(len(table.rows) > max_rows + extents.SLACK_ROWS for table in found):
        raise _too_long(name, max_rows)
    return found


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
    wanted: Wanted | None,
    *,
    every: bool,
) -> list[Table]:
    if kind is kinds.XLS:
        extents.check_biff(_biff(content, name), name, max_rows)
        safe = content
    else:
        safe = repacked(content, name, extents.Guard(name, max_rows))
        if kind is kinds.ODS and b"encryption-data" in safe:
            raise Protected(name=name)
    try:
        with load_workbook(io.BytesIO(safe)) as book:
            return _sheets(book, name, kind, max_rows, wanted, every=every)
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


def _sheets(
    book: CalamineWorkbook, name: str, kind: kinds.Kind, max_rows: int, wanted: Wanted | None, *, every: bool
) -> list[Table]:
    first: Table | None = None
    found: list[Table] = []
    for index, meta in enumerate(book.sheets_metadata[:MAX_SHEETS]):
        if meta.visible is not SheetVisibleEnum.Visible or meta.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(index)
        if sheet.start is None:
            continue
        liked = wanted is None or wanted(sheet.to_python(nrows=HEAD_ROWS))
        if not liked and (first is not None or found):
            continue
        if sheet.height > max_rows + extents.SLACK_ROWS and liked:
            raise _too_long(name, max_rows)
        table = _read_sheet(sheet, kind, whole=liked)
        if not liked:
            first = table
            continue
        found.append(table)
        if not every:
            break
    if found:
        return found
    if first is None:
        raise NoTable(name=name)
    return [first]


def _read_sheet(sheet: CalamineSheet, kind: kinds.Kind, *, whole: bool) -> Table:
    assert sheet.start is not None
    rows: Rows = sheet.to_python(nrows=None if whole else HEAD_ROWS)
    filled = _fill(rows, sheet.start, sheet.merged_cell_ranges or [])
    remarks = (MERGED.format(filled=len(filled)),) if filled else ()
    above = _above(sheet)
    return Table(kind.key, sheet.name, above + rows, remarks, filled=tuple(at + len(above) for at in filled))


def _above(sheet: CalamineSheet) -> Rows:
    assert sheet.start is not None
    return [[""] * sheet.width for _ in range(sheet.start[0])]


def _fill(rows: Rows, start: tuple[int, int], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> list[int]:
    """The rows in which a cell was filled, once for each cell."""
    filled: list[int] = []
    for (top, left), (bottom, _right) in merged:
        at, column = top - start[0], left - start[1]
        if bottom == top or not (0 <= at < len(rows) and 0 <= column < len(rows[at])) or rows[at][column] == "":
            continue
        for below in range(at + 1, min(bottom - start[0] + 1, len(rows))):
            rows[below][column] = rows[at][column]
            filled.append(below)
            if len(filled) >= MAX_FILLED:
                return filled
    return filled
