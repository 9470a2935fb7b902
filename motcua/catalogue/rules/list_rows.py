"""Which lines under the header are people: not blank ones, not sums, not the signatures at the end."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from motcua.catalogue.rules import list_words as words
from motcua.catalogue.rules.service import ListSpec
from motcua.files.rules.tables import Cell
from motcua.kernel.text import fold

_FOOTER = re.compile(
    r"^(?:tong cong|tong so|tong|cong)(?:[\s.]*$|\b.*[\d:]|\s+(?:danh sach|so nguoi)\b)"
    r"|\bngay\b.{0,12}\bthang\b.{0,12}\bnam\b"
    r"|^(?:dai dien|xac nhan|nguoi lap|giam doc|tong giam doc|thu truong|chu tich|ke toan|ban chap hanh|cong doan co so"
    r"|nguoi dai dien|thu kho|ky ten|\(?ky,|ghi chu:|luu y:|noi nhan:?|co quan bao hiem|bao hiem xa hoi)"
)
_FEW = 3
_NAMED_LINES = 8
_EXAMPLE = "vi du"
_EXAMPLE_LINES = 3


class Lines(NamedTuple):
    """`picked` count from 0 below the header."""

    picked: list[int]
    remarks: tuple[str, ...]


def picked_lines(
    body: Sequence[Sequence[Cell]], values: Mapping[str, Sequence[str]], spec: ListSpec, *, first: int
) -> Lines:
    """The lines that hold a person, and remarks on those that were passed over. `first` is the file's line of body[0].

    A line without name and number is blank, a sum or the footer. A sum with people below it does not end the list.
    """
    names, numbers = values[spec.name], values[spec.identity]
    examples = _examples(body, names, spec.column(spec.name).example)
    headings = _repeated_heading(names, numbers)
    if all(names) and all(numbers) and not examples and not headings:
        return Lines(list(range(len(names))), ())
    last = max((at for at in range(len(names)) if names[at] and _numeric(numbers[at])), default=-1)
    picked: list[int] = []
    blanks: list[int] = []
    passed: list[int] = []
    footer = 0
    for at in range(len(names)):
        if at in examples:
            continue
        if names[at] and _numeric(numbers[at]):
            picked.append(at)
            continue
        filled = sum(1 for column in values.values() if column[at])
        if at in headings or (filled < _FEW and at < last and not names[at] and not numbers[at] and _said(body[at])):
            passed.append(at)
        elif not filled and not _said(body[at]):
            blanks.append(at)
        elif not _numeric(numbers[at]) and _closing(body[at]):
            if at > last:
                footer = at + first
                break
            passed.append(at)
        elif names[at] or numbers[at] or filled >= _FEW:
            picked.append(at)
    return Lines(picked, tuple(_remarks(picked, blanks, passed, footer, first)))


def _remarks(picked: list[int], blanks: list[int], passed: list[int], footer: int, first: int) -> list[str]:
    end = picked[-1] if picked else -1
    inner = [at for at in blanks if at < end]
    remarks = []
    if inner:
        remarks.append(words.BLANKS.format(count=len(inner), lines=_lines(inner, first)))
    if passed:
        remarks.append(words.TOTALS.format(count=len(passed), lines=_lines(passed, first)))
    if footer and picked:
        remarks.append(words.ENDED.format(line=end + first, footer=footer))
    return remarks


def _lines(ats: Sequence[int], first: int) -> str:
    return ", ".join(str(at + first) for at in ats[:_NAMED_LINES]) + ("…" if len(ats) > _NAMED_LINES else "")


def _examples(body: Sequence[Sequence[Cell]], names: Sequence[str], example: str) -> set[int]:
    """The template's own example line begins with 'Ví dụ'; one that was written over with a person counts."""
    found = set()
    for at, row in enumerate(body[:_EXAMPLE_LINES]):
        start = next((cell for cell in row if cell not in ("", None)), "")
        if isinstance(start, str) and fold(start).startswith(_EXAMPLE) and names[at] in ("", example):
            found.add(at)
    return found


def _repeated_heading(names: Sequence[str], numbers: Sequence[str]) -> set[int]:
    """Header rows repeated for printing: the name says 'Họ và tên'."""
    titles = {name for name in set(names) if name[:1] in "Hh" and fold(name) in ("ho va ten", "ho ten")}
    return {at for at, name in enumerate(names) if name in titles and not _numeric(numbers[at])} if titles else set()


def _numeric(text: str) -> bool:
    return any("0" <= c <= "9" for c in text)


def _said(row: Sequence[Cell]) -> str:
    return " ".join(cell for cell in row if isinstance(cell, str) and cell.strip())


def _closing(row: Sequence[Cell]) -> bool:
    return any(_FOOTER.search(fold(cell)) for cell in row if isinstance(cell, str) and cell)
