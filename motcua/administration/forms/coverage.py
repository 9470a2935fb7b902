"""What the address of a coverage page asks for; nonsense is as if nothing was asked."""

from collections.abc import Mapping

from motcua.administration.queries.covered import Asked
from motcua.agencies.rules.rights import COVID, LEVEL_WORDS, SUBSYSTEMS
from motcua.kernel.text import tidy

_MOST_PAGES = 10_000


def asked(query: Mapping[str, str], services: Mapping[str, str]) -> Asked:
    service = query.get("dich-vu", "")
    return Asked(
        subsystem=subsystem(query), service=service if service in services else "",
        gaps=query.get("chi-thieu") == "1", text=tidy(query.get("tim", ""))[:120],
    )  # fmt: skip


def subsystem(query: Mapping[str, str]) -> str:
    told = query.get("phan-he", COVID)
    return told if told in SUBSYSTEMS else COVID


def level(query: Mapping[str, str]) -> int | None:
    told = _number(query.get("cap", ""))
    return told if told in LEVEL_WORDS else None


def page(query: Mapping[str, str]) -> int:
    return min(max(_number(query.get("trang", "")), 1), _MOST_PAGES)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else -1  # noqa: PLR2004 - a small number
