"""Other OpenID providers (the post, a bank), as settings.PROVIDERS lists them.

Not django-allauth's client: it would show the code to the token endpoint before anybody asks whose answer it is, read
the id_token without its signature, know no nonce, keep its secrets in clear in the session, and save on a GET.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
import requests
from django.conf import settings

from motcua.identity.rules.external import ALGORITHMS, NoSuchProvider, NotProven, ProviderDown, Trip, check_claims

SECONDS = 5
_KEPT = 600
_LARGEST = 200_000
_OK = 200
# What the claims must be is said in rules.external, against what this visit asked.
_SIGNATURE_ONLY: Any = dict.fromkeys(("verify_exp", "verify_iat", "verify_nbf", "verify_aud", "verify_iss"), False)
_cache: dict[str, tuple[float, Any]] = {}


@dataclass(frozen=True)
class Provider:
    """`level`: what a visit that it opens is worth at most."""

    id: str
    name: str
    server_url: str
    client_id: str
    secret: str
    level: int

    def __repr__(self) -> str:
        return f"Provider({self.id})"


def providers() -> list[Provider]:
    return [
        Provider(
            id=one["id"],
            name=one["name"],
            server_url=one["server_url"].rstrip("/"),
            client_id=one["client_id"],
            secret=one.get("secret", ""),
            level=min(2, max(1, int(one.get("level", 1)))),
        )
        for one in settings.PROVIDERS
    ]


def provider(name: str) -> Provider:
    """Raises NoSuchProvider."""
    for one in providers():
        if one.id == name:
            return one
    raise NoSuchProvider


def begin(which: Provider, *, redirect_uri: str, person: int, onward: str) -> tuple[Trip, str]:
    """A trip to the provider, and the address where it begins. Raises ProviderDown."""
    about = _about(which)
    trip = Trip(
        provider=which.id,
        issuer=about["issuer"],
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        began=int(time.time()),
        person=person,
        onward=onward,
    )
    question = {
        "response_type": "code",
        "client_id": which.client_id,
        "redirect_uri": redirect_uri,
        "scope": "openid",
        "state": trip.state,
        "nonce": trip.nonce,
        "code_challenge": trip.challenge(),
        "code_challenge_method": "S256",
    }
    address = about["authorization_endpoint"]
    return trip, f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(question)}"


def names_issuer(which: Provider) -> bool:
    """Does it say who it is in every answer? Raises ProviderDown."""
    return _about(which).get("authorization_response_iss_parameter_supported") is True


def subject(which: Provider, trip: Trip, code: str, *, redirect_uri: str) -> str:
    """Whose account the code stands for. Raises NotProven, ProviderDown."""
    about = _about(which)
    answer = _call(
        which,
        "post",
        about["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": which.client_id,
            "code_verifier": trip.verifier,
        }
        | ({} if _basic(about) else {"client_secret": which.secret}),
        auth=(which.client_id, which.secret) if _basic(about) else None,
    )
    token = answer.get("id_token")
    if not isinstance(token, str):
        raise NotProven
    claims = _verified(which, about, token)
    return check_claims(claims, trip, client=which.client_id, now=int(time.time()))


def _verified(which: Provider, about: dict[str, Any], token: str) -> dict[str, Any]:
    """The claims of a token that one of the provider's public keys signed, with an algorithm that we allow."""
    try:
        header = jwt.get_unverified_header(token)
        algorithm = header.get("alg")
        if algorithm not in ALGORITHMS:
            raise NotProven
        key = _key(which, about, str(header.get("kid", "")), algorithm)
        return dict(jwt.decode(token, key=key, algorithms=[algorithm], options=_SIGNATURE_ONLY))
    except jwt.PyJWTError:
        raise NotProven from None


def _key(which: Provider, about: dict[str, Any], kid: str, algorithm: str) -> jwt.PyJWK:
    """A provider that changed its keys is asked again for them, once."""
    for fresh in (False, True):
        keys = _document(which, about["jwks_uri"], fresh=fresh).get("keys", [])
        for one in keys if isinstance(keys, list) else []:
            if isinstance(one, dict) and _fits(one, kid, algorithm):
                return jwt.PyJWK(one, algorithm=algorithm)
    raise NotProven


def _fits(key: dict[str, Any], kid: str, algorithm: str) -> bool:
    kind = {"RS256": "RSA", "ES256": "EC"}[algorithm]
    return (
        key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and str(key.get("kid", "")) == kid
    )


def _about(which: Provider) -> dict[str, Any]:
    """The provider's discovery document; it must be about the issuer that was asked. Raises ProviderDown."""
    about = _document(which, f"{which.server_url}/.well-known/openid-configuration")
    addresses = [about.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if str(about.get("issuer", "")).rstrip("/") != which.server_url or not all(map(_secure, addresses)):
        raise ProviderDown(provider=which.name)
    return about


def _secure(address: object) -> bool:
    """https, or http outside production."""
    parts = urlsplit(address) if isinstance(address, str) else None
    return bool(parts and parts.netloc and parts.scheme in (("https",) if settings.PRODUCTION else ("https", "http")))


def _basic(about: dict[str, Any]) -> bool:
    """Core 9: client_secret_basic, unless the provider knows only the other way."""
    return "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])


def _document(which: Provider, address: str, *, fresh: bool = False) -> dict[str, Any]:
    """A public document of the provider's, kept for some minutes."""
    kept = _cache.get(address)
    if kept and not fresh and time.monotonic() - kept[0] < _KEPT:
        return dict(kept[1])
    if not _secure(address):
        raise ProviderDown(provider=which.name)
    found = _call(which, "get", address)
    _cache[address] = (time.monotonic(), found)
    return found


def _call(which: Provider, method: str, address: str, **more: Any) -> dict[str, Any]:
    """One JSON object from the provider: no redirects, no more than fits. Raises NotProven for 4xx, ProviderDown."""
    try:
        response = requests.request(
            method, address, timeout=SECONDS, allow_redirects=False, headers={"Accept": "application/json"}, **more
        )
        refused = method == "post" and 400 <= response.status_code < 500  # noqa: PLR2004 - the client's fault
        said = response.json() if response.status_code == _OK and len(response.content) <= _LARGEST else None
    except (requests.RequestException, ValueError):
        raise ProviderDown(provider=which.name) from None
    if refused:
        raise NotProven
    if not isinstance(said, dict):
        raise ProviderDown(provider=which.name)
    return said
