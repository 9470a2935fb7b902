"""What anybody does who files for one of the services: begin, answer by key, attach, hand in. See employer for one."""

import re
from collections.abc import Mapping

from playwright.sync_api import Page, expect

from tests.browser import employer
from tests.browser.portals import Portal
from tests.browser.watch import look

PROVINCE = "Tỉnh Quảng Ngãi"
Answers = Mapping[str, str]


def begin(page: Page, slug: str) -> str:
    """From the start page to the task list. Returns the dossier's address."""
    page.goto(f"/thu-tuc/{slug}/")
    look(page, f"service-{slug}")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile(r"/ho-so/[^/]+/$"))
    return page.url


def answer_all(page: Page, home: str, sections: tuple[str, ...], answers: Answers, *, looking: str = "") -> None:
    """Every question of these sections, and back on the task list each is done. `looking`: a name for its pages."""
    for section in sections:
        for name in employer.pages(page, home, section):
            answer_shown(page, answers)
            if looking:
                look(page, f"{looking}-{name}")
            employer.onward(page)
        assert page.url == home
        expect(employer.task(page, section)).to_contain_text("Đã xong")


def answer_shown(page: Page, answers: Answers) -> None:
    """What is asked on this page and has an answer; a place after its province, a day in its three boxes."""
    form = employer.form_of(page)
    for key, value in answers.items():
        if form.locator(f'[name="{key}_tinh"]').count():
            form.locator(f'[name="{key}_tinh"]').select_option(label=PROVINCE)
            expect(form.locator(f'[name="{key}"]')).to_contain_text(value)
        if form.locator(f'[name="{key}_day"]').count():
            for part, text in zip(("year", "month", "day"), value.split("-"), strict=True):
                form.locator(f'[name="{key}_{part}"]').fill(text)
        elif form.locator(f'[name="{key}"]').count():
            employer.answer(page, key, value)


def shown(page: Page, key: str) -> str:
    """What a computed question says on this page."""
    return page.locator(f'[data-computed="{key}"]').inner_text().strip()


def move_clock(portal: Portal, clock: str) -> None:
    """The same portal on a later day: whoever visits it must sign in anew."""
    portal.stop()
    portal.clock = clock
    portal.start()
