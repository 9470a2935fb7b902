"""Which rows under a header are people: not headings, sums, repeated titles, notes or signatures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from motcua.administration.rules.rosters.cells import as_text, read_mark
from motcua.administration.rules.rosters.header import Header, is_numbering, plain, role_of, shape
from motcua.files.rules.tables import Cell
from motcua.kernel.text import digits, fold

PERSON, HEADING, BLANK = "person", "heading", "blank"
_ORDINAL = re.compile(r"\(?(?:\d{1,5}|[IVXLC]{1,6}|[a-zđ])[.)]*(?:\d{1,4}[.)]?)?").fullmatch
_NUMBER = re.compile(r"\(?(\d{1,5})[.)]*").fullmatch
_TOTAL = re.compile(r"^(?:tong cong|tong so)\b|^(?:tong|cong)[\s.:]*(?:\d.*)?$|^cong (?:danh sach|so nguoi)\b")
_CLOSING = re.compile(
    r"\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b"
    r"|^(?:kt\.?|tl\.?|tm\.?|tuq\.?|q\.)\s"
    r"|^(?:dai dien|xac nhan|nguoi lap|chanh van phong$|pho chanh van phong$|giam doc$|pho giam doc$|thu truong"
    r"|chu tich$|pho chu tich$|bo truong|ky ten|\(?ky,|\(?da ky|\W*ghi chu\b|luu y:|noi nhan\b|nguoi ky|email:"
    r"|co quan:|thoi gian ky|phu luc\b|danh sach\b|cong hoa xa hoi|doc lap\b)"
)
_UNIT = re.compile(
    r"^(?:[ivxlc]+[.)]\s*|[a-zđ][.)]\s*|\d+[.)]\s*)?(?:sở |ubnd\b|uỷ ban |ủy ban |văn phòng |phòng |huyện |tỉnh |tp\b"
    r"|thành phố |thị xã |thị trấn |quận |xã |phường |ban (?:quản|tổ|dân|chỉ|tiếp|nội)|chi cục |cục |tổng cục |vụ "
    r"|trung tâm |bộ |công an |bảo hiểm |ngân hàng |kho bạc |đơn vị|khối |các |thanh tra |cơ quan )"
)
_EXAMPLE = re.compile(r"ví dụ\b(?! [^\W\d])").match  # with its accents: Vi is a family name
_STRONG = 7  # digits of the shortest number that may be one
_MANY = 3


@dataclass(frozen=True)
class Row:
    """A row under the header with what it is: PERSON, HEADING, BLANK, or a key of words.SKIPPED."""

    at: int
    what: str
    heading: str = ""
    ordinal: int = 0


def sort_rows(rows: Sequence[Sequence[Cell]], header: Header, stop: int) -> list[Row]:
    """Every row from below the header up to `stop`, in order. What stands after the last person closes the list."""
    look = _Look(header)
    found: list[Row] = []
    closing = -1
    for at in range(header.last + 1, stop):
        row = rows[at]
        what, heading = look.what(row)
        if what == "closing" and closing < 0:
            closing = len(found)
        elif closing >= 0 and look.resumes(row, what):
            closing = -1
        found.append(Row(at, what, heading, look.ordinal(row)))
    if closing < 0:
        return found
    return [row if n < closing or row.what == BLANK else Row(row.at, "closing") for n, row in enumerate(found)]


def _named(text: str) -> bool:
    """Beside a province may stand how many of its people have what, '(3/3)': that is no name."""
    return any(c.isalpha() for c in text)


class _Look:
    def __init__(self, header: Header) -> None:
        self.header = header
        self.at = header.positions
        self.titles = {title for row in header.shapes for title in row if title}
        self.personal = [self.at[r] for r in ("name", "id_number", "leaving_name", "leaving_id") if r in self.at]
        self.numbers = [self.at[r] for r in ("id_number", "phone", "leaving_id") if r in self.at]

    def what(self, row: Sequence[Cell]) -> tuple[str, str]:
        """(what the row is, the heading's text)."""
        texts = [as_text(cell) for cell in row]
        said = [text for text in texts if text]
        if not said:
            return BLANK, ""
        passed = self._form(row, texts, said) or self._end(texts, said)
        return (passed, "") if passed else self._heading(texts, said)

    def _form(self, row: Sequence[Cell], texts: Sequence[str], said: Sequence[str]) -> str:
        """What belongs to the printed form."""
        if plain(said[0]) in self.titles and (shape(row) in self.header.shapes or self._titles(texts)):
            return "header"
        if role_of(texts[self.at["name"]]) == "name" and self._titles(texts):
            return "header"
        if len(said) >= _MANY and is_numbering(row):
            return "numbering"
        return "example" if _EXAMPLE(said[0].lower()) else ""

    def _end(self, texts: Sequence[str], said: Sequence[str]) -> str:
        """What ends a list. Beside a person's name any words may stand: 'Giám đốc' is a title there."""
        if self._numeric(texts):
            return ""
        beside = [texts[self.at[role]] for role in ("ordinal", "name", "body") if role in self.at]
        folded = [fold(text) for text in (beside if _named(texts[self.at["name"]]) else said)]
        if any(_TOTAL.search(text) for text in folded):
            return "total"
        return "closing" if len(set(said)) <= _MANY and any(_CLOSING.search(text) for text in folded) else ""

    def _heading(self, texts: Sequence[str], said: Sequence[str]) -> tuple[str, str]:
        body = self.at.get("body")
        if self.header.kind == "focal" and body is not None and texts[body] and not _named(texts[self.at["name"]]):
            return HEADING, texts[body]
        words = [text for text in dict.fromkeys(said) if not _ORDINAL(text)]
        if len(words) == 1 and not self._numeric(texts) and _UNIT.match(words[0].lower()):
            return HEADING, re.sub(r"^(?:[IVXLC]+|\d+|[a-zđ])[.)]\s*", "", words[0])
        return PERSON, ""

    def _titles(self, texts: Sequence[str]) -> bool:
        """A header repeated with other spelling: the name's column says 'Họ tên', the number's 'Số CMND'."""
        said = [(role, texts[n]) for role, n in self.at.items() if texts[n]]
        return len(said) > 1 and all(len(t) < 80 and role_of(t) not in ("", "leaving", "joining") for _, t in said)  # noqa: PLR2004

    def _numeric(self, texts: Sequence[str]) -> bool:
        return any(len(digits(texts[n])) >= _STRONG for n in self.numbers)

    def resumes(self, row: Sequence[Cell], what: str) -> bool:
        """After what looked like the end: the list goes on here."""
        return what == "header" or (what == HEADING and self.ordinal(row) > 0) or (what == PERSON and self.strong(row))

    def strong(self, row: Sequence[Cell]) -> bool:
        """Surely a person: a number, a mark or an ordinal stands where it should."""
        texts = [as_text(cell) for cell in row]
        if not any(texts[n] for n in self.personal):
            return False
        marked = "granted" in self.at and read_mark(texts[self.at["granted"]]).value == "x"
        return self._numeric(texts) or marked or self.ordinal(row) > 0

    def ordinal(self, row: Sequence[Cell]) -> int:
        """The line's number as a person gave it; 0 for none."""
        if "ordinal" not in self.at:
            return 0
        found = _NUMBER(as_text(row[self.at["ordinal"]]))
        return int(found[1]) if found else 0
