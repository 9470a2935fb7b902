"""One person, several capacities; one portal, two languages."""

import re

from playwright.sync_api import expect

from tests.browser import employer, officer
from tests.browser.watch import look, text_of


def choose(page, name):
    """Through the menu of the header."""
    page.locator(".mc-menu summary").click()
    page.get_by_role("link", name="Đổi tư cách").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn đang làm việc với tư cách nào?")
    look(page, "capacity")
    page.get_by_role("button", name=f"Chọn {name}").click()


def test_as_oneself_or_for_the_firm(portal, visit):
    home, code = portal().spare()
    page = visit(portal(), employer.EMPLOYER)
    who = page.locator(".mc-menu__who")
    expect(who).to_contain_text(employer.FIRM)
    ((before,),) = portal().query("SELECT count(*) FROM journal_entry WHERE action LIKE '%%capacity%%'")
    choose(page, "Công dân")
    expect(who).to_contain_text("Công dân")
    assert page.goto(home).status == 404
    choose(page, employer.FIRM)
    expect(who).to_contain_text(employer.FIRM)
    page.goto(home)
    assert code in text_of(page)
    ((after,),) = portal().query("SELECT count(*) FROM journal_entry WHERE action LIKE '%%capacity%%'")
    assert after == before + 2


def test_officer_or_citizen(portal, visit):
    page = visit(portal(), officer.DISTRICT_2)
    page.goto("/ban-lam-viec/")
    expect(page.get_by_role("navigation", name="Chính").get_by_role("link", name="Bàn làm việc")).to_be_visible()
    choose(page, "Công dân")
    assert page.goto("/ban-lam-viec/").status == 403
    page.goto("/ho-so/")
    look(page, "mine-empty")
    choose(page, "Ủy ban nhân dân huyện Mộ Đức")
    assert page.goto("/ban-lam-viec/").status == 200


def test_english(portal, visit):
    page = visit(portal(), employer.EMPLOYER)
    page.goto(employer.SERVICE)
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    look(page, "english")
    page.goto("/ho-so/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")


def test_english_errors_are_english(portal, visit):
    page = visit(portal())
    page.goto("/tra-cuu/")
    page.get_by_role("button", name="English").click()
    page.locator("main form button").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    assert re.match("^(Error|Lỗi): ", page.title())
