"""One dossier as an officer opens it: who holds it, what the officer may do, what was handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from motcua.agencies.queries import officers_of
from motcua.agencies.rules import NoAgency
from motcua.agencies.rules.rights import powers_on
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import VIETNAM, UncoveredYear, due, hours_from
from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Section, Service
from motcua.desk import rules
from motcua.desk.queries.queues import light_of
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier, Paper, Remark, Supplement
from motcua.dossiers.queries.wording import places_of
from motcua.dossiers.rules import Status
from motcua.kernel.actor import Actor
from motcua.workflow import queries as workflow
from motcua.workflow.models import Opinion, Turn
from motcua.workflow.rules import Action, Inside, Step, agency_words, may, moves, moves_unanswered

if TYPE_CHECKING:
    from motcua.agencies.models import Agency


@dataclass(frozen=True)
class Opened:
    """A dossier on the desk. `turn` and `step` are None once it is closed.

    `at_work`: the actor handles dossiers in the agency that has it, so personal numbers are shown in full.
    `powers`: what the actor may use on it where it is now; `able`: they may hold this step. `acts`: what they may do
    with it now, in the flow's order; nothing while a colleague holds it. `opinions`: what other agencies are or were
    asked; `asked`: those of them that the actor may now give. `onward`, `backward`: the part of the step inside the
    agency to which they may pass it on, or give it back.
    """

    dossier: Dossier
    service: Service
    status: Status
    turn: Turn | None
    step: Step | None
    light: rules.Light
    mine: bool
    at_work: bool
    able: bool
    powers: frozenset[str]
    acts: tuple[Action, ...]
    may_put_off: bool
    opinions: tuple[Opinion, ...] = ()
    asked: tuple[Opinion, ...] = ()
    onward: Inside | None = None
    backward: Inside | None = None

    @property
    def case_id(self) -> int:
        """Its run. What stands on a desk was handed in, so there is one."""
        assert self.dossier.case_id is not None
        return self.dossier.case_id

    @property
    def part(self) -> Inside | None:
        """The part of the step inside the agency at which it is; None for a step without parts."""
        return self.step.inside[self.turn.stage] if self.step and self.turn and self.step.inside else None

    @property
    def free(self) -> bool:
        """No colleague holds it, and the actor may."""
        return self.able and self.turn is not None and (self.mine or self.turn.holder_id is None)

    @property
    def missing(self) -> tuple[Opinion, ...]:
        """The opinions without which the step is not left."""
        open_turn = self.turn.pk if self.turn else 0
        return tuple(o for o in self.opinions if o.required and o.answered_at is None and o.turn_id == open_turn)

    @property
    def judging(self) -> str:
        """How the actor may work on the rows now: "confirm", "grant", or '' for not at all."""
        if self.step is None or not self.free or self.status is not Status.IN_PROGRESS:
            return ""
        return str(self.step.extra.get("rows", ""))


@dataclass(frozen=True)
class Next:
    """Where an action leads: the next agency (its role in words when none is found), its term and due time."""

    agency: str
    term: str
    due_at: datetime | None


@dataclass(frozen=True)
class Told:
    """What the applicant handed in. `places`: unit → its full name, of every place among the answers."""

    sections: tuple[Section, ...]
    answers: Mapping[str, Any]
    places: Mapping[int, str]
    papers: Sequence[tuple[str, Sequence[Paper]]]
    supplements: Sequence[Supplement]


def opened(actor: Actor, code: str, *, at: datetime) -> Opened:
    """The gate of all pages of a dossier. Raises NoSuchDossier for who has no part in it."""
    dossier = dossiers.handled_dossier(actor, code)
    status = Status(dossier.status)
    turn = workflow.open_turn(dossier.case_id) if dossier.case_id else None
    service = service_of(dossier.version)
    opinions = tuple(workflow.opinions(dossier.case)) if dossier.case else ()
    if turn is None:
        done = rules.Light("done")
        return Opened(dossier, service, status, None, None, done, False, False, False, frozenset(), (), False, opinions)
    step = workflow.step_of(turn)
    here = turn.agency_id == actor.agency
    powers = powers_on(actor, turn.case.topic, turn.agency.path) if here else frozenset[str]()
    able = not powers.isdisjoint(step.powers_at(turn.stage)) and actor.person not in workflow.barred(turn)
    free = turn.holder_id in (None, actor.person)
    light = light_of(turn, at)
    asked = tuple(opinion for opinion in opinions if _may_give(actor, opinion, turn, step))
    passing = able and free and _passing(turn, status, at)
    near = light.state in ("soon", "late")
    return Opened(
        dossier, service, status, turn, step, light,
        mine=turn.holder_id == actor.person,
        at_work=not powers.isdisjoint({"process", "decide"}) or bool(asked),
        able=able,
        powers=powers,
        acts=_acts(dossier, turn, step, powers, at) if able and free else (),
        may_put_off=able and free and near and turn.case.put_off_to is None and status is Status.IN_PROGRESS,
        opinions=opinions,
        asked=asked,
        onward=step.left(turn.stage) if passing else None,
        backward=step.inside[turn.stage - 1] if passing and turn.stage else None,
    )  # fmt: skip


def _may_give(actor: Actor, opinion: Opinion, turn: Turn, step: Step) -> bool:
    if opinion.answered_at is not None or opinion.agency_id != actor.agency or opinion.turn_id != turn.pk:
        return False
    return not powers_on(actor, turn.case.topic, opinion.agency.path).isdisjoint(step.powers)


def _overdue(turn: Turn, at: datetime) -> bool:
    return turn.awaiting_until is not None and turn.awaiting_until < at


def _passing(turn: Turn, status: Status, at: datetime) -> bool:
    return status is Status.IN_PROGRESS or _overdue(turn, at)


def _acts(dossier: Dossier, turn: Turn, step: Step, powers: frozenset[str], at: datetime) -> tuple[Action, ...]:
    flow = workflow.flow_of(turn.case)
    if dossier.status == Status.IN_PROGRESS:
        found = moves(flow, step.key, powers, turn.stage)
    elif _overdue(turn, at):
        found = moves_unanswered(flow, step.key, powers, turn.stage)
    else:
        return ()
    if not any(act.extra.get("when") for act in found):
        return found
    offered = dossiers.offered(dossier, step, at=at)
    return tuple(act for act in found if act.key in offered or asks_first(act))


def asks_first(act: Action) -> bool:
    """The action's condition reads what the action itself asks, so that it cannot be known before."""
    when = str(act.extra.get("when") or "")
    return any(f"findings.{item['key']}" in when for item in act.extra.get("asks") or ())


