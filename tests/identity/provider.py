"""Another OpenID provider over HTTP, in a few lines, which also lies when it is told to."""

import json
import re
import threading
import time
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEYS: dict[str, Any] = {"RS256": RSA_KEY, "ES256": EC_KEY}


def public(key: Any, algorithm: str) -> dict[str, Any]:
    kind = jwt.algorithms.RSAAlgorithm if algorithm == "RS256" else jwt.algorithms.ECAlgorithm
    return json.loads(kind.to_jwk(key.public_key())) | {"kid": algorithm, "use": "sig", "alg": algorithm}


START, BACK, DONE = "/dang-nhap/qua/buu-dien/", "/dang-nhap/qua/buu-dien/ve/", "/dang-nhap/qua/xong/"


class Provider:
    """`claims` and `about` change what it says; `token` makes the whole id_token; `down` makes it answer 503."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.about: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}
        self.nonce, self.algorithm, self.down = "", "RS256", False
        self.keys = [public(KEYS[name], name) for name in KEYS]
        self.refused = False
        self.server = HTTPServer(("127.0.0.1", 0), type("Handler", (Handler,), {"provider": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def honest(self) -> "Provider":
        """As on the first day."""
        self.asked.clear()
        self.about, self.claims, self.algorithm, self.down, self.refused = {}, {}, "RS256", False, False
        self.__dict__.pop("token", None)
        self.keys = [public(KEYS[name], name) for name in KEYS]
        return self

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "authorization_response_iss_parameter_supported": True,
        } | self.about

    def id_token(self) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "aud": "motcua", "sub": "nguoi-1", "iat": now, "exp": now + 60, "nonce": self.nonce,
        } | self.claims  # fmt: skip
        return self.token({name: value for name, value in claims.items() if value is not None})

    def token(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, KEYS[self.algorithm], self.algorithm, headers={"kid": self.algorithm})


def pem(key: Any) -> bytes:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return bytes(key.public_key().public_bytes(serialization.Encoding.PEM, form))


class Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        pages = {"/.well-known/openid-configuration": self.provider.discovery, "/jwks": self._keys}
        self.provider.asked.append((self.path, {}))
        self._say(200, pages[self.path]())

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        form["authorization"] = self.headers.get("Authorization", "")
        self.provider.asked.append((self.path, form))
        if self.provider.refused:
            self._say(400, {"error": "invalid_grant"})
        else:
            self._say(200, {"access_token": "x", "token_type": "Bearer", "id_token": self.provider.id_token()})

    def _keys(self) -> dict[str, Any]:
        return {"keys": self.provider.keys}

    def _say(self, status: int, body: dict[str, Any]) -> None:
        self.send_response(503 if self.provider.down else status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *args: Any) -> None:
        pass


def leave(client, server: Provider, path=START, **data) -> dict[str, str]:
    """What the browser asks the provider."""
    text = client.post(path, data).content.decode()
    address = unescape(re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', text)[1])
    assert address.startswith(f"{server.url}/authorize?")
    question = dict(parse_qsl(urlsplit(address).query))
    server.nonce = question["nonce"]
    return question


def come_back(client, question, server: Provider, path=BACK, **said):
    answer = {"state": question["state"], "code": "ma-1", "iss": server.url} | said
    return client.get(path, {name: value for name, value in answer.items() if value is not None})


def refused(response) -> bool:
    return response.status_code == 422 and "Chưa nhận được xác nhận hợp lệ" in response.content.decode()
