"""Signing in through another provider: each way in which an answer may be false; and linking accounts."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlsplit

import jwt
import pytest
from django.test import Client

from motcua.identity.models import ExternalAccount, Person
from motcua.identity.rules.proofs import Proof
from tests.identity.factors import enrol
from tests.identity.provider import (
    DONE,
    OTHER_KEY,
    RSA_KEY,
    START,
    Provider,
    come_back,
    leave,
    pem,
    public,
    refused,
)
from tests.identity.test_sign_in import who
from tests.pages import PageClient


def tokens_asked(provider: Provider) -> list[dict[str, str]]:
    return [form for path, form in provider.asked if path == "/token"]


# ── the way there and back ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_signing_in(linked, post, page, algorithm):
    post.algorithm = algorithm
    text = page.get(f"{START}?next=/bieu-mau/").content.decode()
    assert "Đăng nhập qua Bưu điện Mẫu" in text
    question = leave(page, post, next="/bieu-mau/")
    assert {name: question[name] for name in ("response_type", "client_id", "redirect_uri", "scope")} == {
        "response_type": "code",
        "client_id": "motcua",
        "redirect_uri": "http://localhost:8000/dang-nhap/qua/buu-dien/ve/",
        "scope": "openid",
    }
    assert question["code_challenge_method"] == "S256"
    assert come_back(page, question, post)["Location"] == DONE
    assert who(page) is None
    (form,) = tokens_asked(post)
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == question["code_challenge"]
    assert form["authorization"] == "Basic " + base64.b64encode(b"motcua:s1").decode()
    assert "Vào Một Cửa" in page.get(DONE).content.decode()
    assert page.post(DONE)["Location"] == "/bieu-mau/"
    assert who(page) == linked.pk
    assert Proof.of(page.session).methods == ("external:buu-dien",)
    assert ExternalAccount.objects.get().used_at is not None


def test_a_visit_is_worth_no_more_than_its_provider(linked, post, page):
    Person.objects.filter(pk=linked.pk).update(assurance=2)
    come_back(page, leave(page, post), post)
    page.post(DONE)
    assert Proof.of(page.session).ceiling == 1
    assert "Hãy xác nhận trực tiếp tại đây" in page.get("/tai-khoan/xac-minh/?muc=2&next=/").content.decode()


def test_a_second_factor_is_asked_all_the_same(linked, post, page):
    enrol(linked)
    come_back(page, leave(page, post), post)
    assert page.post(DONE)["Location"] == "/dang-nhap/hai-lop/"
    assert who(page) is None


def test_the_way_back_writes_nothing_but_the_session(linked, post, page):
    """The middleware would refuse a write; and what waits in the session is sealed."""
    come_back(page, leave(page, post), post)
    assert "nguoi-1" not in str(dict(page.session))
    assert ExternalAccount.objects.get().used_at is None


def test_a_forged_post_signs_nobody_in(linked, post):
    """CSRF: the last step asks for the form's token."""
    client = Client(enforce_csrf_checks=True)
    assert client.post(START).status_code == 403
    assert client.post(DONE).status_code == 403


@pytest.mark.parametrize("onward", ["https://xau.example/", "//xau.example/", "/\\xau.example"])
def test_open_redirect(linked, post, page, onward):
    come_back(page, leave(page, post, next=onward), post)
    assert page.post(DONE)["Location"] == "/"
    assert page.get(START, {"next": onward})["Location"] == "/tai-khoan/"
    assert page.post(START, {"next": onward})["Location"] == "/tai-khoan/"


def test_a_provider_asked_under_another_portals_name(linked, post, page):
    """The address to come back to is ours, whatever Host the request names."""
    question = dict(leave(page, post))
    assert urlsplit(question["redirect_uri"]).netloc == "localhost:8000"


# ── attacks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        {"state": "another"},
        {"state": ""},
        {"state": None},
        {"iss": "http://xau.example"},
        {"iss": None},
        {"code": None},
        {"code": ""},
        {"error": "server_error"},
    ],
    ids=str,
)
def test_a_false_answer_asks_no_token(linked, post, page, said):
    """State forged or absent, and RFC 9207: mixed-up or missing issuer. The code goes nowhere."""
    question = leave(page, post)
    assert refused(come_back(page, question, post, **said))
    assert tokens_asked(post) == []
    assert refused(page.post(DONE))
    assert who(page) is None


def test_an_unnamed_issuer_passes_where_the_provider_names_none(linked, post, page):
    post.about = {"authorization_response_iss_parameter_supported": False}
    assert come_back(page, leave(page, post), post, iss=None)["Location"] == DONE
    assert refused(come_back(page, leave(page, post), post, iss="http://xau.example"))


def test_a_state_is_used_once(linked, post, page):
    question = leave(page, post)
    assert come_back(page, question, post)["Location"] == DONE
    assert refused(come_back(page, question, post))
    assert len(tokens_asked(post)) == 1


def test_a_state_of_another_browser(linked, post, page):
    """Code injection and login CSRF: an answer counts only in the visit that asked."""
    question = leave(PageClient(), post)
    assert refused(come_back(page, question, post))
    leave(page, post)
    assert refused(come_back(page, question, post))
    assert tokens_asked(post) == []


