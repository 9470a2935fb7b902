"""The employer's loan under QĐ 15/2020: five steps, to the decision of the Bank for Social Policies."""

from datetime import date

from playwright.sync_api import expect

from tests.browser import applicant, employer, officer
from tests.browser.watch import download, look, pdf_text, text_of
from tests.files import builders
from tests.services.files import service

BEGINS = "2020-05-12T08:50+07:00"  # a Tuesday
BANK = "Phùng Thị Ngân Mẫu"
SECTIONS = ("Điều kiện", "Doanh nghiệp", "Khoản vay", "Cam kết")
ANSWERS = {
    "insured_workers": "60", "enough_stopped": "yes", "difficulty": "yes", "why_difficult": "Không có đơn hàng.",
    "half_paid": "yes", "bad_debt": "no", "business_line": "May mặc", "head_office": employer.PLACE,
    "street": "Số 1, đường Ví Dụ", "wage_region": "region_3", "stopped_workers": "12", "loan_asked": "50.000.000",
    "loan_months": "12", "company_account": "000000009999", "company_bank": "Ngân hàng Ví Dụ", "union": "no",
    "truthful": "on", "for_wages": "on",
}  # fmt: skip
PAPERS = ("Giấy đề nghị vay vốn", "Giấy chứng nhận đăng ký doanh nghiệp", "Chứng từ đã trả ít nhất 50%")
# 12 people × 3 months × 1,715,000 đ (half of region III's 3,430,000).
CAP = "61.740.000"
LENT = "45.000.000"


def stopped(count: int) -> bytes:
    """Form 12 with people of its own."""
    columns = service("vay-tra-luong-ngung-viec").lists[0].columns
    own = {
        "birth_date": date(1985, 3, 2), "contract_start": date(2016, 3, 1), "stop_from": date(2020, 4, 1),
        "stop_to": date(2020, 6, 30), "contract_type": "Không xác định thời hạn", "department": "Xưởng 1",
    }  # fmt: skip
    rows = [
        own | {"name": f"Trần Thị Mẫu {'ABCDEFGHIJKL'[n]}", "bhxh_number": f"98{n:08}", "id_number": f"09901{n:07}"}
        for n in range(count)
    ]
    table = [[n, *(row.get(column.key, "") for column in columns)] for n, row in enumerate(rows, 1)]
    return builders.xlsx([["TT", *(column.title for column in columns)], *table])


def test_the_loan_from_the_employer_to_the_bank(portal, visit):
    started = portal(BEGINS)
    owner = visit(started, employer.EMPLOYER)
    home = applicant.begin(owner, "vay-tra-luong-ngung-viec")
    applicant.answer_all(owner, home, SECTIONS, ANSWERS, looking="loan")
    employer.upload_list(owner, home, "mau-12.xlsx", stopped(12))
    expect(owner.get_by_text("Đã đọc 12 dòng, không có lỗi.")).to_be_visible()
    look(owner, "loan-list")
    assert CAP in text_of(owner)
    for paper in PAPERS:
        employer.attach(owner, home, paper)
    owner.goto(f"{home}kiem-tra/")
    look(owner, "loan-check")
    code = employer.hand_in(owner, home)
    # 3 + 3 + 2 + 5 = 13 working days from Tuesday 12 May: Friday 29 May.
    assert "29/05/2020" in text_of(owner)

    insurance = visit(started, officer.INSURANCE)
    officer.take_up(insurance, code)
    officer.confirm_rest(insurance, code, 12)
    officer.passed(insurance, code, officer.TO_DISTRICT)
    district = visit(started, officer.DISTRICT)
    officer.take_up(district, code)
    officer.passed(district, code, "Trình cấp tỉnh, đề nghị cho vay")
    chair = visit(started, officer.CHAIR)
    officer.take_up(chair, code)
    officer.open_act(chair, code, "Phê duyệt, chuyển Ngân hàng Chính sách xã hội")
    look(chair, "loan-permit")
    assert "Phòng giao dịch Ngân hàng Chính sách xã hội huyện Mộ Đức" in text_of(chair, ".mc-holder")
    officer.do_act(chair, "Phê duyệt, chuyển Ngân hàng Chính sách xã hội")
    owner.goto(home)
    look(owner, "loan-at-bank")
    assert "Ngân hàng Chính sách xã hội" in text_of(owner, ".mc-holder")

    lent(visit(started, BANK), code)
    told(owner, home)


def lent(bank, code):
    """More than was asked for is refused; then the bank lends less."""
    officer.take_up(bank, code)
    look(bank, "loan-desk")
    officer.open_act(bank, code, "Quyết định cho vay")
    bank.get_by_label("Số tiền cho vay").fill("50.000.001")
    bank.get_by_label("Thời hạn vay (tháng)").fill("12")
    look(bank, "loan-decide")
    bank.get_by_role("button", name="Quyết định cho vay", exact=True).click()
    expect(bank.locator(".govuk-error-summary")).to_contain_text("50.000.000")
    look(bank, "loan-too-much")
    bank.get_by_label("Số tiền cho vay").fill(LENT)
    officer.do_act(bank, "Quyết định cho vay")
    look(bank, "loan-decided")
    assert f"{LENT} đ" in text_of(bank)


def told(owner, home):
    owner.goto(home)
    look(owner, "loan-granted")
    assert f"{LENT} đ" in text_of(owner)
    paper = " ".join(pdf_text(download(owner, "^Thông báo phê duyệt cho vay|^Quyết định")).split())
    assert f"{LENT} đồng" in paper
    assert "Bốn mươi lăm triệu đồng" in paper
    owner.goto("/hop-thu/")
    assert f"{LENT} đ" in text_of(owner)
