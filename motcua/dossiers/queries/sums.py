"""What a dossier asks for and what it costs, in đồng, before and after it is handed in."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.agencies.queries import resolve
from motcua.agencies.rules import NoAgency
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims, expressions
from motcua.catalogue.rules.service import Service
from motcua.dossiers.models import Charge, Dossier
from motcua.dossiers.queries.facts import charges
from motcua.dossiers.queries.reading import answers
from motcua.territory.rules import NoUnit


@dataclass(frozen=True)
class Asked:
    """What is asked for: đồng, for how many months (0: not counted in months), called `title` ('': support)."""

    amount: int
    months: int = 0
    title: str = ""


@dataclass(frozen=True)
class FeeLine:
    """A fee as the applicant sees it. `step`: it is paid before that one ends, '' right away; `where`: the office."""

    title: str
    amount: int
    unit: str
    basis: str
    step: str
    where: str
    paid_at: datetime | None = None
    receipt_no: str = ""
    taken_by: str = ""


def asked_for(dossier: Dossier) -> Asked | None:
    """None for a service about no money in particular, and while the answers do not say how much."""
    service = service_of(dossier.version)
    title = service.result.title if service.result else ""
    months = 0
    if service.claim is not None:
        found = claims.claimed(service, answers(dossier))
        months = found.months if found else 0
        if dossier.code is None:
            amount = _of_result(service, answers(dossier)) if service.result else found.amount if found else 0
            return Asked(amount, months, title) if amount else None
    amount = dossier.amount
    if dossier.code is None and service.result:
        amount = _of_result(service, answers(dossier))
    return Asked(amount, months, title) if amount else None


def fees(dossier: Dossier, *, on: date) -> list[FeeLine]:
    """The fees that the answers bring about, or those of a dossier that was handed in with how they were paid."""
    service = service_of(dossier.version)
    if not service.fees:
        return []
    if dossier.code is not None:
        return [_line(dossier, service, one.key, one.title, one.amount, on, one) for one in charges(dossier)]
    due = claims.fees(service, answers(dossier))
    return [_line(dossier, service, fee.key, fee.title, amount, on, None) for fee, amount in due]


def _of_result(service: Service, given: dict[str, Any]) -> int:
    assert service.result is not None
    amount = expressions.value(service.result.asked, asked.scope(asked.visible(service, given)))
    return amount if asked.whole(amount) and amount > 0 else 0


def _line(  # noqa: PLR0917 - the parts of a line
    dossier: Dossier, service: Service, key: str, title: str, amount: int, on: date, paid: Charge | None
) -> FeeLine:
    fee = next(f for f in service.fees if f.key == key)
    step = service.flow["steps"].get(fee.due)
    office = _office(dossier, step or service.flow["steps"][service.flow["first"]], on)
    said = FeeLine(title, amount, fee.unit, fee.basis, step["title"] if step else "", office)
    if paid is None or paid.paid_at is None:
        return said
    return FeeLine(
        said.title, said.amount, said.unit, said.basis, said.step, said.where, paid.paid_at, paid.receipt_no,
        paid.agency.name if paid.agency else paid.received_by,
    )  # fmt: skip


def _office(dossier: Dossier, step: dict[str, Any], on: date) -> str:
    """Who takes it: the agency of the step; '' while the place is not answered."""
    if not dossier.unit_id:
        return ""
    try:
        return resolve(step["role"], step["level"], dossier.unit_id, on).name
    except (NoAgency, NoUnit):
        return ""
