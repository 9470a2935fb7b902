"""What was typed is kept: by itself while typing, through a failing server, a lost session and a second window."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import employer
from tests.browser.watch import look, sign_in


@pytest.fixture
def draft(portal, visit):
    """The owner at the page that asks for the trade."""
    page = visit(portal(), employer.EMPLOYER)
    home = employer.begin(page)
    page.goto(f"{home}muc/company/trade/")
    return page


def trade(page):
    return employer.form_of(page).locator('[name="business_line"]')


def test_the_page_saves_itself(draft):
    trade(draft).fill("May mặc xuất khẩu")
    expect(draft.get_by_role("status")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    look(draft, "autosaved")
    draft.reload()
    expect(trade(draft)).to_have_value("May mặc xuất khẩu")


def test_a_server_that_is_gone_is_told_within_seconds(portal, draft, watch):
    watch.forgive("ERR_CONNECTION_REFUSED")
    portal().stop_web()
    try:
        trade(draft).fill("Gỗ")
        alarm = draft.get_by_role("alert")
        expect(alarm).to_contain_text("Chưa lưu được", timeout=8000)
        expect(alarm).to_contain_text(re.compile("mạng|máy chủ"))
        look(draft, "autosave-alarm")
    finally:
        portal().start_web()
    draft.get_by_role("button", name="Thử lại").click()
    expect(draft.get_by_role("status")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    expect(draft.get_by_role("alert")).to_be_empty()
    draft.reload()
    expect(trade(draft)).to_have_value("Gỗ")


def test_a_lost_session_leads_back_to_the_page(draft):
    """What was saved before is kept; what was typed since then is told to be unsaved, before anything is sent."""
    trade(draft).fill("Du lịch")
    expect(draft.get_by_role("status")).to_have_text(re.compile(r"^Đã lưu lúc"))
    here = draft.url
    draft.context.clear_cookies(name="motcua_session")
    trade(draft).fill("Du lịch và khách sạn")
    expect(draft.get_by_role("alert")).to_contain_text("phiên đăng nhập đã hết")
    look(draft, "session-lost")
    draft.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(draft.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    look(draft, "sign-in-again")
    employer.sign_in_with(draft, employer.PHONE)
    expect(draft).to_have_url(here)
    expect(trade(draft)).to_have_value("Du lịch")


def test_signed_in_elsewhere_again_the_unsaved_text_is_saved(draft):
    expect(trade(draft)).to_have_value("")
    draft.context.clear_cookies(name="motcua_session")
    trade(draft).fill("Vận tải")
    expect(draft.get_by_role("alert")).to_contain_text("phiên đăng nhập đã hết")
    other = draft.context.new_page()
    sign_in(other, employer.EMPLOYER)
    draft.get_by_role("button", name="Thử lại").click()
    expect(draft.get_by_role("status")).to_have_text(re.compile(r"^Đã lưu lúc \d\d:\d\d$"))
    draft.reload()
    expect(trade(draft)).to_have_value("Vận tải")


def test_a_stale_page_does_not_overwrite(draft):
    """Two windows on one page: the second to press keeps its own words, is told, and chooses."""
    second = draft.context.new_page()
    second.goto(draft.url)
    trade(draft).fill("Thủy sản")
    employer.onward(draft)
    trade(second).fill("Giày da")
    second.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(second.locator(".govuk-error-summary")).to_contain_text("vừa được lưu ở một cửa sổ khác")
    expect(trade(second)).to_have_value("Giày da")
    look(second, "stale-page")
    third = draft.context.new_page()
    third.goto(second.url)
    expect(trade(third)).to_have_value("Thủy sản")
