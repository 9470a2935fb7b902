"""Lists of people in a dossier: every row of an upload, or of a form typed by hand, against the service's rules.

Columns are read one at a time, because nearly all cells of a column are alike and good; odd cells take the slow way.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from motcua.catalogue.rules import list_words as words
from motcua.catalogue.rules.list_cells import Read, read_cell, read_column, shown
from motcua.catalogue.rules.list_header import Header, find_header, looks_right
from motcua.catalogue.rules.list_people import Judge, full_months
from motcua.catalogue.rules.list_rows import Lines, picked_lines
from motcua.catalogue.rules.service import Column, ListSpec
from motcua.files.rules.tables import Cell
from motcua.kernel.errors import Refusal

__all__ = [
    "Checked",
    "EmptyList",
    "Header",
    "ListTooLong",
    "Problem",
    "Row",
    "WrongTemplate",
    "check",
    "check_row",
    "find_header",
    "full_months",
    "looks_right",
    "recheck_duplicates",
    "to_json",
]

MAX_OTHERS = 5


class WrongTemplate(Refusal):
    """Tệp không theo mẫu: không thấy cột {columns}. Hãy tải tệp mẫu {form} về, chép dữ liệu vào rồi tải lên lại."""


class EmptyList(Refusal):
    """Không có người nào dưới hàng tiêu đề (dòng {line}). Hãy điền danh sách vào tệp mẫu {form} rồi tải lên lại."""


class ListTooLong(Refusal):
    """Danh sách có {count} người; mỗi hồ sơ nhận nhiều nhất {limit} người. Hãy tách danh sách thành nhiều hồ sơ."""


@dataclass(slots=True)
class Problem:
    """What is wrong in one cell. `column` is a key of the list; `shown` is the cell's text, trimmed.

    `template` and `data` are for translating; `message` is the Vietnamese sentence. `suggestion` is a value that the
    person may accept, "" mostly.
    """

    column: str
    code: str
    data: Mapping[str, Any]
    shown: str = ""

    @property
    def template(self) -> str:
        return words.MESSAGES[self.code]

    @property
    def message(self) -> str:
        return self.template.format_map(self.data)

    @property
    def suggestion(self) -> str:
        return str(self.data.get("suggestion", ""))


@dataclass(slots=True)
class Row:
    """One person. `n` is the line in the file; `values` are column key → text, dates as yyyy-mm-dd when they are good.

    `months` are the whole supported months and `amount` is đồng, both 0 while the period is not in order.
    """

    n: int
    values: dict[str, str]
    months: int = 0
    amount: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(slots=True)
class Checked:
    """A checked list. `total_amount` sums the rows without problems; `counts` are (column key, code) → cells.

    `remarks` say in Vietnamese what of the file was not read.
    """

    rows: list[Row]
    remarks: tuple[str, ...] = ()
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    total_amount: int = 0
    bad_rows: int = 0

    @property
    def ok(self) -> bool:
        return not self.bad_rows


def check(rows: Sequence[Sequence[Cell]], spec: ListSpec, *, remarks: Iterable[str] = ()) -> Checked:
    """Every row under the header. `rows[0]` is line 1 of the file. Raises WrongTemplate, EmptyList, ListTooLong."""
    header = find_header(rows, spec)
    if not header.found or header.missing:
        raise WrongTemplate(columns=_titles(header.missing), form=spec.form)
    body = rows[header.last + 1 :]
    raw = _raw_columns(body, header, spec)
    values: dict[str, list[str]] = {}
    wrong: dict[str, dict[int, Read]] = {}
    for column in spec.columns:
        values[column.key], wrong[column.key] = read_column(column, raw[column.key])
    lines = picked_lines(body, values, spec, first=header.last + 2)
    if not lines.picked:
        raise EmptyList(line=header.row + 1, form=spec.form)
    if len(lines.picked) > spec.max_rows:
        raise ListTooLong(count=_thousands(len(lines.picked)), limit=_thousands(spec.max_rows))
    found = _rows(lines, values, wrong, spec, first=header.last + 2)
    return checked(found, remarks=(*remarks, *_header_remarks(header), *lines.remarks))


def check_row(values: Mapping[str, Cell], spec: ListSpec, *, n: int = 0) -> Row:
    """One row typed or mended by hand, by the same rules. Duplicates are seen by `recheck_duplicates` only."""
    reads = {column.key: read_cell(column, values.get(column.key, "")) for column in spec.columns}
    texts = {key: [read.value] for key, read in reads.items()}
    wrong = {key: {0: read} for key, read in reads.items() if read.code}
    return _rows(Lines([0], ()), texts, wrong, spec, first=n)[0]


def recheck_duplicates(rows: Sequence[Row], spec: ListSpec) -> Checked:
    """The same rows with their duplicates found anew, after one was added, mended or removed. Changes the rows."""
    for row in rows:
        if any(problem.code == "duplicate" for problem in row.problems):
            row.problems = tuple(p for p in row.problems if p.code != "duplicate")
    found: dict[int, list[Problem]] = {}
    for column in spec.columns:
        if column.unique:
            _find_duplicates(column, [row.values[column.key] for row in rows], [row.n for row in rows], found)
    order = {column.key: place for place, column in enumerate(spec.columns)}
    for at, problems in found.items():
        rows[at].problems = tuple(sorted((*rows[at].problems, *problems), key=lambda p: order[p.column]))
    return checked(list(rows))


def checked(rows: list[Row], *, remarks: tuple[str, ...] = ()) -> Checked:
    """The sums over rows."""
    bad = [row for row in rows if row.problems]
    counts = Counter((problem.column, problem.code) for row in bad for problem in row.problems)
    total = sum(row.amount for row in rows) - sum(row.amount for row in bad)
    return Checked(rows, remarks, dict(counts), total, len(bad))


def to_json(result: Checked) -> dict[str, Any]:
    """For the command line: rows, problems and sums, as json.dump takes them."""
    rows = [
        {
            "n": row.n,
            "values": row.values,
            "months": row.months,
            "amount": row.amount,
            "problems": [
                {"column": p.column, "code": p.code, "message": p.message, "shown": p.shown, "suggestion": p.suggestion}
                for p in row.problems
            ],
        }
        for row in result.rows
    ]
    counts = [{"column": c, "code": code, "cells": n} for (c, code), n in sorted(result.counts.items())]
    return {
        "ok": result.ok,
        "people": len(result.rows),
        "bad_rows": result.bad_rows,
        "total_amount": result.total_amount,
        "problems": counts,
        "remarks": list(result.remarks),
        "rows": rows,
    }


def _raw_columns(body: Sequence[Sequence[Cell]], header: Header, spec: ListSpec) -> dict[str, Sequence[Cell]]:
    columns: list[Sequence[Cell]] = list(zip_longest(*body, fillvalue=""))
    nothing: Sequence[Cell] = ("",) * len(body)
    positions = header.positions
    raw = {
        c.key: columns[positions[c.key]] if c.key in positions and positions[c.key] < len(columns) else nothing
        for c in spec.columns
    }
    if header.by_sex and columns:
        men, women = (columns[at] for at in header.by_sex)
        raw[spec.birth] = [man or woman for man, woman in zip(men, women, strict=True)]
        if "sex" in raw and "sex" not in positions:
            raw["sex"] = ["Nam" if m else "Nữ" if w else "" for m, w in zip(men, women, strict=True)]
    return raw


def _rows(
    lines: Lines,
    values: Mapping[str, Sequence[str]],
    wrong: Mapping[str, Mapping[int, Read]],
    spec: ListSpec,
    *,
    first: int,
) -> list[Row]:
    keys = [column.key for column in spec.columns]
    whole = len(lines.picked) == len(values[keys[0]])
    kept = [values[key] if whole else [values[key][at] for at in lines.picked] for key in keys]
    judge = Judge(spec)
    money = spec.amount_per_month
    start, end = (spec.period.start, spec.period.end) if spec.period else ("", "")
    rows: list[Row] = []
    found: dict[int, list[Problem]] = {}
    for at, cells in enumerate(zip(*kept, strict=True)):
        person = dict(zip(keys, cells, strict=True))
        months = spec.months
        if start:
            months, flaws = judge.period(person[start], person[end])
            for key, code, data in flaws:
                found.setdefault(at, []).append(_problem(key, code, data, person[key]))
        if flaw := judge.age(person):
            found.setdefault(at, []).append(_problem(spec.birth, *flaw, person[spec.birth]))
        rows.append(Row(lines.picked[at] + first, person, months, months * money))
    place = {line: at for at, line in enumerate(lines.picked)} if not whole else None
    for column, texts in zip(spec.columns, kept, strict=True):
        _find_cell_problems(column, texts, wrong.get(column.key, {}), place, found)
        if column.unique and len(set(texts)) < len(texts):
            _find_duplicates(column, texts, [row.n for row in rows], found)
    order = {key: place for place, key in enumerate(keys)}
    for at, problems in found.items():
        rows[at].problems = tuple(sorted(problems, key=lambda p: order[p.column]))
    return rows


def _find_cell_problems(
    column: Column,
    cells: Sequence[str],
    wrong: Mapping[int, Read],
    place: Mapping[int, int] | None,
    found: dict[int, list[Problem]],
) -> None:
    for line, read in wrong.items():
        at = line if place is None else place.get(line)
        if at is not None:
            found.setdefault(at, []).append(_problem(column.key, read.code, read.data, read.value, column.title))
    if column.required and "" in cells:
        for at, cell in enumerate(cells):
            if not cell:
                found.setdefault(at, []).append(_problem(column.key, "missing", {}, "", column.title))


def _find_duplicates(
    column: Column, cells: Sequence[str], numbers: Sequence[int], found: dict[int, list[Problem]]
) -> None:
    places: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if cell:
            places.setdefault(cell, []).append(at)
    for cell, ats in places.items():
        if len(ats) == 1:
            continue
        for at in ats:
            others = [str(numbers[other]) for other in ats[: MAX_OTHERS + 1] if other != at][:MAX_OTHERS]
            more = "…" if len(ats) - 1 > len(others) else ""
            data = {"others": ", ".join(others) + more}
            found.setdefault(at, []).append(_problem(column.key, "duplicate", data, cell, column.title))


def _problem(key: str, code: str, data: Mapping[str, Any], value: str, title: str = "") -> Problem:
    short = shown(value)
    return Problem(key, code, {**data, "title": title, "shown": short}, short)


def _header_remarks(header: Header) -> Iterable[str]:
    if header.extra:
        yield words.NOT_READ.format(titles=_titles(header.extra))
    if header.absent:
        yield words.ABSENT.format(titles=_titles(header.absent))
    for title in header.twice:
        yield words.TWICE.format(title=title)


def _titles(titles: Sequence[str]) -> str:
    return ", ".join(f"“{title}”" for title in titles)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")
