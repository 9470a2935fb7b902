"""Working time: which days and hours count, and when a term ends. Pure."""

from motcua.calendar.rules.counting import (
    CountedDay,
    Due,
    add_working_minutes,
    days_left,
    due,
    opening,
    working_minutes,
)
from motcua.calendar.rules.days import (
    STANDARD,
    VIETNAM,
    Calendar,
    EmptyCalendar,
    Hours,
    UncoveredYear,
    hours_from,
    weekday_name,
)
from motcua.calendar.rules.term import Term, Unit

__all__ = [
    "STANDARD",
    "VIETNAM",
    "Calendar",
    "CountedDay",
    "Due",
    "EmptyCalendar",
    "Hours",
    "Term",
    "UncoveredYear",
    "Unit",
    "add_working_minutes",
    "days_left",
    "due",
    "hours_from",
    "opening",
    "weekday_name",
    "working_minutes",
]
