"""What a table is, wherever it comes from."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

Cell = str | int | float | bool | date | datetime | time | timedelta
Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, Word table or pasted table. `rows[0]` is line 1; rows are equally long; an empty cell is "".

    A value merged over several lines stands in each of them; `remarks` say so in Vietnamese, and `filled` are the
    rows where it was put, once for each cell. `lines` are the lines of the rows where they are not simply counted.
    """

    kind: str
    sheet: str
    rows: Rows
    remarks: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    filled: tuple[int, ...] = ()

    def line(self, at: int) -> int:
        """The line of the file (of the Word table, of the pasted text) in which `rows[at]` stands."""
        return self.lines[at] if self.lines else at + 1
