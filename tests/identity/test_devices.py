import re

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity import backends
from motcua.identity.models import Device
from motcua.identity.rules import devices
from motcua.journal.queries import history
from tests.identity.conftest import PASSWORD
from tests.identity.test_sign_in import sign_in, who

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/126.0.0.0 Safari/537.36"
SAMSUNG = f"Mozilla/5.0 (Linux; Android 9; SM-J250F) {WEBKIT} SamsungBrowser/12.0 Chrome/79.0 Mobile Safari/537.36"
IPHONE = f"Mozilla/5.0 (iPhone; CPU iPhone OS 13_4 like Mac OS X) {WEBKIT} Version/13.1 Mobile/15E148 Safari/604.1"
MAC = f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) {WEBKIT} Version/17 Safari/605.1.15"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome trên Windows"),
        (CHROME + " Edg/126.0.0.0", "Edge trên Windows"),
        (SAMSUNG, "Samsung Internet trên Android"),
        (IPHONE, "Safari trên iPhone"),
        (MAC, "Safari trên máy Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox trên Linux"),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer trên Windows"),
        ("curl/8.0", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_device_has_a_name_that_people_know(agent, name):
    assert devices.device_name(agent) == name


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("113.160.7.9", "113.160.x.x"),
        ("2001:ee0:4141:aa::1", "2001:ee0:4141::…"),
        ("::ffff:113.160.7.9", "113.160.x.x"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_the_end_of_an_address_is_left_out(address, shown):
    assert devices.masked_address(address) == shown
    assert devices.place(address, "Quảng\n Ngãi\x00") == " · ".join(filter(None, ("Quảng Ngãi", shown)))


@pytest.mark.parametrize("cookie", ["", "x", "a" * 44, "ă" * 43, "a" * 42 + "\n"])
def test_what_is_no_device_cookie_is_none(cookie):
    assert devices.digest(cookie) == b""


def told() -> list[dict]:
    return [j.args for j in ProcrastinateJob.objects.filter(task_name="notices.tell_of").order_by("pk")]


def test_the_first_sign_in_is_not_announced_and_a_new_device_is(client, mau):
    sign_in(client)
    assert told() == []
    client.post("/dang-xuat/")
    sign_in(client)
    assert told() == []
    other = Client(headers={"user-agent": CHROME})
    other.post("/dang-nhap/", {"login": "001100000001", "password": PASSWORD}, REMOTE_ADDR="113.160.7.9")
    assert told() == [{"person": mau.pk, "event": "new_device", "detail": "Chrome trên Windows, 113.160.x.x"}]
    assert Device.objects.filter(person=mau).count() == 2
    assert history(f"person:{mau.pk}")[-1].data == {"method": "password", "device": "Chrome trên Windows"}


def test_a_wrong_password_makes_no_device_known(client, mau):
    sign_in(client, password="sai")
    assert "motcua_device" not in client.cookies
    assert not Device.objects.exists()


def test_two_people_on_one_phone_are_both_known(client, mau, thu):
    sign_in(client)
    cookie = client.cookies["motcua_device"].value
    client.post("/dang-xuat/")
    sign_in(client, "100000002")
    assert client.cookies["motcua_device"].value == cookie
    assert {d.person_id for d in Device.objects.all()} == {mau.pk, thu.pk}
    assert {bytes(d.digest) for d in Device.objects.all()} == {devices.digest(cookie)}
    assert cookie.encode() not in b"".join(bytes(d.digest) for d in Device.objects.all())


def test_the_cookie_is_not_for_scripts_and_lasts(client, mau):
    sign_in(client)
    cookie = client.cookies["motcua_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)


def test_an_invented_cookie_is_replaced(client, mau):
    client.cookies["motcua_device"] = "chosen by somebody"
    sign_in(client)
    assert devices.digest(client.cookies["motcua_device"].value)


def test_browsers_without_memory_do_not_fill_the_table(mau):
    for _ in range(52):
        sign_in(Client())
    assert Device.objects.filter(person=mau).count() == 50


@pytest.mark.parametrize(("proxies", "shown"), [(1, "Quảng Ngãi · 113.160.x.x"), (0, "127.0.x.x")])
def test_the_place_is_believed_behind_our_own_proxy_only(client, mau, settings, proxies, shown):
    settings.PLACE_HEADER, settings.ALLAUTH_TRUSTED_PROXY_COUNT = "X-Place", proxies
    place = "Quảng Ngãi".encode().decode("latin-1")
    client.post(
        "/dang-nhap/",
        {"login": "001100000001", "password": PASSWORD},
        headers={"x-place": place, "x-forwarded-for": "113.160.7.9"},
    )
    assert client.session["place"] == shown


def test_a_stranger_cannot_lock_the_owner_out(client, mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 2)
    sign_in(client)
    client.post("/dang-xuat/")
    stranger = Client()
    assert [sign_in(stranger, password="sai").status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(stranger).status_code == 429
    assert who(stranger) is None
    assert sign_in(client).status_code == 302
    assert who(client) == mau.pk


def test_who_is_locked_out_is_told_the_ways_that_are_open(client, mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 0)
    text = sign_in(client).content.decode()
    for way in ("mã gửi về điện thoại", "khóa của máy", "bộ phận một cửa"):
        assert way in text


def test_a_known_device_may_not_guess_for_ever_either(client, mau, monkeypatch):
    sign_in(client)
    client.post("/dang-xuat/")
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 2)
    assert [sign_in(client, password="sai").status_code for _ in range(3)] == [200, 200, 429]
    assert sign_in(Client()).status_code == 302


def test_only_failures_are_counted(mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 2)
    assert [sign_in(Client()).status_code for _ in range(4)] == [302] * 4


def test_known_and_unknown_numbers_are_locked_alike(mau, monkeypatch):
    monkeypatch.setattr(backends, "TRIES_PER_ACCOUNT", 1)
    answers = []
    for number in ("001100000001", "001100000009"):
        client = Client()
        client.cookies["motcua_device"] = devices.new_cookie()
        texts = [sign_in(client, number, "sai").content.decode().replace(number, "?") for _ in range(2)]
        answers.append([re.sub(r'value="[A-Za-z0-9]{64}"', "", text) for text in texts])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("number", ["001100000001", "001100000009"])
def test_a_failure_asks_the_database_as_much_for_a_number_that_nobody_has(mau, number, django_assert_num_queries):
    client = Client()
    client.cookies["motcua_device"] = devices.new_cookie()
    client.get("/dang-nhap/")
    with django_assert_num_queries(3):
        sign_in(client, number, "sai")
