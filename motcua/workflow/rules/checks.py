"""What all checks of a flow share: keys, texts, roles, terms. Each yields the place, and the fault with its cure."""

import re
from collections.abc import Collection, Iterator
from typing import Any

from motcua.calendar.rules import Term
from motcua.workflow.rules.words import ROLES, WITH_SECTOR

Fault = tuple[str, str]
_KEY = re.compile(r"[a-z][a-z0-9_]{0,38}")


def is_key(value: Any) -> bool:
    """Whether it may name a step, an action, an opinion."""
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def written_key(key: Any) -> str:
    """How a key is written, said of one that is not."""
    return f"Khóa “{key}” chỉ gồm chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ, dưới 40 ký tự."


def text(at: str, value: Any, what: str) -> Iterator[Fault]:
    """Words are there."""
    if not isinstance(value, str) or not value.strip():
        yield at, f"Thiếu {what}. Viết bằng chữ, ngắn gọn."


def one_of(at: str, value: Any, known: Collection[str], what: str) -> Iterator[Fault]:
    """It is one of the known ones."""
    if not isinstance(value, str) or value not in known:
        shown = f"Không có {what} “{value}”" if value else f"Thiếu {what}"
        yield at, f"{shown}. Chọn một trong: {names(known)}."


def role(at: str, value: Any) -> Iterator[Fault]:
    """It names agencies: "committee", "department:labour"."""
    plain, _, sector = value.partition(":") if isinstance(value, str) else (value, "", "")
    yield from one_of(at, plain, ROLES, "vai trò cơ quan")
    if isinstance(plain, str) and plain in WITH_SECTOR and not is_key(sector):
        yield at, f"“{plain}” có nhiều ngành. Ghi cả ngành, ví dụ {plain}:labour."
    elif sector and plain not in WITH_SECTOR:
        yield at, f"“{plain}” không chia theo ngành. Bỏ phần “:{sector}”."


def term(at: str, value: Any) -> Iterator[Fault]:
    """It is a term: "3wd", "30d", "4h"."""
    try:
        Term.parse(value if isinstance(value, str) else str(value or ""))
    except ValueError as fault:
        yield at, str(fault)


def names(keys: Collection[Any]) -> str:
    """Keys in a row, to choose from."""
    return ", ".join(str(key) for key in keys)
