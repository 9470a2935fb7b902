"""The ordinary way: discovery, sign-in, consent, code, tokens, data, refresh, and back out."""

import time
from base64 import b64encode
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from motcua.identity.models import Person
from motcua.journal.queries import history
from motcua.openid.models import Consent, Visit
from tests.openid.conftest import ALL, BACK, VERIFIER, address, come_in, ticket, went
from tests.pages import check_page


def test_discovery_is_honest(portal):
    told = Browser().get("/.well-known/openid-configuration")
    assert told["Cache-Control"] == "public, max-age=3600"
    told = told.json()
    assert told["issuer"] == "http://testserver"
    for name in ("authorization", "token", "userinfo", "revocation", "end_session"):
        assert told[f"{name}_endpoint"].startswith("http://testserver/oauth2/")
    assert told["response_types_supported"] == ["code"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["subject_types_supported"] == ["pairwise"]
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]
    assert told["acr_values_supported"] == ["LoA1", "LoA2", "LoA3"]
    assert {"TechID", "SoDinhDanh", "acr", "sid"} <= set(told["claims_supported"])


def test_consent_shows_exactly_what_goes_where(portal):
    page = portal.ask()
    check_page(page)
    text = page.content.decode()
    for shown in (
        "Cổng dịch vụ công tỉnh Ví Dụ", "Ủy ban nhân dân tỉnh Ví Dụ", "Trần Thị Mẫu", "0900000001",
        "mau@vidu.example", "Cá nhân", "Mức 1",
    ):  # fmt: skip
        assert shown in text
    assert "Mã số thuế" not in text  # she acts for herself
    assert "Bạn chưa có hoặc chưa xác minh nên lần này không gửi: số căn cước, số chứng minh nhân dân cũ." in text
    assert "001100000001" not in text  # nobody has confirmed that it is hers


def test_the_whole_way(portal, mau):
    said = went(portal.agree(portal.ask()))
    assert set(said) == {"code", "state", "iss"}
    assert (said["state"], said["iss"]) == ("s-1", "http://testserver")
    response = portal.exchange(said["code"])
    assert response["Cache-Control"] == "no-store"
    tokens = response.json()
    assert set(tokens) == {"access_token", "expires_in", "token_type", "scope", "refresh_token", "id_token"}
    assert (tokens["expires_in"], tokens["token_type"], tokens["scope"]) == (3600, "Bearer", " ".join(ALL))

    claims = portal.claims(tokens["id_token"])
    visit = Visit.objects.get()
    assert set(claims) == {
        "iss", "sub", "aud", "exp", "iat", "jti", "nonce", "at_hash", "sid", "acr", "amr", "auth_time",
    }  # fmt: skip
    assert (claims["nonce"], claims["acr"], claims["amr"], claims["sid"]) == ("n-1", "LoA1", ["pwd"], visit.pk.hex)
    assert claims["exp"] - claims["iat"] == 300
    assert abs(claims["auth_time"] - time.time()) < 60

    told = portal.userinfo(tokens["access_token"]).json()
    assert told == {
        "sub": claims["sub"], "name": "Trần Thị Mẫu", "phone_number": "+84900000001", "phone_number_verified": True,
        "TechID": claims["sub"], "LoaiTaiKhoan": "1", "loAs": "LoA1", "HoVaTen": "Trần Thị Mẫu",
        "SoDienThoai": "0900000001", "ThuDienTu": "mau@vidu.example",
    }  # fmt: skip
    seen = history(f"person:{mau.pk}")[-1]
    assert (seen.action, seen.person, seen.person_name, seen.agency) == (
        "seen:openid", 0, "Cổng dịch vụ công tỉnh Ví Dụ", portal.party.agency_id,
    )  # fmt: skip
    assert seen.data == {"client": portal.id, "claims": sorted(told)}


def test_scopes_are_a_limit(register):
    portal = register(scopes=["profile"])
    told = portal.userinfo(portal.tokens(scope="openid profile")["access_token"]).json()
    assert set(told) == {"sub", "name"}
    told = portal.userinfo(portal.tokens(scope="openid")["access_token"]).json()
    assert set(told) == {"sub"}
    assert went(portal.ask(scope="openid vnconnect"))["error"] == "invalid_scope"
    assert went(portal.ask(scope="profile"))["error"] == "invalid_scope"


