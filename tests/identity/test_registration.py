"""The pages on which an account is opened."""

import unicodedata
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY

from motcua.identity import commands as accounts
from motcua.identity.commands import codes
from motcua.identity.models import OneTimeCode, Person, Session
from motcua.identity.queries.codes import phone_of, text_of
from motcua.identity.sessions import SessionStore
from motcua.journal.queries import history
from motcua.shell import clock
from tests.identity.acts import faceless, jobs
from tests.identity.conftest import AT, PASSWORD

# --- The pages


@pytest.fixture
def later_by(monkeypatch):
    """Moves the portal's clock on."""

    def move(**by: int) -> None:
        real = clock.now
        monkeypatch.setattr("motcua.shell.clock.now", lambda: real() + timedelta(**by))

    return move


ANSWERS = {
    "giay-to": {"id_number": "0011 0000 0021"},
    "ho-ten": {"name": unicodedata.normalize("NFD", "Hoàng Thị Mới")},
    "ngay-sinh": {"birth_date_day": "14", "birth_date_month": "3", "birth_date_year": "1985"},
    "dien-thoai": {"phone": "0900 000 021"},
}


def answer(page, upto="", **more):
    """Through the questions up to the code, in order; each page is looked at first."""
    page.get("/dang-ky/")
    response = page.post("/dang-ky/", {"next": more.pop("onward", "")})
    for name, data in ANSWERS.items():
        if name == upto:
            break
        assert response["Location"] == f"/dang-ky/{name}/"
        assert page.get(response["Location"]).status_code == 200
        response = page.post(f"/dang-ky/{name}/", more.get(name.replace("-", "_"), data))
    return response


def sent() -> OneTimeCode:
    return OneTimeCode.objects.order_by("-pk").first()


def prove(page):
    return page.post("/dang-ky/ma/", {"code": text_of(sent())})


def test_the_whole_way(page, db):
    assert answer(page, onward="/bieu-mau/")["Location"] == "/dang-ky/ma/"
    shown = page.get("/dang-ky/ma/").content.decode()
    assert "•••• 0021" in shown
    assert "Tin nhắn đang chờ gửi" in shown
    assert (sent().purpose, phone_of(sent()), sent().person) == ("register", "+84900000021", None)
    assert prove(page)["Location"] == "/dang-ky/mat-khau/"
    assert page.get("/dang-ky/mat-khau/").status_code == 200
    opened = page.post("/dang-ky/mat-khau/", {"password": PASSWORD})
    assert (opened.status_code, opened["Location"]) == (302, "/dang-ky/xong/?next=%2Fbieu-mau%2F")
    person = Person.objects.get()
    assert (person.name, person.assurance) == ("Hoàng Thị Mới", 1)
    assert person.check_password(PASSWORD)
    assert int(page.session[SESSION_KEY]) == person.pk
    assert page.session["proof"]["methods"] == ["code"]
    assert "registration" not in page.session
    text = page.get(opened["Location"]).content.decode()
    assert '<h1 class="govuk-panel__title">Tài khoản đã mở</h1>' in text
    assert 'href="/bieu-mau/"' in text
    assert "/tai-khoan/xac-minh/?muc=2" in text


def test_the_session_tells_nothing(page, db):
    answer(page)
    row = Session.objects.order_by("-expire_date").first()
    kept = str(SessionStore().decode(row.session_data))
    for secret in ("001100000021", "900000021", "1985", "Hoàng", text_of(sent())):
        assert secret not in kept


def test_no_page_before_its_turn(page, db):
    for name in ("giay-to", "ho-ten", "ngay-sinh", "dien-thoai", "ma", "mat-khau"):
        assert page.get(f"/dang-ky/{name}/")["Location"] == "/dang-ky/"
    answer(page, upto="ngay-sinh")
    for name in ("dien-thoai", "ma", "mat-khau"):
        assert page.get(f"/dang-ky/{name}/")["Location"] == "/dang-ky/ngay-sinh/"
    answer(page)
    assert page.get("/dang-ky/mat-khau/")["Location"] == "/dang-ky/ma/"
    assert page.post("/dang-ky/mat-khau/", {"password": PASSWORD})["Location"] == "/dang-ky/ma/"
    assert not Person.objects.exists()
    assert page.get("/dang-ky/khac/").status_code == 404


