"""Proving again that it is you; and the second factor without which nobody works as an officer."""

import re

import pytest
from django.test import Client

from motcua.agencies.commands import appoint
from motcua.agencies.models import Agency
from motcua.identity.models import Person
from tests.identity.conftest import AT, PASSWORD
from tests.identity.factors import code, enrol
from tests.identity.test_factors import shown_secret
from tests.identity.test_sessions import age
from tests.identity.test_sign_in import sign_in

CONFIRM = "/dang-nhap/xac-nhan-lai/"


def test_the_password_proves_it_again(page, mau):
    sign_in(page)
    age(page, 700)
    wrong = page.post(CONFIRM, {"next": "/bieu-mau/", "password": "sai"})
    assert "Mật khẩu không đúng." in wrong.content.decode()
    before, key = page.session["proof"], page.session.session_key
    right = page.post(CONFIRM, {"next": "/bieu-mau/", "password": PASSWORD})
    assert right["Location"] == "/bieu-mau/"
    assert page.session["proof"]["at"] >= before["at"] + 700
    assert page.session.session_key != key
    assert page.session["sid"]


def test_the_app_proves_it_again(page, mau):
    sign_in(page)
    enrol(mau)
    age(page, 700)
    assert f"{CONFIRM}?next=%2Fbieu-mau%2F&amp;cach=code" in page.get(f"{CONFIRM}?next=/bieu-mau/").content.decode()
    page.post(CONFIRM, {"next": "/bieu-mau/", "cach": "code", "code": code()})
    assert page.session["proof"]["methods"] == ["password", "totp"]


def test_guessing_the_password_of_an_open_screen_ends(page, mau):
    sign_in(page)
    codes = [page.post(CONFIRM, {"password": "sai"}).status_code for _ in range(6)]
    assert codes == [200] * 5 + [429]
    assert page.post(CONFIRM, {"password": PASSWORD}).status_code == 429
    assert Client().get("/dang-nhap/").status_code == 200


def test_a_visit_opened_by_another_provider_is_worth_more_after_ones_own_password(page, mau):
    Person.objects.filter(pk=mau.pk).update(assurance=2)
    sign_in(page)
    session = page.session
    session["proof"] = session["proof"] | {"methods": ["external:buu-dien"], "ceiling": 1}
    session.save()
    assert page.get("/tai-khoan/").wsgi_request.actor.assurance == 1
    page.post(CONFIRM, {"password": PASSWORD})
    assert page.get("/tai-khoan/").wsgi_request.actor.assurance == 2


@pytest.mark.parametrize("address", ["//xau.example", "https://xau.example/", "javascript:alert(1)", ""])
def test_the_question_leads_nowhere_else(page, mau, address):
    sign_in(page)
    assert page.post(CONFIRM, {"next": address, "password": PASSWORD})["Location"] == "/"


# ── officers ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def place(mau):
    agency = Agency.objects.create(
        identifier="H48", name="Ủy ban nhân dân huyện Thử", name_fold="uy ban nhan dan huyen thu", level="central",
        role="committee", path="H48", valid_from=AT.date(),
    )  # fmt: skip
    return appoint(mau, agency, "Chuyên viên", ["process"], at=AT)


def test_an_officer_is_led_to_a_second_factor_and_back(page, mau, place):
    key = f"member:{place.pk}"
    sign_in(page)
    assert "Cần thêm một bước" in page.get("/tu-cach/").content.decode()
    away = page.post("/tu-cach/", {"capacity": key, "next": "/bieu-mau/"})
    assert away["Location"] == f"{CONFIRM}?can=hai-lop&next=%2Fbieu-mau%2F"
    assert not page.get("/tu-cach/").wsgi_request.actor.officer
    text = page.get(away["Location"]).content.decode()
    assert "Thêm một bước để làm việc với tư cách cán bộ" in text
    assert "Để sau, tiếp tục với tư cách công dân" in text
    add = re.search(r'href="(/tai-khoan/hai-lop/them/\?[^"]+)"', text)[1].replace("&amp;", "&")
    secret = shown_secret(page.get(add).content.decode())
    done = page.post("/tai-khoan/hai-lop/them/", {"code": code(secret), "next": "/bieu-mau/"})
    assert 'href="/bieu-mau/"' in page.get(done["Location"]).content.decode()
    assert page.get("/tu-cach/").wsgi_request.actor.officer
    assert page.get(f"{CONFIRM}?can=hai-lop&next=/bieu-mau/")["Location"] == "/bieu-mau/"


def test_an_officer_who_has_one_proves_it(page, mau, place):
    sign_in(page)
    enrol(mau)
    page.post("/tu-cach/", {"capacity": f"member:{place.pk}"})
    text = page.get(f"{CONFIRM}?can=hai-lop&next=/bieu-mau/").content.decode()
    assert "Mã từ ứng dụng" in text
    assert "password" not in re.sub(r"<script[^>]*>", "", text)
    page.post(CONFIRM, {"can": "hai-lop", "next": "/bieu-mau/", "password": PASSWORD})
    assert not page.get("/tu-cach/").wsgi_request.actor.officer
    page.post(CONFIRM, {"can": "hai-lop", "next": "/bieu-mau/", "code": code()})
    assert page.get("/tu-cach/").wsgi_request.actor.officer


def test_who_last_worked_as_an_officer_is_told_at_the_door(page, mau, place, settings):
    settings.ROOT_URLCONF, settings.LOGIN_REDIRECT_URL = "motcua.portal.urls", "/vao/"
    Person.objects.filter(pk=mau.pk).update(capacity=f"member:{place.pk}")
    sign_in(page)
    assert page.get("/vao/")["Location"] == f"{CONFIRM}?can=hai-lop&next=/vao/"
    enrol(mau)
    page.post(CONFIRM, {"can": "hai-lop", "next": "/vao/", "code": code()})
    assert page.get("/vao/")["Location"] == "/ban-lam-viec/"


def test_the_officer_may_stay_a_citizen_for_now(page, mau, place, settings):
    settings.ROOT_URLCONF, settings.LOGIN_REDIRECT_URL = "motcua.portal.urls", "/vao/"
    Person.objects.filter(pk=mau.pk).update(capacity=f"member:{place.pk}")
    sign_in(page)
    assert page.post("/tu-cach/", {"capacity": "citizen"})["Location"] == "/vao/"
    assert page.get("/vao/")["Location"] == "/"
