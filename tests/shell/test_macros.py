from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.http import QueryDict

from motcua.shell import fields
from tests.pages import _ids, _labels

AT = datetime(2020, 5, 12, 1, 32, tzinfo=UTC)


class Form(forms.Form):
    name = fields.TextField(label="Họ và tên", help_text="Như trên <giấy tờ>.", attrs={"autocomplete": "name"})
    note = fields.TextField(label="Ghi chú", rows=4, required=False)
    start = fields.DateField(label="Ngày bắt đầu", initial=date(2020, 5, 1))
    revenue = fields.MoneyField(label="Doanh thu", initial=1_800_000)
    kind = fields.ChoiceField(
        label="Loại hình", choices=[("a", "Loại A"), ("b", "Loại B")], hints={"b": "gợi ý"}, initial="b"
    )
    agreed = fields.YesNoField(label="Có công đoàn không?", initial=False)
    papers = fields.ManyField(label="Giấy tờ", choices=[("a", "A"), ("b", "B"), ("c", "C")], initial=["a", "c"])
    place = fields.ChoiceField(label="Tỉnh", choices=[("1", "Một"), ("2", "Hai")], listed=True)
    sheet = fields.FileField(label="Danh sách", suffixes=(".xlsx",))
    secret = forms.CharField(label="Mật khẩu", widget=forms.PasswordInput({"autocomplete": "new-password"}))
    true = fields.AgreeField(label="Tôi cam đoan đúng sự thật")
    seen = forms.CharField(widget=forms.HiddenInput, initial="7")


ALL = "{% for bound in form %}{{ field(form, bound.name) }}{% endfor %}"


@pytest.fixture
def fresh(make):
    return make(ALL, form=Form())


@pytest.fixture
def wrong(make):
    return make(
        "{{ error_summary(form) }}" + ALL, form=Form(QueryDict("start_day=31&start_month=4&start_year=2020&name="))
    )


def one(element, path):
    (found,) = element.xpath(path)
    return found


def test_every_control_has_its_label_and_its_own_id(fresh, wrong):
    assert _labels(fresh) == _labels(wrong) == []
    assert _ids(fresh) == _ids(wrong) == []


def test_text(fresh):
    box = one(fresh, "//input[@name='name']")
    assert (box.get("type"), box.get("autocomplete"), box.get("aria-describedby")) == ("text", "name", "id_name-hint")
    assert one(fresh, "//*[@id='id_name-hint']").text_content().strip() == "Như trên <giấy tờ>."
    assert box.get("required") is None


def test_optional_is_said_in_words(fresh):
    assert one(fresh, "//label[@for='id_note']").text_content().strip() == "Ghi chú (không bắt buộc)"
    assert one(fresh, "//textarea[@name='note']").get("rows") == "4"


def test_known_values_are_shown(fresh):
    assert [one(fresh, f"//input[@name='start_{p}']").get("value") for p in ("day", "month", "year")] == [
        "1",
        "5",
        "2020",
    ]
    assert one(fresh, "//input[@name='revenue']").get("value") == "1.800.000"
    assert fresh.xpath("//input[@name='kind'][@checked]/@value") == ["b"]
    assert fresh.xpath("//input[@name='agreed'][@checked]/@value") == ["no"]
    assert fresh.xpath("//input[@name='papers'][@checked]/@value") == ["a", "c"]
    assert one(fresh, "//input[@name='seen']").get("value") == "7"


def test_a_list_begins_with_nothing_chosen(fresh, make):
    assert fresh.xpath("//select/option/@value") == ["", "1", "2"]
    chosen = make("{{ field(form, 'place') }}", form=Form(initial={"place": "2"}))
    assert chosen.xpath("//option/@value") == ["1", "2"]
    assert chosen.xpath("//option[@selected]/@value") == ["2"]


def test_radios_explain_themselves(fresh):
    assert one(fresh, "//input[@name='kind'][@value='b']").get("aria-describedby") == "id_kind-2-item-hint"


def test_password_can_be_pasted_and_never_comes_back(make):
    shown = make("{{ field(form, 'secret') }}", form=Form(QueryDict("secret=mat-khau")))
    box = one(shown, "//input[@name='secret']")
    assert (box.get("type"), box.get("autocomplete"), box.get("value")) == ("password", "new-password", None)


