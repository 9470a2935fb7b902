"""What is hashed of an entry, and what may not be written into one."""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from motcua.kernel.text import digits, masked

FIELDS = (
    "at", "action", "subject", "person", "person_name", "capacity",
    "business", "business_name", "membership", "agency", "agency_name", "data",
)  # fmt: skip
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def moment(at: datetime) -> str:
    """UTC with microseconds, which is all that the database keeps: '2020-05-12T01:00:00.000000Z'."""
    if at.tzinfo is None:
        raise ValueError("A journal entry needs an aware moment")
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"


def plain(value: Any) -> Any:
    """The JSON value that reads back from the database as it is written: NFC texts, whole floats as integers.

    Raises TypeError for what JSON cannot say, ValueError for what is no number.
    """
    if value is None or type(value) in (bool, int):
        return value
    if type(value) is str:
        return _text(value)
    for kind, convert in _PLAIN:
        if isinstance(value, kind):
            return convert(value)
    raise TypeError(f"{type(value).__name__} has no place in the journal")


def _text(value: str) -> str:
    return unicodedata.normalize("NFC", value).replace("\x00", "")


def _number(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} has no place in the journal")
    return int(value) if value.is_integer() else value


_PLAIN: tuple[tuple[Any, Callable[[Any], Any]], ...] = (
    (Enum, lambda value: plain(value.value)),
    (int, int),
    (str, _text),
    (Mapping, lambda value: {plain(str(key)): plain(item) for key, item in value.items()}),
    ((list, tuple), lambda value: [plain(item) for item in value]),
    ((set, frozenset), lambda value: sorted(plain(item) for item in value)),
    (float, _number),
    (datetime, moment),
    ((date, time), lambda value: value.isoformat()),
    ((Decimal, UUID), str),
)


def encoded(value: Any) -> str:
    """The one JSON text of a plain value: sorted keys, no spaces, nothing escaped that need not be."""
    return _encode(value)


def decoded(text: str) -> Any:
    return json.loads(text)


def canonical(fields: Mapping[str, Any]) -> bytes:
    """All fields of an entry but its id as one JSON object. `at` is already text, `data` already plain."""
    return _encode(fields).encode()


def entry_leaf(entry: int, content: bytes) -> bytes:
    """The leaf of entry number `entry`: the id (8 bytes, big-endian), then the canonical content."""
    return sha256(b"\x00" + entry.to_bytes(8, "big") + content).digest()


# A telephone, identity or social insurance number: 9, 10 or 12 digits in one run or in spaced groups, not part of a
# longer word. Whole numbers are not looked at: amounts have as many digits, and personal numbers are texts.
_RUN = re.compile(r"(?<![0-9A-Za-z.\-])(?:\+84[ ]?)?[0-9]+(?: [0-9]{3,})*(?![0-9A-Za-z])")
_NINE = re.compile(r"[0-9](?: ?[0-9]){8}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _numbers(text: str) -> Iterator[re.Match[str]]:
    for found in _RUN.finditer(text):
        abroad = found[0].startswith("+")
        if len(digits(found[0])) in ((11,) if abroad else (9, 10, 12)):
            yield found


def personal_numbers(value: Any, where: str = "data") -> list[str]:
    """The paths of texts in a plain value that hold what looks like a personal number: ['data.note']."""
    return list(_found(value, where))


def _found(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, str):
        if _NINE.search(value) and not _UUID.fullmatch(value) and any(_numbers(value)):
            yield where
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _found(key, f"{where} (key)")
            yield from _found(item, f"{where}.{key}")
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from _found(item, f"{where}[{n}]")


def without_numbers(value: Any) -> Any:
    """A plain value with each personal number cut down to its last four digits."""
    match value:
        case str() if not _UUID.fullmatch(value):
            for found in reversed(list(_numbers(value))):
                value = value[: found.start()] + masked(digits(found[0])) + value[found.end() :]
            return value
        case dict():
            return {without_numbers(key): without_numbers(item) for key, item in value.items()}
        case list():
            return [without_numbers(item) for item in value]
    return value
