"""One cell of a roster: what is taken, what is told, what is proposed, what is refused."""

import unicodedata
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.administration.rules.rosters import cells, letters, subsystems, words
from motcua.agencies.rules.rights import SUBSYSTEMS
from motcua.identity.rules.registration import full_name

NAME = "Trần Thị Mẫu"


def codes(read):
    return ([read.fault[0]] if read.fault else []) + [code for code, _ in read.notes]


@pytest.mark.parametrize(
    ("said", "value"),
    [
        (NAME, NAME),
        (unicodedata.normalize("NFD", NAME), NAME),
        ("  Trần \u00a0Thị\tMẫu ", NAME),
        ("Trần\u200b Thị Mẫu", NAME),
        ("Đỗ Văn Thử,", "Đỗ Văn Thử"),
        ("H’Mẫu Niê", "H'Mẫu Niê"),
    ],
)
def test_names_are_tidied_without_a_word(said, value):
    assert cells.read_name(said) == cells.Read(value)


@pytest.mark.parametrize(
    ("said", "value", "signs"),
    [
        ("Trần Thị Аn", "Trần Thị An", "“А” (chữ Ki-rin)"),
        ("Ðỗ Văn Thử", "Đỗ Văn Thử", "“Ð” (chữ của bảng chữ cái khác)"),
        ("Trần Τhị Mẫu", NAME, "“Τ” (chữ Hy Lạp)"),
        ("Tr\u0430\u0302\u0300n Thị Mẫu", NAME, "“\u0430” (chữ Ki-rin)"),
        ("Ｔrần Thị Mẫu", NAME, "“Ｔ” (ký tự khổ rộng)"),
    ],
)
def test_letters_that_only_look_so_are_corrected_and_told(said, value, signs):
    read = cells.read_name(said)
    assert (read.value, read.fault) == (value, None)
    assert read.notes == (("corrected", {"signs": signs, "value": value}),)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Mẫu", "name_short"),
        ("Trần Thị Mẫu 2", "name_digits"),
        ("099000000001", "name_digits"),
        ("Trần Thị Жу", "name_sign"),
        ("Trần Thị Mẫu (Trưởng phòng)", "name_sign"),
        ("Trần 山 Mẫu", "name_sign"),
        ("nt", "name_ditto"),
        ("như trên", "name_ditto"),
        ("A " * 70, "name_long"),
    ],
)
def test_what_is_no_name_is_refused(said, code):
    assert codes(cells.read_name(said)) == [code]


def test_the_strange_sign_is_named():
    assert cells.read_name("Trần Thị Жу").fault == ("name_sign", {"sign": "“Ж” (chữ Ki-rin)"})


@pytest.mark.parametrize(
    "said", ["Đ/c Trần Thị Mẫu", "Đồng chí Trần Thị Mẫu", "Bà: Trần Thị Mẫu", "Ông/bà Trần Thị Mẫu"]
)
def test_a_form_of_address_is_taken_off(said):
    read = cells.read_name(said)
    assert (read.value, codes(read)) == (NAME, ["form_of_address"])


@pytest.mark.parametrize("said", ["Ông Thị Mẫu", "Vi Dũng", "Ong Thị Thử"])
def test_family_names_that_look_like_a_form_of_address_stay(said):
    assert cells.read_name(said) == cells.Read(said)


@given(st.text(max_size=60))
def test_every_name_that_is_taken_is_one_that_an_account_may_have(text):
    read = cells.read_name(text)
    assert read.fault or not read.value or full_name(read.value) == read.value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("099000000001", "099000000001"),
        ("099000001", "099000001"),
        ("099 000 000 001", "099000000001"),
        ("099.000.000.001", "099000000001"),
        ("'099000000001", "099000000001"),
        ("CCCD: 099000000001", "099000000001"),
        ("Số CMND 099000001", "099000001"),
        (199000001.0, "199000001"),
        (199000001, "199000001"),
        ("199000001.0", "199000001"),
        ("", ""),
        ("-", ""),
        (None, ""),
    ],
)
def test_id_numbers(said, value):
    assert cells.read_id(said) == cells.Read(value)


