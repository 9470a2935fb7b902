"""Clients, consents, visits and keys, and what a portal may learn of somebody."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.idp.oidc.models import Client, Token
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.db import connection
from django.db.models import Max, Q, QuerySet

from motcua.agencies.models import Agency
from motcua.agencies.queries import agency_by_identifier
from motcua.agencies.rules.rights import inside, trees
from motcua.identity.models import Affiliation, Person
from motcua.identity.queries import phone
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Missing, NotAllowed
from motcua.openid.models import Consent, RelyingParty, SigningKey, Visit
from motcua.openid.rules.claims import Facts
from motcua.shell.vault import blind, blind_all, unseal

_CLIENT_ID = re.compile(r"[\w.-]{1,100}", re.ASCII)
# What userinfo tells beside the person's own row, in one statement: the ID numbers, the latest last, and the business
# for which the visit began, as long as the person may still file for it. A number that was given up before anybody
# confirmed the person may be somebody else's: it is not theirs in front of others.
_NUMBERS_AND_BUSINESS = """
SELECT ARRAY(SELECT sealed FROM identity_idnumber
             WHERE person_id = %(person)s AND (until IS NULL OR until >= %(assured_at)s)
             ORDER BY until NULLS LAST, id),
       b.name, b.tax_code
FROM (SELECT 1) AS one LEFT JOIN identity_affiliation a
  ON a.person_id = %(person)s AND a.business_id = %(business)s AND a.active AND a.role = ANY(%(roles)s)
LEFT JOIN identity_business b ON b.id = a.business_id
"""
# Portals ask for a person's data all day: put together by the ORM, this took longer than the rest of the answer.
_OF_PERSON = ("id", "subject", "name", "phone_sealed", "email", "assured_at")
_BEARER = f"""
SELECT t.scopes, t.data::text, c.id, c.name, r.sector, r.agency_id, a.name,
       {", ".join(f"p.{name}" for name in _OF_PERSON)}
FROM allauth_idp_oidc_token t
JOIN identity_person p ON p.id = t.user_id AND p.is_active
JOIN allauth_idp_oidc_client c ON c.id = t.client_id
JOIN openid_relyingparty r ON r.client_id = c.id AND r.active
JOIN agencies_agency a ON a.id = r.agency_id
WHERE t.type = 'at' AND t.hash = %s AND t.expires_at > %s
"""  # noqa: S608 - names of columns, ours
# Ending a session deletes its row: it waits for who holds this lock, and finds the visit that they began.
_SESSION = "SELECT 1 FROM identity_session WHERE person_id = %s AND sid = %s AND expire_date > %s FOR KEY SHARE"
_FILERS = [Affiliation.Role.REPRESENTATIVE.value, Affiliation.Role.FILER.value]


class NoSuchParty(Missing):
    """Không tìm thấy cổng này trong danh sách của cơ quan bạn."""


class NoSuchConsent(Missing):
    """Không tìm thấy cổng này trong danh sách của bạn. Có thể bạn đã rút lại sự đồng ý rồi."""


class NoClients(NotAllowed):
    """Chỉ người có quyền quản lý cổng kết nối mới đăng ký cổng. Hãy nhờ người đó làm."""


class CapacityGone(NotAllowed):
    """Bạn không còn được nộp hồ sơ thay doanh nghiệp này."""


@dataclass(frozen=True)
class Shared:
    """A portal to which a person lets their data go, for their own page."""

    consent: Consent
    party: RelyingParty
    last_visit: datetime | None


@dataclass(frozen=True)
class Held:
    """An access token: whose data, for which portal, which scopes; `data` says at which level and in which capacity."""

    person: Person
    client_id: str
    client_name: str
    sector: str
    agency: int
    agency_name: str
    scopes: list[str]
    data: Mapping[str, Any]


def local() -> bool:
    """May addresses be on this machine itself? In demonstrations and tests."""
    return settings.MODE in ("demo", "test")


# ── clients ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def client(client_id: object) -> Client | None:
    """A client that is switched on, with its party and agency. None for anything else, in any shape."""
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        return None
    return Client.objects.select_related("party__agency").filter(pk=client_id, party__active=True).first()


def fingerprint(secret: str) -> str:
    """How a client's secret is kept. Secrets are 256 random bits: a keyed hash is enough, and fast."""
    return f"keyed:{blind(secret, purpose='openid.secret').hex()}"


def parties_of(actor: Actor) -> list[RelyingParty]:
    """The portals of the agencies for which the officer registers them, by name. Raises NoClients."""
    return list(_own(actor).order_by("client__name", "pk"))


def own_party(actor: Actor, client_id: str) -> RelyingParty:
    """One of those. Raises NoClients, NoSuchParty."""
    found = _own(actor).filter(client_id=client_id).first()
    if found is None:
        raise NoSuchParty
    return found


def own_agency(actor: Actor, identifier: str) -> Agency | None:
    """The agency with this identifier, when the officer registers portals for it. Raises NoClients."""
    within = _within(actor)
    found = agency_by_identifier(identifier)
    return found if found is not None and any(inside(found.path, tree) for tree in within) else None


def agency_of(actor: Actor) -> Agency:
    """Where the officer works. Raises NoClients."""
    _within(actor)
    assert actor.agency is not None
    return Agency.objects.get(pk=actor.agency)


def _own(actor: Actor) -> QuerySet[RelyingParty]:
    found = Q(pk__in=[])
    for tree in _within(actor):
        found |= Q(agency__path__startswith=tree)
    return RelyingParty.objects.filter(found).select_related("client", "agency")


def _within(actor: Actor) -> tuple[str, ...]:
    """The subtrees for which the officer registers portals."""
    found = trees(actor, "system", "clients") if actor.officer else ()
    if not found:
        raise NoClients
    return found


