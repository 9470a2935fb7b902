"""How a run is told: a table on the screen, var/bench.json, and the table in docs/performance.md."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from motcua.ops.bench.figures import Measure

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
_HEAD = ("Goal", "Measured", "Value", "Limit", "Ratio", "Goal is", "Fails at", "", "Notes")


def lines(measures: Iterable[Measure]) -> list[tuple[str, ...]]:
    """One row a measure, in the order of the head."""
    return [
        (
            measure.id or "–", measure.name, f"{_number(measure.value)} {measure.unit}",
            f"{_number(measure.limit)} ({measure.of})" if measure.limit else "–",
            f"{measure.ratio:.3f}" if measure.limit else "–",
            *_goal(measure), "" if measure.goal is None else "pass" if measure.passed else "MISS", measure.note,
        )
        for measure in measures
    ]  # fmt: skip


def _goal(measure: Measure) -> tuple[str, str]:
    if measure.goal is None:
        return "–", "–"
    goal = measure.goal
    if goal.sense == "below":
        return f"< {_number(goal.bound)} {measure.unit}", f"≥ {_number(goal.gate)}"
    if goal.sense == "above":
        return f"≥ {_number(goal.bound)} {measure.unit}", f"< {_number(goal.gate)}"
    return f"≥ {goal.bound:g}", f"< {goal.gate:.3g}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"  # noqa: PLR2004 - three digits are enough


def text(measures: Iterable[Measure], where: str) -> str:
    """For the screen, columns padded."""
    rows = [_HEAD, *lines(measures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(_HEAD) - 1)]
    padded = ["  ".join([*map(str.ljust, row, widths), row[-1]]).rstrip() for row in rows]
    return "\n".join([where, "", *padded])


def markdown(measures: Iterable[Measure], where: str) -> str:
    head = [f"| {' | '.join(_HEAD)} |", f"|{'---|' * len(_HEAD)}"]
    return "\n".join([where, "", *head, *(f"| {' | '.join(row)} |" for row in lines(measures))])


def where(at: datetime, conditions: str, settings: dict[str, str]) -> str:
    """When and on what: no figure means anything without it."""
    told = ", ".join(f"{name} {value}" for name, value in settings.items())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} processors, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
    return f"Run of {at:%Y-%m-%d %H:%M} UTC on {machine}; {told}. {conditions}".strip()


def write_json(path: Path, measures: Sequence[Measure], said: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    found = said | {"passed": all(m.passed for m in measures), "measures": [m.as_json() for m in measures]}
    path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def between_markers(page: str, table: str) -> str:
    """The page with `table` in place of what stood between its markers. Raises ValueError without markers."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the page needs the lines {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table}\n{END}{after}"
