"""What the answers of a dossier come to in đồng: fees, the one beneficiary's claim, the rate of a list."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from motcua.catalogue.rules import expressions
from motcua.catalogue.rules.answers import Answers, holds, scope, visible, whole
from motcua.catalogue.rules.service import Fee, ListSpec, Service

MOST_MONTHS = 1200  # what an expression comes to beyond that is no time of a person's support


@dataclass(frozen=True)
class Claimed:
    """One beneficiary with what they ask for: whole months from `since` to `until`, `amount` đồng in all."""

    name: str
    identity: str
    birth: str
    secondary: str
    since: date
    until: date
    months: int
    amount: int


def fees(service: Service, answers: Answers) -> tuple[tuple[Fee, int], ...]:
    """The fees that these answers bring about, with their đồng; one that comes to nothing is left out."""
    shown = visible(service, answers)
    due = []
    for fee in service.fees:
        if all(holds(condition, shown) for condition in fee.when):
            amount = expressions.value(fee.amount, scope(shown))
            if whole(amount) and amount > 0:
                due.append((fee, amount))
    return tuple(due)


def claimed(service: Service, answers: Answers) -> Claimed | None:
    """What the one beneficiary of a dossier without a list asks for; None when an answer to that is still missing."""
    claim = service.claim
    if claim is None:
        return None
    shown = visible(service, answers)
    months = expressions.value(claim.months, scope(shown))
    amount = expressions.value(claim.amount, scope(shown))
    since = claim.since if _is_day(claim.since) else shown.get(claim.since)
    if not (whole(months) and whole(amount) and _is_day(since)) or not 0 <= months <= MOST_MONTHS or amount < 0:
        return None
    first = date.fromisoformat(str(since))
    if first.year + months // 12 + 1 > date.max.year:
        return None
    return Claimed(
        name=str(shown.get(claim.name) or ""),
        identity=str(shown.get(claim.identity) or ""),
        birth=str(shown.get(claim.birth) or ""),
        secondary=str(shown.get(claim.secondary) or ""),
        since=first,
        until=months_later(first, months),
        months=months,
        amount=amount,
    )


def priced(spec: ListSpec, shown: Answers) -> ListSpec:
    """A list whose đồng per month are those of these answers; nought while they do not say."""
    if not spec.amount_by:
        return spec
    amount = expressions.value(spec.amount_by, scope(shown))
    return replace(spec, amount_per_month=amount if whole(amount) and amount > 0 else 0)


def _is_day(text: Any) -> bool:
    try:
        return bool(date.fromisoformat(str(text)))
    except ValueError:
        return False


def months_later(first: date, months: int) -> date:
    """The last day of so many whole months: 15/4 and 2 → 14/6; 31/5 and 1 → 30/6; the day itself for none."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    if first.day > length:
        return date(year, month + 1, length)
    return date(year, month + 1, first.day) - timedelta(days=1 if months else 0)
