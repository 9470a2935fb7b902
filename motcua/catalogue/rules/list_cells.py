"""One cell of a list: from what a spreadsheet holds to the text that is stored, or the code of what is wrong with it.

A cell that cannot be taken keeps what was typed. Nothing is guessed: a likely cure is a suggestion for the person.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from motcua.catalogue.rules.service import Column
from motcua.files.rules.tables import Cell
from motcua.kernel.text import fold, tidy

SHOWN = 40
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)
_EXCEL_ZERO = date(1899, 12, 30)
_LAST_SERIAL = (LATEST - _EXCEL_ZERO).days
_EXCEL_EXACT = 10**15  # a number cell keeps 15 digits
_MOST_ZEROS = 2  # Hà Nội's numbers begin with 001
_SUGGEST_LENGTHS = 3  # with more allowed lengths a missing zero cannot be told

_LATIN = "A-Za-zÀ-ÖØ-öø-\u024fḀ-ỿ"
_PLAIN_NAME = re.compile(f"[{_LATIN}]+(?: [{_LATIN}]+)+").fullmatch
_NAME = re.compile(f"[{_LATIN}](?:[{_LATIN}\u0300-\u036f .,'’`-])*").fullmatch
_PLAIN_TEXT = re.compile(f"[{_LATIN}0-9]+(?:[ ,./-]{{1,2}}[{_LATIN}0-9]+)*").fullmatch
_MARKUP = re.compile(r"[<>;={}\[\]\\|$%^*#@!?\"“”/]")
_TEXT_MARKUP = re.compile(r"[<>{}]")
_GAPS = re.compile(r"(?<=\d)[\s.\-_]+(?=\d\d)")
_WHOLE = re.compile(r"(?<=\d)[.,]0+$")  # other programs write a number's text so: 51199004821.0
_NOTHING = ("-", "–", "—")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+", re.ASCII).fullmatch
_DMY = re.compile(
    r"(\d{1,2})\s?[/.\-\s]\s?(\d{1,2})\s?[/.\-\s]\s?(\d{4}|\d{2})(?:[ T]00?:00(?::00(?:\.0+)?)?)?", re.ASCII
).fullmatch
_YMD = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T]00:00(?::00(?:\.0+)?)?)?", re.ASCII).fullmatch
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})", re.ASCII).fullmatch
_MONTH = re.compile(r"(?:thang )?(\d{1,2})\s?[/.\-]\s?(\d{4})", re.ASCII).fullmatch
_YEAR = re.compile(r"(?:nam )?(1[89]|20)\d\d(?:[.,]0)?", re.ASCII).fullmatch
_CENTURY = 30  # 29 → 2029, 30 → 1930


class Read(NamedTuple):
    """`code` is "" for a good cell; `data` fills the holes of its message."""

    value: str
    code: str = ""
    data: Mapping[str, Any] = {}


Reader = Callable[[Cell], Read]


def iso_shown(iso: str) -> str:
    """'2020-04-01' → '01/04/2020'; other text as it is."""
    return f"{iso[8:]}/{iso[5:7]}/{iso[:4]}" if len(iso) == 10 and iso[4] == "-" == iso[7] else iso  # noqa: PLR2004


def shown(value: str) -> str:
    """What a message quotes: short, on one line."""
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def read_column(column: Column, raw: Sequence[Cell]) -> tuple[list[str], dict[int, Read]]:
    """All cells of one column: the values, and what is wrong at which position. Most cells take the fast way."""
    match column.kind:
        case "name":
            return _matching(raw, _PLAIN_NAME, column, lambda cell: read_name(cell, column))
        case "digits":
            return _digit_column(raw, column)
        case "text":
            return _matching(raw, _PLAIN_TEXT, column, lambda cell: read_text(cell, column))
        case "date":
            return _repeating(raw, read_date)
        case "choice":
            known = {fold(choice): choice for choice in column.choices}
            return _repeating(raw, lambda cell: read_choice(cell, column, known))


def read_cell(column: Column, cell: Cell) -> Read:
    """The same for one cell."""
    values, wrong = read_column(column, [cell])
    return wrong.get(0) or Read(values[0])


def _matching(
    raw: Sequence[Cell], good: Callable[[str], object], column: Column, reader: Reader
) -> tuple[list[str], dict[int, Read]]:
    values: list[str] = []
    wrong: dict[int, Read] = {}
    known = {""}
    most = column.max_length
    for at, cell in enumerate(raw):
        if type(cell) is str and (cell in known or (good(cell) and len(cell) <= most and not known.add(cell))):  # type: ignore[func-returns-value]
            values.append(cell)
            continue
        read = reader(cell)
        values.append(read.value)
        if read.code:
            wrong[at] = read
    return values, wrong


def _digit_column(raw: Sequence[Cell], column: Column) -> tuple[list[str], dict[int, Read]]:
    values: list[str] = []
    wrong: dict[int, Read] = {}
    lengths = frozenset(column.lengths or range(1, column.max_length + 1))
    for at, cell in enumerate(raw):
        if type(cell) is str and (not cell or (len(cell) in lengths and cell.isdigit() and cell.isascii())):
            values.append(cell)
            continue
        read = read_digits(cell, column)
        values.append(read.value)
        if read.code:
            wrong[at] = read
    return values, wrong


def _repeating(raw: Sequence[Cell], reader: Reader) -> tuple[list[str], dict[int, Read]]:
    values: list[str] = []
    wrong: dict[int, Read] = {}
    seen: dict[Cell, Read] = {}
    for at, cell in enumerate(raw):
        read = seen.get(cell)
        if read is None or type(cell) is bool:
            read = seen[cell] = reader(cell)
        values.append(read[0])
        if read[1]:
            wrong[at] = read
    return values, wrong


def as_text(cell: Cell) -> str:  # noqa: PLR0911 one for each type of cell
    """A cell as its person sees it: whole numbers without '.0', dates with the day first."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _EXCEL_EXACT else repr(cell)
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/}{cell.year:04} {cell:%H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/}{cell.year:04}"
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return str(cell)


