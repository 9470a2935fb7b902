"""The calendar of the portal, read once per process.

A process keeps what it has read until it reloads the data itself or is restarted: web servers and workers are restarted
after `motcua load` (the calendar changes once or twice a year).
"""

from motcua.calendar.models import Holiday, WorkedDay
from motcua.calendar.rules import STANDARD, Calendar, Hours

_kept: dict[Hours, Calendar] = {}


def calendar_for(hours: Hours | None = None) -> Calendar:
    """Holidays, worked weekend days and the given hours; without hours, the standard ones of state agencies."""
    hours = hours or STANDARD
    kept = _kept.get(hours)
    if kept is None:
        kept = Calendar(
            holidays=dict(Holiday.objects.order_by("day").values_list("day", "name")),
            worked=dict(WorkedDay.objects.order_by("day").values_list("day", "name")),
            hours=hours,
        )
        if kept.years:
            _kept[hours] = kept
    return kept


def forget() -> None:
    """The data has changed: read it again at the next need."""
    _kept.clear()
