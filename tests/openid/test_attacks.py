"""Each attack on the browser's way by its name, with the line that stops it; without that line it is seen to work."""

import re
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from allauth.idp.oidc.models import Client, Token
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client as Browser

from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from motcua.openid import commands, queries
from motcua.openid.models import Consent
from motcua.openid.provider import asking, server
from motcua.openid.provider.validator import Validator
from motcua.openid.rules import steps
from motcua.openid.views import authorize
from motcua.shell import middleware
from tests.openid.attacks import Attacks, forged, no, nothing, read_unchecked, refused, yes
from tests.openid.conftest import BACK, CHALLENGE, VERIFIER, come_in, state, ticket, went

ATTACKS = Attacks()
EVIL = "https://ke-gian.example"
BYE = "https://cong.vidu.example/tam-biet"

# ── where the browser is sent ─────────────────────────────────────────────────────────────────────────────────────────

TRICKS = [
    EVIL, f"{EVIL}/dang-nhap/ve", f"{BACK}/", f"{BACK}/../../x", f"{BACK}?x=1", f"{BACK}#x", f"{BACK}%2f..", f"{BACK}x",
    "https://cong.vidu.example", "https://cong.vidu.example/", "https://cong.vidu.example/dang-nhap",
    "http://cong.vidu.example/dang-nhap/ve", "HTTPS://cong.vidu.example/dang-nhap/ve",
    "https://CONG.vidu.example/dang-nhap/ve", "https://cong.vidu.example./dang-nhap/ve",
    "https://cong.vidu.example:443/dang-nhap/ve", "https://cong.vidu.example:8443/dang-nhap/ve",
    "https://cong.vidu.example.ke-gian.example/dang-nhap/ve", "https://xcong.vidu.example/dang-nhap/ve",
    "https://ke-gian.example/cong.vidu.example/dang-nhap/ve", "https://cong.vidu.example@ke-gian.example/dang-nhap/ve",
    "https://ke-gian.example#@cong.vidu.example/dang-nhap/ve", "https://ke-gian.example\\@cong.vidu.example/dang-nhap/ve",
    "https://ke-gian.example?https://cong.vidu.example/dang-nhap/ve", "//cong.vidu.example/dang-nhap/ve",
    "https:cong.vidu.example/dang-nhap/ve", "https:///cong.vidu.example/dang-nhap/ve", "/dang-nhap/ve", "",
    "https://cong.vidu.example/dang-nhap//ve", "https://cong.vidu.example/./dang-nhap/ve",
    "https://cong.vidu.example/%64ang-nhap/ve", f" {BACK}", f"{BACK} ", f"{BACK}\r\nLocation: {EVIL}", f"{BACK}\x00",
    f"{BACK}\n{EVIL}", "javascript:alert(1)", "data:text/html,x", "vnconnect://dang-nhap/ve",
    "https://*.vidu.example/dang-nhap/ve", "https://cong.vidu.example/*", "http://localhost/dang-nhap/ve",
    "http://127.0.0.1:1234/dang-nhap/ve", "https://cong.vidu.ехample/dang-nhap/ve", "null", BYE,
]  # fmt: skip


@ATTACKS.stopped_by((Validator, "validate_redirect_uri", yes))
def redirect_uri_tricks(portal):
    """Validator.validate_redirect_uri: letter by letter what was registered, and no redirect to what is not."""
    before = state()
    for trick in TRICKS:
        response = portal.ask(redirect_uri=trick)
        assert response.status_code == 400, trick
        assert "Location" not in response
        assert trick == "" or f'href="{trick}' not in response.content.decode()
    for changes in ({"redirect_uri": None}, {"client_id": "cong-khac"}, {"client_id": None}, {"client_id": "'\x00"}):
        assert portal.ask(**changes).status_code == 400
    assert state() == before


