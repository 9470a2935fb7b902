import csv
from datetime import date
from pathlib import Path

import pytest

from motcua.calendar import queries
from motcua.calendar.rules import Calendar

DATA = Path(__file__).parents[2] / "data" / "calendar"


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


OFFICIAL = Calendar(
    holidays={date.fromisoformat(row["day"]): row["name"] for row in rows("holidays.csv")},
    worked={date.fromisoformat(row["day"]): row["name"] for row in rows("worked_days.csv")},
)


@pytest.fixture(autouse=True)
def _nothing_kept():
    queries.forget()
    yield
    queries.forget()