def allows(file: Opened, act: Action) -> bool:
    """Whether the actor's rights are enough for an action at the part of the step at which it is, held or not."""
    if file.step is None or file.turn is None or not file.able:
        return False
    return may(file.step, act, file.powers, file.turn.stage)


def found(file: Opened, act: Action) -> dict[str, Any]:
    """What was found before of what an action asks, to begin with: "finding_…" → value."""
    asks = file.service.asks(act.extra)
    before = dossiers.findings(file.dossier) if asks else {}
    return {
        f"finding_{q.key}": date.fromisoformat(before[q.key]) if q.kind == "date" else before[q.key]
        for q in asks
        if before.get(q.key) not in (None, "")
    }


def colleagues(actor: Actor, file: Opened, *, at: datetime) -> list[tuple[int, str]]:
    """(person, name and title) of those in the agency who may hold the step, without who holds it now."""
    if file.turn is None or file.step is None or actor.agency != file.turn.agency_id:
        return []
    today = at.astimezone(VIETNAM).date()
    found: dict[int, str] = {}
    for power in sorted(file.step.powers_at(file.turn.stage)):
        for person, name, title in officers_of(file.turn.agency_id, today, power, file.turn.case.topic):
            found.setdefault(person, f"{name}, {title}")
    without = workflow.barred(file.turn) | {file.turn.holder_id or 0}
    return [(person, text) for person, text in found.items() if person not in without]


def next_holder(file: Opened, act: Action, *, at: datetime) -> Next | None:
    """Who gets the dossier after a hand-over, and until when; None for what ends the run or returns it."""
    if file.turn is None or act.kind != "move" or act.outcome:
        return None
    case = file.turn.case
    step = workflow.flow_of(case).steps[act.to]
    try:
        agency: Agency | None = workflow.agency_of(case, step, at)
    except NoAgency:
        agency = None
    try:
        due_at = due(at, step.term, calendar_for(hours_from(agency.hours) if agency else None)).at
    except UncoveredYear:
        due_at = None
    return Next(agency.name if agency else agency_words(step), step.term.words(), due_at)


def answer_by(file: Opened, *, at: datetime) -> datetime | None:
    """Until when the applicant may answer a request for supplement that is made now."""
    assert file.turn is not None
    supplement = workflow.flow_of(file.turn.case).supplement
    if supplement is None:
        return None
    try:
        return due(at, supplement.term, calendar_for(hours_from(file.turn.agency.hours))).at
    except UncoveredYear:
        return None


def turn_shown(dossier: Dossier, n: int) -> Turn | None:
    """The turn that an officer's page showed, open or closed since."""
    return Turn.objects.filter(case=dossier.case_id, n=n).select_related("case", "agency").first()


def told(file: Opened) -> Told:
    """Answers by section, papers by kind, requests for supplement."""
    given = dossiers.answers(file.dossier)
    answers = asked.visible(file.service, given)
    found = list(file.dossier.papers.select_related("file").order_by("key", "round", "pk"))
    names = {paper.key: paper.name for paper in file.service.papers}
    keys = [key for key in names if any(p.key == key for p in found)]
    return Told(
        asked.sections(file.service, given),
        answers,
        places_of(file.service.questions(), answers),
        [(names[key], [p for p in found if p.key == key]) for key in keys],
        list(file.dossier.supplements.order_by("n")),
    )


def notes(dossier: Dossier) -> list[Remark]:
    """Internal notes, latest first."""
    return list(dossier.remarks.order_by("-at", "-pk"))
