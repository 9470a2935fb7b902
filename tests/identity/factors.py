"""What tests of second factors share: an app that makes codes, and a key that signs, both in a few lines."""

import hashlib
import json
import secrets
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestedCredentialData

from motcua.identity.commands import factors
from motcua.identity.models import Person
from motcua.kernel.actor import Actor
from tests.identity.conftest import AT

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def step() -> int:
    return int(time.time()) // factors.PERIOD


def code(secret: str = SECRET, *, at: int | None = None) -> str:
    """What an app that knows the secret shows now, or in period `at`."""
    return str(format_hotp_value(hotp_value(secret, step() if at is None else at)))


def acting(person: Person) -> Actor:
    return Actor(person=person.pk, name=person.name)


def enrol(person: Person, secret: str = SECRET) -> None:
    """With the code before now's, so that now's is still good."""
    now = step()
    factors.enrol_app(person.pk, secret, code(secret, at=now - 1), step=now, by=acting(person), at=AT)


class Key:
    """An authenticator in software: makes one passkey and signs with it."""

    def __init__(self, *, origin: str = "http://localhost:8000", rp: str = "localhost") -> None:
        self.origin, self.rp, self.counter = origin, rp, 0
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(32)
        self.flags = PRESENT | VERIFIED
        self.handle = b""

    def make(self, asked: dict[str, Any]) -> str:
        """The browser's answer to `navigator.credentials.create`."""
        options = asked["publicKey"]
        self.handle = websafe_decode(options["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        made = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = self._data(ATTESTED) + bytes(made)
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        told = self._told("webauthn.create", options["challenge"])
        return self._answer({"clientDataJSON": websafe_encode(told), "attestationObject": websafe_encode(attested)})

    def sign(self, asked: dict[str, Any]) -> str:
        """The browser's answer to `navigator.credentials.get`."""
        self.counter += 1
        data = self._data()
        told = self._told("webauthn.get", asked["publicKey"]["challenge"])
        signature = self.private.sign(data + hashlib.sha256(told).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": told, "authenticatorData": data, "signature": signature, "userHandle": self.handle}
        return self._answer({name: websafe_encode(part) for name, part in parts.items()})

    def _data(self, more: int = 0) -> bytes:
        rp = hashlib.sha256(self.rp.encode()).digest()
        return rp + bytes((self.flags | more,)) + self.counter.to_bytes(4, "big")

    def _told(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        return json.dumps(
            {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )


def give_key(client: Any, name: str = "Máy thử") -> Key:
    """Through the pages, for whoever is signed in with a fresh proof."""
    key = Key()
    asked = client.post("/tai-khoan/khoa/them/hoi/").json()
    answer = client.post("/tai-khoan/khoa/them/", {"name": name, "credential": key.make(asked)})
    assert answer.status_code == 302, answer.content.decode()
    return key
