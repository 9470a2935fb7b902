"""How far a workbook's cells reach, before a reader is let at them.

The reader holds a sheet as one dense block, so that a single cell at XFD1048576 would ask for 500 GB and end the
process. A cheap look with regular expressions clears nearly every real sheet; anything unusual is walked in full.
"""

import re
import struct
from xml.parsers import expat

from motcua.files.rules.refusals import Damaged, Protected, Swollen, TooManyRows

MAX_AREA = 3_000_000  # cells of the dense block
MAX_TEXT = 192 * 1024 * 1024  # characters, each cell counted with its own copy of a shared text
SLACK_ROWS = 100  # letterhead, header and signatures around the rows that count
VALUES_PER_ROW = 3  # a list's row has more; rows that only carry a format have none

# References that keep the block below MAX_AREA whatever their combination: A..Z to row 99,999, AA..AZ to row 9,999.
_FAR_CELL = re.compile(rb'<c (?!r="(?:[A-Z]\d{1,5}|A[A-Z]\d{1,4})")')
_FAR_ROW = re.compile(rb'<row (?!r="\d{1,5}")')
_PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
_OTHER_SPACE = re.compile(rb"<(?:c|row)[\t\r\n]")
_LETTERS = re.compile(r"([A-Za-z]*)(\d*)")


class Guard:
    """Watches the parts of one zipped workbook. Raises TooManyRows, Swollen, Damaged."""

    def __init__(self, name: str, max_rows: int) -> None:
        self.name = name
        self.max_rows = max_rows
        self._rows: dict[str, int] = {}
        self._values: dict[str, int] = {}
        self._longest = 0
        self._shared = 0

    def chunk(self, part: str, data: bytes) -> None:
        rows = self._rows[part] = self._rows.get(part, 0) + data.count(b"<row ") + data.count(b"table-row")
        values = self._values[part] = self._values.get(part, 0) + data.count(b"<v>") + data.count(b"office:value-type")
        most = self.max_rows + SLACK_ROWS
        if rows > 2 * most and values > 2 * most * VALUES_PER_ROW:
            raise TooManyRows(name=self.name, limit=_thousands(self.max_rows))

    def whole(self, part: str, data: bytes) -> None:
        if not part.endswith(".xml"):
            return
        if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
            raise Damaged(name=self.name)
        if part.endswith("sharedStrings.xml"):
            self._longest = max(map(len, data.split(b"</si>")))
        elif part == "content.xml":
            self._accept(_walked(data, _OdsWalk(), self.name))
        elif b"sheetData" in data:
            self._shared += data.count(b't="s"')
            if _unusual(data):
                self._accept(_walked(data, _XlsxWalk(), self.name))
        if self._longest * self._shared > 16 * MAX_TEXT:
            raise Swollen(name=self.name)

    def _accept(self, walk: "_Walk") -> None:
        if walk.area > MAX_AREA or walk.text > MAX_TEXT:
            raise Swollen(name=self.name)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _unusual(data: bytes) -> bool:
    return bool(
        b"<c>" in data
        or b"<row>" in data
        or _FAR_ROW.search(data)
        or _FAR_CELL.search(data)
        or _PREFIXED.search(data)
        or ((b"\t" in data or b"\n" in data or b"\r" in data) and _OTHER_SPACE.search(data))
    )


class _Walk:
    """Positions of cells with a value, as the reader would count them."""

    def __init__(self) -> None:
        self.row = 0
        self.col = 0
        self.height = 0
        self.width = 0
        self.area = 0
        self.text = 0
        self._repeats = 1

    def start(self, tag: str, attrs: dict[str, str]) -> None: ...

    def characters(self, text: str) -> None:
        self.text += len(text) * self._repeats

    def _mark(self, row: int, col: int) -> None:
        self.height = max(self.height, row)
        self.width = max(self.width, col)
        self.area = max(self.area, self.height * self.width)


class _XlsxWalk(_Walk):
    def start(self, tag: str, attrs: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "c":
            letters, digits = _LETTERS.match(attrs.get("r", "").strip()).groups()  # type: ignore[union-attr]
            self.col = _column(letters) if letters else self.col + 1
            self.row = int(digits[:9]) if digits else self.row
        elif local in ("v", "is", "f"):
            self._mark(self.row, self.col)
        elif local == "row":
            said = attrs.get("r", "").strip()
            self.row = int(said[:9]) if said.isdecimal() else self.row + 1
            self.col = 0
        elif local == "sheetData":
            self.row = self.col = self.height = self.width = 0


class _OdsWalk(_Walk):
    def __init__(self) -> None:
        super().__init__()
        self._row_repeats = 1

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local in ("table-cell", "covered-table-cell"):
            self._repeats = _repeats(attrs, "columns")
            self.col += self._repeats
            self._repeats *= self._row_repeats
            if len(attrs) > 1 and any(key.endswith(("value-type", "value", "formula")) for key in attrs):
                self._mark(self.row, self.col)
        elif local == "p":
            self._mark(self.row, self.col)
        elif local == "table-row":
            self._row_repeats = _repeats(attrs, "rows")
            self.row += self._row_repeats
            self.col = 0
        elif local == "table":
            self.row = self.col = self.height = self.width = 0


def _repeats(attrs: dict[str, str], what: str) -> int:
    for key, value in attrs.items():
        if key.endswith(f"number-{what}-repeated"):
            return int(value[:9]) if value.isdecimal() else 1
    return 1


def _column(letters: str) -> int:
    number = 0
    for letter in letters[:7].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _walked(data: bytes, walk: _Walk, name: str) -> _Walk:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    if isinstance(walk, _OdsWalk):
        parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as broken:
        raise Damaged(name=name) from broken
    return walk


_BOF, _FILEPASS, _MULRK = 0x0809, 0x002F, 0x00BD
_CELLS = {0x0203, 0x00FD, 0x027E, 0x00BD, 0x0204, 0x0006, 0x0205, 0x00D6}


def check_biff(stream: bytes, name: str, max_rows: int) -> None:
    """The same look at the record stream of an .xls. Raises Protected, TooManyRows, Swollen, Damaged."""
    unpack, at, end = struct.Struct("<HHHH").unpack_from, 0, len(stream) - 8
    height = width = cells = 0
    while at <= end:
        code, size, row, col = unpack(stream, at)
        if code in _CELLS:
            cells += 1
            height, width = max(height, row + 1), max(width, col + 1 if code != _MULRK else col + size // 6)
            if height * width > MAX_AREA:
                raise Swollen(name=name)
        elif code == _BOF:
            height = width = cells = 0
        elif code == _FILEPASS:
            raise Protected(name=name)
        if height > 2 * (max_rows + SLACK_ROWS) and cells > 2 * (max_rows + SLACK_ROWS) * VALUES_PER_ROW:
            raise TooManyRows(name=name, limit=_thousands(max_rows))
        at += 4 + size
    if at == 0:
        raise Damaged(name=name)
