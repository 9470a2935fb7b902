"""Procedures in a workbook: one row for each on the first sheet, their nested parts on sheets of their own by code.

The sheets are those of `flat.TABLES`; the columns are found by their titles, in any order. `template` writes it empty.
"""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from motcua.files.rules import tables
from motcua.files.rules.shapes import Cell, Table
from motcua.kernel.text import fold, tidy
from motcua.procedures.rules import flat, intake, words
from motcua.procedures.rules.content import Content
from motcua.procedures.rules.flat import Column
from motcua.procedures.rules.intake import Fault, Intake, NoRecords, Record, Refused

MOST = 2000
_KEY = "procedure"  # beside "code", which is a paper's or a result's
_CODE = Column(_KEY, "Mã thủ tục", required=True, example="1.008360", width=26)
# Kinds beside those of tables: "lines" (one value a line), "many" (keys of choices, one a line).
MAIN: tuple[Column, ...] = (
    _CODE,
    Column("name", "Tên thủ tục", "long", required=True, example="Cấp giấy xác nhận …", width=50),
    Column("field_name", "Lĩnh vực", example="Việc làm", width=20),
    Column("field_code", "Mã lĩnh vực", width=14),
    Column("kind", "Loại thủ tục", "choice", words.KINDS, width=24),
    Column("levels", "Cấp thực hiện", "many", words.LEVELS, example="Cấp tỉnh\nCấp huyện", width=18),
    Column("decision", "Số quyết định", example="480/QĐ-LĐTBXH", width=20),
    Column("sets", "Số bộ hồ sơ", "number", example="1", width=10),
    Column("audiences", "Đối tượng thực hiện", "many", words.AUDIENCES, example="Công dân Việt Nam", width=30),
    Column("audience_note", "Mô tả đối tượng", "long", width=30),
    Column("receiving", "Địa chỉ tiếp nhận hồ sơ", "long", width=30),
    Column("conditions", "Yêu cầu, điều kiện", "long", width=40),
    Column("keywords", "Từ khóa", "lines", width=24),
    Column("description", "Mô tả", "long", width=40),
    Column("events", "Sự kiện", "many", words.EVENTS, width=24),
)
_MAIN_SHEET = "Thủ tục"


def read(content: bytes, name: str) -> Intake:
    """Every procedure of a workbook. Raises what `files.rules.tables` raises, and NoRecords."""
    found = tables.read_each(content, name, max_rows=MOST * 10, wanted=_ours)
    main: list[tuple[int, dict[str, Any]]] = []
    parts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    refused: list[Refused] = []
    for table in found:
        head = _head(table.rows[: tables.HEAD_ROWS])
        if head is None:
            continue
        spec, at, places = head
        for line, row in _rows(table, at):
            cells, wrong = _cells(row, spec[1], places)
            code = str(cells.get(_KEY) or intake.text(row[places[_KEY]]))[:60]
            refused += [Refused(line, _where(table, no.column), no.why, no.cure, code) for no in wrong]
            if spec[0] == _MAIN_SHEET:
                main.append((line, cells if not wrong else {_KEY: code, "wrong": True}))
            elif not wrong:
                parts.setdefault(code, {}).setdefault(spec[0], []).append(cells)
            else:
                parts.setdefault(code, {}).setdefault("wrong", []).append(cells)
    if not main:
        raise NoRecords(name=name)
    return _assembled(main, parts, refused)


def _assembled(
    main: Sequence[tuple[int, dict[str, Any]]], parts: Mapping[str, Mapping[str, list[dict[str, Any]]]],
    refused: list[Refused],
) -> Intake:  # fmt: skip
    """A procedure with a wrong row anywhere is refused as a whole: half of one is not entered."""
    records = []
    for line, cells in main:
        code = cells[_KEY]
        own = parts.get(code, {})
        if "wrong" in cells or "wrong" in own:
            if "wrong" not in cells:
                cure = "Sửa dòng đó rồi tải tệp lên lại."
                refused.append(Refused(line, "", "Có dòng sai ở trang khác của thủ tục này.", cure, code))
            continue
        content = Content(**{key: value for key, value in cells.items() if key != _KEY})
        for key, rows in own.items():
            content = flat.TABLES[key].put(content, rows)
        records.append(Record(line, code, content))
    kept, twice = intake.once(records)
    listed = {cells[_KEY] for _, cells in main}
    strays = [
        Refused(0, flat.TABLES[key].title, f"Mã {code} không có trong trang “{_MAIN_SHEET}”.",
                "Thêm thủ tục vào trang đó, hoặc bỏ các dòng này.", code)
        for code, own in parts.items() if code not in listed for key in own if key != "wrong"
    ]  # fmt: skip
    return Intake(tuple(kept), tuple(sorted((*refused, *twice, *strays), key=lambda one: one.line)))


Spec = tuple[str, tuple[Column, ...]]
SPECS: tuple[Spec, ...] = (
    (_MAIN_SHEET, MAIN),
    *((key, (_CODE, *table.columns)) for key, table in flat.TABLES.items()),
)


