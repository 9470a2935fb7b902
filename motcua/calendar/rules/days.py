"""Which days and hours are worked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from motcua.kernel.errors import Refusal

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

Span = tuple[time, time]

_WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
_SATURDAY = 5


class UncoveredYear(Refusal):
    """Chưa có lịch nghỉ lễ của năm {year}. Lịch hiện có từ năm {first} đến hết năm {last}, nên chưa tính được hạn."""


class EmptyCalendar(UncoveredYear):
    """Hệ thống chưa có lịch nghỉ lễ của năm nào, nên chưa tính được hạn."""


@dataclass(frozen=True)
class Hours:
    """The working hours of a day, as spans that are open at their start and closed at their end.

    The standard ones of state agencies: 07:00 to 11:30 and 13:30 to 17:00, eight hours.
    """

    spans: tuple[Span, ...] = ((time(7), time(11, 30)), (time(13, 30), time(17)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        rising = all(a < b for a, b in pairwise(edges))
        if not edges or not rising or any(edge.second or edge.microsecond or edge.tzinfo for edge in edges):
            raise ValueError("Giờ làm việc phải gồm các khoảng giờ:phút tăng dần, không chồng nhau.")


STANDARD = Hours()


def hours_from(content: Any) -> Hours:
    """Hours from an agency's JSON: [["07:30", "11:30"], ["13:30", "17:00"]]; null is the standard ones.

    ValueError with a Vietnamese sentence when it is anything else.
    """
    if content is None:
        return STANDARD
    try:
        return Hours(tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in content))
    except (TypeError, ValueError) as fault:
        raise ValueError(
            "Giờ làm việc phải gồm các khoảng giờ:phút tăng dần, không chồng nhau, "
            'ví dụ [["07:30", "11:30"], ["13:30", "17:00"]].'
        ) from fault


@dataclass(frozen=True)
class Calendar:
    """Days off with their names, worked weekend days with what they make up for, and the hours of a day.

    A year is covered when it has a holiday: every year has some.
    """

    holidays: Mapping[date, str]
    worked: Mapping[date, str]
    hours: Hours = field(default=STANDARD)

    @cached_property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.holidays)

    def works(self, day: date) -> bool:
        """Is it a working day? Raises UncoveredYear."""
        if day.year not in self.years:
            if not self.years:
                raise EmptyCalendar(year=day.year)
            raise UncoveredYear(year=day.year, first=min(self.years), last=max(self.years))
        return day not in self.holidays and (day.weekday() < _SATURDAY or day in self.worked)

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """The working time of a day, earliest first; nothing on a day off. Raises UncoveredYear."""
        if self.works(day):
            for opens, closes in self.hours.spans:
                yield datetime.combine(day, opens, VIETNAM), datetime.combine(day, closes, VIETNAM)

    def next_working(self, day: date) -> date:
        """`day` itself, or the first working day after it. Raises UncoveredYear."""
        while not self.works(day):
            day += timedelta(days=1)
        return day

    def why_off(self, day: date) -> str:
        """Why a day is not worked: 'Nghỉ lễ: Quốc khánh 2/9', 'Nghỉ bù …', 'Chủ nhật'."""
        name = self.holidays.get(day)
        if name is None:
            return weekday_name(day)
        return name if name.startswith("Nghỉ") else f"Nghỉ lễ: {name}"

    def why_worked(self, day: date) -> str:
        """'Thứ Bảy, làm bù cho 29/4'; empty for an ordinary working day."""
        return f"{weekday_name(day)}, {self.worked[day]}" if day in self.worked else ""


def weekday_name(day: date) -> str:
    """'Thứ Hai' … 'Chủ nhật'."""
    return _WEEKDAYS[day.weekday()]
