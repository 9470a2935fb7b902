"""A locked run, and who may lay hands on it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from motcua.agencies.queries import officers_of
from motcua.agencies.rules.rights import powers_on
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import due
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.models import Case, Turn


@dataclass(frozen=True)
class Run:
    """A case under lock with its open turn."""

    case: Case
    turn: Turn
    flow: rules.Flow

    @property
    def step(self) -> rules.Step:
        return self.flow.steps[self.turn.step]

    @property
    def powers(self) -> frozenset[str]:
        """Any of these lets an officer hold the turn as far as it has come inside its agency."""
        return self.step.powers_at(self.turn.stage)


def locked_run(case_id: int) -> Run:
    """Lock an open case. Raises NoSuchCase; Closed or Withdrawn, naming who ended it."""
    case = queries.locked(case_id)
    turn = queries.open_turn(case_id)
    if turn is None or case.closed_at is not None:
        raise _ended(case)
    # One object for one row: what is written to the case below must be what the turn sees.
    turn.case = case
    return Run(case, turn, queries.flow_of(case))


def expect_turn(case_id: int, n: int) -> Turn:
    """Lock the case and return its open turn, if it is still the one that the officer's page showed.

    Raises Moved, Closed or Withdrawn, naming who did it; NoSuchTurn, NoSuchCase. Call it inside a transaction.
    """
    run = locked_run(case_id)
    if run.turn.n < n:
        raise rules.NoSuchTurn
    if run.turn.n != n:
        raise _moved(run, queries.last_turn(case_id))
    return run.turn


def check_officer(run: Run, by: Actor, powers: Collection[str]) -> frozenset[str]:
    """The actor works in the agency that has the turn, with one of the powers on its service. Returns all they have.

    Raises NotOfficer, Moved, WrongAgency, NoPower; OtherService for who has the power on other services only.
    """
    if not by.officer:
        raise rules.NotOfficer(agency=run.turn.agency.name)
    if by.agency != run.turn.agency_id:
        passed = queries.last_turn(run.case.pk, by.agency)
        raise _moved(run, passed) if passed else rules.WrongAgency(agency=run.turn.agency.name)
    held = powers_on(by, run.case.topic, run.turn.agency.path)
    if held.isdisjoint(powers):
        refusal = rules.NoPower if by.powers.isdisjoint(powers) else rules.OtherService
        wanted = run.step.inside[run.turn.stage].power if run.step.inside else run.step.power
        raise refusal(step=run.step.title, power=rules.POWERS[wanted])
    return held


def check_other(run: Run, by: Actor) -> None:
    """The part of the step is for another person than the one who did the part before. Raises SamePerson."""
    if by.person in queries.barred(run.turn):
        raise rules.SamePerson(part=run.step.inside[run.turn.stage].title)


def may_take(person: int, agency: int, powers: Collection[str], topic: str, on: date) -> bool:
    """Whether somebody has one of the rights on that service in the agency."""
    return any(person == who for power in powers for who, _, _ in officers_of(agency, on, power, topic))


def check_free(run: Run, by: Actor) -> None:
    """Nobody else holds the turn. Raises Held, naming the colleague."""
    if run.turn.holder is not None and run.turn.holder_id != by.person:
        raise rules.Held(who=run.turn.holder.name, when=rules.clock(run.turn.claimed_at or run.turn.opened_at))


def check_running(run: Run) -> None:
    """The clock runs: the applicant is not awaited. Raises Awaiting."""
    if run.turn.awaiting_since and run.turn.awaiting_until:
        raise rules.Awaiting(
            who=run.turn.awaiting_by,
            when=rules.clock(run.turn.awaiting_since),
            until=rules.clock(run.turn.awaiting_until),
        )


def answer_overdue(run: Run, at: datetime) -> bool:
    """The applicant was asked, and has let the time pass."""
    return run.turn.awaiting_until is not None and at > run.turn.awaiting_until


def check_reason(action: rules.Action, note: str) -> None:
    """Raises Invalid when the action needs a reason and has none."""
    if action.reason and not note.strip():
        raise Invalid({"note": f"Hãy ghi lý do cho việc “{action.title}”."})


def give_to(turn: Turn, person: int, *, at: datetime) -> None:
    """Make the person the holder, from now, unless they are already."""
    if turn.holder_id != person:
        turn.holder_id = person
        turn.claimed_at = at


def whole_due(run: Run) -> datetime:
    """When the run is legally due: the current turn, then the terms of the steps after it, in standard hours."""
    return due_after(run.flow, run.turn.step, run.turn.due_at)


def due_after(flow: rules.Flow, step: str, due_at: datetime) -> datetime:
    """`whole_due` before there is a turn."""
    for later in rules.later(flow, step):
        due_at = due(due_at, later.term, calendar_for()).at
    return due_at


def _moved(run: Run, passed: Turn | None) -> rules.Moved:
    assert passed is not None
    assert passed.closed_at is not None
    return rules.Moved(who=passed.closed_by, agency=run.turn.agency.name, when=rules.clock(passed.closed_at))


def _ended(case: Case) -> rules.Closed:
    last = queries.last_turn(case.pk)
    assert last is not None
    assert last.closed_at is not None
    when = rules.clock(last.closed_at)
    if last.action == rules.WITHDRAW:
        return rules.Withdrawn(who=last.closed_by, when=when, action="")
    action = queries.flow_of(case).steps[last.step].action(last.action).title
    return rules.Closed(who=last.closed_by, when=when, action=action)
