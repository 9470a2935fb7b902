"""The SMS gateway against a server that speaks the provider's side of the protocol."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from motcua.notices.gateways import Rejected, Unreachable, gateway, http, outbox
from motcua.notices.queries import Parcel

SMS = Parcel("motcua-7", "sms", "+84900000011", "", "Mã xác nhận")


class Provider(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.status)
        if 300 <= self.server.status < 400:
            self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_args):
        pass


@contextmanager
def serving() -> Iterator[HTTPServer]:
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        server.asked, server.status = [], 202
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def provider(settings) -> Iterator[HTTPServer]:
    with serving() as server:
        settings.SMS_URL = f"http://127.0.0.1:{server.server_port}/"
        settings.SMS_KEY = "chìa khóa".encode().hex()
        yield server


def test_what_the_provider_is_asked(provider, settings):
    http.send(SMS)
    assert provider.asked == [
        (
            "/v1/messages",
            f"Bearer {settings.SMS_KEY}",
            {"id": "motcua-7", "to": "+84900000011", "text": "Mã xác nhận"},
        )
    ]


@pytest.mark.parametrize("status", [200, 201, 202, 204, 409])
def test_taken_now_or_already(provider, status):
    provider.status = status
    http.send(SMS)
    assert len(provider.asked) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, Rejected), (404, Rejected), (422, Rejected),
        (401, Unreachable), (403, Unreachable), (408, Unreachable), (429, Unreachable),
        (302, Unreachable), (500, Unreachable), (503, Unreachable),
    ],
)  # fmt: skip
def test_refused_for_good_or_for_now(provider, status, error):
    provider.status = status
    with pytest.raises(error, match=f"^Nhà mạng trả lời {status}$"):
        http.send(SMS)
    assert len(provider.asked) == 1


def test_nobody_there(settings):
    settings.SMS_URL = "http://127.0.0.1:1"
    with pytest.raises(Unreachable, match=r"^Không nối được với nhà mạng \(ConnectionError\)$") as told:
        http.send(SMS)
    assert "84900000011" not in str(told.value)


def test_silence_ends(settings, monkeypatch):
    monkeypatch.setattr(http, "SECONDS", (1, 0.1))

    class Mute(Provider):
        def do_POST(self):
            self.server.quiet.wait(2)

    from threading import Event

    with HTTPServer(("127.0.0.1", 0), Mute) as server:
        server.quiet = Event()
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.SMS_URL = f"http://127.0.0.1:{server.server_port}"
        with pytest.raises(Unreachable, match="ReadTimeout"):
            http.send(SMS)
        server.quiet.set()
        server.shutdown()


def test_e_mails_stay_in_the_outbox(provider, monkeypatch):
    kept = []
    monkeypatch.setattr(outbox, "send", kept.append)
    letter = Parcel("motcua-8", "email", "mau@vidu.example", "Tin", "Thân")
    http.send(letter)
    assert (kept, provider.asked) == ([letter], [])


def test_it_is_chosen_by_name(settings):
    settings.NOTICES_GATEWAY = "motcua.notices.gateways.http"
    assert gateway() is http
