"""What officers do to a dossier: rows, steps, decision. Claiming and assigning is workflow's alone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from motcua.catalogue.queries import service_of
from motcua.dossiers import queries, rules
from motcua.dossiers.commands import deciding, demanding, finding, papers, telling
from motcua.dossiers.models import Dossier, Remark, Row, Supplement
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.workflow import commands as workflow
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn


class NotAtThisStep(NotAllowed):
    """Bước hiện tại không cho làm việc này với danh sách. Hãy tải lại trang để xem hồ sơ đang ở bước nào."""


class NothingChosen(Refusal):
    """Bạn chưa chọn dòng nào. Hãy đánh dấu ít nhất một người, hoặc chọn tất cả các dòng khớp bộ lọc."""


class WantedUnknown(Refusal):
    """Yêu cầu bổ sung phải nêu rõ giấy tờ hoặc nội dung cần bổ sung."""


@transaction.atomic
def confirm_rows(
    pk: int,
    verdict: str,
    *,
    rows: Sequence[int] | None = None,
    wanted: queries.RowFilter | None = None,
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """Confirm or refuse rows: those named, or all that match the filter, in one statement. Returns how many changed.

    Legal source: step 2 of QĐ 15/2020/QĐ-TTg (social insurance confirms each worker). Raises ReasonNeeded for a refusal
    without a reason, NothingChosen, NotAtThisStep, and workflow's refusals when a colleague holds the dossier.
    """
    verdict = Row.Verdict(verdict)
    why = reason.strip() if verdict is Row.Verdict.REFUSED else ""
    dossier = _at_step_with(pk, "confirm", by=by, at=at)
    if verdict is Row.Verdict.REFUSED and not why:
        raise rules.ReasonNeeded
    changed = (
        _chosen(dossier, rows, wanted)
        .exclude(verdict=verdict, reason=why)
        .update(verdict=verdict, reason=why, verdict_by=by.name, verdict_at=at)
    )
    record(
        "dossier.rows_judged", dossier.subject, by=by, at=at,
        verdict=verdict or "pending", rows=list(rows or ())[:100], changed=changed, reason=why,
    )  # fmt: skip
    return changed


@transaction.atomic
def strike_rows(
    pk: int,
    struck: bool,  # noqa: FBT001 - what is set
    *,
    rows: Sequence[int],
    reason: str = "",
    by: Actor,
    at: datetime,
) -> int:
    """The deciding agency leaves confirmed rows out of its decision, with a reason, or takes them in again."""
    dossier = _at_step_with(pk, "grant", by=by, at=at)
    if struck and not reason.strip():
        raise rules.ReasonNeeded
    changed = (
        _chosen(dossier, rows, None)
        .filter(verdict="confirmed")
        .update(struck=struck, reason=reason.strip() if struck else "")
    )
    record("dossier.rows_struck", dossier.subject, by=by, at=at, struck=struck, rows=list(rows)[:100], changed=changed)
    return changed


@transaction.atomic
def act(
    pk: int, action: str, *, turn: int, note: str = "", wanted: Collection[str] = (),
    findings: Mapping[str, Any] | None = None, by: Actor, at: datetime,
) -> Dossier:  # fmt: skip
    """An officer takes one action of the current step: hand over, return for supplement, approve, refuse.

    `turn` is the number of the turn that the officer's page showed: if the dossier moved since, workflow's refusal
    names who moved it where. `wanted`: paper keys, or "list", of a request for supplement. `findings`: what the action
    asks of the officer, typed like answers. Raises ReasonNeeded, RowsPending, NotOffered, FeeUnpaid, TooMuch; Invalid
    for findings that do not fit.
    """
    dossier = queries.locked(pk)
    assert dossier.case_id is not None
    current = workflow.expect_turn(dossier.case_id, turn)
    step = workflow.step_of(current)
    spec = step.action(action)
    if spec.reason and not note.strip():
        raise rules.ReasonNeeded
    if spec.kind == "return":
        return _return(dossier, current, note, wanted, by=by, at=at)
    finding.keep(dossier, spec, findings or {}, at=at)
    finding.check_offered(dossier, step, spec, at=at)
    ending = spec.to.removeprefix("end:") if spec.to.startswith("end:") else ""
    if not finding.refuses(dossier, ending):
        finding.check_paid(dossier, step.key)
        if step.extra.get("rows") == "confirm":
            _all_judged(dossier)
    if ending and finding.refuses(dossier, ending):
        return deciding.refuse(dossier, action, note, by=by, at=at)
    if ending:
        return deciding.approve(dossier, action, note, by=by, at=at)
    workflow.take(dossier.case_id, action, by=by, at=at, note=note)
    record("dossier.handed_over", dossier.subject, by=by, at=at, step=step.key, did=action)
    telling.applicant(dossier, "handed_over", at=at)
    return dossier


@transaction.atomic
def put_off(pk: int, until: datetime, reason: str, *, by: Actor, at: datetime) -> Dossier:
    """Apologise and name a new date, at most once (Mẫu 04 TT 01/2018; NĐ 61/2018)."""
    dossier = queries.locked(pk)
    assert dossier.case_id is not None
    if not reason.strip():
        raise rules.ReasonNeeded
    before = dossier.case.due_at if dossier.case else at
    workflow.put_off(dossier.case_id, until, reason, by=by, at=at)
    papers.apology(dossier, before, until, reason.strip(), by=by, at=at)
    record("dossier.put_off", dossier.subject, by=by, at=at, until=until.isoformat())
    telling.applicant(dossier, "overdue", at=at, reason=reason.strip())
    return dossier


@transaction.atomic
def annotate(pk: int, text: str, *, by: Actor, at: datetime) -> Remark:
    """Keep an internal note. Not part of what the applicant sees. Raises EmptyNote."""
    if not text.strip():
        raise rules.EmptyNote
    dossier = queries.locked(pk)
    note = Remark.objects.create(dossier=dossier, author=by.name, agency_name=by.agency_name, at=at, text=text.strip())
    record("dossier.annotated", dossier.subject, by=by, at=at, note=note.pk)
    return note


def _chosen(dossier: Dossier, rows: Sequence[int] | None, wanted: queries.RowFilter | None) -> QuerySet[Row]:
    if wanted is not None:
        return queries.filtered(dossier, wanted).order_by()
    if not rows:
        raise NothingChosen
    return Row.objects.filter(dossier=dossier, n__in=list(rows))


def _at_step_with(pk: int, rows: str, *, by: Actor, at: datetime) -> Dossier:
    """The locked dossier, when the open turn judges rows in this way and is the actor's (claimed for them if free)."""
    dossier = queries.locked(pk)
    assert dossier.case_id is not None
    if dossier.status != rules.Status.IN_PROGRESS:
        raise rules.NotNow(status=rules.Status(dossier.status).label.lower())
    turn = open_turn(dossier.case_id)
    if turn is None or workflow.step_of(turn).extra.get("rows") != rows:
        raise NotAtThisStep
    workflow.hold(dossier.case_id, by=by, at=at)
    return dossier


