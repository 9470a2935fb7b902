"""Rate limits: fixed windows counted in the database, so that all web workers share them."""

import hashlib
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest

from motcua.kernel.errors import TooMany

# One statement: start, advance or restart the window of this bucket.
_COUNT = """
INSERT INTO shell_hit AS h (bucket, "window", count) VALUES (%(bucket)s, %(window)s, 1)
ON CONFLICT (bucket) DO UPDATE SET
  count = CASE WHEN h."window" = excluded."window" THEN h.count + 1 ELSE 1 END,
  "window" = excluded."window"
RETURNING count
"""


def allow(what: str, whom: str, *, at: datetime, limit: int, seconds: int) -> None:
    """Count one try of `what` by `whom` (hashed). Raises TooMany past `limit` tries in `seconds`."""
    stamp = int(at.timestamp())
    bucket = f"{what}:{hashlib.sha256(whom.encode()).hexdigest()[:32]}"
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"bucket": bucket, "window": stamp // seconds})
        (count,) = cursor.fetchone()
    if count > limit:
        raise TooMany(seconds=seconds - stamp % seconds)


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind the trusted proxies; all who come by a local socket count as one."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
