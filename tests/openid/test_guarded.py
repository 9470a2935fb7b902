"""Under the guard that only a room's own commands write its tables: each endpoint and job once."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.idp.oidc.models import Token

from motcua.kernel.actor import Actor
from motcua.openid import commands, jobs
from motcua.openid.models import Consent, SigningKey, Visit
from tests.openid.conftest import AT


@pytest.fixture
def guard(request):
    """From when it is called: the browser's own session is written by the session engine."""
    return lambda: request.getfixturevalue("commands_only")


def test_from_a_code_to_the_end(portal, guard):
    portal.code()
    codes, sid = [portal.code(), portal.code()], portal.browser.session["sid"]
    guard()
    tokens = portal.exchange(codes[0]).json()
    renewed = portal.refresh(tokens["refresh_token"]).json()
    assert portal.userinfo(renewed["access_token"]).status_code == 200
    portal.exchange(codes[1], code_verifier="x" * 50)
    jobs.session_ended(sid, "revoked")
    assert sorted(Visit.objects.values_list("why_ended", flat=True)) == ["refused", "revoked"]


def test_agreeing_adds_up_and_withdrawing_ends_it(portal, mau, guard):
    guard()
    by = Actor(mau.pk, mau.name)
    client = portal.party.client
    commands.agree(client, ["openid", "phone"], "citizen", by=by, at=AT)
    row = commands.agree(client, ["profile", "openid"], "business:7", by=by, at=AT)
    assert (row.scopes, row.capacities) == (["openid", "profile", "phone"], ["business:7", "citizen"])
    commands.withdraw(row.pk, by=by, at=AT)
    row = commands.agree(client, ["openid"], "citizen", by=by, at=AT)
    assert (row.scopes, row.capacities, row.withdrawn_at) == (["openid"], ["citizen"], None)
    assert Consent.objects.count() == 1


def test_tidying(portal, guard):
    portal.tokens()
    guard()
    now = datetime.now(UTC)
    at = Visit.objects.get().began_at
    assert commands.tidy(now=now, at=at) == 0
    assert commands.tidy(now=now + timedelta(hours=2), at=at) == 1  # the access token
    assert Token.objects.get().type == "rt"
    assert commands.tidy(now=now + timedelta(hours=13), at=at + timedelta(days=89)) == 1
    assert Visit.objects.count() == 1
    commands.tidy(now=now, at=at + timedelta(days=91))
    assert not Visit.objects.exists()


def test_each_night(portal, guard):
    guard()
    SigningKey.objects.update(signs_from=datetime.now(UTC) - timedelta(days=91))
    jobs.tidy(0)
    assert SigningKey.objects.count() == 2
