import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth import hashers as django_hashers
from django.test import Client

from motcua.identity import backends, commands
from motcua.identity.models import Person, Session
from motcua.identity.sessions import stored_key
from motcua.journal.queries import history
from motcua.shell.models import Hit
from tests.identity.conftest import AT, PASSWORD
from tests.identity.test_rules import HOSTILE

WRONG = "Số hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi nhập lại."


@pytest.fixture
def hashings(monkeypatch) -> list[str]:
    """How often the hasher works, whoever calls it."""
    calls: list[str] = []
    for name in ("encode", "verify"):
        original = getattr(backends.OwaspArgon2Hasher, name)

        def counted(self, *args, _name=name, _original=original):
            calls.append(_name)
            return _original(self, *args)

        monkeypatch.setattr(backends.OwaspArgon2Hasher, name, counted)
    django_hashers.get_hashers.cache_clear()
    return calls


def sign_in(client, login="001100000001", password=PASSWORD, **more):
    return client.post("/dang-nhap/", {"login": login, "password": password, **more})


def who(client) -> int | None:
    pk = client.session.get(SESSION_KEY)
    return int(pk) if pk else None


@pytest.mark.parametrize("login", ["001100000001", "001 100 000 001", "0900.000.001", "+84900000001"])
def test_sign_in_by_either_number(client, mau, login):
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) == mau.pk
    assert [e.action for e in history(f"person:{mau.pk}")] == ["identity.register", "identity.sign_in"]
    assert Person.objects.get(pk=mau.pk).last_login == response.wsgi_request.at


