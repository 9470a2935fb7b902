"""Two at once: real transactions in threads of their own."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event
from time import sleep
from uuid import UUID

import pytest
from allauth.idp.oidc.models import Token
from django.db import connection

from motcua.identity.commands import sessions
from motcua.kernel.actor import Actor
from motcua.openid import commands
from motcua.openid.models import Consent, Visit
from motcua.openid.provider import validator
from motcua.openid.provider.signing import sign
from tests.openid.conftest import AT

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts):
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_workers_of_one_portal_refresh_at_once(portal):
    value = portal.tokens()["refresh_token"]
    answers = together(*[lambda: portal.refresh(value)] * 4)
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    (winner,) = [answer.json() for answer in answers if answer.status_code == 200]
    assert Visit.objects.get().ended_at is None
    assert portal.userinfo(winner["access_token"]).status_code == 200
    assert portal.refresh(winner["refresh_token"]).status_code == 200
    assert Token.objects.filter(type="rt").count() == 1


def test_a_code_is_spent_once_however_many_come(portal):
    code = portal.code()
    answers = together(*[lambda: portal.exchange(code)] * 4)
    assert [answer.status_code for answer in answers].count(200) <= 1
    assert Visit.objects.get().why_ended == "reuse"
    assert not Token.objects.exists()


def test_withdrawing_while_tokens_are_renewed_leaves_none(portal, mau):
    """Whoever of the two is first: no token outlives the withdrawal."""
    by = Actor(mau.pk, mau.name)
    for _ in range(4):
        refresh = partial(portal.refresh, portal.tokens()["refresh_token"])
        together(refresh, partial(commands.withdraw, Consent.objects.get().pk, by=by, at=AT))
        assert not Token.objects.exists()
        assert not Visit.objects.filter(ended_at__isnull=True).exists()


def test_withdrawing_while_a_code_is_redeemed_leaves_no_visit(portal, mau):
    """The withdrawal waits for the visit that is just beginning, or the code finds no consent."""
    by = Actor(mau.pk, mau.name)
    for _ in range(4):
        exchange = partial(portal.exchange, portal.code())
        together(exchange, partial(commands.withdraw, Consent.objects.get().pk, by=by, at=AT))
        assert not Token.objects.exists()
        assert not Visit.objects.filter(ended_at__isnull=True).exists()


def test_signing_out_while_a_code_is_redeemed_leaves_no_visit(portal, mau, monkeypatch):
    """The end of the session waits for the visit that is just beginning, or the code finds no session."""

    reached = Event()

    def end(sid):
        assert reached.wait(10)
        sessions.end(mau.pk, sid, by=Actor(mau.pk, mau.name), at=AT)
        commands.end_of_session(UUID(sid), "signed_out", at=AT)  # the job that it defers, at once

    def slowly(*args, **kwargs):
        reached.set()
        sleep(0.2)
        return sign(*args, **kwargs)

    monkeypatch.setattr(validator, "sign", slowly)
    together(partial(portal.exchange, portal.code()), partial(end, portal.browser.session["sid"]))
    assert Visit.objects.get().why_ended == "signed_out"
    assert not Token.objects.exists()
