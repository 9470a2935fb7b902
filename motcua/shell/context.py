"""What every page knows without being told."""

import time
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from motcua.shell import clock


def base(request: HttpRequest) -> dict[str, Any]:
    """`at` (the portal's now), `training` (show the banner), `actor` (who acts, or None for a visitor), `demo`,
    `hotline`, `session_seconds` (until the session ends; 0 for a visitor)."""
    actor = getattr(request, "actor", None)
    return {
        "at": getattr(request, "at", None) or clock.now(),
        "training": clock.training(),
        "actor": actor,
        "demo": settings.DEMO,
        "hotline": settings.HOTLINE,
        "session_seconds": _session_seconds(request) if actor else 0,
    }


def _session_seconds(request: HttpRequest) -> int:
    """In the world's time: a session that was neither begun nor prolonged since then is gone."""
    began = getattr(request.user, "last_login", None)
    since = max(began.timestamp() if began else 0, request.session.get("prolonged_at", 0)) or time.time()
    return max(0, int(since + settings.SESSION_COOKIE_AGE - time.time()))
