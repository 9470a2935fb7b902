"""By what the journal is filtered."""

from datetime import date
from typing import Any

from django.http import QueryDict

from motcua.administration.queries.journal import Asked
from motcua.administration.rules.telling import KINDS
from motcua.kernel.text import digits, tidy

_LONGEST_ID = 18
_NUMBER = 9  # as many digits are a personal number: it has no place in an address


def asked(given: QueryDict) -> Asked:
    """The filters, from the address; what makes no sense filters nothing."""
    kind = given.get("viec", "quyen")
    return Asked(
        kind=KINDS.get(kind, KINDS["quyen"])[0],
        membership=_whole(given.get("can-bo", "")),
        agency=_whole(given.get("co-quan", "")),
        since=_day(given.get("tu", "")),
        until=_day(given.get("den", "")),
        after=_cursor(given.get("sau", "")),
    )


def words(given: QueryDict) -> tuple[str, str]:
    """What was typed to find a person and an agency, as long as neither was chosen."""
    who, where = tidy(given.get("ten", ""))[:100], tidy(given.get("don-vi", ""))[:120]
    if given.get("can-bo") or len(digits(who)) >= _NUMBER:
        who = ""
    return who, "" if given.get("co-quan") else where


def kind_of(given: QueryDict) -> str:
    """The address word of the kind."""
    kind = given.get("viec", "quyen")
    return kind if kind in KINDS else "quyen"


def _whole(text: Any) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID else 0


def _day(text: str) -> date | None:
    """2020-05-12 as browsers send it, or 12/5/2020 as people write it."""
    parts = text.replace(".", "/").split("/")
    try:
        return date(*(int(part) for part in reversed(parts))) if len(parts) == 3 else date.fromisoformat(text)  # noqa: PLR2004 - day, month, year
    except ValueError:
        return None


def _cursor(text: str) -> str:
    moment, dash, entry = text.partition("-")
    fine = dash and all(one.isascii() and one.isdigit() and len(one) <= _LONGEST_ID for one in (moment, entry))
    return text if fine and int(moment) < _END else ""


_END = 10**16  # microseconds: the year 2286
