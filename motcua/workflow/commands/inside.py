"""The parts of a step inside its agency: on to the next one, back to the one before."""

from datetime import datetime

from django.db import transaction

from motcua.calendar.rules import VIETNAM
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import (
    Run,
    answer_overdue,
    check_free,
    check_officer,
    check_other,
    check_running,
    expect_turn,
    give_to,
    locked_run,
    may_take,
)
from motcua.workflow.models import Passing, Turn


@transaction.atomic
def pass_inside(
    case_id: int, *, by: Actor, at: datetime, note: str = "", turn: int | None = None, stage: int | None = None
) -> Turn:
    """Hand the turn on to the next part of its step, for whoever in the agency may do that part. The term runs on.

    `turn` and `stage`: what the officer's page showed. Also once the applicant's time for a supplement has passed, so
    that the last part may end the run. Raises NoStage, StageMoved, SamePerson, Held, Awaiting, Moved, Closed,
    Withdrawn; NotOfficer, WrongAgency, NoPower, OtherService; NoSuchTurn, NoSuchCase.
    """
    run = _ready(case_id, turn, stage, by, at)
    following = run.step.left(run.turn.stage)
    if following is None:
        raise rules.NoStage(step=run.step.title)
    _leave(run, run.turn.stage + 1, by=by, at=at, note=note)
    run.turn.holder, run.turn.claimed_at = None, None
    run.turn.save(update_fields=["stage", "stage_at", "holder", "claimed_at"])
    record(
        "workflow.passed_inside", run.case.subject, by=by, at=at, step=run.step.key, stage=run.turn.stage
    )  # fmt: skip
    return run.turn


@transaction.atomic
def back_inside(
    case_id: int, *, by: Actor, at: datetime, note: str, turn: int | None = None, stage: int | None = None
) -> Turn:
    """Give the turn back to the part before, with a reason: to who did it if they still may, else to the agency.

    Raises Invalid ("note") and as `pass_inside`.
    """
    run = _ready(case_id, turn, stage, by, at)
    before = queries.former(run.turn)
    if before is None:
        raise rules.NoStage(step=run.step.title)
    if not note.strip():
        raise Invalid({"note": "Hãy ghi lý do trả lại."})
    _leave(run, run.turn.stage - 1, by=by, at=at, note=note, back=True)
    run.turn.holder, run.turn.claimed_at = None, None
    today = at.astimezone(VIETNAM).date()
    powers = run.step.powers_at(run.turn.stage)
    if may_take(before.person_id, run.turn.agency_id, powers, run.case.topic, today):
        give_to(run.turn, before.person_id, at=at)
    run.turn.save(update_fields=["stage", "stage_at", "holder", "claimed_at"])
    record("workflow.back_inside", run.case.subject, by=by, at=at, step=run.step.key, stage=run.turn.stage)
    return run.turn


def _ready(case_id: int, turn: int | None, stage: int | None, by: Actor, at: datetime) -> Run:
    if turn is not None:
        expect_turn(case_id, turn)
    run = locked_run(case_id)
    check_officer(run, by, run.step.powers)
    if stage is not None and stage != run.turn.stage:
        raise _passed(run)
    check_officer(run, by, run.powers)
    if not answer_overdue(run, at):
        check_running(run)
    check_free(run, by)
    check_other(run, by)
    return run


def _passed(run: Run) -> rules.StageMoved | rules.NoSuchTurn:
    last = Passing.objects.filter(turn=run.turn).order_by("-pk").first()
    if last is None:
        return rules.NoSuchTurn()
    part = run.step.inside[run.turn.stage].title
    return rules.StageMoved(who=last.by, when=rules.clock(last.at), part=part)


def _leave(run: Run, to: int, *, by: Actor, at: datetime, note: str, back: bool = False) -> None:
    Passing.objects.create(
        turn=run.turn, stage=run.turn.stage, back=back, person_id=by.person, by=by.name, at=at, note=note.strip()
    )
    run.turn.stage, run.turn.stage_at = to, at
