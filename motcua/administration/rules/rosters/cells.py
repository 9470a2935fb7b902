"""One cell of a roster: what a spreadsheet or a person wrote → the value, what was said about it, what is proposed."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from motcua.administration.rules.rosters.letters import corrected, named
from motcua.files.rules.tables import Cell
from motcua.identity.rules import numbers
from motcua.identity.rules.registration import HiddenSign, NoName, StrangeLetter, full_name
from motcua.kernel.text import fold, tidy

MAX_NAME = 120
MAX_TEXT = 500
_EXACT = 10**15  # a number cell keeps 15 digits
_CMND, _CCCD = 9, 12
_MOST_ZEROS = {8: _CMND, 7: _CMND, 11: _CCCD, 10: _CCCD}  # numbers of Hà Nội begin with 001, 01

NOTHING = frozenset({"", "-", "–", "—", "_", "…", "...", "....", "/"})
_DITTO = frozenset({'"', "''", "''''", "〃", "″", "”", "“", "nt", "n t", "như trên", "nhu tren", "-nt-", "như trên nt"})
_YES = frozenset(
    {"x", "×", "✓", "✔", "☑", "☒", "✗", "✘", "✕", "✖", "v", "√", "[x]", "(x)", "có", "co", "đã cấp", "rồi"}
)
_NO = frozenset({"", "-", "–", "—", "0", "không", "khong", "chưa", "chua", "☐", "□", "chưa cấp", "[ ]", "[]", "( )"})
_GAPS = re.compile(r"[\s.\-–_]+")
_WHOLE = re.compile(r"[.,]0+$")  # other programs write a number's text so: 51099000123.0
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?\s?[eE]\s?\+?\d+", re.ASCII).fullmatch
_LABEL = re.compile(r"^(?:s[oố]\s*)?(?:cmnd|cccd|cmtnd|cmt)(?:\s*/\s*cccd)?\s*(?:s[oố])?\s*[:.]?\s*", re.IGNORECASE)
_LETTER_FIGURES = str.maketrans("OoОоΟοIlІ|", "0000001111")
_PHONES = re.compile(r"\s*[/;,\n]\s*|\s+(?:hoặc|-|–)\s+")
_MOBILE = re.compile(r"0[35789]\d{8}", re.ASCII).fullmatch
_ADDRESS = re.compile(r"^(?:đ/c|đ\.c|đồng chí|ông/bà|ông \(bà\)|(?:ông|bà)\s*[:.])\s*[:.]?\s*", re.IGNORECASE)
_VIETNAMESE = "A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
_PLAIN_NAME = re.compile(f"[{_VIETNAMESE}]+(?: [{_VIETNAMESE}]+)+").fullmatch  # the composed letters, and no other
_DAY = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4})", re.ASCII).fullmatch
_WORDED_DAY = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})", re.ASCII).fullmatch
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?", re.ASCII).fullmatch

Said = tuple[str, Mapping[str, object]]  # code of words.MESSAGES, data


class Read(NamedTuple):
    """`fault` refuses the line; `notes` are told; `proposed` is a cure that a person must accept ("" for none)."""

    value: str
    fault: Said | None = None
    notes: tuple[Said, ...] = ()
    proposed: str = ""


def as_text(cell: Cell | None) -> str:
    """A cell as its person sees it: whole numbers without '.0', dates with the day first."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, bool):
        return "x" if cell else ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < _EXACT else repr(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/}{cell.year:04}"
    return str(cell)


def is_ditto(text: str) -> bool:
    return text.strip(" .()").lower() in _DITTO or text in _DITTO


@lru_cache(maxsize=4096)
def read_text(text: str) -> Read:
    """A unit, a title, a note: tidy, of our letters."""
    value, signs = corrected(text)
    if value in NOTHING:
        return Read("")
    if len(value) > MAX_TEXT:
        return Read(value[:MAX_TEXT], ("long", {"limit": MAX_TEXT}))
    return Read(value, notes=_told(signs, value))


def _told(signs: tuple[str, ...], value: str) -> tuple[Said, ...]:
    return (("corrected", {"signs": ", ".join(map(named, signs)), "value": value}),) if signs else ()


def read_name(cell: Cell | None) -> Read:
    """A person's name in Vietnamese letters, by the rule of accounts; a form of address before it is taken off."""
    text = as_text(cell)
    if _PLAIN_NAME(text) and len(text) <= MAX_NAME and not _ADDRESS.match(text) and not is_ditto(text):
        return Read(text)
    notes: tuple[Said, ...] = ()
    if before := _ADDRESS.match(text):
        notes = (("form_of_address", {"said": before[0].strip()}),)
        text = text[before.end() :]
    value, signs = corrected(text.strip(" ,;.:"))
    if value in NOTHING:
        return Read("")
    return _checked_name(value, (*notes, *_told(signs, value)))


def _checked_name(value: str, notes: tuple[Said, ...]) -> Read:
    if is_ditto(value):
        return Read("", ("name_ditto", {}))
    if len(value) > MAX_NAME or any(c.isdigit() for c in value):
        long: Said = ("name_long", {"limit": MAX_NAME})
        return Read(value[:MAX_NAME], long if len(value) > MAX_NAME else ("name_digits", {}))
    try:
        name = full_name(value)
    except (StrangeLetter, HiddenSign) as strange:
        place = strange.data["place"]
        assert isinstance(place, int)
        return Read(value, ("name_sign", {"sign": named(value[place - 1])}))
    except (NoName, numbers.BadName):
        return Read(value, ("name_short", {}))
    return Read(name, notes=notes) if " " in name else Read(name, ("name_short", {}))


