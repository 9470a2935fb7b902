"""A person who has a keyboard and no mouse: Tab, arrows, Space, Enter, and what is typed."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

LIMIT = 80  # stops of the Tab key to anything on a page
_STOP = """
() => {
  const e = document.activeElement, own = getComputedStyle(e), label = e.labels?.[0];
  const shown = style =>
    style.outlineStyle != 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow != 'none';
  const styles = [own, ...(label ? [getComputedStyle(label, '::before'), getComputedStyle(label)] : [])];
  const words = e.getAttribute('aria-label') || (label ? [...e.labels].map(l => l.textContent).join(' ') : '')
    || e.textContent || e.value || '';
  e.dataset.stop ??= String(Math.random());
  const box = e.getBoundingClientRect();
  const hit = (x, y) => {
    const top = document.elementFromPoint(x, y);
    return top && (e.contains(top) || top.control == e || top.contains(e) && top.tagName != 'BODY');
  };
  const spots = [0.1, 0.5, 0.9].flatMap(
    a => [0.2, 0.5, 0.8].map(b => [box.left + box.width * a, box.top + box.height * b]));
  return {
    name: words.replace(/\\s+/g, ' ').trim(), visible: styles.some(shown), stop: e.dataset.stop, tag: e.tagName,
    inside: spots.some(([x, y]) => hit(x, y)), html: e.outerHTML.slice(0, 120),
  };
}
"""


class Keys:
    """Presses keys on a page; at each stop the focus must be visible, not covered, and must have moved."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, name: str) -> None:
        """Tab until what has the focus is called so, or begins so."""
        passed: list[str] = []
        before = ""
        for _ in range(LIMIT):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(_STOP)
            if at["tag"] == "BODY":  # past the last stop the focus goes to the browser itself, and comes round
                before = ""
                continue
            assert at["stop"] != before, f"the focus is caught at {at['html']}"
            assert at["visible"], f"nothing shows the focus at {at['html']}"
            assert at["inside"], f"the focus is covered or out of sight at {at['html']}"
            if re.match(re.escape(name) + r"(?!\w)", at["name"]):
                return
            before = at["stop"]
            passed.append(at["name"][:30])
        raise AssertionError(f"{name!r} is not reached on {self.page.url}: {passed}")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def go(self, name: str) -> None:
        """Tab to a link or a button and press Enter; the next page is there afterwards."""
        self.tab_to(name)
        with self.page.expect_navigation():
            self.press("Enter")

    def write(self, name: str, text: str) -> None:
        """Into a field, in place of what stood there."""
        self.tab_to(name)
        self.press("Control+A")
        self.page.keyboard.type(text)

    def tick(self, name: str) -> None:
        self.tab_to(name)
        self.press("Space")
        assert self.page.evaluate("document.activeElement.checked")

    def choose(self, first: str, wanted: str = "") -> None:
        """In a group of radio buttons, from the one that Tab comes to."""
        self.tab_to(first)
        if wanted in ("", first):
            self.press("Space")
        self._until("ArrowDown", wanted or first, lambda: str(self.page.evaluate(_STOP)["name"]), 12)
        assert self.page.evaluate("document.activeElement.checked")

    def select(self, name: str, option: str) -> None:
        """In a list, by the arrow."""
        self.tab_to(name)
        names = "[...document.activeElement.options].map(option => option.textContent.trim())"
        for _ in range(self.page.evaluate(names).index(option)):
            self.press("ArrowDown")
        assert self.page.evaluate("document.activeElement.selectedOptions[0].textContent.trim()") == option

    def attach(self, name: str, file: Path) -> None:
        """The file dialog is the system's own: what it would hand over is put into the focused field."""
        self.tab_to(name)
        self.page.locator(":focus").set_input_files(file)

    def heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)

    def _until(self, key: str, wanted: str, said: Callable[[], str], limit: int) -> None:
        for _ in range(limit):
            if said() == wanted:
                return
            self.press(key)
        raise AssertionError(f"{wanted!r} is not reached with {key}: {said()!r}")
