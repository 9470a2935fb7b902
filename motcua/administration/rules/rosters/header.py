"""Where a roster begins and what its columns hold, however the titles are worded, in one header row or in two."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from motcua.administration.rules.rosters.shapes import Kind
from motcua.files.rules.tables import Cell
from motcua.kernel.text import fold, tidy

SEARCHED = 400  # a pasted letter has its pages before the list
MAX_TITLE = 160
_FEWEST = 2
_BRACKETS = re.compile(r"\([^)]*\)")
_OTHER = re.compile(r"[^a-z0-9]+")
_DATA = re.compile(r"\d{5}")
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?").fullmatch

# The first that fits decides; the order is part of the meaning ('Điện thoại cơ quan' is a phone, not a unit).
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        ("ordinal", r"^(?:so )?(?:tt|stt|thu tu|no|ordinal)$"),
        ("subsystem", r"^(?:ten |cac )*(?:phan he|he thong)\b"),
        ("note", r"^(?:ghi chu|luu y|note)\b"),
        ("until", r"\b(?:thoi han|het han|den ngay|hieu luc den)\b"),
        (
            "id_number",
            r"\b(?:cmnd|cmtnd|cmt|cccd|can cuoc|chung minh|so dinh danh|ma dinh danh|so giay to|cmnd cccd)\b",
        ),
        ("email", r"\b(?:email|e mail|thu dien tu|hop thu)\b"),
        ("phone", r"\b(?:dien thoai|sdt|so dt|dtdd|di dong|dt|tel|phone)\b"),
        ("name", r"\b(?:ho va ten|ho ten|ho va|ten can bo|ten ccvc|ten cong chuc|ten nguoi|nguoi dau moi)\b|^ten$"),
        ("granted", r"\b(?:cap quyen|quyen quan tri|phan quyen|danh dau|da cap)\b"),
        ("services", r"\b(?:dich vu|thu tuc)\b"),
        ("title", r"^(?:chuc vu|chuc danh)(?: chuc danh)?$"),
        ("body", r"^(?:ten )?(?:tinh|thanh pho|dia phuong|bo nganh|bo,? co quan ngang bo)\b"),
        ("unit", r"\b(?:don vi|co quan|noi cong tac|noi lam viec|phong ban|chuc vu)\b"),
        ("body", r"\b(?:tinh|thanh pho)\b"),
    )
)
_LEAVING = re.compile(
    r"\b(?:khong con|khong tham gia|thoi tham gia|thoi giu|thoi|duoc thay the|bi thay the|cu|truoc day|nghi|rut)\b"
)
_JOINING = re.compile(r"\b(?:thay the|thay|moi|bo sung)\b")
_PERSONAL = ("name", "id_number", "phone", "title", "unit")
# Which roles a change knows twice.
_LEAVING_ROLES = {"name": "leaving_name", "id_number": "leaving_id"}


@dataclass(frozen=True)
class Header:
    """`row` and `last` count from 0; `positions` are role → column, `titles` role → title as written.

    `extra` are the titles that no role fits. `shapes` are the rows of the header, folded, to know them again.
    """

    kind: Kind
    row: int
    last: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    extra: tuple[str, ...] = ()
    two_names: bool = False
    shapes: frozenset[tuple[str, ...]] = frozenset()


def plain(title: str) -> str:
    """A title for comparing: 'Số CMND/CCCD (*)' → 'so cmnd cccd'."""
    folded = fold(title[: 2 * MAX_TITLE])
    return _OTHER.sub(" ", _BRACKETS.sub(" ", folded)).strip() or _OTHER.sub(" ", folded).strip()


@lru_cache(maxsize=4096)
def role_of(title: str) -> str:
    """What a column with this title holds, or "". Groups over two columns are 'leaving' and 'joining'."""
    said = plain(title)
    if not said or len(said) > MAX_TITLE:
        return ""
    role = next((role for role, pattern in _ROLES if pattern.search(said)), "")
    if role in ("", "unit") and not re.search(r"\b(?:don vi|co quan)\b", said):
        if _LEAVING.search(said):
            return "leaving"
        if _JOINING.search(said):
            return "joining"
    return role


def looks_right(rows: Sequence[Sequence[Cell]]) -> bool:
    """For files.rules.tables (wanted=…): a roster's header stands in these rows."""
    return find_header(rows) is not None


