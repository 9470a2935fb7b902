"""Chromium on pages that were fetched beforehand: no server, no network, the real content policy."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from playwright.sync_api import Page, Request, Route, sync_playwright

BASE = "http://motcua.test"
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".png": "image/png",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
Answer = Callable[[Request], dict[str, Any]]


def executable() -> str:
    found = os.environ.get("MOTCUA_CHROMIUM") or shutil.which("chromium") or ""
    assert found, "No Chromium: `make test` fetches one; or name it in MOTCUA_CHROMIUM."
    return found


class Stage:
    """A tab. `pages`: HTML by path; `answers`: functions by path, out comes what fulfill takes, or {"abort": why}."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pages: dict[str, str] = {}
        self.answers: dict[str, Answer] = {}
        self.complaints: list[str] = []
        self.missing: list[str] = []
        page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        page.on("pageerror", lambda e: self.complaints.append(str(e)))
        page.route("**/*", self._serve)

    def show(self, html: str, path: str = "/trang/", *, width: int = 1280) -> Page:
        self.pages[path] = html
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(BASE + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds, one line for each element."""
        self.page.evaluate(AXE.read_text())
        rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", rules)
        return [f"{v['id']}: {node['html'][:120]}" for v in found["violations"] for node in v["nodes"]]

    def too_wide(self) -> int:
        """By how many pixels the page must be scrolled sideways."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(BASE).split("?")[0]
        if path in self.answers:
            answer = self.answers[path](route.request)
            if "body" in answer and not isinstance(answer["body"], str):
                answer = answer | {"body": json.dumps(answer["body"]), "content_type": "application/json"}
            return route.abort(answer["abort"]) if "abort" in answer else route.fulfill(**answer)
        if path in self.pages:
            headers = {"Content-Security-Policy": POLICY}
            return route.fulfill(body=self.pages[path], content_type="text/html; charset=utf-8", headers=headers)
        file = finders.find(path.removeprefix("/static/"))
        if path.startswith("/static/") and file:
            return route.fulfill(path=file, content_type=TYPES.get(Path(file).suffix, "application/octet-stream"))
        if not path.endswith(".webmanifest"):
            self.missing.append(path)
        return route.fulfill(status=404, body="")


@contextmanager
def stage(*, javascript: bool = True) -> Iterator[Stage]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        context = browser.new_context(locale="vi-VN", java_script_enabled=javascript)
        yield Stage(context.new_page())
        browser.close()
