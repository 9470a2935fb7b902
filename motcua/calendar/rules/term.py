"""A term as procedures state it: an amount and its unit."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["h", "d", "wd"]

_TEXT = re.compile(r"([0-9]{1,4})(h|d|wd)")
_WORDS: dict[Unit, str] = {"h": "giờ làm việc", "d": "ngày", "wd": "ngày làm việc"}
MOST = 3660


@dataclass(frozen=True)
class Term:
    """`amount` working hours (h), calendar days (d: "ngày") or working days (wd: "ngày làm việc")."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit) or not 1 <= self.amount <= MOST:
            raise ValueError(_fault(f"{self.amount}{self.unit}"))

    @classmethod
    def parse(cls, text: str) -> "Term":
        """'3wd' → three working days. ValueError with a Vietnamese sentence for anything else."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise ValueError(_fault(text))
        amount, unit = match.groups()
        return cls(int(amount), unit)  # type: ignore[arg-type]  # the pattern admits no other unit

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    def words(self) -> str:
        """'3 ngày làm việc'."""
        return f"{self.amount} {_WORDS[self.unit]}"


def _fault(text: str) -> str:
    return (
        f"“{text}” không phải thời hạn. Viết số từ 1 đến {MOST} rồi đơn vị: "
        "8h (giờ làm việc), 5d (ngày), 3wd (ngày làm việc)."
    )
