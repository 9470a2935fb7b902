"""The arithmetic of a bench: medians, ratios, and when a goal is missed. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import ceil
from statistics import median
from typing import Any, Literal

TOLERANCE = 0.8  # of a goal: between two runs on one machine lie ten to twenty per cent

Sense = Literal["at_least", "above", "below"]


@dataclass(frozen=True)
class Round:
    """One measurement of `value`, and of the limit beside it (0 where the goal is absolute)."""

    value: float
    limit: float = 0.0


@dataclass(frozen=True)
class Goal:
    """`at_least`: a ratio of value to limit. `above`, `below`: the value itself, in its unit; no tolerance helps it."""

    sense: Sense
    bound: float

    @property
    def gate(self) -> float:
        """Past this the run fails."""
        return self.bound * TOLERANCE if self.sense == "at_least" else self.bound

    def met_by(self, figure: float) -> bool:
        return figure < self.gate if self.sense == "below" else figure >= self.gate


@dataclass(frozen=True)
class Measure:
    """What was measured, in `unit`, and the goal it is held to; None for a figure that is only told.

    `of` says what the limit is.
    """

    id: str
    name: str
    unit: str
    rounds: tuple[Round, ...]
    goal: Goal | None = None
    of: str = ""
    note: str = ""

    @property
    def value(self) -> float:
        return median(r.value for r in self.rounds)

    @property
    def limit(self) -> float:
        return median(r.limit for r in self.rounds)

    @property
    def ratio(self) -> float:
        """The median of the ratios of each round: value and limit of one round had the same weather."""
        return median(r.value / r.limit for r in self.rounds) if all(r.limit for r in self.rounds) else 0.0

    @property
    def figure(self) -> float:
        """What the goal looks at."""
        return self.ratio if self.goal is None or self.goal.sense == "at_least" else self.value

    @property
    def passed(self) -> bool:
        return self.goal is None or self.goal.met_by(self.figure)

    def as_json(self) -> dict[str, Any]:
        found = asdict(self) | {"value": self.value, "limit": self.limit, "ratio": self.ratio, "passed": self.passed}
        return found | {"gate": self.goal.gate if self.goal else None}


def missed(measures: Iterable[Measure]) -> list[Measure]:
    return [measure for measure in measures if not measure.passed]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that is not exceeded by `share` of them. Of nothing: 0."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * share) - 1)] if ordered else 0.0
