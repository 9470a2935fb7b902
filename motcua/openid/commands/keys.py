"""The keys that sign. Times are the world's: others keep what they fetched by their own clocks.

A key is published for a day before it signs, so that nobody who fetched the list yesterday meets an unknown one, and
for a day after it signed last, so that what it signed can still be checked.
"""

from datetime import datetime, timedelta

from allauth.core.internal.jwkkit import load_jwk_from_pem
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connection, transaction
from django.db.models import F, Q

from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor
from motcua.openid.models import SigningKey
from motcua.shell.vault import seal

KNOWN_BEFORE = timedelta(days=1)
KEPT_AFTER = timedelta(days=1)
SERVES = timedelta(days=90)
_BITS = 2048
_LOCK = "SELECT pg_advisory_xact_lock(7303015)"


@transaction.atomic
def ensure_key(*, now: datetime, at: datetime) -> SigningKey:
    """The key that signs now; the very first one is made, and signs at once."""
    _alone()
    signs = SigningKey.objects.filter(signs_from__lte=now).filter(Q(signs_until__isnull=True) | Q(signs_until__gt=now))
    return signs.order_by("-signs_from", "-pk").first() or _make(now, now, by=SYSTEM, at=at)


@transaction.atomic
def rotate_key(*, by: Actor = SYSTEM, now: datetime, at: datetime, urgent: bool = False) -> SigningKey:
    """Publish the next key. It signs after a day, and the present one no longer does; a next one that waits stays.

    `urgent`, for a key that somebody stole: the next one signs at once and the old ones are gone at once. Until the
    other portals fetch the list again, some seconds to an hour, they refuse what is signed.
    """
    _alone()
    waiting = SigningKey.objects.filter(signs_from__gt=now).order_by("pk").first()
    if waiting is not None and not urgent:
        return waiting
    if urgent:
        published = SigningKey.objects.filter(Q(gone_at__isnull=True) | Q(gone_at__gt=now))
        published.update(gone_at=now, signs_until=now, signs_from=F("made_at"))
        return _make(now, now, by=by, at=at, urgent=True)
    starts = now + KNOWN_BEFORE
    SigningKey.objects.filter(signs_until__isnull=True).update(signs_until=starts, gone_at=starts + KEPT_AFTER)
    return _make(now, starts, by=by, at=at)


@transaction.atomic
def rotate_when_due(*, now: datetime, at: datetime) -> SigningKey | None:
    """Every 90 days a new key. None: it is not time."""
    present = ensure_key(now=now, at=at)
    if present.signs_until is None and present.signs_from + SERVES <= now:
        return rotate_key(now=now, at=at)
    return None


def _make(now: datetime, starts: datetime, *, by: Actor, at: datetime, urgent: bool = False) -> SigningKey:
    pem = rsa.generate_private_key(public_exponent=65537, key_size=_BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    jwk, _ = load_jwk_from_pem(pem.decode())
    key = SigningKey.objects.create(
        kid=jwk["kid"], pem_sealed=seal(pem.decode(), purpose="openid.key"), made_at=now, signs_from=starts
    )
    record("openid.key", "openid", by=by, at=at, urgent=urgent)
    return key


def _alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
