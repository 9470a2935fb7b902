"""What officers do at the desk, with the mouse."""

import re

from playwright.sync_api import Page, expect

INSURANCE, INSURANCE_2 = "Lê Thị Bảo Mẫu", "Phan Văn Hiểm Thử"
DISTRICT, DISTRICT_2 = "Ngô Văn Huyện Thử", "Vũ Thị Đồng Thử"
CHAIR, CLERK = "Đinh Văn Tỉnh Mẫu", "Hà Thị Chuyên Mẫu"
CITIZEN = "Bùi Văn Dân Mẫu"
TO_DISTRICT = "Chuyển Ủy ban nhân dân cấp huyện"
TO_PROVINCE = "Trình cấp tỉnh, đề nghị hỗ trợ"
RETURN = "Yêu cầu doanh nghiệp bổ sung"
APPROVE = "Quyết định hỗ trợ"


def desk(code: str, part: str = "") -> str:
    return f"/ban-lam-viec/ho-so/{code}/{part}"


def take_up(page: Page, code: str) -> None:
    """From the desk to the unclaimed queue, into the dossier, and take it in hand."""
    page.goto("/ban-lam-viec/")
    page.get_by_role("link", name=re.compile("^Chưa ai nhận")).click()
    page.get_by_role("link", name=code).click()
    page.get_by_role("button", name="Nhận việc").click()
    expect(page.locator(".mc-identity")).to_contain_text("Bạn đang giữ")


def judge(page: Page, code: str, rows: list[int], *, reason: str) -> None:
    """Refuse the ticked rows."""
    page.goto(desk(code, "danh-sach/"))
    for n in rows:
        page.get_by_role("checkbox", name=re.compile(f"^Chọn dòng {n},")).check()
    page.locator('button[name="viec"][value="refused"]').click()
    page.get_by_label("Lý do", exact=True).fill(reason)
    page.get_by_role("button", name="Từ chối xác nhận").click()
    expect(page.get_by_text(f"Từ chối xác nhận: {len(rows)} người.")).to_be_visible()


def confirm_rest(page: Page, code: str, count: int) -> None:
    """By filter: all that nobody judged yet."""
    page.goto(desk(code, "danh-sach/"))
    page.get_by_role("link", name="Chưa xác nhận", exact=True).click()
    page.get_by_role("button", name=f"Xác nhận tất cả {count} dòng…").click()
    page.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(page.get_by_text(f"Xác nhận: {count} người.")).to_be_visible()


def open_act(page: Page, code: str, act: str) -> None:
    """The page of an action, with what it will do."""
    page.goto(desk(code))
    page.get_by_role("button", name=act, exact=True).or_(page.get_by_role("link", name=act, exact=True)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(act)


def do_act(page: Page, act: str) -> None:
    page.get_by_role("button", name=act, exact=True).click()
    expect(page.get_by_text(f"Đã làm xong: {act}.")).to_be_visible()


def passed(page: Page, code: str, act: str) -> None:
    """Open the page of an action and do it."""
    open_act(page, code, act)
    do_act(page, act)


def ask_for(page: Page, code: str, paper: str, reason: str) -> None:
    """Return for supplement."""
    open_act(page, code, RETURN)
    page.get_by_role("checkbox", name=paper).check()
    page.get_by_label("Lý do", exact=True).fill(reason)
    do_act(page, RETURN)
