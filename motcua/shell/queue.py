"""The one door to the job queue. A job is deferred by name, in the caller's transaction."""

from datetime import datetime

from procrastinate.contrib.django import app


def defer(name: str, *, not_before: datetime | None = None, **kwargs: int | str) -> None:
    """Queue the job `name` (room.verb). It runs after the surrounding transaction commits, or never."""
    app.configure_task(name, allow_unknown=False, schedule_at=not_before).defer(**kwargs)