def test_consent_is_remembered_for_this_portal_and_these_scopes(portal, register):
    assert portal.ask(scope="openid profile").status_code == 200
    portal.code(scope="openid profile")
    assert portal.ask(scope="openid profile").status_code == 302
    assert portal.ask(scope="openid").status_code == 302
    assert portal.ask(scope="openid profile phone").status_code == 200  # more than was agreed to
    assert register(name="Cổng khác").ask(scope="openid").status_code == 200


def test_no_is_no(portal):
    said = went(portal.agree(portal.ask(), answer="no"))
    assert said == {"error": "access_denied", "state": "s-1", "iss": "http://testserver"}
    assert not Consent.objects.exists()


def test_a_visitor_signs_in_and_comes_back(portal, mau):
    visitor = Browser()
    response = portal.ask(visitor)
    where = urlsplit(response["Location"])
    assert where.path == "/dang-nhap/"
    onward = parse_qs(where.query)["next"][0]
    response = visitor.post("/dang-nhap/", {"login": "001100000001", "password": "mat khau thu 1", "next": onward})
    assert response["Location"] == onward
    page = visitor.get(onward)
    said = went(portal.agree(page, visitor))
    assert portal.exchange(said["code"]).status_code == 200
    # The second time the form of the sign-in page may not redirect to another host: a page leads on.
    again = visitor.get(onward)
    assert again.status_code == 200
    assert "code" in went(again)
    assert b'http-equiv="refresh"' in again.content


def test_the_portal_may_post_its_request(portal):
    response = Browser(enforce_csrf_checks=True).post("/oauth2/authorize", portal.params())
    assert response.status_code == 302
    assert response["Location"].startswith("/oauth2/authorize?response_type=code&client_id=")


def test_both_ways_of_client_authentication(portal):
    assert portal.exchange(portal.code()).status_code == 200
    code = portal.code()
    basic = b64encode(f"{portal.id}:{portal.secret}".encode()).decode()
    posted = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER}
    response = Browser().post("/oauth2/token", posted, HTTP_AUTHORIZATION=f"Basic {basic}")
    assert response.status_code == 200


def test_an_app_without_a_secret(register):
    portal = register(public=True)
    assert portal.secret == ""
    response = portal.exchange(portal.code(), client_secret=None)
    assert response.status_code == 200
    assert portal.refresh(response.json()["refresh_token"], client_secret=None).status_code == 200


# ── how the person is signed in ─────────────────────────────────────────────────────────────────────────────────────


def test_prompt_none(portal, mau):
    assert went(portal.ask(Browser(), prompt="none"))["error"] == "login_required"
    assert went(portal.ask(prompt="none"))["error"] == "consent_required"
    portal.code()
    assert "code" in went(portal.ask(prompt="none"))
    assert went(portal.ask(prompt="none", acr_values="LoA2"))["error"] == "interaction_required"
    assert went(portal.ask(prompt="none", max_age="0", browser=come_in(mau, at=int(time.time()) - 5)))["error"] == (
        "login_required"
    )
    assert went(portal.ask(prompt="none login"))["error"] == "invalid_request"


@pytest.mark.parametrize("wish", [{"prompt": "login"}, {"max_age": "60"}, {"max_age": "0"}])
def test_who_must_prove_themself_again_does_so_once(portal, mau, wish):
    portal.code()
    browser = come_in(mau, at=int(time.time()) - 100)
    response = portal.ask(browser, **wish)
    where = urlsplit(response["Location"])
    assert where.path == "/dang-nhap/xac-nhan-lai/"
    back = parse_qs(where.query)["next"][0]
    assert browser.get(back).status_code == 302  # came back without having done it: asked again
    response = browser.post(
        "/dang-nhap/xac-nhan-lai/", {"password": "mat khau thu 1", "method": "password", "next": back}
    )
    assert response["Location"] == back
    said = went(browser.get(back))
    claims = portal.claims(portal.exchange(said["code"]).json()["id_token"])
    assert abs(claims["auth_time"] - time.time()) < 60


