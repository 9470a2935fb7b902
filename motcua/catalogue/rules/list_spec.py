"""A list of people in a service: its columns and the policy's bounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol, TypeVar

ColumnKind = Literal["name", "date", "digits", "text", "choice"]
Counting = Literal["full"]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def by_key(things: Iterable[_K], key: str) -> _K:
    """The one of that key; KeyError otherwise."""
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)


@dataclass(frozen=True)
class Column:
    """One column of a list, as its printed template heads it. `private` cells are personal numbers, shown masked."""

    key: str
    title: str
    kind: ColumnKind
    required: bool = True
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    max_length: int = 200
    unique: bool = False
    private: bool = False
    hint: str = ""
    width: int = 16
    example: str = ""


@dataclass(frozen=True)
class Period:
    """The supported time of one row. `start` and `end` are column keys.

    Both dates lie within `window`, the first also within `start_from`..`start_to`; both ends of each count.
    Months: `least_months` to `most_months`; counting "full" takes whole months only (15/4 to 14/6 is 2, to 13/6 is 1).
    """

    start: str
    end: str
    window_from: date
    window_to: date
    start_from: date
    start_to: date
    least_months: int
    most_months: int
    counting: Counting = "full"


@dataclass(frozen=True)
class ListSpec:
    """A list of people in a dossier: its template, its columns and the policy's bounds for each row.

    `amount_per_month` is đồng for one person; `amount_by`, where it depends on the dossier's answers, the expression
    for it. A list without a `period` grants everybody `months` months from the first day of `months_from`. `identity`,
    `secondary`, `name`, `birth`, `age_at` are column keys; ages are whole years on the day in column `age_at`.
    """

    key: str
    title: str
    form: str
    columns: tuple[Column, ...]
    period: Period | None
    birth: str
    age_from: int
    age_to: int
    age_at: str
    amount_per_month: int
    max_rows: int
    letterhead: tuple[str, ...]
    identity: str = "id_number"
    secondary: str = "bhxh_number"
    name: str = "name"
    hint: str = ""
    max_mb: int = 20
    amount_by: str = ""
    months: int = 0
    months_from: date | None = None

    def column(self, key: str) -> Column:
        """The column of that key; KeyError otherwise."""
        return by_key(self.columns, key)
