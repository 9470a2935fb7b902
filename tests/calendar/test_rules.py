from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from motcua.calendar.rules import (
    STANDARD,
    VIETNAM,
    Calendar,
    EmptyCalendar,
    Hours,
    Term,
    UncoveredYear,
    add_working_minutes,
    days_left,
    due,
    hours_from,
    opening,
    working_minutes,
)

from .conftest import OFFICIAL


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def term_due(start: str, term: str) -> str:
    return due(at(start), Term.parse(term), OFFICIAL).at.strftime("%Y-%m-%dT%H:%M")


WORKED_OUT_BY_HAND = [
    # the two check vectors of domain §13
    ("2020-04-29T10:00", "3wd", "2020-05-06T10:00"),
    ("2024-04-26T10:00", "3wd", "2024-05-04T10:00"),
    # the story of 28/4/2020: social insurance 3, district 3, province 2
    ("2020-04-28T09:15", "3wd", "2020-05-05T09:15"),
    ("2020-05-05T09:15", "3wd", "2020-05-08T09:15"),
    ("2020-05-08T09:15", "2wd", "2020-05-12T09:15"),
    # across Tết: Wed 22/1/2020, then 23-29/1 off
    ("2020-01-22T08:00", "2wd", "2020-01-31T08:00"),
    ("2021-02-09T16:30", "1wd", "2021-02-17T16:30"),
    ("2023-01-19T14:00", "3wd", "2023-01-31T14:00"),
    # across the end of a year
    ("2020-12-31T10:00", "1wd", "2021-01-04T10:00"),
    ("2021-12-31T10:00", "2wd", "2022-01-05T10:00"),
    ("2022-12-30T10:00", "1wd", "2023-01-03T10:00"),
    ("2024-12-31T15:00", "4h", "2025-01-02T09:00"),
    ("2025-12-31T10:00", "1wd", "2026-01-05T10:00"),
    ("2026-01-09T10:00", "1wd", "2026-01-10T10:00"),
    # receipt outside working time: the next opening
    ("2020-05-12T06:10", "1wd", "2020-05-13T07:00"),
    ("2020-05-12T12:00", "1wd", "2020-05-13T13:30"),
    ("2020-05-12T11:30", "1wd", "2020-05-13T13:30"),
    ("2020-05-12T17:00", "1wd", "2020-05-14T07:00"),
    ("2020-05-12T23:59", "1wd", "2020-05-14T07:00"),
    ("2020-05-16T09:00", "1wd", "2020-05-19T07:00"),
    ("2020-04-30T09:00", "2wd", "2020-05-06T07:00"),
    ("2024-05-04T09:00", "1wd", "2024-05-06T09:00"),
    # calendar days: all count; a last day off moves on
    ("2020-05-12T10:00", "5d", "2020-05-18T10:00"),
    ("2020-04-25T10:00", "3d", "2020-05-04T07:00"),
    ("2020-04-28T10:00", "2d", "2020-05-04T10:00"),
    ("2020-01-20T10:00", "3d", "2020-01-30T10:00"),
    ("2020-12-30T10:00", "2d", "2021-01-04T10:00"),
    ("2024-05-02T10:00", "2d", "2024-05-04T10:00"),
    # working hours: lunch, closing, nights and weekends do not count
    ("2020-05-12T10:00", "8h", "2020-05-13T10:00"),
    ("2020-05-12T07:00", "8h", "2020-05-12T17:00"),
    ("2020-05-12T11:00", "1h", "2020-05-12T14:00"),
    ("2020-05-15T16:30", "1h", "2020-05-18T07:30"),
    ("2020-04-29T16:00", "8h", "2020-05-04T16:00"),
    ("2024-05-03T16:00", "2h", "2024-05-04T08:00"),
]


@pytest.mark.parametrize(("start", "term", "expected"), WORKED_OUT_BY_HAND)
def test_due(start, term, expected):
    assert term_due(start, term) == expected


def test_each_day_says_whether_and_why():
    assert [
        (f"{d.day:%d/%m}", d.counted, d.why) for d in due(at("2020-04-29T10:00"), Term(3, "wd"), OFFICIAL).days
    ] == [
        ("29/04", False, "Ngày nhận, không tính"),
        ("30/04", False, "Nghỉ lễ: Ngày Chiến thắng 30/4"),
        ("01/05", False, "Nghỉ lễ: Ngày Quốc tế lao động 1/5"),
        ("02/05", False, "Thứ Bảy"),
        ("03/05", False, "Chủ nhật"),
        ("04/05", True, "Ngày thứ 1"),
        ("05/05", True, "Ngày thứ 2"),
        ("06/05", True, "Ngày thứ 3"),
    ]