def test_a_mixed_up_provider(linked, post, bank, page):
    """What was asked of the post is not answered by the bank, nor at the bank's address."""
    question = leave(page, post)
    assert refused(come_back(page, question, bank))
    question = leave(page, post)
    assert refused(come_back(page, question, post, path="/dang-nhap/qua/ngan-hang/ve/"))
    question = leave(page, post)
    assert refused(come_back(page, question, bank, path="/dang-nhap/qua/ngan-hang/ve/"))
    assert tokens_asked(post) == tokens_asked(bank) == []


def test_an_old_answer(linked, post, page, monkeypatch):
    question = leave(page, post)
    now = time.time()
    monkeypatch.setattr("motcua.identity.views.broker.time.time", lambda: now + 601)
    assert refused(come_back(page, question, post))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["x"]},
        {"iss": "http://xau.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["motcua", "another"]},
        {"aud": ["motcua", "another"], "azp": "another"},
        {"azp": "another"},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": 1},
        {"exp": None},
        {"exp": "soon"},
        {"iat": 1},
        {"iat": 4102444800},
        {"iat": None},
    ],
    ids=str,
)
def test_false_claims(linked, post, page, claims):
    """Nonce replay, another issuer's or another client's token, an old one: each in a token whose signature holds."""
    post.claims = claims
    question = leave(page, post)
    assert refused(come_back(page, question, post))
    assert refused(page.post(DONE))


def test_a_token_for_several_with_us_as_the_party(linked, post, page):
    post.claims = {"aud": ["motcua", "another"], "azp": "motcua"}
    assert come_back(page, leave(page, post), post)["Location"] == DONE


def _unsigned(header: dict[str, str], claims) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims)]
    return ".".join(parts)


def _none(claims) -> str:
    return _unsigned({"alg": "none", "kid": "RS256"}, claims) + "."


def _hmac_with_public_key(claims) -> str:
    text = _unsigned({"alg": "HS256", "kid": "RS256"}, claims)
    mac = hmac.digest(pem(RSA_KEY), text.encode(), hashlib.sha256)
    return f"{text}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"


def _other_key(claims) -> str:
    return jwt.encode(claims, OTHER_KEY, "RS256", headers={"kid": "RS256"})


def _unlisted(algorithm: str):
    def sign(claims) -> str:
        return jwt.encode(claims, RSA_KEY, algorithm, headers={"kid": "RS256"})

    return sign


def _unknown_key(claims) -> str:
    return jwt.encode(claims, RSA_KEY, "RS256", headers={"kid": "never published"})


def _rsa_named_ec(claims) -> str:
    signed = _other_key(claims)
    header = base64.urlsafe_b64encode(b'{"alg": "ES256", "kid": "RS256"}').decode().rstrip("=")
    return f"{header}.{signed.split('.', 1)[1]}"


@pytest.mark.parametrize(
    "token",
    [
        _none, _hmac_with_public_key, _other_key, _unlisted("RS512"), _unlisted("PS256"), _unknown_key, _rsa_named_ec,
        lambda claims: _unsigned({"alg": "RS256", "kid": "RS256"}, claims) + ".AAAA", lambda claims: "not a token",
        lambda claims: None, lambda claims: 7,
    ],
)  # fmt: skip
def test_algorithm_confusion(linked, post, page, token):
    """alg none, HS256 with the public key, an algorithm that we do not allow, a key that was never published."""
    post.token = token
    question = leave(page, post)
    assert refused(come_back(page, question, post))
    assert refused(page.post(DONE))


def test_new_keys_are_fetched_once(linked, post, page):
    come_back(page, leave(page, post), post)
    post.keys = [public(OTHER_KEY, "RS256")]
    post.token = _other_key
    assert refused(come_back(page, leave(page, post), post))
    post.keys = [public(OTHER_KEY, "RS256") | {"kid": "new"}]

    def renewed(claims) -> str:
        return jwt.encode(claims, OTHER_KEY, "RS256", headers={"kid": "new"})

    post.token = renewed
    assert come_back(page, leave(page, post), post)["Location"] == DONE


def test_a_code_that_the_provider_refuses(linked, post, page):
    post.refused = True
    assert refused(come_back(page, leave(page, post), post))


@pytest.mark.parametrize(
    "about",
    [{"issuer": "http://xau.example"}, {"token_endpoint": None}, {"authorization_endpoint": "javascript:alert(1)"}],
    ids=str,
)
def test_a_provider_that_describes_another(linked, post, page, about):
    post.about = about
    response = page.post(START)
    assert response.status_code == 503
    assert "Bưu điện Mẫu hiện không trả lời" in response.content.decode()


def test_https_in_production(linked, post, page, settings):
    settings.PRODUCTION = True
    assert page.post(START).status_code == 503


def test_a_provider_that_is_down(linked, post, page):
    post.down = True
    assert page.post(START).status_code == 503
    post.down = False
    question = leave(page, post)
    post.down = True
    assert come_back(page, question, post).status_code == 503
    assert who(page) is None


def test_who_says_no_there_is_told_so(linked, post, page):
    question = leave(page, post)
    response = come_back(page, question, post, code=None, error="access_denied")
    assert response["Location"] == "/dang-nhap/"
    assert "Bạn đã không đồng ý" in page.get("/dang-nhap/").content.decode()


def test_an_unknown_provider(post, page):
    for path in ("/dang-nhap/qua/khac/", "/dang-nhap/qua/khac/ve/"):
        assert page.get(path).status_code == 404