@ATTACKS.stopped_by((asking, "parse_qsl", lambda query, **how: list(dict(parse_qsl(query, **how)).items())))
def parameter_twice(portal):
    """asking.read: no parameter may come twice, since two readers may take different ones."""
    for name, value in {"redirect_uri": EVIL, "client_id": "x", "code_challenge": CHALLENGE, "prompt": "none"}.items():
        query = urlencode([*portal.params(prompt="login").items(), (name, value)])
        response = portal.browser.get(f"/oauth2/authorize?{query}")
        assert (response.status_code, "Location" in response) == (400, False), name


# ── PKCE ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((Validator, "is_pkce_required", no), (asking, "_CHALLENGE", re.compile(".*")))
def pkce_left_out(portal):
    """Validator.is_pkce_required: always, for portals with a secret too."""
    for changes in ({"code_challenge": None}, {"code_challenge": None, "code_challenge_method": None}):
        assert went(portal.ask(**changes)).get("error") == "invalid_request"
    assert "error" in went(portal.ask(code_challenge="", prompt="none"))


@ATTACKS.stopped_by((server, "METHODS", server.METHODS | {"plain": yes}))
def pkce_downgraded_to_plain(portal):
    """server.METHODS: S256 and nothing else; a method that is left out means plain."""
    for method in ("plain", None, "s256", "S512"):
        said = went(portal.ask(code_challenge=CHALLENGE, code_challenge_method=method, prompt="none"))
        assert said.get("error") == "invalid_request", method


@ATTACKS.stopped_by((server, "METHODS", {"S256": yes}))
def pkce_wrong_verifier(portal):
    """oauthlib's check of the verifier against the challenge that is sealed in the code."""
    for verifier in ("n" * 50, CHALLENGE, "", VERIFIER[:-1]):
        refused(portal.exchange(portal.code(), code_verifier=verifier))
    assert not Token.objects.exists()


@ATTACKS.stopped_by((Validator, "get_code_challenge", nothing), (Validator, "is_pkce_required", no))
def pkce_missing_verifier(portal):
    """Validator.get_code_challenge: the code says that there was one."""
    refused(portal.exchange(portal.code(), code_verifier=None), "invalid_request")
    assert not Token.objects.exists()


# ── state, nonce, issuer ──────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((Validator, "get_authorization_code_nonce", lambda self, a, b, c, request: request.nonce))
def nonce_replayed(portal):
    """Validator.get_authorization_code_nonce: the ID token has the nonce of the request that the person answered."""
    code = went(portal.agree(portal.ask(nonce="cua-toi"), nonce="cua-ke-khac"))["code"]
    claims = portal.claims(portal.exchange(code, nonce="cua-ke-khac").json()["id_token"])
    assert claims["nonce"] == "cua-toi"


@ATTACKS.stopped_by(
    (asking, "answer", lambda uri, _state, **said: f"{uri}?{urlencode({**said, 'state': 's', 'iss': 'x'})}")
)
def state_replayed(portal):
    """asking.answer: the state of this very request, letter by letter, in answers and in errors."""
    odd = "a b&c=d#é/?%25+;\"'<>"
    assert went(portal.agree(portal.ask(state=odd), state="s"))["state"] == odd
    assert went(portal.ask(state=odd, prompt="none", scope="openid email"))["state"] == odd
    assert "state" not in went(portal.ask(state=None, scope="openid"))


@ATTACKS.stopped_by((asking, "issuer", lambda: "https://khac.example"))
def mixed_up_issuer(portal):
    """asking.answer: RFC 9207's iss, in answers and in errors, equal to the one of the discovery document."""
    told = Browser().get("/.well-known/openid-configuration").json()
    assert told["authorization_response_iss_parameter_supported"] is True
    answers = [portal.agree(portal.ask()), portal.agree(portal.ask(prompt="consent"), answer="no")]
    answers += [portal.ask(prompt="none", max_age="x"), portal.ask(scope="email"), portal.ask(response_type="token")]
    assert [went(response)["iss"] for response in answers] == [told["issuer"]] * 5


