"""The watching itself: each kind of fault is seen when it is planted."""

import pytest

from tests.browser import watch as watching
from tests.browser.keys import Keys
from tests.browser.watch import Watch, look

GOOD = """<!doctype html><html lang="vi"><head><title>Thử</title></head><body><main><h1>Thử</h1>
<p><a href="#a">Một</a> <button>Hai</button></p></main></body></html>"""
LOOKS = {
    "h1: []": ("<h1>Thử</h1>", "<p>Thử</p>"),
    "px too wide": ("<p>", "<p style='width: 2000px'>"),
    "color-contrast": ("<p>", "<p style='color: #ddd; background: #fff'>Mờ "),
    "button-name": ("<button>Hai", "<button>"),
    "image-alt": ("<p>", "<p><img src='data:,'>"),
}
STOPS = {
    "nothing shows the focus": ("<button>", "<button style='outline: none'>"),
    "the focus is caught": ("<button>", "<button onkeydown='event.preventDefault()'>"),
    "covered or out of sight": ("</main>", "</main><div style='position: fixed; inset: 0; background: #fff'></div>"),
}


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def seen(monkeypatch):
    monkeypatch.setattr(watching, "_seen", set())


def test_a_good_page_passes(page):
    page.set_content(GOOD)
    look(page, "good")
    Keys(page).tab_to("Hai")


@pytest.mark.parametrize("told", LOOKS)
def test_look_finds(page, told):
    page.set_content(GOOD.replace(*LOOKS[told]))
    with pytest.raises(AssertionError) as found:
        look(page, "planted")
    assert told in str(found.value)


@pytest.mark.parametrize("told", STOPS)
def test_keys_find(page, told):
    page.set_content(GOOD.replace(*STOPS[told]))
    with pytest.raises(AssertionError, match=told):
        Keys(page).tab_to("Ba")


def test_what_is_not_there_is_not_reached(page):
    page.set_content(GOOD)
    with pytest.raises(AssertionError, match="is not reached"):
        Keys(page).tab_to("Ba")


@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("<script>console.error('hỏng')</script>", "hỏng"),
        ("<script>khongCo()</script>", "khongCo"),
        ("<meta http-equiv='Content-Security-Policy' content=\"img-src 'none'\"><img src='data:,'>", "img-src"),
    ],
)
def test_the_console_is_heard(page, planted, told):
    watch = Watch()
    watch.follow(page)
    page.set_content(GOOD.replace("</head>", f"</head>{planted}"))
    page.wait_for_timeout(200)
    assert any(told in line for line in watch.left()), watch.complaints
    watch.forgive(told)
    assert watch.left() == []
