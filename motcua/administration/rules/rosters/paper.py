"""A form as it stands on paper, before it becomes a workbook or a document."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
ATTACHED = "(Kèm theo Công văn số:          /             ngày      tháng      năm         của                  )"
CENTRED = frozenset({"ordinal", "granted", "until"})


@dataclass(frozen=True)
class Column:
    """`width` in characters; `group` is the title over several columns."""

    role: str
    title: str
    width: int
    group: str = ""


class Head(NamedTuple):
    """A title over the columns from `left` to `right` and the header rows from `top` to `bottom`, from 0."""

    title: str
    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Paper:
    """Letterhead, title, table and notes."""

    agency: str
    title: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]

    @property
    def deep(self) -> int:
        """Header rows."""
        return 2 if any(column.group for column in self.columns) else 1

    def heads(self) -> Iterator[Head]:
        """The titles of the header with the cells over which each is merged, row by row."""
        lower: list[Head] = []
        at = 0
        while at < len(self.columns):
            group, left = self.columns[at].group, at
            if not group:
                yield Head(self.columns[at].title, 0, at, self.deep - 1, at)
                at += 1
                continue
            while at < len(self.columns) and self.columns[at].group == group:
                lower.append(Head(self.columns[at].title, 1, at, 1, at))
                at += 1
            yield Head(group, 0, left, 0, at - 1)
        yield from lower

    def grid(self) -> list[list[str]]:
        """Header and rows as one grid, a merged title in its first cell: what is copied from the table."""
        header = [[""] * len(self.columns) for _ in range(self.deep)]
        for head in self.heads():
            header[head.top][head.left] = head.title
        return [*header, *map(list, self.rows)]
