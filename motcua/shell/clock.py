"""The portal's now. Only the edge asks it; everything below takes `at`.

A training deployment starts at MOTCUA_CLOCK_START and runs on from there: the real moment of that start
is kept in the database, so that web servers, workers and later runs agree.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The moment at which the portal acts, aware, in Vietnamese time."""
    return (datetime.now(UTC) + offset()).astimezone(VIETNAM)


def training() -> bool:
    return settings.CLOCK_START is not None


def offset() -> timedelta:
    """How far the portal's clock is from the world's. Zero outside training."""
    if settings.CLOCK_START is None:
        return timedelta()
    return settings.CLOCK_START - _anchor(settings.CLOCK_START)


@cache
def _anchor(start: datetime) -> datetime:
    """The real moment at which the training clock showed `start`; the first caller sets it, for all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shell_clockanchor (start, anchored_at) VALUES (%s, clock_timestamp()) "
            "ON CONFLICT (start) DO UPDATE SET start = excluded.start RETURNING anchored_at",
            [start],
        )
        (anchored,) = cursor.fetchone()
    return anchored  # type: ignore[no-any-return]
