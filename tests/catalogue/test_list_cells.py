"""Each cell of a worker list: what is stored, or what is said about it."""

import unicodedata
from datetime import date, datetime, time, timedelta

import pytest

from motcua.catalogue.rules import lists
from motcua.catalogue.rules.list_words import MESSAGES
from tests.catalogue.list_samples import person, spec


def checked(key, cell):
    row = lists.check_row({**person(1), key: cell}, spec())
    return row, [(p.column, p.code) for p in row.problems]


@pytest.mark.parametrize(
    ("key", "cell", "stored"),
    [
        ("name", "Trần Thị Mẫu", "Trần Thị Mẫu"),
        ("name", unicodedata.normalize("NFD", "Nguyễn Văn Thử"), "Nguyễn Văn Thử"),
        ("name", "  Lê \u00a0 Văn\tThử ", "Lê Văn Thử"),
        ("name", "\u202eNguyễn\u202c Văn \u200bThử", "Nguyễn Văn Thử"),
        ("name", "H'Mẫu Niê", "H'Mẫu Niê"),
        ("name", "NGÔ VĂN VÍ-DỤ", "NGÔ VĂN VÍ-DỤ"),
        ("birth_date", date(1985, 4, 15), "1985-04-15"),
        ("birth_date", datetime(1985, 4, 15, 0, 0), "1985-04-15"),
        ("birth_date", 31152.0, "1985-04-15"),
        ("birth_date", 31152, "1985-04-15"),
        ("birth_date", "15/04/1985", "1985-04-15"),
        ("birth_date", "15-4-85", "1985-04-15"),
        ("birth_date", "15.04.1985", "1985-04-15"),
        ("birth_date", "15 / 04 / 1985", "1985-04-15"),
        ("birth_date", "1985-04-15", "1985-04-15"),
        ("birth_date", "1985/4/15", "1985-04-15"),
        ("birth_date", "1985-04-15 00:00:00", "1985-04-15"),
        ("birth_date", "ngày 15 tháng 4 năm 1985", "1985-04-15"),
        ("birth_date", "29/02/2000", "2000-02-29"),
        ("sex", "nam", "Nam"),
        ("sex", "NU", "Nữ"),
        ("sex", "nữ ", "Nữ"),
        ("contract_type", "không  xác định thời hạn", "Không xác định thời hạn"),
        ("department", "Tổ 3, xưởng A - kho", "Tổ 3, xưởng A - kho"),
        ("department", "dòng một\ndòng hai", "dòng một dòng hai"),
        ("department", 12.0, "12"),
        ("bhxh_number", "9900000001", "9900000001"),
        ("bhxh_number", 9900000001.0, "9900000001"),
        ("bhxh_number", "99 0000 0001", "9900000001"),
        ("id_number", "099.000.000.001", "099000000001"),
        ("id_number", "'099000000001", "099000000001"),
        ("id_number", 123456789, "123456789"),
        ("id_number", 123450000000.0, "123450000000"),
        ("id_number", "123456789.0", "123456789"),
        ("account_number", "", ""),
        ("account_number", "-", ""),
        ("account_name", "–", ""),
        ("note", "=", "="),
    ],
)
def test_good_cells(key, cell, stored):
    row, problems = checked(key, cell)
    assert row.values[key] == stored
    assert problems == ([("note", "formula")] if stored == "=" else [])


