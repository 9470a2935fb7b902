"""Where django and django-allauth ask who somebody is: the hasher, the backend and allauth's account adapter.

Every way to sign in ends in `AccountAdapter.login`, by way of `views.entering.let_in`.
"""

import uuid
from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from motcua.identity import commands, queries, rules
from motcua.identity.commands import sessions
from motcua.identity.middleware import COOKIE
from motcua.identity.models import Person
from motcua.identity.queries.sessions import known_device
from motcua.identity.rules import devices
from motcua.identity.rules.proofs import PROOF, Proof
from motcua.kernel.actor import Actor
from motcua.kernel.errors import TooMany
from motcua.shell import limits
from motcua.shell.vault import blind

WINDOW = 15 * 60
# Counted apart: for all browsers together in which the person never signed in, and for each in which they did. So a
# stranger who fails on purpose locks out strangers only.
TRIES_PER_ACCOUNT = 10
# A whole office, or a school with a public computer room, signs in from one address.
TRIES_PER_ADDRESS = 300


class TooManySignIns(TooMany):
    """Sai quá nhiều lần. Đợi {minutes} phút, hoặc dùng mã gửi về điện thoại, khóa của máy, hay đến bộ phận một cửa."""


class OwaspArgon2Hasher(Argon2PasswordHasher):
    """Argon2id at the OWASP cheat sheet's first choice: 19 MiB, 2 passes, 1 lane."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1


class NumberBackend(BaseBackend):
    """Finds a person by ID number or phone through the blind index, and checks the password."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - django's signature
        login: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> Person | None:
        """None for an unknown number, a wrong password and a closed account alike, after one run of the hasher."""
        if login is None or password is None:
            return None
        person = queries.by_number(login)
        if person is None:
            make_password(password)
            return None
        right, stale = verify_password(password, person.password)
        if not right or not person.is_active:
            return None
        if stale:
            commands.renew_hash(person, password)
        return person

    def get_user(self, user_id: int) -> Person | None:
        return queries.active_person(user_id)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's seams: our limits, our journal, our addresses."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """The person whose number and password these are. Only failures stay counted. Raises TooManySignIns.

        A try is counted before it is made: of a thousand at once ten get through, not all.
        """
        tries = _tries(request, credentials["login"])
        at = request.at  # type: ignore[attr-defined]
        try:
            limits.allow_all(tries, at=at, seconds=WINDOW)
        except TooMany as refusal:
            seconds = int(str(refusal.data["seconds"]))
            raise TooManySignIns(minutes=ceil(seconds / 60), seconds=seconds) from None
        person = authenticate(request, **credentials)
        if person is not None:
            limits.take_back(tries, at=at, seconds=WINDOW)
        assert person is None or isinstance(person, Person)
        return person

    def get_login_stages(self) -> list[str]:
        return ["motcua.identity.factors.SecondFactor"]

    def login(self, request: HttpRequest, user: Person) -> None:
        """Begin the visit under a fresh key, in the capacity in which the last one ended."""
        at = request.at  # type: ignore[attr-defined]
        _leave(request)
        super().login(request, user)
        proof: Proof = getattr(request, "proof", Proof())
        visit = {"sid": str(uuid.uuid4()), "began_at": timezone.now().isoformat(), **_whence(request)}
        request.session.update({PROOF: proof.kept(), **visit})
        if user.capacity:
            request.session["capacity"] = user.capacity
        cookie = _device_cookie(request)
        sessions.begin(
            user,
            method=proof.methods[0] if proof.methods else "",
            digest=devices.digest(cookie),
            device=visit["device"],
            place=visit["place"],
            at=at,
        )
        request.device_cookie = cookie  # type: ignore[attr-defined]

    def is_safe_url(self, url: str) -> bool:
        return bool(rules.local_path(url or ""))

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:  # noqa: ARG002 - allauth's
        return redirect(settings.LOGIN_URL)


def _tries(request: HttpRequest, login: str) -> list[limits.Try]:
    """What a try is counted under. A number under its keyed index: a plain hash of twelve digits could be searched."""
    tries = [limits.Try("sign-in-from", limits.address_of(request), TRIES_PER_ADDRESS)]
    try:
        number = rules.login(login)
    except rules.BadLogin:
        return tries
    account = blind(number.number, purpose=number.kind).hex()
    digest = devices.digest(request.COOKIES.get(COOKIE, ""))
    if known_device(number, digest):
        return [*tries, limits.Try("sign-in-on", f"{account} {digest.hex()}", TRIES_PER_ACCOUNT)]
    return [*tries, limits.Try("sign-in", account, TRIES_PER_ACCOUNT)]


def _leave(request: HttpRequest) -> None:
    """Whoever was signed in here before is not any more: nothing of theirs goes on into the new visit."""
    sid = request.session.get("sid")
    if not sid:
        return
    before = request.user
    if isinstance(before, Person):
        by = Actor(person=before.pk, name=before.name)
        sessions.end(before.pk, sid, by=by, at=request.at)  # type: ignore[attr-defined]
    request.session.flush()


def _device_cookie(request: HttpRequest) -> str:
    cookie = request.COOKIES.get(COOKIE, "")
    return cookie if devices.digest(cookie) else devices.new_cookie()


def _whence(request: HttpRequest) -> dict[str, str]:
    """Device and place as their owner will read them. What a header says of the place counts behind our own proxy."""
    told = ""
    if settings.PLACE_HEADER and settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        raw = request.headers.get(settings.PLACE_HEADER, "")
        told = raw.encode("latin-1", "replace").decode("utf-8", "replace")
    agent = request.headers.get("user-agent", "")
    return {"device": devices.device_name(agent), "place": devices.place(limits.address_of(request), told)}
