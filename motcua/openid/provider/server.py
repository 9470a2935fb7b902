"""oauthlib's server with what this portal supports and no more: the code flow with PKCE S256, and refreshing."""

import secrets
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from allauth.idp.oidc.internal.oauthlib.utils import extract_params
from django.db import transaction
from django.http import HttpRequest
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.openid import Server

from motcua.openid.commands import visits
from motcua.openid.provider.validator import Validator

# "plain" would let anybody who reads the request redeem the code.
METHODS = {"S256": code_challenge_method_s256}
Answer = tuple[dict[str, str], Any, int]


class Endpoint(Protocol):
    """What answers a machine: (headers, body, status)."""

    def __call__(self, request: HttpRequest, *, now: datetime, at: datetime) -> Answer: ...


class Provider(Server):  # type: ignore[misc]
    """Built for one request, from the validator that answers it."""

    def __init__(self, validator: Validator) -> None:
        super().__init__(
            validator,
            token_expires_in=visits.ACCESS_SECONDS,
            token_generator=lambda _request: secrets.token_urlsafe(32),
            refresh_token_generator=validator.refresh_value,
        )
        for grant in (self.auth_grant, self.openid_connect_auth.proxy_target):
            grant._code_challenge_methods = METHODS  # noqa: SLF001 - oauthlib's only seam
        self._response_types = {"code": self.auth_grant_choice}
        self._grant_types = {"authorization_code": self.token_grant_choice, "refresh_token": self.refresh_grant}


def token(request: HttpRequest, *, now: datetime, at: datetime) -> Answer:
    """/oauth2/token, in one transaction: a refusal keeps what it found out, a spent code or the end of a family."""
    validator = Validator(now=now, at=at)
    with transaction.atomic():
        headers, body, status = Provider(validator).create_token_response(*extract_params(request))
        if status != HTTPStatus.OK and validator.begun is not None:
            visits.refuse(validator.begun.pk, at=at)
    return headers, body, status


def revoke(request: HttpRequest, *, now: datetime, at: datetime) -> Answer:
    """/oauth2/revoke: a client's own tokens only; what it does not have is answered alike."""
    with transaction.atomic():
        answer: Answer = Provider(Validator(now=now, at=at)).create_revocation_response(*extract_params(request))
    return answer