def find_header(rows: Sequence[Sequence[Cell]], start: int = 0, *, until: int | None = None) -> Header | None:
    """The first best header from `start` on: the one with most known columns among a row and its neighbours."""
    stop = min(len(rows), start + SEARCHED if until is None else until)
    for at in range(start, stop):
        best = None
        # A group title ('CCVC thay thế') stands a row above the titles that make the row look like a header.
        for candidate in (_candidate(rows, at, 1), _candidate(rows, at, 2), _candidate(rows, at + 1, 1)):
            if candidate is None or (candidate.row >= stop):
                continue
            if best is None or _rank(candidate) > _rank(best):
                best = candidate
        if best is not None:
            return best
    return None


def _rank(header: Header) -> int:
    known = len(header.positions) - ("ordinal" in header.positions)
    return 4 * known - (header.last - header.row)


def _candidate(rows: Sequence[Sequence[Cell]], at: int, deep: int) -> Header | None:
    if at + deep > len(rows):
        return None
    titles = _titles(rows, at, deep)
    if titles is None:
        return None
    positions, named, extra, two_names = _assigned(titles)
    kind = _kind(positions)
    if kind is None:
        return None
    last = at + deep - 1
    if last + 1 < len(rows) and is_numbering(rows[last + 1]):
        last += 1
    shapes = frozenset(shape(rows[n]) for n in range(at, at + deep))
    return Header(kind, at, last, positions, named, extra, two_names, shapes)


def shape(row: Sequence[Cell]) -> tuple[str, ...]:
    return tuple(plain(cell) if isinstance(cell, str) else str(cell) for cell in row)


def is_numbering(row: Sequence[Cell]) -> bool:
    """The row '(1) (2) (3) …' or 'A B 1 2 …' that official forms have under the header."""
    said = [
        str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip() for c in row if c not in ("", None)
    ]
    return len(said) >= 3 and all(_NUMBERING(fold(text)) for text in said)  # noqa: PLR2004


def _titles(rows: Sequence[Sequence[Cell]], at: int, deep: int) -> list[str] | None:
    """What each column is called; None when the rows cannot be a header. Two rows are joined: group, then title."""
    if _has_data(rows[at]):
        return None
    upper = [tidy(cell) if isinstance(cell, str) else "" for cell in rows[at]]
    if sum(map(bool, upper)) < _FEWEST:
        return None
    if deep == 1:
        return upper
    if _has_data(rows[at + 1]):
        return None
    lower = [tidy(cell) if isinstance(cell, str) else "" for cell in rows[at + 1]]
    if not any(role_of(cell) in _PERSONAL for cell in lower):
        return None
    return list(_joined(upper, lower))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> Iterator[str]:
    group = ""
    for above, below in zip(upper, lower, strict=True):
        if above:
            group = above
        elif not below:
            group = ""
        over = above or group
        yield over if not below or plain(below) == plain(over) else f"{over} {below}" if over else below


def _has_data(row: Sequence[Cell]) -> bool:
    return any(
        (not isinstance(cell, str) and not (isinstance(cell, (int, float)) and cell < 100))  # noqa: PLR2004
        or (isinstance(cell, str) and _DATA.search(cell) is not None)
        for cell in row
    )


def _assigned(titles: Sequence[str]) -> tuple[dict[str, int], dict[str, str], tuple[str, ...], bool]:
    """Each known title to its role, the first of several; a second name or number of a change to who leaves."""
    positions: dict[str, int] = {}
    extra: list[str] = []
    seen: list[tuple[int, str, str]] = []
    for at, title in enumerate(titles):
        role = _role_in_change(title)
        if role and role not in ("leaving", "joining"):
            seen.append((at, role, title))
        elif title:
            extra.append(title)
    if not any(role == "leaving_name" for _, role, _ in seen):
        seen = [(at, "unit" if role == "leaving_unit" else role, title) for at, role, title in seen]
    named: dict[str, str] = {}
    two_names = False
    for at, role, title in seen:
        if role in positions:
            two_names = two_names or role == "name"
            extra.append(title)
            continue
        positions[role], named[role] = at, title
    return positions, named, tuple(extra), two_names


def _role_in_change(title: str) -> str:
    """'CCVC không còn tham gia … Họ và tên' → 'leaving_name'; 'CCVC thay thế Số CMND' → 'id_number'."""
    role = role_of(title)
    if role in _LEAVING_ROLES and _LEAVING.search(plain(title)):
        return _LEAVING_ROLES[role]
    return role


def _kind(positions: Mapping[str, int]) -> Kind | None:
    have = positions.keys()
    if "leaving_name" in have:
        return "change" if "name" in have else None
    if "name" not in have or len(have - {"ordinal"}) < _FEWEST:
        return None
    if "subsystem" in have:
        return "add"
    if "granted" in have or ("body" in have and "id_number" not in have):
        return "focal"
    if have & {"id_number", "phone", "unit"}:
        return "officers"
    return None
