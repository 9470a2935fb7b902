"""What the machines' endpoints refuse, and that nothing secret is written down."""

import logging
import re

import pytest
from allauth.idp.oidc.models import Token
from django.core.management import call_command
from django.db import connection
from django.test import Client as Browser

from motcua.openid.models import Visit
from tests.openid.conftest import VERIFIER, went


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer x", "Basic {}", "bearer\t{}x", "Bearer {} {}", "Bearer é"]
)
def test_userinfo_without_a_token(portal, header):
    access = portal.tokens()["access_token"]
    given = {"HTTP_AUTHORIZATION": header.format(access, access)} if header else {}
    response = Browser().get("/oauth2/userinfo", **given)
    assert (response.status_code, response.content) == (401, b"")
    assert response["WWW-Authenticate"].startswith('Bearer realm="userinfo"')


def test_userinfo_takes_the_token_from_the_header_only(portal):
    tokens = portal.tokens()
    assert Browser().get(f"/oauth2/userinfo?access_token={tokens['access_token']}").status_code == 401
    assert Browser().post("/oauth2/userinfo", {"access_token": tokens["access_token"]}).status_code == 401
    for wrong in ("refresh_token", "id_token"):
        assert portal.userinfo(tokens[wrong]).status_code == 401
    post = Browser(enforce_csrf_checks=True).post(
        "/oauth2/userinfo", HTTP_AUTHORIZATION=f"bearer {tokens['access_token']}"
    )
    assert post.json()["name"] == "Trần Thị Mẫu"
    assert Browser().put("/oauth2/userinfo").status_code == 405


@pytest.mark.parametrize(
    "grant",
    ["password", "client_credentials", "implicit", "openid", "urn:ietf:params:oauth:grant-type:device_code", "", None],
)
def test_other_grants_do_not_exist(portal, grant):
    response = portal.token(grant_type=grant, username="001100000001", password="mat khau thu 1", code="x")
    assert response.status_code in (400, 401)
    assert response.json()["error"] in (
        "unsupported_grant_type",
        "invalid_grant",
        "invalid_request",
        "unauthorized_client",
    )
    assert not Token.objects.exists()


@pytest.mark.parametrize("kind", ["token", "id_token", "code token", "code id_token", "none", "", None, "x"])
def test_other_response_types_do_not_exist(portal, kind):
    said = went(portal.ask(response_type=kind, response_mode="query"))
    assert set(said) - {"error_description", "state"} == {"error", "iss"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"request": "x"}, "request_not_supported"),
        ({"request_uri": "https://cong.vidu.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"code_challenge": "x" * 42}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"scope": "openid admin"}, "invalid_scope"),
    ],
)
def test_what_is_not_supported_is_said(portal, changes, error):
    assert went(portal.ask(**changes))["error"] == error


def test_a_parameter_twice_at_the_token_endpoint(portal):
    body = f"grant_type=authorization_code&code=a&code=b&client_id={portal.id}"
    response = Browser().post("/oauth2/token", body, content_type="application/x-www-form-urlencoded")
    assert response.json()["error"] == "invalid_request"
    assert Browser().get("/oauth2/token").status_code == 405
    assert Browser().post("/oauth2/token?grant_type=x").status_code == 400


def test_a_switched_off_portal_is_nobody(portal, registrar):
    from motcua.openid import commands
    from tests.openid.conftest import AT

    tokens, code = portal.tokens(), portal.code()
    commands.switch_off(portal.party, by=registrar, at=AT)
    assert portal.ask().status_code == 400
    assert portal.exchange(code).json()["error"] == "invalid_client"
    assert portal.refresh(tokens["refresh_token"]).json()["error"] == "invalid_client"
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert Visit.objects.get().why_ended == "closed"


def test_nothing_secret_is_logged(portal, caplog):
    """No code, token, secret, verifier or personal number, at the most talkative level."""
    with caplog.at_level(logging.DEBUG):
        for name in ("oauthlib", "allauth", "urllib3", "motcua"):
            assert logging.getLogger(name).level != logging.DEBUG
        code = portal.code()
        tokens = portal.exchange(code).json()
        renewed = portal.refresh(tokens["refresh_token"]).json()
        portal.exchange(code)
        portal.refresh(tokens["refresh_token"])
        portal.userinfo(renewed["access_token"])
        portal.userinfo("wrong-" + renewed["access_token"])
        portal.browser.get("/oauth2/logout", {"id_token_hint": tokens["id_token"]})
    said = caplog.text
    assert "/oauth2/token" in said
    secrets = [portal.secret, code, VERIFIER, tokens["access_token"], tokens["refresh_token"], renewed["access_token"],
               tokens["id_token"], "001100000001", "900000001"]  # fmt: skip
    assert [secret for secret in secrets if secret in said] == []


def test_nothing_secret_is_kept(portal):
    """The tables of the provider, as a copy of the database would show them."""
    code = portal.code()
    tokens = portal.exchange(code).json()
    kept = []
    with connection.cursor() as cursor:
        for table in ("allauth_idp_oidc_token", "allauth_idp_oidc_client", "openid_visit", "openid_consent",
                      "openid_relyingparty", "openid_signingkey", "journal_entry", "procrastinate_jobs"):  # fmt: skip
            cursor.execute(f"SELECT t::text FROM {table} t")
            kept += [row for (row,) in cursor.fetchall()]
    text = "\n".join(kept)
    assert portal.id in text
    for secret in (portal.secret, code, *(tokens[name] for name in ("access_token", "refresh_token", "id_token"))):
        assert secret not in text
    assert not re.search(r"001100000001|0?900000001|BEGIN (RSA )?PRIVATE|1990-03-27", text)


def test_models_and_migrations_agree(db):
    call_command("makemigrations", "openid", check=True, dry_run=True, verbosity=0)