def _marks(found: Sequence[str]) -> str:
    return " ".join(f"“{mark}”" for mark in dict.fromkeys(found))


def _symbols(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in ("So", "Cs", "Co", "Cn", "Cc", "Cf", "Sk") and c != "`"]


def read_name(cell: Cell, column: Column) -> Read:  # noqa: PLR0911 one for each thing that can be wrong
    """A person's name in letters; direction marks and double spaces are removed, nothing else."""
    text = as_text(cell)
    if not text or (text in _NOTHING and not column.required):
        return Read("")
    if len(text) > column.max_length:
        return Read(text, "too_long", {"limit": column.max_length})
    if marks := _symbols(text):
        return Read(text, "symbol", {"marks": _marks(marks[:3])})
    if marks := _MARKUP.findall(text):
        return Read(text, "markup", {"marks": _marks(marks[:5])})
    if any(c.isdigit() for c in text):
        return Read(text, "name_digits")
    if not _NAME(text):
        odd = [c for c in text if not _NAME("a" + c)] or [text[0]]
        return Read(text, "name_letters", {"marks": _marks(odd[:3])})
    if sum(c.isalpha() for c in text) < 2:  # noqa: PLR2004
        return Read(text, "name_short")
    return Read(text)


def read_text(cell: Cell, column: Column) -> Read:
    """Free text on one line."""
    text = as_text(cell)
    if len(text) > column.max_length:
        return Read(text, "too_long", {"limit": column.max_length})
    if marks := _TEXT_MARKUP.findall(text):
        return Read(text, "markup", {"marks": _marks(marks[:5])})
    if text[:1] in ("=", "@"):
        return Read(text, "formula", {"marks": text[0]})
    if marks := _symbols(text):
        return Read(text, "symbol", {"marks": _marks(marks[:3])})
    return Read(text)


