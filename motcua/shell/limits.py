"""Rate limits: fixed windows counted in the database, so that all web workers share them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest

from motcua.kernel.errors import TooMany

# One statement: start, advance or restart the window of this bucket.
_COUNT = """
INSERT INTO shell_hit AS h (bucket, "window", count) VALUES (%(bucket)s, %(window)s, %(times)s)
ON CONFLICT (bucket) DO UPDATE SET
  count = excluded.count + CASE WHEN h."window" = excluded."window" THEN h.count ELSE 0 END,
  "window" = excluded."window"
RETURNING count
"""

# In the order of the buckets, so that two who count the same ones never wait for each other.
_COUNT_ALL = """
INSERT INTO shell_hit AS h (bucket, "window", count)
SELECT bucket, %(window)s, 1 FROM unnest(%(buckets)s::text[]) AS bucket ORDER BY bucket
ON CONFLICT (bucket) DO UPDATE SET
  count = CASE WHEN h."window" = excluded."window" THEN h.count + 1 ELSE 1 END,
  "window" = excluded."window"
RETURNING bucket, count
"""
_TAKE_BACK = """
UPDATE shell_hit SET count = count - 1 WHERE bucket = ANY(%(buckets)s) AND "window" = %(window)s AND count > 0
"""


class Try(NamedTuple):
    """One try of `what` by `whom` (hashed), of which there may be `limit`."""

    what: str
    whom: str
    limit: int


def allow(what: str, whom: str, *, at: datetime, limit: int, seconds: int, times: int = 1) -> None:
    """Count a try, or so many, of `what` by `whom` (hashed). Raises TooMany past `limit` tries in `seconds`."""
    stamp = int(at.timestamp())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"bucket": _bucket(what, whom), "window": stamp // seconds, "times": times})
        (count,) = cursor.fetchone()
    if count > limit:
        raise TooMany(seconds=seconds - stamp % seconds)


def _bucket(what: str, whom: str) -> str:
    return f"{what}:{hashlib.sha256(whom.encode()).hexdigest()[:32]}"


def allow_all(tries: Sequence[Try], *, at: datetime, seconds: int) -> None:
    """Count each of these, in one statement. Raises TooMany past the limit of any."""
    stamp = int(at.timestamp())
    limit = {_bucket(one.what, one.whom): one.limit for one in tries}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ALL, {"buckets": list(limit), "window": stamp // seconds})
        rows = cursor.fetchall()
    if any(count > limit[bucket] for bucket, count in rows):
        raise TooMany(seconds=seconds - stamp % seconds)


def take_back(tries: Sequence[Try], *, at: datetime, seconds: int) -> None:
    """Uncount tries that proved to be right, where only failures are limited."""
    buckets = sorted(_bucket(one.what, one.whom) for one in tries)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, {"buckets": buckets, "window": int(at.timestamp()) // seconds})


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, behind the trusted proxies; all who come by a local socket count as one."""
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:
        return ""
