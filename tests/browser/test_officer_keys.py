"""Single keys at the desk: j and k move, x ticks, / searches, ? helps; and all of it can be switched off."""

from playwright.sync_api import expect

from tests.browser import officer
from tests.browser.watch import look

FOCUS = "document.activeElement"


def row_in_focus(page):
    """Which row of the table has the focus, from 0; -1 for none."""
    rows = "[...document.querySelectorAll('[data-keys] tbody tr')]"
    return page.evaluate(f"{rows}.findIndex(row => row.contains({FOCUS}))")


def open_page(page, address):
    """The keys are there when their button is."""
    page.goto(address)
    expect(page.get_by_role("button", name="Phím tắt")).to_be_visible()


def ticked(page):
    return page.locator('[data-keys] tbody input[type="checkbox"]:checked').count()


def test_keys(portal, visit):
    _home, code = portal().spare()
    page = visit(portal(), officer.INSURANCE)
    open_page(page, f"/ban-lam-viec/hang/chua-ai-nhan/?tim={code}")
    page.keyboard.press("j")
    assert row_in_focus(page) == 0
    open_page(page, officer.desk(code, "danh-sach/"))
    for key, row in (("j", 0), ("j", 1), ("j", 2), ("j", 2), ("k", 1)):
        page.keyboard.press(key)
        assert row_in_focus(page) == row
    page.keyboard.press("x")
    assert ticked(page) == 1
    expect(page.locator('[data-selected-count="row"]')).to_have_text("1")
    page.keyboard.press("x")
    assert ticked(page) == 0
    page.keyboard.press("/")
    assert page.evaluate(f"{FOCUS}.hasAttribute('data-search')")
    page.keyboard.type("xj?")
    expect(page.locator("[data-search]")).to_have_value("xj?")
    assert ticked(page) == 0


def test_the_switch(portal, visit):
    _home, code = portal().spare()
    page = visit(portal(), officer.INSURANCE)
    open_page(page, officer.desk(code, "danh-sach/"))
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    look(page, "keys-help")
    dialog.get_by_role("checkbox", name="Dùng phím tắt một chữ").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("j")
    assert row_in_focus(page) == -1
    open_page(page, page.url)
    page.keyboard.press("j")
    assert row_in_focus(page) == -1
    page.get_by_role("button", name="Phím tắt").click()
    page.get_by_role("dialog").get_by_role("checkbox", name="Dùng phím tắt một chữ").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert row_in_focus(page) >= 0
