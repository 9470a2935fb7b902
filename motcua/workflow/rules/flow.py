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

_STEP_KEYS = {"title", "doing", "role", "level", "term", "power", "actions"}
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
class Step:
    """The work of one agency, named by role and level. `extra` is what upper rooms read (rows, papers …)."""

    key: str
    title: str
    doing: str
    role: str
    level: str
    term: Term
    power: str
    actions: tuple[Action, ...]
    extra: Mapping[str, Any]

    @property
    def powers(self) -> frozenset[str]:
        """Any of these lets an officer hold the step."""
        return frozenset({self.power, *(action.power for action in self.actions)})

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
    return Step(
        key=key,
        title=step["title"],
        doing=step.get("doing", ""),
        role=step["role"],
        level=step["level"],
        term=Term.parse(step["term"]),
        power=power,
        actions=tuple(_action(name, action, power) for name, action in step["actions"].items()),
        extra=_extra(step, _STEP_KEYS),
    )


def _action(key: str, action: Mapping[str, Any], power: str) -> Action:
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
