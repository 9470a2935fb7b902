"""The applicant hears of each event: in the inbox, and by the message that would go out."""

import re

from playwright.sync_api import expect

from tests.browser import employer, officer
from tests.browser.watch import look, text_of

HEARD = (
    "Đã tiếp nhận hồ sơ",
    "Cần bổ sung hồ sơ",
    "Hồ sơ đã chuyển bước",
    "Hồ sơ được duyệt",
)


def test_each_event_is_told(portal, visit):
    home, code = portal().spare()
    walked(portal(), visit, home, code)
    page = visit(portal(), employer.EMPLOYER)
    link = page.get_by_role("navigation", name="Chính").get_by_role("link", name=re.compile("^Hộp thư"))
    expect(link).to_have_text(re.compile(r"\d+ chưa đọc"))
    link.click()
    look(page, "inbox-unread")
    mine = page.locator("main .mc-card").filter(has_text=code)
    for title in HEARD:
        expect(mine.filter(has_text=title).first).to_be_visible()
    unread = count_of(link)
    mine.filter(has_text="Hồ sơ được duyệt").get_by_role("button", name="Mở").click()
    page.wait_for_url(f"**{home}")
    assert count_of(link) == unread - 1
    sent(page, code)


def walked(portal, visit, home, code):
    """Supplement at the first step, then all the way to the decision."""
    insurance = visit(portal, officer.INSURANCE)
    officer.take_up(insurance, code)
    officer.ask_for(insurance, code, "Báo cáo tài chính năm 2019", "Đề nghị gửi báo cáo tài chính năm 2019.")
    owner = visit(portal, employer.EMPLOYER)
    owner.goto(f"{home}bo-sung/")
    owner.get_by_label("Lời giải trình").fill("Doanh nghiệp không lập báo cáo riêng.")
    owner.get_by_role("button", name="Gửi phần bổ sung").click()
    expect(owner.get_by_text("Đã gửi phần bổ sung.")).to_be_visible()
    officer.confirm_rest(insurance, code, 3)
    officer.passed(insurance, code, officer.TO_DISTRICT)
    district = visit(portal, officer.DISTRICT)
    officer.passed(district, code, officer.TO_PROVINCE)
    officer.passed(visit(portal, officer.CHAIR), code, officer.APPROVE)


def count_of(link):
    found = re.search(r"\d+", link.inner_text())
    return int(found[0]) if found else 0


def sent(page, code):
    """The worker sends; the page shows the message, and the number only by its end."""
    page.goto("/hop-thu-di/")
    message = page.locator("table.mc-table tbody tr").filter(has_text=code).filter(has_text="Tin nhắn").first
    expect(message).to_contain_text(employer.EMPLOYER)
    for _ in range(40):
        if "Đã gửi" in message.inner_text():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(message).to_contain_text("Đã gửi")
    look(page, "outbox-full")
    digits = re.sub(r"\D", "", text_of(page))
    assert employer.PHONE not in digits
    assert employer.PHONE[-3:] in message.inner_text()
