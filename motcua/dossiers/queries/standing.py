"""Where a dossier stands: who holds it, which step of how many, until when, paused or not, and what happened so far."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.agencies.models import Agency
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import days_left, hours_from
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.gates import own
from motcua.dossiers.rules import Status
from motcua.journal.models import Entry
from motcua.journal.queries import acts_on
from motcua.kernel.actor import Actor
from motcua.workflow.models import Turn
from motcua.workflow.queries import TrackStep, track, turns_of

SOON = 1  # working days left from which a term counts as near


@dataclass(frozen=True)
class Standing:
    """One holder, one due act. `light`: ok, soon, late, paused or done; `left` in working days, negative when late."""

    steps: tuple[TrackStep, ...]
    now: TrackStep | None
    holder: str
    doing: str
    due_at: datetime | None
    whole_due_at: datetime | None
    light: str
    left: int | None


@dataclass(frozen=True)
class Card:
    """A dossier in the applicant's list."""

    dossier: Dossier
    status: Status
    holder: str
    due_at: datetime | None


@dataclass(frozen=True)
class Cards:
    cards: tuple[Card, ...]
    further: int | None


@dataclass(frozen=True)
class Event:
    """A line of the applicant's timeline: agencies by name, officers not."""

    title: str
    at: datetime
    who: str
    text: str = ""


_TOLD: Mapping[str, str] = {
    "dossier.submitted": "Nộp hồ sơ",
    "dossier.rows_judged": "Xác nhận danh sách",
    "dossier.handed_over": "Chuyển sang bước tiếp theo",
    "dossier.returned": "Yêu cầu bổ sung",
    "dossier.supplemented": "Gửi phần bổ sung",
    "dossier.put_off": "Xin lỗi và hẹn lại ngày trả kết quả",
    "dossier.posted": "Niêm yết công khai",
    "dossier.fee_taken": "Thu phí, lệ phí",
    "dossier.granted": "Phê duyệt",
    "dossier.refused": "Không phê duyệt",
    "dossier.withdrawn": "Rút hồ sơ",
}


def standing(dossier: Dossier, *, at: datetime) -> Standing:
    """Where a submitted dossier stands at `at`."""
    assert dossier.case is not None
    turns = turns_of(dossier.case)
    steps = track(dossier.case, turns)
    now = next((step for step in steps if step.state in ("now", "paused")), None)
    turn = next((turn for turn in turns if turn.closed_at is None), None)
    if turn is None or now is None:
        return Standing(steps, None, "", "", None, None, "done", None)
    paused = dossier.status == Status.AWAITING
    due_at = turn.awaiting_until if paused else turn.due_at
    left = _left(turn.agency, due_at, at)
    late = due_at is not None and due_at < at
    light = "paused" if paused else "late" if late else "soon" if left is not None and left <= SOON else "ok"
    return Standing(steps, now, turn.agency.name, now.doing, due_at, dossier.case.due_at, light, left)


def _left(agency: Agency, due_at: datetime | None, at: datetime) -> int | None:
    return None if due_at is None else days_left(at, due_at, calendar_for(hours_from(agency.hours)))


def own_page(actor: Actor, *, before: int | None, size: int) -> Cards:
    """The actor's dossiers, latest first, from below the id `before`; with the holder of each open one."""
    found = own(actor).select_related(None).select_related("version").order_by("-pk")
    found = found.only("ref", "code", "status", "people", "saved_at", "case_id", "version__short_name")
    if before is not None:
        found = found.filter(pk__lt=before)
    page = list(found[: size + 1])
    cases = [dossier.case_id for dossier in page if dossier.case_id]
    open_turns = Turn.objects.filter(case__in=cases, closed_at=None).select_related("agency").order_by("case")
    open_turns = open_turns.only("case_id", "due_at", "awaiting_until", "agency__name")
    held = {turn.case_id: turn for turn in open_turns}
    cards = tuple(_card(dossier, held.get(dossier.case_id or 0)) for dossier in page[:size])
    return Cards(cards, page[size - 1].pk if len(page) > size else None)


def _card(dossier: Dossier, turn: Turn | None) -> Card:
    status = Status(dossier.status)
    if turn is None:
        return Card(dossier, status, "", None)
    if status is Status.AWAITING:
        return Card(dossier, status, "Bạn", turn.awaiting_until)
    return Card(dossier, status, turn.agency.name, turn.due_at)


def applicant_timeline(dossier: Dossier) -> tuple[Event, ...]:
    """What happened, latest first, as the applicant may know it."""
    entries = [e for e in acts_on(dossier.subject) if e.action in _TOLD]
    return tuple(
        Event(_TOLD[e.action], e.at, e.agency_name or dossier.applicant_name) for e in _merged(reversed(entries))
    )


def _merged(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Many judgements of rows in a row are one line."""
    last: Entry | None = None
    for entry in entries:
        if last is not None and entry.action == last.action == "dossier.rows_judged":
            continue
        last = entry
        yield entry