@pytest.mark.parametrize(
    ("said", "written", "proposed"),
    [
        (51099000123.0, "51099000123", "051099000123"),
        (1099000123.0, "1099000123", "001099000123"),
        ("51099000123", "51099000123", "051099000123"),
        (12345678.0, "12345678", "012345678"),
        (1234567, "1234567", "001234567"),
    ],
)
def test_a_lost_zero_is_proposed_and_never_put_there(said, written, proposed):
    read = cells.read_id(said)
    assert (read.value, read.fault, read.proposed) == (written, None, proposed)
    assert read.notes == (("lost_zero", {"written": written, "proposed": proposed}),)


def test_a_letter_for_a_figure_is_proposed_at_most():
    read = cells.read_id("O99OOOOO0001")
    assert (read.value, read.proposed, codes(read)) == ("O99OOOOO0001", "099000000001", ["letter_o"])


def test_figures_of_another_width_are_corrected_and_told():
    read = cells.read_id("０99000001")
    assert (read.value, read.proposed, codes(read)) == ("099000001", "", ["corrected"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("2.1E+08", "id_lost"),
        ("5,1099E+10", "id_lost"),
        (51099000123.5, "id_lost"),
        (float("nan"), "id_lost"),
        (1e16, "id_lost"),
        (-99000001.0, "id_lost"),
        (datetime(2020, 5, 8), "id_date"),
        ("0900000012", "id_phone"),
        ("0990000000012", "id_length"),
        ("12345", "id_length"),
        ("0001234567", "id_length"),
        ("09900A001", "id_sign"),
        ("٠٩٩٠٠٠٠٠١", "id_sign"),
        ("099000001 / 099000000001", "id_several"),
        ("099000001\n099000000001", "id_several"),
        ("nt", "name_ditto"),
    ],
)
def test_what_is_no_id_number_is_refused(said, code):
    read = cells.read_id(said)
    assert (codes(read), read.proposed) == ([code], "")


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates()))
def test_every_id_number_that_is_taken_has_nine_or_twelve_digits(said):
    read = cells.read_id(said)
    if read.fault or not read.value:
        return
    number = read.proposed or read.value
    assert len(number) in (9, 12)
    assert number.isascii()
    assert number.isdigit()


@given(st.from_regex(r"[0-9]{9}([0-9]{3})?", fullmatch=True))
def test_a_number_of_the_right_length_stays_what_it_is(number):
    assert cells.read_id(number) == cells.Read(number)
    assert cells.read_id(" ".join(number)).value == number


@given(st.from_regex(r"0{1,2}[1-9][0-9]{9}", fullmatch=True).filter(lambda number: len(number) == 12))
def test_what_excel_does_to_a_number_can_be_proposed_back(number):
    assert cells.read_id(float(number)).proposed == number


@pytest.mark.parametrize(
    ("said", "value", "told"),
    [
        ("0900000012", "0900000012", []),
        ("0900.000.012", "0900000012", []),
        ("0900 000 012", "0900000012", []),
        ("+84 900 000 012", "0900000012", []),
        ("0900000012; 0900000013", "0900000012", ["first_phone"]),
        ("0900000012\n0900000013", "0900000012", ["first_phone"]),
        ("080", "", ["bad_phone"]),
        ("không có", "", ["bad_phone"]),
        ("", "", []),
    ],
)
def test_phones(said, value, told):
    read = cells.read_phone(said)
    assert (read.value, codes(read), read.proposed) == (value, told, "")


def test_a_phone_that_lost_its_zero_is_proposed():
    read = cells.read_phone(900000012.0)
    assert (read.value, read.proposed, codes(read)) == ("900000012", "0900000012", ["lost_zero"])


