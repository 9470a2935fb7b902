"""The SMS provider: takes messages and shows them. It can be told to be out of order."""

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_MOST = 1000
_E164 = re.compile(r"\+[1-9]\d{7,14}")
_NOBODY = "404"  # numbers that end so do not exist


@dataclass
class Messages:
    """The latest messages by their id, oldest first; the same id twice is the same message."""

    down: bool = False
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, told: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and body for one message that is handed over."""
        if self.down:
            return 503, {"error": "out of order"}
        key, to, text = (str(told.get(name, "")) for name in ("id", "to", "text"))
        if not (key and text):
            return 400, {"error": "id, to and text are needed"}
        if not _E164.fullmatch(to) or to.endswith(_NOBODY):
            return 422, {"error": "no such number"}
        with self.lock:
            self.taken.setdefault(key, {"id": key, "to": to, "text": text})
            while len(self.taken) > _MOST:
                del self.taken[next(iter(self.taken))]
        return 202, {"id": key}

    def all(self) -> list[dict[str, str]]:
        with self.lock:
            return list(self.taken.values())
