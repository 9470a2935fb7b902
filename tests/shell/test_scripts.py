"""The scripts in Chromium: saving, ending of the session, keys; and the look of every component."""

from collections.abc import Callable

import pytest
from django.template import engines
from playwright.sync_api import expect

from motcua.shell import clock
from tests.browser import stage

pytestmark = pytest.mark.browser

HEAD = """{% extends "shell/base.html" %}{% from "shell/forms.html" import error_summary, field, csrf with context %}
{% from "shell/components.html" import back_link, track, holder, light, summary, timeline, pager, empty, save_state,
   identity_bar, figure with context %}{% block title %}Thử{% endblock %}"""
DRAFT = (
    HEAD
    + """{% block main %}<h1>Thử</h1>{{ save_state() }}<form method="post" data-autosave="/luu/">
<label for="name">Tên</label><input id="name" name="name"><label for="other">Khác</label><input id="other" name="other">
<label for="d">Ngày</label><input id="d" name="day_day"><label for="m">Tháng</label><input id="m" name="day_month">
<label for="y">Năm</label><input id="y" name="day_year" value="2020">
<label><input type="checkbox" name="papers" value="a" checked> A</label>
<label><input type="checkbox" name="papers" value="b"> B</label>
<label for="f">Tệp</label><input type="file" id="f" name="file"></form>{% endblock %}"""
)
ROWS = (
    HEAD
    + """{% block wide %}mc-wide{% endblock %}{% block main %}<h1>Thử</h1>
<label for="q">Tìm</label><input id="q" data-search><button type="button" data-key="a">Giao việc</button>
{% call identity_bar("000.00.00.H48-200512-0001", who="Công ty TNHH Ví Dụ", light_state="soon", light_text="hôm nay") %}
<a href="/x">Sau</a>{% endcall %}{{ track([{"state": "done", "title": "Nộp"}, {"state": "paused", "title": "Xác nhận"},
{"state": "todo", "title": "Quyết định"}]) }}
{{ holder("Ủy ban", next="thẩm định", due=at, light_state="late", light_text="quá 1 ngày") }}
<table class="mc-table" data-keys><thead><tr>
<th scope="col"><input type="checkbox" data-select-all="rows" aria-label="Chọn hết"></th>
<th scope="col">Hồ sơ</th><th scope="col">Hạn</th></tr></thead><tbody>{% for n in (1, 2, 3) %}<tr>
<td data-label=""><input type="checkbox" name="rows" value="{{ n }}" aria-label="Chọn {{ n }}"></td>
<td data-label="Hồ sơ"><a href="/ho-so/{{ n }}"><strong class="mc-code">000.00.00.H48-200512-000{{ n }}</strong></a>
<br>Ví Dụ</td>
<td data-label="Hạn">{{ light(("ok", "soon", "late")[n - 1], "còn 2 ngày") }}</td></tr>{% endfor %}</tbody></table>
<div class="mc-bulk"><span data-selected-count="rows"></span></div>{{ pager("?a", "?b") }}{{ empty("Trống") }}
{{ timeline([{"title": "Đã nộp", "at": at, "who": "Công ty"}], level=2) }}
{{ summary([{"key": "Tên", "value": "x", "change": "/x"}]) }}
{% endblock %}"""
)


@pytest.fixture
def draw(alone) -> Callable[..., str]:
    names = {"at": clock.now(), "actor": None, "training": True, "demo": False, "session_seconds": 0, "csrf_input": ""}
    return lambda source, **context: engines["jinja2"].env.from_string(source).render(**(names | context))


class Server:
    """Answers what it is told to, and remembers what it was sent."""

    def __init__(self) -> None:
        self.answer = {"status": 200, "body": {"saved_at": "10:32"}}
        self.got: list[str] = []

    def __call__(self, request):
        self.got.append(request.post_data or "")
        return self.answer


