"""The list's pages: upload, every problem shown, corrected by hand; whatever file is sent, a clear message."""

import io
import re
import zipfile
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from motcua.dossiers import queries
from motcua.dossiers.models import Row
from motcua.files.rules import tables
from tests.catalogue import list_samples
from tests.files import builders

from .conftest import fresh, listed, picture, worker


def at(dossier, name="list", *more):
    return reverse(f"dossiers:{name}", args=[dossier.ref, *more])


def text(answer):
    """What a reader sees of the page itself."""
    html = answer.content.decode()
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")])))


def upload(client, dossier, content, name="danh-sach.xlsx", **more):
    return client.post(at(dossier), {"file": SimpleUploadedFile(name, content)}, **more)


@pytest.fixture
def draft(world):
    return world.draft(3)


def test_every_problem_is_shown_with_row_column_and_cure(draft, firm):
    page = upload(firm, draft, list_samples.workbook(60, planted=True), follow=True)
    shown = text(page)
    assert "Đã đọc 60 dòng. 26 dòng cần sửa, xem bên dưới." in shown
    for row in Row.objects.filter(dossier=draft).exclude(problems=[]):
        for _column, _code, message in row.problems:
            assert re.sub(r"\s+", " ", message) in shown
    assert "Họ và tên: 5 dòng" in shown
    assert "dòng 8 của tệp" not in shown  # row 1 is good and not among those to mend
    assert "dòng 15 của tệp" in shown


def test_all_rows_and_only_those_to_mend(draft, firm):
    upload(firm, draft, list_samples.workbook(60, planted=True))
    assert text(firm.get(at(draft))).count("Sửa dòng") == 26
    assert text(firm.get(at(draft) + "?loi=0")).count("Sửa dòng") == 50
    assert text(firm.get(at(draft) + "?loi=0&sau=50")).count("Sửa dòng") == 10


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: (b"", "a.xlsx"), "trống"),
        (lambda: (builders.png(), "a.xlsx"), "là ảnh PNG, không dùng được ở đây"),
        (lambda: (builders.docx(), "a.xlsx"), "không dùng được ở đây"),
        (lambda: (b"PK\x03\x04" + b"0" * 5000, "a.xlsx"), "bị hỏng hoặc được đặt mật khẩu"),
        (lambda: (b"PK\x03\x04" + b"0" * (21 * 1024 * 1024), "a.xlsx"), "nhiều nhất là 20 MB"),
        (lambda: (builders.bomb(120), "a.xlsx"), "bung ra lớn bất thường"),
        (lambda: (builders.encrypted(list_samples.workbook(3)), "a.xlsx"), "được đặt mật khẩu nên không đọc được"),
        (lambda: (list_samples.workbook(60)[:-3000], "a.xlsx"), "hỏng"),
        (lambda: (builders.xlsx([["Tên", "Tuổi"], ["Mẫu", 3]]), "a.xlsx"), "Tệp không theo mẫu"),
        (lambda: ("xin chào".encode(), "a.csv"), "Tệp không theo mẫu"),
        (lambda: (listed(0, 0), "a.csv"), "Không có người nào dưới hàng tiêu đề"),
    ],
)
def test_a_bad_file_is_told_clearly_and_the_former_list_stands(draft, firm, make, said):
    content, name = make()
    before = picture(draft)
    answer = upload(firm, draft, content, name)
    assert answer.status_code == 422
    assert said in text(answer)
    assert "<title>Lỗi: Danh sách người lao động" in answer.content.decode()
    assert picture(draft) == before


def test_what_a_file_is_counts_not_what_it_is_called(draft, firm):
    assert upload(firm, draft, list_samples.workbook(3), "a.exe").status_code == 302
    assert fresh(draft).people == 3


def test_no_file_at_all(draft, firm):
    before = picture(draft)
    answer = firm.post(at(draft))
    assert answer.status_code == 422
    assert "Chọn tệp danh sách." in text(answer)
    assert picture(draft) == before


