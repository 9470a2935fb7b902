"""Where a list begins: the header row under a letterhead, in one row or two, with the columns in any order."""

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from motcua.catalogue.rules.service import ListSpec
from motcua.files.rules.tables import Cell
from motcua.kernel.text import fold, tidy

SEARCHED = 60
MAX_TITLE = 120
_BRACKETS = re.compile(r"\([^)]*\)")
_OTHER = re.compile(r"[^a-z0-9]+")
_NUMBERING = re.compile(r"\(?(?:\d{1,2}|[a-z])\)?(?:\s*=.*)?").fullmatch
_DATA = re.compile(r"\d{4}")
_EXACT, _PHRASE, _LIKE = 1000, 500, 100
_LIKENESS = 0.86
_ORDINAL = frozenset({"tt", "stt", "so tt", "so thu tu", "thu tu", "no"})


@dataclass(frozen=True)
class Header:
    """`row`, `last` count from 0 in the rows given; `positions` are column key → position in the row.

    `missing` and `absent` are the titles of required and of other columns that are not there; `extra` the titles that
    the list does not know. `by_sex` are two positions: the paper form has a column for men's
    birth dates and one for women's.
    """

    row: int
    last: int
    positions: dict[str, int]
    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    by_sex: tuple[int, int] | None = None

    @property
    def found(self) -> bool:
        return bool(self.positions)


def plain(title: str) -> str:
    """A title for comparing: 'Số CMND/CCCD (*)' → 'so cmnd cccd'."""
    folded = fold(title[: 4 * MAX_TITLE])
    return _OTHER.sub(" ", _BRACKETS.sub(" ", folded)).strip() or _OTHER.sub(" ", folded).strip()


def looks_right(rows: Sequence[Sequence[Cell]], spec: ListSpec) -> bool:
    """For files.rules.tables.read(wanted=…): the sheet has this list's header."""
    return find_header(rows, spec).found


def find_header(rows: Sequence[Sequence[Cell]], spec: ListSpec) -> Header:
    """The best header among the first rows; `found` is False when nothing looks like this list."""
    names = _Names(spec)
    best, best_score = Header(-1, -1, {}), 0
    for at in range(min(len(rows), SEARCHED)):
        for deep in (1, 2):
            candidate = _candidate(rows, at, deep, names)
            if candidate is not None and candidate[1] > best_score:
                best, best_score = candidate
    if best_score == 0:
        return Header(-1, -1, {}, missing=tuple(c.title for c in spec.columns if c.required))
    return _with_numbering(best, rows)


@dataclass
class _Names:
    """Every way to name each column, folded once."""

    spec: ListSpec
    exact: dict[str, str] = field(default_factory=dict)
    phrases: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for column in self.spec.columns:
            for name in (column.title, *column.aliases):
                folded = plain(name)
                self.exact.setdefault(folded, column.key)
                if " " in folded:
                    self.phrases.append((folded, column.key))

    def scores(self, title: str, *, loose: bool = True) -> Iterator[tuple[int, str]]:
        if key := self.exact.get(title):
            yield _EXACT, key
            return
        if not loose or not title or len(title) > MAX_TITLE:
            return
        padded = f" {title} "
        for phrase, key in self.phrases:
            if f" {phrase} " in padded:
                yield _PHRASE + len(phrase), key
        if " " in title:
            for close in difflib.get_close_matches(title, self.exact, n=2, cutoff=_LIKENESS):
                yield _LIKE, self.exact[close]


