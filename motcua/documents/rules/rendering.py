"""From a paper's data to its PDF: a local, pure computation over the templates in ../typst.

The same data gives the same bytes: system fonts are off, the PDF's dates are the paper's own.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import segno
import typst

from motcua.documents.rules.numbering import TITLES
from motcua.documents.rules.wording import VIETNAM, long_day
from motcua.kernel.text import tidy

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
TINOS = Path(__file__).resolve().parents[3] / "node_modules" / "@expo-google-fonts" / "tinos"
"""Times-like, with every Vietnamese letter in all four cuts (OFL). Not every font has: see `_fonts`."""
KINDS = tuple(TITLES)
LONG = 1_000
"""Lists of more rows are printed without accessibility tags, which would make the file ten times as large."""

_MM = 50
_ROOM = {"decision": (90, 10, 12, 10, 10, 10, 2, 13), "refused_rows": (60, 10, 12, 10, 95)}
"""What fits on one line of an annex: the name's and the reason's column in mm, the others in characters (below _MM)."""

_WHOLE = frozenset({"lookup", "code", "number"})
"""What people copy out of a PDF: never given places to break."""
_LONG = re.compile(r"[^\s\u200b]{28,}")


def render(kind: str, data: Mapping[str, Any]) -> bytes:
    """The PDF of a paper. `data`: a paper's `to_json()` with number, code, title and issued_at (ISO) added.

    Raises KeyError for an unknown kind. Whatever a person typed is printed literally, without direction marks.
    """
    issued_at = datetime.fromisoformat(data["issued_at"]).astimezone(VIETNAM)
    if kind not in TITLES:
        raise KeyError(kind)
    family, bold, fonts = _fonts()
    long = len(data.get("rows", ())) > LONG
    inputs = {"data": json.dumps(_complete(kind, data, issued_at), ensure_ascii=False), "family": family, "bold": bold}
    pdf = typst.compile(
        TEMPLATES / f"{kind}.typ",
        root=TEMPLATES,
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs=inputs,
        timestamp=issued_at.replace(microsecond=0),
        pdf_tags=not long,
    )
    if long:
        _forget()
    assert isinstance(pdf, bytes)
    return pdf


def qr(text: str) -> str:
    """The QR code of an address as SVG, to be drawn in the page."""
    out = BytesIO()
    segno.make(text, error="m", micro=False, boost_error=False).save(out, kind="svg", border=2, xmldecl=False)
    return out.getvalue().decode()


def _forget() -> None:
    """Let typst drop what it remembers of a long list: it frees what eleven further compilations did not use."""
    for _ in range(12):
        typst.compile(b"", font_paths=_fonts()[2], ignore_system_fonts=True)


@cache
def _fonts() -> tuple[str, str, Any]:
    """Family, how bold is made, and the fonts.

    Without Tinos: typst's own Libertinus. Its bold cut misplaces the marks of Ộ, Ẫ and their like, so that its bold is
    drawn with the regular cut and a heavier line.
    """
    if TINOS.is_dir():
        return "Tinos", "cut", typst.Fonts(include_system_fonts=False, font_paths=[str(TINOS)])
    return "Libertinus Serif", "drawn", typst.Fonts(include_system_fonts=False)


def _complete(kind: str, data: Mapping[str, Any], issued_at: datetime) -> dict[str, Any]:
    """All strings cleaned and breakable, with what follows from the moment of issue and the number."""
    day = long_day(issued_at.date())
    plain = {key: data[key] for key in ("number", "code", "title", "author")}
    full = {key: _breakable(value) for key, value in data.items() if key not in _WHOLE} | {
        **{key: tidy(data[key]) for key in _WHOLE if key in data},
        "title": tidy(f"{plain['title']} {plain['number']}"),
        "author": tidy(plain["author"]),
        "keywords": [tidy(text) for text in (plain["code"], plain["number"]) if text],
        "place_and_date": f"{tidy(data['place'])}, {day}" if data["place"] else day.capitalize(),
    }
    if kind in _ROOM:
        full["tall"] = [_tall(row, _ROOM[kind]) for row in data["rows"]]
    if kind == "receipt":
        full["qr"] = qr(data["lookup"])
    if kind == "decision":
        full["annex_attached"] = _breakable(
            f"{data['beneficiary']}\n(Kèm theo Quyết định số {plain['number']} {day} của {data['issuing']})"
        )
    return full


def _tall(row: Sequence[str], room: Sequence[int]) -> bool:
    """Whether a row of an annex may need a second line: on the safe side, from the widths of letters at 10.5 pt."""
    return any(
        sum(2.75 if c.isupper() else 1.95 for c in text) > space if space >= _MM else len(text) > space
        for text, space in zip(row[1:], room, strict=True)
    )


def _breakable(value: Any) -> Any:
    """NFC without invisible and direction marks, lines kept; very long words may break, so as to stay on the page."""
    if isinstance(value, str):
        tidied = "\n".join(tidy(line) for line in value.split("\n")) if "\n" in value else tidy(value)
        unsplit = tidied.replace(" - ", "\u00a0- ")  # no line begins with a dash
        return _LONG.sub(lambda run: "\u200b".join(re.findall(r".{1,14}", run[0])), unsplit)
    if isinstance(value, Mapping):
        return {key: _breakable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(item) for item in value]
    return value
