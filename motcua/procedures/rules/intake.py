"""What importing finds: records that may be entered, and those that were refused, each with place, reason and cure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from motcua.kernel.errors import Refusal
from motcua.kernel.text import fold
from motcua.procedures.rules import codes, words
from motcua.procedures.rules.content import Content


@dataclass(frozen=True, slots=True)
class Refused:
    """`line` of the file (of JSON: the number of the record), `column` or key, why, and the way out."""

    line: int
    column: str
    why: str
    cure: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One procedure that was read, not yet entered. `sheet` is empty for JSON."""

    line: int
    code: str
    content: Content


@dataclass(frozen=True)
class Intake:
    """All that a file says."""

    records: tuple[Record, ...] = ()
    refused: tuple[Refused, ...] = ()


class UnreadableJson(Refusal):
    """Tệp “{name}” không phải JSON đọc được: lỗi ở dòng {line}, cột {column}. Hãy xuất lại tệp rồi tải lên."""


class NoRecords(Refusal):
    """Tệp “{name}” không có thủ tục nào. Hãy dùng tệp mẫu, hoặc JSON của dịch vụ LayThuTuc."""


class TooManyRecords(Refusal):
    """Tệp “{name}” có hơn {most} thủ tục. Hãy chia thành nhiều tệp."""


class Fault(Exception):  # noqa: N818 - carried from a cell to its line
    """What is wrong with one value."""

    def __init__(self, column: str, why: str, cure: str) -> None:
        super().__init__(why)
        self.column, self.why, self.cure = column, why, cure


def known(text: str, choices: Mapping[str, str], column: str) -> str:
    """The key of a choice, written as its key or its name, with or without accents. Raises Fault."""
    wanted = fold(text)
    for key, name in choices.items():
        if wanted in (fold(key), fold(name)):
            return key
    shown = ", ".join(f"“{name}”" for name in choices.values())
    raise Fault(column, f"“{text[:60]}” không có trong danh mục.", f"Chọn một trong: {shown}.")


_UNITS = {"gio": "h", "gio lam viec": "h", "h": "h", "ngay": "d", "d": "d", "ngay lam viec": "wd", "wd": "wd"}


def unit(text: str, column: str) -> str:
    """The unit of a term; empty stays empty: the quality check names it. Raises Fault."""
    if not text:
        return ""
    found = _UNITS.get(fold(text))
    if found is None:
        raise Fault(column, f"“{text[:60]}” không phải đơn vị thời hạn.", "Ghi giờ làm việc, ngày hoặc ngày làm việc.")
    return found


def whole(text: str, column: str, *, most: int = 99_999_999_999_999) -> int | None:
    """'50.000' → 50000; empty → None. Raises Fault."""
    plain = text.strip()
    for suffix in ("đồng", "đ", "vnđ", "vnd"):
        plain = plain.lower().removesuffix(suffix).strip()
    groups = plain.replace(" ", ".").replace(",", ".").split(".")
    joined = "".join(groups)
    if not plain:
        return None
    right = joined.isascii() and joined.isdigit() and all(len(part) == 3 for part in groups[1:])  # noqa: PLR2004
    if not right or int(joined) > most:
        raise Fault(column, f"“{text[:60]}” không phải số nguyên.", "Viết bằng chữ số, ví dụ 50.000. Không thu phí: 0.")
    return int(joined)


def code(text: str, column: str) -> str:
    """Raises Fault."""
    try:
        return str(codes.parse(text))
    except ValueError as no:
        why, _, cure = str(no).partition(". ")
        raise Fault(column, f"{why}.", cure or "Ghi đúng mã thủ tục.") from no


def audiences(texts: Iterable[str], column: str) -> tuple[str, ...]:
    """Raises Fault."""
    return tuple(dict.fromkeys(known(text, words.AUDIENCES, column) for text in texts))


_LEVELS = {
    "bo": "central", "trung uong": "central", "cap trung uong": "central", "cap bo": "central", "tinh": "province",
    "cap tinh": "province", "huyen": "district", "cap huyen": "district", "xa": "commune", "cap xa": "commune",
    "co quan khac": "other",
}  # fmt: skip


def level(text: str, column: str) -> str:
    """Raises Fault."""
    found = _LEVELS.get(fold(text))
    return found or known(text, words.LEVELS, column)


def once(found: Iterable[Record]) -> tuple[list[Record], list[Refused]]:
    """Each code only the first time."""
    first: dict[str, int] = {}
    kept, refused = [], []
    for one in found:
        if one.code in first:
            why = f"Mã {one.code} đã ghi ở dòng {first[one.code]}."
            refused.append(Refused(one.line, "Mã thủ tục", why, "Bỏ một trong hai.", one.code))
        else:
            first[one.code] = one.line
            kept.append(one)
    return kept, refused


def text(value: Any) -> str:
    """A cell or JSON value as text; whole numbers without their decimals."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
