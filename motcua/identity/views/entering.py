"""Every way to sign in ends here; so does every renewed proof of who somebody is."""

import time
from dataclasses import replace
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse

from motcua.identity.models import Person
from motcua.identity.rules import local_path
from motcua.identity.rules.assurance import only_external
from motcua.identity.rules.proofs import PROOF, Proof, fresh

FRESH = 600
# Our own proofs of the account: after one of them it no longer matters that another provider opened the visit.
_OWN = frozenset({"password", "passkey"})


def let_in(request: HttpRequest, person: Person, *, method: str, onward: str = "", ceiling: int = 3) -> HttpResponse:
    """Sign the person in, who has just proved themself by `method`; on to `onward`, a path on this portal.

    Whoever enrolled a second factor is asked for it first, unless the method is itself strong.
    """
    proof = Proof((method,), int(time.time()), ceiling)
    request.proof = proof  # type: ignore[attr-defined]
    where = local_path(onward) or resolve_url(settings.LOGIN_REDIRECT_URL)
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=where, state={PROOF: proof.kept()}))
    return response


def prove(request: HttpRequest, method: str) -> None:
    """A signed-in person has just proved themself again: the visit goes on under a new key, worth what it now is."""
    proof = Proof.of(request.session).with_(method, int(time.time()))
    if method in _OWN:
        proof = replace(proof, ceiling=3)
    request.session[PROOF] = proof.kept()
    request.session.cycle_key()


def ask_again(request: HttpRequest, onward: str, seconds: int = FRESH) -> HttpResponse | None:
    """None when the latest proof is at most `seconds` old; else the way to the page that asks for one, and back.

    What another provider says opens a visit, but changes nothing that the account hangs on: there it is always asked.
    """
    proof = Proof.of(request.session)
    if not only_external(proof.methods) and fresh(proof, int(time.time()), seconds=seconds):
        return None
    return redirect(f"{reverse('identity:confirm')}?{urlencode({'next': local_path(onward)})}")
