"""How long publication may take, in working days, and what is late (annex of QĐ 766/QĐ-TTg, NĐ 63/2010).

A ministry's decision is signed 20 working days before the legal text takes effect, a province's 5; the procedure is
public 10 working days after the decision is signed, in a province 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from motcua.calendar.rules import Calendar

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days: of the decision before the legal text's effect, of publication after the decision."""

    before_effect: int
    after_decision: int


MINISTRY, PROVINCE = Limits(20, 10), Limits(5, 5)


def limits(level: str) -> Limits:
    """Of the agency that decides, by its level (central or below)."""
    return MINISTRY if level == "central" else PROVINCE


class Step(StrEnum):
    """What a clock waits for."""

    DECISION = "decision"
    PUBLICATION = "publication"


STEP_WORDS = {Step.DECISION: "Ký quyết định công bố", Step.PUBLICATION: "Công khai"}


@dataclass(frozen=True, slots=True)
class Clock:
    """`due` is the last day in time; `done` the day on which it was done, None while it is not.

    `late` are the working days after `due`, until it was done or until today; 0: in time.
    """

    step: Step
    due: date
    done: date | None
    late: int


def back(day: date, working_days: int, calendar: Calendar) -> date:
    """The working day that lies so many working days before `day`, which is not counted. Raises UncoveredYear."""
    while working_days:
        day -= _DAY
        working_days -= calendar.works(day)
    return day


def ahead(day: date, working_days: int, calendar: Calendar) -> date:
    """The working day that lies so many working days after `day`, which is not counted. Raises UncoveredYear."""
    while working_days:
        day += _DAY
        working_days -= calendar.works(day)
    return day


@dataclass(frozen=True, slots=True)
class Course:
    """How one procedure went in one decision: the level of who decided, and the days; None: not yet, or not known."""

    level: str
    signed: date
    legal_effect: date | None = None
    published: date | None = None


def clocks(course: Course, today: date, calendar: Calendar) -> tuple[Clock, ...]:
    """Both clocks; without the legal text's day only that of publication. Raises UncoveredYear."""
    held = limits(course.level)
    found = []
    if course.legal_effect is not None:
        due = back(course.legal_effect, held.before_effect, calendar)
        found.append(Clock(Step.DECISION, due, course.signed, _late(due, course.signed, calendar)))
    due = ahead(course.signed, held.after_decision, calendar)
    found.append(Clock(Step.PUBLICATION, due, course.published, _late(due, course.published or today, calendar)))
    return tuple(found)


def all_in_time(found: Iterable[Clock]) -> bool:
    """Of a period: one late decision makes the whole procedure late in it."""
    return not any(clock.late for clock in found)


def _late(due: date, until: date, calendar: Calendar) -> int:
    """Working days after `due` up to `until`; at least 1 for anything after it."""
    if until <= due:
        return 0
    days = (until - due).days
    return max(1, sum(calendar.works(due + _DAY * n) for n in range(1, days + 1)))
