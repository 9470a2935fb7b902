"""Entering a procedure, editing what was entered, starting an amendment, putting a draft away."""

from datetime import date, datetime

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.calendar.rules import VIETNAM
from motcua.kernel.actor import Actor
from motcua.kernel.codes import canonical_identifier
from motcua.kernel.text import fold, tidy
from motcua.procedures.commands import steps
from motcua.procedures.models import Procedure, ProcedureVersion
from motcua.procedures.queries.checking import judged
from motcua.procedures.queries.records import parent_version, whole
from motcua.procedures.rules import codes, content, life
from motcua.procedures.rules.content import Content
from motcua.territory.models import Level

State = ProcedureVersion.State
_NAME = 1000


@transaction.atomic
def enter(agency: Agency, code: str, told: Content, *, by: Actor, at: datetime) -> ProcedureVersion:
    """A new record with its first draft, of the agency that will publish it.

    A province's specialisation (1.008360.000.00.00.H48) keeps only what differs from the national procedure.
    Refuses with NoRight, WrongOwner, NoNational, CodeTaken; ValueError for what is no code.
    """
    steps.need(by, "enter", agency)
    parsed = codes.parse(code)
    _check_owner(parsed, agency)
    parent = _national(parsed)
    record = _new_record(str(parsed), agency, parent, told)
    version = _draft(record, 1, told, by=by, at=at)
    steps.write_down(version, "enter", by=by, at=at)
    return version


@transaction.atomic
def edit(version: int, told: Content, *, seen: int | None = None, by: Actor, at: datetime) -> ProcedureVersion:
    """Another wording of a draft. `seen`: the last event that the page showed, so that nobody writes over another.

    Who amends may edit the draft of the amendment. Refuses with NoRight, NotNow, Changed, NoProcedure.
    """
    draft = steps.lock(version)
    _need_editing(draft, by)
    steps.check_state(draft, "edit")
    steps.check_seen(draft, seen)
    if told == whole(draft, steps.day_of(at)).content:
        return draft
    _fill(draft, told, at)
    draft.save(update_fields=["content", "name", "name_fold", "findings"])
    if draft.n == 1:
        _rename(draft.procedure, told)
    steps.write_down(draft, "edit", by=by, at=at)
    return draft


@transaction.atomic
def amend(procedure: int, *, by: Actor, at: datetime) -> ProcedureVersion:
    """The next draft of what is public, beginning as its copy. Refuses with NoRight, NotPublic, DraftOpen."""
    record = steps.lock_record(procedure)
    steps.need(by, "amend", record.owner)
    _no_draft(record)
    before = record.versions.filter(state=State.PUBLISHED).first()
    if before is None:
        raise life.NotPublic(step="sửa đổi, bổ sung")
    before.procedure = record
    newest = record.versions.order_by("-n").values_list("n", flat=True)[0]
    draft = _draft(record, newest + 1, whole(before, steps.day_of(at)).content, by=by, at=at)
    steps.write_down(draft, "amend", by=by, at=at)
    return draft


@transaction.atomic
def drop(version: int, *, by: Actor, at: datetime) -> ProcedureVersion:
    """A draft is put away; what was public stays so. Refuses with NoRight, NotNow."""
    draft = steps.lock(version)
    _need_editing(draft, by)
    steps.check_state(draft, "drop")
    draft.state = State.DROPPED
    draft.save(update_fields=["state"])
    steps.write_down(draft, "drop", by=by, at=at)
    return draft


@transaction.atomic
def enter_again(procedure: int, told: Content, *, by: Actor, at: datetime) -> ProcedureVersion:
    """A first draft anew, where all before were put away. Refuses with NoRight, DraftOpen, AlreadyPublic."""
    record = steps.lock_record(procedure)
    steps.need(by, "enter", record.owner)
    _no_draft(record)
    if record.state != Procedure.State.WORKING:
        raise life.AlreadyPublic
    newest = record.versions.order_by("-n").values_list("n", flat=True)[0]
    draft = _draft(record, newest + 1, told, by=by, at=at)
    _rename(record, told)
    steps.write_down(draft, "enter", by=by, at=at)
    return draft


def _need_editing(draft: ProcedureVersion, by: Actor) -> None:
    steps.need(by, "edit" if draft.procedure.state == Procedure.State.WORKING else "amend", draft.procedure.owner)


def _no_draft(record: Procedure) -> None:
    open_one = record.versions.filter(state__in=life.DRAFTS).first()
    if open_one is not None:
        raise life.DraftOpen(n=open_one.n, state=open_one.get_state_display())


def _check_owner(code: codes.Code, agency: Agency) -> None:
    if not code.place:
        if agency.level != Level.CENTRAL:
            cure = f"Mã của địa phương có thêm phần cuối, ví dụ {code}.000.00.00.H48."
            raise life.WrongOwner(code=code, agency=agency.name, cure=cure)
        return
    if canonical_identifier(code.place) != agency.identifier:
        cure = f"Phần cuối {code.place} là mã định danh của cơ quan công bố."
        raise life.WrongOwner(code=code, agency=agency.name, cure=cure)


def _national(code: codes.Code) -> Procedure | None:
    if not code.parent:
        return None
    found = Procedure.objects.filter(code=code.parent).exclude(state=Procedure.State.WORKING).first()
    if found is None:
        raise life.NoNational(code=code.parent)
    return found


def _new_record(code: str, agency: Agency, parent: Procedure | None, told: Content) -> Procedure:
    """Two who enter one code at once: the second waits for the first and is told so."""
    row = Procedure(code=code, parent=parent, owner=agency, level=agency.level, **_named(told))
    Procedure.objects.bulk_create([row], ignore_conflicts=True)
    record = steps.lock_record(Procedure.objects.values_list("pk", flat=True).get(code=code))
    first = record.versions.order_by("n").first()
    if first is not None:
        said = steps.last(first) | {"when": steps.when(first.entered_at)}
        raise life.CodeTaken(code=code, who=said["who"], when=said["when"], agency=record.owner.name)
    return record


def _draft(record: Procedure, n: int, told: Content, *, by: Actor, at: datetime) -> ProcedureVersion:
    draft = ProcedureVersion(procedure=record, n=n, entered_by_id=by.person or None, entered_at=at)
    _fill(draft, told, at)
    draft.save(force_insert=True)
    return draft


def _fill(draft: ProcedureVersion, told: Content, at: datetime) -> None:
    day = at.astimezone(VIETNAM).date()
    draft.content = stored(draft.procedure, told, day)
    draft.name = tidy(told.name)[:_NAME]
    draft.name_fold = fold(told.name)[:_NAME]
    draft.findings = judged(draft.procedure, told, day)


def stored(record: Procedure, told: Content, on: date) -> dict[str, object]:
    """What is kept of a wording: of a specialisation only what differs from the national one of that day."""
    if record.parent_id is None:
        return content.to_json(told)
    parent = parent_version(record.parent_id, on)
    return content.difference(content.from_json(parent.content) if parent else Content(), told)


def _named(told: Content) -> dict[str, str]:
    return {
        "name": tidy(told.name)[:_NAME], "name_fold": fold(told.name)[:_NAME], "field_code": told.field_code[:40],
        "field_name": told.field_name[:200],
    }  # fmt: skip


def _rename(record: Procedure, told: Content) -> None:
    Procedure.objects.filter(pk=record.pk).update(**_named(told))


def rename(record: Procedure, told: Content) -> None:
    """The record is called as its newest public wording."""
    _rename(record, told)
