"""Files that nobody should send: a clear word in Vietnamese, and the list stays as it was."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import employer
from tests.browser.watch import look, text_of
from tests.files import builders

WRONG_TEMPLATE = [["Ngày", "Số tiền", "Diễn giải"], *([f"{n}/5/2020", n * 1000, "Chi tiền"] for n in range(1, 12))]
BAD = {
    "picture": ("danh-sach.xlsx", builders.png, "là ảnh PNG, không dùng được"),
    "encrypted": ("danh-sach.xlsx", lambda: builders.encrypted(employer.few(9500)), "mật khẩu"),
    "large": ("danh-sach.xlsx", lambda: b"PK\x03\x04" + b"\0" * (60 << 20), "nặng 61 MB, nhiều nhất là 20 MB"),
    "template": ("thu-chi.xlsx", lambda: builders.xlsx(WRONG_TEMPLATE), "cột|mẫu"),
    "bomb": ("danh-sach.xlsx", lambda: builders.bomb(300), "lớn|giải nén|nén"),
    "word": ("danh-sach.xlsx", builders.docx, "là văn bản Word .*không dùng được"),
    "empty": ("danh-sach.csv", lambda: b"", "trống|rỗng"),
}


@pytest.fixture(scope="module")
def kept():
    """The draft that all bad files of this module meet."""
    return {}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_file_changes_nothing(portal, visit, kept, tmp_path, what):
    page = visit(portal(), employer.EMPLOYER)
    if not kept:
        kept["home"] = employer.begin(page)
        employer.upload_list(page, kept["home"], "danh-sach.xlsx", employer.few(9510))
        expect(page.get_by_text("Đã đọc 2 dòng, không có lỗi.")).to_be_visible()
    name, content, word = BAD[what]
    (tmp_path / name).write_bytes(content())
    employer.upload(page, kept["home"], tmp_path / name)
    problem = page.locator(".govuk-error-summary")
    expect(problem).to_be_visible(timeout=30_000)
    expect(problem).to_be_focused()
    expect(page).to_have_title(re.compile("^Lỗi: "))
    assert re.search(word, problem.inner_text(), re.IGNORECASE), problem.inner_text()
    look(page, f"upload-{what}")
    page.goto(f"{kept['home']}danh-sach/")
    assert re.search(r"\b2 người trong danh sách", text_of(page))
    assert page.locator("table.mc-table tbody tr").count() == 2


def test_a_bad_paper_changes_nothing(portal, visit):
    page = visit(portal(), employer.EMPLOYER)
    home = employer.begin(page)
    page.goto(f"{home}giay-to/")
    card = page.locator("section.mc-card").first
    bad = {"name": "thoa-thuan.pdf", "mimeType": "application/pdf", "buffer": builders.xlsx([["a"]])}
    card.locator('input[type="file"]').set_input_files(bad)
    card.get_by_role("button", name="Thêm tệp này").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("thoa-thuan.pdf")
    look(page, "paper-wrong")
    page.goto(home)
    expect(employer.task(page, "Giấy tờ kèm theo")).to_contain_text("Chưa làm")