@pytest.mark.parametrize("build", [builders.xls, builders.ods, builders.csv_file, builders.xlsx])
def test_the_list_in_every_form(draft, firm, build):
    grid = list_samples.sample(5).grid
    suffix = {"xls": "xls", "ods": "ods", "csv_file": "csv", "xlsx": "xlsx"}[build.__name__]
    answer = upload(firm, draft, build(grid), f"a.{suffix}", follow=True)
    assert "Đã đọc 5 dòng, không có lỗi." in text(answer)


def test_a_list_that_was_handed_in_is_not_replaced(world, firm):
    for make in (world.filed, world.returned):
        dossier = make()
        before = picture(dossier)
        answer = upload(firm, dossier, list_samples.workbook(3))
        assert answer.status_code == 409
        assert "Hãy tải lại trang" in text(answer)
        assert picture(dossier) == before


def test_strange_cells_are_shown_as_text_and_cannot_run_in_excel(draft, firm):
    """Names with markup, direction marks and formulas: escaped on the page, text in the exported workbook."""
    people = [worker(n) for n in range(600, 604)]
    people[0]["name"], people[1]["note"], people[2]["bank"], people[3]["department"] = (
        "<img src=x onerror=alert(1)>", "=HYPERLINK(0)", "@SUM(A1)", "abc\u202edcba",
    )  # fmt: skip
    keys = list(people[0])
    titles = [column.title for column in list_samples.spec().columns]
    content = builders.csv_file([titles, *[[one[key] for key in keys] for one in people]])
    page = upload(firm, draft, content, "a.csv", follow=True).content.decode()
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    export = firm.get(at(draft, "list_export"))
    assert export["Content-Type"].startswith("application/vnd.openxmlformats")
    book = tables.read(export.content, "a.xlsx", max_rows=1000, max_bytes=10**7)
    cells = {cell for row in book.rows for cell in row if isinstance(cell, str)}
    assert "=HYPERLINK(0)" in cells or "'=HYPERLINK(0)" in cells
    assert b"<f>" not in _sheet_xml(export.content)
    assert "\u202e" not in "".join(cells)


def _sheet_xml(content):
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return b"".join(parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)


def test_template_and_export_are_read_again_as_they_are(draft, firm):
    template = firm.get(at(draft, "list_template"))
    assert "filename*=UTF-8''M%E1%BA%ABu%20s%E1%BB%91%2001.xlsx" in template["Content-Disposition"]
    before = [queries.values_of(row) for row in Row.objects.filter(dossier=draft).order_by("n")]
    export = firm.get(at(draft, "list_export"))
    assert "Đã đọc 3 dòng, không có lỗi." in text(upload(firm, draft, export.content, follow=True))
    assert [queries.values_of(row) for row in Row.objects.filter(dossier=draft).order_by("n")] == before


def test_typing_a_person(draft, firm):
    page = firm.get(at(draft, "new_row"))
    assert "Họ và tên (không bắt buộc)" not in text(page)
    assert "Ghi chú (không bắt buộc)" in text(page)
    answer = firm.post(at(draft, "new_row"), {})
    assert answer.status_code == 422
    assert "Ô “Họ và tên” còn trống." in text(answer)
    assert fresh(draft).people == 3
    answer = firm.post(at(draft, "new_row"), worker(90), follow=True)
    assert "Đã lưu dòng 4." in text(answer)
    assert fresh(draft).people == 4


def test_typing_a_person_who_is_there_already(draft, firm):
    answer = firm.post(at(draft, "new_row"), {**worker(90), "id_number": queries.row(draft, 1).values["id_number"]})
    assert answer.url == at(draft, "row", 4)
    assert "Trùng với dòng 1." in text(firm.get(answer.url))


