"""What is wrong with a line, what is only told, and who stands in a roster twice."""

import pytest

from motcua.administration.rules.rosters import Line, Proposal
from tests.administration.rosters import ADD, BE, CHANGE, FOCAL, IDS, MAU, OFFICERS, THU, read, told


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (["1", "", IDS[0]], ["no_name"]),
        (["", "", IDS[0], "", "Giám đốc"], ["no_name"]),
        (["1", MAU, ""], ["needs_id"]),
        (["1", MAU, "12345"], ["id_length"]),
        (["1", "Mẫu", "2.1E+08"], ["name_short", "id_lost"]),
        (["1", MAU, IDS[0], "", "A" * 501], ["long"]),
        (["1", MAU, IDS[0], "", "nt"], ["no_above"]),
    ],
)
def test_refused_lines_name_line_and_column(row, faults):
    roster = read(OFFICERS, row, ["2", THU, IDS[1]])
    assert told(roster.faults) == [(2, code) for code in faults]
    assert roster.refused == (2,)
    assert [line.name for line in roster.lines] == [THU]
    assert {fault.column for fault in roster.faults} <= set(OFFICERS)


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        (
            ["1", "Thư điện tử", MAU, IDS[0], THU, IDS[1]],
            [("unknown_subsystem", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý")],
        ),
        (["1", "", MAU, IDS[0], THU, IDS[1]], [("no_subsystem", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý")]),
        (
            ["1", "PAKN, báo cáo", MAU, IDS[0], THU, IDS[1]],
            [("two_subsystems", "Phân hệ có thay đổi CCVC tham gia quy trình xử lý")],
        ),
        (["1", "PAKN", "", "", THU, IDS[1]], [("no_leaving", "CCVC không còn tham gia quy trình xử lý Họ và tên")]),
        (["1", "PAKN", MAU, "", THU, IDS[1]], [("needs_id", "CCVC không còn tham gia quy trình xử lý Số CMND")]),
        (["1", "PAKN", MAU, IDS[0], THU, ""], [("needs_id", "CCVC thay thế Số CMND")]),
        (["1", "PAKN", MAU, IDS[0], "", IDS[1]], [("no_name", "CCVC thay thế Họ và tên")]),
        (["1", "PAKN", MAU, IDS[0], MAU, IDS[0]], [("same_person", "CCVC thay thế Số CMND")]),
    ],
)
def test_refused_changes(row, faults):
    roster = read(*CHANGE, row, ["2", "báo cáo", MAU, IDS[2], THU, IDS[3]])
    assert [(fault.code, fault.column) for fault in roster.faults] == faults
    assert [line.n for line in roster.lines] == [4]


def test_a_lost_zero_waits_for_a_person():
    roster = read(OFFICERS, ["1", MAU, 51099000123.0, 900000012.0, "A"])
    line = roster.lines[0]
    assert (line.id_number, line.phone) == ("51099000123", "900000012")
    assert line.proposals == (
        Proposal("id_number", "51099000123", "051099000123"), Proposal("phone", "900000012", "0900000012"),
    )  # fmt: skip
    assert line.accepted() == Line(2, name=MAU, id_number="051099000123", phone="0900000012", unit="A")
    assert (
        roster.notes[0].text
        == "Ghi 51099000123, thiếu số 0 ở đầu như khi Excel đổi thành số. Có phải là 051099000123 không?"
    )


def test_a_phone_alone_finds_an_account():
    roster = read(OFFICERS, ["1", MAU, "", "0900000012"])
    assert (roster.lines[0].phone, told(roster.notes)) == ("0900000012", [(2, "by_phone")])


def test_the_same_person_twice():
    roster = read(OFFICERS, ["1", MAU, "051099000123"], ["2", THU, IDS[1]], ["3", MAU, 51099000123.0],
                  ["4", "Trần Thị Mẩu", "051099000123"], ["5", MAU, IDS[2]])  # fmt: skip
    assert told(roster.faults) == [(4, "twice"), (5, "twice")]
    assert roster.faults[0].text == "Người này đã có ở dòng 2. Hãy xóa một trong hai dòng."
    assert [line.n for line in roster.lines] == [2, 3, 6]  # two people of one name with two numbers are two


def test_the_same_name_without_numbers():
    roster = read(FOCAL, ["1.", "Tỉnh Mẫu"], ["", "", MAU, "Sở A"], ["", "", "TRẦN THỊ MẪU", "Sở A", "X"],
                  ["", "", MAU, "Sở B"], ["2.", "Tỉnh Thử"], ["", "", MAU, "Sở A"])  # fmt: skip
    assert told(roster.faults) == [(4, "twice")]
    assert told(roster.notes) == [(5, "same_name")]
    assert [line.n for line in roster.lines] == [3, 5, 7]


def test_one_person_in_two_subsystems_is_no_repetition():
    roster = read(ADD, ["1", "PAKN", MAU, IDS[0]], ["2", "Báo cáo", MAU, IDS[0]], ["3", "pakn", MAU, IDS[0]])
    assert ([line.n for line in roster.lines], told(roster.faults)) == ([2, 3], [(4, "twice")])


def test_who_leaves_and_joins_the_same_subsystem():
    roster = read(*CHANGE, ["1", "PAKN", MAU, IDS[0], THU, IDS[1]], ["2", "PAKN", BE, IDS[2], MAU, IDS[0]],
                  ["3", "PAKN", THU, IDS[1], BE, IDS[2]], ["4", "PAKN", MAU, IDS[0], BE, IDS[2]],
                  ["5", "Báo cáo", THU, IDS[1], MAU, IDS[0]])  # fmt: skip
    assert told(roster.faults) == [(4, "leaves_and_joins"), (5, "leaves_and_joins"), (6, "twice_leaving")]
    assert [line.n for line in roster.lines] == [3, 7]


def test_one_phone_for_two_people_is_told():
    roster = read(OFFICERS, ["1", MAU, IDS[0], "0900000012"], ["2", THU, IDS[1], "0900 000 012"])
    assert (told(roster.notes), len(roster.lines)) == ([(3, "same_phone")], 2)
