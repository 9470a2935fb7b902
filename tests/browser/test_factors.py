"""What stands beside the password: a key of the machine, an app that makes codes, visits that are ended."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page, expect

from motcua.ops import demo_data as data
from motcua.ops.demo_people import PASSWORD
from tests.browser import employer, officer
from tests.browser.watch import look, text_of

PERIOD = 30


@pytest.fixture
def home(portal):
    return portal()


def machine(page: Page, *, verified: bool = True) -> tuple:
    """A machine that keeps keys and opens them by finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": verified, "automaticPresenceSimulation": True,
    }})  # fmt: skip
    return session, made["authenticatorId"]


def number_of(who: str) -> str:
    """The ID number of one of the demo's people."""
    return next(one.id_number for one in (data.invented(part.n) for part in data.STORY) if one.name == who)


def by_password(page: Page, who: str) -> None:
    page.goto("/dang-nhap/")
    page.get_by_label("Số căn cước, chứng minh nhân dân hoặc số điện thoại").fill(number_of(who))
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def sign_out(page: Page) -> None:
    page.locator(".mc-menu summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_role("link", name="Đăng nhập").first).to_be_visible()


def next_code(secret: str, after: int = 0) -> tuple[str, int]:
    """What the app shows, once it shows something newer than in period `after`."""
    now = int(time.time()) // PERIOD
    # The portal takes the code of the next half minute too: no test waits for it.
    step = max(now, after + 1)
    assert step <= now + 1
    return format_hotp_value(hotp_value(secret, step)), step


def test_a_key_of_the_machine(home, visit):
    page = visit(home, employer.EMPLOYER)
    machine(page)
    page.goto("/tai-khoan/khoa/")
    look(page, "passkeys-none")
    page.get_by_role("button", name="Thêm khóa của máy này").click()
    expect(page.get_by_role("button", name="Tạo khóa")).to_be_visible()
    look(page, "passkey-add")
    page.get_by_label("Tên của khóa").fill("Máy ở nhà")
    page.get_by_role("button", name="Tạo khóa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Khóa đăng nhập")
    expect(page.get_by_role("cell", name="Máy ở nhà", exact=True)).to_be_visible()
    look(page, "passkeys")
    sign_out(page)
    page.goto("/dang-nhap/?next=/tai-khoan/khoa/")
    look(page, "sign-in")
    page.get_by_role("button", name="Đăng nhập bằng khóa của máy này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Khóa đăng nhập")
    page.get_by_role("link", name="Đổi tên hoặc bỏ Máy ở nhà").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đổi tên khóa")
    look(page, "passkey")
    page.get_by_role("link", name="Bỏ khóa này").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bỏ khóa “Máy ở nhà”?")
    look(page, "passkey-remove")
    page.get_by_role("button", name="Bỏ khóa").click()
    expect(page.get_by_text("Bạn chưa có khóa nào.")).to_be_visible()
    sign_out(page)
    page.goto("/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng khóa của máy này").click()
    expect(page.get_by_text("Chưa dùng được khóa này.")).to_be_visible()


def test_a_machine_that_does_not_know_its_owner(home, visit):
    page = visit(home, officer.CITIZEN)
    machine(page, verified=False)
    page.goto("/tai-khoan/khoa/them/")
    page.get_by_role("button", name="Tạo khóa").click()
    expect(page.get_by_role("status")).to_contain_text("Bấm nút để thử lại")
    page.goto("/tai-khoan/khoa/")
    expect(page.get_by_text("Bạn chưa có khóa nào.")).to_be_visible()


def test_without_scripts_the_other_ways_remain(home, visit):
    page = visit(home, javascript=False)
    page.goto("/dang-nhap/")
    expect(page.get_by_role("button", name="Đăng nhập bằng khóa của máy này")).to_be_hidden()
    expect(page.get_by_label("Mật khẩu", exact=True)).to_be_visible()


def test_an_app_that_makes_codes(home, visit):
    page = visit(home)
    by_password(page, officer.DISTRICT_2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Thêm một bước để làm việc với tư cách cán bộ")
    look(page, "factor-needed")
    page.get_by_role("link", name="Bật mã từ ứng dụng trên điện thoại").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bật mã từ ứng dụng")
    look(page, "factor-add")
    page.locator("summary", has_text="Không quét được").click()
    secret = text_of(page, ".mc-code").replace(" ", "")
    shown, step = next_code(secret)
    page.get_by_label("Nhập 6 số mà ứng dụng đang hiện").fill(shown)
    page.get_by_role("button", name="Bật").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mã dự phòng của bạn")
    look(page, "recovery-codes")
    assert len(re.findall(r"\d{4} \d{4}", text_of(page))) == 10
    page.get_by_role("button", name="Tôi đã cất các mã, tiếp tục").click()
    expect(page.get_by_role("navigation", name="Chính").get_by_role("link", name="Bàn làm việc")).to_be_visible()
    sign_out(page)
    by_password(page, officer.DISTRICT_2)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nhập mã từ ứng dụng")
    look(page, "second-factor")
    page.get_by_label("Mã", exact=True).fill(shown)
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("đã dùng rồi")
    look(page, "second-factor-wrong")
    page.get_by_label("Mã", exact=True).fill(next_code(secret, step)[0])
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_role("navigation", name="Chính").get_by_role("link", name="Bàn làm việc")).to_be_visible()
    page.goto("/tai-khoan/hai-lop/")
    look(page, "factors")
    page.get_by_role("link", name="Bỏ mã từ ứng dụng").click()
    page.get_by_role("button", name="Bỏ mã từ ứng dụng").click()
    expect(page.get_by_text("Đã bỏ mã từ ứng dụng.")).to_be_visible()


def test_a_visit_is_ended_from_another_browser(home, visit):
    here, there = visit(home, employer.EMPLOYER), visit(home, employer.EMPLOYER)
    there.goto("/tai-khoan/phien/")
    mine = there.locator("li.mc-card", has=there.get_by_text("Phiên này", exact=True))
    expect(mine).to_contain_text("Chrome trên Linux")
    here.goto("/tai-khoan/phien/")
    look(here, "sessions")
    here.get_by_role("link", name=re.compile("^Kết thúc Chrome")).first.click()
    expect(here.get_by_role("heading", level=1)).to_have_text("Kết thúc phiên này?")
    look(here, "session-end")
    here.get_by_role("button", name="Kết thúc").click()
    expect(here.get_by_text("Đã kết thúc phiên đó.")).to_be_visible()
    there.goto("/tai-khoan/")
    expect(there.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    here.goto("/tai-khoan/")
    expect(here.get_by_role("heading", level=1)).to_have_text("Tài khoản của bạn")
