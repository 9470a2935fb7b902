"""Tables out of files: every format, and everything that is not to be opened."""

import contextlib
import subprocess
import sys
import time
import unicodedata
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.files.rules import kinds, parcels, tables
from motcua.files.rules.refusals import (
    Damaged,
    EmptyFile,
    FileRefused,
    NoTable,
    Protected,
    Swollen,
    TooLarge,
    TooManyRows,
    WrongType,
)
from tests.files import builders

GRID = [
    ["Họ và tên", "Ngày sinh", "Số"],
    ["Trần Thị Mẫu", date(1990, 9, 2), 12.0],
    ["Nguyễn Văn Thử", "", 99000000001.0],
]
SHEET = "xl/worksheets/sheet1.xml"


def read(content, name="ds.xlsx", max_rows=100, **options):
    return tables.read(content, name, max_rows=max_rows, **options)


@pytest.mark.parametrize(("build", "kind"), [(builders.xlsx, "xlsx"), (builders.xls, "xls"), (builders.ods, "ods")])
def test_workbooks(build, kind):
    table = read(build(GRID), "ten-sai.pdf")
    assert (table.kind, table.sheet, table.rows, table.remarks) == (kind, "Danh sách", GRID, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text(delimiter, encoding):
    table = read(builders.csv_file(GRID, encoding=encoding, delimiter=delimiter))
    assert table.kind == "csv"
    assert table.rows[1] == ["Trần Thị Mẫu", "02/09/1990", "12"]


def test_plain_text_in_windows_1258_is_composed():
    marks = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    spelled = "".join(
        part if part in marks else unicodedata.normalize("NFC", part)
        for part in _keeping_hats(unicodedata.normalize("NFD", "Trần Thị Mẫu,Đỗ Văn Ngọc\r\n"))
    )
    assert read(spelled.encode("cp1258")).rows == [["Trần Thị Mẫu", "Đỗ Văn Ngọc"]]


def _keeping_hats(text):
    """Letters with their hat or horn, tone marks apart: as Windows-1258 spells."""
    parts = []
    for c in text:
        if parts and c in "\u0302\u0306\u031b":
            parts[-1] += c
        else:
            parts.append(c)
    return parts


def test_plain_text_decomposed_is_composed():
    assert read(unicodedata.normalize("NFD", "Trần,Mẫu\n").encode()).rows == [["Trần", "Mẫu"]]


def test_letterhead_with_commas_does_not_choose_the_delimiter():
    text = "Kính gửi: UBND huyện Ví Dụ, tỉnh Mẫu\nTT;Tên;Số\n1;Trần, Thị Mẫu;2\n2;Nguyễn Văn Thử;3\n"
    assert read(text.encode()).rows[2] == ["1", "Trần, Thị Mẫu", "2"]


def test_quoted_line_breaks_and_ragged_rows():
    assert read(b'a,b,c\n"1\n2",3\n').rows == [["a", "b", "c"], ["1\n2", "3", ""]]


def test_rows_keep_the_line_numbers_of_the_file():
    for build in (builders.xlsx, builders.xls, builders.ods):
        assert read(build([[], [], *GRID])).rows == [["", "", ""], ["", "", ""], *GRID]


def test_formulas_count_with_their_saved_value():
    grid = [["a", "b", "c"], [("=1+1", 2), ('="x"', "x"), ("=NOW()", "")]]
    assert read(builders.xlsx(grid)).rows[1] == [2.0, "x", ""]


def test_formula_errors_are_empty_cells():
    assert read(builders.xlsx([["a", "b"], [("=NA()", "#N/A"), "x"]])).rows[1] == ["", "x"]


def test_merged_cells_count_for_each_line_and_are_told():
    grid = [["Phòng", "Tên"], ["Xưởng 1", "A"], ["", "B"], ["", "C"], ["Xưởng 2", "D"]]
    table = read(builders.xlsx(grid, merges=[(1, 0, 3, 0)]))
    assert [row[0] for row in table.rows] == ["Phòng", "Xưởng 1", "Xưởng 1", "Xưởng 1", "Xưởng 2"]
    assert table.remarks == (
        "Có ô gộp nhiều dòng: giá trị của ô gộp được dùng cho từng dòng (2 ô). Hãy xem lại các dòng đó.",
    )


def test_the_sheet_with_the_header_is_chosen():
    content = builders.xlsx(GRID, before=[("Bìa", [["Công ty Ví Dụ"]]), ("Trống", [])])
    assert read(content, wanted=lambda rows: "Họ và tên" in rows[0]).sheet == "Danh sách"
    assert read(content).sheet == "Bìa"
    assert read(content, wanted=lambda rows: False).sheet == "Bìa"


def test_times_and_booleans():
    assert read(builders.xlsx([["x", True, datetime(2020, 5, 12, 8, 30)]])).rows == [
        ["x", True, datetime(2020, 5, 12, 8, 30)]
    ]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (builders.PDF, "tệp PDF"),
        (builders.png(), "ảnh PNG"),
        (builders.JPEG, "ảnh JPEG"),
        (builders.docx(), "văn bản Word (.docx)"),
        (b"GIF89a" + bytes(20), "ảnh GIF"),
        (b"Rar!\x1a\x07\x00" + bytes(20), "tệp nén RAR"),
        (b"MZ" + bytes(60), "chương trình Windows"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "trang web (HTML) lưu dưới tên khác"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "bảng tính dạng XML",
        ),
        (bytes(range(256)), "tệp không rõ loại"),
        (b"\x00" * 100, "tệp không rõ loại"),
        (b"PK\x05\x06" + bytes(18), "tệp nén ZIP"),
        (b"PK\x03\x04" + bytes(30), "tệp nén ZIP bị hỏng hoặc được đặt mật khẩu"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "tệp Office đời cũ bị hỏng"),
    ],
)
def test_wrong_type_says_what_it_seems_to_be(content, found):
    with pytest.raises(WrongType) as refused:
        read(content, "danh-sach.xlsx")
    assert refused.value.data["found"] == found
    assert "bảng tính Excel (.xlsx)" in str(refused.value)


