"""Personal data at rest: AES-256-GCM under a key ring, and keyed blind indexes for exact search.

A sealed value is `version byte, key number byte, 12-byte nonce, ciphertext and tag`. The purpose is authenticated
with it, so that a value sealed for one column cannot be read as another.
"""

import base64
import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_VERSION = 1


@cache
def _ring(spec: str) -> tuple[int, dict[int, AESGCM]]:
    """'2:base64,1:base64' → the active key's number (the first) and all keys."""
    pairs = [part.split(":", 1) for part in spec.split(",")]
    keys = {int(number): AESGCM(base64.b64decode(key)) for number, key in pairs}
    return int(pairs[0][0]), keys


@cache
def _index_key(secret: str, purpose: str) -> bytes:
    return hmac.digest(base64.b64decode(secret), f"motcua blind index {purpose}".encode(), hashlib.sha256)


def active_key() -> int:
    """The number of the key that seals now."""
    return _ring(settings.VAULT_KEYS)[0]


def seal(text: str, *, purpose: str) -> bytes:
    active, keys = _ring(settings.VAULT_KEYS)
    nonce = os.urandom(12)
    return bytes((_VERSION, active)) + nonce + keys[active].encrypt(nonce, text.encode(), purpose.encode())


def unseal(blob: bytes | memoryview, *, purpose: str) -> str:
    data = bytes(blob)
    _, keys = _ring(settings.VAULT_KEYS)
    return keys[data[1]].decrypt(data[2:14], data[14:], purpose.encode()).decode()


def seal_json(value: Any, *, purpose: str) -> bytes:
    return seal(json.dumps(value, ensure_ascii=False, separators=(",", ":")), purpose=purpose)


def unseal_json(blob: bytes | memoryview, *, purpose: str) -> Any:
    return json.loads(unseal(blob, purpose=purpose))


def pack(value: Any, *, purpose: str) -> str:
    """A sealed value as text, for a session or an address."""
    return base64.urlsafe_b64encode(seal_json(value, purpose=purpose)).decode().rstrip("=")


def unpack(text: object, *, purpose: str) -> Any:
    """What was packed; None for anything that was not packed here for this purpose."""
    if not isinstance(text, str):
        return None
    try:
        return unseal_json(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), purpose=purpose)
    except (ValueError, KeyError, IndexError, InvalidTag):
        return None


def blind(text: str, *, purpose: str) -> bytes:
    """16 bytes that are equal for equal text and purpose, and say nothing to whoever lacks the key."""
    return hmac.digest(_index_key(settings.VAULT_INDEX_KEY, purpose), text.encode(), hashlib.sha256)[:16]


def blind_all(texts: Iterable[str], *, purpose: str) -> list[bytes]:
    key = _index_key(settings.VAULT_INDEX_KEY, purpose)
    return [hmac.digest(key, text.encode(), hashlib.sha256)[:16] for text in texts]
