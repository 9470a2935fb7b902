"""The queues of an agency, with search, filters and keyset pages; and the way from one dossier to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value

from motcua.agencies.queries import seen_below, worked_on, worked_topics
from motcua.agencies.rules.rights import powers_on, reach
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import VIETNAM, UncoveredYear, days_left, hours_from
from motcua.catalogue.queries import live_services, service_of
from motcua.catalogue.rules.service import Service
from motcua.desk import rules
from motcua.desk.queries.overview import Choice, overview
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import handled
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold
from motcua.workflow import queries as workflow
from motcua.workflow.models import Opinion, Turn
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
    """A dossier in a queue. `claimable`: nobody holds it and the actor may on its service. `place`: for `beside`."""

    turn: Turn
    dossier: Dossier
    service: Service
    step: Step
    light: rules.Light
    mine: bool
    claimable: bool
    place: str = ""


@dataclass(frozen=True)
class QueuePage:
    """`further` is where the next page begins, '' at the end. `steps` and `services`: what the filters offer.

    `below`: the actor looks after other agencies. `only`: names of the services to which their desk is limited; None:
    to none, so that it shows all.
    """

    lines: tuple[Line, ...]
    further: str
    counts: Mapping[str, int]
    steps: Sequence[Choice]
    services: Sequence[Choice]
    below: bool
    only: tuple[str, ...] | None


@dataclass(frozen=True)
class Beside:
    """The dossier that stands before or behind another one in a queue, and its place there."""

    code: str
    applicant: str
    place: str


def queue_page(actor: Actor, asked: Asked, *, at: datetime, size: int = PAGE) -> QueuePage:
    """One page of a queue, most urgent first, or latest received first. Raises NoDesk."""
    agency = desk(actor)
    turns = list(_ordered(_found(actor, asked, at), asked)[: size + 1])
    further = _cursor(turns[size - 1], asked) if len(turns) > size else ""
    there = overview(agency, topics=worked_topics(actor), person=actor.person, at=at)
    offered = ((), ()) if asked.which in (rules.BELOW, rules.ASKED) else (there.steps, there.services)
    below = looks_after(actor, parent=there.above)
    return QueuePage(_lines(actor, turns[:size], asked, at), further, there.counts, *offered, below, _only(actor, at))


def export_lines(actor: Actor, asked: Asked, *, at: datetime) -> tuple[Line, ...]:
    """All of a queue as it is filtered, up to EXPORT lines. Raises NoDesk."""
    desk(actor)
    return _lines(actor, list(_order(_found(actor, asked, at), asked)[:EXPORT]), asked, at)


def beside(
    actor: Actor, asked: Asked, place: str, *, without: int, at: datetime
) -> tuple[Beside | None, Beside | None]:
    """Who stands before and behind a place in a queue, as it is filtered; None at its ends. One query. Raises NoDesk.

    The place counts: the way goes on when the dossier that stood there was handed over, or now stands elsewhere in the
    queue. `without` is its case: nothing leads to itself.
    """
    where = _place(place)
    if where is None:
        return None, None
    turns = _found(actor, asked, at).exclude(case=without)
    if asked.by_received:
        newer = Q(opened_at__gt=where[0]) | Q(opened_at=where[0], id__gt=where[1])
        ahead = turns.filter(newer).order_by("opened_at", "id")
    else:
        ahead = workflow.before(turns, *where)
    behind = _behind(turns, asked, where)
    found = {row[0]: _beside(*row[1:]) for row in _named(ahead, "ahead", asked).union(_named(behind, "behind", asked))}
    return found.get("ahead"), found.get("behind")


def chosen(actor: Actor, codes: Sequence[str]) -> list[tuple[str, int]]:
    """(code, case) of those of the codes that the actor may see."""
    found = handled(actor).filter(code__in=list(codes)[:200], case__isnull=False).order_by("code")
    return [(code or "", case or 0) for code, case in found.values_list("code", "case_id")]


def light_of(turn: Turn, at: datetime) -> rules.Light:
    """The light of an open turn, with its agency."""
    if turn.awaiting_since is not None:
        return rules.Light("paused", None, turn.awaiting_until)
    return _light(turn.due_at, turn.agency.hours, at)


def opinion_light(opinion: Opinion, at: datetime) -> rules.Light:
    """The light of an opinion that is not given yet, with its agency."""
    return _light(opinion.due_at, opinion.agency.hours, at)


def _light(due_at: datetime, hours: Any, at: datetime) -> rules.Light:
    try:
        left = days_left(at, due_at, calendar_for(hours_from(hours)))
    except UncoveredYear:
        left = None
    return rules.light(at, due_at, left)


def desk(actor: Actor) -> int:
    """The agency on whose desk the actor may look. Raises NoDesk."""
    if actor.agency is None or not reach(actor.held):
        raise rules.NoDesk
    return actor.agency


def looks_after(actor: Actor, *, parent: bool) -> bool:
    """Whether the actor may see what other agencies have. `parent`: there are agencies below their own."""
    return any(parent or one.path != actor.agency_path for one in reach(actor.held, ("view",)))


def _only(actor: Actor, at: datetime) -> tuple[str, ...] | None:
    """The services for which the actor has rights, unless they have one for all. No statement then."""
    held = reach(actor.held)
    if any(one.services is None for one in held):
        return None
    wanted: set[str] = set().union(*(one.services or () for one in held))
    names = {version.slug: version.short_name for version in live_services(at.astimezone(VIETNAM).date())}
    return tuple(sorted(names.get(slug, slug) for slug in wanted))


def _standing(actor: Actor, asked: Asked, at: datetime) -> QuerySet[Turn]:
    agency = desk(actor)
    if asked.which == rules.BELOW:
        return workflow.standing(seen_below(actor, "agency", "case__topic"))
    if asked.which == rules.ASKED:
        return workflow.asked(agency, worked_on(actor, "case__topic"))  # type: ignore[no-any-return]
    turns = workflow.queue(agency, asked.which.key, person=actor.person, at=at)  # type: ignore[arg-type]
    return turns.filter(worked_on(actor, "case__topic"))


def _found(actor: Actor, asked: Asked, at: datetime) -> QuerySet[Turn]:
    turns = _standing(actor, asked, at)
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
    return _order(turns, asked) if place is None else _behind(turns, asked, place)


def _behind(turns: QuerySet[Turn], asked: Asked, place: tuple[datetime, int]) -> QuerySet[Turn]:
    moment, pk = place
    if asked.by_received:
        return _order(turns.filter(Q(opened_at__lt=moment) | Q(opened_at=moment, id__lt=pk)), asked)
    return workflow.after(turns, moment, pk)


def _named(turns: QuerySet[Turn], side: str, asked: Asked) -> Any:
    """The first of the turns: (side, code, applicant, what it is sorted by, id)."""
    dossiers = Dossier.objects.filter(case=OuterRef("case"))
    named = turns.annotate(
        side=Value(side, CharField()),
        code=Subquery(dossiers.values("code")),
        by=Subquery(dossiers.values("applicant_name")),
        moment=F("opened_at" if asked.by_received else "pressing"),
    )  # fmt: skip
    return named.values_list("side", "code", "by", "moment", "id")[:1]


def _beside(code: str | None, applicant: str, moment: datetime, pk: int) -> Beside | None:
    return Beside(code, applicant, _written(moment, pk)) if code else None


def _cursor(turn: Turn, asked: Asked) -> str:
    return _written(turn.opened_at if asked.by_received else _due(turn), turn.pk)


def _due(turn: Turn) -> datetime:
    """When something is due of it, or of what is asked about it."""
    due_at: datetime = getattr(turn, "asked_due", turn.pressing_at)
    return due_at


def _written(moment: datetime, pk: int) -> str:
    return f"{moment.astimezone(UTC):{_MOMENT}}-{pk}"


def _place(cursor: str) -> tuple[datetime, int] | None:
    moment, _, pk = cursor.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):  # noqa: PLR2004 - of a bigint
        return None
    try:
        return datetime.strptime(moment, _MOMENT).replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None


def _lines(actor: Actor, turns: Sequence[Turn], asked: Asked, at: datetime) -> tuple[Line, ...]:
    dossiers = Dossier.objects.filter(case__in=[turn.case_id for turn in turns])
    light = dossiers.select_related("version").defer(
        "version__text", "version__search", "answers_sealed", "list_remarks"
    )
    by_case = {dossier.case_id: dossier for dossier in light}
    return tuple(_line(actor, turn, by_case[turn.case_id], asked, at) for turn in turns if turn.case_id in by_case)


def _line(actor: Actor, turn: Turn, dossier: Dossier, asked: Asked, at: datetime) -> Line:
    step = workflow.step_of(turn)
    here = turn.agency_id == actor.agency
    may = here and not powers_on(actor, turn.case.topic, turn.agency.path).isdisjoint(step.powers)
    light = _light(_due(turn), None, at) if asked.which == rules.ASKED else light_of(turn, at)
    return Line(
        turn, dossier, service_of(dossier.version), step, light,
        mine=turn.holder_id == actor.person, claimable=may and turn.holder_id is None, place=_cursor(turn, asked),
    )  # fmt: skip
