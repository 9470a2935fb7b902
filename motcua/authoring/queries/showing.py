"""What the file's flow does: drawn, each way with its longest terms, its examples run; what is other than before."""

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

from motcua.authoring.queries.trying import dues
from motcua.authoring.rules import NotTakenYet
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Term, UncoveredYear
from motcua.catalogue.rules.differences import Change, differences
from motcua.catalogue.rules.drawing import draw
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.simulating import Simulated, simulate
from motcua.catalogue.rules.ways import paths
from motcua.procedures.queries import may_accept
from motcua.workflow.rules import parse


def simulated(service: Service) -> tuple[Simulated, ...]:
    """The examples of the file, run."""
    return simulate(service, calendar_for())


def changes(before: Service | None, after: Service) -> tuple[Change, ...]:
    """What is other than in the version before; all of it for a new service."""
    return differences(before, after)


@dataclass(frozen=True)
class Stage:
    """A step of a way: its longest term, and when it ends at the latest (None where the calendar does not reach)."""

    title: str
    term: Term
    due: datetime | None


@dataclass(frozen=True)
class Path:
    """A way through the flow: its steps, how it ends, and the sum of its terms by unit."""

    stages: tuple[Stage, ...]
    outcome: str
    longest: tuple[Term, ...]


def shown_paths(service: Service, start: datetime) -> tuple[Path, ...]:
    """Every way, with the last moment of each step for what comes in at `start`."""
    steps = parse(service.flow).steps
    found = []
    for way in paths(service):
        terms = tuple(steps[key].term for key in way.steps)
        ends = dict(enumerate(_dues(start, terms)))
        stages = tuple(Stage(steps[key].title, steps[key].term, ends.get(n)) for n, key in enumerate(way.steps))
        found.append(Path(stages, way.outcome, way.longest))
    return tuple(found)


def picture(service: Service, language: str) -> Markup:
    """The flow, drawn: an SVG element of the portal's own, its texts escaped."""
    return Markup(draw(service, language))  # noqa: S704 - see above


def _dues(start: datetime, terms: tuple[Term, ...]) -> tuple[datetime, ...]:
    try:
        return dues(start, terms)
    except UncoveredYear:
        return ()


def not_taken(service: Service, on: date) -> str:
    """Why dossiers of the procedure may not be accepted from that day on, in words; empty when they may."""
    try:
        check_procedure(service, on)
    except NotTakenYet as no:
        return str(no)
    return ""


def check_procedure(service: Service, on: date) -> None:
    """The procedure is published, or an order names it, or the file names an order. Refuses with NotTakenYet."""
    ahead = service.ahead
    if ahead is not None and (ahead.until is None or on <= ahead.until):
        return
    if may_accept(service.procedure.code, on) is None:
        raise NotTakenYet(code=service.procedure.code)
