"""What is watched on every page that a journey visits: console, content policy, axe, width, headings."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.portals import ROOT, Portal

WIDTHS = (1280, 390)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCREENS = ROOT / "var" / "screens"
# Chromium's own line about a page that was refused with 4xx: the journey says which it expects.
_REFUSED = re.compile(r"Failed to load resource: the server responded with a status of 4\d\d")

expect.set_options(timeout=20_000)


class Watch:
    """What went wrong on the pages of one test. `forgive(text)` lets through what the test itself brings about."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def forgive(self, text: str) -> None:
        self.forgiven.append(text)

    def follow(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def left(self) -> list[str]:
        return [c for c in self.complaints if not any(text in c for text in self.forgiven)]

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        address = message.location.get("url", "")
        if _REFUSED.search(message.text) and "/static/" not in address:
            return
        self.complaints.append(f"{address}: {message.text}")


class Visitors:
    """Opens one browser context for each person, all watched."""

    def __init__(self, browser: Browser, watch: Watch) -> None:
        self.browser, self.watch = browser, watch
        self.contexts: list[BrowserContext] = []

    def __call__(self, portal: Portal, who: str = "", *, javascript: bool = True) -> Page:
        context = self.browser.new_context(
            base_url=portal.url, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", java_script_enabled=javascript,
            viewport={"width": WIDTHS[0], "height": 900},
        )  # fmt: skip
        context.set_default_timeout(30_000)
        context.on("page", self.watch.follow)
        self.contexts.append(context)
        page = context.new_page()
        if who:
            sign_in(page, who)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def sign_in(page: Page, who: str) -> None:
    """By the one click of the demo."""
    page.goto("/thu-nghiem/")
    page.get_by_role("button", name=f"Đăng nhập với tên {who}", exact=True).click()
    expect(page.locator(".mc-menu__who")).to_contain_text(who)


@cache
def _axe() -> str:
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds, one line for each element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        "([rules, colours]) => axe.run(document, {"
        "  runOnly: rules, rules: {'color-contrast': {enabled: colours}}, resultTypes: ['violations'], preload: false"
        "}).then(({violations}) => violations.flatMap("
        "  v => v.nodes.map(n => `${v.id} (${v.help}): ${n.html.slice(0, 140)}`)))",
        [RULES, colours],
    )
    return list(found)


_seen: set[str] = set()


def look(page: Page, name: str) -> None:
    """Fails on anything that is not right with the page as it stands, at the desk and on the phone. Once for a name."""
    if name in _seen:
        return
    _seen.add(name)
    page.wait_for_load_state()
    before = page.viewport_size
    told = []
    for width in WIDTHS:
        with _width(page, width):
            too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if too_wide > 0:
                told.append(f"{width} px: {too_wide} px too wide: {_widest(page)}")
            # The colours are the same at both widths, and the slowest to check.
            told += [f"{width} px: {line}" for line in axe(page, colours=width == WIDTHS[0])]
            if os.environ.get("MOTCUA_SCREENS") == "1":
                SCREENS.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
    headings = page.locator("h1:visible").all_inner_texts()
    if len(headings) != 1 or not headings[0].strip():
        told.append(f"h1: {headings}")
    assert not told, f"{name} ({page.url}):\n" + "\n".join(told)
    assert page.viewport_size == before


@contextmanager
def _width(page: Page, width: int) -> Iterator[None]:
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": width, "height": 900})
    yield
    page.set_viewport_size(before)


def _widest(page: Page) -> str:
    return str(
        page.evaluate(
            "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)"
            ".slice(-3).map(e => e.outerHTML.slice(0, 90)).join(' … ')"
        )
    )


def pdf_text(content: bytes) -> str:
    """The words of a PDF, page after page."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def download(page: Page, link: str) -> bytes:
    """What a link of the page leads to, fetched with the person's own session."""
    href = page.get_by_role("link", name=re.compile(link)).first.get_attribute("href")
    assert href, link
    answer = page.request.get(href)
    assert answer.status == 200, f"{href}: {answer.status}"
    return answer.body()


def text_of(page: Page, where: str = "main") -> str:
    """The words of a part of the page, in one line."""
    return " ".join(page.locator(where).first.inner_text().split())


def sample_pdf() -> Path:
    return ROOT / "data" / "demo" / "thoa-thuan-mau.pdf"