def test_errors_lead_to_their_fields(wrong):
    links = dict(
        zip(wrong.xpath("//ul[contains(@class,'error-summary')]//a/@href"), wrong.xpath("//ul//a/text()"), strict=True)
    )
    assert links["#id_name"] == "Nhập họ và tên."
    assert links["#id_start_day"] == "Ngày bắt đầu phải là một ngày có thật, ví dụ 27 3 2020."
    assert links["#id_kind"] == "Chọn loại hình."
    assert len(links) == 10
    assert one(wrong, "//*[contains(@class,'error-summary__title')]").text_content().strip() == "Có lỗi cần sửa"
    for href in links:
        assert one(wrong, f"//*[@id='{href[1:]}']").tag in ("input", "select", "textarea")


def test_errors_stand_beside_their_fields_and_what_was_typed_stays(wrong):
    assert one(wrong, "//*[@id='id_name-error']").text_content().split(":", 1)[1].strip() == "Nhập họ và tên."
    assert "id_name-error" in one(wrong, "//input[@name='name']").get("aria-describedby")
    assert [one(wrong, f"//input[@name='start_{p}']").get("value") for p in ("day", "month", "year")] == [
        "31",
        "4",
        "2020",
    ]


def test_no_errors_no_summary(make):
    assert make("{{ error_summary(form) }}", form=Form()).text_content().strip() == ""


def test_one_question_is_the_heading(make):
    shown = make("{{ field(form, 'name', heading=true) }}", form=Form())
    assert one(shown, "//h1/label").get("for") == "id_name"
    dated = make("{{ field(form, 'start', heading=true, label='Từ ngày nào?') }}", form=Form())
    assert one(dated, "//legend/h1").text_content().strip() == "Từ ngày nào?"


def test_field_arguments(make):
    shown = make(
        "{{ field(form, 'revenue', width=10, suffix='đ', hint='Cả năm', attributes={'data-x': '<1>'}) }}", form=Form()
    )
    box = one(shown, "//input")
    assert "govuk-input--width-10" in box.get("class")
    assert box.get("data-x") == "<1>"
    assert one(shown, "//*[contains(@class,'govuk-input__suffix')]").text_content().strip() == "đ"
    inline = make("{{ field(form, 'agreed', inline=true) }}", form=Form())
    assert "govuk-radios--inline" in one(inline, "//div[@data-module='govuk-radios']").get("class")


def test_what_was_typed_is_escaped(make):
    shown = make(
        ALL, form=Form(QueryDict("name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&note=%3C/textarea%3E%3Cimg%3E"))
    )
    assert shown.xpath("//script | //img") == []
    assert one(shown, "//input[@name='name']").get("value") == '"><script>alert(1)</script>'


def test_track_of_plain_steps(make):
    steps = [
        {"state": "done", "title": "Đã nộp", "lines": ["12/05/2020", "<Ví Dụ>"]},
        {"state": "now", "title": "Thẩm định", "lines": []},
        {"state": "todo", "title": "Quyết định"},
    ]
    shown = make("{{ track(steps) }}", steps=steps)
    assert [li.get("class") for li in shown.xpath("//li")] == ["done", "now", "todo"]
    assert shown.xpath("//li[@aria-current='step']/strong/text()") == ["Thẩm định"]
    assert [s.text_content() for s in shown.xpath("//small")] == ["12/05/2020<Ví Dụ>"]
    assert shown.xpath("//strong/span/text()") == [" (đã xong)", " (đang làm)", " (chưa đến)"]


def test_track_of_a_case_tells_agencies_and_times_but_nobody_s_name(make):
    common = {"of": 3, "by": "Nguyễn Văn Thử"}
    steps = [
        SimpleNamespace(n=1, state="done", title="Nộp", agency_name="", closed_at=AT, due_at=None, **common),
        SimpleNamespace(
            n=2, state="now", title="Thẩm định", agency_name="Ủy ban Mẫu", closed_at=None, due_at=AT, **common
        ),
        SimpleNamespace(
            n=3, state="todo", title="Quyết định", agency_name="Tỉnh", closed_at=None, due_at=None, **common
        ),
    ]
    shown = make("{{ track(steps) }}", steps=steps)
    lines = [small.xpath(".//text()") for small in shown.xpath("//small")]
    assert lines == [["12/05/2020, 08:32"], ["Ủy ban Mẫu", "bước 2 trên 3", "hạn 12/05/2020"], ["Tỉnh"]]
    assert "Thử" not in shown.text_content()


