"""Orders under which dossiers are accepted before publication (letter 001)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.text import tidy
from motcua.procedures.commands import steps
from motcua.procedures.models import AcceptanceOrder, Procedure
from motcua.procedures.queries.records import public_of
from motcua.procedures.rules import life


@dataclass(frozen=True)
class Ordered:
    """What the order says: who signed it and when, and from which day until before which dossiers are accepted."""

    number: str
    agency: Agency
    signed_on: date
    since: date
    until: date | None = None
    url: str = ""


@transaction.atomic
def accept_before(procedure: int, told: Ordered, *, by: Actor, at: datetime) -> AcceptanceOrder:
    """Dossiers are accepted although the procedure is not published, because this order says so.

    Refuses with NoRight (publish), AlreadyPublic, OrderTwice; Invalid when it would end before it begins.
    """
    record = steps.lock_record(procedure)
    steps.need(by, "publish", record.owner)
    if told.until is not None and told.until <= told.since:
        raise Invalid({"until": "Ngày hết hiệu lực phải sau ngày bắt đầu."})
    if told.signed_on > told.since:
        raise Invalid({"since": "Không tiếp nhận trước ngày ký văn bản."})
    if public_of(record.code, steps.day_of(at)) is not None:
        raise life.AlreadyPublic
    number = tidy(told.number)[:60]
    if record.orders.filter(number=number, ended_at=None).exists():
        raise life.OrderTwice(number=number)
    order = AcceptanceOrder.objects.create(
        procedure=record, number=number, agency=told.agency, signed_on=told.signed_on, since=told.since,
        until=told.until, url=told.url, entered_by_id=by.person or None, entered_at=at,
    )  # fmt: skip
    _journal("procedures.ordered", record, order, by, at)
    return order


@transaction.atomic
def end_order(order: int, *, by: Actor, at: datetime) -> AcceptanceOrder:
    """No further dossiers under it; those that were accepted stay. Refuses with NoRight, NoSuchOrder."""
    found = AcceptanceOrder.objects.filter(pk=order).first()
    if found is None:
        raise life.NoSuchOrder
    record = steps.lock_record(found.procedure_id)
    steps.need(by, "publish", record.owner)
    found = AcceptanceOrder.objects.select_for_update().get(pk=order)
    if found.ended_at is None:
        found.ended_at, found.ended_by_id = at, by.person or None
        found.save(update_fields=["ended_at", "ended_by"])
        _journal("procedures.order_ended", record, found, by, at)
    return found


def _journal(action: str, record: Procedure, order: AcceptanceOrder, by: Actor, at: datetime) -> None:
    journal.record(action, f"procedure:{record.pk}", by=by, at=at, code=record.code, number=order.number)
