"""Rosters written in the letters' layouts read back to the same lines, in every format."""

import io
import time
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.administration.rules.rosters import (
    KINDS,
    MAX_LINES,
    Line,
    NoPeople,
    from_file,
    from_text,
    paper,
    write_docx,
    write_xlsx,
)
from motcua.administration.rules.rosters.shapes import Proposal
from motcua.administration.rules.rosters.subsystems import NAMES
from motcua.files.rules import tables
from tests.administration import rosters

WRITERS = [write_xlsx, write_docx]
MAU, THU = "Trần Thị Mẫu", "Nguyễn Văn Thử"
PERSON = Line(0, name=MAU, id_number="099000000001", unit="Sở Mẫu")
LINES = {
    "focal": [replace(PERSON, id_number="", body="Tỉnh Mẫu", granted=True)],
    "officers": [replace(PERSON, phone="0900000012")],
    "change": [replace(PERSON, unit="", subsystem="pakn", leaving_name=THU, leaving_id="099000002", note="nghỉ hưu")],
    "add": [replace(PERSON, unit="", subsystem="procedures")],
}
TITLES = {
    "focal": [["TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị"]],
    "officers": [["STT", "Họ và tên", "Số CMND/CCCD", "Điện thoại liên lạc", "Đơn vị công tác"]],
    "change": [
        ["STT", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý", "CCVC không còn tham gia quy trình xử lý", "",
         "CCVC thay thế", "", "Ghi chú"],
        ["", "", "Họ và tên", "Số CMND/CCCD", "Họ và tên", "Số CMND/CCCD", ""],
    ],
    "add": [["STT", "Phân hệ cần bổ sung CCVC xử lý", "Họ và tên CCVC", "Số CMND/CCCD", "Ghi chú"]],
}  # fmt: skip


def pasted(kind, lines, **options):
    return "\n".join("\t".join(row) for row in paper(kind, lines, **options).grid()).encode()


def back(write, kind, lines, **options):
    content = write(kind, lines, **options)
    found = from_text(content.decode()) if write is pasted else from_file(content, "danh-sach")
    assert [roster.kind for roster in found] == [kind]
    return found[0]


def unnumbered(roster):
    return [replace(line, n=0) for line in roster.lines]


@pytest.mark.parametrize("kind", KINDS)
def test_the_letters_own_columns(kind):
    lines = [replace(LINES[kind][0], unit="" if kind in ("change", "add") else "Sở Mẫu")]
    assert paper(kind, lines).grid()[: len(TITLES[kind])] == TITLES[kind]


@pytest.mark.parametrize("write", [*WRITERS, pasted])
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_reads_back(kind, write):
    roster = back(write, kind, LINES[kind], agency="Ủy ban nhân dân tỉnh Mẫu")
    assert unnumbered(roster) == LINES[kind]
    assert roster.faults == ()
    assert not any("Không đọc" in remark or "gộp" in remark for remark in roster.remarks)


@pytest.mark.parametrize("write", [*WRITERS, pasted])
@pytest.mark.parametrize("kind", KINDS)
def test_every_further_column_reads_back(kind, write):
    line = replace(
        LINES[kind][0], body="Tỉnh Mẫu", unit="UBND huyện Ví Dụ", title="Giám đốc", id_number="099000000001",
        phone="0900000012", services="Hỗ trợ người lao động; Vay vốn", until=date(2020, 12, 31), note="ghi chú thêm",
    )  # fmt: skip
    assert unnumbered(back(write, kind, [line])) == [line]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_empty_form_has_nobody_and_can_be_known(kind, write):
    with pytest.raises(NoPeople):
        from_file(write(kind), "mau")
    assert write(kind) == write(kind)


@pytest.mark.parametrize("write", WRITERS)
def test_equal_rosters_are_equal_files(write):
    assert write("change", LINES["change"]) == write("change", LINES["change"])


@pytest.mark.parametrize("write", [*WRITERS, pasted])
def test_appendix_1_of_63_provinces(write):
    people = rosters.focal_roster(numbers=False)
    roster = back(write, "focal", people, bodies=rosters.provinces())
    assert unnumbered(roster) == people
    assert [body.name for body in roster.bodies] == rosters.provinces()
    assert (len(roster.lines), sum(line.granted for line in roster.lines), len(roster.bodies)) == (245, 118, 63)
    granted = {line.body for line in roster.lines if line.granted}
    assert {body.name for body in roster.bodies} - granted == set(rosters.WITHOUT)
    assert (roster.faults, roster.notes) == ((), ())


def test_a_province_with_nobody_stands_there_and_people_of_none_stand_first():
    lines = [replace(PERSON, body="Tỉnh Thử"), replace(PERSON, name=THU, id_number="", body="")]
    grid = paper("focal", lines, bodies=["Tỉnh Mẫu", "Tỉnh Thử"]).grid()
    assert [row[:3] for row in grid[1:]] == [
        ["", "", THU], ["1.", "Tỉnh Mẫu", ""], ["2.", "Tỉnh Thử", ""], ["", "", MAU],
    ]  # fmt: skip


