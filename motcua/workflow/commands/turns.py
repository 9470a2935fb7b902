"""Opening a turn: which agency has it, until when, and what other agencies are asked meanwhile."""

from datetime import datetime

from motcua.agencies.models import Agency
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Calendar, due, hours_from
from motcua.workflow import queries, rules
from motcua.workflow.models import Case, Opinion, Turn


def calendar_of(agency: Agency) -> Calendar:
    """The agency's working time: holidays of the state, its own hours."""
    return calendar_for(hours_from(agency.hours))


def open_turn(case: Case, step: rules.Step, agency: Agency, due_at: datetime, *, n: int, at: datetime) -> Turn:
    """The n-th turn of a run, and with it the opinions that its step asks for, but for those that this run skips."""
    turn = Turn.objects.create(
        case=case, n=n, step=step.key, agency=agency, opened_at=at, due_at=due_at, stage_at=at if step.inside else None
    )
    wanted = [asking for asking in step.opinions if f"{step.key}.{asking.key}" not in case.skipped]
    if wanted:
        Opinion.objects.bulk_create([_asked(turn, case, asking, at) for asking in wanted])
    return turn


def _asked(turn: Turn, case: Case, asking: rules.Asking, at: datetime) -> Opinion:
    agency = queries.agency_of(case, asking, at)
    return Opinion(
        case=case, turn=turn, key=asking.key, title=asking.title, agency=agency, required=asking.required,
        opened_at=at, due_at=due(at, asking.term, calendar_of(agency)).at,
    )  # fmt: skip
