"""Tables in plain text: which encoding, which delimiter."""

import csv
import io
from collections.abc import Iterable
from unicodedata import normalize

from motcua.files.rules.refusals import Damaged, TooManyRows

DELIMITERS = ",;\t|"
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text in composed form, and the encoding that it was in.

    Without a mark: UTF-8, else Windows-1258 (Vietnamese), whose accents follow their letters and are composed here,
    else Windows-1252. Raises Damaged for a marked file that breaks its own promise.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return normalize("NFC", content.decode(encoding)), encoding
            except UnicodeDecodeError as broken:
                raise Damaged(name=name) from broken
    for encoding in ("utf-8", "cp1258", "cp1252"):
        try:
            return normalize("NFC", content.decode(encoding)), encoding
        except UnicodeDecodeError:
            continue
    return normalize("NFC", content.decode("latin-1")), "latin-1"


def rows(text: str, name: str, max_rows: int) -> list[list[str]]:
    """The cells, each row of its own length. Raises TooManyRows, Damaged."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text), doublequote=True)
    try:
        for row in reader:
            found.append(row)
            if len(found) > max_rows:
                raise TooManyRows(name=name, limit=f"{max_rows:,}".replace(",", "."))
    except csv.Error as broken:
        raise Damaged(name=name) from broken
    return found


def delimiter(text: str) -> str:
    """The mark that splits most lines most evenly: a letterhead has few, the rows agree."""
    lines = [line for line in text[:40_000].splitlines() if line.strip()][:80]
    return max(DELIMITERS, key=lambda mark: _agreement(line.count(mark) for line in lines))


def _agreement(counts: Iterable[int]) -> int:
    seen: dict[int, int] = {}
    for count in counts:
        if count:
            seen[count] = seen.get(count, 0) + 1
    return max((count * times for count, times in seen.items()), default=0)