@pytest.mark.parametrize(
    ("key", "cell", "code", "stored"),
    [
        ("name", "", "missing", ""),
        ("name", None, "missing", "None"),
        ("name", "   ", "missing", ""),
        ("name", "Trần Thị 2", "name_digits", "Trần Thị 2"),
        ("name", 5.0, "name_digits", "5"),
        ("name", "Trần 😀 Mẫu", "symbol", "Trần 😀 Mẫu"),
        ("name", "<script>Mẫu</script>", "markup", "<script>Mẫu</script>"),
        ("name", "Mẫu; DROP TABLE x", "markup", "Mẫu; DROP TABLE x"),
        ("name", "=Mẫu", "markup", "=Mẫu"),
        ("name", "{{ mẫu }}", "markup", "{{ mẫu }}"),
        ("name", "Иван Мẫu", "name_letters", "Иван Мẫu"),
        ("name", "王 Mẫu", "name_letters", "王 Mẫu"),
        ("name", "-", "name_letters", "-"),
        ("name", "A", "name_short", "A"),
        ("name", "Mẫu " * 40, "too_long", ("Mẫu " * 40).strip()),
        ("birth_date", "", "missing", ""),
        ("birth_date", "1985", "date_year_only", "1985"),
        ("birth_date", 1985.0, "date_year_only", "1985"),
        ("birth_date", "năm 1985", "date_year_only", "năm 1985"),
        ("birth_date", "04/1985", "date_month_only", "04/1985"),
        ("birth_date", "04/25/1985", "date_swapped", "04/25/1985"),
        ("birth_date", "1985-25-04", "date_swapped", "1985-25-04"),
        ("birth_date", "31/02/1990", "date_none", "31/02/1990"),
        ("birth_date", "29/02/1999", "date_none", "29/02/1999"),
        ("birth_date", "00/01/1990", "date_none", "00/01/1990"),
        ("birth_date", "40/40/1990", "date_none", "40/40/1990"),
        ("birth_date", "15/04/1785", "date_year", "15/04/1785"),
        ("birth_date", "hôm qua", "date_form", "hôm qua"),
        ("birth_date", 5.0, "date_form", "5"),
        ("birth_date", True, "date_form", "TRUE"),
        ("birth_date", time(8, 30), "date_form", "08:30:00"),
        ("birth_date", float("nan"), "date_form", "nan"),
        ("birth_date", 15041985.0, "date_form", "15041985"),
        ("birth_date", date(2010, 1, 1), "too_young", "2010-01-01"),
        ("birth_date", "01/01/1910", "too_old", "1910-01-01"),
        ("birth_date", "01/01/2050", "unborn", "2050-01-01"),
        ("sex", "Nam giới", "choice", "Nam giới"),
        ("sex", 1.0, "choice", "1"),
        ("contract_type", "Thử việc", "choice", "Thử việc"),
        ("contract_start", "2018", "date_year_only", "2018"),
        ("department", "<img src=x>", "markup", "<img src=x>"),
        ("department", "=HYPERLINK(1)", "formula", "=HYPERLINK(1)"),
        ("department", "Xưởng ☎", "symbol", "Xưởng ☎"),
        ("department", "a" * 151, "too_long", "a" * 151),
        ("bhxh_number", "", "missing", ""),
        ("bhxh_number", "12345", "digits_length", "12345"),
        ("bhxh_number", "12345678901", "digits_length", "12345678901"),
        ("bhxh_number", 990000001.0, "lost_zero", "990000001"),
        ("bhxh_number", "123456789.5", "digits_other", "123456789.5"),
        ("id_number", 51199004821.0, "lost_zero", "51199004821"),
        ("id_number", "51199004821", "lost_zero", "51199004821"),
        ("id_number", "51199004821.0", "lost_zero", "51199004821"),
        ("id_number", 1085012345, "lost_zero", "1085012345"),
        ("id_number", 12345678.0, "lost_zero", "12345678"),
        ("id_number", "01234567890", "digits_length", "01234567890"),
        ("id_number", 1.2345678901234568e16, "lost_digits", "1,2345678901234568e+16"),
        ("id_number", "1.2345E+11", "lost_digits", "1.2345E+11"),
        ("id_number", "1,2345E+11", "lost_digits", "1,2345E+11"),
        ("id_number", 123456789.5, "digits_other", "123456789,5"),
        ("id_number", -123456789.0, "digits_other", "-123456789"),
        ("id_number", "١٢٣٤٥٦٧٨٩", "digits_other", "١٢٣٤٥٦٧٨٩"),
        ("id_number", "B1234567", "digits_other", "B1234567"),
        ("id_number", date(2020, 1, 1), "digits_date", "01/01/2020"),
        ("id_number", timedelta(hours=30), "digits_date", "1 day, 6:00:00"),
        ("id_number", False, "digits_other", "FALSE"),
        ("account_number", "123", "digits_length", "123"),
        ("account_number", "TK 1900", "digits_other", "TK 1900"),
        ("pause_from", "31/03/2020", "start_early", "2020-03-31"),
        ("pause_from", "02/06/2020", "start_late", "2020-06-02"),
        ("pause_to", "01/07/2020", "end_late", "2020-07-01"),
        ("pause_to", "29/04/2020", "months_few", "2020-04-29"),
        ("pause_to", "31/03/2020", "end_before_start", "2020-03-31"),
        ("note", "x" * 301, "too_long", "x" * 301),
    ],
)
def test_bad_cells(key, cell, code, stored):
    if cell is None:
        cell, stored = "", ""
    row, problems = checked(key, cell)
    assert (key, code) in problems
    assert row.values[key] == stored
    problem = next(p for p in row.problems if p.code == code)
    assert problem.message
    assert "{" not in problem.message.replace("“{”", "")
    assert len(problem.shown) <= 40


