from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.documents.rules import long_day, long_moment, money_words, numbering, short_day, words
from motcua.documents.rules.wording import agency_lines, figures

SPOKEN = [
    (0, "không"),
    (1, "một"),
    (4, "bốn"),
    (5, "năm"),
    (10, "mười"),
    (11, "mười một"),
    (14, "mười bốn"),
    (15, "mười lăm"),
    (20, "hai mươi"),
    (21, "hai mươi mốt"),
    (24, "hai mươi tư"),
    (25, "hai mươi lăm"),
    (55, "năm mươi lăm"),
    (91, "chín mươi mốt"),
    (100, "một trăm"),
    (101, "một trăm linh một"),
    (105, "một trăm linh năm"),
    (110, "một trăm mười"),
    (111, "một trăm mười một"),
    (115, "một trăm mười lăm"),
    (121, "một trăm hai mươi mốt"),
    (999, "chín trăm chín mươi chín"),
    (1_000, "một nghìn"),
    (1_001, "một nghìn không trăm linh một"),
    (1_015, "một nghìn không trăm mười lăm"),
    (2_500, "hai nghìn năm trăm"),
    (15_021, "mười lăm nghìn không trăm hai mươi mốt"),
    (1_000_000, "một triệu"),
    (1_000_005, "một triệu không trăm linh năm"),
    (1_005_000, "một triệu không trăm linh năm nghìn"),
    (1_800_000, "một triệu tám trăm nghìn"),
    (5_400_000, "năm triệu bốn trăm nghìn"),
    (21_600_000, "hai mươi mốt triệu sáu trăm nghìn"),
    (1_000_000_000, "một tỷ"),
    (1_000_000_001, "một tỷ không trăm linh một"),
    (2_015_000_000, "hai tỷ không trăm mười lăm triệu"),
    (54_000_000_000, "năm mươi tư tỷ"),
    (1_000_000_000_000, "một nghìn tỷ"),
    (62_005_000_000_000, "sáu mươi hai nghìn không trăm linh năm tỷ"),
    (1_000_000_000_000_000_000, "một tỷ tỷ"),
]


@pytest.mark.parametrize(("amount", "said"), SPOKEN)
def test_numbers_are_said_as_in_vietnamese(amount, said):
    assert words(amount) == said


def test_money_begins_with_a_capital():
    assert money_words(1_800_000) == "Một triệu tám trăm nghìn đồng"


def test_less_than_nothing_is_not_said():
    with pytest.raises(ValueError, match="không âm"):
        words(-1)


DIGITS = dict(zip(("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"), range(10), strict=True)) | {
    "mốt": 1,
    "tư": 4,
    "lăm": 5,
}


def heard(text: str) -> int:
    """A listener, written apart from the speaker: word by word."""
    billions = done = group = digit = 0
    for word in text.split():
        if word in DIGITS:
            digit = DIGITS[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word in ("trăm", "mươi"):
            group, digit = group + digit * {"trăm": 100, "mươi": 10}[word], 0
        elif word in ("nghìn", "triệu"):
            done, group, digit = done + (group + digit) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, 0
        elif word == "tỷ":
            billions, done, group, digit = (billions + done + group + digit) * 10**9, 0, 0, 0
        else:
            assert word == "linh"
    return billions + done + group + digit


@given(st.integers(0, 10**17) | st.integers(0, 10**6).map(lambda n: n * 1_800_000))
def test_what_is_said_is_heard_as_the_same_number(amount):
    assert heard(words(amount)) == amount


@given(st.integers(0, 10**17))
def test_no_tens_are_said_wrongly(amount):
    said = f" {words(amount)} "
    for wrong in (
        " mươi một ",
        " mươi năm ",
        " mười năm ",
        " mười mốt ",
        " linh mốt ",
        " linh lăm ",
        " linh tư ",
        "  ",
    ):
        assert wrong not in said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2020, 5, 8), "ngày 08 tháng 5 năm 2020"),
        (date(2020, 1, 31), "ngày 31 tháng 01 năm 2020"),
        (date(2020, 2, 1), "ngày 01 tháng 02 năm 2020"),
        (date(2020, 10, 10), "ngày 10 tháng 10 năm 2020"),
    ],
)
def test_days_are_written_so_that_no_digit_fits_before(day, said):
    assert long_day(day) == said


def test_short_days():
    assert short_day(date(2020, 4, 1)) == "01/04/2020"


def test_moments_are_in_vietnamese_time():
    assert long_moment(datetime(2020, 5, 11, 18, 5, tzinfo=UTC)) == "01 giờ 05 phút, ngày 12 tháng 5 năm 2020"
    with pytest.raises(ValueError, match="múi giờ"):
        long_moment(datetime(2020, 5, 11, 18, 5))


def test_figures():
    assert [figures(n) for n in (0, 999, 1_800_000)] == ["0", "999", "1.800.000"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ủy ban nhân dân tỉnh Quảng Ngãi", ["ỦY BAN NHÂN DÂN", "TỈNH QUẢNG NGÃI"]),
        ("Văn phòng Chính phủ", ["VĂN PHÒNG CHÍNH PHỦ"]),
        ("", []),
    ],
)
def test_names_at_the_head(name, lines):
    assert agency_lines(name) == lines


@pytest.mark.parametrize(
    ("template", "n", "number"),
    [
        ("{n}/QĐ-UBND", 12, "12/QĐ-UBND"),
        ("{n:04}/TNHS", 7, "0007/TNHS"),
        ("{n:04}/TNHS", 12345, "12345/TNHS"),
        ("{n:03}-{year}/PXL", 7, "007-2020/PXL"),
    ],
)
def test_numbers_of_papers(template, n, number):
    assert numbering(template, n, 2020) == number


@pytest.mark.parametrize("template", ["/QĐ-UBND", "{year}/QĐ", "{n.__class__}", "{n}{0}", "{n:>9}", "{n", "{n}}"])
def test_a_series_without_a_place_for_the_number_is_refused(template):
    with pytest.raises(ValueError, match="không hợp lệ"):
        numbering(template, 1, 2020)
