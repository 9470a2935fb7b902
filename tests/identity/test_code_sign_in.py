"""Signing in by a code, and what a stranger can learn from asking for one."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY

from motcua.identity import commands as accounts
from motcua.identity.commands import codes
from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries import codes as queries
from motcua.journal.queries import history
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Refusal
from tests.identity.acts import faceless, jobs, statements, wrong
from tests.identity.conftest import AT, PASSWORD

PAUSE = timedelta(minutes=11)


# --- Signing in: the code and the end of the ID number


def test_the_end_of_the_id_number_is_asked_too(mau):
    code = codes.ask_sign_in("0900000001", at=AT)
    for typed, last in ((queries.text_of(code), "0009"), (wrong(code), "0001")):
        with pytest.raises(codes.WrongCodeOrNumber, match="Mã hoặc bốn số cuối"):
            codes.check(code.pk, typed, at=AT, last_four=last)
    assert codes.check(code.pk, queries.text_of(code), at=AT, last_four="0001").person == mau


def test_three_tries_to_sign_in(mau):
    code = codes.ask_sign_in("0900000001", at=AT)
    for refusal in (codes.WrongCodeOrNumber, codes.WrongCodeOrNumber, codes.CodeSpent, codes.CodeSpent):
        with pytest.raises(refusal):
            codes.check(code.pk, queries.text_of(code), at=AT, last_four="9999")
    with pytest.raises(codes.CodeSpent):
        codes.check(code.pk, queries.text_of(code), at=AT, last_four="0001")


def test_who_has_only_the_phone_does_not_find_the_end_of_the_number(mau):
    """Code after code, the right digits of the message each time: after six wrong ends the way is shut for a month."""
    at, failures = AT, 0
    while failures < 6:
        at += PAUSE
        code = codes.ask_sign_in("0900000001", at=at)
        for _ in range(2):
            with pytest.raises(codes.WrongCodeOrNumber):
                codes.check(code.pk, queries.text_of(code), at=at, last_four="9999")
            failures += 1
    code = codes.ask_sign_in("0900000001", at=at + PAUSE)
    for last in ("9998", "0001"):
        with pytest.raises(codes.LastFourLocked):
            codes.check(code.pk, queries.text_of(code), at=at + PAUSE, last_four=last)
    assert OneTimeCode.objects.get(pk=code.pk).used_at is None


# --- Account enumeration


@pytest.fixture
def strangers(mau, thu) -> dict[str, str]:
    """What can be typed: numbers of an account with a phone, of one without, of a closed one, of nobody."""
    closed = accounts.register("Lê Thị Đóng", "001100000003", "0900000003", None, PASSWORD, at=AT)
    Person.objects.filter(pk=closed.pk).update(is_active=False)
    return {
        "with a phone": "001100000001",
        "without a phone": "100000002",
        "closed": "001100000003",
        "nobody": "001100000099",
        "phone of somebody": "0900000001",
        "phone of nobody": "0900000099",
    }


def ask(client, number):
    return client.post("/dang-nhap/ma/", {"login": number})


def test_enumeration_by_code_same_answers_same_statements(client, strangers):
    answers = {}
    for kind, number in strangers.items():
        browser = type(client)()
        with statements() as asked:
            sent = ask(browser, number)
        with statements() as shown:
            page = browser.get(sent["Location"])
        with statements() as tried:
            refused = browser.post(sent["Location"], {"code": "000000", "last_four": "0009"})
        found = (sent.status_code, sent["Location"], faceless(page), faceless(refused), asked, shown, tried)
        by = "phone" if kind.startswith("phone") else "id"
        answers.setdefault(by, {})[kind] = found
    for alike in answers.values():
        first = next(iter(alike.values()))
        for found in alike.values():
            assert found == first
    assert "Nếu số này có tài khoản" in first[2]
    assert "Mã hoặc bốn số cuối của giấy tờ không đúng" in first[3]
    assert [code.state for code in OneTimeCode.objects.order_by("pk")] == [
        *("queued", "silent", "silent", "silent"),
        *("queued", "silent"),
    ]
    assert OneTimeCode.objects.exclude(state="queued").exclude(person=None).count() == 0


def test_enumeration_by_the_limits(client, strangers):
    """Asking again and again is refused at the same time for all, also by the way of 'another code'."""
    for number in strangers.values():
        browser = type(client)()
        statuses = [ask(browser, number).status_code for _ in range(4)]
        assert statuses == [302, 302, 302, 429]
    # A phone that had its codes says nothing of the ID number behind it.
    assert OneTimeCode.objects.filter(state="queued").count() == 3


def test_another_code_soon_is_refused_alike(client, strangers):
    told = set()
    for number in strangers.values():
        browser = type(client)()
        page = browser.post(ask(browser, number)["Location"], {"action": "again"})
        told.add((page.status_code, re.sub(r"\d+ giây", "N giây", faceless(page))))
        assert 0 < int(page["Retry-After"]) <= 60
    ((status, text),) = told
    assert status == 429
    assert "Mã vừa được gửi. Hãy đợi N giây" in text


def test_one_address_cannot_ask_for_ever(client, db, monkeypatch):
    monkeypatch.setattr("motcua.identity.views.code_sign_in.PER_ADDRESS", (2, 3600))
    numbers = ["001100000011", "001100000012", "001100000013"]
    assert [ask(client, n).status_code for n in numbers] == [302, 302, 429]
    assert OneTimeCode.objects.count() == 2


# --- The pages


def test_sign_in_by_code(page, mau):
    asked = page.post("/dang-nhap/ma/", {"login": "0900 000 001", "next": "/bieu-mau/"})
    assert asked["Location"] == "/dang-nhap/ma/nhap/"
    assert page.get("/dang-nhap/ma/nhap/").status_code == 200
    code = OneTimeCode.objects.get()
    entered = page.post("/dang-nhap/ma/nhap/", {"code": queries.text_of(code), "last_four": "0001"})
    assert (entered.status_code, entered["Location"]) == (302, "/bieu-mau/")
    assert int(page.session[SESSION_KEY]) == mau.pk
    assert page.session["proof"]["methods"] == ["code"]
    assert "code_sign_in" not in page.session


def test_a_used_code_cannot_be_replayed_in_another_browser(client, mau):
    first, second = client, type(client)()
    ask(first, "0900000001")
    ask(second, "0900000001")
    mine, theirs = OneTimeCode.objects.order_by("pk")
    refused = second.post("/dang-nhap/ma/nhap/", {"code": queries.text_of(mine), "last_four": "0001"})
    assert "Mã hoặc bốn số cuối" in refused.content.decode()
    assert SESSION_KEY not in second.session
    assert theirs.pk != mine.pk


def test_the_session_is_fixed_on_nobody(client, mau):
    """Session fixation: the cookie before the code is not the cookie after it."""
    ask(client, "0900000001")
    before = client.session.session_key
    client.post("/dang-nhap/ma/nhap/", {"code": queries.text_of(OneTimeCode.objects.get()), "last_four": "0001"})
    assert client.session[SESSION_KEY] == str(mau.pk)
    assert client.session.session_key != before


@pytest.mark.parametrize("onward", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_nobody_is_led_away(client, mau, onward):
    client.post("/dang-nhap/ma/", {"login": "0900000001", "next": onward})
    code = queries.text_of(OneTimeCode.objects.get())
    assert client.post("/dang-nhap/ma/nhap/", {"code": code, "last_four": "0001"})["Location"] == "/"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"code": "", "last_four": ""}, "Nhập mã xác nhận trong tin nhắn"),
        ({"code": "12345", "last_four": "0001"}, "Mã xác nhận gồm 6 chữ số"),
        ({"code": "１２３４５６", "last_four": "0001"}, "Mã xác nhận gồm 6 chữ số"),
        ({"code": "123456", "last_four": "1"}, "Nhập đúng bốn chữ số cuối"),
    ],
)
def test_what_is_no_code_costs_no_try(page, mau, data, message):
    page.post("/dang-nhap/ma/", {"login": "0900000001"})
    assert message in page.post("/dang-nhap/ma/nhap/", data).content.decode()
    assert OneTimeCode.objects.get().tries == 0


def test_without_asking_there_is_nothing_to_enter(client, db):
    assert client.get("/dang-nhap/ma/nhap/")["Location"] == "/dang-nhap/ma/"


def test_what_is_no_number_is_said(page, db):
    text = page.post("/dang-nhap/ma/", {"login": "abc"}).content.decode()
    assert "Hãy nhập số căn cước (12 chữ số)" in text
    assert not OneTimeCode.objects.exists()


def test_sign_in_with_a_csrf_token_only(strict, mau):
    for address in ("/dang-nhap/ma/", "/dang-nhap/ma/nhap/", "/dang-nhap/ma-quay/", "/dang-ky/"):
        assert strict.post(address, {"login": "0900000001"}).status_code == 403
    assert not OneTimeCode.objects.exists()


# --- The code from a counter

CLERK = Actor(person=999, name="Nguyễn Văn Quầy")


def test_the_counter_hands_out_ten_digits_for_a_day(thu):
    text = codes.counter_code(thu, by=CLERK, at=AT)
    assert re.fullmatch(r"\d{10}", text)
    assert history(f"person:{thu.pk}")[-1].action == "identity.counter_code"
    assert jobs("notices.send_code") == []
    assert codes.recover(thu, text, at=AT + timedelta(hours=23)) == thu
    with pytest.raises(codes.WrongRecovery):
        codes.recover(thu, text, at=AT + timedelta(hours=23))


def test_a_later_counter_code_ends_the_former(thu):
    former = codes.counter_code(thu, by=CLERK, at=AT)
    later = codes.counter_code(thu, by=CLERK, at=AT)
    with pytest.raises(codes.WrongRecovery):
        codes.recover(thu, former, at=AT)
    assert codes.recover(thu, later, at=AT) == thu


@pytest.mark.parametrize("what", ["expired", "spent", "closed", "another's", "nobody"])
def test_recovery_says_one_thing_whatever_is_wrong(mau, thu, what):
    text, at, whom = codes.counter_code(thu, by=CLERK, at=AT), AT, thu
    if what == "expired":
        at = AT + timedelta(hours=24)
    if what == "spent":
        OneTimeCode.objects.update(tries=5)
    if what == "closed":
        thu.is_active = False
    if what == "another's":
        whom = mau
    if what == "nobody":
        whom = None
    with statements() as usual, pytest.raises(codes.WrongRecovery):
        codes.recover(thu, "0", at=AT)
    with statements() as asked, pytest.raises(codes.WrongRecovery):
        codes.recover(whom, text, at=at)
    assert asked == usual
    assert not OneTimeCode.objects.exclude(used_at=None).exists()


def test_recovery_leads_to_a_new_password(page, thu):
    text = codes.counter_code(thu, by=CLERK, at=page.get("/dang-nhap/ma-quay/").wsgi_request.at)
    answer = page.post("/dang-nhap/ma-quay/", {"id_number": "100 000 002", "code": f"{text[:5]} {text[5:]}"})
    assert (answer.status_code, answer["Location"]) == (302, "/tai-khoan/mat-khau/")
    assert int(page.session[SESSION_KEY]) == thu.pk


def test_recovery_is_not_guessed(page, thu):
    codes.counter_code(thu, by=CLERK, at=page.get("/dang-nhap/ma-quay/").wsgi_request.at)
    told = []
    for number in ("100000002", "001100000099"):
        answers = [page.post("/dang-nhap/ma-quay/", {"id_number": number, "code": "1234567890"}) for _ in range(11)]
        told.append([(a.status_code, faceless(a).count("Số giấy tờ hoặc mã không đúng")) for a in answers])
    assert told[0] == told[1] == [(200, 2)] * 10 + [(429, 0)]
    assert OneTimeCode.objects.get().tries == 5
    assert SESSION_KEY not in page.session


def test_refusals_say_what_to_do():
    for refusal in (codes.CodeExpired, codes.CodeSpent, codes.WrongRecovery):
        assert issubclass(refusal, Refusal)
        assert "Hãy" in refusal().template
