from dataclasses import replace
from datetime import datetime

from django.db import transaction

from motcua.calendar.rules import due
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.workflow import queries, rules
from motcua.workflow.commands.asking import check_opinions, close_opinions
from motcua.workflow.commands.clock import stop_clock
from motcua.workflow.commands.run import (
    Run,
    answer_overdue,
    check_free,
    check_officer,
    check_other,
    check_reason,
    check_running,
    due_after,
    give_to,
    locked_run,
)
from motcua.workflow.commands.turns import calendar_of, open_turn


@transaction.atomic
def take(case_id: int, action: str, *, by: Actor, at: datetime, note: str = "") -> rules.Move:
    """Do one of the step's actions: hand over to the next step, end the run, or return it to the applicant.

    An unclaimed turn becomes the actor's. Once the applicant's time for a supplement has passed, the run may be ended.
    Raises Invalid (reason missing), Held, Awaiting, Moved, Closed, Withdrawn, UnknownAction, SupplementUsedUp,
    NotUnanswered, OpinionMissing (unless it stops the run because the applicant let the time pass), StageLeft,
    SamePerson; NotOfficer, WrongAgency, NoPower; NoSuchCase; agencies' NoAgency; calendar's UncoveredYear.
    """
    run = locked_run(case_id)
    powers = check_officer(run, by, run.powers)
    move = rules.take(run.flow, run.turn.step, action, powers, run.turn.stage)
    chosen = run.step.action(action)
    check_reason(chosen, note)
    if chosen.unanswered and not answer_overdue(run, at):
        raise rules.NotUnanswered
    if not (move.outcome and answer_overdue(run, at)):
        check_running(run)
    check_free(run, by)
    check_other(run, by)
    if move.kind == "return":
        stop_clock(run, by=by, at=at, note=note)
        return replace(move, agency_id=run.turn.agency_id, agency=run.turn.agency.name, due_at=run.turn.awaiting_until)
    if not chosen.unanswered:
        check_opinions(run)
    _close_turn(run, action, by=by, at=at, note=note)
    if move.outcome:
        _close_case(run, move.outcome, at=at)
    else:
        move = _hand_over(run, move, at=at)
    record(
        "workflow.taken", run.case.subject, by=by, at=at,
        step=move.step, did=action, to=move.to, to_agency=move.agency_id, due=move.due_at, outcome=move.outcome,
    )  # fmt: skip
    return move


@transaction.atomic
def withdraw(case_id: int, *, own: bool = False, by: Actor, at: datetime) -> None:
    """End the run for the applicant, whoever holds it. That it is theirs is checked by the room that owns the subject.

    `own`: it is the officer's own office's matter. Raises NotYours (another officer), TooLateToWithdraw, Closed,
    Withdrawn, NoSuchCase.
    """
    run = locked_run(case_id)
    if by.officer and not own:
        raise rules.NotYours
    if not rules.withdrawable(run.flow, run.turn.step):
        raise rules.TooLateToWithdraw(step=run.flow.steps[run.flow.withdraw_until].title)
    step = run.step.key
    _close_turn(run, rules.WITHDRAW, by=by, at=at, note="")
    _close_case(run, rules.WITHDRAWN, at=at)
    record("workflow.withdrawn", run.case.subject, by=by, at=at, step=step)


def _close_turn(run: Run, action: str, *, by: Actor, at: datetime, note: str) -> None:
    turn = run.turn
    if by.officer:
        give_to(turn, by.person, at=at)
    turn.closed_at = at
    turn.action = action
    turn.closed_by = by.name
    turn.closer_id = by.person or None
    turn.note = note.strip()
    turn.save(update_fields=["holder", "claimed_at", "closed_at", "action", "closed_by", "closer", "note"])
    close_opinions(run, at=at)


def _close_case(run: Run, outcome: str, *, at: datetime) -> None:
    run.case.closed_at = at
    run.case.outcome = outcome
    run.case.save(update_fields=["closed_at", "outcome"])


def _hand_over(run: Run, move: rules.Move, *, at: datetime) -> rules.Move:
    step = run.flow.steps[move.to]
    agency = queries.agency_of(run.case, step, at)
    due_at = due(at, step.term, calendar_of(agency)).at
    open_turn(run.case, step, agency, due_at, n=run.turn.n + 1, at=at)
    run.case.due_at = due_after(run.flow, step.key, due_at)
    run.case.save(update_fields=["due_at"])
    return replace(move, agency_id=agency.pk, agency=agency.name, due_at=due_at)
