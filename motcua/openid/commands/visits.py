"""Visits at other portals, from the code that is spent to the end of which the portal is told.

What the token endpoint does is one transaction, opened there: functions that say so open none of their own, because a
replay is answered with a refusal and must still be remembered.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from json import dumps
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from motcua.identity.models import Person
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor
from motcua.openid import queries
from motcua.openid.models import Consent, Visit
from motcua.openid.rules.steps import covers
from motcua.shell.queue import defer

ACCESS_SECONDS = 3600
# A visit at another portal lasts a working day at most, however often it is refreshed.
VISIT = timedelta(hours=12)
# Two workers of one portal may refresh at the same moment: the slower one is refused, and nothing else happens.
SAME_MOMENT = timedelta(seconds=5)
KEPT = timedelta(days=90)
Kept = tuple[str, Sequence[str]]
_SPEND = """
INSERT INTO openid_visit (id, person_id, client_id, sid, acr, amr, auth_time, capacity, began_at, why_ended)
VALUES (%(login)s, %(person)s, %(client)s, %(sid)s, %(level)s, %(amr)s::jsonb, %(auth_time)s, %(capacity)s, %(at)s, '')
ON CONFLICT (id) DO NOTHING
"""


def begin(code: Mapping[str, Any], client: Client, *, now: datetime, at: datetime) -> Visit | None:
    """Spend a code: the visit begins. In the token endpoint's transaction.

    None when it may not: the code was spent before (then that visit ends, whoever holds its tokens), the person took
    their consent back, signed out meanwhile or has no account any more.
    """
    login = UUID(code["login"])
    values = {name: code[name] for name in ("person", "sid", "level", "auth_time", "capacity")}
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, {**values, "login": login, "client": client.pk, "amr": dumps(code["amr"]), "at": at})
        if not cursor.rowcount:
            reuse(login, "code", at=at)
            return None
    visit = queries.locked_visit(login)
    if visit is None or not _still_agreed(visit, code["scopes"]) or not _still_here(visit, now):
        refuse(login, at=at)
        return None
    act = {"client": client.pk, "level": visit.acr, "capacity": visit.capacity}
    record("openid.visit", f"person:{visit.person_id}", by=_self(visit.person), at=at, **act)
    return visit


def keep_tokens(visit: Visit, access: Kept, refresh: Kept, *, serial: int, until: datetime, now: datetime) -> None:
    """Keep the hashes of an access and of a refresh token, each (value, scopes), in place of the former refresh token.

    `serial` counts the refreshes of this visit; `until` is when it ends, refreshed or not. In the token endpoint's
    transaction, with the visit locked.
    """
    _tokens_of([visit]).filter(type=Token.Type.REFRESH_TOKEN).delete()
    data = {"login": visit.pk.hex, "level": visit.acr, "capacity": visit.capacity}
    ends = {"at": min(now + timedelta(seconds=ACCESS_SECONDS), until), "rt": until}
    Token.objects.bulk_create(
        Token(
            type=kind,
            hash=queries.digest(value),
            client_id=visit.client_id,
            user_id=visit.person_id,
            data=data | ({"serial": serial, "until": until.isoformat()} if kind == "rt" else {}),
            created_at=now,
            expires_at=ends[kind],
            scopes="\n".join(scopes),
        )
        for kind, (value, scopes) in (("at", access), ("rt", refresh))
    )


def reuse(login: UUID, what: str, *, at: datetime) -> None:
    """A code or a refresh token came a second time: one of the two who had it is a thief. The visit ends for both.

    In the token endpoint's transaction.
    """
    for visit in queries.open_visits(Q(pk=login)):
        _end([visit], "reuse", at=at)
        act = {"client": visit.client_id, "what": what}
        record("openid.reuse", f"person:{visit.person_id}", by=SYSTEM, at=at, **act)


def refuse(login: UUID, *, at: datetime) -> None:
    """A spent code was answered with a refusal: no visit came of it, and there is nobody to tell."""
    _end(queries.open_visits(Q(pk=login)), "refused", at=at, tell=False)


def give_up(value: str, client: Client, *, at: datetime) -> None:
    """A portal gives its own token back; a refresh token ends the visit. Unknown and foreign ones change nothing.

    In the revocation endpoint's transaction.
    """
    held = queries.own_token(client, value)
    if held is None:
        return
    held.delete()
    if held.type == Token.Type.REFRESH_TOKEN and isinstance(held.data, dict):
        _end(queries.open_visits(Q(pk=UUID(held.data["login"]))), "revoked", at=at, tell=False)


@transaction.atomic
def end_of_session(sid: UUID, why: str, *, at: datetime) -> int:
    """The session here ended: all visits that began in it end. Returns how many."""
    return end_all(Q(sid=sid), why, at=at)


@transaction.atomic
def end_all(condition: Q, why: str, *, at: datetime) -> int:
    """End these visits: their tokens are gone at once, each portal is told by a job. Returns how many."""
    visits = queries.open_visits(condition)
    _end(visits, why, at=at)
    return len(visits)


@transaction.atomic
def mark_told(visit: Visit, *, at: datetime) -> None:
    """The portal took the news that this visit ended."""
    Visit.objects.filter(pk=visit.pk).update(told_at=at)


@transaction.atomic
def tidy(*, now: datetime, at: datetime) -> int:
    """Remove what nobody can use any more: expired tokens, visits of three months ago. Returns how many tokens."""
    Visit.objects.filter(began_at__lt=at - KEPT).delete()
    removed: int
    removed, _ = Token.objects.filter(expires_at__lt=now).delete()
    return removed


def _end(visits: Sequence[Visit], why: str, *, at: datetime, tell: bool = True) -> None:
    if not visits:
        return
    Visit.objects.filter(pk__in=[visit.pk for visit in visits]).update(ended_at=at, why_ended=why)
    _tokens_of(visits).delete()
    for visit in visits:
        if tell and visit.client.party.backchannel_logout_uri:
            defer("openid.tell_portal", visit=str(visit.pk))


def _tokens_of(visits: Sequence[Visit]) -> QuerySet[Token]:
    """By person first: that column has an index."""
    people = {visit.person_id for visit in visits}
    tokens: QuerySet[Token] = Token.objects.filter(user__in=people, data__login__in=[visit.pk.hex for visit in visits])
    return tokens


def _still_agreed(visit: Visit, scopes: Collection[str]) -> bool:
    """Locked: whoever takes a consent back waits until this visit is there to be ended."""
    agreed = Consent.objects.filter(person_id=visit.person_id, client_id=visit.client_id, withdrawn_at__isnull=True)
    row = agreed.select_for_update(no_key=True).first()
    return row is not None and covers(row.scopes, row.capacities, scopes, visit.capacity)


def _still_here(visit: Visit, now: datetime) -> bool:
    return queries.session_lives(visit.person_id, visit.sid, now=now)


def _self(person: Person) -> Actor:
    return Actor(person=person.pk, name=person.name)
