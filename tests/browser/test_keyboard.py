"""The same story by keyboard alone, with a list of two people typed by hand."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import employer, officer
from tests.browser.keys import Keys
from tests.browser.watch import sample_pdf, text_of
from tests.catalogue.list_samples import person

WANTED = "Báo cáo tài chính quý I năm 2020"
PEOPLE = (9801, 9802)
# Rows of the two: each has three whole months or two, by list_samples: 9801 three, 9802 three. Row 2 is refused.
GRANTED = "1 trên 2 người được hỗ trợ, tổng cộng 5.400.000 đ"


@pytest.fixture
def sit_down(portal, visit):
    """`sit_down(who)`: signed in by keyboard, on the home page."""

    def begin(who):
        page = visit(portal())
        page.goto("/thu-nghiem/")
        keys = Keys(page)
        keys.go(f"Đăng nhập với tên {who}")
        return keys

    return begin


def test_the_story_by_keyboard(portal, visit, sit_down):
    owner = sit_down(employer.EMPLOYER)
    home = answered(owner)
    for n, number in enumerate(PEOPLE, 1):
        typed_row(owner, home, n, person(number))
    code = handed_in(owner)

    insurance = sit_down(officer.INSURANCE)
    taken_up(insurance, code)
    judged(insurance)
    acted(insurance, officer.TO_DISTRICT)

    district = sit_down(officer.DISTRICT)
    taken_up(district, code)
    district.go(officer.RETURN)
    district.tick(WANTED)
    district.write("Lý do", "Đề nghị gửi báo cáo quý I.")
    finish(district, officer.RETURN)
    supplemented(owner, code)
    district.go("Bàn làm việc")
    district.go(code)
    acted(district, officer.TO_PROVINCE)

    chair = sit_down(officer.CHAIR)
    taken_up(chair, code)
    acted(chair, officer.APPROVE)

    owner.go("Hồ sơ của tôi")
    owner.go(code)
    assert GRANTED in text_of(owner.page)
    looked_up(Keys(visit(portal())), code)


def answered(keys):
    keys.go("Thủ tục")
    keys.go("Hỗ trợ người lao động tạm hoãn hợp đồng")
    keys.go("Bắt đầu")
    home = keys.page.url
    company(keys)
    finance(keys)
    keys.go("Cam kết")
    keys.tick("Doanh nghiệp cam kết nội dung hồ sơ")
    keys.tick("Doanh nghiệp đã cho người lao động biết")
    keys.go("Lưu và tiếp tục")
    assert keys.page.url == home
    return home


def company(keys):
    keys.go("Doanh nghiệp")
    keys.heading("Doanh nghiệp của bạn")
    keys.go("Lưu và tiếp tục")
    keys.write("Ngành nghề kinh doanh chính", "May mặc")
    keys.go("Lưu và tiếp tục")
    keys.choose("Công ty trách nhiệm hữu hạn", "Công ty cổ phần")
    keys.go("Lưu và tiếp tục")
    keys.select("Tỉnh, thành phố", employer.PROVINCE)
    expect(keys.page.get_by_label("Quận, huyện", exact=True)).to_contain_text(employer.PLACE)
    keys.select("Quận, huyện", employer.PLACE)
    keys.write("Số nhà, đường, xã hoặc phường", "Số 1, đường Ví Dụ")
    keys.go("Lưu và tiếp tục")
    keys.write("Số điện thoại của doanh nghiệp", "0900000099")
    keys.go("Lưu và tiếp tục")
    keys.heading("Ai trả lời khi cán bộ cần hỏi thêm?")
    keys.go("Lưu và tiếp tục")


def finance(keys):
    keys.go("Tình hình tài chính")
    keys.choose("Có")
    keys.go("Lưu và tiếp tục")
    for name in ("Doanh thu quý I", "Quỹ dự phòng tiền lương", "Lợi nhuận sau thuế", "Nguồn tài chính hợp pháp khác"):
        keys.write(name, "0")
    keys.go("Lưu và tiếp tục")
    keys.write("Số người lao động tham gia", "2")
    keys.go("Lưu và tiếp tục")
    keys.choose("Có", "Không")
    keys.go("Lưu và tiếp tục")


def typed_row(keys, home, n, cells):
    """The first by way of a mistake: the date of birth of nobody."""
    if keys.page.url == home:
        keys.go("Danh sách người lao động")
    keys.go("Nhập thêm một người")
    keys.write("Họ và tên", cells["name"])
    keys.write("Ngày sinh", "31/02/1990" if n == 1 else f"{cells['birth_date']:%d/%m/%Y}")
    keys.choose("Nam", cells["sex"])
    keys.choose("Không xác định thời hạn")
    keys.write("Thời điểm bắt đầu hợp đồng lao động", f"{cells['contract_start']:%d/%m/%Y}")
    keys.write("Số sổ bảo hiểm xã hội", cells["bhxh_number"])
    keys.write("Tạm hoãn, nghỉ từ ngày", "01/04/2020")
    keys.write("Tạm hoãn, nghỉ đến ngày", "30/06/2020")
    keys.write("Số CMND/CCCD", cells["id_number"])
    keys.go("Lưu")
    if n == 1:
        expect(keys.page.locator(".govuk-error-summary")).to_be_focused()
        keys.tab_to("Lịch không có ngày này.")
        keys.press("Enter")
        expect(keys.page.get_by_label("Ngày sinh")).to_be_focused()
        keys.press("Control+A")
        keys.page.keyboard.type(f"{cells['birth_date']:%d/%m/%Y}")
        keys.go("Lưu")
    expect(keys.page.get_by_text(f"Đã lưu dòng {n}.")).to_be_visible()


def handed_in(keys):
    keys.go("Xong, về các mục của hồ sơ")
    keys.go("Giấy tờ kèm theo")
    keys.attach("Thêm tệp: Văn bản thỏa thuận", sample_pdf())
    keys.go("Thêm tệp này")
    keys.go("Xong")
    keys.go("Kiểm tra và nộp")
    keys.go("Nộp hồ sơ")
    keys.heading("Đã nộp hồ sơ")
    return keys.page.locator(".govuk-panel .mc-code").inner_text().strip()


def taken_up(keys, code):
    keys.go("Bàn làm việc")
    keys.go("Chưa ai nhận")
    keys.go(code)
    keys.go("Nhận việc")
    expect(keys.page.locator(".mc-identity")).to_contain_text("Bạn đang giữ")


def judged(keys):
    keys.go("Danh sách")
    keys.tick("Chọn dòng 2")
    keys.go("Từ chối")
    keys.write("Lý do", "Đã báo giảm lao động.")
    keys.go("Từ chối xác nhận")
    keys.tick("Chọn dòng 1")
    keys.go("Xác nhận")
    expect(keys.page.get_by_text("Xác nhận: 1 người.")).to_be_visible()


def acted(keys, act):
    keys.go(act)
    keys.heading(act)
    finish(keys, act)


def finish(keys, act):
    keys.go(act)
    expect(keys.page.get_by_text(f"Đã làm xong: {act}.")).to_be_visible()


def supplemented(keys, code):
    keys.go("Hồ sơ của tôi")
    keys.go(code)
    keys.go("Xem yêu cầu và bổ sung")
    keys.go("Thêm giấy tờ")
    keys.attach(f"Thêm tệp: {WANTED}", sample_pdf())
    keys.go("Thêm tệp này")
    keys.go("Xong")
    keys.write("Lời giải trình", "Doanh nghiệp gửi báo cáo quý I.")
    keys.go("Gửi phần bổ sung")


def looked_up(keys, code):
    keys.page.goto("/")
    keys.go("Tra cứu hồ sơ")
    keys.write("Mã hồ sơ", code)
    keys.write("4 số cuối", employer.ID_NUMBER[-4:])
    with keys.page.expect_navigation():
        keys.press("Enter")
    assert re.search("Đã được phê duyệt một phần", text_of(keys.page))
