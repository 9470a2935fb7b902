"""What this portal signs, and what it recognises as signed by itself. One algorithm: nothing else is accepted."""

from datetime import datetime
from functools import lru_cache
from typing import Any

import jwt
from allauth.core.internal.jwkkit import load_jwk_from_pem
from django.conf import settings

from motcua.openid import queries
from motcua.openid.models import SigningKey
from motcua.shell.vault import unseal

ALGORITHM = "RS256"
_PAST: Any = {"verify_exp": False, "verify_aud": False, "require": ["iss", "aud", "sub", "sid"]}


def issuer() -> str:
    return settings.PUBLIC_URL.rstrip("/")


def sign(claims: dict[str, Any], *, now: datetime, kind: str = "JWT") -> str:
    """A token under the key that signs now. One statement."""
    key = queries.signing_key(now=now)
    _, private = _loaded(bytes(key.pem_sealed))
    return jwt.encode(claims, private, algorithm=ALGORITHM, headers={"kid": key.kid, "typ": kind})


def own_id_token(token: str, *, now: datetime) -> dict[str, Any] | None:
    """The claims of an ID token that this portal made, expired or not; None for every other text.

    The algorithm is ours, never the token's: "none" and a MAC under the public key are not looked at.
    """
    try:
        header = jwt.get_unverified_header(token)
        key = next((key for key in queries.published_keys(now=now) if key.kid == header.get("kid")), None)
        if key is None or header.get("typ") != "JWT":
            return None
        _, private = _loaded(bytes(key.pem_sealed))
        return jwt.decode(token, private.public_key(), algorithms=[ALGORITHM], issuer=issuer(), options=_PAST)
    except jwt.PyJWTError:
        return None


def jwks(*, now: datetime) -> dict[str, Any]:
    """All keys that are published now, their public halves."""
    loaded = [_loaded(bytes(key.pem_sealed))[0] for key in queries.published_keys(now=now)]
    return {"keys": [{**jwk, "use": "sig", "alg": ALGORITHM} for jwk in loaded]}


def pem_of(key: SigningKey) -> str:
    return unseal(key.pem_sealed, purpose="openid.key")


@lru_cache(maxsize=8)
def _loaded(sealed: bytes) -> tuple[dict[str, Any], Any]:
    """(public JWK, private key). Reading one takes 40 ms."""
    jwk, private = load_jwk_from_pem(unseal(sealed, purpose="openid.key"))
    return {name: jwk[name] for name in ("kty", "n", "e", "kid")}, private
