"""A flow, read from its JSON into values that cannot change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from motcua.calendar.rules import Term
from motcua.kernel.errors import Invalid
from motcua.workflow.rules.faults import problems
from motcua.workflow.rules.refusals import UnknownAction
from motcua.workflow.rules.words import END, LEVELS, ROLES

Kind = Literal["move", "return"]

_STEP_KEYS = {
    "title", "doing", "role", "level", "term", "power", "actions", "place", "opinions", "inside", "escalate",
}  # fmt: skip
_OPINION_KEYS = {"title", "role", "level", "term", "place", "required"}
_ACTION_KEYS = {"title", "to", "kind", "reason", "power", "unanswered"}


@dataclass(frozen=True)
class Action:
    """One thing an officer may do at a step. `to`: a step, or "end:outcome"; empty for a return to the applicant.

    `unanswered`: only once the applicant has let the time for a supplement pass, so that no run waits for ever.
    """

    key: str
    title: str
    kind: Kind
    to: str
    reason: bool
    power: str
    extra: Mapping[str, Any]
    unanswered: bool = False

    @property
    def outcome(self) -> str:
        """'granted' when it ends the run, else ''."""
        return self.to.removeprefix(END) if self.to.startswith(END) else ""


@dataclass(frozen=True)
class Asking:
    """An opinion that a step asks of another agency, in its own time. `required`: the step is not left without it.

    `place`: the question whose answer says over which place the agency is; empty: as the run's. `extra` is what upper
    rooms read (when).
    """

    key: str
    title: str
    role: str
    level: str
    term: Term
    place: str
    required: bool
    extra: Mapping[str, Any]


@dataclass(frozen=True)
class Inside:
    """A part of a step inside its agency. `other_person`: not who did the part before."""

    title: str
    power: str
    other_person: bool = False


@dataclass(frozen=True)
class Step:
    """The work of one agency, named by role and level. `extra` is what upper rooms read (rows, papers …).

    `place`: as of `Asking`. `inside`: its parts, one after the other; the actions are those of the last one.
    `escalate`: late by so much, those above are told.
    """

    key: str
    title: str
    doing: str
    role: str
    level: str
    term: Term
    power: str
    actions: tuple[Action, ...]
    extra: Mapping[str, Any]
    place: str = ""
    opinions: tuple[Asking, ...] = ()
    inside: tuple[Inside, ...] = ()
    escalate: Term | None = None

    @property
    def powers(self) -> frozenset[str]:
        """Any of these lets an officer hold the step, at some part of it."""
        return frozenset({self.power, *(action.power for action in self.actions), *(i.power for i in self.inside)})

    def powers_at(self, stage: int) -> frozenset[str]:
        """Any of these lets an officer hold the step at its n-th part, from 0; all that do when it has no parts."""
        if not self.inside:
            return self.powers
        here = {self.inside[stage].power}
        return frozenset(here if self.left(stage) else here | {a.power for a in self.actions if a.to})

    def left(self, stage: int) -> Inside | None:
        """The part that comes next, before the actions; None at the last one, and where there are none."""
        return self.inside[stage + 1] if stage + 1 < len(self.inside) else None

    def action(self, key: str) -> Action:
        """Raises UnknownAction."""
        for action in self.actions:
            if action.key == key:
                return action
        raise UnknownAction(step=self.title)


@dataclass(frozen=True)
class Supplement:
    """How long the applicant has to answer a return, and how often one agency may ask (NĐ 61/2018: once)."""

    term: Term
    at_most: int


@dataclass(frozen=True)
class Flow:
    """Steps by key, in the order in which they were written."""

    first: str
    steps: Mapping[str, Step]
    supplement: Supplement | None = None
    withdraw_until: str = ""

    @property
    def asks(self) -> bool:
        """Does any step ask other agencies for their opinion?"""
        return any(step.opinions for step in self.steps.values())


@dataclass(frozen=True)
class Move:
    """What an action did. `agency` and `due_at` name the next holder once a command has resolved it."""

    step: str
    action: str
    kind: Kind
    to: str
    outcome: str
    agency_id: int | None = None
    agency: str = ""
    due_at: datetime | None = None


def parse(content: Mapping[str, Any]) -> Flow:
    """A flow from its JSON. Raises Invalid with `problems` when it cannot run."""
    if found := problems(content):
        raise Invalid(found)
    supplement = content.get("supplement")
    return Flow(
        first=content["first"],
        steps=MappingProxyType({key: _step(key, step) for key, step in content["steps"].items()}),
        supplement=Supplement(Term.parse(supplement["term"]), supplement.get("at_most", 1)) if supplement else None,
        withdraw_until=content.get("withdraw_until") or "",
    )


def agency_words(step: Step) -> str:
    """Who works at a step before it is resolved to an agency: 'Ủy ban nhân dân cấp tỉnh'."""
    return f"{ROLES[step.role.partition(':')[0]]} {LEVELS[step.level]}"


def _step(key: str, step: Mapping[str, Any]) -> Step:
    power = step.get("power", "process")
    inside = tuple(_inside(part, power) for part in step.get("inside", ()))
    return Step(
        key=key,
        title=step["title"],
        doing=step.get("doing", ""),
        role=step["role"],
        level=step["level"],
        term=Term.parse(step["term"]),
        power=power,
        actions=tuple(_action(name, action, inside, power) for name, action in step["actions"].items()),
        extra=_extra(step, _STEP_KEYS),
        place=step.get("place", ""),
        opinions=tuple(_asking(name, opinion) for name, opinion in step.get("opinions", {}).items()),
        inside=inside,
        escalate=Term.parse(step["escalate"]["after"]) if "escalate" in step else None,
    )


def _asking(key: str, opinion: Mapping[str, Any]) -> Asking:
    return Asking(
        key=key,
        title=opinion["title"],
        role=opinion["role"],
        level=opinion["level"],
        term=Term.parse(opinion["term"]),
        place=opinion.get("place", ""),
        required=opinion.get("required", True),
        extra=_extra(opinion, _OPINION_KEYS),
    )


def _inside(part: Mapping[str, Any], power: str) -> Inside:
    return Inside(part["title"], part.get("power", power), part.get("other_person", False))


def _action(key: str, action: Mapping[str, Any], inside: tuple[Inside, ...], power: str) -> Action:
    """Who does the last part does the actions, unless they name their own right; asking the applicant is anybody's."""
    if inside and action.get("kind") != "return":
        power = inside[-1].power
    return Action(
        key=key,
        title=action["title"],
        kind="return" if action.get("kind") == "return" else "move",
        to=action.get("to", ""),
        reason=action.get("reason", False),
        power=action.get("power", power),
        extra=_extra(action, _ACTION_KEYS),
        unanswered=action.get("unanswered", False),
    )


def _extra(content: Mapping[str, Any], known: set[str]) -> Mapping[str, Any]:
    return MappingProxyType({key: value for key, value in content.items() if key not in known})
