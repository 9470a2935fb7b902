"""Text with one cell a line, as a table comes out of a web page: nothing says where a row ends.

Cells stand on lines of their own with a blank line between, an empty cell being a further blank line (letter 000,
appendix 1), or line below line with a blank one for an empty cell. The header tells how many columns there are. Rows
are then cut so that as few as possible are short: a row is short where a cell of the row above is merged over it.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

MAX_COLUMNS = 16
_LEAST = 3
_MISSING = 2  # cells that a short row may lack
_GROUPS = ("leaving", "joining")
_ORDINAL = re.compile(r"\(?(?:\d{1,4}|[IVXLC]{1,6})[.)]*").fullmatch
_MARK = re.compile(r"[xX×✓✔☑хХ]").fullmatch
_FIGURES = re.compile(r"[\d\s.\-+]{7,}").fullmatch
_WHOLE_TEXT = 600  # characters of what is no cell but a paragraph
_LONG = 80  # characters of no name and no mark
# What a way to cut costs: a row that is short; a cell that does not look like its column, in a row with its number and
# in one without; a text between the rows, and one after the last.
_SHORT, _ODD, _DOUBTFUL, _STRAY, _AFTER = 1, 3, 12, 14, 2
# Which cells are merged over rows, the likeliest first.
_MERGED = ("unit", "subsystem", "body", "services", "note", "until", "title", "phone", "email", "")


class Cut(NamedTuple):
    """`rows` are (line of the text, cells); `filled` the rows that got a merged cell's value, once for each."""

    rows: list[tuple[int, list[str]]]
    filled: tuple[int, ...]


class _Cell(NamedTuple):
    line: int
    text: str


def rows(text: str, role: Callable[[str], str], *, max_rows: int) -> Cut | None:
    """The rows of the tables in the text; None when no header is found. Text around them stands in rows of one cell."""
    for cells in (_apart(text), _below(text)):
        starts = list(_headers(cells, role))
        if starts:
            return _cut_all(cells, starts, max_rows)
    return None