def test_a_worked_saturday_counts_and_says_what_for():
    days = due(at("2024-04-26T10:00"), Term(3, "wd"), OFFICIAL).days
    assert days[-1].why == "Ngày thứ 3 (Thứ Bảy, làm bù cho 29/4)"
    assert days[3].why == "Nghỉ hoán đổi với Thứ Bảy 4/5"


def test_receipt_on_a_day_off_shows_the_days_until_the_opening():
    assert [(d.day.day, d.counted, d.why) for d in due(at("2022-04-29T18:00"), Term(1, "wd"), OFFICIAL).days] == [
        (29, False, "Nhận sau giờ làm việc"),
        (30, False, "Thứ Bảy"),
        (1, False, "Chủ nhật"),
        (2, False, "Nghỉ bù Ngày Chiến thắng 30/4"),
        (3, False, "Nghỉ bù Ngày Quốc tế lao động 1/5"),
        (4, False, "Coi như nhận lúc 07:00, không tính"),
        (5, True, "Ngày thứ 1"),
    ]


def test_a_calendar_term_says_where_it_moved():
    assert [(d.day.day, d.counted, d.why) for d in due(at("2020-05-14T10:00"), Term(2, "d"), OFFICIAL).days] == [
        (14, False, "Ngày nhận, không tính"),
        (15, True, "Ngày thứ 1"),
        (16, True, "Ngày thứ 2 (Thứ Bảy)"),
        (17, False, "Chủ nhật"),
        (18, False, "Hạn rơi vào ngày nghỉ, chuyển đến ngày làm việc này"),
    ]


def test_a_term_in_hours_says_how_much_of_each_day():
    assert [(d.day.day, d.counted, d.why) for d in due(at("2020-05-15T15:30"), Term(8, "h"), OFFICIAL).days] == [
        (15, True, "Tính 1 giờ 30 phút"),
        (16, False, "Thứ Bảy"),
        (17, False, "Chủ nhật"),
        (18, True, "Tính 6 giờ 30 phút"),
    ]


def test_moments_in_another_zone_are_reckoned_in_vietnamese_time():
    assert due(datetime(2020, 4, 29, 3, 0, 59, tzinfo=UTC), Term(3, "wd"), OFFICIAL).at == at("2020-05-06T10:00")
    with pytest.raises(ValueError, match="zone"):
        due(datetime(2020, 4, 29, 3), Term(3, "wd"), OFFICIAL)


@pytest.mark.parametrize(
    ("start", "term"),
    [("2026-12-30T10:00", "2wd"), ("2026-12-31T17:00", "1h"), ("2026-12-01T10:00", "40d"), ("2019-12-31T10:00", "1wd")],
)
def test_an_uncovered_year_is_refused_by_name(start, term):
    with pytest.raises(UncoveredYear) as refused:
        due(at(start), Term.parse(term), OFFICIAL)
    year = 2019 if start < "2020" else 2027
    assert str(refused.value) == (
        f"Chưa có lịch nghỉ lễ của năm {year}. Lịch hiện có từ năm 2020 đến hết năm 2026, nên chưa tính được hạn."
    )


def test_without_any_data_it_says_so():
    with pytest.raises(EmptyCalendar, match="chưa có lịch nghỉ lễ của năm nào"):
        due(at("2020-05-12T10:00"), Term(1, "d"), Calendar({}, {}))


@pytest.mark.parametrize(
    ("now", "last", "left"),
    [
        ("2020-05-12T08:00", "2020-05-15T08:00", 3),
        ("2020-04-29T08:00", "2020-05-06T10:00", 3),
        ("2020-05-15T07:00", "2020-05-15T08:00", 0),
        ("2020-05-15T08:01", "2020-05-15T08:00", -1),
        ("2020-05-16T08:00", "2020-05-15T08:00", -1),
        ("2020-05-19T07:00", "2020-05-15T08:00", -2),
    ],
)
def test_days_left(now, last, left):
    assert days_left(at(now), at(last), OFFICIAL) == left


@pytest.mark.parametrize(("text", "words"), [("3wd", "3 ngày làm việc"), ("8h", "8 giờ làm việc"), ("30d", "30 ngày")])
def test_term_reads_and_writes_itself(text, words):
    assert str(Term.parse(text)) == text
    assert Term.parse(text).words() == words


@pytest.mark.parametrize("text", ["", "3", "wd", "0wd", "-1d", "3 wd", "3WD", "1.5h", "3w", "99999d", "3661d", "٣wd"])
def test_what_is_not_a_term_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="3wd"):
        Term.parse(text)


