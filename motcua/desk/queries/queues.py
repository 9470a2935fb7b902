"""The queues of an agency, with search, filters and keyset pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import UncoveredYear, days_left, hours_from
from motcua.desk import rules
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import handled
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold
from motcua.workflow import queries as workflow
from motcua.workflow.models import Turn
from motcua.workflow.rules import Step

PAGE = 50
EXPORT = 5000
_MOMENT = "%Y%m%d%H%M%S%f"


@dataclass(frozen=True)
class Asked:
    """What of a queue is wanted: words of code or applicant, a step, a service; by due time or by time received."""

    which: rules.QueueName
    text: str = ""
    step: str = ""
    service: str = ""
    by_received: bool = False
    after: str = ""


@dataclass(frozen=True)
class Line:
    """A dossier in a queue. `claimable`: nobody holds it and the actor may."""

    turn: Turn
    dossier: Dossier
    step: Step
    light: rules.Light
    mine: bool
    claimable: bool


@dataclass(frozen=True)
class QueuePage:
    """`further` is where the next page begins, '' at the end. `steps` and `services`: what the filters offer."""

    lines: tuple[Line, ...]
    further: str
    counts: Mapping[str, int]
    steps: Sequence[tuple[str, str]]
    services: Sequence[tuple[str, str]]


def queue_page(actor: Actor, asked: Asked, *, at: datetime, size: int = PAGE) -> QueuePage:
    """One page of a queue, most urgent first, or latest received first. Raises NoDesk."""
    agency = _desk(actor)
    turns = list(_ordered(_found(actor, asked, at), asked)[: size + 1])
    steps, services = _choices(agency)
    further = _cursor(turns[size - 1], asked) if len(turns) > size else ""
    return QueuePage(_lines(actor, turns[:size], at), further, counted(actor, at=at), steps, services)


def export_lines(actor: Actor, asked: Asked, *, at: datetime) -> tuple[Line, ...]:
    """All of a queue as it is filtered, up to EXPORT lines. Raises NoDesk."""
    _desk(actor)
    return _lines(actor, list(_order(_found(actor, asked, at), asked)[:EXPORT]), at)


def counted(actor: Actor, *, at: datetime) -> Mapping[str, int]:
    """How many dossiers stand in each queue of the actor's agency. Raises NoDesk."""
    return {str(key): n for key, n in workflow.counts(_desk(actor), person=actor.person, at=at).items()}


def chosen(actor: Actor, codes: Sequence[str]) -> list[tuple[str, int]]:
    """(code, case) of those of the codes that came through the actor's agency."""
    found = handled(actor).filter(code__in=list(codes)[:200], case__isnull=False).order_by("code")
    return [(code or "", case or 0) for code, case in found.values_list("code", "case_id")]


def light_of(turn: Turn, at: datetime) -> rules.Light:
    """The light of an open turn, with its agency."""
    if turn.awaiting_since is not None:
        return rules.Light("paused", None, turn.awaiting_until)
    try:
        left = days_left(at, turn.due_at, calendar_for(hours_from(turn.agency.hours)))
    except UncoveredYear:
        left = None
    return rules.light(at, turn.due_at, left)


def _desk(actor: Actor) -> int:
    if actor.agency is None or actor.powers.isdisjoint({"process", "view", "decide"}):
        raise rules.NoDesk
    return actor.agency


def _found(actor: Actor, asked: Asked, at: datetime) -> QuerySet[Turn]:
    turns = workflow.queue(_desk(actor), asked.which.key, person=actor.person, at=at)  # type: ignore[arg-type]
    if asked.step:
        turns = turns.filter(step=asked.step)
    if not (asked.text or asked.service):
        return turns
    dossiers = Dossier.objects.filter(case__isnull=False)
    if asked.service:
        dossiers = dossiers.filter(version__slug=asked.service)
    if words := fold(asked.text).split()[:8]:
        named = Q()
        for word in words:
            named &= Q(applicant_fold__contains=word)
        dossiers = dossiers.filter(named | Q(code__icontains=asked.text.strip()))
    return turns.filter(case__in=dossiers.values("case"))


def _order(turns: QuerySet[Turn], asked: Asked) -> QuerySet[Turn]:
    return turns.order_by("-opened_at", "-id") if asked.by_received else turns


def _ordered(turns: QuerySet[Turn], asked: Asked) -> QuerySet[Turn]:
    """Ordered, and from the cursor on."""
    place = _place(asked.after)
    if place is None:
        return _order(turns, asked)
    moment, pk = place
    if asked.by_received:
        older = Q(opened_at__lt=moment) | Q(opened_at=moment, id__lt=pk)
        return _order(turns.filter(older), asked)
    return workflow.after(turns, moment, pk)


def _cursor(turn: Turn, asked: Asked) -> str:
    moment = turn.opened_at if asked.by_received else turn.due_at
    return f"{moment.astimezone(UTC):{_MOMENT}}-{turn.pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    moment, _, pk = cursor.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):  # noqa: PLR2004 - of a bigint
        return None
    try:
        return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None


def _lines(actor: Actor, turns: Sequence[Turn], at: datetime) -> tuple[Line, ...]:
    dossiers = Dossier.objects.filter(case__in=[turn.case_id for turn in turns])
    light = dossiers.select_related("version").defer(
        "version__text", "version__search", "answers_sealed", "list_remarks"
    )
    by_case = {dossier.case_id: dossier for dossier in light}
    return tuple(_line(actor, turn, by_case[turn.case_id], at) for turn in turns if turn.case_id in by_case)


def _line(actor: Actor, turn: Turn, dossier: Dossier, at: datetime) -> Line:
    step = workflow.step_of(turn)
    may = not actor.powers.isdisjoint(step.powers)
    return Line(
        turn, dossier, step, light_of(turn, at),
        mine=turn.holder_id == actor.person, claimable=may and turn.holder_id is None,
    )  # fmt: skip


def _choices(agency: int) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Steps and services of the agency's open turns. Two queries."""
    turns = Turn.objects.filter(agency_id=agency, closed_at=None)
    steps: dict[str, str] = {}
    for turn in turns.select_related("case").order_by("case__flow", "step").distinct("case__flow", "step"):
        steps.setdefault(turn.step, workflow.step_of(turn).title)
    dossiers = Dossier.objects.filter(case__in=turns.values("case"))
    services = dict(dossiers.order_by("version__slug", "version").values_list("version__slug", "version__short_name"))
    return sorted(steps.items(), key=lambda s: s[1]), sorted(services.items(), key=lambda s: s[1])