def test_accepting_what_is_offered(draft, firm):
    upload(firm, draft, list_samples.workbook(60, planted=True))
    rows = Row.objects.filter(dossier=draft).exclude(problems=[])
    row = next(row for row in rows if row.problems[0][1] == "lost_zero")
    page = firm.get(at(draft, "row", row.n))
    assert "Dùng 051199004821" in text(page)
    cells = queries.row(draft, row.n).values
    answer = firm.post(at(draft, "row", row.n), {**cells, "_dung": "id_number"}, follow=True)
    assert f"Đã lưu dòng {row.n}." in text(answer)
    assert queries.row(draft, row.n).values["id_number"] == "051199004821"


def test_a_correction_that_is_not_enough_shows_what_is_left(draft, firm):
    answer = firm.post(at(draft, "row", 2), worker(90, bhxh_number="12", pause_to="31/12/2020"))
    assert answer.status_code == 422
    assert "Số này có 2 chữ số; cần 10 chữ số." in text(answer)
    assert "Ngày kết thúc phải muộn nhất là 30/06/2020." in text(answer)
    assert fresh(draft).list_problems == 1


def test_taking_a_person_out_and_all_of_them(draft, firm):
    assert "Đã xóa dòng 2 khỏi danh sách." in text(firm.post(at(draft, "remove_row", 2), follow=True))
    assert fresh(draft).people == 2
    assert "Bạn có chắc muốn xóa cả danh sách?" in text(firm.get(at(draft, "clear_list")))
    assert fresh(draft).people == 2
    assert "Đã xóa danh sách." in text(firm.post(at(draft, "clear_list"), follow=True))
    assert fresh(draft).people == 0


def test_a_long_list_asks_no_more_of_the_database_than_a_short_one(draft, firm, django_assert_num_queries):
    counted = 8
    firm.get(at(draft))
    with django_assert_num_queries(counted):
        firm.get(at(draft))
    upload(firm, draft, listed(4000, 120), "a.csv")
    firm.get(at(draft))
    with django_assert_num_queries(counted):
        firm.get(at(draft))


@pytest.mark.parametrize("name", ["anh-chup.jpg", "anh-chup.jpeg", "ANH.JPEG"])
def test_a_photograph_under_either_of_its_endings(draft, firm, name):
    path = at(draft, "papers")
    offered = re.findall(r'accept="([^"]*)"', firm.get(path).content.decode())
    assert set(offered) == {".pdf,.jpg,.jpeg,.png"}
    before = draft.papers.count()
    photograph = SimpleUploadedFile(name, builders.JPEG)
    assert firm.post(path, {"paper": "accounts_2019", "accounts_2019-file": photograph}).status_code == 302
    assert (draft.papers.count(), draft.papers.latest("pk").name) == (before + 1, name)


def test_papers_of_every_kind_of_wrong(draft, firm):
    path = at(draft, "papers")
    for name, content, said in (
        ("a.pdf", b"khong phai pdf", "không dùng được ở đây"),
        ("a.pdf", b"", "trống"),
        ("a.exe", b"MZ", "a.exe"),
        ("a.pdf", b"%PDF-1.4" + b"0" * (21 * 1024 * 1024), "nhiều nhất là 20 MB"),
    ):
        before = picture(draft)
        answer = firm.post(path, {"paper": "accounts_2019", "accounts_2019-file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 422, name
        assert said in text(answer)
        assert picture(draft) == before
    assert firm.post(path, {"paper": "khong-co"}).status_code == 200
    good = SimpleUploadedFile("../../báo cáo<b>.pdf", b"%PDF-1.4\n%%EOF")
    answer = firm.post(path, {"paper": "accounts_2019", "accounts_2019-file": good}, follow=True)
    assert "Đã thêm tệp" in text(answer)
    assert "<b>.pdf" not in answer.content.decode()
    paper = draft.papers.get(key="accounts_2019")
    kept = firm.get(at(draft, "paper", paper.pk))
    assert b"".join(kept.streaming_content) == b"%PDF-1.4\n%%EOF"
    assert kept["Content-Type"] == "application/pdf"
    assert ".." not in kept["Content-Disposition"].replace("...", "")
