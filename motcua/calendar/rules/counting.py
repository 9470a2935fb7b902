"""When a term ends, how much working time lies between two moments. To the minute: seconds are cut off.

Moments are aware; they are reckoned and returned in Vietnamese time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from motcua.calendar.rules.days import VIETNAM, Calendar
from motcua.calendar.rules.term import Term

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_HOUR_MINUTES = 60


@dataclass(frozen=True)
class CountedDay:
    """A day on the way from receipt to due: counted towards the term or not, and why (Vietnamese)."""

    day: date
    counted: bool
    why: str


@dataclass(frozen=True)
class Due:
    """The legal end of a term, with every day from receipt to it."""

    at: datetime
    days: tuple[CountedDay, ...]


def opening(moment: datetime, calendar: Calendar) -> datetime:
    """The first moment from `moment` on that is working time: itself, 13:30 from within lunch, else the next opening.

    The closing minute belongs to what follows it. Raises UncoveredYear.
    """
    at = _local(moment)
    for opens, closes in calendar.spans(at.date()):
        if at < closes:
            return max(at, opens)
    return next(calendar.spans(calendar.next_working(at.date() + _DAY)))[0]


def due(start: datetime, term: Term, calendar: Calendar) -> Due:
    """When a term that begins with the receipt at `start` ends (domain: BLDS 2015 đ.147-148, NĐ 61/2018).

    Receipt outside working time counts as receipt at the next opening. In days, the day of receipt is not counted
    and the term ends at the time of day at which it began; a calendar-day term whose last day is a day off ends on
    the next working day. Raises UncoveredYear.
    """
    began = opening(start, calendar)
    before = tuple(_before_opening(_local(start).date(), began, calendar))
    if term.unit == "h":
        ends = add_working_minutes(began, term.amount * _HOUR_MINUTES, calendar)
        return Due(ends, before + tuple(_hours_by_day(began, ends, calendar)))
    receipt = CountedDay(began.date(), counted=False, why=_receipt(before, began))
    counted = _working_days if term.unit == "wd" else _calendar_days
    days = (*before, receipt, *counted(began.date(), term.amount, calendar))
    return Due(datetime.combine(days[-1].day, began.timetz()), days)


def working_minutes(a: datetime, b: datetime, calendar: Calendar) -> int:
    """Whole minutes of working time from a to b; negative when b is earlier. Raises UncoveredYear."""
    a, b = _local(a), _local(b)
    if b < a:
        return -working_minutes(b, a, calendar)
    total = 0
    day = a.date()
    while day <= b.date():
        for opens, closes in calendar.spans(day):
            total += max(0, _minutes(max(opens, a), min(closes, b)))
        day += _DAY
    return total


def add_working_minutes(start: datetime, minutes: int, calendar: Calendar) -> datetime:
    """The moment from which `working_minutes(start, …)` first is `minutes`; a full day ends at its closing.

    Zero minutes end at the opening; a negative amount goes back in time. Raises UncoveredYear.
    """
    if minutes == 0:
        return opening(start, calendar)
    return _forward(_local(start), minutes, calendar) if minutes > 0 else _back(_local(start), -minutes, calendar)


def days_left(now: datetime, due: datetime, calendar: Calendar) -> int:
    """Working days from today to the due day: 0 is today; when late, −1 or less even within the due day.

    Raises UncoveredYear.
    """
    today, last = _local(now).date(), _local(due).date()
    if now > due:
        return -max(1, _count_between(last, today, calendar))
    return _count_between(today, last, calendar)


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its zone.")
    return moment.astimezone(VIETNAM).replace(second=0, microsecond=0)


def _minutes(a: datetime, b: datetime) -> int:
    return (b - a) // _MINUTE


def _forward(at: datetime, left: int, calendar: Calendar) -> datetime:
    day = at.date()
    while True:
        for opens, closes in calendar.spans(day):
            begin = max(opens, at)
            room = max(0, _minutes(begin, closes))
            if left <= room:
                return begin + left * _MINUTE
            left -= room
        day += _DAY


def _back(at: datetime, left: int, calendar: Calendar) -> datetime:
    day = at.date()
    while True:
        for opens, closes in reversed(tuple(calendar.spans(day))):
            end = min(closes, at)
            room = max(0, _minutes(opens, end))
            if left <= room:
                return end - left * _MINUTE
            left -= room
        day -= _DAY


def _count_between(after: date, until: date, calendar: Calendar) -> int:
    return sum(calendar.works(after + _DAY * n) for n in range(1, (until - after).days + 1))


def _before_opening(day: date, began: datetime, calendar: Calendar) -> Iterator[CountedDay]:
    """The days between a receipt outside working time and the opening at which the term begins."""
    while day < began.date():
        why = "Nhận sau giờ làm việc" if calendar.works(day) else calendar.why_off(day)
        yield CountedDay(day, counted=False, why=why)
        day += _DAY


def _receipt(before: tuple[CountedDay, ...], began: datetime) -> str:
    return f"Coi như nhận lúc {began:%H:%M}, không tính" if before else "Ngày nhận, không tính"


def _working_days(day: date, amount: int, calendar: Calendar) -> Iterator[CountedDay]:
    n = 0
    while n < amount:
        day += _DAY
        if calendar.works(day):
            n += 1
            yield CountedDay(day, counted=True, why=_nth(n, calendar.why_worked(day)))
        else:
            yield CountedDay(day, counted=False, why=calendar.why_off(day))


def _calendar_days(day: date, amount: int, calendar: Calendar) -> Iterator[CountedDay]:
    for n in range(1, amount + 1):
        day += _DAY
        off = "" if calendar.works(day) else calendar.why_off(day)
        yield CountedDay(day, counted=True, why=_nth(n, off or calendar.why_worked(day)))
    while not calendar.works(day):
        day += _DAY
        why = "Hạn rơi vào ngày nghỉ, chuyển đến ngày làm việc này" if calendar.works(day) else calendar.why_off(day)
        yield CountedDay(day, counted=False, why=why)


def _hours_by_day(began: datetime, ends: datetime, calendar: Calendar) -> Iterator[CountedDay]:
    day = began.date()
    while day <= ends.date():
        spent = sum(max(0, _minutes(max(o, began), min(c, ends))) for o, c in calendar.spans(day))
        why = _spent(spent, calendar.why_worked(day)) if spent else calendar.why_off(day)
        yield CountedDay(day, counted=bool(spent), why=why)
        day += _DAY


def _nth(n: int, note: str) -> str:
    return f"Ngày thứ {n} ({note})" if note else f"Ngày thứ {n}"


def _spent(minutes: int, note: str) -> str:
    hours, rest = divmod(minutes, _HOUR_MINUTES)
    words = " ".join(part for part in (f"{hours} giờ" if hours else "", f"{rest} phút" if rest else "") if part)
    return f"Tính {words} ({note})" if note else f"Tính {words}"
