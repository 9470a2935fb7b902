"""A procedure in plain words: how long, how much and where, for each channel and case. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from motcua.kernel.money import dong
from motcua.procedures.rules.content import Channel, Content, Fee, Handling, Related
from motcua.procedures.rules.words import CHANNELS, ONLINE, UNITS

FREE = "Không thu phí"
_PLAIN_UNITS = frozenset({"", "đồng", "vnđ", "vnd", "đ"})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hand in: the channel, the case if there are several, the term and the fees in words."""

    channel: str
    online: bool
    case: str
    term: str
    fees: tuple[str, ...]


def ways(told: Content) -> list[Way]:
    """In the order in which they are published."""
    return [_way(channel, case) for channel in told.channels for case in channel.cases or (Handling(),)]


def _way(channel: Channel, case: Handling) -> Way:
    words, term = (case.text, term_of(case)) if case.amount is not None else ("", case.text)
    name = CHANNELS.get(channel.channel, "")
    return Way(name, channel.channel == ONLINE, words, term, tuple(fee_of(fee) for fee in case.fees) or (FREE,))


def term_of(case: Handling) -> str:
    """ "5 ngày làm việc"; what the text says where no number is given."""
    return case.text if case.amount is None else f"{case.amount} {UNITS.get(case.unit, case.unit)}".strip()


def fee_of(fee: Fee) -> str:
    """ "50.000 đ mỗi bản (lệ phí)"; an amount of nothing is no fee."""
    if fee.amount is None:
        return fee.text or FREE
    unit = fee.unit.strip()
    each = unit.partition("/")[2] if unit.lower().partition("/")[0].strip() in _PLAIN_UNITS else unit
    sum_ = FREE if fee.amount == 0 else f"{dong(fee.amount)}{f' mỗi {each.strip()}' if each.strip() else ''}"
    return f"{sum_} ({fee.text})" if fee.text else sum_


def short(of: list[str]) -> str:
    """All the same: it; several: the first and the last as published; none: nothing."""
    told = list(dict.fromkeys(one for one in of if one))
    return told[0] if len(told) == 1 else " · ".join(told[:3]) + (" …" if len(told) > 3 else "")  # noqa: PLR2004


def how_long(told: Content) -> str:
    return short([way.term for way in ways(told)])


def how_much(told: Content) -> str:
    return short([fee for way in ways(told) for fee in way.fees])


def who_decides(told: Content) -> str:
    return ", ".join(body.name for body in told.competent or told.implementing)


def related(told: Content) -> Iterator[Related]:
    return (one for one in told.related if one.code)


def elsewhere(told: Content, on: date) -> list[tuple[str, str]]:
    """Where it can be handed in online outside this portal: level and address."""
    return [(one.level, one.url) for one in told.online if one.url and one.holds(on)]