@pytest.mark.parametrize(
    ("key", "cell", "suggestion"),
    [
        ("id_number", 51199004821.0, "051199004821"),
        ("id_number", 1085012345, "001085012345"),
        ("id_number", "12345678", "012345678"),
        ("bhxh_number", 123456789.0, "0123456789"),
        ("birth_date", "04/25/1985", "25/04/1985"),
        ("id_number", "0119900482", ""),
        ("account_number", "12345", ""),
    ],
)
def test_suggestions_are_offered_and_never_taken(key, cell, suggestion):
    row, _ = checked(key, cell)
    assert row.problems[0].suggestion == suggestion
    assert row.values[key] != suggestion
    if suggestion:
        assert suggestion in row.problems[0].message
        mended = lists.check_row({**row.values, key: suggestion}, spec())
        assert mended.problems == ()


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ((2020, 4, 1), (2020, 4, 30), 1),
        ((2020, 4, 1), (2020, 4, 29), 0),
        ((2020, 4, 15), (2020, 5, 14), 1),
        ((2020, 4, 15), (2020, 5, 13), 0),
        ((2020, 4, 1), (2020, 6, 30), 3),
        ((2020, 4, 1), (2020, 6, 29), 2),
        ((2020, 4, 15), (2020, 6, 14), 2),
        ((2020, 4, 15), (2020, 6, 13), 1),
        ((2020, 5, 31), (2020, 6, 29), 0),
        ((2020, 5, 31), (2020, 6, 30), 1),
        ((2020, 1, 31), (2020, 2, 29), 1),
        ((2020, 1, 31), (2020, 2, 28), 0),
        ((2020, 1, 30), (2020, 2, 29), 1),
        ((2019, 12, 1), (2020, 11, 30), 12),
        ((2020, 6, 1), (2020, 5, 1), 0),
    ],
)
def test_full_months(start, end, months):
    assert lists.full_months(date(*start), date(*end)) == months


def test_amount_follows_the_months():
    row = lists.check_row({**person(1), "pause_from": "01/05/2020", "pause_to": "30/06/2020"}, spec())
    assert (row.months, row.amount, row.problems) == (2, 3_600_000, ())


def test_no_amount_while_the_period_is_wrong():
    row = lists.check_row({**person(1), "pause_to": "31/12/2020"}, spec())
    assert (row.months, row.amount) == (0, 0)


def test_birthday_on_the_day_counts():
    turning = {**person(1), "contract_start": "01/06/2018"}
    assert lists.check_row({**turning, "birth_date": "01/06/2003"}, spec()).problems == ()
    late = lists.check_row({**turning, "birth_date": "02/06/2003"}, spec())
    assert [p.message for p in late.problems] == [
        "Người này 14 tuổi vào ngày 01/06/2018; phải từ 15 tuổi. Hãy kiểm tra lại ngày sinh."
    ]


def test_words_of_a_lost_zero():
    row, _ = checked("id_number", 51199004821.0)
    assert row.problems[0].message == (
        "Số này chỉ có 11 chữ số, có thể Excel đã bỏ mất số 0 ở đầu. Nếu đúng là 051199004821, "
        "hãy nhập lại như vậy; nhớ chọn định dạng Văn bản (Text) cho cột này."
    )


def test_every_message_is_a_sentence_with_a_cure():
    for message in MESSAGES.values():
        assert message.endswith(".")
        assert "ãy " in message
