import shutil
from datetime import date, datetime, time

import pytest

from motcua.calendar import commands, queries
from motcua.calendar.models import Holiday, WorkedDay
from motcua.calendar.rules import VIETNAM, Hours, Term, due
from motcua.kernel.errors import Invalid

from .conftest import DATA, OFFICIAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(tmp_path):
    return shutil.copytree(DATA, tmp_path / "calendar")


def counts() -> tuple[int, int]:
    return Holiday.objects.count(), WorkedDay.objects.count()


def test_loading_twice_leaves_one_calendar():
    assert commands.load(DATA) == commands.load(DATA) == commands.Loaded(holidays=81, worked=4)
    assert counts() == (81, 4)
    assert queries.calendar_for() == OFFICIAL
    assert not Holiday.objects.get(day=date(2026, 1, 2)).confirmed
    assert WorkedDay.objects.get(day=date(2024, 5, 4)).instead_of == date(2024, 4, 29)


def test_loading_again_follows_the_files(directory):
    commands.load(DATA)
    (directory / "holidays.csv").write_text("day,name,reason,confirmed\n2027-01-01,Tết Dương lịch,,no\n", "utf-8")
    (directory / "worked_days.csv").write_text("day,name,instead_of,confirmed\n", "utf-8")
    commands.load(directory)
    assert counts() == (1, 0)
    assert queries.calendar_for().holidays == {date(2027, 1, 1): "Tết Dương lịch"}


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("holidays.csv", "2020-13-01,Ngày sai,,yes"),
        ("holidays.csv", "2020-05-02,Thứ Bảy,,yes"),
        ("holidays.csv", "2026-01-01,Hai lần,,yes"),
        ("holidays.csv", "2026-01-05, ,,yes"),
        ("holidays.csv", "2026-01-05,Không rõ,,maybe"),
        ("holidays.csv", "2026-01-05"),
        ("worked_days.csv", "2026-01-05,làm bù cho 2/1,2026-01-02,yes"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_changes(directory, name, line):
    commands.load(DATA)
    path = directory / name
    number = len(path.read_text("utf-8").splitlines()) + 1
    path.write_text(path.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(Invalid) as refused:
        commands.load(directory)
    assert list(refused.value.problems) == [f"{name}:{number}"]
    assert queries.calendar_for() == OFFICIAL


def test_a_worked_day_needs_its_day_off(directory):
    (directory / "worked_days.csv").write_text(
        "day,name,instead_of,confirmed\n2024-05-04,làm bù cho 28/4,2024-04-26,yes\n", "utf-8"
    )
    with pytest.raises(Invalid) as refused:
        commands.load(directory)
    assert list(refused.value.problems) == ["worked_days.csv"]
    assert counts() == (0, 0)


def test_the_calendar_is_read_once_for_each_kind_of_hours(django_assert_num_queries):
    commands.load(DATA)
    own = Hours(((time(8), time(12)), (time(13), time(17))))
    with django_assert_num_queries(4):
        assert queries.calendar_for() is queries.calendar_for()
        assert queries.calendar_for(own) is queries.calendar_for(own)
    start = datetime(2020, 4, 29, 12, 30, tzinfo=VIETNAM)
    assert due(start, Term(1, "wd"), queries.calendar_for(own)).at == datetime(2020, 5, 4, 13, tzinfo=VIETNAM)


def test_an_empty_calendar_is_not_kept():
    assert queries.calendar_for().years == frozenset()
    Holiday.objects.create(day=date(2020, 1, 1), name="Tết Dương lịch")
    assert queries.calendar_for().years == {2020}