def test_hours_of_an_agency():
    own = hours_from([["07:30", "11:30"], ["13:30", "17:30"]])
    assert own == Hours(((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30))))
    assert hours_from(None) == STANDARD
    assert due(at("2020-05-12T07:10"), Term(1, "wd"), Calendar(OFFICIAL.holidays, {}, own)).at == at("2020-05-13T07:30")


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        "07:30",
        7,
        [["07:30"]],
        [["11:30", "07:30"]],
        [["07:00", "12:00"], ["11:00", "17:00"]],
        [["07:00:30", "11:00"]],
    ],
)
def test_wrong_hours_are_refused(content):
    with pytest.raises(ValueError, match="Giờ làm việc"):
        hours_from(content)


moments = st.datetimes(datetime(2020, 1, 1), datetime(2025, 12, 20), timezones=st.just(VIETNAM))
covered = st.datetimes(datetime(2020, 6, 1), datetime(2025, 6, 1), timezones=st.just(VIETNAM))
terms = st.builds(Term, st.integers(1, 60), st.sampled_from(["h", "d", "wd"]))
minutes = st.integers(0, 20_000)


def inside(moment: datetime) -> bool:
    return any(opens <= moment <= closes for opens, closes in OFFICIAL.spans(moment.date()))


@given(moments, moments, terms)
def test_later_receipt_is_never_due_earlier(a, b, term):
    a, b = sorted((a, b))
    first, second = due(a, term, OFFICIAL).at, due(b, term, OFFICIAL).at
    # Two calendar terms whose last days fall into one row of days off each keep their own time of day.
    assert first.date() <= second.date() if term.unit == "d" else first <= second


@given(moments, terms, st.integers(1, 30))
def test_a_longer_term_is_never_due_earlier(start, term, more):
    assert due(start, term, OFFICIAL).at <= due(start, Term(term.amount + more, term.unit), OFFICIAL).at


@given(moments, terms)
def test_due_is_inside_working_time_and_after_receipt(start, term):
    ends = due(start, term, OFFICIAL).at
    assert inside(ends)
    assert ends > start


@given(moments, st.integers(1, 60))
def test_a_term_of_n_working_days_holds_exactly_n(start, n):
    found = due(start, Term(n, "wd"), OFFICIAL)
    counted = [d.day for d in found.days if d.counted]
    assert len(counted) == n
    assert all(OFFICIAL.works(day) for day in counted)
    assert counted[-1] == found.at.date()
    assert working_minutes(start, found.at, OFFICIAL) == n * 480


@given(moments, terms)
def test_every_day_from_receipt_to_due_is_told_once(start, term):
    found = due(start, term, OFFICIAL)
    days = [d.day for d in found.days]
    assert (days[0], days[-1]) == (start.date(), found.at.date())
    assert all(b - a == timedelta(days=1) for a, b in pairwise(days))
    assert all(d.why for d in found.days)


@given(moments, minutes)
def test_adding_working_minutes_is_the_inverse_of_counting_them(start, n):
    assert working_minutes(start, add_working_minutes(start, n, OFFICIAL), OFFICIAL) == n


@given(covered, minutes)
def test_going_back_is_the_inverse_too(start, n):
    assume(n)
    earlier = add_working_minutes(start, -n, OFFICIAL)
    assert inside(earlier)
    assert working_minutes(start, earlier, OFFICIAL) == -n


@given(moments, moments, moments)
def test_working_minutes_add_up(a, b, c):
    whole = working_minutes(a, c, OFFICIAL)
    assert whole == working_minutes(a, b, OFFICIAL) + working_minutes(b, c, OFFICIAL)


@given(covered, terms, st.integers(0, 5_000), st.integers(0, 30_000))
def test_pause_and_resume_keep_the_remaining_working_minutes(start, term, worked, awaited):
    ends = due(start, term, OFFICIAL).at
    paused = start + timedelta(minutes=worked)
    remaining = working_minutes(paused, ends, OFFICIAL)
    resumed = paused + timedelta(minutes=awaited)
    assert working_minutes(resumed, add_working_minutes(resumed, remaining, OFFICIAL), OFFICIAL) == remaining


@given(moments)
def test_opening_is_the_nearest_working_moment(start):
    opens = opening(start, OFFICIAL)
    assert opens >= start.replace(second=0, microsecond=0)
    assert inside(opens)
    assert working_minutes(start, opens, OFFICIAL) == 0
    assert opening(opens, OFFICIAL) == opens


def test_working_days_of_a_year():
    def count(year: int) -> int:
        days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
        return sum(OFFICIAL.works(day) for day in days if day.year == year)

    assert (count(2020), count(2024)) == (252, 251)
