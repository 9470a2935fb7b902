"""Decisions that publish procedures: written down with what they are about, then carried out one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.text import tidy
from motcua.procedures.commands import steps
from motcua.procedures.models import Decision, DecisionItem, Procedure
from motcua.procedures.models.publishing import Kind
from motcua.procedures.rules import life


@dataclass(frozen=True)
class Announcement:
    """A decision as it was signed. `legal_effect_on`: when the legal text that it carries out takes effect."""

    number: str
    signed_on: date
    effective_on: date
    legal_number: str = ""
    legal_effect_on: date | None = None
    url: str = ""


@transaction.atomic
def announce(
    agency: Agency, told: Announcement, items: Sequence[tuple[str, str]] = (), *, by: Actor, at: datetime
) -> Decision:
    """Write a signed decision down, with (code, kind) of what it publishes, amends or abolishes: its clocks run.

    One that is there already gets the further items. Refuses with NoRight; OtherDecision when it has other dates;
    Invalid {"items"} for codes that are not entered or not of that agency.
    """
    steps.need(by, "publish", agency)
    number = tidy(told.number)[:60]
    given = {
        "signed_on": told.signed_on, "effective_on": told.effective_on, "legal_number": tidy(told.legal_number)[:200],
        "legal_effect_on": told.legal_effect_on, "url": told.url,
    }  # fmt: skip
    Decision.objects.bulk_create([Decision(issued_by=agency, number=number, **given)], ignore_conflicts=True)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("issued_by").get(
        issued_by=agency, number=number
    )  # fmt: skip
    if (decision.signed_on, decision.effective_on) != (told.signed_on, told.effective_on):
        raise life.OtherDecision(
            number=number, agency=agency.name, signed=f"{decision.signed_on:%d/%m/%Y}",
            effective=f"{decision.effective_on:%d/%m/%Y}",
        )  # fmt: skip
    _add(decision, items)
    journal.record("procedures.decided", f"decision:{decision.pk}", by=by, at=at, number=number, items=len(items))
    return decision


def _add(decision: Decision, items: Sequence[tuple[str, str]]) -> None:
    known = {
        one.code: one
        for one in Procedure.objects.filter(code__in=[code for code, _ in items], owner=decision.issued_by)
    }
    unknown = [code for code, _ in items if code not in known]
    if unknown:
        raise Invalid(
            {"items": f"Không có thủ tục {', '.join(unknown)} của {decision.issued_by.name}. Hãy nhập trước."}
        )
    DecisionItem.objects.bulk_create(
        [DecisionItem(decision=decision, procedure=known[code], kind=kind) for code, kind in items],
        ignore_conflicts=True,
    )


def take_item(decision: int, record: Procedure, kind: str, *, by: Actor, at: datetime) -> DecisionItem:
    """The decision's item for a record, made when it has none; locked. Raises NoSuchDecision, OtherKind."""
    found = Decision.objects.select_for_update(of=("self",)).filter(pk=decision, issued_by=record.owner).first()
    if found is None:
        raise life.NoSuchDecision
    item, made = DecisionItem.objects.select_related("decision").get_or_create(
        decision=found, procedure=record, defaults={"kind": kind}
    )
    if item.kind != kind or item.done_at is not None:
        words = {Kind.NEW: "công khai lần đầu", Kind.AMEND: "công khai bản sửa đổi", Kind.ABOLISH: "bãi bỏ"}
        raise life.OtherKind(number=found.number, kind=Kind(item.kind).label, step=words[Kind(kind)])
    if made:
        journal.record(
            "procedures.decided", f"decision:{found.pk}", by=by, at=at, number=found.number, code=record.code
        )
    return item
