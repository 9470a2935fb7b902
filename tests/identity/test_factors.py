"""The app that makes codes, recovery codes, and what they are asked for."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.commands import factors
from motcua.identity.models import Person
from motcua.identity.views import second_factor
from motcua.journal.queries import history
from tests.identity.conftest import AT
from tests.identity.factors import SECRET, acting, code, enrol, step
from tests.identity.test_sessions import age
from tests.identity.test_sign_in import sign_in, who

SECOND = "/dang-nhap/hai-lop/"
WRONG = "Mã không đúng hoặc đã dùng rồi."


def row(person: Person, kind: str = "totp") -> Authenticator | None:
    return Authenticator.objects.filter(user_id=person.pk, type=kind).first()


def told() -> list[tuple[str, str]]:
    jobs = ProcrastinateJob.objects.filter(task_name="notices.tell_of").order_by("pk")
    return [(j.args["event"], j.args["detail"]) for j in jobs]


def enter(client: Client, typed: str):
    return client.post(SECOND, {"code": typed})


def spare_codes(person: Person) -> list[str]:
    return row(person, "recovery_codes").wrap().get_unused_codes()


# ── signing in ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_has_an_app_is_asked_for_its_code(page, mau):
    enrol(mau)
    response = sign_in(page, next="/bieu-mau/")
    assert response["Location"] == SECOND
    assert who(page) is None
    assert page.get("/bieu-mau/").status_code == 302
    assert "Nhập mã từ ứng dụng" in page.get(SECOND).content.decode()
    done = enter(page, f"{code()[:3]} {code()[3:]}")
    assert (done.status_code, done["Location"]) == (302, "/bieu-mau/")
    assert who(page) == mau.pk
    assert page.session["proof"]["methods"] == ["password", "totp"]
    assert page.get("/bieu-mau/").status_code == 200


def test_the_key_changes_at_each_step(client, mau):
    enrol(mau)
    client.get("/dang-nhap/")
    client.post("/dang-nhap/khoa/hoi/")
    keys = [client.session.session_key]
    sign_in(client)
    keys.append(client.session.session_key)
    enter(client, code())
    keys.append(client.session.session_key)
    assert len(set(keys)) == 3


@pytest.mark.parametrize("typed", ["000000", "00000000"])
def test_a_wrong_code_opens_nothing(page, mau, typed):
    enrol(mau)
    sign_in(page)
    response = enter(page, typed)
    assert response.status_code == 200
    assert WRONG in response.content.decode()
    assert who(page) is None


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "1" * 3000])
def test_what_is_no_code_is_not_even_counted(page, mau, typed, monkeypatch):
    enrol(mau)
    sign_in(page)
    monkeypatch.setattr(second_factor, "TRIES", 1)
    for _ in range(3):
        assert enter(page, typed).status_code == 200
    assert enter(page, code()).status_code == 302


def test_a_code_is_good_once(mau):
    enrol(mau)
    first, second = Client(), Client()
    sign_in(first)
    sign_in(second)
    shown = code()
    assert enter(first, shown).status_code == 302
    assert enter(second, shown).status_code == 200
    assert who(second) is None


def test_a_code_of_an_earlier_period_is_dead_once_a_later_one_was_used(mau):
    enrol(mau)
    now = step()
    later, earlier = code(at=now + 1), code(at=now)
    assert factors.use_code(mau.pk, later, step=now, at=AT) == "totp"
    assert factors.use_code(mau.pk, earlier, step=now, at=AT) == ""
    assert row(mau).data["last"] == now + 1


@pytest.mark.parametrize(("ahead", "good"), [(-2, False), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(mau, ahead, good):
    now = step()
    factors.enrol_app(mau.pk, SECRET, code(at=now - 1), step=now, by=acting(mau), at=AT)
    assert bool(factors.use_code(mau.pk, code(at=now + ahead), step=now, at=AT)) is good


def test_the_enrolment_s_code_does_not_sign_in(mau, client):
    now = step()
    shown = code(at=now)
    factors.enrol_app(mau.pk, SECRET, shown, step=now, by=acting(mau), at=AT)
    sign_in(client)
    assert enter(client, shown).status_code == 200
    assert who(client) is None


def test_a_recovery_code_is_good_once(mau):
    enrol(mau)
    spare = spare_codes(mau)[3]
    for expected in (302, 200):
        client = Client()
        sign_in(client)
        assert enter(client, f"{spare[:4]} {spare[4:]}").status_code == expected
    assert len(spare_codes(mau)) == 9
    assert history(f"person:{mau.pk}")[-2].action == "identity.use_factor"


def test_five_wrong_codes_and_then_one_waits_whoever_and_wherever(page, mau, thu):
    enrol(mau)
    sign_in(page)
    for _ in range(5):
        assert enter(page, "000000").status_code == 200
    other = Client()
    sign_in(other)
    before = row(mau).data
    for client in (page, other):
        response = enter(client, code())
        assert response.status_code == 429
        text = response.content.decode()
        for way in ("khóa của máy", "bộ phận một cửa"):
            assert way in text
        assert who(client) is None
    assert row(mau).data == before
    third = Client()
    assert sign_in(third, "100000002").status_code == 302


def test_right_codes_are_not_counted(mau, monkeypatch):
    enrol(mau)
    monkeypatch.setattr(second_factor, "TRIES", 1)
    for typed in (code(), *spare_codes(mau)[:2]):
        client = Client()
        sign_in(client)
        assert enter(client, typed).status_code == 302


def test_the_page_leads_back_when_nothing_is_pending(client, mau):
    assert client.get(SECOND)["Location"] == "/dang-nhap/"
    assert enter(client, "123456")["Location"] == "/dang-nhap/"
    sign_in(client)
    assert client.get(SECOND)["Location"] == "/"


def test_the_half_sign_in_can_be_given_up(client, mau):
    enrol(mau)
    sign_in(client)
    assert client.post(SECOND, {"bo": "1"})["Location"] == "/dang-nhap/"
    assert client.get(SECOND)["Location"] == "/dang-nhap/"


def test_an_account_closed_in_between_stays_closed(client, mau):
    enrol(mau)
    sign_in(client)
    Person.objects.filter(pk=mau.pk).update(is_active=False)
    enter(client, code())
    assert client.get("/bieu-mau/").status_code == 302


def test_the_second_step_needs_its_token(strict, mau):
    enrol(mau)
    strict.get("/dang-nhap/")
    sign_in(strict, csrfmiddlewaretoken=strict.cookies["motcua_csrf"].value)
    assert enter(strict, code()).status_code == 403
    assert who(strict) is None


def test_the_demo_s_click_needs_no_code(client, mau, settings):
    from motcua.identity import commands

    settings.DEMO = True
    commands.cast(mau, "Nộp hồ sơ", 1)
    enrol(mau)
    assert client.post("/thu-nghiem/", {"person": mau.pk})["Location"] == "/"
    assert client.session["proof"]["methods"] == ["demo"]


# ── enrolment ───────────────────────────────────────────────────────────────────────────────────────────────────────


def shown_secret(text: str) -> str:
    return re.search(r'mc-code">([A-Z2-7 ]+)<', text)[1].replace(" ", "")


def test_the_app_is_enrolled_and_the_codes_are_shown_once(page, mau):
    sign_in(page)
    assert "Bật mã từ ứng dụng" in page.get("/tai-khoan/hai-lop/").content.decode()
    text = page.get("/tai-khoan/hai-lop/them/?next=/bieu-mau/").content.decode()
    secret = shown_secret(text)
    assert 'src="data:image/svg+xml' in text
    assert shown_secret(page.get("/tai-khoan/hai-lop/them/").content.decode()) == secret
    wrong = page.post("/tai-khoan/hai-lop/them/", {"code": "000000"})
    assert "Mã chưa đúng." in wrong.content.decode()
    assert row(mau) is None
    key = page.session.session_key
    done = page.post("/tai-khoan/hai-lop/them/", {"code": code(secret), "next": "/bieu-mau/"})
    assert done["Location"] == "/tai-khoan/hai-lop/ma-du-phong/"
    assert page.session.session_key != key
    assert page.session["proof"]["methods"] == ["password", "totp"]
    codes = page.get(done["Location"]).content.decode()
    shown = [found.replace(" ", "") for found in re.findall(r'mc-code">(\d{4} \d{4})<', codes)]
    assert shown == spare_codes(mau)
    assert len(set(shown)) == 10
    assert 'href="/bieu-mau/"' in codes
    again = page.get("/tai-khoan/hai-lop/ma-du-phong/").content.decode()
    assert not any(f"{one[:4]} {one[4:]}" in again for one in shown)
    assert told() == [("factor_added", "mã từ ứng dụng")]
    assert history(f"person:{mau.pk}")[-1].action == "identity.add_factor"
    overview = page.get("/tai-khoan/hai-lop/").content.decode()
    assert "Còn 10 mã dự phòng chưa dùng." in overview


def test_no_secret_stands_in_clear(page, mau):
    sign_in(page)
    secret = shown_secret(page.get("/tai-khoan/hai-lop/them/").content.decode())
    assert secret not in str(dict(page.session.items()))
    page.post("/tai-khoan/hai-lop/them/", {"code": code(secret)})
    assert "totp_pending" not in page.session
    kept = str([found.data for found in Authenticator.objects.all()])
    assert secret not in kept
    assert not any(one in kept for one in spare_codes(mau))


def test_a_second_app_is_refused(mau):
    enrol(mau)
    before = row(mau).data
    with pytest.raises(factors.AppAlready):
        factors.enrol_app(mau.pk, "A" * 32, code("A" * 32), step=step(), by=acting(mau), at=AT)
    assert row(mau).data == before


def test_new_recovery_codes_end_the_old_ones(page, mau):
    enrol(mau)
    old = spare_codes(mau)
    sign_in(page)
    enter(page, code())
    assert "Tạo lại mã dự phòng?" in page.get("/tai-khoan/hai-lop/ma-du-phong/").content.decode()
    assert spare_codes(mau) == old
    page.post("/tai-khoan/hai-lop/ma-du-phong/")
    new = spare_codes(mau)
    assert not set(old) & set(new)
    assert f"{new[0][:4]} {new[0][4:]}" in page.get("/tai-khoan/hai-lop/ma-du-phong/").content.decode()
    assert factors.use_code(mau.pk, old[0], step=step(), at=AT) == ""


def test_the_app_is_removed_with_its_codes(page, mau):
    enrol(mau)
    sign_in(page)
    enter(page, code())
    assert "Bỏ mã từ ứng dụng?" in page.get("/tai-khoan/hai-lop/bo/").content.decode()
    assert row(mau)
    page.post("/tai-khoan/hai-lop/bo/")
    assert (row(mau), row(mau, "recovery_codes")) == (None, None)
    assert told()[-1] == ("factor_removed", "mã từ ứng dụng")
    assert page.post("/tai-khoan/hai-lop/bo/").status_code == 409


@pytest.mark.parametrize("path", ["them", "bo", "ma-du-phong"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_change_asks_who_it_is_when_that_was_long_ago(page, mau, path, method):
    if path != "them":
        enrol(mau)
    sign_in(page)
    if path != "them":
        enter(page, code())
    age(page, 601)
    before = row(mau), row(mau, "recovery_codes")
    address = f"/tai-khoan/hai-lop/{path}/"
    answer = getattr(page, method)(address)
    assert answer["Location"] == f"/dang-nhap/xac-nhan-lai/?next=%2Ftai-khoan%2Fhai-lop%2F{path}%2F"
    assert (row(mau), row(mau, "recovery_codes")) == before


@pytest.mark.parametrize(
    "path",
    ["hai-lop/", "hai-lop/them/", "hai-lop/bo/", "hai-lop/ma-du-phong/", "khoa/", "khoa/them/", "khoa/1/", "phien/"],
)
def test_visitors_sign_in_first(client, db, path):
    assert client.get(f"/tai-khoan/{path}")["Location"] == f"/dang-nhap/?next=/tai-khoan/{path}"
