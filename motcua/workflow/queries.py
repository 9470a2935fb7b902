import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Term, UncoveredYear, due
from motcua.workflow import rules
from motcua.workflow.models import Case, Flow, Turn

Queue = Literal["mine", "unclaimed", "all", "soon", "late", "awaiting"]
QUEUES: tuple[Queue, ...] = ("mine", "unclaimed", "all", "soon", "late", "awaiting")
State = Literal["done", "now", "paused", "todo"]


@dataclass(frozen=True)
class TrackStep:
    """One step of the applicant's picture; the first is their own submission.

    `due_at` of a step to come is when it is legally due at the latest as things stand; None while the applicant is
    awaited. `by` is who closed it, or who holds it. Moments as stored.
    """

    n: int
    of: int
    key: str
    title: str
    doing: str
    state: State
    agency_name: str
    opened_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None
    awaiting_until: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class TurnFacts:
    """What the applicant's picture needs to know of a turn, however it was read."""

    n: int
    step: str
    agency_name: str
    opened_at: datetime
    due_at: datetime
    closed_at: datetime | None
    awaiting_since: datetime | None
    awaiting_until: datetime | None
    by: str = ""


@dataclass(frozen=True)
class HandOver:
    """A row of the control slip (Mẫu 05). `result` is empty while the turn is open."""

    n: int
    step_title: str
    agency_name: str
    handed_by: str
    received_by: str
    received_at: datetime
    due_at: datetime
    closed_at: datetime | None
    action_title: str
    result: str
    returns: int
    note: str


