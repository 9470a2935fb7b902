"""Pages in Chromium: `stage` shows pages that were fetched beforehand; the journeys walk through a running portal."""

from tests.browser.one_page import Stage, executable, stage

__all__ = ["Stage", "executable", "stage"]