def _apart(text: str) -> list[_Cell]:
    """A blank line parts two cells; two further ones are an empty cell; lines without one between are one cell."""
    found: list[_Cell] = []
    gap, last = 0, False
    for number, raw in enumerate(text.split("\n"), 1):
        said = raw.strip()
        if not said:
            gap, last = gap + 1, False
            continue
        if last:
            found[-1] = _Cell(found[-1].line, f"{found[-1].text} {said}")
            continue
        if found:
            found += [_Cell(number - gap + 2 * n + 1, "") for n in range((gap - 1) // 2)]
        found.append(_Cell(number, said))
        gap, last = 0, True
    # What is blank at the very end may be the last cells of the last row.
    return found + [_Cell(0, "")] * min(gap // 2, MAX_COLUMNS) if found else found


def _below(text: str) -> list[_Cell]:
    return [_Cell(number, raw.strip()) for number, raw in enumerate(text.split("\n"), 1)]


@dataclass(frozen=True)
class _Head:
    """`start`, `stop` of the cells of a header; `roles` of its columns; `rows` as they stand on paper."""

    start: int
    stop: int
    roles: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]


def _headers(cells: Sequence[_Cell], role: Callable[[str], str]) -> list[_Head]:
    found: list[_Head] = []
    at = 0
    known: dict[str, str] = {}
    while at < len(cells):
        text = cells[at].text
        if text and len(text) < 120 and known.setdefault(text, role(text)):  # noqa: PLR2004
            head = _head(cells, at, role)
            if head is not None:
                found.append(head)
                at = head.stop
                continue
        at += 1
    return found


def _head(cells: Sequence[_Cell], at: int, role: Callable[[str], str]) -> _Head | None:
    """The run of titles that begins here. With an ordinal first, unknown titles may stand between known ones."""
    numbered = role(cells[at].text) == "ordinal"
    stop, named = at, [at]
    while stop < len(cells) and stop - at < MAX_COLUMNS and cells[stop].text and not _ORDINAL(cells[stop].text):
        held = role(cells[stop].text) if stop > at else ""
        # An ordinal begins a header; what stands above it only looks like a title.
        if held == "ordinal" or not (held or numbered or stop == at):
            break
        named += [stop] if held else []
        stop += 1
    stop = named[-1] + 1 if stop >= len(cells) or not numbered or stop - at >= MAX_COLUMNS else stop
    titles = [cell.text for cell in cells[at:stop]]
    roles = [role(title) for title in titles]
    if "name" not in roles or sum(map(bool, roles)) < _LEAST:
        return None
    return _two_rows(cells[at].line, at, titles, roles) or _Head(at, stop, tuple(roles), ((cells[at].line, titles),))


def _two_rows(line: int, at: int, titles: list[str], roles: list[str]) -> _Head | None:
    """Groups over two columns, whose titles follow after the whole first row."""
    groups = [n for n, role in enumerate(roles) if role in _GROUPS]
    first = roles.index("name")
    if not groups or groups[-1] > first:
        return None
    below = titles[first : first + 2 * len(groups)]
    upper: list[str] = []
    lower: list[str] = []
    columns: list[str] = []
    for n in range(first):
        if n in groups:
            place = 2 * groups.index(n)
            upper += [titles[n], ""]
            lower += below[place : place + 2]
            columns += roles[first + place : first + place + 2]
        else:
            upper.append(titles[n])
            lower.append("")
            columns.append(roles[n])
    if len(upper) != len(lower) or len(below) < 2 * len(groups):
        return None
    return _Head(at, at + first + len(below), tuple(columns), ((line, upper), (line + 1, lower)))


def _cut_all(cells: Sequence[_Cell], heads: Sequence[_Head], max_rows: int) -> Cut:
    found: list[tuple[int, list[str]]] = [(cell.line, [cell.text]) for cell in cells[: heads[0].start] if cell.text]
    filled: list[int] = []
    for n, head in enumerate(heads):
        found += [(line, list(row)) for line, row in head.rows]
        stop = heads[n + 1].start if n + 1 < len(heads) else len(cells)
        body = cells[head.stop : min(stop, head.stop + (max_rows + 1) * len(head.roles))]
        _fill(_cut(body, head.roles), head.roles, found, filled)
        found += [(cell.line, [cell.text]) for cell in cells[head.stop + len(body) : stop] if cell.text]
    return Cut(found, tuple(filled))


def _cut(body: Sequence[_Cell], roles: Sequence[str]) -> list[list[_Cell]]:
    """The cheapest way to cut the cells into rows: whole ones, short ones, cells that belong to none."""
    width, end = len(roles), len(body)
    cost = [0] * (end + width + 1)
    take = [1] * (end + 1)
    after = 0
    for at in range(end - 1, -1, -1):
        after += _AFTER if body[at].text else 0
        best, size = cost[at + 1] + (_STRAY if body[at].text else 1), 1
        for long in range(width, max(width - _MISSING, 1) - 1, -1):
            if at + long > end:
                continue
            price = _price(body[at : at + long], roles)
            if price is not None and cost[at + long] + price < best:
                best, size = cost[at + long] + price, long
        # The table may end here: all that follows are texts.
        cost[at], take[at] = (after, 0) if after < best else (best, size)
    return list(_taken(body, take))


def _taken(body: Sequence[_Cell], take: Sequence[int]) -> Iterator[list[_Cell]]:
    at = 0
    while at < len(body) and take[at]:
        yield list(body[at : at + take[at]])
        at += take[at]
    yield from ([cell] for cell in body[at:])


def _price(row: Sequence[_Cell], roles: Sequence[str]) -> int | None:
    """What it costs to take these cells as a row; None when they cannot be one."""
    first = row[0].text
    if roles[0] == "ordinal" and first and not _ORDINAL(first):
        return None
    if not any(cell.text for cell in row) or any(len(cell.text) > _WHOLE_TEXT for cell in row):
        return None
    short = len(roles) - len(row)
    if not short:
        return _oddness(row, roles, ())
    return _SHORT + short + min(_oddness(row, roles, missing) for missing in _choices(roles, short))


def _choices(roles: Sequence[str], short: int) -> list[tuple[int, ...]]:
    """Which columns may be missing, the likeliest first; never a person's name or number, nor the mark."""
    likely = sorted((_MERGED.index(role), n) for n, role in enumerate(roles) if role in _MERGED)
    found = [tuple(sorted(n for _, n in pick)) for pick in combinations(likely, short)]
    return found or [tuple(range(len(roles) - short, len(roles)))]


def _oddness(row: Sequence[_Cell], roles: Sequence[str], missing: tuple[int, ...]) -> int:
    said = [role for n, role in enumerate(roles) if n not in missing]
    texts = [(role, cell.text) for role, cell in zip(said, row, strict=True) if cell.text]
    if any(len(text) > _LONG for role, text in texts if role in ("name", "granted")):
        return _STRAY * MAX_COLUMNS
    held = {role for role, _ in texts}
    odd = sum(_odd(role, text) for role, text in texts)
    odd += "name" not in held and ("body" not in held or bool(held & {"unit", "granted"}))
    return odd * (_ODD if "ordinal" in held else _DOUBTFUL)


def _odd(role: str, text: str) -> bool:
    if role in ("id_number", "leaving_id", "phone"):
        return not any(c.isdigit() for c in text)
    if role == "granted":
        return len(text) > 8  # noqa: PLR2004
    if role == "name":
        return bool(_MARK(text) or _FIGURES(text) or _ORDINAL(text))
    return role in ("unit", "body", "subsystem") and bool(_MARK(text) or _FIGURES(text))


def _fill(
    cut: Sequence[Sequence[_Cell]],
    roles: Sequence[str],
    found: list[tuple[int, list[str]]],
    filled: list[int],
) -> None:
    above = [""] * len(roles)
    for row in cut:
        texts = [cell.text for cell in row]
        if not any(texts):
            continue
        line = next(cell.line for cell in row if cell.text)
        if len(row) == 1 and len(roles) > 1:
            found.append((line, texts))
            continue
        short = len(roles) - len(row)
        if short:
            missing = min(_choices(roles, short), key=lambda columns: _oddness(row, roles, columns))
            for n in missing:
                texts.insert(n, above[n])
                filled += [len(found)] if above[n] else []
        found.append((line, texts))
        above = texts