def read_id(cell: Cell | None) -> Read:  # noqa: PLR0911 one for each thing that can be wrong
    """A CMND (9 digits) or a số căn cước (12). A lost zero is a proposal, never put there silently."""
    if isinstance(cell, str) and len(cell) in (_CMND, _CCCD) and cell.isascii() and cell.isdigit():
        return Read(cell)
    if isinstance(cell, (datetime, date)):
        return Read(as_text(cell), ("id_date", {}))
    if isinstance(cell, float) and not (cell.is_integer() and 0 <= cell < _EXACT):
        return Read(as_text(cell), ("id_lost", {"shown": as_text(cell)}))
    text = as_text(cell)
    if text in NOTHING:
        return Read("")
    if is_ditto(text):
        return Read("", ("name_ditto", {}))
    if _SCIENTIFIC(text):
        return Read(text, ("id_lost", {"shown": text}))
    figures, notes = _of_one_width(_LABEL.sub("", text).lstrip("'’`"))
    bare = _GAPS.sub("", _WHOLE.sub("", figures))
    if not bare.isdigit() or not bare.isascii():
        return _letters_for_figures(text, bare)
    return _by_length(bare, text, notes)


def _of_one_width(text: str) -> tuple[str, tuple[Said, ...]]:
    plain = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text)
    signs = tuple(dict.fromkeys(c for c in text if "０" <= c <= "９"))
    return plain, _told(signs, plain) if signs else ()


def _letters_for_figures(text: str, bare: str) -> Read:
    parts = [part for part in re.split(r"[/;,\n]|\s{1,}", text) if sum(c.isdigit() for c in part) >= _CMND]
    if len(parts) > 1:
        return Read(text, ("id_several", {}))
    guess = bare.translate(_LETTER_FIGURES)
    if guess.isascii() and guess.isdigit() and len(guess) in (_CMND, _CCCD):
        return Read(text, notes=(("letter_o", {"written": text, "proposed": guess}),), proposed=guess)
    odd = next((c for c in bare if not ("0" <= c <= "9")), text[0])
    return Read(text, ("id_sign", {"sign": named(odd)}))


def _by_length(bare: str, text: str, notes: tuple[Said, ...]) -> Read:
    have = len(bare)
    if have in (_CMND, _CCCD):
        return Read(bare, notes=notes)
    if have == 10 and _MOBILE(bare):  # noqa: PLR2004
        return Read(bare, ("id_phone", {}))
    full = _MOST_ZEROS.get(have)
    if full is not None and not (have == 10 and bare.startswith("0")):  # noqa: PLR2004
        proposed = bare.zfill(full)
        return Read(bare, notes=(*notes, ("lost_zero", {"written": bare, "proposed": proposed})), proposed=proposed)
    if have in (2 * _CMND, _CMND + _CCCD, 2 * _CCCD) and bare != text:
        return Read(text, ("id_several", {}))
    return Read(bare, ("id_length", {"have": have}))


def read_phone(cell: Cell | None) -> Read:
    """Ten digits, '0900000012', or +… of another country. A number that cannot be is told and left out."""
    if isinstance(cell, str) and _MOBILE(cell):
        return Read(cell)
    text = as_text(cell.replace("\n", "; ") if isinstance(cell, str) else cell).lstrip("'’`")
    if text in NOTHING:
        return Read("")
    parts = [part for part in _PHONES.split(text) if part.strip()]
    first = _GAPS.sub("", _WHOLE.sub("", parts[0])) if parts else ""
    notes: tuple[Said, ...] = (("first_phone", {}),) if len(parts) > 1 else ()
    if len(first) == 9 and first.isascii() and first.isdigit() and _MOBILE("0" + first):  # noqa: PLR2004
        said = ("lost_zero", {"written": first, "proposed": "0" + first})
        return Read(first, notes=(*notes, said), proposed="0" + first)
    number = _national(first)
    return Read(number, notes=notes) if number else Read("", notes=(("bad_phone", {"said": text[:40]}),))


@lru_cache(maxsize=1024)
def _national(text: str) -> str:
    if _MOBILE(text):
        return text
    try:
        full = numbers.phone(text)
    except numbers.BadPhone:
        return ""
    return "0" + full.removeprefix("+84") if full.startswith("+84") else full


@lru_cache(maxsize=1024)
def read_mark(text: str) -> Read:
    """'x' for a mark of any kind, "" for none."""
    value, signs = corrected(text)
    folded = value.strip(" .").lower()
    if folded in _YES:
        return Read("x", notes=_told(signs, "X"))
    return Read("") if folded in _NO else Read("", ("mark", {"said": value[:40]}))


def read_day(cell: Cell | None) -> tuple[date | None, Said | None]:
    """The last day on which something holds."""
    if isinstance(cell, datetime):
        return cell.date(), None
    if isinstance(cell, date):
        return cell, None
    text = as_text(cell)
    if text in NOTHING:
        return None, None
    found = _DAY(text) or _WORDED_DAY(fold(text))
    iso = _ISO(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1])), None
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3])), None
    except ValueError:
        pass
    return None, ("date", {"said": text[:40]})
