"""What every command of this room does: lock, ask for the right, write the step down."""

from datetime import date, datetime

from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import uses
from motcua.calendar.rules import VIETNAM
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor, Capacity
from motcua.procedures.models import Event, Procedure, ProcedureVersion
from motcua.procedures.rules import life

_DID = {
    "enter": "nhập", "edit": "sửa", "submit": "trình duyệt", "approve": "duyệt", "return": "trả lại",
    "publish": "công khai", "amend": "bắt đầu sửa đổi", "abolish": "bãi bỏ", "drop": "bỏ bản nhập",
}  # fmt: skip
_ACTIONS = {
    "enter": "procedures.entered",
    "edit": "procedures.edited",
    "submit": "procedures.submitted",
    "approve": "procedures.approved",
    "return": "procedures.returned",
    "publish": "procedures.published",
    "amend": "procedures.amended",
    "abolish": "procedures.abolished",
    "drop": "procedures.dropped",
}


def day_of(at: datetime) -> date:
    """The Vietnamese day of a moment."""
    return at.astimezone(VIETNAM).date()


def need(by: Actor, step: str, agency: Agency) -> None:
    """The right of a step on what an agency owns; the portal itself has all. Raises NoRight."""
    right = life.LIFE[step].right
    if by.capacity is not Capacity.SYSTEM and not uses(by, life.SUBSYSTEM, right, agency.path):
        raise life.NoRight(step=life.LIFE[step].words, agency=agency.name)


def lock(version: int) -> ProcedureVersion:
    """The version with its record, both locked, the record first. Raises NoProcedure."""
    owner = ProcedureVersion.objects.filter(pk=version).values_list("procedure", flat=True).first()
    if owner is None:
        raise life.NoProcedure
    lock_record(owner)
    return (
        ProcedureVersion.objects.select_for_update(of=("self",))
        .select_related("procedure__owner", "procedure__parent")
        .get(pk=version)
    )


def lock_record(pk: int) -> Procedure:
    """Raises NoProcedure."""
    found = Procedure.objects.select_for_update(of=("self",)).select_related("owner", "parent").filter(pk=pk).first()
    if found is None:
        raise life.NoProcedure
    return found


def check_state(version: ProcedureVersion, step: str) -> None:
    """Raises NotNow with what was done last, by whom and when."""
    if version.state not in life.LIFE[step].leaves:
        raise life.NotNow(step=life.LIFE[step].words, **last(version))


def check_seen(version: ProcedureVersion, seen: int | None) -> None:
    """`seen` is the last event that the page showed. Raises Changed when somebody did something since."""
    if seen is None:
        return
    newest = version.events.order_by("-id").values_list("id", flat=True).first()
    if newest is not None and newest != seen:
        raise life.Changed(**last(version))


def last(version: ProcedureVersion) -> dict[str, str]:
    """Who did what last, and when, for a message."""
    event = version.events.order_by("-id").first()
    if event is None:
        return {"who": "Hệ thống", "did": "nhập", "when": when(version.entered_at)}
    return {"who": event.person_name, "did": _DID[event.kind], "when": when(event.at)}


def when(at: datetime) -> str:
    """'10:05 ngày 12/05/2020'."""
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def write_down(
    version: ProcedureVersion, step: str, *, by: Actor, at: datetime, note: str = "", **data: object
) -> Event:
    """The step in the version's own history and in the journal."""
    event = Event.objects.create(
        procedure=version.procedure, version=version, kind=step, at=at, person_id=by.person or None,
        person_name=by.name, agency_id=by.agency, note=note,
    )  # fmt: skip
    action = _ACTIONS[step]
    journal.record(
        action, f"procedure:{version.procedure_id}", by=by, at=at, code=version.procedure.code, n=version.n, **data
    )
    return event
