"""Taking a fee, and posting a dossier in public."""

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.agencies.rules.rights import uses
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Term, due, hours_from
from motcua.catalogue.queries import service_of
from motcua.dossiers import queries, rules
from motcua.dossiers.commands.posted import shown_of
from motcua.dossiers.models import Charge, Dossier, Posting
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.shell.clock import VIETNAM
from motcua.workflow import commands as workflow
from motcua.workflow.queries import open_turn


@transaction.atomic
def take_fee(pk: int, key: str, *, method: str, receipt_no: str = "", by: Actor, at: datetime) -> Charge:
    """An officer takes a fee: who holds the dossier, or a clerk at the counter. Once; the second reads who took it.

    `method`: cash, transfer. Cash needs the number of the paper receipt, used once in an agency. Raises NoSuchCharge,
    PaidAlready, ReceiptUsed, ReasonNeeded for a missing number; workflow's refusals for who may not work on it.
    """
    dossier = queries.locked(pk)
    charge = Charge.objects.select_for_update().filter(dossier=dossier, key=key).first()
    if charge is None:
        raise rules.NoSuchCharge
    if charge.paid_at is not None:
        raise rules.PaidAlready(title=charge.title, who=charge.received_by, when=_moment(charge.paid_at))
    if not _at_counter(dossier, by):
        assert dossier.case_id is not None
        workflow.hold(dossier.case_id, by=by, at=at)
    if method == "cash" and not receipt_no.strip():
        raise rules.ReceiptNeeded
    charge.paid_at, charge.method, charge.receipt_no = at, method, receipt_no.strip()
    charge.received_by, charge.agency_id = by.name, by.agency
    try:
        with transaction.atomic():
            charge.save()
    except IntegrityError:
        raise rules.ReceiptUsed(number=charge.receipt_no) from None
    record("dossier.fee_taken", dossier.subject, by=by, at=at, fee=key, amount=charge.amount, method=method)
    return charge


@transaction.atomic
def post_publicly(pk: int, *, by: Actor, at: datetime) -> Posting:
    """The agency of the step posts the dossier in public for the step's term (niêm yết công khai).

    Once; the second officer reads who did. Raises NothingToPost, PostedAlready and workflow's refusals.
    """
    dossier = queries.locked(pk)
    turn = open_turn(dossier.case_id) if dossier.case_id else None
    posting = workflow.step_of(turn).extra.get("posting") if turn else None
    if turn is None or not posting:
        raise rules.NothingToPost
    if before := queries.posting_at(dossier, turn.step):
        raise rules.PostedAlready(who=before.posted_by, when=_moment(before.posted_at))
    assert dossier.case_id is not None
    workflow.hold(dossier.case_id, by=by, at=at)
    until = due(at, Term.parse(posting["term"]), calendar_for(hours_from(turn.agency.hours))).at
    service = service_of(dossier.version)
    posted = Posting.objects.create(
        dossier=dossier, agency=turn.agency, step=turn.step, shown=shown_of(dossier, service, posting["shows"]),
        posted_at=at, posted_by=by.name, until=until,
    )  # fmt: skip
    record("dossier.posted", dossier.subject, by=by, at=at, step=turn.step, until=until)
    return posted


def _at_counter(dossier: Dossier, by: Actor) -> bool:
    """The clerk who filed it, at the counter where they did."""
    mine = by.officer and dossier.assisted_by_id == by.person and dossier.assisted_at_id == by.agency
    return mine and uses(by, "office", "counter", by.agency_path)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
