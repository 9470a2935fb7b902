"""Who may see what: other people's dossiers do not exist, powers end where they end, each look is written down."""

import pytest
from playwright.sync_api import expect

from tests.browser import employer, officer
from tests.browser.watch import look, text_of

VIEWS = "SELECT count(*) FROM journal_entry WHERE subject = %s AND person_name = %s AND action = %s"


@pytest.mark.parametrize("part", ["", "danh-sach/", "giay-to/", "da-nop/", "danh-sach/danh-sach.xlsx"])
def test_a_dossier_of_someone_else_does_not_exist(portal, visit, part):
    home, code = portal().spare()
    page = visit(portal(), officer.CITIZEN)
    assert page.goto(home + part).status == 404
    look(page, "not-yours")
    assert code not in page.content()
    assert employer.FIRM not in page.content()


def test_a_visitor_is_asked_to_sign_in_and_comes_back(portal, visit):
    home, code = portal().spare()
    page = visit(portal())
    page.goto(home)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    employer.sign_in_with(page, employer.ID_NUMBER)
    page.wait_for_url(f"**{home}")
    assert code in text_of(page)


def test_a_wrong_password_says_no_more_than_an_unknown_number(portal, visit):
    page = visit(portal())
    told = []
    for number in (employer.ID_NUMBER, "099900000001"):
        page.goto("/dang-nhap/")
        page.get_by_label("Số căn cước, chứng minh nhân dân hoặc số điện thoại").fill(number)
        page.get_by_label("Mật khẩu", exact=True).fill("không phải mật khẩu")
        page.get_by_role("button", name="Đăng nhập", exact=True).click()
        told.append(text_of(page, ".govuk-error-summary"))
    assert told[0] == told[1]
    look(page, "sign-in-wrong")


def test_a_citizen_has_no_desk(portal, visit):
    _home, code = portal().spare()
    page = visit(portal(), officer.CITIZEN)
    for address in ("/ban-lam-viec/", officer.desk(code)):
        assert page.goto(address).status == 403
        look(page, "no-desk")
        assert code not in text_of(page)


def test_without_the_power_to_decide_there_is_no_decision(portal, visit):
    home, code = portal().spare()
    insurance = visit(portal(), officer.INSURANCE)
    officer.take_up(insurance, code)
    officer.confirm_rest(insurance, code, 3)
    officer.passed(insurance, code, officer.TO_DISTRICT)
    district = visit(portal(), officer.DISTRICT)
    officer.passed(district, code, officer.TO_PROVINCE)
    clerk = visit(portal(), officer.CLERK)
    assert clerk.goto(officer.desk(code)).status == 200
    expect(clerk.get_by_text(officer.APPROVE, exact=True)).to_have_count(0)
    look(clerk, "desk-without-power")
    assert clerk.goto(officer.desk(code, "viec/approve/")).status == 403
    look(clerk, "desk-refused")
    assert insurance.goto(officer.desk(code, "viec/approve/")).status == 403
    insurance.goto(officer.desk(code))
    assert "Bạn chỉ xem được" in text_of(insurance)
    owner = visit(portal(), employer.EMPLOYER)
    owner.goto(home)
    assert "Ủy ban nhân dân tỉnh Quảng Ngãi" in text_of(owner, ".mc-holder")


def test_an_agency_that_has_nothing_to_do_with_it_sees_nothing(portal, visit):
    _home, code = portal().spare()
    page = visit(portal(), officer.DISTRICT)
    assert page.goto(officer.desk(code)).status == 404
    look(page, "desk-not-here")


def test_each_look_at_the_list_is_written_down(portal, visit):
    _home, code = portal().spare()
    page = visit(portal(), officer.INSURANCE_2)
    ((pk,),) = portal().query("SELECT id FROM dossiers_dossier WHERE code = %s", code)
    whose = (f"dossier:{pk}", officer.INSURANCE_2)
    for part, what in (("", "dossier"), ("danh-sach/", "rows"), ("danh-sach/2/", "rows")):
        ((before,),) = portal().query(VIEWS, *whose, f"seen:{what}")
        page.goto(officer.desk(code, part))
        assert portal().query(VIEWS, *whose, f"seen:{what}") == [(before + 1,)]
    page.goto(officer.desk(code, "dong-thoi-gian/"))
    look(page, "desk-timeline")
