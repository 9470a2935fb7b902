"""A run as its applicant sees it, and as the control slip tells it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import due
from motcua.workflow import rules
from motcua.workflow.models import Case, Opinion, Passing, Turn
from motcua.workflow.queries.asking import opinions, passings
from motcua.workflow.queries.flows import flow as read_flow
from motcua.workflow.queries.flows import flow_of
from motcua.workflow.queries.runs import turns_of

State = Literal["done", "now", "paused", "todo"]


@dataclass(frozen=True)
class Asked:
    """An opinion that is asked at the step at which the run is, as the applicant may know it: not what it says."""

    title: str
    agency_name: str
    due_at: datetime
    given_at: datetime | None


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
    opinions: tuple[Asked, ...] = ()


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
class Said:
    """An opinion in the history of a turn. `verdict`: agree, differ; closed when the turn ended without it; ''."""

    title: str
    agency_name: str
    asked_at: datetime
    due_at: datetime
    given_at: datetime | None
    verdict: str
    text: str
    by: str
    result: str


@dataclass(frozen=True)
class Part:
    """A part of a step inside its agency that was done; `back`: given back to the part before."""

    title: str
    by: str
    received_at: datetime
    done_at: datetime
    back: bool
    note: str


@dataclass(frozen=True)
class HandOver:
    """A row of the control slip (Mẫu 05), with what was asked meanwhile, and the parts done inside the agency.

    `result` is empty while the turn is open.
    """

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
    opinions: tuple[Said, ...] = ()
    parts: tuple[Part, ...] = ()


def track(case: Case, turns: Sequence[Turn] | None = None) -> tuple[TrackStep, ...]:
    """The run as its applicant sees it: their submission, what was done, who works on it now, what is still to come.

    A closed run shows what happened only. Two queries or fewer; one less with its `turns_of` at hand, one more while
    other agencies are asked.
    """
    turns = turns_of(case) if turns is None else turns
    now = turns[-1] if turns and turns[-1].closed_at is None else None
    asked = [_asked(one) for one in _of(now)] if now and flow_of(case).steps[now.step].opinions else []
    return picture(case.flow_id, case.opened_at, case.opened_by, [_facts(turn) for turn in turns], asked)


def picture(
    flow_id: str, opened_at: datetime, opened_by: str, turns: Sequence[TurnFacts], asked: Sequence[Asked] = ()
) -> tuple[TrackStep, ...]:
    """`track` of a run whose turns, in their order, were read already; `asked` are the opinions of the open one."""
    flow = read_flow(flow_id)
    now = next((turn for turn in turns if turn.closed_at is None), None)
    ahead = rules.later(flow, now.step) if now else ()
    coming = {step.key for step in ahead} | ({now.step} if now else set())
    latest = {turn.step: turn for turn in turns if turn.closed_at is not None and turn.step not in coming}
    of = 1 + len(latest) + len(coming)
    done = sorted(latest.values(), key=lambda turn: turn.n)
    steps = [_submission(opened_at, opened_by, of)]
    steps += [_tracked(turn, flow, n, of) for n, turn in enumerate([*done, *([now] if now else [])], start=2)]
    if now:
        steps[-1] = replace(steps[-1], opinions=tuple(asked))
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
    """Every turn from the first, for the control slip. Two queries or fewer; one more each for opinions and parts."""
    flow = flow_of(case)
    turns = turns_of(case)
    asked = opinions(case)
    inside = [turn for turn in turns if flow.steps[turn.step].inside]
    passed = passings(inside) if inside else []
    rows: list[HandOver] = []
    handed_by = case.opened_by
    for turn in turns:
        row = _handed_over(turn, flow.steps[turn.step], handed_by)
        said = tuple(_said(one) for one in asked if one.turn_id == turn.pk)
        parts = _parts(turn, flow.steps[turn.step], [one for one in passed if one.turn_id == turn.pk])
        rows.append(replace(row, opinions=said, parts=parts))
        handed_by = turn.closed_by
    return tuple(rows)


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


def _of(turn: Turn) -> list[Opinion]:
    return list(turn.opinions.select_related("agency").order_by("pk"))


def _asked(opinion: Opinion) -> Asked:
    return Asked(opinion.title, opinion.agency.name, opinion.due_at, opinion.answered_at)


def _said(opinion: Opinion) -> Said:
    given = opinion.answered_at if opinion.verdict != rules.CLOSED else None
    return Said(
        opinion.title, opinion.agency.name, opinion.opened_at, opinion.due_at, given, opinion.verdict, opinion.text,
        opinion.answered_by, rules.result(opinion.due_at, given) if given else "",
    )  # fmt: skip


def _parts(turn: Turn, step: rules.Step, passed: Sequence[Passing]) -> tuple[Part, ...]:
    since = [turn.opened_at, *(one.at for one in passed)]
    return tuple(
        Part(step.inside[one.stage].title, one.by, received, one.at, one.back, one.note)
        for received, one in zip(since, passed, strict=False)
    )


def _holder(turn: Turn) -> str:
    return turn.holder.name if turn.holder else ""
