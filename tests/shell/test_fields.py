from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from motcua.kernel.errors import Invalid
from motcua.shell import fields

WHOLE = "phải là số nguyên viết bằng chữ số, ví dụ 120."
REAL = "phải là một ngày có thật, ví dụ 27 3 2020."
YEAR = "phải ghi đủ bốn số của năm, ví dụ 2020."
TAX = "gồm 10 chữ số, hoặc 13 chữ số nếu là chi nhánh. Hãy xem lại."


def cleaned(field, value):
    return field.clean(value)


def message(field, value):
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


def refused(field, value) -> list[str]:
    try:
        field.clean(value)
    except forms.ValidationError as told:
        return told.messages
    return []


def posted(form_class, text):
    form = form_class(QueryDict(text))
    return form.cleaned_data if form.is_valid() else {k: v[0] for k, v in form.errors.items()}


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (fields.TextField(label="Tên"), "  Công  ty\u200b TNHH ", "Công ty TNHH"),
        (fields.TextField(label="Tên"), "Ho\u0302\u0300", "Hồ"),
        (fields.TextField(label="Ghi chú", rows=3), "một  hai\r\n ba \n", "một hai\nba"),
        (fields.TextField(label="Tên", required=False), "   ", ""),
        (fields.EmailField(label="Thư"), " mau@vidu.example ", "mau@vidu.example"),
        (fields.IntegerField(label="Số"), "1.284", 1284),
        (fields.IntegerField(label="Số"), " 1 284 ", 1284),
        (fields.IntegerField(label="Số"), "007", 7),
        (fields.IntegerField(label="Số", required=False), "", None),
        (fields.MoneyField(label="Tiền"), "1.800.000", 1_800_000),
        (fields.MoneyField(label="Tiền"), "1 800 000 đ", 1_800_000),
        (fields.MoneyField(label="Tiền"), "1,800,000 VND", 1_800_000),
        (fields.MoneyField(label="Tiền"), "1800000đồng", 1_800_000),
        (fields.MoneyField(label="Tiền"), "0", 0),
        (fields.DigitsField(label="Số giấy tờ", lengths=(9, 12)), "001 100 000 001", "001100000001"),
        (fields.DigitsField(label="Số giấy tờ", lengths=(9, 12)), "012.345.678", "012345678"),
        (fields.DigitsField(label="Số giấy tờ", lengths=(9,), required=False), " ", ""),
        (fields.PhoneField(label="Điện thoại"), "+84 900 000 012", "0900000012"),
        (fields.PhoneField(label="Điện thoại"), "0900.000.012", "0900000012"),
        (fields.PhoneField(label="Điện thoại"), "84900000012", "0900000012"),
        (fields.TaxCodeField(label="Mã số thuế"), "0100 233 488", "0100233488"),
        (fields.TaxCodeField(label="Mã số thuế"), "0314409058-002", "0314409058-002"),
        (fields.TaxCodeField(label="Mã số thuế", checked=False), "1234567890", "1234567890"),
        (fields.ChoiceField(label="Loại", choices=[("a", "A")]), "a", "a"),
        (fields.ChoiceField(label="Loại", choices=[("a", "A")], required=False), "", ""),
        (fields.YesNoField(label="Có?"), "yes", True),
        (fields.YesNoField(label="Có?"), "no", False),
        (fields.YesNoField(label="Có?", required=False), "", None),
        (fields.ManyField(label="Mục", choices=[("a", "A"), ("b", "B")]), ["b", "a"], ["b", "a"]),
        (fields.AgreeField(label="Tôi cam đoan"), "on", True),
        (fields.DateField(label="Ngày"), ["27", "3", "2020"], date(2020, 3, 27)),
        (fields.DateField(label="Ngày", required=False), ["", "", ""], None),
        (fields.DateField(label="Ngày"), ["29", "02", "2020"], date(2020, 2, 29)),
    ],
)
def test_what_people_type_is_understood(field, typed, value):
    assert cleaned(field, typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (fields.TextField(label="Họ và tên"), " ", "Nhập họ và tên."),
        (fields.TextField(label="Bạn tên gì?"), "", "Nhập câu trả lời."),
        (fields.TextField(label="Bạn tên gì?", noun="tên của bạn"), "", "Nhập tên của bạn."),
        (fields.TextField(label="Tên", max_length=3), "abcd", "Tên dài 4 ký tự, nhiều nhất là 3. Hãy rút gọn."),
        (fields.EmailField(label="Địa chỉ thư"), "mau@", "Địa chỉ thư phải có dạng ten@example.vn."),
        (fields.IntegerField(label="Số lao động"), "mười", f"Số lao động {WHOLE}"),
        (fields.IntegerField(label="Số lao động"), "1,5", f"Số lao động {WHOLE}"),
        (fields.IntegerField(label="Số lao động"), "-1", f"Số lao động {WHOLE}"),
        (fields.IntegerField(label="Số lao động"), "１２", f"Số lao động {WHOLE}"),
        (fields.IntegerField(label="Số lao động", least=1, most=2000), "0", "Số lao động phải từ 1 đến 2.000."),
        (
            fields.MoneyField(label="Doanh thu"), "1.80",
            "Doanh thu phải là số tiền tính bằng đồng, viết bằng chữ số, ví dụ 1.800.000.",
        ),
        (
            fields.DigitsField(label="Số giấy tờ", lengths=(9, 12)), "12345",
            "Số giấy tờ phải có 9 hoặc 12 chữ số; bạn đã nhập 5. Hãy xem lại trên giấy tờ.",
        ),
        (
            fields.DigitsField(label="Số giấy tờ", lengths=(9, 12)), "12345678O",
            "Số giấy tờ chỉ gồm chữ số (9 hoặc 12 số). Hãy bỏ chữ và ký hiệu.",
        ),
        (
            fields.PhoneField(label="Điện thoại"), "12345",
            "Điện thoại phải có 10 hoặc 11 chữ số và bắt đầu bằng số 0, ví dụ 0900 000 012.",
        ),
        (
            fields.TaxCodeField(label="MST"), "0100233487",
            "Mã số thuế này không đúng: có số bị gõ nhầm. Hãy xem lại trên giấy đăng ký.",
        ),
        (fields.TaxCodeField(label="MST"), "123", f"Mã số thuế {TAX}"),
        (fields.ChoiceField(label="Loại hình", choices=[("a", "A")]), "", "Chọn loại hình."),
        (fields.ChoiceField(label="Loại nào?", choices=[("a", "A")]), "", "Chọn một câu trả lời."),
        (fields.ChoiceField(label="Loại hình", choices=[("a", "A")]), "z", "Chọn loại hình trong danh sách."),
        (fields.YesNoField(label="Có không?"), "", "Chọn có hoặc không."),
        (fields.ManyField(label="Giấy tờ", choices=[("a", "A")]), [], "Chọn ít nhất một mục: giấy tờ."),
        (fields.ManyField(label="Giấy tờ", choices=[("a", "A")]), ["a", "z"], "Chọn giấy tờ trong danh sách."),
        (fields.AgreeField(label="Tôi cam đoan"), "", "Đánh dấu vào ô cam đoan để tiếp tục."),
        (fields.DateField(label="Ngày bắt đầu"), ["", "", ""], "Nhập ngày bắt đầu."),
        (
            fields.DateField(label="Ngày bắt đầu"), ["", "3", ""],
            "Ngày bắt đầu còn thiếu ngày và năm. Hãy nhập đủ ngày, tháng, năm.",
        ),
        (fields.DateField(label="Ngày bắt đầu"), ["31", "4", "2020"], f"Ngày bắt đầu {REAL}"),
        (fields.DateField(label="Ngày bắt đầu"), ["x", "4", "2020"], f"Ngày bắt đầu {REAL}"),
        (fields.DateField(label="Ngày bắt đầu"), ["1", "4", "20"], f"Ngày bắt đầu {YEAR}"),
        (
            fields.DateField(label="Ngày", earliest=date(2020, 4, 1), latest=date(2020, 6, 30)), ["31", "3", "2020"],
            "Ngày phải trong khoảng từ 01/04/2020 đến 30/06/2020.",
        ),
        (fields.FileField(label="Danh sách"), None, "Chọn tệp danh sách."),
    ],
)  # fmt: skip
def test_errors_name_the_field_and_the_way_out(field, typed, said):
    assert message(field, typed) == said


