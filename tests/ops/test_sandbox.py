"""The invented foreign systems, asked over HTTP as the portal asks them."""

import base64
import hashlib
import threading
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from motcua.ops import demo_data
from motcua.ops.sandbox import bank, server

KEY = {"Authorization": f"Bearer {server.POPULATION_KEY}"}
SMS = {"Authorization": f"Bearer {server.SMS_KEY}"}
BACK = "http://localhost:8000/dang-nhap/qua/ngan-hang-vi-du/ve/"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
MAU = demo_data.invented(7)


@pytest.fixture
def url():
    found = server.start("127.0.0.1", 0)
    thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found.url
    found.shutdown()
    thread.join()
    found.server_close()


def ask(url, number, name="Ai Đó Thử", day="1990-01-02", headers=KEY):
    told = {"id_number": number, "name": name, "birth_date": day}
    return requests.post(f"{url}/population/v1/match", json=told, headers=headers, timeout=5)


# ── population register ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("asked", "result", "fields"),
    [
        ((MAU.id_number, "Trần Thị Mẫu", "1977-08-08"), "matched", []),
        ((MAU.id_number, "TRẦN  THỊ MẪU", "1977-08-08"), "matched", []),
        ((MAU.id_number, "Tra\u0302\u0300n Thi\u0323 Ma\u0302\u0303u", "1977-08-08"), "matched", []),  # decomposed
        ((MAU.former_id, "Trần Thị Mẫu", "1977-08-08"), "matched", []),
        ((MAU.id_number, "Trần Thị Mẩu", "1977-08-08"), "differs", ["name"]),
        ((MAU.id_number, "Trần Thị Mẫu", "1977-08-09"), "differs", ["birth_date"]),
        ((MAU.id_number, "Ai Đó Thử", "1990-01-02"), "differs", ["name", "birth_date"]),
        (("051099010005", "Ai Đó Thử", "1990-01-02"), "matched", []),
        (("051099010006", "Ai Đó Thử", "1990-01-02"), "differs", ["name"]),
        (("051099010007", "Ai Đó Thử", "1990-01-02"), "differs", ["birth_date"]),
        (("051099010008", "Ai Đó Thử", "1990-01-02"), "unknown", []),
        (("001100000001", "Ai Đó Thử", "1990-01-02"), "unknown", []),
        (("999999999", "Ai Đó Thử", "1990-01-02"), "unknown", []),
    ],
)
def test_the_register_says_what_belongs_together(url, asked, result, fields):
    answer = ask(url, *asked)

    assert (answer.status_code, answer.json()) == (200, {"result": result, "fields": fields})


def test_the_register_can_be_out_of_reach(url):
    answer = ask(url, "051099010009")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")

    requests.post(f"{url}/population/down", json={"down": True}, timeout=5)
    assert ask(url, "051099010001").status_code == 503

    requests.post(f"{url}/population/down", json={"down": False}, timeout=5)
    assert ask(url, "051099010001").json()["result"] == "matched"


@pytest.mark.parametrize("headers", [{}, SMS, {"Authorization": server.POPULATION_KEY}])
def test_the_register_needs_its_key(url, headers):
    assert ask(url, MAU.id_number, headers=headers).status_code == 401


@pytest.mark.parametrize(("number", "name", "day"), [("12", "x", "1990-01-02"), (MAU.id_number, "", "1990-01-02"),
                                                     (MAU.id_number, "x", "02/01/1990")])  # fmt: skip
def test_the_register_answers_only_whole_questions(url, number, name, day):
    assert ask(url, number, name, day).status_code == 400


# ── SMS ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def send(url, key="1", to="+84900000001", text="Mã của bạn: 123456", headers=SMS):
    told = {"id": key, "to": to, "text": text}
    return requests.post(f"{url}/sms/v1/messages", json=told, headers=headers, timeout=5).status_code


def taken(url):
    return requests.get(f"{url}/sms/v1/messages", timeout=5).json()


def test_a_message_is_taken_once_and_shown(url):
    assert [send(url), send(url), send(url, key="2", text="Mã <b>654321</b>")] == [202, 202, 202]

    assert [(m["to"], m["text"]) for m in taken(url)] == [
        ("+84900000001", "Mã của bạn: 123456"),
        ("+84900000001", "Mã <b>654321</b>"),
    ]
    page = requests.get(f"{url}/sms/", timeout=5).text
    assert "123456" in page
    assert "Mã &lt;b&gt;654321" in page


def test_a_provider_out_of_order_takes_nothing(url):
    requests.post(f"{url}/sms/down", json={"down": True}, timeout=5)
    assert (send(url), taken(url)) == (503, [])

    requests.post(f"{url}/sms/down", json={"down": False}, timeout=5)
    assert (send(url), len(taken(url))) == (202, 1)


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"headers": {}}, 401), ({"headers": KEY}, 401), ({"to": "0900000001"}, 422), ({"to": "+84900000404"}, 422),
        ({"text": ""}, 400), ({"key": ""}, 400),
    ],
)  # fmt: skip
def test_a_message_that_is_not_taken(url, told, status):
    assert (send(url, **told), taken(url)) == (status, [])


