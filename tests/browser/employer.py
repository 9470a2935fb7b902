"""What the employer does, with the mouse or without script: begin, answer, upload, attach, hand in."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.watch import look, sample_pdf
from tests.catalogue.list_samples import person, spec
from tests.files import builders

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EMPLOYER = "Trần Thị Mẫu"
ID_NUMBER, PHONE = "051099000007", "0900000007"  # as the demo gives them out: hers are the seventh
PASSWORD = "mot-cua-2020"
FIRM = "Công ty TNHH Ví Dụ"
PROVINCE, PLACE = "Tỉnh Quảng Ngãi", "Huyện Mộ Đức"
SERVICE = "/thu-tuc/tam-hoan-hop-dong/"
# By question key; what the portal fills in by itself (name, tax code, contact) is left as it is.
ANSWERS: Mapping[str, str] = {
    "business_line": "May mặc",
    "company_type": "limited",
    "head_office_tinh": PROVINCE,
    "head_office": PLACE,
    "street": "Số 1, đường Ví Dụ",
    "company_phone": "0900 000 099",
    "no_funds": "yes",
    "revenue": "0",
    "wage_reserve": "0",
    "profit_left": "0",
    "other_funds": "0",
    "insured_workers": "620",
    "union": "no",
    "truthful": "on",
    "single_claim": "on",
}
SECTIONS = ("Doanh nghiệp", "Tình hình tài chính", "Cam kết")


def few(first: int, count: int = 2) -> bytes:
    """A small list of the people from number `first` on: each journey has people of its own."""
    head = ["TT", *(column.title for column in spec().columns)]
    rows = [person(first + n) for n in range(count)]
    return builders.xlsx([head, *([n, *row.values()] for n, row in enumerate(rows, 1))])


def sign_in_with(page: Page, number: str) -> None:
    """On the sign-in page, by number and password."""
    page.get_by_label("Số căn cước, chứng minh nhân dân hoặc số điện thoại").fill(number)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def begin(page: Page) -> str:
    """From the start page to the task list. Returns the dossier's address."""
    page.goto(SERVICE)
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile(r"/ho-so/[^/]+/$"))
    return page.url


def form_of(page: Page) -> Locator:
    return page.locator("main form[data-autosave]")


def questions(page: Page) -> list[str]:
    """The keys of the questions on this page."""
    named = form_of(page).locator("[name]").evaluate_all("all => all.map(e => [e.type, e.name])")
    return list(dict.fromkeys(name for kind, name in named if kind != "hidden"))


def answer(page: Page, key: str, value: str) -> None:
    field = form_of(page).locator(f'[name="{key}"]')
    kind = field.first.evaluate("e => e.tagName == 'SELECT' ? 'select' : e.type")
    if kind == "radio":
        form_of(page).locator(f'[name="{key}"][value="{value}"]').check()
    elif kind == "checkbox":
        field.check()
    elif kind == "select":
        field.select_option(label=value)
    else:
        field.fill(value)


def answer_shown(page: Page) -> None:
    """What is asked on this page. Districts come once their province is chosen; without script, on the next page."""
    scripts = "js-enabled" in (page.locator("body").get_attribute("class") or "")
    for key, value in ANSWERS.items():
        if key == "head_office" and scripts and "head_office_tinh" in questions(page):
            expect(form_of(page).locator('[name="head_office"]')).to_contain_text(value)
        if key in questions(page):
            answer(page, key, value)


def onward(page: Page) -> None:
    """Save this page; fails with its errors when it does not let go on."""
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_load_state()
    errors = page.locator(".govuk-error-summary")
    assert not errors.count(), f"{page.url}: {errors.first.inner_text()}"


def pages(page: Page, home: str, section: str) -> Iterator[str]:
    """Walks the question pages of a section; yields the name of each, the caller answers and goes on."""
    page.goto(home)
    page.get_by_role("link", name=section, exact=True).click()
    page.wait_for_url(re.compile(r"/muc/"))
    while "/muc/" in page.url:
        yield page.url.rstrip("/").rsplit("/", 1)[-1]


def answer_all(page: Page, home: str, *, looking: bool = False) -> None:
    """Every question of every section, and back on the task list each section is done."""
    for section in SECTIONS:
        for name in pages(page, home, section):
            if looking:
                look(page, f"question-{name}")
            answer_shown(page)
            onward(page)
        assert page.url == home
        expect(task(page, section)).to_contain_text("Đã xong")


def task(page: Page, title: str) -> Locator:
    return page.locator(".govuk-task-list__item").filter(has=page.get_by_role("link", name=title, exact=True))


def upload_list(page: Page, home: str, name: str, content: bytes) -> None:
    """Send a workbook as the list; the page tells what became of it."""
    upload(page, home, {"name": name, "mimeType": XLSX, "buffer": content})


def upload(page: Page, home: str, file: Path | FilePayload) -> None:
    page.goto(f"{home}danh-sach/")
    page.locator('main input[type="file"]').set_input_files(file)
    page.get_by_role("button", name="Tải lên và kiểm tra").click(timeout=60_000)
    page.wait_for_load_state()


def attach(page: Page, home: str, paper: str, file: Path | None = None) -> None:
    """Add a file to a paper."""
    page.goto(f"{home}giay-to/")
    card = page.locator("section.mc-card").filter(has=page.get_by_role("heading", name=paper))
    card.locator('input[type="file"]').set_input_files(file or sample_pdf())
    card.get_by_role("button", name="Thêm tệp này").click()
    expect(page.get_by_text("Đã thêm tệp")).to_be_visible()


def hand_in(page: Page, home: str) -> str:
    """Check and submit. Returns the code; the page is the receipt."""
    page.goto(f"{home}kiem-tra/")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã nộp hồ sơ")
    return page.locator(".govuk-panel .mc-code").inner_text().strip()


def filed(page: Page, people: bytes) -> tuple[str, str]:
    """A whole dossier, handed in. Returns its address and its code."""
    home = begin(page)
    answer_all(page, home)
    upload_list(page, home, "danh-sach.xlsx", people)
    attach(page, home, "Văn bản thỏa thuận")
    return home, hand_in(page, home)