class Dated(forms.Form):
    start = fields.DateField(label="Ngày bắt đầu")


@pytest.mark.parametrize(
    "text",
    [
        "start_day=12&start_month=5&start_year=2020",
        "start_day=12/5/2020",
        "start_day=&start_month=&start_year=12.05.2020",
        "start=12-5-2020",
        "start=2020-05-12",
        "start_day=12 5 2020",
    ],
)
def test_a_date_in_boxes_or_pasted_whole(text):
    assert posted(Dated, text) == {"start": date(2020, 5, 12)}


def test_a_date_shows_what_was_typed_and_what_is_known():
    typed = Dated(QueryDict("start_day=31&start_month=4&start_year=2020"))
    assert typed["start"].value() == ["31", "4", "2020"]
    assert Dated(initial={"start": date(2020, 5, 12)})["start"].field.widget.decompress(date(2020, 5, 12)) == [
        "12",
        "5",
        "2020",
    ]


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_date_survives_the_boxes(day):
    field = fields.DateField(label="Ngày")
    assert field.clean(field.widget.decompress(day)) == day


@given(st.integers(0, 99_999_999_999_999))
def test_money_survives_its_own_spelling(amount):
    field = fields.MoneyField(label="Tiền")
    assert field.clean(field.prepare_value(amount)) == amount


@given(st.text())
def test_no_text_breaks_a_field(text):
    for field in (
        fields.TextField(label="Tên"), fields.MoneyField(label="Tiền"), fields.IntegerField(label="Số"),
        fields.DigitsField(label="Số", lengths=(4,)), fields.PhoneField(label="Điện thoại"), fields.TaxCodeField(),
        fields.EmailField(label="Thư"),
    ):  # fmt: skip
        assert all(told.endswith(".") for told in refused(field, text))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp “a.xlsx” trống. Hãy chọn lại tệp danh sách."),
        (b"x" * 1025, "Tệp “a.xlsx” nặng 1 MB, nhiều nhất là 0 MB. Hãy giảm dung lượng hoặc chia nhỏ."),
    ],
)
def test_a_file_that_cannot_be_used(content, said):
    field = fields.FileField(label="Danh sách", most=1024)
    assert message(field, SimpleUploadedFile("../a\u202e.xlsx", content)) == said


def test_a_file_is_passed_on_unread():
    field = fields.FileField(label="Danh sách", suffixes=(".xlsx", ".ods"))
    upload = SimpleUploadedFile("a.xlsx", b"content")
    assert field.clean(upload) is upload
    assert upload.tell() == 0
    assert field.widget.attrs == {"accept": ".xlsx,.ods"}


def test_a_command_s_problems_stand_beside_their_fields():
    form = Dated(QueryDict("start=2020-05-12"))
    assert form.is_valid()
    fields.refuse(form, Invalid({"start": "Quá sớm.", "elsewhere": "Thiếu danh sách."}))
    assert form.errors == {"start": ["Quá sớm."], "__all__": ["Thiếu danh sách."]}
