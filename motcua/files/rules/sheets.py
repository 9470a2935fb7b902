"""Lists written as workbooks: the empty form to fill, and rows given back. Nothing becomes a formula."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import xlsxwriter

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 the file says no time, so that equal content gives equal bytes
_EXAMPLE = "Ví dụ"
_ORDINAL_WIDTH = 7
_COMMENT_LIMIT = 250  # of Excel's input messages
_DATE = "dd/mm/yyyy"
_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_FIRST_EXCEL_YEAR = 1900


class ColumnLike(Protocol):
    """What a sheet needs to know of a column; catalogue.rules.service.Column fits."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def required(self) -> bool: ...
    @property
    def choices(self) -> tuple[str, ...]: ...
    @property
    def hint(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def example(self) -> str: ...


class SpecLike(Protocol):
    """What a sheet needs to know of a list; catalogue.rules.service.ListSpec fits."""

    @property
    def title(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def columns(self) -> Sequence[ColumnLike]: ...
    @property
    def letterhead(self) -> tuple[str, ...]: ...
    @property
    def max_rows(self) -> int: ...


@dataclass(frozen=True)
class Column:
    """A column of a list that is only written."""

    key: str
    title: str
    width: int = 16
    kind: str = "text"
    required: bool = False
    choices: tuple[str, ...] = ()
    hint: str = ""
    example: str = ""


@dataclass(frozen=True)
class Sheet:
    """A list that is only written: a queue, the users, the journal. `form`: what it is called in the workbook."""

    title: str
    columns: tuple[Column, ...]
    letterhead: tuple[str, ...]
    form: str
    max_rows: int = 5000


@dataclass(frozen=True, slots=True)
class Extra:
    """A further column of an export, for example the amount or the reason of a refusal. Numbers stay numbers."""

    key: str
    title: str
    width: int = 14


def safe_cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula, for plain text files: '=1+1' → "'=1+1"."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_text(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that Excel opens with the right accents and without running anything."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(title) for title in titles])
    writer.writerows([safe_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def template(spec: SpecLike) -> bytes:
    """The empty form to fill."""
    return write(spec)


def write(
    spec: SpecLike,
    rows: Sequence[Mapping[str, object]] | None = None,
    *,
    extra: Sequence[Extra] = (),
    letterhead: Sequence[str] | None = None,
) -> bytes:
    """The list as xlsx. Without `rows` it is the form to fill, with one example line that the reader passes over.

    Values of date columns as yyyy-mm-dd become true dates. `letterhead` replaces the form's own lines.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"title": spec.title, "subject": spec.form, "created": _MADE})
    _Form(book, spec, extra).fill(rows, spec.letterhead if letterhead is None else letterhead)
    if rows is None:
        _guide(book, spec)
    book.close()
    return out.getvalue()


class _Form:
    def __init__(self, book: Any, spec: SpecLike, extra: Sequence[Extra]) -> None:
        self.book, self.spec, self.extra = book, spec, extra
        self.sheet = book.add_worksheet("Danh sách")
        self.width = 1 + len(spec.columns) + len(extra)
        font = {"font_name": "Times New Roman", "font_size": 11}
        cell = {**font, "border": 1, "valign": "top", "text_wrap": True}
        self.plain = book.add_format(font)
        self.bold = book.add_format({**font, "bold": True, "align": "center"})
        self.underlined = book.add_format({**font, "bold": True, "align": "center", "underline": 1})
        self.title = book.add_format(
            {**font, "font_size": 14, "bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
        )
        self.right = book.add_format({**font, "italic": True, "align": "right"})
        self.head = book.add_format(
            {**cell, "bold": True, "align": "center", "valign": "vcenter", "bg_color": "#E8EEF4"}
        )
        self.number = book.add_format({**cell, "align": "center", "italic": True, "font_size": 9})
        grey = {**cell, "italic": True, "font_color": "#767676", "bg_color": "#F3F3F3"}
        self.example = book.add_format({**grey, "num_format": "@"})
        self.text = book.add_format({**cell, "num_format": "@"})
        self.quoted = book.add_format({**cell, "num_format": "@", "quote_prefix": True})
        self.day = book.add_format({**cell, "num_format": _DATE})
        self.money = book.add_format({**cell, "num_format": "#,##0"})
        self.column_text = book.add_format({**font, "num_format": "@"})
        self.column_day = book.add_format({**font, "num_format": _DATE})

    def fill(self, rows: Sequence[Mapping[str, object]] | None, letterhead: Sequence[str]) -> None:
        self._columns()
        at = self._header(self._letterhead(letterhead))
        if rows is None:
            first = self._example(at)
            self._validate(first, first + self.spec.max_rows - 1)
        else:
            self._rows(rows, at)

    def _columns(self) -> None:
        self.sheet.set_column(0, 0, _ORDINAL_WIDTH, self.plain)
        for at, column in enumerate(self.spec.columns, 1):
            self.sheet.set_column(at, at, column.width, self.column_day if column.kind == "date" else self.column_text)
        for at, added in enumerate(self.extra, 1 + len(self.spec.columns)):
            self.sheet.set_column(at, at, added.width, self.plain)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self.sheet.set_footer("&C&P/&N")

    def _letterhead(self, lines: Sequence[str]) -> int:
        """The form's number on the right, quốc hiệu and tiêu ngữ over the right half, the rest as title."""
        middle, end = max(self.width // 2, 1), self.width - 1
        for at, line in enumerate(lines):
            if line == self.spec.form:
                self._across(at, 0, end, line, self.right)
            elif style := {_COUNTRY: self.bold, _MOTTO: self.underlined}.get(line):
                self._across(at, middle, end, line, style)
            else:
                self.sheet.set_row(at, 36)
                self._across(at, 0, end, line, self.title)
        return len(lines) + 1

    def _across(self, row: int, left: int, right: int, text: str, style: Any) -> None:
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", style)
        self.sheet.write_string(row, left, text, style)

    def _header(self, at: int) -> int:
        titles = ["TT", *(c.title for c in self.spec.columns), *(e.title for e in self.extra)]
        for place, title in enumerate(titles):
            self.sheet.write_string(at, place, title, self.head)
            self.sheet.write_string(at + 1, place, f"({place + 1})", self.number)
        self.sheet.set_row(at, 48)
        for place, column in enumerate(self.spec.columns, 1):
            if hint := _hint(column):
                self.sheet.write_comment(at, place, hint, {"author": "", "x_scale": 1.6})
        self.sheet.freeze_panes(at + 2, 2)
        self.sheet.repeat_rows(at, at + 1)
        return at + 2

    def _example(self, at: int) -> int:
        self.sheet.write_string(at, 0, _EXAMPLE, self.example)
        for place, column in enumerate(self.spec.columns, 1):
            self.sheet.write_string(at, place, column.example, self.example)
        return at + 1

    def _validate(self, first: int, last: int) -> None:
        for place, column in enumerate(self.spec.columns, 1):
            rule: dict[str, Any] = {
                "validate": "any",
                "input_title": column.title[:32],
                "input_message": _hint(column)[:_COMMENT_LIMIT],
            }
            if column.kind == "choice" and sum(map(len, column.choices)) < _COMMENT_LIMIT and _listable(column.choices):
                rule |= {
                    "validate": "list",
                    "source": list(column.choices),
                    "error_title": "Chưa đúng",
                    "error_message": "Hãy chọn một giá trị trong danh sách.",
                }
            elif column.kind == "date":
                rule |= {
                    "validate": "date",
                    "criteria": "between",
                    "minimum": date(1900, 1, 1),
                    "maximum": date(2100, 12, 31),
                    "error_type": "warning",
                    "error_title": "Chưa đúng",
                    "error_message": "Hãy ghi ngày/tháng/năm, ví dụ 02/09/1990.",
                }
            self.sheet.data_validation(first, place, last, place, rule)

    def _rows(self, rows: Sequence[Mapping[str, object]], at: int) -> None:
        for n, row in enumerate(rows):
            self.sheet.write_number(at + n, 0, n + 1, self.number)
            for place, column in enumerate(self.spec.columns, 1):
                self._cell(at + n, place, row.get(column.key, ""), dated=column.kind == "date")
            for place, added in enumerate(self.extra, 1 + len(self.spec.columns)):
                self._cell(at + n, place, row.get(added.key, ""), dated=False)

    def _cell(self, row: int, place: int, value: object, *, dated: bool) -> None:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            self.sheet.write_number(row, place, value, self.money)
            return
        text = "" if value is None else str(value)
        day = _day(text) if dated else None
        if day:
            self.sheet.write_datetime(row, place, day, self.day)
        else:
            self.sheet.write_string(row, place, text, self.quoted if safe_cell(text) != text else self.text)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year >= _FIRST_EXCEL_YEAR else None


def _listable(choices: Sequence[str]) -> bool:
    return bool(choices) and not any("," in choice for choice in choices)


def _hint(column: ColumnLike) -> str:
    parts = [column.hint] if column.hint else []
    if column.choices:
        parts.append(f"Chọn một trong: {'; '.join(column.choices)}.")
    if column.kind == "date" and not column.hint:
        parts.append("Ngày/tháng/năm, ví dụ 02/09/1990.")
    parts.append("Bắt buộc." if column.required else "Có thể để trống.")
    return " ".join(parts)


def _guide(book: Any, spec: SpecLike) -> None:
    sheet = book.add_worksheet("Hướng dẫn")
    bold = book.add_format({"bold": True, "font_name": "Times New Roman", "font_size": 12})
    plain = book.add_format({"font_name": "Times New Roman", "font_size": 12, "text_wrap": True, "valign": "top"})
    limit = f"{spec.max_rows:,}".replace(",", ".")
    steps = (
        "Mỗi người lao động ghi một dòng, bắt đầu từ dòng ngay dưới dòng ví dụ. Dòng “Ví dụ” không được tính.",
        "Các cột số (CMND/CCCD, sổ bảo hiểm xã hội, tài khoản) đã ở dạng Văn bản để giữ số 0 ở đầu.",
        "Khi dán từ tệp khác, hãy dán dạng giá trị (Paste Special › Values).",
        "Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 02/09/1990. Hãy ghi đủ ngày, tháng, năm.",
        "Không gộp ô, không đặt mật khẩu cho tệp. Có thể đổi thứ tự cột, nhưng hãy giữ nguyên tên cột.",
        f"Một lần nhận nhiều nhất {limit} người.",
        "Tải tệp lên xong, Cổng sẽ chỉ rõ từng ô cần sửa; bạn sửa ngay trên trang hoặc sửa tệp rồi tải lại.",
    )
    sheet.set_column(0, 0, 34, plain)
    sheet.set_column(1, 1, 90, plain)
    sheet.write_string(0, 0, "Cách điền danh sách", bold)
    for at, step in enumerate(steps, 1):
        sheet.write_string(at, 0, f"Bước {at}", plain)
        sheet.write_string(at, 1, step, plain)
    start = len(steps) + 2
    sheet.write_string(start, 0, "Cột", bold)
    sheet.write_string(start, 1, "Cách ghi", bold)
    for at, column in enumerate(spec.columns, start + 1):
        sheet.write_string(at, 0, column.title, plain)
        sheet.write_string(at, 1, _hint(column), plain)
