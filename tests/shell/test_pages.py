import pytest

from tests.pages import faults

GOOD = """<!doctype html><html lang="vi"><head><title>Thử – Một Cửa</title>
<script type="module" src="/static/a.js"></script></head>
<body><a href="#main">Đến</a><main id="main"><h1>Thử</h1><label for="a">Tên</label><input id="a" name="a">
<label><input type="checkbox" name="b"> Chọn</label><input type="hidden" name="c">
<table class="mc-table"><tbody><tr><td data-label="Số">1</td></tr></tbody></table></main></body></html>"""


def test_a_good_page_has_no_faults():
    assert faults(GOOD.encode()) == []


def test_a_fragment_is_not_a_page():
    assert faults(b"<p>x</p>") == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<h1>Thử</h1>", "", "0 h1 instead of one"),
        ("<h1>Thử</h1>", "<h1>A</h1><h1>B</h1>", "2 h1 instead of one"),
        ("<h1>Thử</h1>", "<h1> </h1>", "an empty h1"),
        ('lang="vi"', 'lang="xx"', "lang is 'xx'"),
        ("Thử – Một Cửa", "Thử", "title is 'Thử'"),
        ("Thử – Một Cửa", "Lỗi: Thử – Một Cửa", "title 'Lỗi: Thử – Một Cửa' without an error summary"),
        ("<h1>Thử", '<div class="govuk-error-summary"></div><h1>Thử', "title 'Thử – Một Cửa' with an error summary"),
        ('<label for="a">Tên</label>', "", "no label for 'a'"),
        ('for="a"', 'for="z"', "for names 'z', which is not there"),
        ('name="c"', 'name="c" id="a"', "id 'a' 2 times"),
        ('href="#main"', 'href="#gone"', "link to #gone, which is not there"),
        ("<h1>", "<script>x()</script><h1>", "inline script"),
        ("<h1>", "<style>p{}</style><h1>", "a style element"),
        ("<h1>", '<h1 style="color:red">', 'style on <h1 style="color:red">Thử</h1>'),
        ("<h1>", '<h1 onclick="x()">', 'onclick on <h1 onclick="x()">Thử</h1>'),
        ('href="#main"', 'href="javascript:x()"', "javascript: in 'javascript:x()'"),
        ('data-label="Số"', "", "no data-label: <td>1</td>"),
        (">Đến</a>", "></a>", 'a link without words: <a href="#main"></a>'),
        ("<h1>", "<button></button><h1>", "a button without words: <button></button>"),
        ("<h1>", '<img src="/a.png"><h1>', 'an image without alt: <img src="/a.png">'),
        ('<main id="main">', '<main id="main"><main></main>', "not exactly one main"),
    ],
)
def test_each_fault_is_found(old, new, fault):
    assert old in GOOD
    assert fault in faults(GOOD.replace(old, new, 1).encode())


def test_the_client_fails_on_a_bad_page(page, settings, monkeypatch):
    monkeypatch.setattr("motcua.shell.views.render_to_string", lambda name: GOOD.replace("<h1>Thử</h1>", ""))
    settings.ROOT_URLCONF = "tests.shell.urls"
    page.raise_request_exception = False
    with pytest.raises(AssertionError, match="0 h1"):
        page.get("/hong/")
