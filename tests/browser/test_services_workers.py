"""A worker without unemployment benefit, and a household business: from the applicant to the province's decision."""

from playwright.sync_api import expect

from tests.browser import applicant, employer, officer
from tests.browser.watch import download, look, pdf_text, text_of

BEGINS = "2020-05-12T08:30+07:00"  # a Tuesday
POSTED = "2020-05-13T09:30+07:00"  # the next working day, when the posting of 12 May is over
WORKER, OWNER = "Võ Thị Nghỉ Mẫu", "Hồ Văn Kinh Thử"
COMMUNE, TAX = "Mai Văn Xã Thử", "Quách Văn Thuế Thử"
LOST = ("Điều kiện", "Người đề nghị", "Việc làm đã mất", "Nhận tiền", "Cam kết")
LOST_ANSWERS = {
    "in_window": "yes", "insured": "yes", "jobless_benefit": "no", "other_support": "no", "income": "none",
    "residence": "Xã Đức Nhuận", "residence_street": "Thôn Ví Dụ", "employer": "Công ty TNHH Ví Dụ",
    "employer_address": "Số 1, đường Ví Dụ", "contract_kind": "fixed", "signed_on": "2019-06-01",
    "ended_on": "2020-04-15", "why_ended": "Công ty cắt giảm lao động", "bhxh_number": "5100009010",
    "pay_by": "cash", "truthful": "on", "single_claim": "on",
}  # fmt: skip
SHOP = ("Hộ kinh doanh", "Chủ hộ", "Thời gian tạm ngừng", "Nhận tiền", "Cam kết")
SHOP_ANSWERS = {
    "ordered": "yes", "revenue": "84.000.000", "shop_name": "Quán ăn Ví Dụ", "tax_code": "0399090113",
    "trade": "Quán ăn", "business_place": "Xã Đức Nhuận", "business_place_street": "Thôn Ví Dụ",
    "id_issued_on": "2015-01-05", "id_issued_by": "Công an tỉnh Ví Dụ", "paused_from": "2020-04-01",
    "paused_to": "2020-06-30", "pay_by": "post", "truthful": "on", "posted": "on",
}  # fmt: skip


def test_an_ended_contract_from_the_worker_to_the_province(portal, visit):
    started = portal(BEGINS)
    worker = visit(started, WORKER)
    home = applicant.begin(worker, "cham-dut-hop-dong")
    turned_away(worker, home)
    applicant.answer_all(worker, home, LOST, LOST_ANSWERS, looking="lost")
    worker.goto(f"{home}muc/work/support/")
    assert (applicant.shown(worker, "support_months"), applicant.shown(worker, "support_amount")) == (
        "2", "2.000.000 đ",
    )  # fmt: skip
    employer.attach(worker, home, "Giấy tờ về việc chấm dứt hợp đồng")
    employer.attach(worker, home, "Sổ bảo hiểm xã hội")
    worker.goto(f"{home}kiem-tra/")
    look(worker, "lost-check")
    assert "2.000.000 đ" in text_of(worker)
    code = employer.hand_in(worker, home)
    look(worker, "lost-confirmation")
    # 3 + 2 + 3 working days from Tuesday 12 May: Friday 22 May.
    assert "22/05/2020" in text_of(worker)

    commune = visit(started, COMMUNE)
    officer.take_up(commune, code)
    look(commune, "lost-desk")
    officer.open_act(commune, code, "Chuyển cấp huyện, đề nghị hỗ trợ")
    look(commune, "lost-pass")
    commune.get_by_role("button", name="Chuyển cấp huyện, đề nghị hỗ trợ", exact=True).click()
    expect(commune.locator(".govuk-error-summary")).to_contain_text("thu nhập của người đề nghị")
    look(commune, "lost-pass-error")
    commune.get_by_label("Không có thu nhập").check()
    officer.do_act(commune, "Chuyển cấp huyện, đề nghị hỗ trợ")

    district = visit(started, officer.DISTRICT)
    officer.take_up(district, code)
    assert "Không có thu nhập" in text_of(district)
    officer.passed(district, code, officer.TO_PROVINCE)
    chair = visit(started, officer.CHAIR)
    officer.take_up(chair, code)
    officer.passed(chair, code, officer.APPROVE)
    granted(worker, home, "2.000.000")