def fields_of(body: str) -> list[tuple[str, str]]:
    parts = [part for part in body.replace("\r\n", "\n").split("------") if 'name="' in part]
    return [(part.split('name="')[1].split('"')[0], part.split("\n\n", 1)[1].strip()) for part in parts]


def test_what_was_typed_is_saved_and_said(draw):
    server = Server()
    with stage() as at:
        at.answers["/luu/"] = server
        page = at.show(draw(DRAFT))
        page.fill("#name", "Công ty TNHH Ví Dụ")
        expect(page.locator("[role=status]")).to_have_text("Đã lưu lúc 10:32")
        page.fill("#d", "12")
        page.uncheck("[value=a]")
        page.locator("#other").focus()
        page.wait_for_timeout(2500)
        assert fields_of(server.got[0]) == [("_changed", "name"), ("name", "Công ty TNHH Ví Dụ")]
        later = [pair for body in server.got[1:] for pair in fields_of(body)]
        assert ("day_day", "12") in later
        assert ("day_year", "2020") in later
        assert ("_changed", "papers") in later
        assert not [pair for pair in later if pair[0] == "papers"]
        assert at.complaints == at.missing == []


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"status": 500, "body": ""}, "Chưa lưu được: máy chủ đang gặp lỗi."),
        ({"status": 403, "body": ""}, "Chưa lưu được: phiên đăng nhập đã hết."),
        ({"status": 302, "headers": {"Location": "/dang-nhap/"}}, "Chưa lưu được: phiên đăng nhập đã hết."),
        ({"status": 409, "body": ""}, "Chưa lưu được: cổng không nhận nội dung này."),
        ({"abort": "internetdisconnected"}, "Chưa lưu được: mất kết nối mạng."),
    ],
)
def test_a_failure_is_told_with_its_cause_and_mended(draw, answer, says):
    server = Server()
    with stage() as at:
        at.answers["/luu/"] = server
        page = at.show(draw(DRAFT))
        server.answer = answer
        page.fill("#name", "Ví Dụ")
        alarm = page.locator("[role=alert][data-save-alarm]")
        expect(alarm).to_contain_text(says)
        server.answer = {"status": 200, "body": {"saved_at": "10:33", "problems": {"name": "Sai."}}}
        alarm.get_by_role("button", name="Thử lại").click()
        expect(alarm).to_be_empty()
        assert page.inner_text("[role=status]") == "Đã lưu lúc 10:33; còn 1 chỗ cần xem lại"
        assert fields_of(server.got[-1]) == [("_changed", "name"), ("name", "Ví Dụ")]


def test_leaving_with_something_unsaved_asks_first(draw):
    with stage() as at:
        at.answers["/luu/"] = lambda request: {"status": 500, "body": ""}
        page = at.show(draw(DRAFT))
        asked: list[str] = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.fill("#name", "Ví Dụ")
        at.show(draw(DRAFT), "/khac/")
        assert asked == ["beforeunload"]


def test_the_end_of_the_session_is_told_and_put_off(draw):
    saved = Server()
    with stage() as at:
        at.answers["/luu/"] = saved
        at.answers["/phien/o-lai/"] = lambda request: {"status": 200, "body": {"seconds": 28800}}
        page = at.show(draw(DRAFT, session_seconds=200))
        dialog = page.locator("dialog[open]")
        assert "sau 3 phút nữa" in dialog.inner_text()
        page.evaluate("document.querySelector('#name').value = 'Ví Dụ'")
        page.evaluate("document.querySelector('#name').dispatchEvent(new Event('input', {bubbles: true}))")
        dialog.get_by_role("button", name="Lưu và ở lại").click()
        expect(dialog).to_have_count(0)
        assert fields_of(saved.got[0])[-1] == ("name", "Ví Dụ")


def test_after_the_session_one_is_led_back_to_the_same_page(draw):
    with stage() as at:
        page = at.show(draw(DRAFT, session_seconds=1), "/ho-so/x/")
        link = page.locator("dialog a", has_text="Đăng nhập")
        link.wait_for(timeout=4000)
        assert link.get_attribute("href") == "/dang-nhap/?next=%2Fho-so%2Fx%2F"


