"""A form as a Word document, A4 across, with the head of the table on every page."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as Paged
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from motcua.administration.rules.rosters.paper import ATTACHED, CENTRED, COUNTRY, MOTTO, Column, Head, Paper

_MADE = datetime(2020, 1, 1)  # noqa: DTZ001 the file says no time, so that equal content gives equal bytes
_ZIPPED = (2020, 1, 1, 0, 0, 0)
_FONT = "Times New Roman"
_WIDTH = 14_900  # twentieths of a point between the margins of A4 across
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def written(paper: Paper) -> bytes:
    document = Document()
    document.core_properties.author = ""
    document.core_properties.comments = ""
    document.core_properties.title = " ".join(paper.title)
    document.core_properties.created = document.core_properties.modified = _MADE
    _page(document)
    body = document.element.body
    body.insert(0, parse_xml(_letterhead(paper.agency)))
    for line in ("", *paper.title):
        _paragraph(document, line, bold=True)
    _paragraph(document, ATTACHED, italic=True)
    document.add_paragraph()
    # Cell by cell, the library would take minutes for a long roster.
    body.insert(len(body) - 1, parse_xml("".join(_table(paper))))
    document.add_paragraph()
    for note in paper.notes:
        _paragraph(document, note, italic=True, centred=False)
    out = io.BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _page(document: Paged) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin, section.right_margin = Cm(2), Cm(1.4)
    section.top_margin = section.bottom_margin = Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _FONT, Pt(13)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    normal.paragraph_format.space_after = Pt(0)


def _paragraph(document: Paged, text: str, *, bold: bool = False, italic: bool = False, centred: bool = True) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(_UNWRITABLE.sub("", text))
    run.bold, run.italic = bold, italic


def _run(text: str, *, bold: bool, underlined: bool = False, size: int = 12) -> str:
    looks = ("<w:b/>" if bold else "") + f'<w:sz w:val="{2 * size}"/>' + ('<w:u w:val="single"/>' if underlined else "")
    shown = escape(_UNWRITABLE.sub("", text))
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{shown}</w:t></w:r>' if shown else ""


def _cell(inner: str, *, width: int, centred: bool, extra: str = "") -> str:
    align = "center" if centred else "left"
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:jc w:val="{align}"/></w:pPr>{inner}</w:p></w:tc>'
    )


def _letterhead(agency: str) -> str:
    left, right = 5 * _WIDTH // 12, 7 * _WIDTH // 12
    rows = ((agency.upper(), COUNTRY, False), ("", MOTTO, True))
    body = "".join(
        "<w:tr>"
        + _cell(_run(mine, bold=True), width=left, centred=True)
        + _cell(_run(state, bold=True, underlined=underlined), width=right, centred=True)
        + "</w:tr>"
        for mine, state, underlined in rows
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{_WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{left}"/><w:gridCol w:w="{right}"/></w:tblGrid>{body}</w:tbl>'
    )


def _table(paper: Paper) -> Iterator[str]:
    total = sum(column.width for column in paper.columns)
    widths = [_WIDTH * column.width // total for column in paper.columns]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    yield (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    )
    yield from (f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    heads = list(paper.heads())
    for level in range(paper.deep):
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_heads(heads, level, widths)}</w:tr>"
    for row in paper.rows:
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cells(paper.columns, row, widths)}</w:tr>"
    yield "</w:tbl>"


def _heads(heads: Sequence[Head], level: int, widths: Sequence[int]) -> str:
    found = []
    for head in sorted((head for head in heads if head.top <= level <= head.bottom), key=lambda head: head.left):
        extra = f'<w:gridSpan w:val="{head.right - head.left + 1}"/>' if head.right > head.left else ""
        if head.bottom > head.top:
            extra += '<w:vMerge w:val="restart"/>' if level == head.top else "<w:vMerge/>"
        shown = _run(head.title, bold=True) if level == head.top else ""
        width = sum(widths[head.left : head.right + 1])
        found.append(_cell(shown, width=width, centred=True, extra=extra))
    return "".join(found)


def _cells(columns: Sequence[Column], row: Sequence[str], widths: Sequence[int]) -> str:
    return "".join(
        _cell(_run(text, bold=False), width=width, centred=column.role in CENTRED)
        for column, text, width in zip(columns, row, widths, strict=True)
    )


def _undated(content: bytes) -> bytes:
    """The same parcel without the moment at which it was packed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            plain = zipfile.ZipInfo(entry.filename, _ZIPPED)
            plain.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(plain, old.read(entry))
    return out.getvalue()
