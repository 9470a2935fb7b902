"""Each public page in Chromium: axe, width, weight."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import expect

from tests.browser import stage
from tests.portal.conftest import CODE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGES = {
    "/": {},
    "/thu-tuc/": {"q": "khong co"},
    "/thu-tuc/tam-hoan-hop-dong/": {},
    "/tra-cuu/": {},
    "/tro-giup/": {},
    "/kha-nang-tiep-can/": {},
    "/tinh-trang/": {},
    "/khong-co/": {},
}


@pytest.fixture
def fetched(page, dossier) -> dict[str, str]:
    pages = {path: page.get(path, query).content.decode() for path, query in PAGES.items()}
    pages["/sai/"] = page.post("/tra-cuu/", {"code": "", "last4": "1"}).content.decode()
    pages["/thay/"] = page.post("/tra-cuu/", {"code": CODE, "last4": "0821"}).content.decode()
    return pages


def test_axe_finds_nothing_at_any_width(fetched):
    with stage() as at:
        for path, html in fetched.items():
            for width in (1280, 390, 320):
                at.show(html, path, width=width)
                assert (path, width, at.violations(), at.too_wide()) == (path, width, [], 0)
        assert at.missing == []


def test_errors_take_the_focus(fetched):
    with stage() as at:
        page = at.show(fetched["/sai/"])
        expect(page.locator(".govuk-error-summary")).to_be_focused()
        page.get_by_role("link", name="Nhập mã hồ sơ.").click()
        assert page.evaluate("document.activeElement.id") == "id_code"
        assert at.complaints == []


def test_the_first_visit_weighs_less_than_100_kb(fetched):
    """What Chromium fetches for the front page, compressed as it is served; fonts are compressed already."""
    with stage() as at:
        names: list[str] = []
        at.page.on("request", lambda request: names.append(request.url))
        at.show(fetched["/"])
        at.page.wait_for_timeout(500)
    paths = {re.sub(r"^http://[^/]+/static/", "", name) for name in names if "/static/" in name}
    assert "theme.css" in paths
    files = [Path(finders.find(path)).read_bytes() for path in paths]
    weight = len(gzip.compress(fetched["/"].encode())) + sum(min(len(f), len(gzip.compress(f))) for f in files)
    assert weight < 100_000, (weight, paths)
