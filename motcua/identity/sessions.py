"""Where sessions are kept: a row each, under the hash of the cookie, with the person whose session it is.

A copy of the table opens no session, since nobody can make the cookie from its hash; and a person's sessions are found
by the person, to be listed and ended.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from motcua.identity.models import Session

# What the session itself says of the visit and the table shows in columns: put there when the visit begins.
VISIT = ("sid", "device", "place", "began_at")
_LOAD = "SELECT session_data, person_id, seen_at FROM identity_session WHERE session_key = %s AND expire_date > %s"
_DELETE = "DELETE FROM identity_session WHERE session_key = %s"
_TOUCH = "UPDATE identity_session SET seen_at = %s WHERE session_key = %s"
# "Last seen" is told to some minutes; a write for each page would cost more than it tells.
SEEN_EVERY = timedelta(minutes=5)


def stored_key(cookie: str) -> str:
    """What stands in the table for a cookie: 160 bits of its SHA-256."""
    return hashlib.sha256(cookie.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """The engine of `SESSION_ENGINE`. Each request loads a session, so that one is a plain statement."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        key, now = stored_key(str(self.session_key)), timezone.now()
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [key, now])
            row = cursor.fetchone()
            if row is None:
                self._session_key = None
                return {}
            data, person, seen_at = row
            if person and (seen_at is None or now - seen_at > SEEN_EVERY):
                cursor.execute(_TOUCH, [now, key])
        return dict(self.decode(data))

    def cycle_key(self) -> None:
        """A new key for the same content: its row is written once, when the response leaves."""
        content, before = self._session, self.session_key  # type: ignore[attr-defined]
        if before:
            self.delete(before)
        self._session_key = None
        self._session_cache = content
        self.modified = True

    def _get_new_session_key(self) -> str:
        """165 random bits: whether somebody has them already is not worth asking; the insert would refuse them."""
        return get_random_string(32, VALID_KEY_CHARS)

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie is not None:
            with connection.cursor() as cursor:
                cursor.execute(_DELETE, [stored_key(cookie)])

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            person_id=data.get(SESSION_KEY),
            seen_at=timezone.now(),
            **{name: data[name] for name in VISIT if name in data},
        )
