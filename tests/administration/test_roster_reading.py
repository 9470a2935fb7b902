"""A table becomes a roster: which kind, which lines, what is refused, and that nothing is silently dropped."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.administration.rules.rosters import (
    MAX_LINES,
    Body,
    Line,
    NoNumbers,
    NoPeople,
    NoRoster,
    TooManyLines,
    TwoNames,
    looks_right,
    read_roster,
    read_rosters,
)
from motcua.kernel.text import fold
from tests.administration import rosters
from tests.administration.rosters import (
    ADD,
    BE,
    CHANGE,
    ENDING,
    FOCAL,
    IDS,
    MAU,
    OFFICERS,
    PAKN,
    THU,
    read,
    skips,
    table,
    told,
    whole,
)


def test_focal_points_stand_under_their_province():
    roster = read(
        ["PHỤ LỤC 1:"], FOCAL,
        ["1.", "TP. Hà Nội"], ["", "", MAU, "Văn phòng UBND thành phố", ""],
        ["2.", "Tỉnh Mẫu", "(1/2)"], ["", "", THU, "Sở Thông tin và Truyền thông", "X"], ["", "", BE, "nt", ""],
        ["3.", "Tỉnh Trống"], *ENDING,
    )  # fmt: skip
    assert roster.kind == "focal"
    assert roster.lines == (
        Line(4, body="TP. Hà Nội", name=MAU, unit="Văn phòng UBND thành phố"),
        Line(6, body="Tỉnh Mẫu", name=THU, unit="Sở Thông tin và Truyền thông", granted=True),
        Line(7, body="Tỉnh Mẫu", name=BE, unit="Sở Thông tin và Truyền thông"),
    )
    assert roster.bodies == (Body(3, "TP. Hà Nội"), Body(5, "Tỉnh Mẫu"), Body(8, "Tỉnh Trống"))
    assert (roster.faults, told(roster.notes)) == ((), [(7, "ditto")])
    assert skips(roster) == {
        1: "before", 2: "header", 3: "heading", 5: "heading", 8: "heading",
        10: "closing", 11: "closing", 12: "closing", 13: "closing",
    }  # fmt: skip
    assert roster.remarks == (
        "Danh sách không có cột Số CMND/CCCD: chưa tìm được tài khoản của từng người cho đến khi có số này.",
    )


def test_a_province_merged_over_its_people_is_on_every_line():
    roster = read(FOCAL, ["1", "Tỉnh Mẫu", MAU, "A", "x"], ["1", "Tỉnh Mẫu", THU, "B"], ["2", "Tỉnh Thử", BE, "C"])
    assert [(line.body, line.name) for line in roster.lines] == [("Tỉnh Mẫu", MAU), ("Tỉnh Mẫu", THU), ("Tỉnh Thử", BE)]
    assert roster.bodies == (Body(2, "Tỉnh Mẫu"), Body(4, "Tỉnh Thử"))


def test_officers():
    roster = read(OFFICERS, ["1", MAU, IDS[0], "0900.000.012", "UBND huyện Ví Dụ"], [2, THU, IDS[3], "", "nt"])
    assert roster.kind == "officers"
    assert roster.lines == (
        Line(2, name=MAU, id_number=IDS[0], phone="0900000012", unit="UBND huyện Ví Dụ"),
        Line(3, name=THU, id_number=IDS[3], unit="UBND huyện Ví Dụ"),
    )


def test_officers_under_the_names_of_their_units():
    roster = read(
        OFFICERS, ["I", "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"], ["1", MAU, IDS[0]], ["II", "UBND huyện Ví Dụ"],
        ["1", THU, IDS[1]],
    )  # fmt: skip
    assert [(line.name, line.body) for line in roster.lines] == [
        (MAU, "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"), (THU, "UBND huyện Ví Dụ"),
    ]  # fmt: skip
    assert skips(roster) == {1: "header", 2: "heading", 4: "heading"}


def test_changes():
    roster = read(["DANH SÁCH THAY ĐỔI"], *CHANGE, ["1", PAKN, MAU, IDS[0], THU, IDS[1], "nghỉ hưu"],
                  ["2", "nt", BE, IDS[2], "", "", ""])  # fmt: skip
    assert roster.kind == "change"
    assert roster.lines == (
        Line(4, subsystem="pakn", name=THU, id_number=IDS[1], leaving_name=MAU, leaving_id=IDS[0], note="nghỉ hưu"),
        Line(5, subsystem="pakn", leaving_name=BE, leaving_id=IDS[2]),
    )
    assert told(roster.notes) == [(5, "ditto"), (5, "no_replacement")]


def test_changes_with_one_row_of_titles_in_any_order():
    roster = read(
        ["Số CMND người thay thế", "Người thay thế - họ và tên", "Phân hệ", "Họ tên người được thay thế",
         "Số căn cước người được thay thế"],
        [IDS[1], THU, "PAKN", MAU, IDS[0]],
    )  # fmt: skip
    assert roster.lines == (Line(2, subsystem="pakn", name=THU, id_number=IDS[1], leaving_name=MAU, leaving_id=IDS[0]),)


def test_additions():
    roster = read(ADD, ["1", "CSDL quốc gia về TTHC", MAU, IDS[0], ""], ["2", "", THU, IDS[1], "mới"])
    assert roster.kind == "add"
    assert roster.lines == (
        Line(2, subsystem="procedures", name=MAU, id_number=IDS[0]),
        Line(3, subsystem="procedures", name=THU, id_number=IDS[1], note="mới"),
    )
    assert told(roster.notes) == [(3, "carried")]
    assert roster.notes[0].text == "Ô để trống: dùng “Cơ sở dữ liệu quốc gia về thủ tục hành chính” của dòng 2."


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["STT", "Ho va ten", "So CMND", "Dien thoai", "Don vi cong tac"], "officers"),
        (["Họ tên", "Số định danh cá nhân"], "officers"),
        (["TT", "Họ và tên công chức", "Số CCCD/CMND (*)", "Chức vụ"], "officers"),
        (["TT", "Địa phương", "Họ và tên", "Cơ quan, đơn vị", "Số CMND", "Đánh dấu cấp quyền"], "focal"),
        (["TT", "Tỉnh, thành phố", "Họ và tên", "Đơn vị"], "focal"),
        (["STT", "Tên phân hệ", "Họ và tên", "Số điện thoại", "Dịch vụ", "Thời hạn"], "add"),
        (["STT", "Hệ thống", "Họ và tên", "Số CMND/CCCD", "Đơn vị"], "add"),
    ],
)
def test_kinds_are_known_by_their_titles(header, kind):
    told = {"phan he": "PAKN", "he thong": "PAKN", "dien thoai": "0900000012", "so": IDS[0], "ho": MAU}
    cells = [next((text for word, text in told.items() if f" {word} " in f" {fold(title)} "), "") for title in header]
    roster = read(header, cells)
    assert (roster.kind, [line.name for line in roster.lines]) == (kind, [MAU])


def test_further_columns_work_in_every_kind():
    roster = read(
        [*ADD, "Chức vụ", "Đơn vị", "Điện thoại", "Dịch vụ", "Thời hạn", "Năm sinh"],
        ["1", "PAKN", MAU, IDS[0], "", "Chuyên viên", "Sở Mẫu", "0900000012", "Hỗ trợ; Vay vốn", "31/12/2020", "1990"],
    )
    assert roster.lines == (
        Line(2, subsystem="pakn", name=MAU, id_number=IDS[0], title="Chuyên viên", unit="Sở Mẫu", phone="0900000012",
             services="Hỗ trợ; Vay vốn", until=date(2020, 12, 31)),
    )  # fmt: skip
    assert roster.remarks == ("Không đọc các cột: “Năm sinh”.",)


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([["Kính gửi"], ["a", "b"]], NoRoster),
        ([["STT", "Họ và tên", "Đơn vị"], ["1", MAU, "A"]], NoNumbers),
        ([["STT", "Phân hệ", "Họ và tên"], ["1", "PAKN", MAU]], NoNumbers),
        ([["STT", "Phân hệ", "Họ và tên", "Số CMND", "Họ và tên", "Số CMND"], ["1", "PAKN", MAU, "1", THU, "2"]],
         TwoNames),
        ([OFFICERS], NoPeople),
        ([OFFICERS, [], ["Tổng cộng: 0"]], NoPeople),
    ],
)  # fmt: skip
def test_what_is_no_roster_is_refused(rows, refused):
    with pytest.raises(refused):
        read_roster(table(*rows))


def test_what_is_no_person_is_passed_over_with_its_reason():
    roster = read(
        ["ỦY BAN NHÂN DÂN", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], [], OFFICERS,
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["Ví dụ", MAU, IDS[3]], ["1", MAU, IDS[0]], [], ["Cộng:", 1], OFFICERS, ["5", THU, IDS[1]],
        ["stt", "HỌ VÀ TÊN", "SỐ CMND/CCCD", "ĐIỆN THOẠI", "ĐƠN VỊ"], ["6", BE, IDS[2]], ["Tổng cộng: 3 người"],
        ["", "", "", "", "…, ngày 8 tháng 5 năm 2020"], ["", "NGƯỜI LẬP BIỂU", "", "", "CHÁNH VĂN PHÒNG"],
        ["", "Đỗ Văn Nghiệm", "", "", "Hồ Thị Giả"],
    )  # fmt: skip
    assert [line.n for line in roster.lines] == [6, 10, 12]
    assert roster.faults == ()
    assert skips(roster) == {
        1: "before", 3: "header", 4: "header", 5: "example", 8: "total", 9: "header", 11: "header", 13: "total",
        14: "closing", 15: "closing", 16: "closing",
    }  # fmt: skip
    assert roster.remarks == (
        "Số thứ tự không liên tục: sau 1 là 5 (dòng 10). Hãy kiểm tra xem có thiếu dòng không.",
        "3 dòng chưa ghi cơ quan, đơn vị (dòng 6, 10, 12).",
    )


def test_notes_in_the_middle_do_not_end_the_list():
    roster = read(FOCAL, ["1.", "Tỉnh Mẫu"], ["", "", MAU, "Giám đốc", "X"], ["Ghi chú: trang 1"], ["2.", "Tỉnh Thử"],
                  ["", "", THU, "Chủ tịch"], ["Ghi chú:"], ["- X: đã cấp quyền"])  # fmt: skip
    assert [(line.n, line.body) for line in roster.lines] == [(3, "Tỉnh Mẫu"), (6, "Tỉnh Thử")]
    assert {n: code for n, code in skips(roster).items() if code == "closing"} == {
        4: "closing",
        7: "closing",
        8: "closing",
    }


def test_a_person_of_the_family_vi_is_no_example():
    roster = read(FOCAL, ["1.", "Tỉnh Mẫu"], ["", "", "Vi Dũng", "Sở A", "X"], ["", "", "Vi Dư", "Sở A"])
    assert [line.name for line in roster.lines] == ["Vi Dũng", "Vi Dư"]


def test_both_forms_of_letter_6444_on_one_page():
    source = table(
        ["DANH SÁCH THAY ĐỔI TÀI KHOẢN"], *CHANGE, ["1", PAKN, MAU, IDS[0], THU, IDS[1], ""],
        ["DANH SÁCH BỔ SUNG TÀI KHOẢN"], ADD, ["1", PAKN, BE, IDS[2], ""], ["***Ghi chú:"],
        ["- CCVC: Công chức, Viên chức."],
    )  # fmt: skip
    change, add = read_rosters(source)
    for roster in (change, add):
        whole(roster, source)
    assert (change.kind, [line.n for line in change.lines]) == ("change", [4])
    assert (add.kind, [line.n for line in add.lines]) == ("add", [7])
    assert skips(change)[6] == skips(change)[7] == "other_list"
    assert skips(add)[4] == "other_list"
    assert change.remarks == ("Từ dòng 6 là một danh sách khác; phần đó không thuộc danh sách này.",)
    assert read_roster(source) == change


def test_a_form_that_nobody_filled_is_left_out():
    (only,) = read_rosters(table(*CHANGE, [], ADD, ["1", PAKN, BE, IDS[2], ""]))
    assert (only.kind, [line.n for line in only.lines]) == ("add", [5])


def test_nothing_refuses_a_whole_list_but_its_length():
    rows = [["1", MAU, f"099{n:09}"] for n in range(MAX_LINES)]
    started = time.process_time()
    assert len(read(OFFICERS, *rows).lines) == MAX_LINES
    assert time.process_time() - started < 4  # a third of a second
    with pytest.raises(TooManyLines, match=r"5\.001 dòng"):
        read_roster(table(OFFICERS, *rows, ["1", MAU, IDS[3]]))


def test_the_roster_of_appendix_1():
    people = rosters.focal_roster()
    assert (len(people), sum(line.granted for line in people)) == (245, 118)
    assert len({line.body for line in people}) == 63
    assert len({line.name for line in people}) == len({line.id_number for line in people}) == 245
    granted = {line.body for line in people if line.granted}
    assert [body for body in rosters.provinces() if body not in granted] == sorted(
        rosters.WITHOUT, key=rosters.provinces().index
    )


CELLS = st.one_of(
    st.sampled_from(["", "", "x", "nt", "1", "2.", "Tổng cộng", "Ghi chú:", "Nơi nhận:", "PAKN", MAU, THU, *IDS,
                     *FOCAL, *OFFICERS, *ADD, *CHANGE[0], *CHANGE[1], "Tỉnh Mẫu", "UBND huyện Ví Dụ", 51099000123.0,
                     1.0, True]),
    st.text(max_size=12),
    st.floats(),
)  # fmt: skip
GRIDS = st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=12)


@given(st.sampled_from([[FOCAL], [OFFICERS], CHANGE, [ADD]]), GRIDS)
def test_whatever_stands_under_a_header_every_line_is_accounted_for(header, rows):
    source = table(*header, *rows)
    try:
        found = read_rosters(source)
    except (NoPeople, NoNumbers, TwoNames):
        return
    for roster in found:
        whole(roster, source)
        for remark in (*roster.faults, *roster.notes):
            assert remark.text
        for line in roster.lines:
            assert line.name or line.leaving_name
            assert line.n not in roster.refused


@given(GRIDS.filter(bool))
def test_any_table_is_read_or_refused_in_words(rows):
    source = table(*rows)
    if looks_right(source.rows):
        return
    with pytest.raises(NoRoster):
        read_rosters(source)
