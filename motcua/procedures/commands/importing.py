"""Importing: a file is read and judged, looked at, and entered as drafts in one piece."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.journal import commands as journal
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Refusal
from motcua.procedures.commands import entering, steps
from motcua.procedures.models import Import, Procedure
from motcua.procedures.rules import content, laythutuc, life, workbook
from motcua.procedures.rules.intake import Intake, Record, Refused

State = Import.State


class AlreadyEntered(Conflict):
    """Tệp này đã được xử lý: {state}. Hãy tải tệp lên lần nữa nếu cần."""


class NothingToEnter(Refusal):
    """Không có thủ tục nào nhập được. Hãy sửa các dòng bị từ chối rồi tải tệp lên lại."""


def read(data: bytes, name: str) -> Intake:
    """By what the file is: JSON of LayThuTuc, or a workbook. Raises what the readers raise."""
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return laythutuc.read(data, name) if start in (b"{", b"[") else workbook.read(data, name)


@transaction.atomic
def upload(agency: Agency, data: bytes, name: str, *, by: Actor, at: datetime) -> Import:
    """A dry run: what would be entered, and each refused line. Refuses with NoRight and what the readers raise."""
    steps.need(by, "enter", agency)
    found = read(data, name)
    kept, refused = _tried(agency, found, by=by, at=at)
    made = Import.objects.create(
        source=name[-200:], agency=agency, read_by_id=by.person, read_at=at,
        records=[{"line": one.line, "code": one.code, "content": content.to_json(one.content)} for one in kept],
        refused=[_said(one) for one in refused],
    )  # fmt: skip
    journal.record(
        "procedures.import_read", f"import:{made.pk}", by=by, at=at, agency_id=agency.pk, records=len(kept),
        refused=len(refused),
    )  # fmt: skip
    return made


@transaction.atomic
def enter(pk: int, *, by: Actor, at: datetime) -> tuple[int, list[dict[str, object]]]:
    """Everything that may be entered becomes drafts; what another entered meanwhile is refused and stays named.

    Returns how many were entered and all that was refused. Refuses with NoRight, AlreadyEntered, NothingToEnter.
    """
    found = _open(pk, by)
    records = [Record(one["line"], one["code"], content.from_json(one["content"])) for one in found.records]
    kept, refused = _entered(found.agency, records, by=by, at=at)
    if not kept:
        raise NothingToEnter
    found.refused = [*found.refused, *(_said(one) for one in refused)]
    found.state, found.done_at = State.ENTERED, at
    found.records = [{"line": one.line, "code": one.code} for one in kept]
    found.save(update_fields=["refused", "state", "done_at", "records"])
    journal.record("procedures.imported", f"import:{pk}", by=by, at=at, records=len(kept), refused=len(refused))
    return len(kept), found.refused


@transaction.atomic
def drop(pk: int, *, by: Actor, at: datetime) -> None:
    """Nothing of it is entered. Refuses with NoRight, AlreadyEntered."""
    found = _open(pk, by)
    found.state, found.done_at, found.records = State.DROPPED, at, []
    found.save(update_fields=["state", "done_at", "records"])
    journal.record("procedures.import_dropped", f"import:{pk}", by=by, at=at)


def _open(pk: int, by: Actor) -> Import:
    found = Import.objects.select_for_update(of=("self",)).select_related("agency").get(pk=pk)
    steps.need(by, "enter", found.agency)
    if found.state != State.READ:
        raise AlreadyEntered(state=found.get_state_display().lower())
    return found


def _tried(agency: Agency, found: Intake, *, by: Actor, at: datetime) -> tuple[list[Record], list[Refused]]:
    """The dry run enters everything and takes it back: it refuses exactly what the entry would."""
    before = transaction.savepoint()
    kept, refused = _entered(agency, found.records, by=by, at=at)
    transaction.savepoint_rollback(before)
    return kept, sorted((*found.refused, *refused), key=lambda one: one.line)


def _entered(
    agency: Agency, records: Sequence[Record], *, by: Actor, at: datetime
) -> tuple[list[Record], list[Refused]]:
    kept, refused = [], []
    taken = dict(Procedure.objects.filter(code__in=[one.code for one in records]).values_list("code", "owner__name"))
    for one in records:
        if one.code in taken:
            why = f"Mã {one.code} đã có trong cơ sở dữ liệu, của {taken[one.code]}."
            refused.append(Refused(one.line, "Mã thủ tục", why, "Bỏ dòng này; muốn sửa, mở thủ tục đó.", one.code))
            continue
        try:
            with transaction.atomic():
                entering.enter(agency, one.code, one.content, by=by, at=at)
        except life.WrongOwner as no:
            refused.append(Refused(one.line, "Mã thủ tục", str(no), "Chọn đúng cơ quan công bố.", one.code))
        except life.NoNational as no:
            refused.append(Refused(one.line, "Mã thủ tục", str(no), "Nhập lại tệp này sau đó.", one.code))
        except life.CodeTaken as no:
            refused.append(Refused(one.line, "Mã thủ tục", str(no), "Bỏ dòng này.", one.code))
        else:
            kept.append(one)
    return kept, refused


def _said(one: Refused) -> dict[str, object]:
    return {"line": one.line, "column": one.column, "why": one.why, "cure": one.cure, "code": one.code}
