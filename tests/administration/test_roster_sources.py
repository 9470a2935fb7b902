"""Rosters out of workbooks and pasted text, in every shape in which they arrive."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.administration.rules.rosters import MAX_LINES, NoPeople, NotRead, from_file, from_text
from motcua.files.rules.refusals import FileRefused, LongPaste, NoPastedTable, NothingPasted, TooManyRows
from tests.administration import rosters
from tests.files import builders

FOCAL = ["TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị"]
OFFICERS = ["STT", "Họ và tên", "Số CMND/CCCD", "Điện thoại", "Đơn vị công tác"]
CHANGE = ["STT", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý", "CCVC không còn tham gia quy trình xử lý",
          "CCVC thay thế", "Ghi chú", "Họ và tên", "Số CMND", "Họ và tên", "Số CMND"]  # fmt: skip
ADD = ["STT", "Phân hệ cần bổ sung CCVC xử lý", "Họ và tên CCVC", "Số CMND", "Ghi chú"]
MAU, THU, BE = "Trần Thị Mẫu", "Nguyễn Văn Thử", "Lê Thị Ví Dụ"
IDS = ["099000000001", "099000000002", "099000000003", "099000004"]
NBSP = "\u00a0"
PEOPLE = [OFFICERS, ["1", MAU, IDS[0], "0900 000 012", "Phòng A, Sở B"], ["2", THU, IDS[3], "", "Sở C"]]
LETTER = ["VĂN PHÒNG", "V/v xử lý hồ sơ; dịch vụ công, hỗ trợ", "Kính gửi: Chủ tịch UBND các tỉnh, thành phố."]
ENDING = ["Nơi nhận:\n- Như trên;\n- Lưu: VT.", "KT. CHỦ TỊCH", "Đỗ Văn Nghiệm"]


def seen(roster):
    return [(line.name, line.id_number, line.phone, line.unit) for line in roster.lines]


OFFICERS_SEEN = [(MAU, IDS[0], "0900000012", "Phòng A, Sở B"), (THU, IDS[3], "", "Sở C")]


def bars(grid):
    rule = "|" + "---|" * len(grid[0])
    rows = [f"| {' | '.join(row)} |" for row in grid]
    return "\n".join([rows[0], rule, *rows[1:]])


@pytest.mark.parametrize("build", [builders.xlsx, builders.xls, builders.ods, builders.csv_file])
def test_workbooks(build):
    (roster,) = from_file(build(PEOPLE), "ds")
    assert (seen(roster), [line.n for line in roster.lines]) == (OFFICERS_SEEN, [2, 3])


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t".join(row) for row in PEOPLE),
        "\r\n".join("\t".join(row) for row in PEOPLE),
        "\n".join(";".join(row) for row in PEOPLE),
        bars(PEOPLE),
        bars([[f"**{title}**" for title in OFFICERS], *PEOPLE[1:]]),
        "\n".join([*LETTER, *("\t".join(row) for row in PEOPLE), *ENDING]),
        "\n".join([*LETTER, bars(PEOPLE), *ENDING]),
        "\n\n".join([*LETTER, *(cell or NBSP for row in PEOPLE for cell in row), *ENDING]),
        "\n\n".join([*LETTER, *(cell for row in PEOPLE for cell in row), *ENDING]),
        "\n".join([*LETTER, *(cell for row in PEOPLE for cell in row)]),
        builders.csv_file(PEOPLE).decode(),
    ],
    ids=["tabs", "tabs-windows", "semicolons", "bars", "bars-strong", "tabs-in-a-letter", "bars-in-a-letter",
         "cells-nbsp", "cells-blank", "cells-below", "commas"],
)  # fmt: skip
def test_pasted_shapes(text):
    (roster,) = from_text(text)
    assert (roster.kind, seen(roster)) == ("officers", OFFICERS_SEEN)
    assert roster.faults == ()
    assert {skip.code for skip in roster.skipped} <= {"before", "header", "closing"}
    rows = text.splitlines()
    assert [MAU in rows[line.n - 1] or rows[line.n - 1] == "1" for line in roster.lines][0]  # noqa: RUF015


def cells_a_line(lines, empty=NBSP, *, provinces=None):
    """Appendix 1 as a web page gives it."""
    found = [*LETTER, "PHỤ LỤC 1:", "DANH SÁCH ĐẦU MỐI\n (Kèm theo văn bản số   /VPCP-KSTT)", *FOCAL]
    for number, body in enumerate(provinces or dict.fromkeys(line.body for line in lines), 1):
        found += [f"{number}.", body, empty, empty, empty]
        for line in lines:
            if line.body == body:
                found += [empty, empty, line.name, line.unit or empty, "X" if line.granted else empty]
    return "\n\n".join(found)


@pytest.mark.parametrize("empty", [NBSP, "", " "])
@pytest.mark.parametrize("after", ["", "\n\nPHỤ LỤC 2:\n\nTÀI LIỆU HƯỚNG DẪN\n\n1. Đăng nhập hệ thống\n\n2. Gán quyền"])
def test_appendix_1_one_cell_a_line(empty, after):
    people = rosters.focal_roster(numbers=False)
    (roster,) = from_text(cells_a_line(people, empty, provinces=rosters.provinces()) + after)
    assert [(line.body, line.name, line.unit, line.granted) for line in roster.lines] == [
        (line.body, line.name, line.unit, line.granted) for line in people
    ]
    assert (len(roster.lines), sum(line.granted for line in roster.lines), len(roster.bodies)) == (245, 118, 63)
    granted = {line.body for line in roster.lines if line.granted}
    assert {body.name for body in roster.bodies} - granted == set(rosters.WITHOUT)
    assert (roster.faults, roster.notes) == ((), ())


def test_a_unit_merged_over_rows_leaves_short_rows():
    text = "\n\n".join([*FOCAL, "1.", "Tỉnh Mẫu", NBSP, NBSP, NBSP, NBSP, NBSP, MAU, "Văn phòng UBND tỉnh", "X",
                        NBSP, NBSP, THU, "X", NBSP, NBSP, BE, NBSP, "2.", "Tỉnh Thử", NBSP, NBSP, NBSP,
                        NBSP, NBSP, "Vi Dũng", "Sở A", "X"])  # fmt: skip
    (roster,) = from_text(text)
    office = "Văn phòng UBND tỉnh"
    assert [(line.name, line.unit, line.granted) for line in roster.lines] == [
        (MAU, office, True), (THU, office, True), (BE, office, False), ("Vi Dũng", "Sở A", True),
    ]  # fmt: skip
    assert [body.name for body in roster.bodies] == ["Tỉnh Mẫu", "Tỉnh Thử"]
    assert roster.remarks[0].startswith("Có ô gộp nhiều dòng: giá trị của ô gộp được dùng cho từng dòng (2 ô).")


def test_both_forms_of_letter_6444_one_cell_a_line():
    text = "\n\n".join(["DANH SÁCH THAY ĐỔI TÀI KHOẢN", *CHANGE, "1", "PAKN", MAU, IDS[0], THU, IDS[1], NBSP,
                        "2", BE, IDS[2], "Vi Dũng", IDS[3], "nghỉ", "DANH SÁCH BỔ SUNG TÀI KHOẢN", *ADD,
                        "1", "Báo cáo", MAU, IDS[0], NBSP, "***Ghi chú:", "- CCVC: Công chức, Viên chức."])  # fmt: skip
    change, add = from_text(text)
    assert [(line.subsystem, line.leaving_name, line.leaving_id, line.name, line.id_number, line.note)
            for line in change.lines] == [
        ("pakn", MAU, IDS[0], THU, IDS[1], ""), ("pakn", BE, IDS[2], "Vi Dũng", IDS[3], "nghỉ"),
    ]  # fmt: skip
    assert [(line.subsystem, line.name, line.id_number) for line in add.lines] == [("reports", MAU, IDS[0])]
    assert change.faults == add.faults == ()


def test_quotation_marks():
    rows = [OFFICERS, ["1", MAU, IDS[0], "", 'Sở "Mẫu"'], ["2", THU, IDS[1], "", '"'],
            ["3", BE, IDS[2], "", '"']]  # fmt: skip
    (roster,) = from_text("\n".join("\t".join(row) for row in rows))
    assert [line.unit for line in roster.lines] == ['Sở "Mẫu"'] * 3
    (roster,) = from_text(
        f'STT\tHọ và tên\tSố CMND\tĐơn vị\n1\t{MAU}\t{IDS[0]}\t"Phòng A\nSở ""B"""\n2\t{THU}\t{IDS[1]}\tC'
    )
    assert [(line.n, line.unit) for line in roster.lines] == [(2, 'Phòng A Sở "B"'), (4, "C")]


