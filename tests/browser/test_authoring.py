"""A service that the program never heard of: uploaded, mended, tried, published by a second person, used, decided."""

import re

import pytest
from playwright.sync_api import expect

from tests.authoring.samples import ROOF, SLUG, changed
from tests.browser import employer, officer
from tests.browser.authoring_seed import APPROVER, AUTHOR
from tests.browser.watch import look, text_of

DAY = "2020-05-12T08:05+07:00"  # a portal of its own: it has a service more
HOME = "/quan-tri/dich-vu/"
OFFICE = "Ủy ban nhân dân tỉnh Quảng Ngãi"
NAME = "Sửa mái nhà ví dụ"
BROKEN = changed("kind: agree}", "kind: agre}")
ANSWERS = {
    "full_name": officer.CITIZEN, "home_tinh": employer.PROVINCE, "home": employer.PLACE, "street": "Thôn Ví Dụ",
    "built_on_day": "3", "built_on_month": "2", "built_on_year": "2001", "roof": "other", "roof_other": "Lá dừa",
    "area": "80", "damage-0-part": "Nóc nhà", "damage-0-cost": "3.000.000", "damage-1-part": "Mái hiên",
    "damage-1-cost": "2.000.000", "own": "1.000.000", "poor": "no", "why": "Bão ví dụ.", "truthful": "on",
}  # fmt: skip
SECTIONS = ("Người xin hỗ trợ", "Mái nhà", "Cam kết")


@pytest.fixture
def cast(portal, visit):
    started = portal(DAY)
    started.run("tests.browser.authoring_seed")

    def come(who):
        page = visit(started, who)
        if who in (AUTHOR, APPROVER):
            page.locator(".mc-menu summary").click()
            page.get_by_role("link", name="Đổi tư cách").click()
            page.get_by_role("button", name=f"Chọn {OFFICE}").click()
        return page

    return come


def test_an_unknown_service_from_upload_to_decision(cast):
    author = cast(AUTHOR)
    draft = uploaded_with_a_fault(author)
    mended(author, draft)
    shown_and_tried(author, draft)
    handed_in(author, draft)
    published(cast(APPROVER), draft)
    citizen = cast(officer.CITIZEN)
    home, code = used(citizen)
    without_opinion_and_fee_nothing_passes(cast(officer.DISTRICT), code)
    opinion_given(cast(officer.INSURANCE), code)
    paid_and_passed(cast(officer.DISTRICT), code)
    decided(cast(officer.CHAIR), code)
    told(citizen, home, code)


