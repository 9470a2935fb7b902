"""An unmodified client of somebody else's: Authlib signs in, refreshes, reads the data, and is told of the end."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client as Browser

from motcua.openid import jobs
from tests.openid.conftest import come_in
from tests.openid.test_backchannel import listening, queued

pytest.importorskip("authlib")

from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet

BACK = "http://localhost:9/ve"
pytestmark = pytest.mark.django_db(transaction=True)


def met(live, browser, address):
    """What the person's browser does at the portal: to where it is sent in the end."""
    session = requests.Session()
    session.cookies.set("motcua_session", browser.cookies["motcua_session"].value)
    page = session.get(address, allow_redirects=False, timeout=10)
    if page.status_code == 200:
        hidden = dict(re.findall(r'name="(ticket|csrfmiddlewaretoken)" value="([^"]+)"', page.text))
        headers = {"Referer": live.url}
        page = session.post(f"{live.url}/oauth2/dong-y/", {**hidden, "answer": "yes"}, headers=headers, timeout=10)
        (onward,) = re.findall(r'id="onward" href="([^"]+)"', page.text)
        return unescape(onward)
    return page.headers["Location"]


def test_authlib_from_discovery_to_logout(live_server, settings, register, mau):
    settings.PUBLIC_URL = live_server.url
    with listening() as (uri, told):
        portal = register(redirect_uris=[BACK], backchannel_logout_uri=uri)
        found = requests.get(f"{live_server.url}/.well-known/openid-configuration", timeout=10).json()
        client = OAuth2Session(
            portal.id, portal.secret, scope="openid profile vnconnect", redirect_uri=BACK, code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",
        )  # fmt: skip
        verifier, nonce = "v" * 60, "n-authlib"
        address, state = client.create_authorization_url(
            found["authorization_endpoint"], code_verifier=verifier, nonce=nonce, acr_values="LoA1"
        )
        back = met(live_server, portal.browser, address)
        assert parse_qs(urlsplit(back).query)["iss"] == [found["issuer"]]
        tokens = client.fetch_token(
            found["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
        )

        keys = KeySet.import_key_set(requests.get(found["jwks_uri"], timeout=10).json())
        options = {
            "iss": {"essential": True, "value": found["issuer"]}, "aud": {"essential": True, "value": portal.id},
            "nonce": {"essential": True, "value": nonce}, "acr": {"essential": True, "values": ["LoA1", "LoA2"]},
        }  # fmt: skip
        signed = jwt.decode(tokens["id_token"], keys, algorithms=["RS256"])
        params = {"client_id": portal.id, "nonce": nonce, "access_token": tokens["access_token"]}
        claims = CodeIDToken(signed.claims, signed.header, options, params)
        claims.validate()

        told_of = client.get(found["userinfo_endpoint"]).json()
        assert (told_of["sub"], told_of["HoVaTen"], told_of["SoDienThoai"]) == (
            claims["sub"], "Trần Thị Mẫu", "0900000001",
        )  # fmt: skip
        renewed = client.refresh_token(found["token_endpoint"])
        assert renewed["access_token"] != tokens["access_token"]
        assert client.get(found["userinfo_endpoint"]).json() == told_of

        # A second time nobody is asked, and the answer of the first time is worth nothing.
        assert "code=" in met(live_server, portal.browser, address)
        with pytest.raises(Exception, match="invalid_grant"):
            client.fetch_token(
                found["token_endpoint"], authorization_response=back, state=state, code_verifier=verifier
            )

        client.token = tokens = _again(client, found, live_server, portal)
        sid = portal.browser.session["sid"]
        portal.browser.post("/dang-xuat/")
        jobs.session_ended(sid)
        for args in queued("openid.tell_portal"):
            jobs.tell_portal(**args)
        assert client.get(found["userinfo_endpoint"]).status_code == 401
    news = [jwt.decode(body["logout_token"][0], keys, algorithms=["RS256"]).claims for _, _, body in told]
    sids = [one["sid"] for one in news]
    assert jwt.decode(tokens["id_token"], keys, algorithms=["RS256"]).claims["sid"] in sids
    assert claims["sid"] in sids
    assert {one["aud"] for one in news} == {portal.id}


def _again(client, found, live_server, portal):
    address, state = client.create_authorization_url(found["authorization_endpoint"], code_verifier="w" * 60, nonce="2")
    back = met(live_server, portal.browser, address)
    return client.fetch_token(found["token_endpoint"], authorization_response=back, state=state, code_verifier="w" * 60)


def test_authlib_gives_its_tokens_back(live_server, settings, register, mau):
    settings.PUBLIC_URL = live_server.url
    portal = register(redirect_uris=[BACK])
    found = Browser().get("/.well-known/openid-configuration").json()
    client = OAuth2Session(
        portal.id, portal.secret, scope="openid", redirect_uri=BACK, code_challenge_method="S256",
        token_endpoint_auth_method="client_secret_post",
    )  # fmt: skip
    client.token = tokens = _again(client, found, live_server, portal)
    assert set(client.get(found["userinfo_endpoint"]).json()) == {"sub"}
    assert client.revoke_token(found["revocation_endpoint"], token=tokens["refresh_token"]).status_code == 200
    assert client.get(found["userinfo_endpoint"]).status_code == 401
    assert come_in(mau)