def turned_away(page, home):
    """Who can get unemployment benefit is told so, and may change the answer."""
    next(employer.pages(page, home, "Điều kiện"))
    applicant.answer_shown(page, LOST_ANSWERS)
    employer.onward(page)
    applicant.answer_shown(page, LOST_ANSWERS | {"jobless_benefit": "yes"})
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bạn hưởng trợ cấp thất nghiệp")
    look(page, "lost-exit")
    page.locator("main").get_by_role("button", name="Sửa câu trả lời").click()
    applicant.answer_shown(page, LOST_ANSWERS)
    employer.onward(page)


def granted(page, home, amount):
    page.goto(home)
    text = text_of(page)
    assert "Đã được phê duyệt" in text
    assert amount in text
    look(page, "service-granted")
    decision = " ".join(pdf_text(download(page, "^Quyết định")).split())
    assert "QUYẾT ĐỊNH" in decision
    assert amount in decision


def test_a_household_business_is_posted_and_goes_through_the_tax_office(portal, visit):
    started = portal("2020-05-12T08:40+07:00")
    owner = visit(started, OWNER)
    home = applicant.begin(owner, "ho-kinh-doanh")
    applicant.answer_all(owner, home, SHOP, SHOP_ANSWERS, looking="shop")
    employer.attach(owner, home, "Thông báo nộp thuế")
    code = employer.hand_in(owner, home)
    # 5 days from Tuesday 12 May end on Sunday, so on Monday 18; 2 working days: 20; 3 days: Saturday, so Monday 25;
    # 2 working days: Wednesday 27 May.
    assert "27/05/2020" in text_of(owner)

    commune = visit(started, COMMUNE)
    officer.take_up(commune, code)
    commune.goto(officer.desk(code))
    assert commune.get_by_role("button", name="Chuyển Chi cục Thuế", exact=True).count() == 0
    commune.get_by_role("button", name="Niêm yết công khai").click()
    look(commune, "shop-post")
    commune.get_by_role("button", name="Niêm yết công khai").click()
    expect(commune.locator("main")).to_contain_text("niêm yết lúc")
    look(commune, "shop-desk")
    posted(visit(started))

    applicant.move_clock(started, POSTED)
    commune = visit(started, COMMUNE)
    officer.passed(commune, code, "Chuyển Chi cục Thuế")
    tax = visit(started, TAX)
    officer.take_up(tax, code)
    look(tax, "shop-tax")
    officer.open_act(tax, code, officer.TO_DISTRICT)
    tax.get_by_label("Doanh thu năm 2020 do cơ quan thuế quản lý").fill("84.000.000")
    officer.do_act(tax, officer.TO_DISTRICT)
    district = visit(started, officer.DISTRICT)
    officer.take_up(district, code)
    assert "84.000.000 đ" in text_of(district)
    officer.passed(district, code, officer.TO_PROVINCE)
    chair = visit(started, officer.CHAIR)
    officer.take_up(chair, code)
    officer.passed(chair, code, officer.APPROVE)
    owner = visit(started, OWNER)
    granted(owner, home, "3.000.000")


def posted(page):
    """Anybody reads who asks for support, and no number of theirs."""
    page.goto("/niem-yet/")
    look(page, "postings")
    page.locator("main table").get_by_role("link").first.click()
    look(page, "posting")
    text = text_of(page)
    assert "Quán ăn Ví Dụ" in text
    assert OWNER in text
    for number in ("051099009011", "0900009011", "0399090113"):
        assert number not in page.content()
