import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from django.db import transaction

from motcua.calendar import queries
from motcua.calendar.models import Holiday, WorkedDay
from motcua.kernel.errors import Invalid

_SATURDAY = 5
_CONFIRMED = {"yes": True, "no": False}


@dataclass(frozen=True)
class Loaded:
    """How many days the data holds."""

    holidays: int
    worked: int


@transaction.atomic
def load(directory: Path) -> Loaded:
    """Make the calendar what `holidays.csv` and `worked_days.csv` in `directory` say; other days are removed.

    Raises Invalid, by file and line, and changes nothing.
    """
    problems: dict[str, str] = {}
    holidays = _read(directory / "holidays.csv", _holiday, problems)
    worked = _read(directory / "worked_days.csv", _worked, problems)
    for row in worked.values():
        if not problems and row.instead_of not in holidays:
            problems["worked_days.csv"] = (
                f"Ngày {row.instead_of:%d/%m/%Y} được làm bù nhưng không có trong holidays.csv"
            )
    if problems:
        raise Invalid(problems)
    Holiday.objects.exclude(day__in=holidays).delete()
    WorkedDay.objects.exclude(day__in=worked).delete()
    Holiday.objects.bulk_create(
        holidays.values(), update_conflicts=True, unique_fields=["day"], update_fields=["name", "confirmed"]
    )
    WorkedDay.objects.bulk_create(
        worked.values(),
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["name", "instead_of", "confirmed"],
    )
    # At once for this transaction's own reads; again at its end for what another thread read meanwhile.
    queries.forget()
    transaction.on_commit(queries.forget)
    return Loaded(len(holidays), len(worked))


R = TypeVar("R", Holiday, WorkedDay)


def _read(path: Path, parse: Callable[[Mapping[str, str]], R], problems: dict[str, str]) -> dict[date, R]:
    """The rows of a file by day; what is wrong with the others goes into `problems`."""
    rows: dict[date, R] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, line in enumerate(csv.DictReader(lines, restval=""), start=2):
            try:
                row = parse(line)
                if row.day in rows:
                    raise ValueError("ngày này đã có ở một dòng trên")  # noqa: TRY301
                rows[row.day] = row
            except (KeyError, TypeError, ValueError) as fault:
                problems[f"{path.name}:{number}"] = f"Dòng không đúng: {fault}"
    return rows


def _holiday(line: Mapping[str, str]) -> Holiday:
    day = date.fromisoformat(line["day"])
    if day.weekday() >= _SATURDAY:
        raise ValueError("cuối tuần vốn là ngày nghỉ, không ghi ở đây")
    return Holiday(day=day, name=_text(line["name"]), confirmed=_CONFIRMED[line["confirmed"]])


def _worked(line: Mapping[str, str]) -> WorkedDay:
    day, instead_of = date.fromisoformat(line["day"]), date.fromisoformat(line["instead_of"])
    if day.weekday() < _SATURDAY:
        raise ValueError("chỉ ghi ngày cuối tuần phải đi làm")
    return WorkedDay(day=day, name=_text(line["name"]), instead_of=instead_of, confirmed=_CONFIRMED[line["confirmed"]])


def _text(name: str) -> str:
    if not name.strip():
        raise ValueError("thiếu tên ngày")
    return name.strip()