# ── consents ────────────────────────────────────────────────────────────────────────────────────────────────────────


def consent(person_id: int, client_id: str) -> Consent | None:
    """What the person agreed to let this client see, unless they took it back."""
    return Consent.objects.filter(person_id=person_id, client_id=client_id, withdrawn_at__isnull=True).first()


def shared_by(person_id: int) -> list[Shared]:
    """To which portals the person lets their data go, the latest first. Two statements."""
    agreed = Consent.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    rows = list(agreed.select_related("client__party__agency").order_by("-given_at", "pk"))
    visits = Visit.objects.filter(person_id=person_id, client__in=[row.client_id for row in rows])
    last = dict(visits.values_list("client_id").annotate(Max("began_at")).order_by())
    return [Shared(row, row.client.party, last.get(row.client_id)) for row in rows]


def own_consent(person_id: int, pk: int) -> Consent:
    """Raises NoSuchConsent, for somebody else's and for one that was taken back too."""
    agreed = Consent.objects.filter(person_id=person_id, withdrawn_at__isnull=True, pk=pk)
    found = agreed.select_related("client__party__agency").first()
    if found is None:
        raise NoSuchConsent
    return found


# ── what a portal learns ────────────────────────────────────────────────────────────────────────────────────────────


def subject(of: UUID, sector: str) -> str:
    """How the portals of one sector know a person. Another sector's name for them tells nothing about this one."""
    sealed = _siv().encrypt(of.bytes, [sector.encode()])
    return sealed.hex()


def whose_subject(text: str, sector: str) -> UUID | None:
    """The account behind a subject of this sector; None for any other text."""
    try:
        return UUID(bytes=_siv().decrypt(bytes.fromhex(text), [sector.encode()]))
    except Exception:  # noqa: BLE001 - whatever was sent, it names nobody
        return None


def facts(person: Person, sector: str, *, level: int, capacity: str) -> Facts:
    """What is known of the person, in that capacity. One statement. Raises CapacityGone."""
    kind, _, number = capacity.partition(":")
    business = int(number) if kind == "business" else 0
    with connection.cursor() as cursor:
        asked = {"person": person.pk, "assured_at": person.assured_at, "business": business, "roles": _FILERS}
        cursor.execute(_NUMBERS_AND_BUSINESS, asked)
        sealed, name, tax_code = cursor.fetchone()
    if business and not name:
        raise CapacityGone
    return Facts(
        subject=subject(person.subject, sector),
        name=person.name,
        level=level,
        numbers=tuple(unseal(one, purpose="person.id") for one in sealed),
        phone=phone(person),
        email=person.email,
        business=name or "",
        tax_code=tax_code or "",
    )


def _siv() -> AESSIV:
    return AESSIV(b"".join(blind_all(["1", "2", "3", "4"], purpose="openid.subject")))


# ── visits and tokens ───────────────────────────────────────────────────────────────────────────────────────────────


def digest(value: str) -> str:
    """How a token is kept: its plain hash, since it is longer than anybody can guess."""
    return hashlib.sha256(value.encode()).hexdigest()


def bearer(value: str, *, now: datetime) -> Held | None:
    """What an access token stands for, while its person and its portal hold. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [digest(value), now])
        row = cursor.fetchone()
    if row is None:
        return None
    scopes, data, client_id, client_name, sector, agency_id, agency_name, *own = row
    person = Person.from_db(None, _OF_PERSON, own)
    return Held(person, client_id, client_name, sector, agency_id, agency_name, scopes.split(), json.loads(data))


def own_token(client: Client, value: str) -> Token | None:
    """A token of either kind that this client was given."""
    return Token.objects.filter(hash=digest(value), client=client).first()


def locked_visit(pk: UUID) -> Visit | None:
    """A visit that has not ended, locked: two refreshes of it wait for each other, and its end waits for both."""
    visits = Visit.objects.filter(pk=pk, ended_at__isnull=True, person__is_active=True)
    return visits.select_related("person").select_for_update(no_key=True, of=("self",)).first()


def refresh_token(visit: Visit) -> Token | None:
    """The one that the visit has now."""
    held = Token.objects.filter(type=Token.Type.REFRESH_TOKEN, user_id=visit.person_id, client_id=visit.client_id)
    return held.filter(data__login=visit.pk.hex).order_by("-pk").first()


def session_lives(person_id: int, sid: UUID, *, now: datetime) -> bool:
    """Is the session in which a code was made still there? Locked against its end until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute(_SESSION, [person_id, sid, now])
        return cursor.fetchone() is not None


def open_visits(condition: Q) -> list[Visit]:
    """Those that have not ended, locked, with their client's party."""
    visits = Visit.objects.filter(condition, ended_at__isnull=True).order_by("pk")
    return list(visits.select_for_update(no_key=True, of=("self",)).select_related("client__party"))


def untold(pk: UUID) -> Visit | None:
    """A visit that ended, and its portal does not know yet."""
    visits = Visit.objects.filter(pk=pk, ended_at__isnull=False, told_at__isnull=True)
    return visits.select_related("client__party", "person").first()


# ── keys ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def published_keys(*, now: datetime) -> Sequence[SigningKey]:
    """All keys that others should know: the next one, the one that signs, those that signed what may still be held."""
    return list(SigningKey.objects.filter(Q(gone_at__isnull=True) | Q(gone_at__gt=now)).order_by("made_at", "pk"))


def signing_key(*, now: datetime) -> SigningKey:
    """The one that signs now. Raises SigningKey.DoesNotExist before the first one is made."""
    return (
        SigningKey.objects.filter(signs_from__lte=now)
        .filter(Q(signs_until__isnull=True) | Q(signs_until__gt=now))
        .latest("signs_from", "pk")
    )