def test_a_fresh_proof_satisfies_max_age(portal):
    portal.code()
    assert "code" in went(portal.ask(max_age="600"))
    assert went(portal.ask(max_age="soon"))["error"] == "invalid_request"


def test_prompt_consent_asks_each_time(portal):
    portal.code()
    for prompt in ("consent", "select_account"):
        page = portal.ask(prompt=prompt)
        assert ticket(page)
        assert "code" in went(portal.agree(page))


def test_step_up_leads_to_the_level_and_back(portal, mau):
    portal.code()
    response = portal.ask(acr_values="LoA2")
    where = urlsplit(response["Location"])
    assert (where.path, parse_qs(where.query)["muc"]) == ("/tai-khoan/xac-minh/", ["2"])
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    response = portal.browser.get(parse_qs(where.query)["next"][0])
    tokens = portal.exchange(went(response)["code"]).json()
    assert portal.claims(tokens["id_token"])["acr"] == "LoA2"
    assert portal.userinfo(tokens["access_token"]).json()["loAs"] == "LoA2"
    # What a portal would accept is enough; levels that do not exist ask for nothing.
    assert portal.ask(acr_values="LoA3 LoA2").status_code == 302
    assert "code" in went(portal.ask(acr_values="LoA3 LoA1"))
    assert "code" in went(portal.ask(acr_values="urn:other LoA9"))
    passkey = come_in(mau, ["passkey"])
    tokens = portal.exchange(went(portal.ask(passkey, acr_values="LoA3"))["code"]).json()
    claims = portal.claims(tokens["id_token"])
    assert (claims["acr"], claims["amr"]) == ("LoA3", ["hwk", "mfa"])


def test_for_a_business(portal, mau, company):
    browser = come_in(mau, capacity=f"business:{company.pk}")
    portal.code()  # as a citizen
    page = portal.ask(browser)
    assert "Công ty TNHH Ví Dụ" in page.content.decode()  # another capacity: asked again
    tokens = portal.exchange(went(portal.agree(page, browser))["code"]).json()
    told = portal.userinfo(tokens["access_token"]).json()
    assert (told["LoaiTaiKhoan"], told["TenDoanhNghiep"], told["MaSoThue"], told["MaSoDoanhNghiep"]) == (
        "2", "Công ty TNHH Ví Dụ", company.tax_code, company.tax_code,
    )  # fmt: skip
    company.affiliations.update(active=False)
    gone = portal.userinfo(tokens["access_token"])
    assert (gone.status_code, gone.content) == (401, b"")


def test_a_viewer_goes_as_themself(portal, mau, company):
    company.affiliations.update(role="viewer")
    browser = come_in(mau, capacity=f"business:{company.pk}")
    page = portal.ask(browser)
    said = page.content.decode().split("<main")[1]
    assert "Công ty TNHH Ví Dụ" not in said
    assert "tư cách cá nhân" in said


def test_subjects_are_pairwise(register, mau, thu, province, department):
    own = [register(), register()]
    subjects = [portal.claims(portal.tokens()["id_token"])["sub"] for portal in own]
    assert len(set(subjects)) == 2
    assert not {str(mau.pk), mau.subject.hex, str(mau.subject)} & set(subjects)
    shared = [register(shared=True), register(shared=True)]
    subjects = [portal.claims(portal.tokens()["id_token"])["sub"] for portal in shared]
    assert len(set(subjects)) == 1
    again = own[0].claims(own[0].tokens()["id_token"])["sub"]
    assert again == own[0].claims(own[0].tokens()["id_token"])["sub"]


# ── refreshing and giving back ──────────────────────────────────────────────────────────────────────────────────────


def test_refreshing(portal):
    first = portal.tokens()
    second = portal.refresh(first["refresh_token"]).json()
    assert set(second) == {"access_token", "expires_in", "token_type", "scope", "refresh_token"}
    assert second["refresh_token"] != first["refresh_token"]
    assert portal.userinfo(second["access_token"]).status_code == 200
    less = portal.refresh(second["refresh_token"], scope="openid profile").json()
    assert set(portal.userinfo(less["access_token"]).json()) == {"sub", "name"}
    more = portal.refresh(less["refresh_token"]).json()  # the refresh token itself kept all scopes
    assert "SoDienThoai" in portal.userinfo(more["access_token"]).json()
    assert portal.refresh(more["refresh_token"], scope="openid email").json()["error"] == "invalid_scope"


