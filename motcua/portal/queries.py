"""The figures of the front page."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, F, Q

from motcua.portal.rules import Figures
from motcua.workflow.models import Case
from motcua.workflow.queries import silent_cases

WEEK = timedelta(days=7)
FRESH = 60  # seconds: a crowd at the front page costs three counts a minute


def figures(at: datetime) -> Figures:
    """As of the minute. In time: decided at or before the due time of then; a withdrawn run was not decided."""
    key = f"portal.figures.{at:%Y%m%d%H%M}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = _counted(at)
        cache.set(key, found, FRESH)
    return found


def silent() -> int:
    """Open runs that nobody holds: none, or something is broken."""
    return silent_cases().count()


def _counted(at: datetime) -> Figures:
    decided = Case.objects.filter(closed_at__gt=at - WEEK, closed_at__lte=at).exclude(outcome="withdrawn")
    week = decided.aggregate(all=Count("pk"), in_time=Count("pk", filter=Q(closed_at__lte=F("due_at"))))
    return Figures(
        open=Case.objects.filter(closed_at=None).count(), decided=week["all"], in_time=week["in_time"], silent=silent()
    )
