"""Passkeys: what a browser is asked to sign, and what its answer is worth. Each question is open five minutes, once."""

import json
import time
from typing import Any

from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticationResponse

from motcua.identity.commands import factors as commands
from motcua.identity.models import Person
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Refusal
from motcua.shell import limits

ASKED = "passkey"  # session key of the open question
LASTS = 300
TRIES_PER_ADDRESS = 300
WINDOW = 15 * 60
_LONGEST = 20_000
# What hostile JSON makes of the libraries' code.
_BAD = (ValidationError, ValueError, KeyError, TypeError, AttributeError, IndexError)


class PasskeyRefused(Refusal):
    """Chưa dùng được khóa này. Hãy thử lại, hoặc chọn cách đăng nhập khác."""


def ask_to_make(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Options for `navigator.credentials.create`: a key that the device itself finds, after finger, face or PIN."""
    options = auth.begin_registration(person, passwordless=True)
    return _asked(request, f"make {person.pk}", options)


def ask_to_sign(request: HttpRequest, purpose: str) -> dict[str, Any]:
    """Options for `navigator.credentials.get`, whoever it may be. Raises TooMany: each question is a kept session."""
    at = request.at  # type: ignore[attr-defined]
    limits.allow("passkey-ask-from", limits.address_of(request), at=at, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
    return _asked(request, purpose, auth.begin_authentication(None))


def made(request: HttpRequest, text: str, name: str, *, by: Actor) -> None:
    """Bind the key that the browser made. Raises PasskeyRefused and what `add_passkey` raises."""
    answer = _answer(request, f"make {by.person}", text)
    try:
        found = auth.complete_registration(answer)
    except _BAD:
        raise PasskeyRefused from None
    finally:
        auth.clear_state()
    if not found.is_user_verified() or found.credential_data is None:
        raise PasskeyRefused
    # In one spelling only: the index of all accounts' keys is over it.
    answer["id"] = answer["rawId"] = websafe_encode(found.credential_data.credential_id)
    at = request.at  # type: ignore[attr-defined]
    commands.add_passkey(by.person, name, answer, found.counter, by=by, at=at)


def signed(request: HttpRequest, text: str, purpose: str, *, whose: int | None = None) -> Person:
    """Whose key signed; with `whose` only that person's will do. Raises PasskeyRefused, and TooMany for an address that
    tries without end."""
    at = request.at  # type: ignore[attr-defined]
    limits.allow("passkey-from", limits.address_of(request), at=at, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
    answer = _answer(request, purpose, text)
    try:
        person = auth.extract_user_from_response(answer)
        key = auth.complete_authentication(person, answer)
        data = AuthenticationResponse.from_dict(answer).response.authenticator_data
    except _BAD:
        raise PasskeyRefused from None
    finally:
        auth.clear_state()
    right = isinstance(person, Person) and person.is_active and whose in (None, person.pk)
    if not right or not data.is_user_verified() or not commands.use_passkey(key.pk, data.counter, at=at):
        raise PasskeyRefused
    assert isinstance(person, Person)
    return person


def _asked(request: HttpRequest, purpose: str, options: dict[str, Any]) -> dict[str, Any]:
    request.session[ASKED] = {"for": purpose, "at": int(time.time()), "state": auth.get_state()}
    auth.clear_state()
    return options


def _answer(request: HttpRequest, purpose: str, text: str) -> dict[str, Any]:
    """The browser's answer to the question that was open for this purpose; the question is closed, come what may."""
    asked = request.session.pop(ASKED, None)
    if not isinstance(asked, dict) or asked["for"] != purpose or not 0 <= time.time() - asked["at"] <= LASTS:
        raise PasskeyRefused
    try:
        answer = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise PasskeyRefused
    auth.set_state(asked["state"])
    return answer
