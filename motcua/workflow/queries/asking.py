"""What other agencies are asked about a run, and how far a step has come inside its agency."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from motcua.agencies.models import Agency
from motcua.agencies.queries import resolve, seen_through
from motcua.calendar.rules import VIETNAM
from motcua.kernel.actor import Actor
from motcua.workflow import rules
from motcua.workflow.models import Case, Opinion, Passing, Turn
from motcua.workflow.queries.flows import flow_of, step_of


def agency_of(case: Case, who: rules.Step | rules.Asking, at: datetime) -> Agency:
    """The agency of a step or of an opinion: over its own place if it names one that was given, else over the run's.

    Raises agencies' NoAgency.
    """
    place = int(case.places.get(who.place, case.unit_id))
    return resolve(who.role, who.level, place, at.astimezone(VIETNAM).date())


def opinions(case: Case) -> list[Opinion]:
    """All that were asked for in the run, step by step, with their agencies; those of a flow without any: no query."""
    if not flow_of(case).asks:
        return []
    return list(case.opinions.select_related("agency").order_by("turn__n", "pk"))


def opinions_left(turn: Turn) -> list[Opinion]:
    """Those of a turn that are not given yet, the first due first, with their agencies."""
    return list(turn.opinions.filter(answered_at=None).select_related("agency").order_by("due_at", "pk"))


def opinions_open(agency_id: int, where: Q | None = None) -> QuerySet[Opinion]:
    """What an agency is asked and has not answered, the first due first, with run, turn and who holds the run."""
    found = Opinion.objects.filter(where or Q(), agency=agency_id, answered_at=None)
    return found.select_related("case", "agency", "turn__agency", "turn__case").order_by("due_at", "id")


def asked_through(actor: Actor) -> QuerySet[Opinion]:
    """What was asked of agencies where the officer may see the run's service: their way to the run, then and after."""
    return Opinion.objects.filter(seen_through(actor, "agency", "case__topic"))


def opinion(pk: int) -> Opinion:
    """With case, turn and agency. Raises NoSuchOpinion."""
    found = Opinion.objects.select_related("case", "turn", "agency").filter(pk=pk).first()
    if found is None:
        raise rules.NoSuchOpinion
    return found


def passings(turns: Collection[Turn]) -> list[Passing]:
    """The hand-overs inside their agencies, in the order in which they were made."""
    return list(Passing.objects.filter(turn__in=list(turns)).order_by("pk"))


def former(turn: Turn) -> Passing | None:
    """Who did the part of the step before the one at which it is now."""
    if turn.stage == 0:
        return None
    return Passing.objects.filter(turn=turn, stage=turn.stage - 1, back=False).order_by("-pk").first()


def barred(turn: Turn) -> frozenset[int]:
    """Who may not do the part at which the turn is, because they did the one before. No query unless it matters."""
    step = step_of(turn)
    if not step.inside or not step.inside[turn.stage].other_person:
        return frozenset()
    before = former(turn)
    return frozenset({before.person_id}) if before else frozenset()
