"""An employer whose identity is not confirmed yet fills everything in, is led up before handing in, and comes back."""

import re

from playwright.sync_api import expect

from tests.browser import employer
from tests.browser.watch import look, text_of

UNSURE = "Mai Thị Doanh Mẫu"  # of the demo: represents a firm, only their phone is known
MORNING = "2020-05-12T08:31+07:00"  # a portal of its own: nobody else raises this person's level


def test_from_the_check_page_to_the_register_and_back(portal, visit):
    started = portal(MORNING)
    page = visit(started, UNSURE)
    page.goto(employer.SERVICE)
    assert "Mức 2: khi nộp, Cổng phải biết chắc bạn là ai." in text_of(page)
    home = employer.begin(page)
    employer.answer_all(page, home)
    employer.upload_list(page, home, "danh-sach.xlsx", employer.few(9300, 3))
    employer.attach(page, home, "Văn bản thỏa thuận")
    page.goto(home)
    expect(employer.task(page, "Xác minh danh tính")).to_contain_text("Chưa làm")
    look(page, "tasks-unsure")

    page.goto(f"{home}kiem-tra/")
    expect(page.get_by_role("button", name="Nộp hồ sơ")).to_have_count(0)
    assert "Trước khi nộp, bạn cần xác minh danh tính" in text_of(page)
    before = text_of(page).split("Nộp hồ sơ")[0]
    look(page, "check-unsure")
    page.get_by_role("button", name="Xác minh danh tính").click()
    page.wait_for_url(re.compile(r"/tai-khoan/xac-minh/\?muc=2"))
    look(page, "level-confirm")
    page.get_by_role("button", name="Đối chiếu ngay").click()

    page.wait_for_url(f"{home}kiem-tra/#nop", timeout=60_000)
    expect(page.locator("#nop")).to_be_in_viewport()
    assert text_of(page).split("Nộp hồ sơ")[0] == before  # everything is there as it was
    assert "Danh tính của bạn đã được xác minh (mức 2)." in text_of(page)
    look(page, "check-sure")
    code = employer.hand_in(page, home)
    assert re.fullmatch(r"000\.00\.00\.H\d\d-200512-\d{4}", code)
    told = started.query("SELECT data ->> 'level' FROM journal_entry WHERE action = 'dossier.submitted'")
    assert told == [("2",)]
    page.goto(employer.SERVICE)
    assert "Bạn đã ở mức 2, không phải làm gì thêm." in text_of(page)