def _ours(rows: Sequence[Sequence[Cell]]) -> bool:
    return _head(rows) is not None


def _head(rows: Sequence[Sequence[Cell]]) -> tuple[Spec, int, dict[str, int]] | None:
    """Which sheet it is by its titles, in which row they stand, and each in which column; all required ones are."""
    for at, row in enumerate(rows):
        titles = {fold(intake.text(cell).rstrip("* ")): place for place, cell in enumerate(row) if intake.text(cell)}
        if fold(_CODE.title) not in titles:
            continue
        fitting = []
        for spec in SPECS:
            places = {c.key: titles[fold(c.title)] for c in spec[1] if fold(c.title) in titles}
            if all(column.key in places for column in spec[1] if column.required):
                fitting.append((len(places), spec, places))
        if fitting:
            _, spec, places = max(fitting, key=lambda one: one[0])
            return spec, at, places
    return None


def _rows(table: Table, at: int) -> list[tuple[int, Sequence[Cell]]]:
    """What stands below the titles, without empty rows and the template's examples."""
    found = [(table.line(n), row) for n, row in enumerate(table.rows) if n > at]
    return [
        (line, row) for line, row in found
        if any(intake.text(cell) for cell in row) and not intake.text(row[0]).lower().startswith("ví dụ")
    ]  # fmt: skip


def _cells(
    row: Sequence[Cell], columns: Sequence[Column], places: Mapping[str, int]
) -> tuple[dict[str, Any], list[Fault]]:
    cells: dict[str, Any] = {}
    wrong = []
    for column in columns:
        if column.key not in places:
            continue
        try:
            value = _value(row[places[column.key]], column)
        except Fault as no:
            wrong.append(no)
            continue
        if value not in (None, "", ()):
            cells[column.key] = value
        elif column.required:
            wrong.append(Fault(column.title, "Còn trống.", f"Ghi “{column.title}”."))
    return cells, wrong


def _value(cell: Cell, column: Column) -> Any:
    if column is _CODE:
        text = intake.text(cell)
        return intake.code(text, column.title) if text else ""
    return _READERS[column.kind](cell, column)


def _lines(cell: Cell) -> tuple[str, ...]:
    text = intake.text(cell).replace(";", "\n")
    return tuple(dict.fromkeys(line for line in map(tidy, text.splitlines()) if line))


def _many(cell: Cell, column: Column) -> tuple[str, ...]:
    if column.key == "levels":
        return tuple(dict.fromkeys(intake.level(line, column.title) for line in _lines(cell)))
    return tuple(dict.fromkeys(intake.known(line, column.choices, column.title) for line in _lines(cell)))


def _choice(cell: Cell, column: Column) -> str:
    text = tidy(intake.text(cell))
    if column.choices is words.UNITS:
        return intake.unit(text, column.title)
    return intake.known(text, column.choices, column.title) if text else ""


def _day(cell: Cell, column: Column) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = tidy(intake.text(cell))
    if not text:
        return ""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise Fault(column.title, f"“{text[:60]}” không phải ngày.", "Viết ngày/tháng/năm, ví dụ 24/04/2020.")


_READERS: Mapping[str, Callable[[Cell, Column], Any]] = {
    "text": lambda cell, _: tidy(intake.text(cell)),
    "long": lambda cell, _: "\n".join(line for line in map(tidy, intake.text(cell).splitlines()) if line),
    "lines": lambda cell, _: _lines(cell),
    "many": _many,
    "choice": _choice,
    "day": _day,
    "number": lambda cell, column: intake.whole(intake.text(cell), column.title, most=9999),
    "money": lambda cell, column: intake.whole(intake.text(cell), column.title),
}


def _where(table: Table, column: str) -> str:
    return f"{table.sheet}: {column}" if table.sheet else column


def template() -> bytes:
    """The empty workbook: every sheet with its titles and one example line that the reader passes over."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2020, 1, 1)})  # noqa: DTZ001 - equal content gives equal bytes
    font = {"font_name": "Times New Roman", "font_size": 11, "text_wrap": True, "valign": "top", "border": 1}
    head = book.add_format({**font, "bold": True, "bg_color": "#E8EEF4", "align": "center"})
    grey = book.add_format({**font, "italic": True, "font_color": "#767676", "bg_color": "#F3F3F3", "num_format": "@"})
    for key, columns in SPECS:
        sheet = book.add_worksheet((flat.TABLES[key].title if key in flat.TABLES else key)[:31])
        sheet.freeze_panes(1, 1)
        for at, column in enumerate(columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, f"{column.title} *" if column.required else column.title, head)
            example = column.example if at else f"Ví dụ: {_CODE.example}"
            sheet.write_string(1, at, example, grey)
            if column.choices and column.kind == "choice":
                source = list(column.choices.values())
                if sum(map(len, source)) + len(source) < 250:  # noqa: PLR2004 - of Excel's lists
                    sheet.data_validation(2, at, MOST, at, {"validate": "list", "source": source})
    book.close()
    return out.getvalue()