def test_the_focal_form_asks_for_numbers_unless_told():
    assert [column.role for column in paper("focal").columns] == [
        "ordinal", "body", "name", "unit", "id_number", "phone", "granted",
    ]  # fmt: skip
    assert len(paper("focal", numbers=False).columns) == 5


@pytest.mark.parametrize("write", WRITERS)
def test_a_proposal_is_written_as_it_was_written(write):
    line = replace(
        PERSON, id_number="51099000123", proposals=(Proposal("id_number", "51099000123", "051099000123"),), phone=""
    )
    assert unnumbered(back(write, "officers", [line])) == [line]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '=HYPERLINK("http://a")'])
def test_no_cell_becomes_a_formula(text):
    content = write_xlsx("officers", [replace(PERSON, unit=text)])
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b"<v>=" not in sheet
    styles = zipfile.ZipFile(io.BytesIO(content)).read("xl/styles.xml")
    assert b'quotePrefix="1"' in styles
    assert from_file(content, "x")[0].lines[0].unit == text


def test_numbers_are_text_in_the_workbook():
    (table,) = tables.read_each(write_xlsx("officers", [PERSON]), "x", max_rows=10, wanted=lambda rows: True)
    assert "099000000001" in table.rows[8]


def test_the_workbook_in_the_letters_layout():
    content = write_xlsx("change", LINES["change"], agency="Ủy ban nhân dân tỉnh Mẫu")
    (table,) = tables.read_each(content, "x", max_rows=10, wanted=lambda rows: True)
    texts = [[cell for cell in row if cell] for row in table.rows]
    assert texts[0] == ["ỦY BAN NHÂN DÂN TỈNH MẪU", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert texts[1] == ["Độc lập - Tự do - Hạnh phúc"]
    assert texts[3:5] == [
        ["DANH SÁCH THAY ĐỔI TÀI KHOẢN THAM GIA XỬ LÝ"], ["TRÊN CÁC PHÂN HỆ CỦA CỔNG DỊCH VỤ CÔNG QUỐC GIA"],
    ]  # fmt: skip
    assert texts[-1] == ["- Các tài khoản thay đổi, bổ sung phải được đăng ký trên Cổng Dịch vụ công quốc gia."]


def test_the_document_in_the_letters_layout():
    document = Document(io.BytesIO(write_docx("change", LINES["change"])))
    head, table = document.tables
    assert head.cell(0, 1).text == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert [cell.text for cell in table.rows[0].cells] == [
        "STT", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý", *["CCVC không còn tham gia quy trình xử lý"] * 2,
        *["CCVC thay thế"] * 2, "Ghi chú",
    ]  # fmt: skip
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc
    assert [cell.text for cell in table.rows[1].cells][2:6] == ["Họ và tên", "Số CMND/CCCD"] * 2
    assert (document.core_properties.author, document.sections[0].page_width > document.sections[0].page_height) == (
        "",
        True,
    )


@pytest.mark.parametrize("write", WRITERS)
def test_five_thousand_lines(write):
    lines = [replace(LINES["change"][0], id_number=f"0990{n:08}", leaving_id=f"0991{n:08}") for n in range(MAX_LINES)]
    started = time.process_time()
    content = write("change", lines)
    written = time.process_time()
    assert unnumbered(back(lambda *_: content, "change", lines)) == lines
    assert written - started < 5  # about half a second
    assert time.process_time() - written < 6  # about one second


LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạầấẩẫậờớởỡợÀÁĂÂĐÊÔƠƯ"
NAMES_OF_PEOPLE = st.lists(st.text(LETTERS, min_size=1, max_size=6).map(str.capitalize), min_size=2, max_size=4).map(
    " ".join
)
NUMBERS = st.from_regex(r"[0-9]{9}([0-9]{3})?", fullmatch=True)
PEOPLE = st.builds(
    lambda name, number, phone, subsystem: Line(0, name=name, id_number=number, phone=phone, subsystem=subsystem),
    NAMES_OF_PEOPLE, NUMBERS, st.from_regex(r"0[35789][0-9]{8}|", fullmatch=True), st.sampled_from(sorted(NAMES)),
)  # fmt: skip


def shaped(kind, line, leaving):
    if kind in ("add", "change"):
        line = replace(line, leaving_name=leaving, leaving_id="999999999") if kind == "change" else line
        return replace(line, phone="")
    return replace(line, subsystem="", body="Tỉnh Mẫu" if kind == "focal" else "")


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.lists(PEOPLE, min_size=1, max_size=4, unique_by=(lambda line: line.id_number, lambda line: line.phone)),
    NAMES_OF_PEOPLE,
)
def test_any_names_and_numbers_read_back(kind, people, leaving):
    people = [line for line in people if line.id_number != "999999999"]
    lines = [shaped(kind, line, leaving) for line in (people[:1] if kind == "change" else people)]
    if lines:
        for write in (write_xlsx, write_docx, pasted):
            assert unnumbered(back(write, kind, lines)) == lines


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_any_text_can_be_written(text):
    line = replace(PERSON, unit=text, note=text, name=text or MAU)
    for write in WRITERS:
        found = tables.read_each(write("officers", [line]), "x", max_rows=50, wanted=lambda rows: len(rows[0]) > 2)
        assert len(found) == 1
