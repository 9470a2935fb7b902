"""Several keys, each published before it signs and for as long as what it signed may be held."""

from datetime import UTC, datetime, timedelta

import jwt
import pytest

from motcua.journal.queries import history
from motcua.openid import commands
from motcua.openid.commands import keys
from motcua.openid.models import SigningKey
from motcua.openid.provider import signing
from tests.openid.conftest import AT

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def kids(now):
    return [key["kid"] for key in signing.jwks(now=now)["keys"]]


def signs(now):
    return jwt.get_unverified_header(signing.sign({"a": 1}, now=now))["kid"]


@pytest.fixture
def first(db):
    return commands.ensure_key(now=NOW, at=AT)


def test_the_first_key_signs_at_once_and_is_made_once(first):
    assert commands.ensure_key(now=NOW + HOUR, at=AT) == first
    assert (signs(NOW), kids(NOW)) == (first.kid, [first.kid])
    (key,) = signing.jwks(now=NOW)["keys"]
    assert set(key) == {"kty", "n", "e", "kid", "use", "alg"}
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")
    assert b"PRIVATE" not in bytes(first.pem_sealed)


def test_rotation(first):
    token = signing.sign({"iss": signing.issuer(), "aud": "x", "sub": "y", "sid": "z"}, now=NOW)
    second = commands.rotate_key(now=NOW + HOUR, at=AT)
    assert commands.rotate_key(now=NOW + 2 * HOUR, at=AT) == second  # one waits already
    starts = NOW + HOUR + DAY
    assert (signs(starts - HOUR), kids(starts - HOUR)) == (first.kid, [first.kid, second.kid])
    assert (signs(starts), kids(starts)) == (second.kid, [first.kid, second.kid])
    assert signing.own_id_token(token, now=starts + DAY - HOUR)["aud"] == "x"
    assert kids(starts + DAY) == [second.kid]
    assert signing.own_id_token(token, now=starts + DAY) is None
    assert SigningKey.objects.count() == 2


def test_a_stolen_key_goes_at_once(first):
    waiting = commands.rotate_key(now=NOW, at=AT)
    third = commands.rotate_key(now=NOW + HOUR, at=AT, urgent=True)
    for now in (NOW + HOUR, NOW + 3 * DAY):
        assert (signs(now), kids(now)) == (third.kid, [third.kid])
    assert waiting.kid not in kids(NOW + 2 * DAY)
    assert [entry.data for entry in history("openid")] == [{"urgent": False}, {"urgent": False}, {"urgent": True}]


def test_each_night_looks_whether_it_is_time(first):
    assert commands.rotate_when_due(now=NOW + keys.SERVES - HOUR, at=AT) is None
    second = commands.rotate_when_due(now=NOW + keys.SERVES, at=AT)
    assert second is not None
    assert commands.rotate_when_due(now=NOW + keys.SERVES + HOUR, at=AT) is None
    assert signs(NOW + keys.SERVES + DAY) == second.kid


def test_a_portal_can_always_be_registered(portal):
    assert SigningKey.objects.count() == 1
    assert signs(datetime.now(UTC))