def locked(case_id: int) -> Case:
    """The fresh case, locked until the transaction ends: the one lock of its turns. Raises NoSuchCase."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    if case is None:
        raise rules.NoSuchCase
    return case


def open_turn(case_id: int) -> Turn | None:
    """The one open turn, with case, agency and holder; None when the case is closed."""
    turns = Turn.objects.filter(case_id=case_id, closed_at=None)
    return turns.select_related("case", "agency", "holder").first()


def last_turn(case_id: int, agency_id: int | None = None) -> Turn | None:
    """The turn that was closed last (of the case; by the agency), with its agency."""
    turns = Turn.objects.filter(case_id=case_id, closed_at__isnull=False)
    if agency_id is not None:
        turns = turns.filter(agency_id=agency_id)
    return turns.select_related("agency").order_by("-n").first()


def flow_of(case: Case) -> rules.Flow:
    """The flow that the case runs. Read once per process: its digest names its content."""
    return _flow(case.flow_id)


def step_of(turn: Turn) -> rules.Step:
    """The step at which a turn is or was."""
    return flow_of(turn.case).steps[turn.step]


@lru_cache(maxsize=256)
def parsed(content: str) -> rules.Flow:
    """The flow in a JSON text. Raises Invalid."""
    return rules.parse(json.loads(content))


@lru_cache(maxsize=256)
def _flow(digest: str) -> rules.Flow:
    return parsed(Flow.objects.values_list("content", flat=True).get(pk=digest))


def queue(agency_id: int, which: Queue, *, person: int, at: datetime) -> QuerySet[Turn]:
    """The open turns of an agency in one of its queues, as `standing` gives them.

    mine, unclaimed: what can be worked on; soon: due within one working day; late: past due; awaiting: the applicant's
    answer; all: everything. What awaits its applicant stands where the answer is due (`Turn.pressing_at`).
    """
    return standing(Q(agency_id=agency_id) & _slices(person, at)[which])


def standing(where: Q) -> QuerySet[Turn]:
    """The open turns of a condition, with case, agency and holder, most urgent first."""
    open_turns = Turn.objects.filter(closed_at=None).select_related("case", "agency", "holder")
    found: QuerySet[Turn] = pressing(open_turns).filter(where).order_by("pressing", "id")
    return found


def after(turns: QuerySet[Turn], pressing_at: datetime, turn_id: int) -> QuerySet[Turn]:
    """What follows a row in a queue: keyset paging."""
    later = Q(pressing__gt=pressing_at) | Q(pressing=pressing_at, id__gt=turn_id)
    found: QuerySet[Turn] = pressing(turns).filter(later, pressing__gte=pressing_at)
    return found


def before(turns: QuerySet[Turn], pressing_at: datetime, turn_id: int) -> QuerySet[Turn]:
    """What stands before a row in a queue, the nearest first."""
    earlier = Q(pressing__lt=pressing_at) | Q(pressing=pressing_at, id__lt=turn_id)
    found: QuerySet[Turn] = pressing(turns).filter(earlier, pressing__lte=pressing_at).order_by("-pressing", "-id")
    return found


def turns_of(case: Case) -> list[Turn]:
    """All turns in their order, with agency and holder."""
    return list(case.turns.select_related("agency", "holder").order_by("n"))


def track(case: Case, turns: Sequence[Turn] | None = None) -> tuple[TrackStep, ...]:
    """The run as its applicant sees it: their submission, what was done, who works on it now, what is still to come.

    A closed run shows what happened only. Two queries or fewer; one less with its `turns_of` at hand.
    """
    turns = turns_of(case) if turns is None else turns
    return picture(case.flow_id, case.opened_at, case.opened_by, [_facts(turn) for turn in turns])


def picture(flow_id: str, opened_at: datetime, opened_by: str, turns: Sequence[TurnFacts]) -> tuple[TrackStep, ...]:
    """`track` of a run whose turns, in their order, were read already."""
    flow = _flow(flow_id)
    now = next((turn for turn in turns if turn.closed_at is None), None)
    ahead = rules.later(flow, now.step) if now else ()
    coming = {step.key for step in ahead} | ({now.step} if now else set())
    latest = {turn.step: turn for turn in turns if turn.closed_at is not None and turn.step not in coming}
    of = 1 + len(latest) + len(coming)
    done = sorted(latest.values(), key=lambda turn: turn.n)
    steps = [_submission(opened_at, opened_by, of)]
    steps += [_tracked(turn, flow, n, of) for n, turn in enumerate([*done, *([now] if now else [])], start=2)]
    due_at = now.due_at if now and now.awaiting_since is None else None
    for step in ahead:
        due_at = due(due_at, step.term, calendar_for()).at if due_at else None
        steps.append(
            TrackStep(
                len(steps) + 1, of, step.key, step.title, step.doing, "todo", rules.agency_words(step), due_at=due_at
            )
        )
    return tuple(steps)


def history(case: Case) -> tuple[HandOver, ...]:
    """Every turn from the first, for the control slip. Two queries or fewer."""
    flow = flow_of(case)
    rows: list[HandOver] = []
    handed_by = case.opened_by
    for turn in turns_of(case):
        rows.append(_handed_over(turn, flow.steps[turn.step], handed_by))
        handed_by = turn.closed_by
    return tuple(rows)


def silent_cases() -> QuerySet[Case]:
    """Open cases that nobody holds: always none, or something is broken (the health page asks)."""
    turns = Turn.objects.filter(case=OuterRef("pk"), closed_at=None)
    return Case.objects.filter(~Exists(turns), closed_at=None).order_by("pk")


def returns_by(case_id: int, agency_id: int) -> int:
    """How often an agency has asked the applicant of a case for a supplement."""
    return sum(Turn.objects.filter(case_id=case_id, agency_id=agency_id).values_list("returns", flat=True))


def unanswered(at: datetime) -> QuerySet[Turn]:
    """Open turns whose applicant has let the time for the supplement pass."""
    return Turn.objects.filter(closed_at=None, awaiting_until__lt=at).order_by(F("awaiting_until"), "id")


def soon_until(at: datetime) -> datetime:
    """What is due until then is due soon: one working day on. A desk must open even in a year without a calendar."""
    try:
        return due(at, Term(1, "wd"), calendar_for()).at
    except UncoveredYear:
        return at + timedelta(days=1)


def pressing(turns: QuerySet[Turn]) -> Any:
    """A QuerySet[Turn] that knows `pressing`: `Turn.pressing_at` in the database, as the index turn_queue has it."""
    return turns.alias(pressing=Coalesce("awaiting_until", "due_at"))


def _slices(person: int, at: datetime) -> dict[Queue, Q]:
    running = Q(awaiting_since=None)
    return {
        "mine": running & Q(holder=person),
        "unclaimed": running & Q(holder=None),
        "all": Q(),
        "soon": running & Q(pressing__gte=at, pressing__lte=soon_until(at)),
        "late": running & Q(pressing__lt=at),
        "awaiting": Q(awaiting_since__isnull=False),
    }


def _submission(opened_at: datetime, opened_by: str, of: int) -> TrackStep:
    return TrackStep(
        1, of, "submit", "Nộp hồ sơ", "", "done", "", opened_at=opened_at, closed_at=opened_at, by=opened_by
    )  # fmt: skip


def _facts(turn: Turn) -> TurnFacts:
    return TurnFacts(
        turn.n, turn.step, turn.agency.name, turn.opened_at, turn.due_at, turn.closed_at, turn.awaiting_since,
        turn.awaiting_until, turn.closed_by or _holder(turn),
    )  # fmt: skip


def _tracked(turn: TurnFacts, flow: rules.Flow, n: int, of: int) -> TrackStep:
    step = flow.steps[turn.step]
    state: State = "done" if turn.closed_at else "paused" if turn.awaiting_since else "now"
    return TrackStep(
        n, of, turn.step, step.title, step.doing, state, turn.agency_name,
        opened_at=turn.opened_at,
        due_at=turn.due_at,
        closed_at=turn.closed_at,
        awaiting_until=None if turn.closed_at else turn.awaiting_until,
        by=turn.by,
    )  # fmt: skip


def _handed_over(turn: Turn, step: rules.Step, handed_by: str) -> HandOver:
    # A turn that ends while the applicant is awaited had its clock stopped at the pause.
    ended_at = turn.closed_at and (turn.awaiting_since or turn.closed_at)
    title = next((action.title for action in step.actions if action.key == turn.action), "")
    return HandOver(
        n=turn.n,
        step_title=step.title,
        agency_name=turn.agency.name,
        handed_by=handed_by,
        received_by=_holder(turn),
        received_at=turn.opened_at,
        due_at=turn.due_at,
        closed_at=turn.closed_at,
        action_title=title or ("Người nộp rút hồ sơ" if turn.action == rules.WITHDRAW else ""),
        result=rules.result(turn.due_at, ended_at) if ended_at else "",
        returns=turn.returns,
        note=turn.note,
    )


def _holder(turn: Turn) -> str:
    return turn.holder.name if turn.holder else ""