# ── bank ────────────────────────────────────────────────────────────────────────────────────────────────────────────

ASKED = {
    "client_id": bank.CLIENT_ID, "redirect_uri": BACK, "response_type": "code", "scope": "openid profile",
    "state": "the-state", "nonce": "the-nonce", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
}  # fmt: skip
CUSTOMER = "kh-000007"


def authorize(url, customer=CUSTOMER, fault="", **other):
    form = {**ASKED, **other, "customer": customer, "fault": fault}
    answer = requests.post(f"{url}/bank/authorize", data=form, timeout=5, allow_redirects=False)
    back = urlsplit(answer.headers.get("Location", ""))
    return answer.status_code, {key: found[0] for key, found in parse_qs(back.query).items()}


def token(url, code, auth=(bank.CLIENT_ID, bank.SECRET), **other):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "code_verifier": VERIFIER, **other}
    return requests.post(f"{url}/bank/token", data=form, auth=auth, timeout=5)


def read(url, id_token):
    """As a careful relying party reads it."""
    keys = jwt.PyJWKClient(requests.get(f"{url}/bank/.well-known/openid-configuration", timeout=5).json()["jwks_uri"])
    key = keys.get_signing_key_from_jwt(id_token)
    return jwt.decode(id_token, key.key, algorithms=["RS256"], audience=bank.CLIENT_ID, issuer=f"{url}/bank")


def test_somebody_signs_in_at_the_bank(url):
    page = requests.get(f"{url}/bank/authorize", params=ASKED, timeout=5)
    assert "Đăng nhập với tên Trần Thị Mẫu" in page.text

    status, back = authorize(url)
    assert (status, back["state"], back["iss"]) == (303, "the-state", f"{url}/bank")
    answer = token(url, back["code"]).json()
    claims = read(url, answer["id_token"])
    assert (claims["sub"], claims["nonce"], claims["name"]) == (CUSTOMER, "the-nonce", "Trần Thị Mẫu")
    bearer = {"Authorization": f"Bearer {answer['access_token']}"}
    assert requests.get(f"{url}/bank/userinfo", headers=bearer, timeout=5).json()["sub"] == CUSTOMER


def test_a_code_works_once(url):
    _, back = authorize(url)
    assert [token(url, back["code"]).status_code for _ in range(2)] == [200, 400]


@pytest.mark.parametrize(
    ("other", "status", "error"),
    [
        ({"code_verifier": "w" * 50}, 400, "invalid_grant"), ({"redirect_uri": BACK + "x"}, 400, "invalid_grant"),
        ({"auth": (bank.CLIENT_ID, "wrong")}, 401, "invalid_client"), ({"auth": None}, 401, "invalid_client"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
    ],
)  # fmt: skip
def test_the_bank_gives_no_token_for_less(url, other, status, error):
    _, back = authorize(url)
    answer = token(url, back["code"], **other)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


def test_somebody_declines(url):
    assert authorize(url, customer="") == (
        303, {"error": "access_denied", "state": "the-state", "iss": f"{url}/bank"},
    )  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        {"client_id": "another"}, {"redirect_uri": "https://evil.example/"}, {"response_type": "token"},
        {"scope": "profile"}, {"code_challenge_method": "plain"},
    ],
)  # fmt: skip
def test_a_wrong_request_leads_nowhere(url, other):
    assert authorize(url, **other) == (400, {})
    assert requests.get(f"{url}/bank/authorize", params=ASKED | other, timeout=5).status_code == 400


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("issuer", jwt.InvalidIssuerError), ("audience", jwt.InvalidAudienceError),
        ("expired", jwt.ExpiredSignatureError), ("signature", jwt.InvalidSignatureError), ("none", jwt.PyJWTError),
    ],
)  # fmt: skip
def test_a_chosen_fault_is_one_that_a_careful_reader_refuses(url, fault, error):
    _, back = authorize(url, fault=fault)
    with pytest.raises(error):
        read(url, token(url, back["code"]).json()["id_token"])


def test_faults_of_state_and_nonce(url):
    assert authorize(url, fault="state")[1]["state"] != "the-state"
    _, back = authorize(url, fault="nonce")
    assert read(url, token(url, back["code"]).json()["id_token"])["nonce"] != "the-nonce"


def test_a_wrong_token_shows_nothing(url):
    assert requests.get(f"{url}/bank/userinfo", headers={"Authorization": "Bearer x"}, timeout=5).status_code == 401


def test_the_first_page_lists_what_there_is(url):
    text = requests.get(url, timeout=5).text
    for said in ("/population/v1/match", "/sms/v1/messages", "/bank/", MAU.id_number, "051099009101"):
        assert said in text
    assert requests.get(f"{url}/nothing", timeout=5).status_code == 404
