"""A form as a workbook: every cell is text, so that no zero is lost and nothing becomes a formula."""

import io
from datetime import datetime
from typing import Any

import xlsxwriter

from motcua.administration.rules.rosters.paper import ATTACHED, CENTRED, COUNTRY, MOTTO, Paper
from motcua.files.rules.sheets import safe_cell

_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 the file says no time, so that equal content gives equal bytes
_FONT = {"font_name": "Times New Roman", "font_size": 12}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def written(paper: Paper) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": " ".join(paper.title), "created": _MADE})
    _Sheet(book, paper).fill()
    book.close()
    return out.getvalue()


class _Sheet:
    def __init__(self, book: Any, paper: Paper) -> None:
        self.book = book
        self.paper = paper
        self.sheet = book.add_worksheet("Danh sách")
        self.last = len(paper.columns) - 1
        cell = {**_FONT, "border": 1, "valign": "vcenter", "text_wrap": True, "num_format": "@"}
        self.plain = book.add_format({**_FONT, "num_format": "@"})
        self.head = book.add_format({**cell, "bold": True, "align": "center", "bg_color": "#E8EEF4"})
        self.cells = {
            (centred, quoted): book.add_format(
                {**cell, "align": "center" if centred else "left", "quote_prefix": quoted}
            )
            for centred in (False, True)
            for quoted in (False, True)
        }

    def fill(self) -> None:
        for at, column in enumerate(self.paper.columns):
            self.sheet.set_column(at, at, column.width, self.plain)
        top = self._letterhead()
        first = self._header(top)
        for n, row in enumerate(self.paper.rows):
            for at, (column, text) in enumerate(zip(self.paper.columns, row, strict=True)):
                shape = self.cells[column.role in CENTRED, safe_cell(text) != text]
                self.sheet.write_string(first + n, at, text, shape)
        self._notes(first + len(self.paper.rows) + 1)
        self._page(top, first)

    def _letterhead(self) -> int:
        middle = (self.last + 1) // 2
        bold = self._format(bold=True, align="center")
        if self.paper.agency:
            self._across(0, 0, middle - 1, self.paper.agency.upper(), self._format(bold=True, align="center"))
        self._across(0, middle, self.last, COUNTRY, bold)
        self._across(1, middle, self.last, MOTTO, self._format(bold=True, align="center", underline=1))
        at = 3
        for line in self.paper.title:
            self._across(at, 0, self.last, line, self._format(bold=True, align="center", font_size=13, text_wrap=True))
            at += 1
        self._across(at, 0, self.last, ATTACHED, self._format(italic=True, align="center"))
        return at + 2

    def _header(self, top: int) -> int:
        for head in self.paper.heads():
            if (head.top, head.left) == (head.bottom, head.right):
                self.sheet.write_string(top + head.top, head.left, head.title, self.head)
            else:
                area = (top + head.top, head.left, top + head.bottom, head.right)
                self.sheet.merge_range(*area, head.title, self.head)
        for row in range(self.paper.deep):
            self.sheet.set_row(top + row, 34)
        return top + self.paper.deep

    def _notes(self, at: int) -> None:
        italic = self._format(italic=True)
        for n, note in enumerate(self.paper.notes):
            self.sheet.write_string(at + n, 0, note, italic)

    def _page(self, top: int, first: int) -> None:
        self.sheet.freeze_panes(first, 0)
        self.sheet.repeat_rows(top, first - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)  # A4
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
        self.sheet.set_footer("&C&P/&N")

    def _format(self, **looks: object) -> Any:
        return self.book.add_format({**_FONT, "valign": "vcenter", **looks})

    def _across(self, row: int, left: int, right: int, text: str, shape: Any) -> None:
        if right > left:
            self.sheet.merge_range(row, left, row, right, "", shape)
        self.sheet.write_string(row, left, text, shape)