def test_light_is_shape_and_words(make):
    shown = make("{{ light('late', 'quá <1> ngày') }}")
    assert one(shown, "//span[contains(@class,'mc-light')]").get("class") == "mc-light late"
    assert shown.text_content() == "quá <1> ngày"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ("'Huyện Mẫu', next='thẩm định', due=due, light_text='còn 2 ngày'",
         "Huyện Mẫu đang giữ hồ sơ này. Việc tiếp theo: thẩm định, chậm nhất 08:32, thứ Ba, 12/05/2020 còn 2 ngày"),
        ("'Huyện Mẫu', next='Huyện đang thẩm định.', due=due",
         "Huyện Mẫu đang giữ hồ sơ này. Huyện đang thẩm định. Chậm nhất 08:32, thứ Ba, 12/05/2020"),
        ("'Người nộp', paused_why='thiếu <mẫu>', next='bổ sung hồ sơ'",
         "Đang chờ người nộp; thời hạn giải quyết tạm dừng. Lý do: thiếu <mẫu> Việc tiếp theo: bổ sung hồ sơ"),
        ("'Tỉnh Mẫu', finished=true", "Tỉnh Mẫu đã giải quyết xong hồ sơ này."),
    ],
)  # fmt: skip
def test_holder(make, arguments, says):
    shown = make("{{ holder(" + arguments + ") }}", due=AT)
    assert " ".join(shown.text_content().split()) == says


def test_holder_takes_more_lines(make):
    assert "thêm" in make("{% call holder('Huyện') %}<p>thêm</p>{% endcall %}").text_content()


def test_summary_rows(make):
    rows = [
        {"key": "Tên", "value": "<Mẫu>", "change": "/doi/", "change_text": "tên doanh nghiệp"},
        {"key": "Thư", "value": ""},
        {"key": "Số", "value": 0, "error": "Sai."},
    ]
    shown = make("{{ summary(rows) }}", rows=rows)
    assert [dd.text_content().strip() for dd in shown.xpath("//dd[contains(@class,'value')]")] == [
        "<Mẫu>",
        "chưa trả lời",
        "Lỗi: Sai.0",
    ]
    assert one(shown, "//a").get("href") == "/doi/"
    assert one(shown, "//a").text_content() == "Thay đổi tên doanh nghiệp"


def test_timeline_pager_empty_figure_bar(make):
    entries = [{"title": "Đã nộp", "at": AT, "who": "Công ty <Ví Dụ>", "text": "một\nhai"}, {"title": "Đã nhận"}]
    shown = make("{{ timeline(entries) }}", entries=entries)
    assert shown.xpath("//h3/text()") == ["Đã nộp", "Đã nhận"]
    assert shown.xpath("//time/@datetime") == ["2020-05-12T01:32:00+00:00"]
    assert "Công ty <Ví Dụ>" in shown.text_content()
    assert make("{{ pager() }}").text_content().strip() == ""
    assert make("{{ pager(next='?sau=3') }}").xpath("//a/@href") == ["?sau=3"]
    assert make("{{ empty('Chưa có', 'Hãy đợi') }}").xpath("//p/text()") == ["Chưa có", "Hãy đợi"]
    assert make("<ul>{{ figure('1', 'hồ sơ') }}</ul>").xpath("//span[@class='mc-fig']/text()") == ["1"]
    bar = make(
        "{% call identity_bar('H48-1', who='Công ty', light_state='soon', light_text='hôm nay') %}<b>x</b>{% endcall %}"
    )
    assert " ".join(bar.text_content().split()) == "H48-1 Công ty hôm nay x"


def test_save_state_has_a_quiet_voice_and_an_alarm(make):
    shown = make("{{ save_state(at) }}", at=AT)
    assert one(shown, "//*[@role='status'][@data-save-state]").text_content() == "Đã lưu lúc 08:32"
    assert one(shown, "//*[@role='alert'][@data-save-alarm]").text_content() == ""
