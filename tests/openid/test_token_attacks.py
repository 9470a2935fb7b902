"""Each attack on codes, tokens and signed texts by its name, with the line that stops it; without it, it works."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from allauth.idp.oidc.models import Token
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client as Browser

from motcua.identity.models import Session
from motcua.openid import api, provider, queries
from motcua.openid.commands import visits
from motcua.openid.models import Consent, Visit
from motcua.openid.provider import asking, signing, validator
from motcua.openid.provider.validator import Validator
from motcua.openid.views import authorize
from tests.openid.attacks import Attacks, Later, forged, no, nothing, read_unchecked, refused, yes
from tests.openid.conftest import BACK, CHALLENGE, come_in, ticket, went

ATTACKS = Attacks()
EVIL = "https://ke-gian.example"
BYE = "https://cong.vidu.example/tam-biet"

# ── codes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((validator, "_its", yes))
def code_of_another_client_injected(portal, register):
    """validator._its: the code names its client."""
    thief = register(name="Cổng khác")
    thief.code()  # the person agreed to both portals
    refused(thief.exchange(portal.code()))
    assert not Token.objects.exists()


@ATTACKS.stopped_by((Validator, "confirm_redirect_uri", yes))
def code_injected_at_another_redirect(register):
    """Validator.confirm_redirect_uri: the code names the address for which it was made."""
    other = "https://cong.vidu.example/khac"
    portal = register(redirect_uris=[BACK, other])
    refused(portal.exchange(portal.code(), redirect_uri=other), "invalid_request")
    refused(portal.exchange(portal.code(), redirect_uri=EVIL), "invalid_request")
    refused(portal.exchange(portal.code(), redirect_uri=None), "invalid_request")
    assert not Token.objects.exists()


@ATTACKS.stopped_by((visits, "reuse", nothing))
def code_replayed(portal):
    """visits.begin: the insert that spends the code finds it spent; visits.reuse: its tokens are worth nothing."""
    code = portal.code()
    tokens = portal.exchange(code).json()
    refused(portal.exchange(code))
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    refused(portal.refresh(tokens["refresh_token"]))
    assert Visit.objects.get().why_ended == "reuse"


@ATTACKS.stopped_by((asking, "CODE_SECONDS", 1000))
def code_redeemed_late(portal, monkeypatch):
    """asking.CODE_SECONDS: a minute."""
    code = portal.code()
    monkeypatch.setattr(api, "datetime", Later(timedelta(seconds=62)))
    refused(portal.exchange(code))


@ATTACKS.stopped_by((queries, "session_lives", yes))
def code_redeemed_after_sign_out(portal, mau):
    """queries.session_lives: the session in which it was made is still there."""
    code = portal.code()
    Session.objects.filter(person=mau).delete()
    refused(portal.exchange(code))
    assert not Token.objects.exists()


@ATTACKS.stopped_by((visits, "_still_agreed", yes))
def code_redeemed_after_withdrawal(portal, mau):
    """visits._still_agreed: what the person agreed to holds when the code is spent, not only when it was made."""
    code = portal.code()
    Consent.objects.update(withdrawn_at=datetime.now(UTC))
    refused(portal.exchange(code))
    assert not Token.objects.exists()


@ATTACKS.stopped_by((validator, "unpack", read_unchecked))
def code_forged(portal, mau, thu):
    """vault.unpack with a purpose: what was not sealed here as a code is none."""
    portal.code()
    sid = str(Session.objects.get(person=mau).sid)
    made_up = forged(
        {
            "login": "0" * 31 + "1", "client": portal.id, "person": mau.pk, "sid": sid, "level": 3, "amr": [],
            "auth_time": 1, "capacity": "citizen", "redirect_uri": BACK, "scopes": ["openid"], "nonce": "",
            "challenge": CHALLENGE, "until": time.time() + 60,
        }
    )  # fmt: skip
    refused(portal.exchange(made_up))
    refused(portal.exchange(ticket(portal.ask(prompt="consent"))))  # sealed here, but for another purpose
    assert not Token.objects.exists()


# ── refresh and access tokens ─────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((visits, "reuse", nothing))
def refresh_token_reused(portal, monkeypatch):
    """Validator.validate_refresh_token: a former one ends the family, whoever comes with it."""
    first = portal.tokens()
    second = portal.refresh(first["refresh_token"]).json()
    monkeypatch.setattr(api, "datetime", Later(visits.SAME_MOMENT + timedelta(seconds=1)))
    refused(portal.refresh(first["refresh_token"]))
    refused(portal.refresh(second["refresh_token"]))
    assert portal.userinfo(second["access_token"]).status_code == 401
    assert Visit.objects.get().why_ended == "reuse"


@ATTACKS.stopped_by((Validator, "_at_the_same_moment", yes))
def older_refresh_token_within_the_moment(portal):
    """Validator._at_the_same_moment: only the direct predecessor is excused, and only for five seconds."""
    first = portal.tokens()
    second = portal.refresh(first["refresh_token"]).json()
    third = portal.refresh(second["refresh_token"]).json()
    refused(portal.refresh(first["refresh_token"]))
    assert portal.userinfo(third["access_token"]).status_code == 401


@ATTACKS.stopped_by((validator.refreshing.hmac, "compare_digest", yes))
def refresh_token_forged(portal):
    """refreshing.read: a value with a wrong mac says nothing; nobody can end a family by guessing."""
    value = portal.tokens()["refresh_token"]
    login, serial, _random, mac = value.split(".")
    for bad in (
        f"{login}.{serial}.x.{mac}",
        f"{login}.9.{value.split('.')[2]}.{mac}",
        f"{login}...",
        "x",
        "é.1.2.3",
    ):
        refused(portal.refresh(bad))
    assert Visit.objects.get().ended_at is None
    assert portal.refresh(value).status_code == 200


@ATTACKS.stopped_by(
    (queries, "own_token", lambda _client, value: Token.objects.filter(hash=queries.digest(value)).first())
)
def token_revoked_by_another_client(portal, register):
    """queries.own_token: of this client only; the answer is the same."""
    thief, tokens = register(name="Cổng khác"), portal.tokens()
    for value in (tokens["access_token"], tokens["refresh_token"]):
        posted = {"client_id": thief.id, "client_secret": thief.secret, "token": value}
        assert Browser().post("/oauth2/revoke", posted).status_code == 200
    assert portal.userinfo(tokens["access_token"]).status_code == 200
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


@ATTACKS.stopped_by((validator, "_its", yes))
def refresh_token_of_another_client(portal, register):
    """validator._its: a refresh token is of one client; elsewhere it is refused, and not taken for a theft."""
    thief, tokens = register(name="Cổng khác"), portal.tokens()
    refused(thief.refresh(tokens["refresh_token"]))
    assert portal.refresh(tokens["refresh_token"]).status_code == 200


@ATTACKS.stopped_by((queries, "fingerprint", lambda _secret: "keyed:x"))
def secret_guessed(portal, register):
    """Validator.authenticate_client: the keyed hash of the secret, compared in constant time."""
    other, code = register(name="Cổng khác"), portal.code()
    for secret in ("", "x", other.secret, portal.party.client.secret, portal.secret.swapcase()):
        refused(portal.exchange(code, secret=secret), "invalid_client", 401)
    refused(Browser().post("/oauth2/token", {"grant_type": "authorization_code", "code": code}), "invalid_client", 401)
    assert portal.exchange(code).status_code == 200  # none of these spent the code


@ATTACKS.stopped_by((api, "_too_many", nothing))
def secret_guessed_often(portal, monkeypatch):
    """api._too_many: failures of an address are counted; who has the right secret is let in all the same."""
    monkeypatch.setattr(api, "FAILURES", 3)
    codes = {portal.exchange("x", secret="wrong").status_code for _ in range(9)}
    assert codes == {401, 429}
    assert portal.exchange(portal.code()).status_code == 200


# ── signed texts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _unchecked(token, *_, **__):
    return read_unchecked(token.split(".")[1])


def _confused(portal, id_token):
    """The same claims under other algorithms, other keys and other kinds."""
    claims, header = _unchecked(id_token), jwt.get_unverified_header(id_token)
    key = jwt.PyJWK(Browser().get("/oauth2/jwks").json()["keys"][0]).key
    pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    kid = {"kid": header["kid"]}
    none = f"{forged({'alg': 'none', 'typ': 'JWT', **kid})}.{forged(claims)}."
    yield none
    yield none.replace("none", "None")
    yield f"{forged({'alg': 'HS256', 'typ': 'JWT', **kid})}.{forged(claims)}." + _mac(pem, kid, claims)
    stranger = jwt.encode(claims, _other_key(), algorithm="RS256", headers=kid)
    yield stranger
    yield jwt.encode(claims, _other_key(), algorithm="RS256", headers={"kid": "x"})
    head, _body, tail = id_token.split(".")
    yield f"{head}.{forged({**claims, 'sub': 'x'})}.{tail}"
    yield f"{head}.{forged(claims)}."
    yield provider.logout_token(Visit.objects.select_related("client__party", "person").first(), now=datetime.now(UTC))


def _mac(pem, kid, claims):
    body = f"{forged({'alg': 'HS256', 'typ': 'JWT', **kid})}.{forged(claims)}".encode()
    return urlsafe_b64encode(hmac.digest(pem, body, hashlib.sha256)).decode().rstrip("=")


def _other_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@ATTACKS.stopped_by((signing.jwt, "decode", _unchecked))
def algorithm_confusion(portal):
    """signing.own_id_token: one algorithm, ours; the key by its kid among ours; the kind of the token."""
    id_token = portal.tokens()["id_token"]
    assert signing.own_id_token(id_token, now=datetime.now(UTC)) is not None
    for bad in _confused(portal, id_token):
        assert signing.own_id_token(bad, now=datetime.now(UTC)) is None
        said = went(portal.ask(prompt="none", id_token_hint=bad))
        assert said.get("error") == "login_required"
        left = Browser().get("/oauth2/logout", {"id_token_hint": bad, "post_logout_redirect_uri": BYE})
        assert left["Location"] == "/"
    assert "code" in went(portal.ask(prompt="none", id_token_hint=id_token))


@ATTACKS.stopped_by((authorize, "_somebody_else", no))
def hint_of_somebody_else(portal, thu):
    """authorize._somebody_else: a portal that expects one person never gets another."""
    hint = portal.tokens()["id_token"]
    other = come_in(thu)
    portal.agree(portal.ask(other), other)
    assert went(portal.ask(other, prompt="none", id_token_hint=hint)).get("error") == "login_required"
    assert went(portal.ask(other, id_token_hint=hint)).get("error") == "login_required"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_fails(name, request):
    ATTACKS.run(name, request)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_without_its_defence_it_works(name, request, monkeypatch):
    ATTACKS.run_without_defence(name, request, monkeypatch)
