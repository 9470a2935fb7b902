"""How this portal is an OpenID provider: where django-allauth asks, and oauthlib's server with our rules."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client, PrivateKey

from motcua.identity.models import Person
from motcua.openid import queries
from motcua.openid.models import Visit
from motcua.openid.provider.signing import issuer, pem_of, sign

_LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
_LOGOUT_SECONDS = 120


class Adapter(DefaultOIDCAdapter):  # type: ignore[misc]
    """allauth's seams, so that whatever of it asks gets this portal's answers: no account's id, no default claims."""

    def get_issuer(self) -> str:
        return issuer()

    def get_user_sub(self, client: Client, user: Person) -> str:
        return queries.subject(user.subject, client.party.sector)

    def get_claims(self, purpose: str, user: Person, client: Client, scopes: Any, **_: Any) -> dict[str, Any]:  # noqa: ARG002 - allauth's
        return {"sub": self.get_user_sub(client, user)}

    def list_private_keys(self, **_: Any) -> list[PrivateKey]:
        return [PrivateKey(pem=pem_of(key)) for key in queries.published_keys(now=datetime.now(UTC))]

    def get_signing_key(self) -> PrivateKey:
        return PrivateKey(pem=pem_of(queries.signing_key(now=datetime.now(UTC))))


def logout_token(visit: Visit, *, now: datetime) -> str:
    """What a portal is told when a visit ended. OpenID Connect Back-Channel Logout 1.0, 2.4."""
    second = int(now.timestamp())
    claims = {
        "iss": issuer(),
        "aud": visit.client_id,
        "sub": queries.subject(visit.person.subject, visit.client.party.sector),
        "sid": visit.pk.hex,
        "iat": second,
        "exp": second + _LOGOUT_SECONDS,
        "jti": uuid4().hex,
        "events": {_LOGOUT_EVENT: {}},
    }
    return sign(claims, now=now, kind="logout+jwt")