def test_the_page(client, db):
    page = client.get("/dang-nhap/?next=/bieu-mau/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Đăng nhập – Một Cửa</title>" in text
    assert text.count("<h1") == 1
    assert '<input type="hidden" name="next" value="/bieu-mau/">' in text
    assert 'autocomplete="username"' in text
    assert 'autocomplete="current-password"' in text
    assert "csrfmiddlewaretoken" in text


@pytest.mark.parametrize(
    ("login", "password", "closed"),
    [
        ("001100000001", "sai mật khẩu", False),
        ("001100000009", PASSWORD, False),
        ("0900000009", PASSWORD, False),
        ("001100000001", PASSWORD, True),
    ],
    ids=["wrong password", "unknown ID", "unknown phone", "closed account"],
)
def test_every_failure_looks_and_costs_the_same(client, mau, hashings, login, password, closed):  # noqa: PLR0917
    if closed:
        Person.objects.filter(pk=mau.pk).update(is_active=False)
    hashings.clear()
    response = sign_in(client, login, password)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.count(WRONG) == 2  # in the summary and beside the field
    assert "<title>Lỗi: Đăng nhập" in text
    assert f'value="{login}"' in text
    assert password not in text
    assert len(hashings) == 1
    assert who(client) is None
    assert [e.action for e in history(f"person:{mau.pk}")] == ["identity.register"]


@pytest.mark.parametrize(
    ("login", "password", "message"),
    [
        ("", PASSWORD, "Nhập số căn cước, chứng minh nhân dân hoặc số điện thoại"),
        ("001100000001", "", "Nhập mật khẩu"),
        ("12345", PASSWORD, "Hãy nhập số căn cước (12 chữ số)"),
        ("001100000001\x00", PASSWORD, "Hãy nhập số căn cước (12 chữ số)"),
        ("<script>alert(1)</script>", PASSWORD, "Hãy nhập số căn cước (12 chữ số)"),
        ("1" * 41, PASSWORD, "Hãy nhập số căn cước (12 chữ số)"),
    ],
)
def test_what_cannot_be_a_number_is_named_before_any_look_up(client, mau, login, password, message):
    response = sign_in(client, login, password)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert "<script>alert" not in response.content.decode()
    assert who(client) is None
    assert not Hit.objects.exists()


def test_the_password_is_taken_literally(client, db):
    commands.register("Trần Thị Mẫu", "001100000001", "", None, " giữ khoảng trắng ", at=AT)
    sign_in(client, password="giữ khoảng trắng")
    assert who(client) is None
    sign_in(client, password=" giữ khoảng trắng ")
    assert who(client) is not None


@pytest.mark.usefixtures("dear_passwords")
def test_an_older_hash_is_renewed_on_sign_in(client, mau, settings):
    settings.PASSWORD_HASHERS = ["tests.identity.test_sign_in.CheapHasher"]
    Person.objects.filter(pk=mau.pk).update(password=django_hashers.make_password(PASSWORD))
    settings.PASSWORD_HASHERS = ["motcua.identity.backends.OwaspArgon2Hasher"]
    sign_in(client, password="sai")
    assert "m=64,t=1" in Person.objects.get(pk=mau.pk).password
    sign_in(client)
    assert "m=19456,t=2,p=1" in Person.objects.get(pk=mau.pk).password
    assert who(client) == mau.pk


class CheapHasher(backends.OwaspArgon2Hasher):
    memory_cost = 64
    time_cost = 1


def test_the_session_gets_a_new_key(client, mau):
    client.get("/dang-nhap/")
    session = client.session
    session["seen"] = "1"
    session.save()
    planted = session.session_key
    client.cookies["motcua_session"] = planted
    sign_in(client)
    assert client.cookies["motcua_session"].value != planted
    assert not Session.objects.filter(session_key=stored_key(planted)).exists()
    attacker = Client()
    attacker.cookies["motcua_session"] = planted
    assert attacker.get("/bieu-mau/").status_code == 302


def test_an_unknown_session_key_is_not_adopted(client, mau):
    client.cookies["motcua_session"] = "a" * 32
    sign_in(client)
    assert client.cookies["motcua_session"].value != "a" * 32


@pytest.mark.parametrize("address", HOSTILE)
@pytest.mark.parametrize("signed_in_before", [True, False])
def test_nobody_is_led_elsewhere(client, mau, address, signed_in_before):
    if signed_in_before:
        client.force_login(mau)
        response = client.get("/dang-nhap/", {"next": address})
    else:
        response = sign_in(client, next=address)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_after_an_expired_session_the_person_returns_to_the_same_page_in_the_same_capacity(client, mau):
    sign_in(client)
    Person.objects.filter(pk=mau.pk).update(capacity="business:7")
    Session.objects.all().delete()
    away = client.post("/bieu-mau/?buoc=3", {"answer": "42"})
    assert (away.status_code, away["Location"]) == (302, "/dang-nhap/?next=/bieu-mau/%3Fbuoc%3D3")
    page = client.get(away["Location"]).content.decode()
    assert 'name="next" value="/bieu-mau/?buoc=3"' in page
    wrong = sign_in(client, password="sai", next="/bieu-mau/?buoc=3").content.decode()
    assert 'name="next" value="/bieu-mau/?buoc=3"' in wrong
    back = sign_in(client, next="/bieu-mau/?buoc=3")
    assert back["Location"] == "/bieu-mau/?buoc=3"
    assert client.get(back["Location"]).content == b"GET business:7"


def test_tries_on_one_account_are_limited(client, mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 2)
    for typed in ("001100000001", "001 100 000 001"):
        assert sign_in(client, typed, "sai").status_code == 200
    response = sign_in(client, "001.100.000.001")
    text = response.content.decode()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= backends.WINDOW
    assert "Sai quá nhiều lần. Đợi" in text
    assert 'value="001.100.000.001"' in text
    assert who(client) is None
    assert sign_in(client, "0900000001").status_code == 302


def test_an_unknown_number_is_limited_alike(client, mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 1)
    assert [sign_in(client, "001100000009").status_code for _ in range(2)] == [200, 429]


def test_tries_from_one_address_are_limited(client, mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ADDRESS", 2)
    numbers = ("001100000005", "001100000006", "001100000007")
    assert [sign_in(client, number).status_code for number in numbers] == [200, 200, 429]
    elsewhere = client.post("/dang-nhap/", {"login": numbers[0], "password": "x"}, REMOTE_ADDR="192.0.2.7")
    assert elsewhere.status_code == 200
    forged = client.post(
        "/dang-nhap/", {"login": numbers[0], "password": "x"}, headers={"x-forwarded-for": "192.0.2.8"}
    )
    assert forged.status_code == 429


def test_the_limiter_keeps_no_number(client, mau):
    sign_in(client)
    plain = __import__("hashlib").sha256(b"001100000001").hexdigest()[:32]
    assert not any(plain in hit.bucket or "001100000001" in hit.bucket for hit in Hit.objects.all())


def test_sign_in_needs_its_token(strict, mau):
    assert sign_in(strict).status_code == 403
    assert who(strict) is None
    strict.get("/dang-nhap/")
    token = strict.cookies["motcua_csrf"].value
    assert sign_in(strict, csrfmiddlewaretoken=token).status_code == 302
    assert who(strict) == mau.pk


def test_statements_of_a_sign_in_on_a_known_device(client, mau, django_assert_num_queries):
    """With a session to leave behind. Four of the statements are savepoints, which are no statements outside a test."""
    sign_in(client)
    client.post("/dang-xuat/")
    client.post("/dang-nhap/khoa/hoi/")
    with django_assert_num_queries(14):
        assert sign_in(client).status_code == 302


def test_statements_of_a_first_sign_in(client, mau, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        sign_in(client)


def test_a_closed_account_loses_its_session(client, mau):
    sign_in(client)
    assert client.get("/bieu-mau/").status_code == 200
    Person.objects.filter(pk=mau.pk).update(is_active=False)
    assert client.get("/bieu-mau/").status_code == 302


def test_sign_out(client, mau):
    sign_in(client)
    page = client.get("/dang-xuat/")
    assert page.status_code == 200
    assert "Bạn muốn đăng xuất?" in page.content.decode()
    assert who(client) == mau.pk
    old = client.session.session_key
    response = client.post("/dang-xuat/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert who(client) is None
    assert not Session.objects.filter(session_key=stored_key(old)).exists()
    assert [e.action for e in history(f"person:{mau.pk}")][-1] == "identity.sign_out"
    assert client.get("/dang-xuat/")["Location"] == "/"


def test_sign_out_needs_its_token(strict, mau):
    strict.force_login(mau)
    assert strict.post("/dang-xuat/").status_code == 403
    assert who(strict) == mau.pk