def test_sixty_megabytes_are_refused_at_once():
    began = time.perf_counter()
    with pytest.raises(TooLarge) as refused:
        read(b"a" * (60 << 20))
    assert time.perf_counter() - began < 0.5
    assert refused.value.data["limit"] == 20


@pytest.mark.parametrize("content", [b"", b"\n\n", b" \n,,\n".replace(b" ", b"")])
def test_empty_files(content):
    with pytest.raises(EmptyFile):
        read(content)


def test_workbook_without_cells():
    with pytest.raises(NoTable):
        read(builders.xlsx([]))


def test_password_in_xlsx_says_how_to_remove_it():
    with pytest.raises(Protected) as refused:
        read(builders.encrypted(builders.xlsx(GRID)))
    assert "xóa mật khẩu" in str(refused.value)


def test_password_in_xls():
    content = builders.xls(GRID)
    at = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")  # the workbook's BOF; what follows becomes FILEPASS
    with pytest.raises(Protected):
        read(content[: at + 20] + b"\x2f\x00" + content[at + 22 :])


def test_password_in_a_zip():
    content = bytearray(builders.xlsx(GRID))
    for mark, at_flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + at_flags] |= 1
            at = content.find(mark, at + 4)
    with pytest.raises(Protected):
        read(bytes(content))


def test_password_in_ods():
    content = builders.changed(
        builders.ods(GRID),
        "META-INF/manifest.xml",
        b"</manifest:manifest>",
        b"<manifest:encryption-data/></manifest:manifest>",
    )
    with pytest.raises(Protected):
        read(content)