# ── consent ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@ATTACKS.stopped_by((queries, "consent", lambda person, _client: Consent.objects.filter(person_id=person).first()))
def prompt_none_without_consent(portal, register):
    """queries.consent: of this client. What another portal may see opens nothing here."""
    portal.code()
    other = register(name="Cổng khác")
    assert went(other.ask(prompt="none")).get("error") == "consent_required"
    assert went(other.ask(prompt="none", scope="openid")).get("error") == "consent_required"


@ATTACKS.stopped_by((CsrfViewMiddleware, "process_view", nothing))
def csrf_on_consent(portal, mau):
    """django's CsrfViewMiddleware: another site cannot answer for the person."""
    before = state()
    posted = {"ticket": ticket(portal.ask()), "answer": "yes"}
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = portal.browser.cookies
    response = strict.post("/oauth2/dong-y/", posted, HTTP_ORIGIN=EVIL)
    assert response.status_code == 403
    assert state() == before


@ATTACKS.stopped_by((authorize, "_who", lambda _request: "everybody"))
def consent_page_of_somebody_else(portal, mau, thu):
    """authorize._who: a consent page is answered in the visit and the capacity in which it was shown."""
    attacker = come_in(thu)
    page = portal.ask(attacker)
    for victim in (portal.browser, come_in(mau)):
        response = victim.post("/oauth2/dong-y/", {"ticket": ticket(page), "answer": "yes"})
        assert response.status_code == 409
    mine = portal.ask()
    again = come_in(mau).post("/oauth2/dong-y/", {"ticket": ticket(mine), "answer": "yes"})
    assert again.status_code == 409
    assert not Consent.objects.exists()


@ATTACKS.stopped_by((authorize, "unpack", read_unchecked))
def request_tampered_between_page_and_answer(portal, register, mau):
    """authorize.agree: answers the sealed request of the page, whatever else is posted or stands in the address."""
    uri = f"/oauth2/authorize?{urlencode(portal.params(scope='openid vnconnect'))}"
    made_up = forged({"uri": uri, "who": [mau.pk, portal.browser.session["sid"], "citizen"], "until": time.time() + 99})
    for bad in (made_up, ticket(portal.ask(scope="openid"))[:-2] + "AA", "", "x"):
        assert portal.browser.post("/oauth2/dong-y/", {"ticket": bad, "answer": "no"}).status_code == 409
    other = register(name="Cổng khác", redirect_uris=[f"{EVIL}/ve"])
    changes = {"scope": "openid vnconnect", "redirect_uri": f"{EVIL}/ve", "client_id": other.id, "state": "x"}
    posted = {"ticket": ticket(portal.ask(scope="openid")), "answer": "yes"} | changes
    response = portal.browser.post(f"/oauth2/dong-y/?{urlencode(changes)}", posted)
    assert went(response)["state"] == "s-1"
    assert Consent.objects.get().scopes == ["openid"]


@ATTACKS.stopped_by((steps, "after_consent", lambda _wish: steps.Wish()))
def consent_page_answered_to_skip_a_step(portal, mau):
    """authorize.agree: asks for the next step again; a page shown before does not lower what the portal asked for."""
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    page = portal.ask(acr_values="LoA2")
    Person.objects.filter(pk=mau.pk).update(assurance=1)
    response = portal.agree(page)
    assert response.get("Location", "").startswith("/oauth2/authorize?")
    assert portal.browser.get(response["Location"])["Location"].startswith("/tai-khoan/xac-minh/")
    assert not Consent.objects.exists()


@ATTACKS.stopped_by((authorize, "_digest", lambda _uri: "any"))
def return_mark_of_another_request(portal, mau):
    """authorize._digest: the mark that somebody was sent to prove themself is of one request only."""
    portal.code()
    old = come_in(mau, at=int(time.time()) - 1000)
    mark = parse_qs(urlsplit(portal.ask(old, prompt="login", state="1")["Location"]).query)["next"][0].rpartition(
        "&ve="
    )[2]
    session = old.session
    session["proof"] = {"methods": ["password"], "at": int(time.time()), "ceiling": 3}
    session.save()
    response = old.get(f"/oauth2/authorize?{urlencode(portal.params(prompt='login', state='2'))}&ve={mark}")
    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/xac-nhan-lai/")


