"""Whole lists: where they begin and end, their columns, their duplicates."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.catalogue.rules import lists
from motcua.files.rules import sheets, tables
from tests.catalogue.list_samples import FIRST_LINE, LETTERHEAD, person, sample, spec
from tests.files import builders

KEYS = [column.key for column in spec().columns]
TITLES = [column.title for column in spec().columns]


def line(n, **changed):
    return [n, *({**person(n), **changed}[key] for key in KEYS)]


def found(rows):
    return {(row.n, p.column): p.code for row in rows for p in row.problems}


def plain_grid(*rows):
    return [["TT", *TITLES], *rows]


@pytest.mark.parametrize("build", [builders.xlsx, builders.xls, builders.ods, builders.csv_file])
def test_every_planted_fault_is_found_and_no_other_in_each_format(build):
    made = sample(60, planted=True)
    table = tables.read(build(made.grid), "ds", max_rows=100, wanted=lambda rows: lists.looks_right(rows, spec()))
    result = lists.check(table.rows, spec())
    assert found(result.rows) == made.faults
    assert [row.n for row in result.rows] == list(range(FIRST_LINE, FIRST_LINE + 60))
    assert result.bad_rows == len({n for n, _ in made.faults})
    assert not result.ok
    good = [row for row in result.rows if not row.problems]
    assert result.total_amount == sum(row.amount for row in good) > 0


def test_a_good_list():
    result = lists.check(sample(20).grid, spec())
    assert result.ok
    assert result.counts == {}
    assert {row.months for row in result.rows} == {2, 3}
    assert result.total_amount == (15 * 3 + 5 * 2) * 1_800_000
    assert result.remarks == (
        f"Danh sách kết thúc ở dòng {FIRST_LINE + 19}; từ dòng {FIRST_LINE + 20} là phần cộng, ký tên nên không đọc.",
    )


def test_counts_by_column_and_code():
    result = lists.check(sample(60, planted=True).grid, spec())
    assert result.counts["id_number", "duplicate"] == 2
    assert result.counts["name", "markup"] == 2


def test_columns_in_any_order_and_unknown_ones_named():
    order = list(reversed(KEYS))
    header = ["STT", *(spec().column(key).title for key in order), "Số điện thoại"]
    people = [[n, *(person(n)[key] for key in order), "0900 000 001"] for n in (1, 2, 3)]
    result = lists.check([header, *people], spec())
    assert result.ok
    assert result.rows[0].values["name"] == person(1)["name"]
    assert result.remarks == ("Không đọc các cột ngoài mẫu: “Số điện thoại”.",)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("HỌ VÀ TÊN", "name"),
        ("Ho va ten", "name"),
        ("Họ và tên (ghi chữ in hoa)", "name"),
        ("Họ và tên\nngười lao động", "name"),
        ("Họ  và tên *", "name"),
        ("Ngày, tháng, năm sinh", "birth_date"),
        ("Số sổ BHXH", "bhxh_number"),
        ("Số CMND/ CCCD của người lao động", "id_number"),
        ("Số CMND /CCCD", "id_number"),
        ("Loại hợp đồng lao đông", "contract_type"),
        ("Thời điểm bắt đầu thực hiện HĐLĐ", "contract_start"),
    ],
)
def test_titles_in_other_words(title, key):
    header = [title if column.key == key else column.title for column in spec().columns]
    assert lists.find_header([["TT", *header]], spec()).positions[key] == 1 + KEYS.index(key)


def test_header_in_two_rows_with_merged_groups():
    upper = ["TT", *TITLES]
    start = 1 + KEYS.index("pause_from")
    upper[start], upper[start + 1] = "Thời gian tạm hoãn, nghỉ việc", ""
    lower = [""] * len(upper)
    lower[start], lower[start + 1] = "Từ ngày", "Đến ngày"
    numbers = [f"({n})" for n in range(1, len(upper) + 1)]
    merges = [(0, start, 0, start + 1), *((0, c, 1, c) for c in range(len(upper)) if c not in (start, start + 1))]
    grid = [upper, lower, numbers, line(1), line(2)]
    for content in (builders.xlsx(grid, merges=merges), builders.ods(grid)):
        table = tables.read(content, "ds", max_rows=10)
        result = lists.check(table.rows, spec())
        assert result.ok
        assert [row.n for row in result.rows] == [4, 5]
        assert result.rows[0].values["pause_to"] == "2020-06-30"


def test_the_paper_form_splits_birth_dates_by_sex():
    at = 1 + KEYS.index("birth_date")
    upper, lower = ["TT", *TITLES], [""] * (1 + len(TITLES))
    upper[at : at + 2] = ["Ngày, tháng, năm sinh", ""]
    lower[at : at + 2] = ["Nam", "Nữ"]
    man, woman = line(1), line(2)
    man[at : at + 2] = [date(1980, 1, 2), ""]
    woman[at : at + 2] = ["", "03/04/1990"]
    result = lists.check([upper, lower, man, woman], spec())
    assert result.ok
    assert [(r.values["birth_date"], r.values["sex"]) for r in result.rows] == [
        ("1980-01-02", "Nam"),
        ("1990-04-03", "Nữ"),
    ]


def test_numbering_row_is_passed_over():
    result = lists.check([["TT", *TITLES], [float(n) for n in range(1, 16)], line(1)], spec())
    assert [row.n for row in result.rows] == [3]


def test_first_person_is_not_taken_for_a_second_header_row():
    bare = line(1, birth_date="", contract_start="", pause_from="", pause_to="", note="Ngân hàng")
    bare[0] = ""
    for key in ("bhxh_number", "account_number", "id_number"):
        bare[1 + KEYS.index(key)] = ""
    result = lists.check(plain_grid(bare, line(2)), spec())
    assert [row.n for row in result.rows] == [2, 3]


def test_missing_columns_are_named_with_the_way_out():
    grid = [[cell for c, cell in enumerate(row) if c not in (2, 13)] for row in plain_grid(line(1))]
    with pytest.raises(lists.WrongTemplate) as refused:
        lists.check(grid, spec())
    assert str(refused.value) == (
        "Tệp không theo mẫu: không thấy cột “Ngày sinh”, “Số CMND/CCCD”. "
        "Hãy tải tệp mẫu Mẫu số 01 về, chép dữ liệu vào rồi tải lên lại."
    )


def test_missing_optional_column_is_a_remark():
    grid = [row[:-1] for row in plain_grid(line(1))]
    assert lists.check(grid, spec()).remarks == ("Tệp không có cột “Ghi chú”; phần này để trống.",)


@pytest.mark.parametrize("rows", [[], [[]], [["a", "b"]], [["Bảng giá", ""], ["Gạo", 12.0]], [*map(list, LETTERHEAD)]])
def test_wrong_template(rows):
    with pytest.raises(lists.WrongTemplate):
        lists.check(rows, spec())


def test_empty_template_has_nobody():
    table = tables.read(sheets.write(spec()), "mau", max_rows=10, wanted=lambda rows: lists.looks_right(rows, spec()))
    with pytest.raises(lists.EmptyList):
        lists.check(table.rows, spec())


def test_example_line_written_over_with_a_person_counts():
    example = line(1)
    example[0] = "Ví dụ"
    assert [row.n for row in lists.check(plain_grid(example, line(2)), spec()).rows] == [2, 3]


def test_blank_lines_sums_and_repeated_headings_inside_are_passed_over_and_told():
    blank, total = [""] * 15, ["", "Cộng tổ 1: 1 người", *[""] * 13]
    spaces = [" ", "  ", *[""] * 13]
    group = ["I", "", "", "", "Xưởng may 1", *[""] * 10]
    grid = plain_grid(group, line(1), blank, total, ["TT", *TITLES], line(2), spaces, line(3))
    result = lists.check(grid, spec())
    assert [row.n for row in result.rows] == [3, 7, 9]
    assert result.ok
    assert result.remarks == (
        "Bỏ qua 2 dòng trống ở giữa danh sách (dòng 4, 8).",
        "Bỏ qua 3 dòng cộng hoặc dòng đề mục (dòng 2, 5, 6).",
    )


def test_a_last_person_without_number_is_told_not_dropped():
    result = lists.check(plain_grid(line(1), line(2, id_number="")), spec())
    assert found(result.rows) == {(3, "id_number"): "missing"}


def test_a_person_without_name_and_number_is_told_not_dropped():
    result = lists.check(plain_grid(line(1), line(2, name="", id_number=""), line(3)), spec())
    assert found(result.rows) == {(3, "name"): "missing", (3, "id_number"): "missing"}


@pytest.mark.parametrize(
    "words",
    [
        "Cộng",
        "Tổng cộng: 2 người",
        "TỔNG SỐ",
        "Ví Dụ, ngày 12 tháng 5 năm 2020",
        "Đại diện doanh nghiệp",
        "Xác nhận của cơ quan bảo hiểm xã hội",
        "Người lập biểu",
    ],
)
def test_footers_end_the_list(words):
    signature = ["", "Nguyễn Văn Thử", *[""] * 13]
    result = lists.check(plain_grid(line(1), ["", words, *[""] * 13], signature), spec())
    assert [row.n for row in result.rows] == [2]
    assert result.ok
    assert result.remarks == ("Danh sách kết thúc ở dòng 2; từ dòng 3 là phần cộng, ký tên nên không đọc.",)


def test_a_person_named_like_a_sum_is_a_person():
    result = lists.check(plain_grid(line(1, name="Công Thị Mẫu"), line(2, name="Tống Văn Thử", id_number="")), spec())
    assert [row.n for row in result.rows] == [2, 3]


def test_duplicates_name_each_other():
    result = lists.check(plain_grid(line(1), line(2, id_number=person(1)["id_number"]), line(3)), spec())
    assert [(r.n, p.message) for r in result.rows for p in r.problems] == [
        (2, "Trùng với dòng 3. Mỗi người chỉ ghi một lần: hãy xóa dòng thừa hoặc sửa số bị nhập nhầm."),
        (3, "Trùng với dòng 2. Mỗi người chỉ ghi một lần: hãy xóa dòng thừa hoặc sửa số bị nhập nhầm."),
    ]


def test_many_duplicates_name_a_few():
    same = [line(n, id_number="099000000001") for n in range(1, 10)]
    last = lists.check(plain_grid(*same), spec()).rows[-1]
    assert "dòng 2, 3, 4, 5, 6…" in last.problems[0].message


def test_mending_one_of_two_duplicates_clears_both():
    rows = lists.check(plain_grid(line(1), line(2, id_number=person(1)["id_number"])), spec()).rows
    rows[1] = lists.check_row({**rows[1].values, "id_number": person(2)["id_number"]}, spec(), n=3)
    result = lists.recheck_duplicates(rows, spec())
    assert result.ok
    assert result.total_amount == 2 * 3 * 1_800_000
    rows.append(lists.check_row({**rows[1].values}, spec(), n=4))
    assert found(lists.recheck_duplicates(rows, spec()).rows) == {
        (3, "id_number"): "duplicate",
        (4, "id_number"): "duplicate",
        (3, "bhxh_number"): "duplicate",
        (4, "bhxh_number"): "duplicate",
    }


def test_too_many_people():
    limit = spec().max_rows
    with pytest.raises(lists.ListTooLong) as refused:
        lists.check([["TT", *TITLES], *([line(1)] * (limit + 1))], spec())
    assert refused.value.data["count"] == f"{limit + 1:,}".replace(",", ".")


def test_json_says_rows_and_problems():
    checked = lists.check(plain_grid(line(1, id_number=51199004821.0), line(2)), spec())
    document = lists.to_json(checked)
    assert json.loads(json.dumps(document)) == document
    assert (document["ok"], document["people"], document["bad_rows"]) == (False, 2, 1)
    assert document["total_amount"] == 3 * 1_800_000
    assert document["problems"] == [{"column": "id_number", "code": "lost_zero", "cells": 1}]
    problem = document["rows"][0]["problems"][0]
    assert (document["rows"][0]["n"], problem["shown"], problem["suggestion"]) == (2, "51199004821", "051199004821")


def test_what_is_written_reads_back_the_same():
    rows = lists.check(sample(12).grid, spec()).rows
    table = tables.read(sheets.write(spec(), [row.values for row in rows]), "ds", max_rows=20)
    again = lists.check(table.rows, spec())
    assert [row.values for row in again.rows] == [row.values for row in rows]
    assert again.ok


CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["1985", "04/25/1985", "1.2E+11", "=1+1", "Trần Thị Mẫu", "099000000001", "01/04/2020", "Nam", "-"]
    ),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(-10_000), timedelta(10_000)),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS), CELLS))
def test_any_row_is_checked_and_its_values_are_stable(cells):
    row = lists.check_row({**person(1), **cells}, spec())
    again = lists.check_row(row.values, spec())
    assert again.values == row.values
    assert {p.column for p in again.problems} == {p.column for p in row.problems}
    assert all(p.message and "\n" not in p.message for p in row.problems)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=16), max_size=6))
def test_any_rows_under_a_header_never_fail(rows):
    grid = [[*row, *[""] * (16 - len(row))] for row in rows]
    try:
        result = lists.check([["TT", *TITLES, ""], *grid], spec())
    except lists.EmptyList:
        return
    assert all(2 <= row.n <= 1 + len(rows) for row in result.rows)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=8), max_size=8))
def test_any_rows_without_a_header_are_refused(rows):
    with pytest.raises(lists.WrongTemplate):
        lists.check(rows, spec())


@settings(max_examples=200)
@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_full_months_grow_with_the_end(start, days):
    end = start + timedelta(days)
    months = lists.full_months(start, end)
    assert 0 <= lists.full_months(start, end + timedelta(1)) - months <= 1
    assert 28 * months <= days + 1 < 31 * (months + 1) + 1
