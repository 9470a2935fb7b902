"""Word documents for tests: good ones, and ones that nobody should open."""

import io
import zipfile
from xml.sax.saxutils import escape

from docx import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(*tables, before=(), after=()):
    """A document as Word writes it: each table a grid of texts."""
    document = Document()
    for text in before:
        document.add_paragraph(text)
    for grid in tables:
        table = document.add_table(rows=len(grid), cols=max(map(len, grid)))
        for row, cells in zip(table.rows, grid, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = str(text)
        document.add_paragraph()
    for text in after:
        document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def raw(body, *, head="", parts=()):
    """A document whose body is given as XML."""
    text = f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return packed([("word/document.xml", text.encode()), *parts])


def packed(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts:
            target.writestr(name, data)
    return out.getvalue()


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def row(*cells, deleted=False):
    marks = "<w:trPr><w:del/></w:trPr>" if deleted else ""
    return f"<w:tr>{marks}{''.join(cell if cell.startswith('<w:tc') else tc(cell) for cell in cells)}</w:tr>"


def tc(text="", *, extra="", inner=""):
    shown = f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" if text or not inner else ""
    return f"<w:tc><w:tcPr>{extra}</w:tcPr>{shown}{inner}</w:tc>"
