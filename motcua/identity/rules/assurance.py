"""How surely somebody is who they say: what raises a level, and what stands in the way."""

from collections.abc import Collection
from typing import Literal

from motcua.kernel.errors import Conflict, Refusal, TooMany

CONFIRMED, KEYED = 2, 3
ASKS_A_DAY = 5
DAY = 24 * 3600
Step = Literal["done", "confirm", "key", "sign_in_again"]


class AlreadyConfirmed(Conflict):
    """Danh tính của tài khoản này đã được xác nhận lúc {when}, không cần làm lại."""


class TooManyChecks(TooMany):
    """Bạn đã đối chiếu 5 lần trong 24 giờ. Hãy đợi đến ngày mai, hoặc mang giấy tờ đến bộ phận một cửa gần nhất."""


class NothingToCompare(Refusal):
    """Tài khoản chưa có ngày sinh nên chưa đối chiếu được. Hãy mang giấy tờ đến bộ phận một cửa gần nhất."""


class NotConnected(Refusal):
    """Cổng chưa nối với cơ sở dữ liệu dân cư. Hãy mang giấy tờ đến bộ phận một cửa gần nhất để xác nhận."""


def next_step(wanted: int, *, now: int, own: int, ceiling: int) -> Step:
    """What somebody must do for level `wanted`, who is at `now` in this visit and at `own` (1, 2) as a person.

    `ceiling`: above it nothing helps but another sign-in, because another provider opened this visit.
    """
    if now >= wanted:
        return "done"
    if own < CONFIRMED:
        return "confirm"
    if ceiling < wanted:
        return "sign_in_again"
    return "key"


def only_external(methods: Collection[str]) -> bool:
    """Did nothing but another provider open this visit? Then what the account hangs on asks for a proof of our own."""
    return all(method.startswith("external:") for method in methods)


def wanted_level(text: str) -> int:
    """From an address: '3' is 3, anything else 2."""
    return KEYED if text == "3" else CONFIRMED
