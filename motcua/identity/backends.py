"""Where django and django-allauth ask who somebody is: the hasher, the backend and allauth's account adapter.

Every way to sign in, today's and later ones, ends in `AccountAdapter.login`.
"""

from math import ceil
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from motcua.identity import commands, queries, rules
from motcua.identity.models import Person
from motcua.kernel.errors import TooMany
from motcua.shell import limits
from motcua.shell.vault import blind

WINDOW = 15 * 60
TRIES_PER_ACCOUNT = 10
# A whole office, or a school with a public computer room, signs in from one address.
TRIES_PER_ADDRESS = 300


class TooManySignIns(TooMany):
    """Bạn đã thử quá nhiều lần. Hãy đợi {minutes} phút, hoặc đến bộ phận một cửa để lấy lại mật khẩu."""


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

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, whatever comes of it. Raises TooManySignIns.

        The number is counted under its keyed index: the limiter's plain hash of twelve digits could be searched.
        """
        try:
            login = rules.login(credentials["login"])
        except rules.BadLogin:
            return
        account = blind(login.number, purpose=login.kind).hex()
        at = request.at  # type: ignore[attr-defined]
        try:
            limits.allow("sign-in", account, at=at, limit=TRIES_PER_ACCOUNT, seconds=WINDOW)
            limits.allow("sign-in-from", self.get_client_ip(request), at=at, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
        except TooMany as refusal:
            seconds = int(str(refusal.data["seconds"]))
            raise TooManySignIns(minutes=ceil(seconds / 60), seconds=seconds) from None

    def get_login_stages(self) -> list[str]:
        """None yet: a number and its password are all. Codes and second factors add theirs here."""
        return []

    def login(self, request: HttpRequest, user: Person) -> None:
        """Start the session under a fresh key, in the capacity in which the last one ended."""
        super().login(request, user)
        if user.capacity:
            request.session["capacity"] = user.capacity
        commands.sign_in(user, at=request.at)  # type: ignore[attr-defined]

    def is_safe_url(self, url: str) -> bool:
        return bool(rules.local_path(url or ""))

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:  # noqa: ARG002 - allauth's
        return redirect(settings.LOGIN_URL)
