"""Whom the portal asks whether a number, a name and a birth date belong together.

A register is a module with `match(...)`: `http` asks the one at POPULATION_URL, `none` stands where there is none.
"""

from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Literal, Protocol, cast

from django.conf import settings


class Unreachable(Exception):  # noqa: N818 - what it says
    """The register did not answer, or not in a way that means anything. Another try may succeed."""


@dataclass(frozen=True)
class Answer:
    """`fields`: which of id_number, name and birth_date differ; never their values."""

    result: Literal["matched", "differs", "unknown"]
    fields: tuple[str, ...] = ()


class Register(Protocol):
    def match(self, id_number: str, name: str, birth_date: date) -> Answer:
        """Do these three belong to one person? Raises Unreachable."""


def connected() -> bool:
    """Has this portal a register to ask? Without one the counter is the way."""
    return bool(settings.POPULATION_URL)


def register() -> Register:
    name = "http" if connected() else "none"
    return cast("Register", import_module(f"{__name__}.{name}"))
