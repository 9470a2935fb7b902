"""Every page that anybody may open, at the desk and on the phone."""

import pytest

from tests.browser.watch import look

PUBLIC = {
    "home": "/",
    "services": "/thu-tuc/",
    "services-none": "/thu-tuc/?q=khong+co+thu+tuc+nay",
    "service": "/thu-tuc/tam-hoan-hop-dong/",
    "lookup": "/tra-cuu/",
    "help": "/tro-giup/",
    "status": "/tinh-trang/",
    "accessibility": "/kha-nang-tiep-can/",
    "sign-in": "/dang-nhap/",
    "demo": "/thu-nghiem/",
    "outbox": "/hop-thu-di/",
}


@pytest.mark.parametrize("name", PUBLIC)
def test_public_pages(portal, visit, name):
    page = visit(portal())
    answer = page.goto(PUBLIC[name])
    assert answer.status == 200
    look(page, name)


def test_what_is_not_there(portal, visit):
    page = visit(portal())
    assert page.goto("/khong-co-trang-nay/").status == 404
    look(page, "not-found")
    page.get_by_role("link", name="Tìm thủ tục").click()
    assert page.url.endswith("/thu-tuc/")
