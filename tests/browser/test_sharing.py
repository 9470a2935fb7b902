"""An administrator registers a portal; a person lets it see their data, looks at what they share, and takes it back."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.employer import EMPLOYER, ID_NUMBER, sign_in_with
from tests.browser.watch import look, text_of

ADMIN = "Cao Văn Quản Thử"
NAME = "Cổng tỉnh Ví Dụ"
CHALLENGE = "NnritOpxeR8g2qTMvrWsytnQwUBA139YEX_NKV3BD64"
CONSENT = f"Cho {NAME} xem dữ liệu của bạn?"


@contextmanager
def another_portal() -> Iterator[str]:
    """Its page says what it was told in its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write("<!doctype html><html lang=vi><title>Cổng tỉnh</title><h1>Cổng tỉnh</h1>".encode())

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Page)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def register(page: Page, there: str) -> str:
    """On the administrator's page. Returns the client id."""
    page.goto("/quan-tri/cong-ket-noi/")
    look(page, "clients-none")
    page.get_by_role("button", name="Đăng ký cổng mới").click()
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    look(page, "client-new-errors")
    page.get_by_label("Tên cổng").fill(NAME)
    page.get_by_label("Địa chỉ nhận kết quả đăng nhập").fill(f"{there}/ve")
    page.get_by_label("Thông tin tài khoản theo chuẩn VNConnect").check()
    page.get_by_label("Địa chỉ quay về sau khi đăng xuất").fill(f"{there}/")
    page.get_by_role("button", name="Đăng ký", exact=True).click()
    look(page, "client-secret")
    client = page.locator("#client-id").inner_text()
    assert len(page.locator("#client-secret").inner_text()) >= 43
    page.get_by_role("button", name="Tôi đã chép xong").click()
    look(page, "client")
    page.goto("/quan-tri/cong-ket-noi/")
    look(page, "clients")
    return client


def told(page: Page, there: str) -> dict[str, str]:
    """What the other portal hears, once the browser is there."""
    page.wait_for_url(lambda address: address.startswith(f"{there}/ve?"))
    return {name: value for name, (value,) in parse_qs(urlsplit(page.url).query).items()}


def test_a_portal_a_person_and_their_data(portal, visit):
    here = portal()
    with another_portal() as there:
        client = register(visit(here, ADMIN), there)
        asked = {
            "response_type": "code", "client_id": client, "redirect_uri": f"{there}/ve", "scope": "openid vnconnect",
            "state": "s", "code_challenge": CHALLENGE, "code_challenge_method": "S256",
        }  # fmt: skip
        ask = f"/oauth2/authorize?{urlencode(asked)}"
        person = visit(here)
        person.goto(ask)
        sign_in_with(person, ID_NUMBER)
        expect(person.get_by_role("heading", level=1)).to_have_text(CONSENT)
        assert ID_NUMBER in text_of(person)
        look(person, "consent")
        person.get_by_role("button", name="Không đồng ý").click()
        assert told(person, there)["error"] == "access_denied"
        person.goto(ask)
        person.get_by_role("button", name="Đồng ý và đi tiếp").click()
        assert set(told(person, there)) == {"code", "state", "iss"}
        person.goto(ask)  # not asked again, and without a page between
        assert "code" in told(person, there)

        # After proving themself on a form of ours the way leads on too, past the content policy for forms.
        person.goto(f"{ask}&prompt=login")
        expect(person.get_by_role("heading", level=1)).not_to_have_text(CONSENT)
        person.get_by_label("Mật khẩu", exact=True).fill("mot-cua-2020")
        person.get_by_role("button", name="Tiếp tục").click()
        assert "code" in told(person, there)

        person.goto("/tai-khoan/cong-khac/")
        assert NAME in text_of(person)
        look(person, "sharing")
        person.get_by_role("link", name="Rút lại").first.click()  # the latest; other journeys agreed to others
        look(person, "withdraw")
        person.get_by_role("button", name="Rút lại").click()
        expect(person.get_by_text("Đã rút lại.")).to_be_visible()
        look(person, "sharing-none")
        person.goto(ask)
        expect(person.get_by_role("heading", level=1)).to_have_text(CONSENT)

        person.goto("/oauth2/logout")
        look(person, "logout-asked")
        person.get_by_role("button", name="Đăng xuất", exact=True).click()
        expect(person.get_by_role("link", name="Đăng nhập")).to_be_visible()
        assert EMPLOYER not in text_of(person, "body")
