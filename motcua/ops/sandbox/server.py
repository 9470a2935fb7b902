"""The HTTP server: what is where, who may ask, JSON in and out."""

import hmac
import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from motcua.ops.sandbox import pages, population
from motcua.ops.sandbox.bank import Bank, BankError
from motcua.ops.sandbox.sms import Messages

POPULATION_KEY, SMS_KEY = "sandbox-population-key", "sandbox-sms-key"
_MOST = 64 * 1024  # bytes of a request


class Sandbox(ThreadingHTTPServer):
    """All systems of one process. `url` is where browsers and the portal reach it."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], url: str, *, population_key: str, sms_key: str) -> None:
        super().__init__(address, _Handler)
        self.url = url.rstrip("/") or f"http://localhost:{self.server_address[1]}"
        self.population_key, self.sms_key = population_key, sms_key
        self.population_down = False
        self.sms = Messages()
        self.bank = Bank(f"{self.url}/bank")


def start(host: str, port: int, url: str = "", *, population_key: str = "", sms_key: str = "") -> Sandbox:
    """A bound server, not serving yet. Port 0 is a free one; a key that is not given is the documented one."""
    return Sandbox((host, port), url, population_key=population_key or POPULATION_KEY, sms_key=sms_key or SMS_KEY)


class _Handler(BaseHTTPRequestHandler):
    server: Sandbox
    server_version = "motcua-sandbox"
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(_GET)

    def do_POST(self) -> None:
        self._answer(_POST)

    def log_message(self, *_: object) -> None:
        """Says nothing: the messages hold codes."""

    def _answer(self, routes: Mapping[str, "Callable[[_Handler], None]"]) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MOST:
            self.close_connection = True
            self.json(413, {"error": "too large"})
            return
        self.body = self.rfile.read(length)
        found = routes.get(urlsplit(self.path).path)
        if found is None:
            self.json(404, {"error": "see / for what there is"})
            return
        try:
            found(self)
        except BankError as error:
            self.json(error.status, error.body())

    # What a request says

    def told(self) -> dict[str, Any]:
        """The JSON object of the body; {} for anything else."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def bears(self, key: str) -> bool:
        """Is the right key there? Answers 401 when not."""
        right = hmac.compare_digest((self.headers.get("Authorization") or "").encode(), f"Bearer {key}".encode())
        if not right:
            self.json(401, {"error": "the bearer key is missing or wrong"})
        return right

    # Answers

    def json(self, status: int, body: object) -> None:
        self._send(status, "application/json", json.dumps(body, ensure_ascii=False))

    def html(self, text: str) -> None:
        self._send(200, "text/html; charset=utf-8", text)

    def redirect(self, address: str) -> None:
        self._send(303, "text/plain", "", {"Location": address})

    def _send(self, status: int, kind: str, text: str, more: Mapping[str, str] = {}) -> None:
        content = text.encode()
        self.send_response(status, HTTPStatus(status).phrase)
        retry = {"Retry-After": "30"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
        head = {"Content-Type": kind, "Content-Length": str(len(content)), "Cache-Control": "no-store", **retry, **more}
        for name, value in head.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


def _match(at: _Handler) -> None:
    if not at.bears(at.server.population_key):
        return
    if at.server.population_down:
        at.json(503, {"error": "the register is not available"})
        return
    at.json(*population.match(at.told()))


def _population_down(at: _Handler) -> None:
    at.server.population_down = at.told().get("down") is True
    at.json(200, {"down": at.server.population_down})


def _take_message(at: _Handler) -> None:
    if at.bears(at.server.sms_key):
        at.json(*at.server.sms.take(at.told()))


def _sms_down(at: _Handler) -> None:
    at.server.sms.down = at.told().get("down") is True
    at.json(200, {"down": at.server.sms.down})


def _authorize(at: _Handler) -> None:
    asked = at.query()
    at.server.bank.check(asked)
    at.html(pages.choose(asked))


def _chosen(at: _Handler) -> None:
    asked = at.form()
    who, fault = asked.pop("customer", ""), asked.pop("fault", "")
    at.redirect(at.server.bank.authorize(asked, who, fault))


def _token(at: _Handler) -> None:
    at.json(200, at.server.bank.token(at.form(), at.headers.get("Authorization") or ""))


def _userinfo(at: _Handler) -> None:
    at.json(200, at.server.bank.userinfo(at.headers.get("Authorization") or ""))


_GET: Mapping[str, Callable[[_Handler], None]] = {
    "/": lambda at: at.html(pages.home(at.server.url)),
    "/healthz": lambda at: at.json(200, {"ok": True}),
    "/sms/": lambda at: at.html(pages.messages(at.server.sms.all(), down=at.server.sms.down)),
    "/sms/v1/messages": lambda at: at.json(200, at.server.sms.all()),
    "/bank/.well-known/openid-configuration": lambda at: at.json(200, at.server.bank.discovery()),
    "/bank/jwks": lambda at: at.json(200, at.server.bank.jwks()),
    "/bank/authorize": _authorize,
    "/bank/userinfo": _userinfo,
}
_POST: Mapping[str, Callable[[_Handler], None]] = {
    "/population/v1/match": _match,
    "/population/down": _population_down,
    "/sms/v1/messages": _take_message,
    "/sms/down": _sms_down,
    "/bank/authorize": _chosen,
    "/bank/token": _token,
    "/bank/userinfo": _userinfo,
}