def uploaded_with_a_fault(page):
    page.locator(".mc-menu summary").click()
    page.get_by_role("link", name="Quản trị", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dịch vụ")
    look(page, "authoring-none")
    page.get_by_role("button", name="Soạn dịch vụ mới").click()
    look(page, "authoring-new")
    file = {"name": "mai-nha.yaml", "mimeType": "text/yaml", "buffer": BROKEN.encode()}
    page.get_by_label("Tải tệp lên").set_input_files(file)
    page.get_by_role("button", name="Lưu và kiểm tra").click()
    expect(page.get_by_text("Đã lưu. Tệp còn 1 lỗi cần sửa.")).to_be_visible()
    look(page, "authoring-fault")
    return page.url.removesuffix("sua/")


def mended(page, draft):
    """The fault leads to its line, which is selected; what is typed over it is right."""
    line = next(n for n, text in enumerate(BROKEN.splitlines(), 1) if "kind: agre}" in text)
    page.get_by_role("link", name=f"Dòng {line}", exact=True).click()
    assert page.url.endswith(f"#dong-{line}")
    box = page.locator("#id_text")
    expect(box).to_be_focused()
    picked = box.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert picked.endswith("kind: agre}")
    assert box.evaluate("e => e.value.slice(0, e.selectionStart).split('\\n').length") == line
    page.keyboard.type(picked.replace("agre}", "agree}"))
    assert box.input_value() == ROOF
    page.get_by_role("button", name="Lưu và kiểm tra").first.click()
    expect(page.get_by_text("Đã lưu. Tệp không có lỗi.")).to_be_visible()
    assert page.url.partition("#")[0] == draft
    look(page, "authoring-whole")


def shown_and_tried(page, draft):
    page.get_by_role("link", name="Quy trình, ví dụ").click()
    expect(page.locator(".mc-flow svg")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Hai chỗ hư, được duyệt")
    look(page, "authoring-flow")
    page.get_by_role("link", name="Chạy thử", exact=True).click()
    look(page, "authoring-trial")
    for section in SECTIONS:
        page.goto(f"{draft}thu/")
        page.get_by_role("link", name=section, exact=True).click()
        while re.search(r"/thu/\w+/\w+/$", page.url):
            expect(page.locator(".mc-trial")).to_contain_text("CHẠY THỬ")
            fill(page, page.locator("main form"))
            look(page, f"authoring-{page.url.rstrip('/').rsplit('/', 1)[-1]}")
            page.get_by_role("button", name="Tiếp tục", exact=True).last.click()
            page.wait_for_load_state()
    page.goto(f"{draft}thu/kiem-tra/")
    told = text_of(page)
    for words in ("CHẠY THỬ", "Lá dừa", "Phí khảo sát", "60.000 đ", "Số tiền còn thiếu 4.000.000 đ", "Ảnh mái nhà"):
        assert words in told, words
    look(page, "authoring-check")
    page.goto("/ho-so/")
    assert NAME not in text_of(page)


def fill(page, form):
    """Every question on the page, the table's second row by its button."""
    if form.locator('[name="damage-0-part"]').count() and not form.locator('[name="damage-1-part"]').count():
        form.get_by_role("button", name=re.compile("^Thêm một dòng")).click()
        page.wait_for_load_state()
    for key, value in ANSWERS.items():
        field = form.locator(f'[name="{key}"]')
        if key == "home" and form.locator('[name="home_tinh"]').count():
            expect(field).to_contain_text(value)
        if not field.count():
            continue
        kind = field.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
        if kind == "radio":
            form.locator(f'[name="{key}"][value="{value}"]').check()
        elif kind == "checkbox":
            field.check()
        elif kind == "select":
            field.select_option(label=value)
        else:
            field.fill(value)


def handed_in(page, draft):
    page.goto(draft)
    page.get_by_role("button", name="Trình công bố").click()
    expect(page.get_by_text("Đã trình.")).to_be_visible()
    look(page, "authoring-handed-in")


def published(page, draft):
    page.goto(HOME)
    look(page, "authoring-list")
    page.get_by_role("link", name=NAME).click()
    page.get_by_role("button", name="Xem khác biệt và quyết định").click()
    look(page, "authoring-compare")
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_text(f"Đã công bố “{NAME}”, có hiệu lực từ ngày 12/05/2020.")).to_be_visible()
    look(page, "authoring-published")


def used(page):
    """Found on the portal at once, filled in and handed in."""
    page.goto("/thu-tuc/")
    page.get_by_role("link", name=re.compile(NAME)).first.click()
    page.goto(f"/thu-tuc/{SLUG}/")
    look(page, "authoring-service")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile(r"/ho-so/[^/]+/$"))
    home = page.url
    for section in SECTIONS:
        page.goto(home)
        page.get_by_role("link", name=section, exact=True).click()
        page.wait_for_url(re.compile(r"/muc/"))
        while "/muc/" in page.url:
            fill(page, page.locator("main form[data-autosave]"))
            page.wait_for_load_state("networkidle")  # what is saved while one writes
            page.get_by_role("button", name="Lưu và tiếp tục").last.click()
            page.wait_for_load_state()
            errors = page.locator(".govuk-error-summary")
            assert not errors.count(), f"{page.url}: {errors.first.inner_text()}"
    page.goto(f"{home}kiem-tra/")
    look(page, "authoring-used-check")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    return home, page.locator(".govuk-panel .mc-code").inner_text().strip()


PASS, APPROVE, FEE = "Trình tỉnh", "Quyết định hỗ trợ sửa mái", "Phí khảo sát"


def without_opinion_and_fee_nothing_passes(page, code):
    officer.take_up(page, code)
    expect(page.get_by_role("main")).to_contain_text("Cơ quan bảo hiểm xã hội cho ý kiến")
    expect(page.get_by_role("main")).to_contain_text(f"{FEE}: 60.000 đ")
    expect(page.get_by_role("button", name=PASS, exact=True)).to_have_count(0)
    look(page, "authoring-desk")


def opinion_given(page, code):
    """The other agency is asked in its own queue and answers; it cannot decide."""
    page.goto("/ban-lam-viec/")
    page.get_by_role("link", name=re.compile("^Ý kiến được hỏi")).click()
    page.get_by_role("link", name=code).click()
    page.get_by_role("button", name="Trả lời ý kiến").click()
    look(page, "authoring-opinion")
    page.get_by_label("Đồng ý", exact=True).check()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("main")).to_contain_text("Đồng ý")


def paid_and_passed(page, code):
    page.goto(officer.desk(code))
    page.get_by_role("button", name="Thu tiền mặt").click()
    look(page, "authoring-fee")
    page.get_by_label("Số biên lai").fill("VD-0001")
    page.get_by_role("button", name="Đã thu tiền").click()
    expect(page.get_by_role("main")).to_contain_text("biên lai số VD-0001")
    officer.open_act(page, code, PASS)
    look(page, "authoring-act")
    page.get_by_label("Số tiền đề nghị").fill("3.500.000")
    officer.do_act(page, PASS)


def decided(page, code):
    officer.take_up(page, code)
    expect(page.get_by_role("main")).to_contain_text("3.500.000 đ")
    officer.passed(page, code, APPROVE)
    look(page, "authoring-decided")


def told(page, home, code):
    page.goto(home)
    said = text_of(page)
    assert "3.500.000 đ" in said
    assert code in said
    look(page, "authoring-result")
    page.goto("/hop-thu/")
    expect(page.get_by_role("main")).to_contain_text("Đã duyệt")
