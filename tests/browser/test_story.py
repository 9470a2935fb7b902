"""The whole story with a list of 500 people; the clock starts on Tuesday 28 April 2020, 10:00, before two holidays."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import employer, officer
from tests.browser.watch import download, look, pdf_text, sample_pdf, text_of
from tests.catalogue.list_samples import sample, spec, workbook

BEGINS = "2020-04-28T10:00+07:00"
# Worked out by hand. The day of receipt is not counted; 30/4 (Thu) and 1/5 (Fri) are holidays, 2–3/5 a weekend.
# Three working days from Tue 28/4: Wed 29/4 (1), Mon 4/5 (2), Tue 5/5 (3).
IN_THREE = "thứ Ba, 05/05/2020"
# Two working days from Tue 28/4: Wed 29/4 (1), Mon 4/5 (2).
IN_TWO = "thứ Hai, 04/05/2020"
# All three terms one after another, 3 + 3 + 2 = 8 working days:
# 29/4 (1), 4/5 (2), 5/5 (3), 6/5 (4), 7/5 (5), 8/5 (6), Mon 11/5 (7), Tue 12/5 (8).
WHOLE = "12/05/2020"
# Thirty days, working or not, from 28/4: 29/4 is the 1st, 30/4 the 2nd, 1/5 the 3rd, … 28/5 the 30th.
ANSWER_BY = "thứ Năm, 28/05/2020"
# 375 people × 3 months and 125 × 2 months (each fourth) of 1,800,000 đ: 2,025,000,000 + 450,000,000.
ASKED = "2.475.000.000 đ"
# Without the rows 1, 2 and 3, three months each: 3 × 5,400,000 = 16,200,000 less.
GRANTED = "2.458.800.000 đ"
REASON = "Doanh nghiệp đã báo giảm lao động trước ngày tạm hoãn."
WANTED = "Báo cáo tài chính quý I năm 2020"
MISSING = "Đề nghị gửi báo cáo tài chính quý I năm 2020."


def clock_times(text, day):
    """The times of day that stand before a date in a page: '10:02, thứ Ba, 05/05/2020' → ['10:02']."""
    return re.findall(rf"(\d\d:\d\d), (?:thứ \w+, )?{re.escape(day.rsplit(', ', 1)[-1])}", text)


@pytest.fixture
def cast(portal, visit):
    """Everybody of the story at their own computer."""
    started = portal(BEGINS)
    return lambda who: visit(started, who)


def test_the_story_of_five_hundred(portal, visit, cast):
    owner = cast(employer.EMPLOYER)
    home = begun(owner)
    listed(owner, home)
    code = handed_in(owner, home)

    insurance = cast(officer.INSURANCE)
    judged(insurance, code)
    handed_over(insurance, code, officer.TO_DISTRICT, to="Ủy ban nhân dân huyện Mộ Đức", due=IN_THREE)

    district = cast(officer.DISTRICT)
    returned(district, code)
    supplemented(owner, home)
    handed_over(district, code, officer.TO_PROVINCE, to="Ủy ban nhân dân tỉnh Quảng Ngãi", due=IN_TWO)
    owner.goto(home)
    expect(owner.locator(".mc-holder")).to_contain_text(IN_TWO)

    decided(cast(officer.CHAIR), code)
    told(owner, home, code)
    looked_up(visit(portal(BEGINS)), code, last_digits(owner))


def begun(page):
    page.goto(employer.SERVICE)
    look(page, "service")
    home = employer.begin(page)
    look(page, "tasks-new")
    next(employer.pages(page, home, "Tình hình tài chính"))
    employer.answer(page, "no_funds", "no")
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Doanh nghiệp chưa đủ điều kiện nhận hỗ trợ này")
    look(page, "exit")
    employer.answer_all(page, home, looking=True)
    return home


def listed(page, home):
    """Every planted error is shown with its column; one is mended here, the rest in Excel."""
    planted = sample(500, planted=True)
    wrong = {line for line, _column in planted.faults}
    employer.upload_list(page, home, "danh-sach.xlsx", workbook(500, planted=True))
    expect(page.get_by_text(f"Đã đọc 500 dòng. {len(wrong)} dòng cần sửa, xem bên dưới.")).to_be_visible()
    shown = shown_problems(page)
    assert shown.keys() == wrong
    for line, column in planted.faults:
        assert spec().column(column).title in shown[line], (line, column)
    look(page, "list-problems")
    page.get_by_role("link", name="Sửa dòng 11", exact=True).click()
    look(page, "row-problem")
    page.get_by_label("Họ và tên", exact=True).fill("Trần Thị Đã Sửa")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đã lưu dòng 11.")).to_be_visible()
    expect(page.locator(".mc-card--attention")).to_contain_text(f"{len(wrong) - 1} dòng cần sửa")
    employer.upload_list(page, home, "danh-sach-da-sua.xlsx", workbook(500))
    expect(page.get_by_text("Đã đọc 500 dòng, không có lỗi.")).to_be_visible()
    assert ASKED in text_of(page)
    look(page, "list-good")


def shown_problems(page):
    """Line of the file → titles of the columns that the page names there."""
    found = {}
    for row in page.locator("table.mc-table tbody tr").all():
        line = re.search(r"dòng (\d+) của tệp", row.inner_text())
        titles = row.locator(".mc-problems strong").all_inner_texts()
        found[int(line[1])] = {title.strip().removesuffix(":") for title in titles}
    return found


def handed_in(page, home):
    employer.attach(page, home, "Văn bản thỏa thuận")
    look(page, "papers")
    page.goto(home)
    look(page, "tasks-done")
    page.get_by_role("button", name="Kiểm tra và nộp").click()
    assert ASKED in text_of(page)
    look(page, "check")
    code = employer.hand_in(page, home)
    assert re.fullmatch(r"000\.00\.00\.H\d\d-200428-0001", code)
    look(page, "confirmation")
    text = text_of(page)
    assert f"Ngày hẹn trả kết quả của cả hồ sơ: {WHOLE}" in text
    assert IN_THREE in text
    page.goto(home)
    text = text_of(page)
    assert clock_times(text, IN_THREE)[:1] == clock_times(text, "28/04/2020")[-1:]
    receipt = pdf_text(download(page, "^Giấy tiếp nhận hồ sơ"))
    assert code in receipt
    assert WHOLE in receipt or "12 tháng 5 năm 2020" in " ".join(receipt.split())
    look(page, "following")
    return code


def judged(page, code):
    page.goto("/ban-lam-viec/")
    look(page, "desk-mine-empty")
    page.get_by_role("link", name=re.compile("^Chưa ai nhận")).click()
    look(page, "desk-queue")
    officer.take_up(page, code)
    look(page, "desk-dossier")
    assert "05/05/2020" in text_of(page)
    page.goto(officer.desk(code, "danh-sach/"))
    look(page, "desk-rows")
    officer.judge(page, code, [1, 2, 3], reason=REASON)
    officer.confirm_rest(page, code, 497)
    page.goto(officer.desk(code, "danh-sach/?loc=tu-choi"))
    assert page.locator("table.mc-table tbody tr").count() == 3
    assert REASON in text_of(page)
    assert f"497 trên 500 người, tổng cộng {GRANTED}" in text_of(page)


def handed_over(page, code, act, *, to, due):
    name = "confirm" if act == officer.TO_DISTRICT else "appraise"
    officer.open_act(page, code, act)
    look(page, f"desk-act-{name}")
    text = text_of(page, ".mc-holder")
    assert to in text
    assert due in text
    officer.do_act(page, act)
    look(page, f"desk-after-{name}")
    page.goto(officer.desk(code, "buoc/"))
    look(page, "desk-steps")
    steps = page.locator("table.mc-table tbody tr")
    done, opened = steps.nth(-2 + steps.count()), steps.last
    closed, next_due = done.locator("td").nth(6).inner_text(), opened.locator("td").nth(5).inner_text()
    assert "28/04/2020" in closed
    assert due.rsplit(", ", 1)[-1] in next_due
    # The time of day is that of the hand-over.
    assert re.findall(r"\d\d:\d\d", next_due) == re.findall(r"\d\d:\d\d", closed) != []


def returned(page, code):
    officer.take_up(page, code)
    officer.open_act(page, code, officer.RETURN)
    look(page, "desk-act-return")
    assert ANSWER_BY in text_of(page, ".mc-holder")
    page.get_by_role("checkbox", name=WANTED).check()
    page.get_by_label("Lý do", exact=True).fill(MISSING)
    officer.do_act(page, officer.RETURN)
    look(page, "desk-paused")
    assert "tạm dừng" in text_of(page)


def supplemented(page, home):
    page.goto(home)
    look(page, "following-paused")
    assert MISSING in text_of(page, ".mc-holder")
    assert ANSWER_BY in text_of(page, ".mc-holder")
    page.get_by_role("button", name="Xem yêu cầu và bổ sung").click()
    look(page, "supplement")
    assert ANSWER_BY in text_of(page)
    employer.attach(page, home, WANTED, sample_pdf())
    look(page, "papers-supplement")
    page.goto(f"{home}bo-sung/")
    page.get_by_label("Lời giải trình").fill("Doanh nghiệp gửi báo cáo quý I.")
    page.get_by_role("button", name="Gửi phần bổ sung").click()
    expect(page.get_by_text("Đã gửi phần bổ sung.")).to_be_visible()
    # The clock stood for less than a minute: the same day as before.
    assert IN_THREE in text_of(page, ".mc-holder")


def decided(page, code):
    officer.take_up(page, code)
    page.goto(officer.desk(code, "danh-sach/"))
    look(page, "desk-rows-grant")
    officer.open_act(page, code, officer.APPROVE)
    look(page, "desk-act-decide")
    assert f"497 trên 500 người, tổng cộng {GRANTED}" in text_of(page)
    officer.do_act(page, officer.APPROVE)
    look(page, "desk-decided")
    for part in ("van-ban", "dong-thoi-gian", "ghi-chu", "danh-sach/1"):
        page.goto(officer.desk(code, f"{part}/"))
        look(page, f"desk-{part.replace('/', '-')}")


def told(page, home, code):
    page.goto(home)
    look(page, "following-granted")
    text = text_of(page)
    assert f"497 trên 500 người được hỗ trợ, tổng cộng {GRANTED}" in text
    assert text.count(REASON) == 3
    decision = " ".join(pdf_text(download(page, "^Quyết định")).split())
    assert "QUYẾT ĐỊNH" in decision
    assert "2.458.800.000" in decision
    page.goto("/ho-so/")
    look(page, "mine")
    assert code in text_of(page)
    page.goto("/hop-thu/")
    look(page, "inbox")


def last_digits(page):
    """The last four digits of the ID, as the person's own account page shows it."""
    page.goto("/tai-khoan/")
    look(page, "account")
    return re.search(r"Số giấy tờ •+ (\d{4})\b", text_of(page))[1]


def looked_up(page, code, last4):
    page.goto("/tra-cuu/")
    page.get_by_label("Mã hồ sơ").fill(code.lower())
    page.get_by_label("4 số cuối giấy tờ tùy thân của người nộp").fill(last4)
    page.get_by_role("button", name="Tra cứu").click()
    expect(page.locator(".mc-holder")).to_contain_text("Đã được phê duyệt một phần")
    look(page, "found")
    for name in (employer.EMPLOYER, employer.FIRM, officer.INSURANCE, officer.DISTRICT, officer.CHAIR, "Mẫu An"):
        assert name not in page.content()
