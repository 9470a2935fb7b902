"""oauthlib's questions, answered by this portal's rules. One object answers one request."""

# ruff: noqa: ARG002 - the arguments are oauthlib's

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from allauth.core.internal.httpkit import extract_basic_auth
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.models import Client, Token
from oauthlib.common import Request

from motcua.openid import queries
from motcua.openid.commands import visits
from motcua.openid.provider import refreshing
from motcua.openid.provider.signing import issuer, sign
from motcua.openid.rules.claims import acr
from motcua.shell.vault import unpack

if TYPE_CHECKING:
    from motcua.openid.models import Visit

ID_TOKEN_SECONDS = 300


class Validator(OAuthLibRequestValidator):  # type: ignore[misc]
    """Its state is its own: oauthlib's request answers unknown attributes with the caller's parameters."""

    def __init__(self, *, now: datetime, at: datetime) -> None:
        self.now, self.at = now, at
        self.code: dict[str, Any] | None = None
        self.begun: Visit | None = None
        self.visit: Visit | None = None
        self.former: Token | None = None
        self._clients: dict[str, Client | None] = {}

    # ── who asks ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _lookup_client(self, request: Request, client_id: Any) -> Client | None:
        if client_id not in self._clients:
            self._clients[client_id] = queries.client(client_id)
        return self._clients[client_id]

    def authenticate_client(self, request: Request, *_: Any, **__: Any) -> bool:
        """client_secret_basic or client_secret_post."""
        name, secret = extract_basic_auth(request.headers)
        if not name and not secret:
            name, secret = request.client_id, request.client_secret
        client = self._lookup_client(request, name)
        kept = client.secret if client else ""
        right = hmac.compare_digest(kept, queries.fingerprint(secret or ""))
        if client is None or not right or client.type != Client.Type.CONFIDENTIAL:
            return False
        self._use_client(request, client)
        return True

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *_: Any, **__: Any) -> bool:
        """Letter by letter what was registered."""
        return redirect_uri in request.client.get_redirect_uris()

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def validate_silent_login(self, request: Request) -> bool:
        """Whether a page is needed is decided by rules.steps, for prompt=none too."""
        return True

    def validate_silent_authorization(self, request: Request) -> bool:
        return True

    def validate_user_match(self, *_: Any) -> bool:
        return True

    def save_authorization_code(self, *_: Any, **__: Any) -> None:
        raise NotImplementedError("codes are sealed by provider.asking, never kept")

    # ── a code ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def _opened(self, code: Any) -> dict[str, Any]:
        """What stands in a code that was made here and is not older than a minute; nothing for any other text."""
        if self.code is None:
            opened = unpack(code, purpose="openid.code") or {}
            self.code = opened if opened.get("until", 0) >= self.now.timestamp() else {}
        return self.code

    def validate_code(self, client_id: str, code: str, client: Client, *args: Any) -> bool:
        """Made for this client, and never spent before."""
        request, opened = args[0], self._opened(code)
        if not opened or not _its(client, opened["client"]):
            return False
        self.begun = self.visit = visits.begin(opened, client, now=self.now, at=self.at)
        if self.visit is None:
            return False
        request.user, request.scopes = self.visit.person, opened["scopes"]
        return True

    def get_authorization_code_scopes(
        self, client_id: str, code: str, redirect_uri: str, request: Request
    ) -> list[str]:
        return list(self._opened(code).get("scopes", []))

    def get_authorization_code_nonce(
        self, client_id: str, code: str, redirect_uri: str, request: Request
    ) -> str | None:
        nonce: str | None = self._opened(code).get("nonce")
        return nonce

    def get_code_challenge(self, code: str, request: Request) -> str | None:
        challenge: str | None = self._opened(code).get("challenge")
        return challenge

    def get_code_challenge_method(self, code: str, request: Request) -> str:
        return "S256"

    def confirm_redirect_uri(self, client_id: str, code: str, redirect_uri: str, *_: Any, **__: Any) -> bool:
        return bool(redirect_uri == self._opened(code).get("redirect_uri"))

    def invalidate_authorization_code(self, *_: Any, **__: Any) -> None:
        """validate_code spent it."""

    # ── a refresh token ─────────────────────────────────────────────────────────────────────────────────────────────

    def validate_refresh_token(self, refresh_token: str, client: Client, request: Request, *_: Any, **__: Any) -> bool:
        """The visit's present one, at the client to which it was given. A former one ends the visit."""
        known = refreshing.read(refresh_token)
        visit = queries.locked_visit(known.login) if known else None
        if known is None or visit is None or not _its(client, visit.client_id):
            return False
        present = queries.refresh_token(visit)
        if present is None or present.expires_at <= self.now:
            return False
        if not hmac.compare_digest(present.hash, queries.digest(refresh_token)):
            if not self._at_the_same_moment(known.serial, present):
                visits.reuse(visit.pk, "refresh_token", at=self.at)
            return False
        self.visit, self.former, request.user = visit, present, visit.person
        return True

    def _at_the_same_moment(self, serial: int, present: Token) -> bool:
        recent = self.now - present.created_at <= visits.SAME_MOMENT
        return bool(recent and serial == present.data["serial"] - 1)

    def get_original_scopes(self, refresh_token: str, request: Request, *_: Any, **__: Any) -> list[str]:
        assert self.former is not None
        return list(self.former.get_scopes())

    def refresh_id_token(self, request: Request) -> bool:
        """No second ID token: nobody signed in again."""
        return False

    def rotate_refresh_token(self, request: Request) -> bool:
        return True

    # ── tokens ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def refresh_value(self, request: Request) -> str:
        assert self.visit is not None
        return refreshing.new(self.visit.pk, self._serial())

    def save_bearer_token(self, token: dict[str, Any], request: Request, *_: Any, **__: Any) -> None:
        assert self.visit is not None
        kept = self.former.get_scopes() if self.former else request.scopes
        until = datetime.fromisoformat(self.former.data["until"]) if self.former else self.now + visits.VISIT
        token["expires_in"] = min(token["expires_in"], int((until - self.now) / timedelta(seconds=1)))
        visits.keep_tokens(
            self.visit,
            (token["access_token"], request.scopes),
            (token["refresh_token"], kept),
            serial=self._serial(),
            until=until,
            now=self.now,
        )

    def _serial(self) -> int:
        return self.former.data["serial"] + 1 if self.former else 0

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Request) -> str:
        """Who signed in, how and when; nothing else about them. Data are at userinfo only."""
        visit, opened = self.visit, self.code
        assert visit is not None
        assert opened is not None
        second = int(self.now.timestamp())
        about = {
            "iss": issuer(),
            "sub": queries.subject(visit.person.subject, request.client.party.sector),
            "iat": second,
            "exp": second + ID_TOKEN_SECONDS,
            "jti": uuid4().hex,
            "sid": visit.pk.hex,
            "acr": acr(visit.acr),
            "amr": opened["amr"],
            "auth_time": visit.auth_time,
        }
        return sign(id_token | about, now=self.now)

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *_: Any, **__: Any) -> None:
        visits.give_up(token, request.client, at=self.at)


def _its(client: Client, given_to: str) -> bool:
    return bool(client.pk == given_to)
