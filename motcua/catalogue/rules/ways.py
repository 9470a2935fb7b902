"""Every way through the flow of a service, with the longest time that it may take."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from motcua.calendar.rules import Term
from motcua.catalogue.rules.service import Service
from motcua.workflow.rules import Flow, Step, parse

MOST_WAYS = 500
MOST_LOOKS = 20_000  # steps gone in search of them
_UNITS = ("wd", "d", "h")


@dataclass(frozen=True)
class Way:
    """Step keys in their order, the outcome, and the terms of its steps added by unit: working days, days, hours."""

    steps: tuple[str, ...]
    outcome: str
    longest: tuple[Term, ...]


def paths(service: Service) -> tuple[Way, ...]:
    """The ways of a checked service from the first step to an end that pass no step twice, in the order of the file.

    At most MOST_WAYS of them: a flow in which every step leads to every other has more than anybody reads.
    """
    flow = parse(service.flow)
    ways: dict[tuple[tuple[str, ...], str], None] = {}
    for way in islice(_ways(flow), MOST_LOOKS):
        if way is not None:
            ways[way] = None
        if len(ways) == MOST_WAYS:
            break
    return tuple(Way(steps, outcome, added(flow.steps[key] for key in steps)) for steps, outcome in ways)


def added(steps: Iterable[Step]) -> tuple[Term, ...]:
    """The terms of steps, one sum for each unit."""
    terms = [step.term for step in steps]
    sums = {unit: sum(term.amount for term in terms if term.unit == unit) for unit in _UNITS}
    return tuple(Term.parse(f"{amount}{unit}") for unit, amount in sums.items() if amount)


def _ways(flow: Flow) -> Iterator[tuple[tuple[str, ...], str] | None]:
    """In the order of the file; None for each further step, so that a flow without end to its ways is stopped too."""
    todo: list[tuple[tuple[str, ...], str]] = [((flow.first,), "")]
    while todo:
        passed, outcome = todo.pop()
        yield (passed, outcome) if outcome else None
        for action in () if outcome else reversed(flow.steps[passed[-1]].actions):
            if action.outcome:
                todo.append((passed, action.outcome))
            elif action.to and action.to not in passed:
                todo.append(((*passed, action.to), ""))
