"""Which turns are so late that those above are told, and who these are."""

from datetime import date, datetime

from django.db.models import F, Q, Value
from django.db.models.lookups import StartsWith

from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import in_force, officers_of
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import due, hours_from
from motcua.workflow.models import Flow, Turn
from motcua.workflow.queries.flows import parsed, step_of


def to_escalate(at: datetime) -> list[Turn]:
    """The open turns late by more than their step allows, of which those above were not told; case and agency along.

    One query when no flow says so, two else.
    """
    where = Q(pk__in=[])
    for digest, content in Flow.objects.filter(content__contains='"escalate"').values_list("digest", "content"):
        steps = [step.key for step in parsed(content).steps.values() if step.escalate]
        where |= Q(case__flow=digest, step__in=steps)
    late = Turn.objects.filter(where, closed_at=None, awaiting_since=None, escalated_at=None, due_at__lt=at)
    return [turn for turn in late.select_related("case", "agency").order_by("case") if too_late(turn, at)]


def too_late(turn: Turn, at: datetime) -> bool:
    """Whether a turn is late by more than its step allows, in its agency's working time. False while it is paused."""
    after = step_of(turn).escalate
    if after is None or turn.awaiting_since is not None or turn.due_at >= at:
        return False
    return due(turn.due_at, after, calendar_for(hours_from(turn.agency.hours))).at < at


def above(turn: Turn, on: date) -> list[int]:
    """Who is told: those who may decide on the service where it is, those who look after it in the agency above."""
    agency, topic = turn.agency, turn.case.topic
    found = dict.fromkeys(person for person, _, _ in officers_of(agency.pk, on, "decide", topic))
    if agency.parent_id is not None:
        found |= dict.fromkeys(_watching(agency, topic, on))
    return list(found)


def _watching(agency: Agency, topic: str, on: date) -> list[int]:
    """Those in the agency above whose right to see reaches this one."""
    subsystem, _, service = topic.partition("/")
    reaching = Grant.objects.alias(reaches=StartsWith(Value(agency.path), F("scope__path"))).filter(
        in_force(on), Q(scope=None) | Q(reaches=True), Q(services=None) | Q(services__contains=[service]),
        right="view", level=None, subsystem=subsystem, membership__agency=agency.parent_id,
        membership__person__is_active=True,
    )  # fmt: skip
    return list(reaching.order_by("membership__person__name_fold", "pk").values_list("membership__person", flat=True))
