"""One dossier as an officer opens it: who holds it, what the officer may do, what was handed in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from motcua.agencies.queries import officers_of, resolve
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
from motcua.dossiers.rules import Status
from motcua.kernel.actor import Actor
from motcua.workflow import queries as workflow
from motcua.workflow.models import Turn
from motcua.workflow.rules import Action, Step, agency_words, moves, moves_unanswered

if TYPE_CHECKING:
    from motcua.agencies.models import Agency


@dataclass(frozen=True)
class Opened:
    """A dossier on the desk. `turn` and `step` are None once it is closed.

    `at_work`: the actor handles dossiers in the agency that has it, so personal numbers are shown in full.
    `powers`: what the actor may use on it where it is now; `able`: they may hold this step. `acts`: what they may do
    with it now, in the flow's order; nothing while a colleague holds it.
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

    @property
    def case_id(self) -> int:
        """Its run. What stands on a desk was handed in, so there is one."""
        assert self.dossier.case_id is not None
        return self.dossier.case_id

    @property
    def judging(self) -> str:
        """How the actor may work on the rows now: "confirm", "grant", or '' for not at all."""
        free = self.mine or (self.turn is not None and self.turn.holder_id is None)
        if self.step is None or not self.able or not free or self.status is not Status.IN_PROGRESS:
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
    """What the applicant handed in."""

    sections: tuple[Section, ...]
    answers: Mapping[str, Any]
    papers: Sequence[tuple[str, Sequence[Paper]]]
    supplements: Sequence[Supplement]


def opened(actor: Actor, code: str, *, at: datetime) -> Opened:
    """The gate of all pages of a dossier. Raises NoSuchDossier for who has no part in it."""
    dossier = dossiers.handled_dossier(actor, code)
    status = Status(dossier.status)
    turn = workflow.open_turn(dossier.case_id) if dossier.case_id else None
    service = service_of(dossier.version)
    if turn is None:
        done = rules.Light("done")
        return Opened(dossier, service, status, None, None, done, False, False, False, frozenset(), (), False)
    step = workflow.step_of(turn)
    here = turn.agency_id == actor.agency
    powers = powers_on(actor, turn.case.topic, turn.agency.path) if here else frozenset[str]()
    able = not powers.isdisjoint(step.powers)
    free = turn.holder_id in (None, actor.person)
    light = light_of(turn, at)
    near = light.state in ("soon", "late")
    return Opened(
        dossier, service, status, turn, step, light,
        mine=turn.holder_id == actor.person,
        at_work=not powers.isdisjoint({"process", "decide"}),
        able=able,
        powers=powers,
        acts=_acts(turn, step, powers, status, at) if able and free else (),
        may_put_off=able and free and near and turn.case.put_off_to is None and status is Status.IN_PROGRESS,
    )  # fmt: skip


def _acts(turn: Turn, step: Step, powers: frozenset[str], status: Status, at: datetime) -> tuple[Action, ...]:
    flow = workflow.flow_of(turn.case)
    if status is Status.IN_PROGRESS:
        return moves(flow, step.key, powers)
    overdue = turn.awaiting_until is not None and turn.awaiting_until < at
    return moves_unanswered(flow, step.key, powers) if overdue else ()


def colleagues(actor: Actor, file: Opened, *, at: datetime) -> list[tuple[int, str]]:
    """(person, name and title) of those in the agency who may hold the step, without who holds it now."""
    if file.turn is None or file.step is None or actor.agency != file.turn.agency_id:
        return []
    today = at.astimezone(VIETNAM).date()
    found: dict[int, str] = {}
    for power in sorted(file.step.powers):
        for person, name, title in officers_of(file.turn.agency_id, today, power, file.turn.case.topic):
            found.setdefault(person, f"{name}, {title}")
    return [(person, text) for person, text in found.items() if person != file.turn.holder_id]


def next_holder(file: Opened, act: Action, *, at: datetime) -> Next | None:
    """Who gets the dossier after a hand-over, and until when; None for what ends the run or returns it."""
    if file.turn is None or act.kind != "move" or act.outcome:
        return None
    case = file.turn.case
    step = workflow.flow_of(case).steps[act.to]
    try:
        agency: Agency | None = resolve(step.role, step.level, case.unit_id, at.astimezone(VIETNAM).date())
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
    answers = dossiers.answers(file.dossier)
    found = list(file.dossier.papers.select_related("file").order_by("key", "round", "pk"))
    names = {paper.key: paper.name for paper in file.service.papers}
    keys = [key for key in names if any(p.key == key for p in found)]
    return Told(
        asked.sections(file.service, answers),
        answers,
        [(names[key], [p for p in found if p.key == key]) for key in keys],
        list(file.dossier.supplements.order_by("n")),
    )


def notes(dossier: Dossier) -> list[Remark]:
    """Internal notes, latest first."""
    return list(dossier.remarks.order_by("-at", "-pk"))
