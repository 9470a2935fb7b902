"""Submitting, approving, returning, publishing and abolishing: each with its own right."""

from datetime import date, datetime

from django.db import transaction

from motcua.kernel.actor import SYSTEM, Actor
from motcua.kernel.text import tidy
from motcua.procedures.commands import indexing, steps
from motcua.procedures.commands.decisions import take_item
from motcua.procedures.commands.entering import rename
from motcua.procedures.models import Event, Procedure, ProcedureVersion
from motcua.procedures.models.publishing import Kind
from motcua.procedures.queries.checking import found, judged
from motcua.procedures.queries.records import whole
from motcua.procedures.rules import life, quality

State = ProcedureVersion.State


@transaction.atomic
def submit(version: int, *, by: Actor, at: datetime) -> ProcedureVersion:
    """To be approved. Refuses with NoRight, NotNow; Incomplete while a mandatory part is missing."""
    draft = steps.lock(version)
    steps.need(by, "submit", draft.procedure.owner)
    steps.check_state(draft, "submit")
    _check_complete(draft, at)
    draft.state, draft.submitted_by_id, draft.submitted_at = State.SUBMITTED, by.person or None, at
    draft.returned_why = ""
    draft.save(update_fields=["state", "submitted_by", "submitted_at", "returned_why", "findings"])
    steps.write_down(draft, "submit", by=by, at=at)
    return draft


@transaction.atomic
def approve(version: int, *, seen: int | None = None, by: Actor, at: datetime) -> ProcedureVersion:
    """By somebody who neither entered nor edited it. Refuses with NoRight, NotNow, OwnEntry, Changed."""
    draft = steps.lock(version)
    steps.need(by, "approve", draft.procedure.owner)
    steps.check_state(draft, "approve")
    steps.check_seen(draft, seen)
    _four_eyes(draft, by)
    draft.state, draft.approved_by_id, draft.approved_at = State.APPROVED, by.person or None, at
    draft.save(update_fields=["state", "approved_by", "approved_at"])
    steps.write_down(draft, "approve", by=by, at=at)
    return draft


@transaction.atomic
def send_back(version: int, *, why: str, by: Actor, at: datetime) -> ProcedureVersion:
    """To who entered it, with a reason. Refuses with NoRight, NotNow, NeedsReason."""
    draft = steps.lock(version)
    steps.need(by, "return", draft.procedure.owner)
    steps.check_state(draft, "return")
    why = tidy(why)[:1000]
    if not why:
        raise life.NeedsReason
    draft.state, draft.returned_why, draft.approved_by, draft.approved_at = State.RETURNED, why, None, None
    draft.save(update_fields=["state", "returned_why", "approved_by", "approved_at"])
    steps.write_down(draft, "return", by=by, at=at, note=why)
    return draft


@transaction.atomic
def publish(version: int, decision: int, *, by: Actor, at: datetime) -> ProcedureVersion:
    """Public from today, or from the decision's day when that is later; what was public before ends then.

    Refuses with NoRight, NotNow, NoSuchDecision, OtherKind, Incomplete.
    """
    return _publish(version, decision, since=steps.day_of(at), by=by, at=at)


@transaction.atomic
def publish_as_decided(version: int, decision: int, *, at: datetime) -> ProcedureVersion:
    """What was published elsewhere before it was loaded here: in force from the decision's day, whenever that was."""
    return _publish(version, decision, since=date.min, by=SYSTEM, at=at)


def _publish(version: int, decision: int, *, since: date, by: Actor, at: datetime) -> ProcedureVersion:
    draft = steps.lock(version)
    steps.need(by, "publish", draft.procedure.owner)
    steps.check_state(draft, "publish")
    _check_complete(draft, at)
    before = draft.procedure.versions.filter(state=State.PUBLISHED).first()
    kind = Kind.AMEND if before else Kind.NEW
    item = take_item(decision, draft.procedure, kind, by=by, at=at)
    draft.state, draft.published_by_id, draft.published_at = State.PUBLISHED, by.person or None, at
    draft.valid_from = item.decision.effective_on
    draft.public_from = max(draft.valid_from, since)
    if before is not None:
        _end(before, State.AMENDED, draft.public_from)
    draft.save()
    item.version, item.done_at = draft, at
    item.save(update_fields=["version", "done_at"])
    record = draft.procedure
    record.state = Procedure.State.AMENDED if before else Procedure.State.PUBLIC
    record.save(update_fields=["state"])
    rename(record, whole(draft, draft.public_from).content)
    indexing.index(draft)
    steps.write_down(draft, "publish", by=by, at=at, decision=item.decision.number)
    return draft


@transaction.atomic
def abolish(procedure: int, decision: int, *, by: Actor, at: datetime) -> ProcedureVersion:
    """No longer in force from today, or from the decision's day when that is later.

    Refuses with NoRight, NotPublic, DraftOpen, NoSuchDecision, OtherKind.
    """
    record = steps.lock_record(procedure)
    steps.need(by, "abolish", record.owner)
    public = record.versions.filter(state=State.PUBLISHED).select_for_update(of=("self",)).first()
    if public is None:
        raise life.NotPublic(step="bãi bỏ")
    public.procedure = record
    open_one = record.versions.filter(state__in=life.DRAFTS).first()
    if open_one is not None:
        raise life.DraftOpen(n=open_one.n, state=open_one.get_state_display())
    item = take_item(decision, record, Kind.ABOLISH, by=by, at=at)
    _end(public, State.ABOLISHED, max(item.decision.effective_on, steps.day_of(at)))
    item.version, item.done_at = public, at
    item.save(update_fields=["version", "done_at"])
    record.state = Procedure.State.ABOLISHED
    record.save(update_fields=["state"])
    indexing.index(public, on=steps.day_of(at))
    steps.write_down(public, "abolish", by=by, at=at, decision=item.decision.number)
    return public


def _end(public: ProcedureVersion, state: str, day: date) -> None:
    assert public.public_from is not None
    public.state, public.public_to = state, max(day, public.public_from)
    public.save(update_fields=["state", "public_to"])


def _check_complete(draft: ProcedureVersion, at: datetime) -> None:
    day = steps.day_of(at)
    told = whole(draft, day).content
    stops = [one for one in found(draft.procedure, told, day) if one.stops]
    draft.findings = judged(draft.procedure, told, day)
    if stops:
        what = "; ".join(dict.fromkeys(quality.NAMES[one.key].lower() for one in stops))
        raise life.Incomplete(what=what)


def _four_eyes(draft: ProcedureVersion, by: Actor) -> None:
    wrote = (Event.Kind.ENTER, Event.Kind.EDIT, Event.Kind.AMEND)
    if by.person and draft.events.filter(person=by.person, kind__in=wrote).exists():
        raise life.OwnEntry
