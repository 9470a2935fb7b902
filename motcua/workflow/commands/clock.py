from datetime import datetime

from django.db import transaction

from motcua.calendar.rules import VIETNAM, add_working_minutes, due, working_minutes
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import (
    Run,
    check_free,
    check_officer,
    check_other,
    check_reason,
    check_running,
    give_to,
    locked_run,
    whole_due,
)
from motcua.workflow.commands.turns import calendar_of
from motcua.workflow.models import Case, Turn


@transaction.atomic
def pause(case_id: int, *, by: Actor, at: datetime, note: str = "") -> Turn:
    """Return the run to the applicant for a supplement: the clock stands until `resume`. The step's return action.

    Raises NoReturn, SupplementUsedUp, Invalid (reason missing), Held, Awaiting, Moved, Closed, Withdrawn; NotOfficer,
    WrongAgency, NoPower; NoSuchCase; calendar's UncoveredYear.
    """
    run = locked_run(case_id)
    action = next((action for action in run.step.actions if action.kind == "return"), None)
    if action is None:
        raise rules.NoReturn(step=run.step.title)
    powers = check_officer(run, by, run.powers | {action.power})
    if not rules.may(run.step, action, powers, run.turn.stage):
        raise rules.NoPower(step=run.step.title, power=rules.POWERS[action.power])
    check_reason(action, note)
    check_running(run)
    check_free(run, by)
    check_other(run, by)
    return stop_clock(run, by=by, at=at, note=note)


@transaction.atomic
def resume(case_id: int, *, own: bool = False, by: Actor, at: datetime) -> Turn:
    """The applicant has answered: the clock runs on with the working minutes that were left.

    By the applicant (that it is theirs is checked by the room that owns the subject), the portal, or an officer of the
    agency that asked, for an answer on paper; `own`: by the office whose own matter it is. Raises NotAwaiting, Closed,
    Withdrawn, Moved, WrongAgency, NoPower, NoSuchCase; calendar's UncoveredYear.
    """
    run = locked_run(case_id)
    turn = run.turn
    if by.officer and not own:
        check_officer(run, by, run.step.powers)
    if turn.remaining_minutes is None:
        raise rules.NotAwaiting
    turn.due_at = add_working_minutes(at, turn.remaining_minutes, calendar_of(turn.agency))
    turn.awaiting_since = turn.awaiting_until = turn.remaining_minutes = None
    turn.awaiting_by = ""
    turn.save(update_fields=["due_at", "awaiting_since", "awaiting_until", "awaiting_by", "remaining_minutes"])
    run.case.due_at = whole_due(run)
    run.case.save(update_fields=["due_at"])
    record(
        "workflow.resumed",
        run.case.subject,
        by=by,
        at=at,
        step=run.step.key,
        due=turn.due_at,
        whole_due=run.case.due_at,
    )
    return turn


@transaction.atomic
def put_off(case_id: int, new_due: datetime, reason: str, *, by: Actor, at: datetime) -> Case:
    """Apologise for the delay and name a new date, at most once (NĐ 61/2018; Mẫu 04, TT 01/2018/TT-VPCP).

    The legal due times stay: a run that was late is counted as late. Raises Invalid ("until", "reason"), PutOffAlready,
    Held, Awaiting, Moved, Closed, Withdrawn; NotOfficer, WrongAgency, NoPower; NoSuchCase; calendar's UncoveredYear.
    """
    run = locked_run(case_id)
    case = run.case
    check_officer(run, by, run.step.powers)
    if case.put_off_to and case.put_off_at:
        raise rules.PutOffAlready(
            who=case.put_off_by, until=rules.clock(case.put_off_to), when=rules.clock(case.put_off_at)
        )
    check_running(run)
    check_free(run, by)
    _check_new_date(run, new_due, reason, at)
    case.put_off_to, case.put_off_at, case.put_off_by, case.put_off_reason = new_due, at, by.name, reason.strip()
    case.save(update_fields=["put_off_to", "put_off_at", "put_off_by", "put_off_reason"])
    record("workflow.put_off", case.subject, by=by, at=at, step=run.step.key, due=case.due_at, until=new_due)
    return case


def stop_clock(run: Run, *, by: Actor, at: datetime, note: str) -> Turn:
    """Stop the clock of a turn that is the actor's or free. Raises SupplementUsedUp, UncoveredYear."""
    turn, supplement = run.turn, run.flow.supplement
    assert supplement is not None
    times = queries.returns_by(run.case.pk, turn.agency_id)
    if times >= supplement.at_most:
        raise rules.SupplementUsedUp(agency=turn.agency.name, times=times, at_most=supplement.at_most)
    calendar = calendar_of(turn.agency)
    give_to(turn, by.person, at=at)
    turn.remaining_minutes = working_minutes(at, turn.due_at, calendar)
    turn.awaiting_since, turn.awaiting_until = at, due(at, supplement.term, calendar).at
    turn.awaiting_by = by.name
    turn.returns += 1
    turn.note = note.strip()
    turn.save()
    record(
        "workflow.paused", run.case.subject, by=by, at=at,
        step=run.step.key, until=turn.awaiting_until, remaining_minutes=turn.remaining_minutes,
    )  # fmt: skip
    return turn


def _check_new_date(run: Run, new_due: datetime, reason: str, at: datetime) -> None:
    problems = {}
    if new_due <= max(at, run.case.due_at):
        least = f"{max(at, run.case.due_at).astimezone(VIETNAM):%H:%M, %d/%m/%Y}"
        problems["until"] = f"Ngày hẹn mới phải sau {least}."
    elif not calendar_of(run.turn.agency).works(new_due.astimezone(VIETNAM).date()):
        problems["until"] = "Ngày hẹn mới rơi vào ngày nghỉ. Hãy chọn một ngày làm việc."
    if not reason.strip():
        problems["reason"] = "Hãy ghi lý do chậm."
    if problems:
        raise Invalid(problems)