def test_two_sheets_are_two_rosters():
    change = [["STT", "Phân hệ", "Người không còn tham gia", "", "Người thay thế", ""],
              ["", "", "Họ và tên", "Số CMND", "Họ và tên", "Số CMND"],
              [1, "PAKN", MAU, IDS[0], THU, IDS[1]]]  # fmt: skip
    merges = [(0, 0, 1, 0), (0, 1, 1, 1)]
    before = [("Thư", [["Kính gửi", "a"]]), ("Bổ sung", [ADD, [1, "báo cáo", BE, IDS[2]]])]
    content = builders.xlsx(change, merges=merges, before=before)
    add, changes = from_file(content, "ds.xlsx")
    assert (add.kind, [line.name for line in add.lines]) == ("add", [BE])
    assert (changes.kind, [line.leaving_name for line in changes.lines]) == ("change", [MAU])
    assert changes.remarks == ()  # merged titles are no merged values


def test_merged_cells_of_a_workbook_are_told():
    grid = [ADD, [1, "PAKN", MAU, IDS[0]], [2, "", THU, IDS[1]]]
    (roster,) = from_file(builders.xlsx(grid, merges=[(1, 1, 2, 1)]), "ds.xlsx")
    assert [line.subsystem for line in roster.lines] == ["pakn", "pakn"]
    assert roster.remarks[0].endswith("(1 ô). Hãy xem lại các dòng đó.")