@pytest.mark.parametrize("said", ["x", "X", "X ", "×", "✓", "✔", "☑", "☒", "[x]", "(x)", "Có"])
def test_marks(said):
    assert cells.read_mark(cells.as_text(said)) == cells.Read("x")


@pytest.mark.parametrize("said", ["", " ", "-", "Không", "☐", "chưa", False])
def test_no_mark(said):
    assert cells.read_mark(cells.as_text(said)) == cells.Read("")


@pytest.mark.parametrize("said", ["Х", "χ", "х", "Ｘ"])
def test_marks_of_other_alphabets_count_and_are_told(said):
    read = cells.read_mark(said)
    if said == "χ":  # no certain twin among the small Greek letters
        assert codes(read) == ["mark"]
    else:
        assert (read.value, codes(read)) == ("x", ["corrected"])


def test_other_words_are_no_mark():
    assert cells.read_mark("đang xem xét").fault == ("mark", {"said": "đang xem xét"})


@pytest.mark.parametrize(
    "said", ["31/12/2020", "31-12-2020", "31.12.2020", "ngày 31 tháng 12 năm 2020", "2020-12-31", date(2020, 12, 31),
             datetime(2020, 12, 31, 8)],
)  # fmt: skip
def test_days(said):
    assert cells.read_day(said) == (date(2020, 12, 31), None)


@pytest.mark.parametrize("said", ["31/02/2020", "cuối năm", "12/2020"])
def test_no_days(said):
    assert cells.read_day(said) == (None, ("date", {"said": said}))


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("Hệ thống tiếp nhận, xử lý phản ánh, kiến nghị của người dân, doanh nghiệp", "pakn"),
        ("HỆ THỐNG TIẾP NHẬN, XỬ LÝ PHẢN ÁNH, KIẾN NGHỊ", "pakn"),
        ("He thong tiep nhan, xu ly phan anh kien nghi", "pakn"),
        ("Phân hệ PAKN", "pakn"),
        ("Hệ thống Cơ sở dữ liệu quốc gia về thủ tục hành chính (csdl.dichvucong.gov.vn)", "procedures"),
        ("CSDLQG về TTHC", "procedures"),
        ("Dịch vụ công hỗ trợ đối tượng gặp khó khăn do đại dịch Covid-19", "covid"),
        ("Dịch vụ công “Chứng thực bản sao điện tử từ bản chính”", "copies"),
        ("Phân hệ quản trị tình hình kết nối của bộ, ngành, địa phương", "connections"),
        ("Hệ thống thông tin báo cáo", "reports"),
        ("báo cáo", "reports"),
        ("Bản đồ thực thi thể chế", "map"),
        ("Quản trị hệ thống", "system"),
        ("quản trị  hệ thống", "system"),
    ],
)
def test_subsystems(said, key):
    assert subsystems.found(said) == (key,)


@pytest.mark.parametrize("key", SUBSYSTEMS)
def test_every_subsystem_has_its_names(key):
    assert subsystems.found(SUBSYSTEMS[key].name) == (key,)
    assert subsystems.NAMES.keys() == SUBSYSTEMS.keys()
    assert [subsystems.found(name) for name in subsystems.NAMES[key]] == [(key,)] * len(subsystems.NAMES[key])
    assert subsystems.title(key) == subsystems.NAMES[key][0]


def test_other_subsystems():
    assert subsystems.found("Thư điện tử công vụ") == ()
    assert subsystems.found("") == ()
    assert subsystems.found("PAKN; báo cáo") == ("pakn", "reports")
    assert subsystems.title("moi") == "moi"


def test_every_message_says_what_to_do_and_has_no_hole_left():
    holes = {"sign", "signs", "value", "limit", "have", "shown", "known", "said", "line", "written", "proposed"}
    for text in words.MESSAGES.values():
        text.format_map(dict.fromkeys(holes, "…"))
        assert text.endswith((".", "?"))


@given(st.text(max_size=40))
def test_correcting_again_changes_nothing(text):
    once, _ = letters.corrected(text)
    assert letters.corrected(once) == (once, ())
