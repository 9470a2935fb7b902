"""The population register: do a number, a name and a birth date belong together? Nothing is kept of who was asked for.

People of the demo (0510990NNNNN for NNNNN up to 09999, or their former number, NNNNN with zeros to nine digits) are
compared as a register does. Above, 051099010000 to 051099099999, the last digit says what comes, whatever else is told:
0–5 matched, 6 the name differs, 7 the birth date differs, 8 unknown, 9 the register cannot be reached (503).
"""

import re
from collections.abc import Mapping
from typing import Any

from motcua.kernel.text import tidy
from motcua.ops import demo_data

_NUMBER = re.compile(r"\d{9}|\d{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_RUN, _PEOPLE = "0510990", 10_000
_BY_RULE: Mapping[str, tuple[str, list[str]]] = {
    "6": ("differs", ["name"]),
    "7": ("differs", ["birth_date"]),
    "8": ("unknown", []),
}

Answer = tuple[int, dict[str, Any]]


def match(asked: Mapping[str, Any]) -> Answer:
    """Status and body for one question."""
    number, name, day = (str(asked.get(key, "")) for key in ("id_number", "name", "birth_date"))
    if not (_NUMBER.fullmatch(number) and name and _DAY.fullmatch(day)):
        return 400, {"error": "id_number (9 or 12 digits), name and birth_date (YYYY-MM-DD) are needed"}
    person = _known(number)
    if person is not None:
        told = {"name": _same(name, person.name), "birth_date": day == person.birth_date.isoformat()}
        differing = [field for field, same in told.items() if not same]
        return 200, {"result": "differs" if differing else "matched", "fields": differing}
    if not number.startswith(_RUN):
        return 200, {"result": "unknown", "fields": []}
    if number.endswith("9"):
        return 503, {"error": "the register is not available"}
    result, fields = _BY_RULE.get(number[-1], ("matched", []))
    return 200, {"result": result, "fields": fields}


def _known(number: str) -> demo_data.Invented | None:
    if len(number) == 9:  # noqa: PLR2004 - a CMND
        n = int(number)
    elif number.startswith(_RUN):
        n = int(number.removeprefix(_RUN))
    else:
        return None
    return demo_data.invented(n) if 0 < n < _PEOPLE else None


def _same(told: str, known: str) -> bool:
    """Registers write in capitals; composed and decomposed accents are the same name, other accents are not."""
    return tidy(told).casefold() == tidy(known).casefold()