def test_a_form_beside_an_empty_one():
    content = builders.xlsx([ADD, [1, "PAKN", MAU, IDS[0]]], before=[("Trống", [OFFICERS])])
    (roster,) = from_file(content, "ds.xlsx")
    assert roster.kind == "add"
    with pytest.raises(NoPeople):
        from_file(builders.xlsx([OFFICERS]), "ds.xlsx")


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("", NothingPasted),
        (" \n\u00a0\n", NothingPasted),
        ("\n".join(LETTER), NoPastedTable),
        ("Kính gửi\tSở Mẫu\nNơi nhận\tLưu", NoPastedTable),
        ("\t".join(OFFICERS), NoPeople),
        ("a" * 4_000_001, LongPaste),
    ],
)
def test_refused_pastes(text, refused):
    with pytest.raises(refused):
        from_text(text)


def test_too_long_a_list():
    rows = [["1", MAU, f"099{n:09}", "", ""] for n in range(MAX_LINES + 101)]
    with pytest.raises(LongPaste, match=r"5\.000 dòng"):
        from_text("\n".join("\t".join(row) for row in [OFFICERS, *rows]))
    with pytest.raises(TooManyRows):
        from_file(builders.csv_file([OFFICERS, *rows]), "ds.csv")


@pytest.mark.parametrize("joined", ["tabs", "cells"])
def test_five_thousand_lines(joined):
    rows = [[str(n + 1), MAU, f"099{n:09}", "", "Sở Mẫu"] for n in range(MAX_LINES)]
    grid = [OFFICERS, *rows]
    text = "\n".join(map("\t".join, grid)) if joined == "tabs" else "\n\n".join(c or NBSP for row in grid for c in row)
    started = time.process_time()
    (roster,) = from_text(text)
    assert time.process_time() - started < 5  # about one second
    assert len(roster.lines) == MAX_LINES
    assert roster.faults == ()


@pytest.mark.parametrize(
    "unit",
    ["\n" * 200_000, "|" * 200_000, "\t" * 200_000, '"' * 200_000, ";" * 200_000, "STT\nHọ tên\n" * 20_000,
     "STT\n\nHọ tên\n\nĐơn vị\n\n" * 8_000],
)  # fmt: skip
def test_hostile_text_costs_little(unit):
    started = time.process_time()
    with pytest.raises((FileRefused, NotRead)):
        from_text(unit + "a")
    assert time.process_time() - started < 10


WORDS = st.sampled_from([*OFFICERS, *FOCAL, *ADD, *CHANGE, MAU, THU, *IDS, "X", "nt", "1", "2.", "PAKN", "Tỉnh Mẫu",
                         "\n", "\n\n", "\t", "|", ";", NBSP, '"', "Tổng cộng", "|---|---|"])  # fmt: skip


@given(st.lists(st.one_of(WORDS, st.text(max_size=6)), max_size=60).map("\n".join))
def test_any_text_is_read_or_refused_in_words(text):
    try:
        found = from_text(text)
    except (FileRefused, NotRead):
        return
    for roster in found:
        places = [[line.n for line in roster.lines], list(roster.refused), [skip.n for skip in roster.skipped]]
        numbers = [n for place in places for n in place]
        assert sorted(set(numbers)) == sorted(numbers)
        assert all(1 <= n <= text.count("\n") + 2 for n in numbers)