def test_keys_walk_the_rows_and_can_be_switched_off(draw):
    with stage() as at:
        page = at.show(draw(ROWS))
        expect(page.locator(".mc-keys-help")).to_be_visible()
        for key in "jjkjx":
            page.keyboard.press(key)
        assert page.evaluate("document.activeElement.getAttribute('href')") == "/ho-so/2"
        assert page.evaluate("[...document.querySelectorAll('[name=rows]:checked')].map((box) => box.value)") == ["2"]
        assert page.inner_text("[data-selected-count]") == "1"
        page.keyboard.press("/")
        page.keyboard.type("xj?")
        assert page.input_value("#q") == "xj?"
        page.locator("#q").blur()
        page.keyboard.press("?")
        assert "Giao việc" in page.inner_text("#mc-keys")
        page.uncheck("#mc-keys input")
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("j")
        assert page.evaluate("document.activeElement.tagName") == "BODY"
        page.get_by_role("button", name="Phím tắt").click()
        assert page.is_visible("#mc-keys")
        assert at.complaints == at.missing == []


ONE = (
    HEAD
    + """{% block main %}<h1>Thử</h1>{% if beside %}<nav data-keys>
<a rel="prev" data-key="k" href="/truoc/">← Hồ sơ trước</a> <a rel="next" data-key="j" href="/sau/">Hồ sơ sau →</a>
</nav>{% endif %}{% endblock %}"""
)


def test_without_rows_the_keys_lead_to_what_stands_beside(draw):
    with stage() as at:
        at.pages |= {"/sau/": "Sau", "/truoc/": "Trước"}
        page = at.show(draw(ONE, beside=True))
        expect(page.locator("nav[data-keys] .mc-keys-help")).to_be_visible()
        page.keyboard.press("x")
        page.keyboard.press("?")
        names = page.locator("#mc-keys kbd").all_inner_texts()
        assert names == ["?", "k", "j"]
        page.keyboard.press("Escape")
        for key, where in (("j", "/sau/"), ("k", "/truoc/")):
            at.show(draw(ONE, beside=True))
            expect(page.locator(".mc-keys-help")).to_be_visible()
            page.keyboard.press(key)
            page.wait_for_url(f"**{where}")


def test_where_no_key_does_anything_none_is_offered(draw):
    with stage() as at:
        page = at.show(draw(ONE, beside=False))
        page.wait_for_timeout(500)
        assert page.locator(".mc-keys-help").count() == 0


def test_ticking_all(draw):
    with stage() as at:
        page = at.show(draw(ROWS))
        page.check("[data-select-all]")
        assert page.inner_text("[data-selected-count]") == "3"
        page.uncheck("[value='2']")
        assert page.inner_text("[data-selected-count]") == "2"
        assert page.evaluate("document.querySelector('[data-select-all]').indeterminate") is True


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("source", [DRAFT, ROWS], ids=["draft", "rows"])
def test_axe_finds_nothing_and_nothing_is_cut_off(draw, source, width):
    with stage() as at:
        at.show(draw(source), width=width)
        assert at.violations() == []
        assert at.too_wide() == 0
        assert at.missing == []


def test_without_scripts_a_page_is_whole(draw):
    with stage(javascript=False) as at:
        page = at.show(draw(ROWS), width=390)
        assert page.is_visible("text=000.00.00.H48-200512-0003")
        assert at.missing == []


def test_targets_are_large_enough(draw):
    """WCAG 2.2, 2.5.8: 24 px, except for links within a sentence."""
    with stage() as at:
        page = at.show(draw(ROWS), width=390)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, input, summary")]
                .filter((e) => e.checkVisibility() && !e.closest("p, dd, .govuk-skip-link"))
                .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
                .filter(([, box]) => box.width < 24 || box.height < 20).map(([html]) => html)"""
        )
        assert small == []