def test_what_was_typed_can_be_changed(page, db):
    answer(page)
    text = page.get("/dang-ky/ho-ten/").content.decode()
    assert 'value="Hoàng Thị Mới"' in text
    text = page.get("/dang-ky/ngay-sinh/").content.decode()
    assert 'value="14"' in text
    assert 'value="1985"' in text
    assert 'value="0900000021"' in page.get("/dang-ky/dien-thoai/").content.decode()
    page.post("/dang-ky/dien-thoai/", {"phone": "0900000021"})
    assert OneTimeCode.objects.count() == 1
    page.post("/dang-ky/dien-thoai/", {"phone": "0900000022"})
    assert OneTimeCode.objects.count() == 2
    assert phone_of(sent()) == "+84900000022"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("giay-to", {"id_number": ""}, "Nhập số căn cước hoặc chứng minh nhân dân"),
        ("giay-to", {"id_number": "12345"}, "Số căn cước phải có đúng 12 chữ số"),
        ("giay-to", {"id_number": "0011000000２1"}, "Số căn cước phải có đúng 12 chữ số"),
        ("ho-ten", {"name": " "}, "Nhập họ và tên"),
        ("ho-ten", {"name": "Hoаng Thị Mới"}, "Ký tự thứ 3 (а) không phải chữ cái tiếng Việt"),
        ("ho-ten", {"name": "Hoàng\u200b Mới"}, "Ký tự thứ 6 là ký tự ẩn"),
        ("ho-ten", {"name": "Hoàng Mới\x00"}, "Nhập họ, chữ đệm và tên"),
        ("ngay-sinh", {"birth_date": "31/02/1985"}, "Ngày sinh phải là một ngày có thật"),
        ("ngay-sinh", {"birth_date": "14/03/2190"}, "Ngày sinh phải trong khoảng"),
        ("ngay-sinh", {"birth_date": "14/03/2099"}, "Ngày sinh phải trước hôm nay"),
        ("dien-thoai", {"phone": "12"}, "Số điện thoại di động phải có 10 chữ số"),
    ],
)
def test_bad_answers_are_explained(page, db, name, data, message):
    answer(page, upto=name)
    response = page.post(f"/dang-ky/{name}/", data)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not OneTimeCode.objects.exists()


def test_a_whole_date_as_one_text(page, db):
    assert answer(page, ngay_sinh={"birth_date": "14/03/1985"})["Location"] == "/dang-ky/ma/"


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("", "Nhập mật khẩu bạn chọn"),
        ("ngắn", "Mật khẩu phải có ít nhất 8 ký tự"),
        ("password", "Mật khẩu này quá nhiều người dùng"),
        ("0900000021", "Mật khẩu không được chứa số giấy tờ"),
        ("hoàng thị mới", "Mật khẩu không được chứa số giấy tờ"),
    ],
)
def test_weak_passwords_are_refused(page, db, password, message):
    answer(page)
    prove(page)
    response = page.post("/dang-ky/mat-khau/", {"password": password})
    text = response.content.decode()
    assert message in text
    assert not password or f'value="{password}"' not in text
    assert not Person.objects.exists()


def test_a_number_with_an_account_looks_free_until_the_phone_is_proved(page, client, mau):
    """Two ways, one with a number that has an account: the same pages up to the right code."""
    seen = []
    for browser, number in ((page, "001100000001"), (type(page)(), "001100000021")):
        answer(browser, giay_to={"id_number": number})
        wrong = browser.post("/dang-ky/ma/", {"code": "000000"})
        seen.append((faceless(browser.get("/dang-ky/ma/")), faceless(wrong)))
    assert seen[0] == seen[1]
    first = OneTimeCode.objects.order_by("pk").first()
    told = page.post("/dang-ky/ma/", {"code": text_of(first)})
    assert told.status_code == 409
    assert "Số giấy tờ này đã có tài khoản" in told.content.decode()
    assert jobs("notices.tell_of") == [{"person": mau.pk, "event": "registered_elsewhere", "detail": ""}]
    assert history(f"person:{mau.pk}")[-1].action == "identity.registered_elsewhere"
    assert Person.objects.count() == 1
    assert page.get("/dang-ky/mat-khau/")["Location"] == "/dang-ky/"