def test_a_visit_lasts_twelve_hours(portal):
    tokens = portal.tokens()
    rt = Token.objects.get(type="rt")
    assert timedelta(hours=11, minutes=59) < rt.expires_at - rt.created_at <= timedelta(hours=12)
    renewed = portal.refresh(tokens["refresh_token"]).json()
    assert Token.objects.get(type="rt").expires_at == rt.expires_at
    Token.objects.update(expires_at=rt.created_at - timedelta(seconds=1))
    assert portal.refresh(renewed["refresh_token"]).json()["error"] == "invalid_grant"
    assert portal.userinfo(renewed["access_token"]).status_code == 401
    assert Visit.objects.get().ended_at is None  # no thief, only late


def test_giving_back(portal):
    tokens = portal.tokens()
    who = {"client_id": portal.id, "client_secret": portal.secret}
    assert Browser().post("/oauth2/revoke", {**who, "token": tokens["access_token"]}).status_code == 200
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    renewed = portal.refresh(tokens["refresh_token"]).json()
    assert Browser().post("/oauth2/revoke", {**who, "token": renewed["refresh_token"]}).status_code == 200
    assert portal.userinfo(renewed["access_token"]).status_code == 401
    assert Visit.objects.get().why_ended == "revoked"
    assert Browser().post("/oauth2/revoke", {**who, "token": "unknown"}).status_code == 200
    assert Browser().post("/oauth2/revoke", {**who, "client_secret": "x", "token": "unknown"}).status_code == 401


def test_a_closed_account_shares_nothing(portal, mau):
    tokens, code = portal.tokens(), portal.code()
    Person.objects.filter(pk=mau.pk).update(is_active=False)
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert portal.exchange(code).json()["error"] == "invalid_grant"


# ── signing out ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sign_out_from_a_portal(portal, mau):
    tokens = portal.tokens()
    asked = {
        "id_token_hint": tokens["id_token"], "state": "z",
        "post_logout_redirect_uri": "https://cong.vidu.example/tam-biet",
    }  # fmt: skip
    page = portal.browser.get("/oauth2/logout", asked)
    check_page(page)
    assert "Cổng dịch vụ công tỉnh Ví Dụ" in page.content.decode()
    assert portal.browser.session["_auth_user_id"] == str(mau.pk)  # asked, not done
    left = portal.browser.post("/oauth2/dang-xuat/", {"ticket": ticket(page)})
    assert address(left) == "https://cong.vidu.example/tam-biet?state=z"
    assert "_auth_user_id" not in portal.browser.session
    assert [entry.action for entry in history(f"person:{mau.pk}")].count("identity.sign_out") == 1
    # Nobody is signed in any more: nothing to ask.
    assert portal.browser.get("/oauth2/logout", asked)["Location"] == "https://cong.vidu.example/tam-biet?state=z"


# ── cost ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def statements(captured):
    return [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]


def test_userinfo_costs_two_statements_and_the_journal(portal, mau, company):
    for browser in (portal.browser, come_in(mau, capacity=f"business:{company.pk}")):
        portal.browser = browser
        access = portal.tokens()["access_token"]
        with CaptureQueriesContext(connection) as captured:
            assert portal.userinfo(access).status_code == 200
        asked = statements(captured)
        assert len(asked) == 3, asked
        assert "journal_entry" in asked[-1]


def test_a_refresh_costs_five_statements(portal):
    value = portal.tokens()["refresh_token"]
    with CaptureQueriesContext(connection) as captured:
        assert portal.refresh(value).status_code == 200
    assert len(statements(captured)) == 5, statements(captured)


def test_many_tokens_make_no_more_statements(portal):
    for _ in range(5):
        tokens = portal.tokens()
    with CaptureQueriesContext(connection) as captured:
        portal.refresh(tokens["refresh_token"])
    assert len(statements(captured)) == 5
