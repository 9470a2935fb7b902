"""Workbooks for tests: good ones in every format, and ones that nobody should open."""

import csv
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import msoffcrypto.format.ooxml
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Grid = Sequence[Sequence[Any]]
Merge = tuple[int, int, int, int]
PASSWORD = "mat-khau-vi-du"


def xlsx(
    grid: Grid, *, merges: Iterable[Merge] = (), sheet: str = "Danh sách", before: Sequence[tuple[str, Grid]] = ()
) -> bytes:
    """Dates become Excel dates; ('=A1', value) a formula with its saved value. `before` are sheets in front."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, cells in (*before, (sheet, grid)):
        page = book.add_worksheet(name)
        for r, row in enumerate(cells):
            for c, cell in enumerate(row):
                _put(page, r, c, cell, day)
        if name == sheet:
            for top, left, bottom, right in merges:
                page.merge_range(top, left, bottom, right, cells[top][left])
    book.close()
    return out.getvalue()


def _put(page: Any, r: int, c: int, cell: Any, day: Any) -> None:
    if isinstance(cell, tuple):
        page.write_formula(r, c, cell[0], None, cell[1])
    elif isinstance(cell, bool):
        page.write_boolean(r, c, cell)
    elif isinstance(cell, (date, datetime)):
        page.write_datetime(r, c, cell, day)
    elif isinstance(cell, (int, float)):
        page.write_number(r, c, cell)
    elif cell not in ("", None):
        page.write_string(r, c, cell)


def xls(grid: Grid) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Danh sách")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if isinstance(cell, (date, datetime)):
                page.write(r, c, cell, day)
            elif cell not in ("", None):
                page.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(grid: Grid) -> bytes:
    document = OpenDocumentSpreadsheet()
    page = Table(name="Danh sách")
    for row in grid:
        line = TableRow()
        for cell in row:
            line.addElement(_ods_cell(cell))
        page.addElement(line)
    document.spreadsheet.addElement(page)
    out = io.BytesIO()
    document.write(out)
    return out.getvalue()


def _ods_cell(cell: Any) -> TableCell:
    if isinstance(cell, (date, datetime)):
        found = TableCell(valuetype="date", datevalue=cell.isoformat())
    elif isinstance(cell, (int, float)):
        found = TableCell(valuetype="float", value=repr(cell))
    else:
        found = TableCell(valuetype="string") if cell else TableCell()
    if cell not in ("", None):
        found.addElement(P(text=str(cell)))
    return found


def csv_file(grid: Grid, *, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([[_csv_cell(cell) for cell in row] for row in grid])
    return out.getvalue().encode(encoding)


def _csv_cell(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, (date, datetime)) else str(cell)


def encrypted(workbook: bytes) -> bytes:
    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(workbook)).encrypt(PASSWORD, out)
    return out.getvalue()


def changed(workbook: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The workbook with one text of one part replaced once."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == part:
                assert old in data
                data = data.replace(old, new, 1)
            target.writestr(entry.filename, data)
    return out.getvalue()


def bomb(megabytes: int) -> bytes:
    """A small workbook whose sheet inflates to that many megabytes of spaces."""
    return changed(xlsx([["a"]]), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * (megabytes << 20))


def lying(workbook: bytes, part: str, size: int) -> bytes:
    """The same workbook, whose directory says that `part` unpacks to `size` bytes."""
    data = bytearray(workbook)
    name = part.encode()
    for mark, at_size, at_name in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = data.find(mark)
        while at >= 0:
            if data[at + at_name : at + at_name + len(name)] == name:
                data[at + at_size : at + at_size + 4] = struct.pack("<I", size)
            at = data.find(mark, at + 4)
    return bytes(data)


def many_entries(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("xl/workbook.xml", "<workbook/>")
        for n in range(count):
            target.writestr(f"xl/worksheets/{n}.xml", "")
    return out.getvalue()


def tall(rows: int, columns: int = 15) -> bytes:
    """Many rows, written as text because a library would take long."""
    out = io.StringIO()
    for row in range(1, rows + 1):
        out.write(f'<row r="{row}">')
        out.write("".join(f'<c r="{chr(65 + n)}{row}"><v>{row}</v></c>' for n in range(columns)))
        out.write("</row>")
    return changed(xlsx([["a"]]), "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + out.getvalue().encode())


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr("word/document.xml", "<document/>")
    return out.getvalue()


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
