"""Visits: how they begin, and how they end before their time."""

import uuid
from datetime import datetime

from django.db import connection, models, transaction

from motcua.identity.models import Device, Person, Session
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.shell.queue import defer

# One statement: the sign-in is noted, the device becomes known or is seen again. `xmax` is 0 in a new row.
_BEGIN = """
WITH noted AS (UPDATE identity_person SET last_login = %(at)s WHERE id = %(person)s)
INSERT INTO identity_device (person_id, digest, name, first_at, last_at)
VALUES (%(person)s, %(digest)s, %(name)s, %(at)s, %(at)s)
ON CONFLICT (person_id, digest) DO UPDATE SET name = excluded.name, last_at = excluded.last_at
RETURNING xmax = 0
"""
_KEPT = 50


@transaction.atomic
def begin(person: Person, *, method: str, digest: bytes, device: str, place: str, at: datetime) -> None:
    """Note that the person has just proved who they are, and on which device: they are told of an unknown one.

    Not of the one with which they opened the account, and not of the demo's one click.
    """
    first = person.last_login is None
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"person": person.pk, "digest": digest, "name": device, "at": at})
        (unknown,) = cursor.fetchone()
    record("identity.sign_in", f"person:{person.pk}", by=_self(person), at=at, method=method, device=device)
    person.last_login = at
    if not unknown:
        return
    _forget_old_devices(person)
    if not first and method != "demo":
        defer("notices.tell_of", person=person.pk, event="new_device", detail=", ".join(filter(None, (device, place))))


@transaction.atomic
def end(person_id: int, sid: uuid.UUID | str, *, by: Actor, at: datetime) -> bool:
    """End one visit of the person, here and at the portals that it opened. False when it had ended before."""
    return bool(_end(Session.objects.filter(person_id=person_id, sid=sid), person_id, by=by, at=at))


@transaction.atomic
def end_all(person_id: int, *, but: str = "", by: Actor, at: datetime) -> int:
    """End all visits of the person, except the one with the sid `but`. Returns how many ended."""
    visits = Session.objects.filter(person_id=person_id)
    if but:
        visits = visits.exclude(sid=but)
    return _end(visits, person_id, by=by, at=at)


@transaction.atomic
def sign_out(sid: str, *, by: Actor, at: datetime) -> None:
    """The person ends the visit in which they are, here and at the portals that it opened."""
    if sid:
        Session.objects.filter(person_id=by.person, sid=sid).delete()
        defer("openid.session_ended", sid=sid)
    record("identity.sign_out", f"person:{by.person}", by=by, at=at)


def _end(visits: models.QuerySet[Session], person_id: int, *, by: Actor, at: datetime) -> int:
    ended = sorted(str(sid) for sid in visits.select_for_update().order_by("pk").values_list("sid", flat=True) if sid)
    count, _ = visits.delete()
    for sid in ended:
        defer("openid.session_ended", sid=sid)
    if count:
        record("identity.end_sessions", f"person:{person_id}", by=by, at=at, count=count)
    return count


def _forget_old_devices(person: Person) -> None:
    """A browser without memory is a new device each time: the list of them does not grow for ever."""
    old = Device.objects.filter(person=person).order_by("-last_at", "-pk").values_list("pk", flat=True)[_KEPT:]
    if surplus := list(old):
        Device.objects.filter(pk__in=surplus).delete()


def _self(person: Person) -> Actor:
    return Actor(person=person.pk, name=person.name)