def _candidate(rows: Sequence[Sequence[Cell]], at: int, deep: int, names: _Names) -> tuple[Header, int] | None:
    titles = _titles(rows, at, deep)
    if not titles:
        return None
    positions, score, twice = _assigned(titles, names)
    by_sex = _by_sex(titles, names.spec)
    if by_sex:
        score += 2 * _EXACT if names.spec.birth not in positions else _EXACT
        positions.pop(names.spec.birth, None)
    spec = names.spec
    if len(positions) < min(3, len(spec.columns)) or not {spec.name, spec.identity} & positions.keys():
        return None
    have = positions.keys() | ({spec.birth, "sex"} if by_sex else set())
    used = {*positions.values(), *(by_sex or ())}
    header = Header(
        row=at,
        last=at + deep - 1,
        positions=positions,
        missing=tuple(c.title for c in spec.columns if c.required and c.key not in have),
        absent=tuple(c.title for c in spec.columns if not c.required and c.key not in have),
        extra=tuple(
            tidy(t[0])[:MAX_TITLE]
            for n, t in enumerate(titles)
            if t[0] and n not in used and plain(t[0]) not in _ORDINAL and n not in twice
        ),
        twice=tuple(spec.column(key).title for key in dict.fromkeys(twice.values())),
        by_sex=by_sex,
    )
    return header, score - (deep - 1) * (_LIKE // 2)


def _titles(rows: Sequence[Sequence[Cell]], at: int, deep: int) -> list[tuple[str, str, str]]:
    """For each column what it may be called: (whole, upper, lower); [] when the rows cannot be a header."""
    upper = [cell if isinstance(cell, str) else "" for cell in rows[at]]
    if sum(1 for cell in upper if cell.strip()) < 2 or _has_data(rows[at]):  # noqa: PLR2004
        return []
    if deep == 1:
        return [(cell, cell, "") for cell in upper]
    if at + 1 >= len(rows) or _has_data(rows[at + 1]):
        return []
    lower = [cell if isinstance(cell, str) else "" for cell in rows[at + 1]]
    if not any(cell.strip() for cell in lower) or _is_numbering(rows[at + 1]):
        return []
    titles, group = [], ""
    for above, below in zip(upper, lower, strict=False):
        if above.strip():
            group = above
        elif not below.strip():
            group = ""
        over = above or group
        whole = over if not below.strip() or below == over else f"{over} {below}"
        titles.append((whole, above, below if below != over else ""))
    return titles


def _has_data(row: Sequence[Cell]) -> bool:
    """Dates, large numbers or long runs of digits do not stand in a header; an ordinal may."""
    return any(
        (not isinstance(cell, (str, int, float)))
        or (isinstance(cell, (int, float)) and cell > 99)  # noqa: PLR2004
        or (isinstance(cell, str) and len(cell) <= MAX_TITLE and _DATA.search(cell) is not None and len(cell) < 20)  # noqa: PLR2004
        for cell in row
    )


def _assigned(titles: Sequence[tuple[str, str, str]], names: _Names) -> tuple[dict[str, int], int, dict[int, str]]:
    """Each column to its best title, each title to one column: (positions, score, further titles of the same name)."""
    bids: list[tuple[int, int, str]] = []
    for at, (whole, above, below) in enumerate(titles):
        seen: dict[str, int] = {}
        said = plain(whole)
        loose = list(names.scores(said)) if said else []
        if below:
            loose += list(names.scores(plain(below), loose=False)) + list(names.scores(plain(above), loose=False))
        for score, key in loose:
            seen[key] = max(score, seen.get(key, 0))
        bids += [(-score, at, key) for key, score in seen.items()]
    positions: dict[str, int] = {}
    taken: set[int] = set()
    twice: dict[int, str] = {}
    total = 0
    for score, at, key in sorted(bids):
        if at in taken:
            continue
        if key in positions:
            if score == -_EXACT:
                twice[at] = key
            continue
        positions[key] = at
        taken.add(at)
        total += _EXACT - (score + _EXACT) // 10
    return positions, total, twice


def _by_sex(titles: Sequence[tuple[str, str, str]], spec: ListSpec) -> tuple[int, int] | None:
    """The paper form's 'Ngày sinh' over 'Nam' and 'Nữ'."""
    birth = (
        {plain(name) for name in (spec.column(spec.birth).title, *spec.column(spec.birth).aliases)}
        if spec.birth
        else set()
    )
    for at in range(len(titles) - 1):
        (whole, _, nam), (_, above, nu) = titles[at], titles[at + 1]
        if plain(nam) == "nam" and plain(nu) == "nu" and not above.strip():
            group = plain(whole).removesuffix(" nam")
            if group in birth or any(name in group for name in birth):
                return at, at + 1
    return None


def _is_numbering(row: Sequence[Cell]) -> bool:
    """The row '(1) (2) (3) …' or 'A B 1 2 …' that official forms have under the header."""
    said = [
        str(int(c)) if isinstance(c, float) and c.is_integer() else str(c).strip() for c in row if c not in ("", None)
    ]
    return len(said) >= 3 and all(_NUMBERING(fold(text)) for text in said)  # noqa: PLR2004


def _with_numbering(header: Header, rows: Sequence[Sequence[Cell]]) -> Header:
    below = header.last + 1
    if below < len(rows) and _is_numbering(rows[below]):
        return Header(**{**header.__dict__, "last": below})
    return header
