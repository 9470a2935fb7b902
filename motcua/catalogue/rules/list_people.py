"""What depends on more than one cell of a row: the supported months and the age."""

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from motcua.catalogue.rules.list_cells import iso_shown
from motcua.catalogue.rules.service import ListSpec, Period

Flaw = tuple[str, str, Mapping[str, Any]]  # column key, code, data
_ISO = 10


def full_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`, both days counted: 01/04–30/04 is 1, 15/04–14/05 is 1, 01/04–30/06 is 3.

    A month ends the day before the same day of the next one; where that month is too short, on its last day
    (31/05–30/06 is 1).
    """
    if end < start:
        return 0
    after = end + timedelta(days=1)
    months = (after.year - start.year) * 12 + after.month - start.month
    same_day = start.day <= calendar.monthrange(after.year, after.month)[1]
    reached = after.day >= start.day if same_day else False
    return months if reached else months - 1


class Judge:
    """The bounds of one list, with what was worked out kept: most rows of a list share their periods."""

    def __init__(self, spec: ListSpec) -> None:
        self.spec = spec
        self._periods: dict[tuple[str, str], tuple[int, tuple[Flaw, ...]]] = {}
        self._births: dict[str, tuple[str, str]] = {}

    def period(self, start: str, end: str) -> tuple[int, tuple[Flaw, ...]]:
        """Supported months, and what is wrong with the period. A cell that is no date has its own problem already."""
        known = self._periods.get((start, end))
        if known is None:
            known = self._periods[start, end] = self._period(start, end)
        return known

    def _period(self, start: str, end: str) -> tuple[int, tuple[Flaw, ...]]:
        period = self.spec.period
        begun, ended = _date(start), _date(end)
        if period is None:
            return 0, ()
        flaws: list[Flaw] = []
        if begun:
            flaws += _start_flaws(period, begun)
        if ended and ended > period.window_to:
            flaws.append((period.end, "end_late", {"limit": _shown(period.window_to)}))
        if not (begun and ended):
            return 0, tuple(flaws)
        if ended < begun:
            flaws.append((period.end, "end_before_start", {"start": _shown(begun)}))
        months = full_months(begun, ended)
        if months < period.least_months and not flaws:
            data = {"start": _shown(begun), "end": _shown(ended), "least": period.least_months}
            flaws.append((period.end, "months_few", data))
        return (0 if flaws else min(months, period.most_months)), tuple(flaws)

    def age(self, person: Mapping[str, str]) -> tuple[str, Mapping[str, Any]] | None:
        """What is wrong with the age on the day that counts; None when nothing is, or a date is missing."""
        spec = self.spec
        birth = person.get(spec.birth, "")
        at = person.get(spec.age_at, "")
        bounds = self._births.get(at)
        if bounds is None:
            bounds = self._births[at] = self._bounds(at)
        if bounds[0] <= birth <= bounds[1] or not bounds[1]:
            return None
        born, day = _date(birth), _date(at) or _fallback(spec)
        if born is None or day is None:
            return None
        if born > day:
            return "unborn", {"at": _shown(day)}
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
        code, limit = ("too_young", spec.age_from) if age < spec.age_from else ("too_old", spec.age_to)
        return code, {"age": age, "at": _shown(day), "limit": limit}

    def _bounds(self, at: str) -> tuple[str, str]:
        """The earliest and the latest birth that fit, as ISO text, which compares like dates."""
        day = _date(at) or _fallback(self.spec)
        if day is None or not self.spec.birth:
            return "", ""
        oldest = _years_before(day, self.spec.age_to + 1) + timedelta(days=1)
        return oldest.isoformat(), _years_before(day, self.spec.age_from).isoformat()


def _fallback(spec: ListSpec) -> date | None:
    return spec.period.window_from if spec.period else None


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, 1)
    return date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def _start_flaws(period: Period, begun: date) -> list[Flaw]:
    earliest, latest = max(period.window_from, period.start_from), min(period.window_to, period.start_to)
    if begun < earliest:
        return [(period.start, "start_early", {"limit": _shown(earliest)})]
    if begun > latest:
        return [(period.start, "start_late", {"limit": _shown(latest)})]
    return []


def _date(iso: str) -> date | None:
    if len(iso) != _ISO or iso[4] != "-" or iso[7] != "-":
        return None
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _shown(day: date) -> str:
    return iso_shown(day.isoformat())
