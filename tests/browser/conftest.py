"""Journeys in Chromium through a real portal: web server, worker and database."""

from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import executable
from tests.browser.portals import faults, portals
from tests.browser.watch import Visitors, Watch

HERE = Path(__file__).parent
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def _portals(tmp_path_factory):
    with portals(tmp_path_factory.mktemp("var")) as (start, running):
        yield start, running


@pytest.fixture(scope="package")
def browser():
    """Ends with this folder's last test: another folder's tests start a playwright of their own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable(), args=list(_FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def portal(_portals):
    """`portal(clock)`: a running portal whose clock started there; shared by all tests that name the same moment."""
    start, running = _portals
    yield start
    told = "".join(found.told() for found in running.values())
    assert not faults(told), faults(told)


@pytest.fixture
def watch():
    found = Watch()
    yield found
    assert found.left() == []


@pytest.fixture
def visit(browser, watch):
    """`visit(portal, "Trần Thị Mẫu")`: a page in a browser of that person's own, signed in."""
    visitors = Visitors(browser, watch)
    yield visitors
    visitors.close()
