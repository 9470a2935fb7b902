"""What only some services have: fees, a public posting, findings of officers, lists that agencies draw up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.agencies.rules.rights import powers_on
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import VIETNAM, Term, UncoveredYear, due, hours_from
from motcua.catalogue.queries import live_services, service_of
from motcua.catalogue.rules.service import Question, Service
from motcua.desk import rules
from motcua.desk.queries.opening import Opened
from motcua.desk.queries.queues import desk, opinion_light
from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Charge, Posting
from motcua.kernel.actor import Actor
from motcua.workflow import queries as workflow
from motcua.workflow.models import Opinion


@dataclass(frozen=True)
class Asked:
    """An opinion with its light, if it is not given yet."""

    opinion: Opinion
    light: rules.Light | None


@dataclass(frozen=True)
class ToPost:
    """What a step posts in public. `posted`: it is, or was; `until`: how long it would stand from now on."""

    title: str
    term: str
    shows: tuple[str, ...]
    posted: Posting | None
    until: datetime | None


@dataclass(frozen=True)
class Extras:
    """Nothing of it is asked of the database for a service that has none."""

    asked: tuple[Asked, ...]
    charges: Sequence[Charge]
    posting: ToPost | None
    findings: Sequence[tuple[Question, Any]]


def extras(file: Opened, *, at: datetime) -> Extras:
    """What stands on the page of such a dossier beside what was handed in."""
    asked = tuple(Asked(one, None if one.answered_at else opinion_light(one, at)) for one in file.opinions)
    return Extras(asked, charges(file), posting(file, at=at), _findings(file))


def charges(file: Opened) -> Sequence[Charge]:
    """The fees of the dossier."""
    return dossiers.charges(file.dossier) if file.service.fees else ()


def posting(file: Opened, *, at: datetime) -> ToPost | None:
    """What the step at which the dossier is posts in public; None when it posts nothing."""
    if file.step is None or file.turn is None:
        return None
    spec: Mapping[str, Any] | None = file.step.extra.get("posting")
    if not spec:
        return None
    term = Term.parse(spec["term"])
    try:
        until = due(at, term, calendar_for(hours_from(file.turn.agency.hours))).at
    except UncoveredYear:
        until = None
    labels = tuple(file.service.question(key).label for key in spec.get("shows", ()))
    return ToPost(spec["title"], term.words(), labels, dossiers.posting_at(file.dossier, file.step.key), until)


def to_begin(actor: Actor, *, at: datetime) -> list[Service]:
    """The live services for officers on which the actor may work in their agency, by name. Raises NoDesk."""
    desk(actor)
    live = live_services(at.astimezone(VIETNAM).date(), audience="officer")
    found = [service_of(version) for version in live]
    return [one for one in found if "process" in powers_on(actor, one.topic, actor.agency_path)]


def _findings(file: Opened) -> Sequence[tuple[Question, Any]]:
    found = dossiers.findings(file.dossier)
    if not found or file.dossier.case is None:
        return ()
    steps = workflow.flow_of(file.dossier.case).steps.values()
    asked = {q.key: q for step in steps for act in step.actions for q in file.service.asks(act.extra)}
    return [(asked[key], value) for key, value in found.items() if key in asked and value not in (None, "")]