@ATTACKS.stopped_by((middleware, "security_headers", lambda get_response: get_response))
def clickjacking(portal):
    """security_headers' frame-ancestors, and X-Frame-Options for old browsers: the page is never inside another."""
    pages = [portal.ask(), portal.browser.get("/oauth2/logout"), portal.browser.get("/tai-khoan/cong-khac/")]
    for page in pages:
        policy = page.get("Content-Security-Policy", "")
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
    assert [page.get("X-Frame-Options") for page in pages[:2]] == ["DENY", "DENY"]


# ── signing out ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Everything(list):
    def __contains__(self, one):
        return True


@ATTACKS.stopped_by((Client, "get_post_logout_redirect_uris", lambda self: _Everything()))
def open_redirect_after_logout(portal):
    """logout._back: only an address that the client registered, letter by letter."""
    id_token = portal.tokens()["id_token"]
    for where in (
        EVIL,
        f"{BYE}/",
        f"{BYE}?x=1",
        f"{BYE}#x",
        BYE.upper(),
        "//ke-gian.example",
        "javascript:alert(1)",
        BACK,
    ):
        asked = {"id_token_hint": id_token, "post_logout_redirect_uri": where}
        assert Browser().get("/oauth2/logout", asked)["Location"] == "/", where
        page = portal.browser.get("/oauth2/logout", asked)
        assert f'href="{where}' not in page.content.decode()
    left = portal.browser.post("/oauth2/dang-xuat/", {"ticket": ticket(page)})
    assert left["Location"] == "/"


@ATTACKS.stopped_by((queries, "client", lambda pk: Client.objects.filter(pk__startswith="cong-").first()))
def logout_without_a_hint(portal, register):
    """logout._back: no address without an ID token of that client, made here."""
    other = register(name="Cổng khác", post_logout_redirect_uris=["https://khac.vidu.example/"])
    hint = portal.tokens()["id_token"]
    for given in (
        {"client_id": portal.id}, {}, {"id_token_hint": "x"}, {"id_token_hint": hint, "client_id": other.id},
    ):  # fmt: skip
        response = Browser().get("/oauth2/logout", {"post_logout_redirect_uri": BYE} | given)
        assert response["Location"] == "/"
    refused_for = Browser().get(
        "/oauth2/logout", {"id_token_hint": hint, "post_logout_redirect_uri": "https://khac.vidu.example/"}
    )
    assert refused_for["Location"] == "/"
    commands.switch_off(portal.party, by=SYSTEM, at=datetime.now(UTC))
    gone = Browser().get("/oauth2/logout", {"id_token_hint": hint, "post_logout_redirect_uri": BYE})
    assert gone["Location"] == "/"


@ATTACKS.stopped_by((CsrfViewMiddleware, "process_view", nothing))
def csrf_on_logout(portal, mau):
    """A link or an image signs nobody out: GET only asks, and the POST needs django's token."""
    id_token = portal.tokens()["id_token"]
    page = portal.browser.get("/oauth2/logout", {"id_token_hint": id_token, "post_logout_redirect_uri": BYE})
    assert portal.browser.session["_auth_user_id"] == str(mau.pk)
    strict = Browser(enforce_csrf_checks=True)
    strict.cookies = portal.browser.cookies
    assert strict.post("/oauth2/dang-xuat/", {"ticket": ticket(page)}, HTTP_ORIGIN=EVIL).status_code == 403
    assert portal.browser.session["_auth_user_id"] == str(mau.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_the_attack_fails(name, request):
    ATTACKS.run(name, request)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ATTACKS)
def test_without_its_defence_it_works(name, request, monkeypatch):
    ATTACKS.run_without_defence(name, request, monkeypatch)
