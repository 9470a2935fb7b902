"""An authorization request: read, and answered with a code or with an error."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

from allauth.idp.oidc.models import Client
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2.rfc6749.errors import FatalClientError, OAuth2Error

from motcua.openid.provider.server import Provider
from motcua.openid.provider.signing import issuer
from motcua.openid.provider.validator import Validator
from motcua.openid.rules.claims import level_wanted, ordered
from motcua.openid.rules.steps import Wish, max_age
from motcua.shell.vault import pack

CODE_SECONDS = 60
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST = 2000
# OpenID Connect Core 6.1, 6.2 and RFC 7591: ways to ask that this portal does not know.
_UNSUPPORTED = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


class Unredirectable(Exception):  # noqa: N818 - what it says
    """The client or where to send the person back to cannot be trusted: they stay here."""


class Returned(Exception):  # noqa: N818 - what it says
    """The client asked for what it may not have: the person goes back with an error."""

    def __init__(self, error: str, location: str) -> None:
        super().__init__(error)
        self.location = location


@dataclass(frozen=True)
class Asking:
    """A sound request. `uri` is the path and query from which it was read."""

    uri: str
    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    wish: Wish
    challenge: str
    state: str | None = None
    nonce: str | None = None
    hint: str = ""

    def error(self, error: str, description: str = "") -> str:
        """Where a person goes with this error."""
        return answer(self.redirect_uri, self.state, error=error, error_description=description)


def answer(redirect_uri: str, state: str | None, **said: str) -> str:
    """The registered address with what is said to the client, its state and who says it (RFC 9207)."""
    params = {**{name: value for name, value in said.items() if value}, "state": state, "iss": issuer()}
    return str(add_params_to_uri(redirect_uri, [(name, value) for name, value in params.items() if value is not None]))


def with_state(uri: str, state: str | None) -> str:
    """A registered address after a sign-out, with what the client wants to recognise."""
    return str(add_params_to_uri(uri, [("state", state)])) if state else uri


def read(uri: str, *, now: datetime, at: datetime) -> Asking:
    """Raises Unredirectable, Returned."""
    try:
        asked = parse_qsl(urlsplit(uri).query, keep_blank_values=True)
    except ValueError:
        raise Unredirectable from None
    params = dict(asked)
    if len(params) != len(asked) or any(len(value) > _LONGEST or "\x00" in value for value in params.values()):
        raise Unredirectable
    try:
        scopes, info = Provider(Validator(now=now, at=at)).validate_authorization_request(uri, "GET", None, {})
    except (FatalClientError, ValueError):
        raise Unredirectable from None
    except OAuth2Error as error:
        told = answer(error.redirect_uri, params.get("state"), error=error.error, error_description=error.description)
        raise Returned(error.error, told) from None
    request = info["request"]
    asking = Asking(
        uri=uri,
        client=request.client,
        redirect_uri=request.redirect_uri,
        scopes=tuple(ordered(scopes)),
        wish=Wish(frozenset((params.get("prompt") or "").split()), None, level_wanted(params.get("acr_values") or "")),
        challenge=params.get("code_challenge", ""),
        state=params.get("state"),
        nonce=params.get("nonce"),
        hint=params.get("id_token_hint", ""),
    )
    return _checked(asking, params)


def _checked(asking: Asking, params: Mapping[str, str]) -> Asking:
    """The further checks, whose errors go back to the client."""
    for name, error in _UNSUPPORTED.items():
        if name in params:
            raise Returned(error, asking.error(error))
    if "openid" not in asking.scopes:
        raise Returned("invalid_scope", asking.error("invalid_scope", "openid is missing"))
    if params.get("response_mode", "query") != "query" or not _CHALLENGE.fullmatch(asking.challenge):
        raise Returned("invalid_request", asking.error("invalid_request", "response_mode or code_challenge"))
    try:
        age = max_age(params.get("max_age"))
    except ValueError:
        raise Returned("invalid_request", asking.error("invalid_request", "max_age")) from None
    return replace(asking, wish=replace(asking.wish, max_age=age))


def code(asking: Asking, standing: Mapping[str, Any], *, now: datetime) -> str:
    """Where the person goes with a code: what it stands for is sealed inside, and kept nowhere until it is spent.

    `standing`: person, sid, level, amr, auth_time, capacity.
    """
    sealed = pack(
        {
            **standing,
            "login": uuid4().hex,
            "client": asking.client.pk,
            "redirect_uri": asking.redirect_uri,
            "scopes": list(asking.scopes),
            "nonce": asking.nonce,
            "challenge": asking.challenge,
            "until": int(now.timestamp()) + CODE_SECONDS,
        },
        purpose="openid.code",
    )
    return answer(asking.redirect_uri, asking.state, code=sealed)