def read_digits(cell: Cell, column: Column) -> Read:  # noqa: PLR0911 one for each thing that can be wrong
    """A number as a name. Spaces, dots and hyphens between digits are dropped; a lost zero is not added."""
    need = _need(column)
    if isinstance(cell, (date, time, timedelta)):
        return Read(as_text(cell), "digits_date", {"need": need})
    text = as_text(cell)
    if isinstance(cell, float):
        text = text.replace(".", ",")  # as Excel shows a fraction here; a dot would read as a gap between digits
    if _SCIENTIFIC(text):
        return Read(text, "lost_digits", {"need": need})
    bare = _GAPS.sub("", _WHOLE.sub("", text.removeprefix("'")))
    if not bare or bare in _NOTHING:
        return Read("")
    if not (bare.isascii() and bare.isdigit()):
        odd = [c for c in bare if not "0" <= c <= "9"]
        return Read(text, "digits_other", {"need": need, "marks": _marks(odd[:3])})
    lengths = column.lengths
    if len(bare) > column.max_length or (lengths and len(bare) not in lengths):
        if full := _full_length(bare, lengths):
            return Read(bare, "lost_zero", {"have": len(bare), "suggestion": bare.zfill(full)})
        return Read(bare, "digits_length", {"have": len(bare), "need": need})
    return Read(bare)


def _full_length(bare: str, lengths: Sequence[int]) -> int:
    """The length that the number had if Excel dropped one or two leading zeros; 0 when that cannot be."""
    if bare.startswith("0") or len(lengths) > _SUGGEST_LENGTHS:
        return 0
    return next((n for n in lengths if 0 < n - len(bare) <= _MOST_ZEROS), 0)


def _need(column: Column) -> str:
    lengths = column.lengths
    if not lengths:
        return "các chữ số"
    if len(lengths) > _SUGGEST_LENGTHS:
        return f"từ {min(lengths)} đến {max(lengths)} chữ số"
    return " hoặc ".join(str(n) for n in lengths) + " chữ số"


def read_choice(cell: Cell, column: Column, known: Mapping[str, str]) -> Read:
    """One of the column's choices, written with or without accents and capitals."""
    text = as_text(cell)
    if not text:
        return Read("")
    if choice := known.get(fold(text)):
        return Read(choice)
    return Read(text, "choice", {"choices": ", ".join(column.choices)})


def read_date(cell: Cell) -> Read:  # noqa: PLR0911 one for each thing that can be wrong
    """A day as ISO text: from Excel's dates and serial numbers, or from text with the day first or the year first."""
    if isinstance(cell, datetime):
        return _within(cell.date())
    if isinstance(cell, date):
        return _within(cell)
    if type(cell) in (int, float) and LATEST.year < cell <= _LAST_SERIAL:  # type: ignore[operator]
        return _within(_EXCEL_ZERO + timedelta(days=int(cell)))  # type: ignore[arg-type]
    text = as_text(cell)
    if not text:
        return Read("")
    plain = fold(text)
    if found := _DMY(plain) or _WORDS(plain):
        day, month, year = found.groups()
        return _day(text, day, month, year)
    if found := _YMD(plain):
        year, month, day = found.groups()
        return _day(text, day, month, year)
    if _YEAR(plain):
        return Read(text, "date_year_only")
    if (found := _MONTH(plain)) and 1 <= int(found[1]) <= 12:  # noqa: PLR2004
        return Read(text, "date_month_only")
    return Read(text, "date_form")


def _day(text: str, day: str, month: str, year: str) -> Read:
    d, m, y = int(day), int(month), int(year)
    if len(year) == 2:  # noqa: PLR2004
        y += 2000 if y < _CENTURY else 1900
    if m > 12 >= d > 0 and m <= 31:  # noqa: PLR2004
        return Read(text, "date_swapped", {"month": m, "suggestion": f"{m:02}/{d:02}/{y:04}"})
    try:
        found = date(y, m, d)
    except ValueError:
        return Read(text, "date_none")
    return _within(found, text)


def _within(found: date, text: str = "") -> Read:
    if EARLIEST <= found <= LATEST:
        return Read(found.isoformat())
    return Read(text or as_text(found), "date_year", {"year": found.year})
