"""Invitations: what they hold, whom they fit, and in which words people are told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.administration.rules.matching import Wish, same_name

PURPOSE = "invitation"  # of the vault

INVITED = (
    "Mời đăng ký tài khoản cán bộ",
    "Hãy tự mở Cổng dịch vụ công, đăng ký bằng số giấy tờ của bạn. Nơi mời: {agency}",
)
# What who invited reads: title, text.
NEWS: Mapping[str, tuple[str, str]] = {
    "fulfilled": (
        "Người được mời đã có quyền",
        "{name} đã đăng ký tài khoản và đã được cấp quyền tại {agency} theo lời mời của bạn.",
    ),
    "named": (
        "Người được ghi tên đã đăng ký",
        "{name}, được ghi tên tại {agency}, đã đăng ký tài khoản. Bạn có thể cấp quyền cho người này.",
    ),
    "candidate": (
        "Cần xác nhận người được mời",
        "Một tài khoản khớp với lời mời {name} tại {agency} nhưng chưa chắc là cùng một người. Hãy xem và xác nhận.",
    ),
    "lapsed": (
        "Một lời mời không còn hiệu lực",
        "{name} đã đăng ký nhưng không được cấp quyền tại {agency}: {why}",
    ),
}
ENDED = "Người mời không còn quyền quản trị."
LATE = "Lời mời đã hết hạn."


@dataclass(frozen=True)
class Match:
    """How an account fits an invitation. `knows_id`: the invitation names an ID number."""

    knows_id: bool
    same_id: bool
    same_phone: bool
    confirmed: bool  # who they are under that ID number, by the register or at a counter


def certain(match: Match, invited: str, account: str) -> bool:
    """Whether the right may be given without anybody looking: the name and every number that is known are theirs.

    A number that anybody may type is no proof, also where nothing else is known; the phone was proved by a code. An
    identity that was confirmed needs no phone.
    """
    if not same_name(invited, account):
        return False
    if match.knows_id and not match.same_id:
        return False
    return match.same_phone or (match.confirmed and match.same_id)


def packed(wishes: Iterable[Wish]) -> list[dict[str, Any]]:
    """As the invitation keeps them."""
    return [
        {
            "subsystem": wish.subsystem, "right": wish.right, "scope": wish.scope, "level": wish.level,
            "services": None if wish.services is None else list(wish.services),
            "until": wish.until.isoformat() if wish.until else None,
        }
        for wish in wishes
    ]  # fmt: skip


def unpacked(wishes: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same with dates, as arguments of `agencies.commands.Asked`."""
    return [{**wish, "until": date.fromisoformat(wish["until"]) if wish["until"] else None} for wish in wishes]
