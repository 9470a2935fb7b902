"""Where sessions are kept: a row each, under the hash of the cookie, with the person whose session it is.

A copy of the table opens no session, since nobody can make the cookie from its hash; and a person's sessions are found
by the person, to be listed and ended.
"""

import hashlib
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

from motcua.identity.models import Session

# What the session itself says of the visit and the table shows in columns: put there when the visit begins.
VISIT = ("sid", "device", "place", "began_at")
_LOAD = "SELECT session_data FROM identity_session WHERE session_key = %s AND expire_date > %s"


def stored_key(cookie: str) -> str:
    """What stands in the table for a cookie: 160 bits of its SHA-256."""
    return hashlib.sha256(cookie.encode()).hexdigest()[:40]


class SessionStore(DatabaseStore):
    """The engine of `SESSION_ENGINE`. Each request loads a session, so that one is a plain statement."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [stored_key(str(self.session_key)), timezone.now()])
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        return dict(self.decode(row[0]))

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(stored_key(session_key)))

    def delete(self, session_key: str | None = None) -> None:
        cookie = session_key or self.session_key
        if cookie is not None:
            super().delete(stored_key(cookie))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return Session(
            session_key=stored_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            person_id=data.get(SESSION_KEY),
            seen_at=timezone.now(),
            **{name: data[name] for name in VISIT if name in data},
        )