def _all_judged(dossier: Dossier) -> None:
    if pending := Row.objects.filter(dossier=dossier, verdict="").count():
        raise rules.RowsPending(count=pending)


def _return(dossier: Dossier, turn: Turn, note: str, wanted: Collection[str], *, by: Actor, at: datetime) -> Dossier:
    service = service_of(dossier.version)
    known = {paper.key for paper in service.papers}
    if workflow.step_of(turn).extra.get("rows") == "confirm":
        known |= {"list"}
    if not set(wanted) <= known:
        raise WantedUnknown
    status = rules.after(dossier.status, "return")
    assert dossier.case_id is not None
    paused = workflow.pause(dossier.case_id, by=by, at=at, note=note)
    demanding.notice(dossier, turn, note, by=by, at=at)
    assert paused.awaiting_until is not None
    asked = Supplement.objects.create(
        dossier=dossier, n=dossier.supplements.count() + 1, agency_name=by.agency_name, asked_by=by.name,
        asked_at=at, answer_by=paused.awaiting_until, reason=note.strip(), wanted=sorted(wanted),
    )  # fmt: skip
    dossier.status = status
    dossier.save(update_fields=["status"])
    papers.supplement_request(dossier, asked, by=by, at=at)
    record("dossier.returned", dossier.subject, by=by, at=at, request=asked.n, wanted=sorted(wanted))
    telling.applicant(dossier, "supplement", at=at, reason=note.strip())
    return dossier
