from datetime import datetime

from django.db import transaction

from motcua.agencies.queries import officers_of
from motcua.calendar.rules import VIETNAM
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.workflow import queries, rules
from motcua.workflow.commands.run import (
    Run,
    check_free,
    check_officer,
    check_other,
    check_running,
    give_to,
    locked_run,
)
from motcua.workflow.models import Turn


@transaction.atomic
def claim(case_id: int, *, by: Actor, at: datetime) -> Turn:
    """Take the open turn into one's own hands. Nothing changes when one has it already.

    Raises Held, naming the colleague; SamePerson; Moved, Closed, Withdrawn; NotOfficer, WrongAgency, NoPower;
    NoSuchCase.
    """
    run = locked_run(case_id)
    check_officer(run, by, run.powers)
    check_free(run, by)
    check_other(run, by)
    return _hold(run, by=by, at=at)


@transaction.atomic
def hold(case_id: int, *, by: Actor, at: datetime) -> Turn:
    """`claim` for work on the content of the turn: the clock must run. Raises Awaiting besides."""
    run = locked_run(case_id)
    check_officer(run, by, run.powers)
    check_running(run)
    check_free(run, by)
    check_other(run, by)
    return _hold(run, by=by, at=at)


@transaction.atomic
def release(case_id: int, *, by: Actor, at: datetime) -> Turn:
    """Give the turn back to the agency, for any colleague. Only who holds it may. Raises as `claim`, and NotHeld."""
    run = locked_run(case_id)
    check_officer(run, by, run.powers)
    check_free(run, by)
    if run.turn.holder_id is None:
        raise rules.NotHeld
    run.turn.holder = None
    run.turn.claimed_at = None
    run.turn.save(update_fields=["holder", "claimed_at"])
    record("workflow.released", run.case.subject, by=by, at=at, step=run.step.key)
    return run.turn


@transaction.atomic
def assign(case_id: int, person_id: int, *, by: Actor, at: datetime) -> Turn:
    """Give the turn to a colleague with the power on its service, also from another's hands: cover for the absent.

    Raises NotColleague, SameColleague, and as `claim` but for Held: assigning is the way around it, and the journal
    keeps it.
    """
    run = locked_run(case_id)
    check_officer(run, by, run.powers)
    today = at.astimezone(VIETNAM).date()
    colleagues = {
        person for power in run.powers for person, _, _ in officers_of(run.turn.agency_id, today, power, run.case.topic)
    }
    if person_id not in colleagues:
        raise rules.NotColleague(power=rules.POWERS[run.step.power], agency=run.turn.agency.name)
    if person_id in queries.barred(run.turn):
        raise rules.SameColleague(part=run.step.inside[run.turn.stage].title)
    if run.turn.holder_id != person_id:
        before = run.turn.holder_id
        give_to(run.turn, person_id, at=at)
        run.turn.save(update_fields=["holder", "claimed_at"])
        record(
            "workflow.assigned", run.case.subject, by=by, at=at, step=run.step.key, to_person=person_id, before=before
        )
    return run.turn


def _hold(run: Run, *, by: Actor, at: datetime) -> Turn:
    if run.turn.holder_id is None:
        give_to(run.turn, by.person, at=at)
        run.turn.save(update_fields=["holder", "claimed_at"])
        record("workflow.claimed", run.case.subject, by=by, at=at, step=run.step.key)
    return run.turn
