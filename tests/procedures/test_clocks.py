"""Exact days of the clocks of publication, over holidays; and who is late, counted from data."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.calendar.rules import Calendar, UncoveredYear
from motcua.procedures.commands import deciding
from motcua.procedures.commands.decisions import Announcement, announce
from motcua.procedures.queries import lateness
from motcua.procedures.rules.clocks import Clock, Course, Step, ahead, all_in_time, back, clocks
from motcua.shell.clock import VIETNAM
from tests.procedures.world import AT, World, country, world

__all__ = ["country", "world"]
DATA = Path(__file__).parents[2] / "data" / "calendar"


def _days(name: str) -> dict[date, str]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return {date.fromisoformat(line["day"]): line["name"] for line in csv.DictReader(lines)}


CALENDAR = Calendar(holidays=_days("holidays.csv"), worked=_days("worked_days.csv"))
D = date


@pytest.mark.parametrize(
    ("day", "n", "before"),
    [
        (D(2020, 5, 15), 20, D(2020, 4, 15)),  # over 30/4 and 1/5
        (D(2020, 5, 15), 5, D(2020, 5, 8)),
        (D(2020, 10, 19), 20, D(2020, 9, 21)),
        (D(2020, 4, 24), 20, D(2020, 3, 26)),  # over 2/4, Giỗ Tổ
        (D(2020, 2, 3), 5, D(2020, 1, 20)),  # over Tết
        (D(2020, 5, 17), 1, D(2020, 5, 15)),  # a Sunday is no day to count from
    ],
)
def test_working_days_before_the_effect(day: date, n: int, before: date):
    assert back(day, n, CALENDAR) == before


@pytest.mark.parametrize(
    ("day", "n", "after"),
    [
        (D(2020, 4, 29), 10, D(2020, 5, 15)),  # QĐ 480: 30/4 and 1/5 are holidays
        (D(2020, 4, 29), 5, D(2020, 5, 8)),
        (D(2020, 5, 2), 1, D(2020, 5, 4)),  # signed on a Saturday
        (D(2020, 1, 22), 5, D(2020, 2, 5)),
    ],
)
def test_working_days_after_the_decision(day: date, n: int, after: date):
    assert ahead(day, n, CALENDAR) == after


@given(st.dates(D(2020, 3, 1), D(2025, 10, 1)), st.integers(1, 30))
def test_there_and_back(day: date, n: int):
    """So many working days lie between, the end counted, the beginning not."""
    due = ahead(day, n, CALENDAR)
    assert CALENDAR.works(due)
    assert sum(CALENDAR.works(day + timedelta(days=k)) for k in range(1, (due - day).days + 1)) == n
    assert back(due + timedelta(days=1), n, CALENDAR) > day
    assert all(not CALENDAR.works(due + timedelta(days=k)) for k in range(1, (ahead(due, 1, CALENDAR) - due).days))


@pytest.mark.parametrize(
    ("level", "published", "today", "found"),
    [
        # In time on the very last day; late by one the day after.
        ("central", D(2020, 5, 15), D(2020, 6, 1), (D(2020, 5, 15), 0)),
        ("central", D(2020, 5, 18), D(2020, 6, 1), (D(2020, 5, 15), 1)),
        ("central", None, D(2020, 5, 15), (D(2020, 5, 15), 0)),
        ("central", None, D(2020, 5, 20), (D(2020, 5, 15), 3)),
        # A weekend after the last day is late too.
        ("central", D(2020, 5, 16), D(2020, 6, 1), (D(2020, 5, 15), 1)),
        ("province", D(2020, 5, 8), D(2020, 6, 1), (D(2020, 5, 8), 0)),
        ("province", D(2020, 5, 15), D(2020, 6, 1), (D(2020, 5, 8), 5)),
    ],
)
def test_publication_is_timed_from_the_signature(level, published, today, found):
    course = Course(level, D(2020, 4, 29), None, published)
    (clock,) = clocks(course, today, CALENDAR)
    assert clock == Clock(Step.PUBLICATION, found[0], published, found[1])


@pytest.mark.parametrize(
    ("level", "effect", "due", "late"),
    [
        ("central", D(2020, 5, 29), D(2020, 4, 29), 0),
        ("central", D(2020, 5, 28), D(2020, 4, 28), 1),
        ("central", D(2020, 4, 24), D(2020, 3, 26), 23),
        ("province", D(2020, 5, 8), D(2020, 4, 29), 0),
        ("province", D(2020, 5, 7), D(2020, 4, 28), 1),
    ],
)
def test_the_decision_is_timed_from_the_legal_text(level, effect, due, late):
    first, second = clocks(Course(level, D(2020, 4, 29), effect, D(2020, 4, 29)), D(2020, 6, 1), CALENDAR)
    assert first == Clock(Step.DECISION, due, D(2020, 4, 29), late)
    assert all_in_time((first, second)) == (late == 0)


def test_a_year_without_calendar_is_refused():
    with pytest.raises(UncoveredYear):
        ahead(D(2031, 1, 1), 1, CALENDAR)


@pytest.mark.django_db
def test_by_agency_one_late_decision_makes_the_procedure_late(world: World):
    """Two decisions of one procedure, one of them late: counted once, late. Published in time: not late."""
    first = world.published("1.000001")  # signed 29/4, public 12/5: in time
    second = world.approved(world.entered("1.000002"))
    told = Announcement("2/QĐ-VD", D(2020, 4, 20), D(2020, 4, 20))
    late = announce(
        world.ministry, told, [("1.000001", "amend"), ("1.000002", "new")], by=world.actor("publisher"), at=AT
    )
    own = Announcement("3/QĐ-UBND", D(2020, 5, 4), D(2020, 5, 4))
    announce(world.province, own, by=world.actor("province"), at=AT)
    today = D(2020, 5, 12)
    found = lateness.timed(D(2020, 1, 1), today, today)
    assert [(one.item.decision.number, one.item.procedure.code, one.late, one.open) for one in found] == [
        ("2/QĐ-VD", "1.000001", True, True),
        ("2/QĐ-VD", "1.000002", True, True),
        ("480/QĐ-VD", "1.000001", False, False),
    ]
    (count,) = lateness.by_agency(found)
    assert (count.agency, count.all, count.late, count.waiting) == (world.ministry, 2, 2, 2)
    deciding.publish(second.pk, late.pk, by=world.actor("publisher"), at=datetime(2020, 5, 12, 17, tzinfo=VIETNAM))
    (count,) = lateness.by_agency(lateness.timed(D(2020, 1, 1), today, today))
    assert (count.late, count.waiting) == (2, 1)
    assert [one.item.decision.number for one in lateness.timed(D(2020, 4, 29), today, today)] == ["480/QĐ-VD"]
    assert lateness.timed(D(2020, 1, 1), today, today, agency=world.province.pk) == []
    assert first.state == "published"
