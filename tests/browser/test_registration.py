"""Opening an account with a code, with the keyboard alone; a business, and admitting to it whoever just registered."""

import re

from playwright.sync_api import expect

from tests.browser import employer
from tests.browser.keys import Keys
from tests.browser.watch import look, text_of

MORNING = "2020-05-12T08:30+07:00"
NAME, ID_NUMBER, PHONE, PASSWORD = "Hoàng Thị Mới", "051 099 999 021", "0900 000 921", "con mèo ngủ trưa"
TAX_CODE, FIRM = "0399 900 015", "Hợp tác xã Mẫu Mới"


def test_an_account_a_business_and_a_member(portal, visit):
    started = portal(MORNING)
    newcomer = visit(started)
    register(newcomer)
    again_with_a_code(visit(started))

    boss = visit(started, employer.EMPLOYER)
    open_business(boss)
    admit(boss, "Trần Thị Khác")
    expect(boss.locator(".govuk-error-summary")).to_contain_text(
        "Không tìm thấy tài khoản có đúng số giấy tờ và họ tên"
    )
    look(boss, "business-admit-nobody")
    admit(boss, NAME)
    expect(boss.get_by_text(f"Đã thêm {NAME}.")).to_be_visible()
    expect(boss.get_by_role("row", name=re.compile(NAME))).to_contain_text("Người nộp hồ sơ")
    look(boss, "business-members")

    newcomer.goto("/hop-thu/")
    for _ in range(40):
        if FIRM in text_of(newcomer):
            break
        newcomer.wait_for_timeout(250)
        newcomer.reload()
    assert FIRM in text_of(newcomer)
    newcomer.goto("/tai-khoan/")
    newcomer.get_by_role("link", name=FIRM).click()
    newcomer.get_by_role("button", name="Làm việc với tư cách doanh nghiệp này").click()
    expect(newcomer.locator(".mc-menu__who")).to_contain_text(FIRM)

    boss.get_by_role("link", name=f"Thay đổi quyền của {NAME}").click()
    look(boss, "business-member")
    boss.get_by_role("button", name="Bớt người này").click()
    expect(boss.get_by_text(f"{NAME} không còn quyền tại doanh nghiệp.")).to_be_visible()
    newcomer.goto("/tai-khoan/")
    expect(newcomer.locator(".mc-menu__who")).not_to_contain_text(FIRM)
    told = started.query("SELECT count(*) FROM identity_affiliation WHERE active AND role <> 'representative'")
    assert told == [(0,)]


def register(page):
    """No mouse: each page by Tab, typing and Enter."""
    keys = Keys(page)
    page.goto("/dang-nhap/?next=/ho-so/")
    look(page, "sign-in-with-ways")
    keys.go("Chưa có tài khoản?")
    look(page, "register-start")
    keys.go("Bắt đầu")
    look(page, "register-id-number")
    for label, text in (
        ("Số căn cước hoặc chứng minh nhân dân", ID_NUMBER),
        ("Họ và tên của bạn", "Hoаng Thị Mới"),
        ("Họ và tên của bạn", NAME),
    ):
        keys.write(label, text)
        submit(page)
        look(page, f"register-after-{text}")
    for label, text in (("Ngày", "14"), ("Tháng", "3"), ("Năm", "1985")):
        keys.write(label, text)
    submit(page)
    look(page, "register-phone")
    keys.write("Số điện thoại di động của bạn", PHONE)
    submit(page)
    keys.heading("Nhập mã trong tin nhắn")
    look(page, "register-code")
    keys.write("Mã xác nhận", "000000")
    submit(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Mã không đúng")
    look(page, "register-code-wrong")
    keys.write("Mã xác nhận", code_for(page, PHONE))
    submit(page)
    keys.heading("Chọn mật khẩu")
    look(page, "register-password")
    keys.write("Chọn mật khẩu", PASSWORD)
    submit(page)
    keys.heading("Tài khoản đã mở")
    expect(page.locator(".mc-menu__who")).to_contain_text(NAME)
    look(page, "register-done")
    keys.go("Tiếp tục việc đang làm")
    assert page.url.endswith("/ho-so/")


def again_with_a_code(page):
    """The same person in another browser, without the password."""
    keys = Keys(page)
    page.goto("/dang-nhap/")
    keys.go("Đăng nhập bằng mã gửi về điện thoại")
    look(page, "code-ask")
    keys.write("Số căn cước, chứng minh nhân dân hoặc số điện thoại", ID_NUMBER)
    submit(page)
    look(page, "code-enter")
    keys.write("Mã xác nhận", code_for(page, PHONE, skip=1))
    keys.write("Bốn số cuối của giấy tờ", "021")
    submit(page)
    expect(page.locator(".govuk-error-summary")).to_contain_text("Nhập đúng bốn chữ số cuối")
    keys.write("Mã xác nhận", code_for(page, PHONE, skip=1))
    keys.write("Bốn số cuối của giấy tờ", "9021")
    submit(page)
    expect(page.locator(".mc-menu__who")).to_contain_text(NAME)


def open_business(page):
    page.goto("/doanh-nghiep/dang-ky/")
    look(page, "business-open")
    page.get_by_label("Mã số thuế").fill("0399 900 010")
    page.get_by_label("Tên đầy đủ").fill(FIRM)
    page.get_by_label("Hợp tác xã", exact=True).check()
    page.get_by_label("Tôi cam đoan").check()
    page.get_by_role("button", name="Thêm doanh nghiệp").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("Mã số thuế phải có 10 chữ số")
    look(page, "business-open-wrong")
    page.get_by_label("Mã số thuế").fill(TAX_CODE)
    page.get_by_role("button", name="Thêm doanh nghiệp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(FIRM)
    look(page, "business-new")
    page.get_by_role("link", name="Thêm người").or_(page.get_by_role("button", name="Thêm người")).click()
    look(page, "business-admit")


def admit(page, name):
    page.get_by_label("Số căn cước hoặc chứng minh nhân dân của người đó").fill(ID_NUMBER)
    page.get_by_label("Họ và tên của người đó").fill(name)
    page.get_by_label("Người nộp hồ sơ").check()
    page.get_by_role("button", name="Thêm người").click()
    page.wait_for_load_state()


def submit(page):
    with page.expect_navigation():
        page.keyboard.press("Enter")


def code_for(page, phone, skip=0):
    """From the demo's outbox, in a page beside: the latest code for this phone once there are more than `skip`."""
    beside = page.context.new_page()
    beside.goto("/hop-thu-di/")
    rows = (
        beside.locator("table.mc-table tbody tr").filter(has_text=phone[-3:]).filter(has_text=re.compile(r"\b\d{6}\b"))
    )
    for _ in range(60):
        if rows.count() > skip:
            break
        beside.wait_for_timeout(250)
        beside.reload()
    found = re.search(r"\b\d{6}\b", rows.first.inner_text())
    assert found
    beside.close()
    return found[0]
