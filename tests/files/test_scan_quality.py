"""Which pages can be read: printed pages, scanned and photographed at several blurs, turned, cut, blank and tiny."""

import pytest
from PIL import Image, ImageDraw

from motcua.files.rules.scan_quality import WORDS, judge
from tests.files.sheets import blank, blurred, photographed, printed

PAGES = {
    "12 points": printed(),
    "9 points": printed(points=9),
    "a few lines": printed(20),
    "a table": printed(40, table=True),
}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("blur", "told"), [(0, ()), (1.5, ()), (2.5, ("blurred",)), (5, ("blurred",))])
def test_scanned(page, blur, told):
    assert judge(blurred(PAGES[page], blur)) == told


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("blur", "told"), [(0.7, ()), (1.5, ()), (3.5, ("blurred",))])
def test_photographed(page, blur, told):
    assert judge(photographed(PAGES[page], blur)) == told


@pytest.mark.parametrize("page", ["12 points", "9 points"])
def test_text_beyond_the_edge(page):
    whole = PAGES[page]
    right = whole.crop((0, 0, whole.width * 4 // 5, whole.height))
    left = whole.crop((whole.width // 5, 0, whole.width, whole.height))
    assert judge(right) == ("cut",)
    assert judge(left) == ("cut",)


def test_text_beyond_the_lower_edge():
    whole = PAGES["12 points"]
    found = [judge(whole.crop((0, 0, whole.width, whole.height // 3 + n))) for n in range(0, 40, 8)]
    assert ("cut",) in found, "some of them go through a line"
    assert set(found) <= {("cut",), ()}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("turn", [90, 270])
def test_turned_by_a_quarter(page, turn):
    assert judge(PAGES[page].rotate(turn, expand=True)) == ("sideways",)
    assert judge(photographed(PAGES[page]).rotate(turn, expand=True)) == ("sideways",)


def test_blank():
    assert judge(blank()) == ("empty",)
    assert judge(photographed(blank())) == ("empty",)
    numbered = blank()
    ImageDraw.Draw(numbered).text((820, 2250), "2", fill="black", font_size=30)
    assert judge(numbered) == ("empty",)


def test_no_margin_and_a_scanner_s_shadow_are_no_fault():
    whole = PAGES["12 points"]
    assert judge(whole.crop((140, 140, whole.width - 140, whole.height - 140))) == ()
    shadow = whole.copy()
    ImageDraw.Draw(shadow).rectangle((0, 0, whole.width, 12), fill="black")
    assert judge(shadow) == ()


@pytest.mark.parametrize("size", [(500, 700), (899, 600), (1, 1)])
def test_too_small(size):
    assert judge(printed().resize(size)) == ("small",)


@pytest.mark.parametrize("size", [(900, 1), (1, 900), (3000, 2), (2, 3000)])
def test_odd_shapes_stop_nothing(size):
    assert judge(Image.new("RGB", size, "white")) == ("empty",)


def test_every_problem_says_page_and_way_out():
    for words in WORDS.values():
        assert words.format(n=2).startswith("Trang 2 ")
        assert " Hãy " in words