@pytest.mark.parametrize("build", [builders.xlsx, builders.ods, builders.xls])
def test_damaged_workbooks(build):
    content = build(GRID * 200)
    for broken in (content[: len(content) // 2], content[:-40], content[:900] + bytes(400) + content[1300:]):
        with pytest.raises((Damaged, WrongType)):
            read(broken, max_rows=1000)


def test_a_part_that_is_no_xml():
    with pytest.raises(Damaged):
        read(builders.changed(builders.xlsx(GRID), SHEET, b"<sheetData>", b'<row r="999999"><sheetData'))


def test_an_entity_is_never_expanded():
    content = builders.changed(builders.xlsx(GRID), SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')
    with pytest.raises(Damaged):
        read(content)


def test_zip_bomb():
    content = builders.bomb(256)
    assert len(content) < 1 << 20
    began = time.perf_counter()
    with pytest.raises(Swollen):
        read(content)
    assert time.perf_counter() - began < 3


def test_zip_bomb_below_the_directory_limit_is_told_by_its_ratio():
    with pytest.raises(Swollen):
        read(builders.bomb(64))


def test_zip_whose_directory_lies():
    content = builders.bomb(200)
    with pytest.raises((Swollen, Damaged)):
        read(builders.lying(content, SHEET, 1000))


def test_zip_with_too_many_entries():
    with pytest.raises(Swollen):
        read(builders.many_entries(parcels.MAX_ENTRIES + 1))


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        b'<row\tr="1048576"><c\nr="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        b'<row r="9"><c r="&#88;FD1048576"><v>1</v></c></row>',
        b'<row r="1048575"><c><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>',
    ],
)
def test_one_far_cell_does_not_end_the_process(far):
    content = builders.changed(builders.xlsx([["a"]]), SHEET, b"</sheetData>", far + b"</sheetData>")
    with pytest.raises(Swollen):
        read(content)


def test_far_cells_without_a_value_are_ordinary():
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert read(builders.changed(builders.xlsx(GRID), SHEET, b"</sheetData>", far)).rows == GRID


def test_wide_but_honest_sheets_are_read():
    wide = [[f"c{n}" for n in range(120)], [n * 1.0 for n in range(120)]]
    assert read(builders.xlsx(wide)).rows == wide


def test_far_cells_in_ods():
    repeated = b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    wide = (
        b'<table:table-row><table:table-cell table:number-columns-repeated="999"/><table:table-cell><text:p>x</text:p>'
    )
    content = builders.changed(
        builders.ods(GRID),
        "content.xml",
        b"</table:table>",
        repeated + wide + b"</table:table-cell></table:table-row></table:table>",
    )
    with pytest.raises(Swollen):
        read(content)


def test_a_long_text_repeated_in_ods():
    cell = b'<table:table-cell table:number-columns-repeated="20000" office:value-type="string"><text:p>'
    row = b"<table:table-row>" + cell + b"x" * 100_000 + b"</text:p></table:table-cell></table:table-row></table:table>"
    with pytest.raises(Swollen):
        read(builders.changed(builders.ods(GRID), "content.xml", b"</table:table>", row))


def test_a_long_text_shared_by_many_cells():
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(2, 90)).encode()
    content = builders.changed(builders.xlsx([["a"]]), SHEET, b"</sheetData>", cells + b"</sheetData>")
    long = b"<t>" + bytes(range(97, 123)) * 1_500_000 + b"</t>"
    content = builders.changed(content, "xl/sharedStrings.xml", b"<t>a</t>", long)
    with pytest.raises(Swollen):
        read(content, max_rows=100)


def test_two_hundred_thousand_rows_are_refused_quickly():
    content = builders.tall(200_000)
    began = time.perf_counter()
    with pytest.raises((TooManyRows, TooLarge, Swollen)) as refused:
        read(content, max_rows=10_000)
    assert time.perf_counter() - began < 2
    assert isinstance(refused.value, TooManyRows)
    assert "10.000 dòng" in str(refused.value)


def test_two_hundred_thousand_lines_of_text():
    with pytest.raises(TooManyRows):
        read(b"a,b,c\n" * 200_000, max_rows=10_000)


def test_many_formatted_rows_without_values_are_no_rows():
    rows = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, 60_000)).encode()
    assert read(builders.changed(builders.xlsx(GRID), SHEET, b"</sheetData>", rows + b"</sheetData>")).rows == GRID


def test_a_few_rows_too_many():
    grid = [["a", "b"]] * 201
    assert len(read(builders.xlsx(grid[:200]), max_rows=100).rows) == 200
    for build in (builders.xlsx, builders.xls, builders.ods, builders.csv_file):
        with pytest.raises(TooManyRows):
            read(build(grid), max_rows=100)


def test_ten_thousand_rows_within_memory():
    """Read and checked in a fresh process, so that other tests do not count."""
    script = (
        "from tests.catalogue import list_samples as s\n"
        "from motcua.catalogue.rules import lists\n"
        "from motcua.files.rules import tables\n"
        "content = s.workbook(10_000)\n"
        "spec = s.spec()\n"
        "table = tables.read(content, 'x', max_rows=10_000, wanted=lambda rows: lists.looks_right(rows, spec))\n"
        "assert len(lists.check(table.rows, spec).rows) == 10_000\n"
        "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert 30 * 1024 < int(done.stdout) < 300 * 1024


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"\xef\xbb\xbf"]),
)
def test_any_bytes_are_read_or_refused(body, head):
    try:
        rows = read(head + body).rows
    except FileRefused:
        return
    assert any(any(row) for row in rows)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255), st.sampled_from(["xlsx", "xls", "ods"]))
def test_one_changed_byte_never_breaks_the_reader(at, value, kind):
    content = bytearray(_GOOD[kind])
    content[at % len(content)] = value
    with contextlib.suppress(FileRefused):
        assert read(bytes(content)).rows


_GOOD = {kind: getattr(builders, kind)(GRID) for kind in ("xlsx", "xls", "ods")}


def test_kinds_never_trust_the_name():
    assert kinds.kind_of_bytes(builders.xlsx(GRID)) is kinds.XLSX
    assert kinds.kind_of_bytes(builders.encrypted(builders.xlsx(GRID))) is kinds.LOCKED
    assert kinds.kind_of_bytes("tên;số\n".encode()) is kinds.CSV