def test_one_code_asks_for_one_number(page, mau):
    """With a proved phone nobody tries number after number: each needs a code of its own."""
    answer(page)
    prove(page)
    page.post("/dang-ky/giay-to/", {"id_number": "001100000001"})
    assert page.get("/dang-ky/mat-khau/")["Location"] == "/dang-ky/dien-thoai/"
    assert page.post("/dang-ky/mat-khau/", {"password": PASSWORD})["Location"] == "/dang-ky/dien-thoai/"
    assert Person.objects.count() == 1
    assert jobs("notices.tell_of") == []


def test_the_number_taken_meanwhile(page, db):
    answer(page)
    prove(page)
    accounts.register("Hoàng Thị Khác", "001100000021", "", None, PASSWORD, at=AT)
    told = page.post("/dang-ky/mat-khau/", {"password": PASSWORD})
    assert told.status_code == 409
    assert Person.objects.count() == 1
    assert SESSION_KEY not in page.session


def test_it_is_forgotten_after_an_hour(page, db, later_by):
    answer(page)
    later_by(minutes=61)
    response = page.get("/dang-ky/ma/", follow=True)
    assert response.redirect_chain[-1][0] == "/dang-ky/"
    assert "Đã quá một giờ" in response.content.decode()
    assert "registration" not in page.session


def test_the_code_expires_and_another_is_sent(page, db, later_by):
    answer(page)
    soon = page.post("/dang-ky/ma/", {"action": "again"})
    assert soon.status_code == 429
    assert "Mã vừa được gửi. Hãy đợi" in soon.content.decode()
    later_by(minutes=6)
    old = sent()
    assert "Mã này đã quá 5 phút" in prove(page).content.decode()
    assert page.post("/dang-ky/ma/", {"action": "again"})["Location"] == "/dang-ky/ma/"
    assert sent().pk != old.pk
    assert prove(page)["Location"] == "/dang-ky/mat-khau/"


@pytest.mark.parametrize(
    ("state", "after", "message"),
    [
        ("queued", 0, "Thường đến trong một phút"),
        ("queued", 30, "đang chờ gửi đến số •••• 0021 vì hệ thống tin nhắn đang bận"),
        ("failed", 0, "Không gửi được tin nhắn đến số •••• 0021"),
        ("sent", 0, "Đã gửi một tin nhắn có mã gồm 6 chữ số"),
    ],
)
def test_the_page_says_what_became_of_the_message(  # noqa: PLR0917
    page, db, later_by, state, after, message
):
    answer(page)
    codes.note(sent().pk, state, at=AT)
    later_by(seconds=after)
    text = page.get("/dang-ky/ma/").content.decode()
    assert message in text
    assert "Gửi mã khác" in text
    assert "bộ phận một cửa" in text


def test_too_many_codes_for_one_phone(page, db):
    for n in range(3):
        page.cookies.clear()
        answer(page, giay_to={"id_number": f"00110000002{n}"})
    page.cookies.clear()
    refused = answer(page)
    assert refused.status_code == 429
    assert "Đã gửi nhiều mã cho số này" in refused.content.decode()
    assert int(refused["Retry-After"]) > 0
    assert OneTimeCode.objects.count() == 3


def test_who_is_signed_in_needs_no_account(client, mau):
    client.force_login(mau, backend="motcua.identity.backends.NumberBackend")
    for address in ("/dang-ky/", "/dang-nhap/ma/"):
        assert client.get(address).status_code == 302
    assert client.get("/dang-ky/giay-to/")["Location"] == "/"
