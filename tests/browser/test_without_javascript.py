"""The core journey with script switched off: from the start page to the receipt."""

import re

from playwright.sync_api import expect

from tests.browser import employer
from tests.browser.watch import text_of


def test_from_the_start_page_to_the_receipt(portal, visit):
    page = visit(portal(), javascript=False)
    page.goto("/")
    page.get_by_role("link", name=re.compile("tạm hoãn hợp đồng")).first.click()
    page.get_by_role("button", name="Bắt đầu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    employer.sign_in_with(page, employer.ID_NUMBER)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bắt đầu hồ sơ")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile(r"/ho-so/[^/]+/$"))
    home = page.url

    page.goto(f"{home}muc/company/trade/")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page).to_have_title(re.compile("^Lỗi: "))
    page.locator(".govuk-error-summary a").first.click()
    assert page.url.endswith("#id_business_line")

    employer.answer_all(page, home)
    employer.upload_list(page, home, "danh-sach.xlsx", employer.few(9600))
    expect(page.get_by_text("Đã đọc 2 dòng, không có lỗi.")).to_be_visible()
    employer.attach(page, home, "Văn bản thỏa thuận")
    code = employer.hand_in(page, home)
    # Filed on Tuesday 12/5: 13/5 (1), 14/5 (2), 15/5 (3) for the first step; 8 working days in all end on Friday 22/5.
    assert "thứ Sáu, 15/05/2020" in text_of(page)
    assert "Ngày hẹn trả kết quả của cả hồ sơ: 22/05/2020" in text_of(page)
    assert re.fullmatch(r"000\.00\.00\.H\d\d-200512-\d{4}", code)
