"""Where a run may go from a step, how long that may take, and whether a term was kept."""

from collections.abc import Set as AbstractSet
from datetime import datetime

from motcua.calendar.rules import VIETNAM, Term
from motcua.workflow.rules.flow import Action, Flow, Move, Step
from motcua.workflow.rules.refusals import NoPower, StageLeft
from motcua.workflow.rules.words import POWERS

_DAY_HOURS = 8
_MOST_LOOKS = 5_000


def moves(flow: Flow, step: str, powers: AbstractSet[str], stage: int = 0) -> tuple[Action, ...]:
    """What an officer with these powers may do at a step while the clock runs, in the order of the flow.

    `stage`: the part of the step inside the agency at which it is, from 0.
    """
    here = flow.steps[step]
    return tuple(a for a in here.actions if may(here, a, powers, stage) and not a.unanswered)


def moves_unanswered(flow: Flow, step: str, powers: AbstractSet[str], stage: int = 0) -> tuple[Action, ...]:
    """What is left once the applicant's time for a supplement has passed: the ways to end the run."""
    here = flow.steps[step]
    return tuple(a for a in here.actions if may(here, a, powers, stage) and a.outcome)


def may(step: Step, action: Action, powers: AbstractSet[str], stage: int) -> bool:
    """Whether these powers are enough for an action at a part of the step: any for a return, the last for the rest."""
    if action.kind == "return":
        here = {step.inside[stage].power} if step.inside else set()
        return not powers.isdisjoint({action.power} | here)
    return step.left(stage) is None and action.power in powers


def take(flow: Flow, step: str, action: str, powers: AbstractSet[str], stage: int = 0) -> Move:
    """The move that an action makes. Raises UnknownAction, StageLeft, NoPower."""
    here = flow.steps[step]
    found = here.action(action)
    if found.kind != "return" and (left := here.left(stage)):
        raise StageLeft(part=left.title)
    if not may(here, found, powers, stage):
        raise NoPower(step=here.title, power=POWERS[found.power])
    return Move(step=step, action=action, kind=found.kind, to=found.to, outcome=found.outcome)


def path(flow: Flow) -> tuple[Step, ...]:
    """The main line: from the first step along the first way out of each, until an end or a step passed before."""
    return (flow.steps[flow.first], *later(flow, flow.first))


def later(flow: Flow, step: str) -> tuple[Step, ...]:
    """The main line after a step."""
    line, passed = [], {step}
    while (step := _onward(flow.steps[step])) in flow.steps and step not in passed:
        passed.add(step)
        line.append(flow.steps[step])
    return tuple(line)


def longest_term(flow: Flow) -> tuple[Term, ...]:
    """The terms of the longest way from the first step to an end that passes no step twice, added by unit.

    Working days, then days, then working hours; a day is taken for 8 hours when ways are compared.
    """
    line = _longest(flow)
    sums = {unit: sum(step.term.amount for step in line if step.term.unit == unit) for unit in ("wd", "d", "h")}
    return tuple(Term.parse(f"{amount}{unit}") for unit, amount in sums.items() if amount)


def withdrawable(flow: Flow, step: str) -> bool:
    """May the applicant still withdraw? Until the named step is left; without one, as long as the run is open."""
    return not flow.withdraw_until or flow.withdraw_until in _ahead(flow, step)


def result(due_at: datetime, ended_at: datetime) -> str:
    """How a term was kept, in the words of the control slip (Mẫu 05, TT 01/2018/TT-VPCP).

    'Trước hạn' on an earlier day than the due one, 'Đúng hạn' until the due minute, 'Quá hạn' after it.
    """
    if ended_at > due_at:
        return "Quá hạn"
    same_day = ended_at.astimezone(VIETNAM).date() == due_at.astimezone(VIETNAM).date()
    return "Đúng hạn" if same_day else "Trước hạn"


def _onward(step: Step) -> str:
    return next(action.to for action in step.actions if action.to)


def _ahead(flow: Flow, step: str) -> set[str]:
    """A step and all that can still follow it."""
    seen: set[str] = set()
    todo = [step]
    while todo:
        key = todo.pop()
        if key not in seen and key in flow.steps:
            seen.add(key)
            todo += [action.to for action in flow.steps[key].actions]
    return seen


def _longest(flow: Flow) -> tuple[Step, ...]:
    """The first of the longest ones. A flow in which steps lead everywhere has more ways than can be looked at."""
    best: tuple[Step, ...] = ()
    todo: list[tuple[Step, ...]] = [(flow.steps[flow.first],)]
    for _ in range(_MOST_LOOKS):
        if not todo:
            break
        line = todo.pop()
        best = max(best, line, key=_hours)
        passed = {step.key for step in line}
        ahead = dict.fromkeys(action.to for action in line[-1].actions if action.to in flow.steps)
        todo += [(*line, flow.steps[to]) for to in reversed(ahead) if to not in passed]
    return best


def _hours(line: tuple[Step, ...]) -> int:
    return sum(step.term.amount * (1 if step.term.unit == "h" else _DAY_HOURS) for step in line)
