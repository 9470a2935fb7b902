"""A portal of somebody else, Apache with mod_auth_openidc as Debian packs it, signs people in here."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.apache import Apache, apache, missing
from tests.browser.employer import EMPLOYER, FIRM, ID_NUMBER, sign_in_with
from tests.browser.portals import Portal, free_port
from tests.browser.relying import NAME, SCOPES

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing())
CONSENT = f"Cho {NAME} xem dữ liệu của bạn?"
_REFRESHED = "SELECT max((data->>'serial')::int) FROM allauth_idp_oidc_token WHERE type = 'rt' AND client_id = %s"


@pytest.fixture
def elsewhere(portal) -> Iterator[tuple[Portal, Apache, str]]:
    """The portal, another one that it knows, and the other one's client id."""
    here, port = portal(), free_port()
    client, secret = here.run("tests.browser.relying", f"http://localhost:{port}/rieng/ve").split()
    with apache(port, here.url, client, secret, " ".join(SCOPES)) as there:
        yield here, there, client


def claims(page: Page) -> dict[str, str]:
    return dict(page.locator("dl dd").evaluate_all("all => all.map(e => [e.id, e.textContent])"))


def session(page: Page, there: Apache) -> dict[str, Any]:
    """What the module holds of this browser's session; {} without one."""
    answer = page.request.get(f"{there.hook}?info=json")
    return json.loads(answer.body()) if answer.status == 200 else {}


def enter(page: Page, there: Apache) -> None:
    """From the other portal's page through sign-in and consent back to it."""
    page.goto(there.page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    sign_in_with(page, ID_NUMBER)
    expect(page.get_by_role("heading", level=1)).to_have_text(CONSENT)
    page.get_by_role("button", name="Đồng ý và đi tiếp").click()
    page.wait_for_url(there.page)


def test_somebody_signs_in_there_refreshes_and_signs_out_here(visit, elsewhere):
    here, there, client = elsewhere
    page = visit(here)
    enter(page, there)

    shown = claims(page)
    assert (shown["HoVaTen"], shown["name"], shown["SoDinhDanh"]) == (EMPLOYER, EMPLOYER, ID_NUMBER)
    assert (shown["loAs"], shown["acr"]) == ("LoA2", "LoA2")
    assert (shown["LoaiTaiKhoan"], shown["TenDoanhNghiep"]) == ("2", FIRM)
    # An application behind it reads the same from the request's header: a name that only this portal knows.
    assert page.locator("#user").inner_text() == shown["sub"]
    assert page.request.get(there.page).headers["x-header-sub"] == shown["sub"]
    assert here.query("SELECT subject::text FROM identity_person WHERE name = %s", EMPLOYER)[0][0] not in shown["sub"]

    before = session(page, there)
    token = before["access_token"]
    answer = page.request.get(f"{there.hook}?refresh={there.page}&access_token={token}", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (302, there.page), there.told()
    after = session(page, there)
    assert after["access_token"] != token
    assert after["refresh_token"] != before["refresh_token"]
    assert here.query(_REFRESHED, client) == [(1,)]
    page.reload()
    assert claims(page) == shown

    page.goto(f"{here.url}/dang-xuat/")
    page.get_by_role("button", name="Đăng xuất", exact=True).click()
    page.wait_for_url(re.compile(rf"{here.url}/(?!dang-xuat)"))
    _until(lambda: not session(page, there), "the other portal was not told", there)
    page.goto(there.page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")


def test_who_agreed_and_is_signed_in_goes_straight_through(visit, elsewhere):
    here, there, _ = elsewhere
    page = visit(here)
    enter(page, there)
    who = claims(page)["sub"]

    page.context.clear_cookies(name="mod_auth_openidc_session")
    page.goto(there.page)
    assert page.url == there.page
    assert claims(page)["sub"] == who


def test_who_declines_is_not_let_in_there(visit, elsewhere, watch):
    here, there, _ = elsewhere
    watch.forgive("Failed to load resource")
    page = visit(here)
    page.goto(there.page)
    sign_in_with(page, ID_NUMBER)
    page.get_by_role("button", name="Không đồng ý").click()
    page.wait_for_url(re.compile(re.escape(there.hook)))
    assert "access_denied" in page.url
    expect(page.locator("#sub")).to_have_count(0)
    assert session(page, there) == {}


def _until(done: Any, otherwise: str, there: Apache) -> None:
    before = time.monotonic()
    while not done():
        assert time.monotonic() < before + 30, f"{otherwise}: {there.told()[-3000:]}"
        time.sleep(0.2)
