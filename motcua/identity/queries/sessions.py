"""Where a person is signed in, and in which browsers they were before."""

import uuid
from datetime import datetime

from django.db import connection

from motcua.identity import rules
from motcua.identity.models import Session
from motcua.kernel.errors import Missing
from motcua.shell.vault import blind

# The same statement for a number that nobody has: how long it takes tells nothing.
_KNOWN = {
    "id": """SELECT EXISTS (SELECT 1 FROM identity_idnumber n JOIN identity_device d ON d.person_id = n.person_id
             WHERE n.index = %s AND d.digest = %s)""",
    "phone": """SELECT EXISTS (SELECT 1 FROM identity_person p JOIN identity_device d ON d.person_id = p.id
                WHERE p.phone_index = %s AND d.digest = %s)""",
}


class NoSuchSession(Missing):
    """Phiên đăng nhập này đã kết thúc rồi. Hãy tải lại danh sách."""


def sessions_of(person_id: int, now: datetime) -> list[Session]:
    """The person's visits that have not ended, the latest first. `now`: the world's time."""
    return list(Session.objects.filter(person_id=person_id, expire_date__gt=now).order_by("-began_at", "pk"))


def session(person_id: int, sid: uuid.UUID, now: datetime) -> Session:
    """One of the person's visits. Raises NoSuchSession, for those of others too."""
    found = Session.objects.filter(person_id=person_id, sid=sid, expire_date__gt=now).first()
    if found is None:
        raise NoSuchSession
    return found


def known_device(login: rules.Login, digest: bytes) -> bool:
    """Did the account with this number sign in before in the browser whose cookie has this digest?"""
    if not digest:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN[login.kind], [blind(login.number, purpose=login.kind), digest])
        return bool(cursor.fetchone()[0])
