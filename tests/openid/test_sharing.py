"""The person's page: which portals may see what of them, and taking it back."""

import pytest
from django.test import Client as Browser
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.journal.queries import history
from motcua.openid.models import Consent, Visit
from tests.openid.conftest import come_in, state
from tests.pages import check_page


def text(response):
    assert response.status_code == 200
    check_page(response)
    return response.content.decode()


def test_nothing_shared_yet(browser):
    assert "Bạn chưa cho cổng nào xem dữ liệu." in text(browser.get("/tai-khoan/cong-khac/"))


def test_a_visitor_signs_in_first(db):
    assert Browser().get("/tai-khoan/cong-khac/")["Location"] == "/dang-nhap/?next=/tai-khoan/cong-khac/"


def test_shown_and_taken_back(portal, mau):
    tokens, code = portal.tokens(), portal.code()
    page = text(portal.browser.get("/tai-khoan/cong-khac/"))
    for shown in (
        "Cổng dịch vụ công tỉnh Ví Dụ",
        "Ủy ban nhân dân tỉnh Ví Dụ",
        "Số căn cước",
    ):
        assert shown in page
    assert "Mã số thuế" not in page  # she agreed for herself only
    address = f"/tai-khoan/cong-khac/{Consent.objects.get().pk}/rut-lai/"
    before = state()
    assert "Không cho Cổng dịch vụ công tỉnh Ví Dụ xem dữ liệu nữa?" in text(portal.browser.get(address))
    assert state() == before

    assert portal.browser.post(address)["Location"] == "/tai-khoan/cong-khac/"
    assert "Đã rút lại." in text(portal.browser.get("/tai-khoan/cong-khac/"))
    assert portal.userinfo(tokens["access_token"]).status_code == 401
    assert portal.refresh(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert portal.exchange(code).json()["error"] == "invalid_grant"
    assert set(Visit.objects.values_list("why_ended", flat=True)) == {"withdrawn", "refused"}
    assert portal.ask().status_code == 200  # asked again
    assert portal.browser.post(address).status_code == 404
    done = [(entry.action, entry.data.get("client")) for entry in history(f"person:{mau.pk}")]
    assert ("openid.agree", portal.id) in done
    assert ("openid.visit", portal.id) in done
    assert done[-1] == ("openid.withdraw", portal.id)


def test_what_was_taken_back_is_not_given_by_agreeing_to_less(portal):
    portal.code()
    portal.browser.post(f"/tai-khoan/cong-khac/{Consent.objects.get().pk}/rut-lai/")
    portal.code(scope="openid profile")
    assert Consent.objects.get().scopes == ["openid", "profile"]
    assert portal.ask(scope="openid profile vnconnect").status_code == 200


def test_nobody_takes_back_for_somebody_else(portal, thu):
    portal.code()
    before = state()
    other = come_in(thu)
    address = f"/tai-khoan/cong-khac/{Consent.objects.get().pk}/rut-lai/"
    assert (other.get(address).status_code, other.post(address).status_code) == (404, 404)
    assert state() == before


def test_the_person_is_told_that_they_agreed(portal, mau):
    portal.code()
    (job,) = ProcrastinateJob.objects.filter(task_name="notices.tell_of", args__event="consent_given")
    assert job.args == {"person": mau.pk, "event": "consent_given", "detail": "Cổng dịch vụ công tỉnh Ví Dụ"}


@pytest.mark.parametrize("portals", [1, 3])
def test_the_page_asks_no_more_for_more_portals(register, django_assert_num_queries, portals):
    one = register()
    one.code()
    for _ in range(portals - 1):
        register().code()
    one.browser.get("/tai-khoan/cong-khac/")
    with django_assert_num_queries(5):
        one.browser.get("/tai-khoan/cong-khac/")
