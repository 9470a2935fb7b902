"""The data files say what domain.md §13 and the `holidays` package say; the test names what the package lacks."""

from datetime import date

import holidays
import pytest

from .conftest import OFFICIAL, rows

YEARS = range(2020, 2027)
UNKNOWN_TO_THE_PACKAGE = {
    date(2025, 5, 2): "swapped with Saturday 26/4/2025; the package's table of swaps ends with 2024",
    date(2026, 1, 2): "swapped with Saturday 10/1/2026",
    date(2026, 8, 31): "swapped with Saturday 22/8/2026",
    date(2026, 11, 24): "a new holiday",
}


def test_weekdays_off_are_those_of_the_package():
    known = {day for day in holidays.country_holidays("VN", years=YEARS) if day.year in YEARS and day.weekday() < 5}
    assert set(OFFICIAL.holidays) - known == set(UNKNOWN_TO_THE_PACKAGE)
    assert known - set(OFFICIAL.holidays) == set()


def test_worked_saturdays_are_those_of_the_package_and_the_later_swaps():
    known = {day for day in holidays.country_holidays("VN", years=YEARS).weekend_workdays if day.year in YEARS}
    assert known == {date(2024, 5, 4)}
    assert set(OFFICIAL.worked) - known == {date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}


@pytest.mark.parametrize(
    ("year", "off"),
    [
        (2020, 10),
        (2021, 11),
        (2022, 11),
        (2023, 11),
        (2024, 12),
        (2025, 12),
        (2026, 14),
    ],
)
def test_each_year_has_its_days(year, off):
    assert sum(day.year == year for day in OFFICIAL.holidays) == off


def test_every_swap_names_the_day_off_it_makes_up_for():
    for row in rows("worked_days.csv"):
        day, instead = date.fromisoformat(row["day"]), date.fromisoformat(row["instead_of"])
        assert day.weekday() == 5
        assert OFFICIAL.holidays[instead] == f"Nghỉ hoán đổi với Thứ Bảy {day.day}/{day.month}"
        assert row["name"] == f"làm bù cho {instead.day}/{instead.month}"


def test_what_no_source_confirms_is_marked():
    marked = {
        row["day"] for name in ("holidays.csv", "worked_days.csv") for row in rows(name) if row["confirmed"] == "no"
    }
    assert marked == {"2026-01-02", "2026-01-10"}
