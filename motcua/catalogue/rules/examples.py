"""The examples of a service file: what somebody answers and officers do, and what must come of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.calendar.rules import VIETNAM

EXAMPLE_KEYS = ("name", "at", "answers", "people", "papers", "does", "expect")
ACT_KEYS = ("action", "at", "findings", "opinions", "paid", "refused", "posted")
SUPPLEMENT = "supplement"  # the act of the applicant who was asked for more: the clock runs on
PERSON_KEYS = ("months", "amount")
EXPECTED_KEYS = ("problem", "exit", "missing", "fee", "asked", "due", "steps", "dues", "outcome", "amount")


@dataclass(frozen=True)
class Act:
    """What an officer does at a step: before it `refused` more people (the last ones) are left out, fees are paid.

    The action "supplement" is the applicant's, who sends what was asked for.
    """

    action: str
    at: datetime | None
    findings: Mapping[str, Any]
    opinions: Mapping[str, str]
    paid: bool
    posted: bool
    refused: int


@dataclass(frozen=True)
class Example:
    """`people`: {months, amount} of each row; `papers`: keys of those handed in, None for all that are required."""

    name: str
    at: datetime | None
    answers: Mapping[str, Any]
    people: tuple[Mapping[str, int], ...]
    papers: tuple[str, ...] | None
    does: tuple[Act, ...]
    expect: Mapping[str, Any]


def moment(text: Any) -> datetime | None:
    """'2020-05-12 09:00' in Vietnamese time; None for anything else."""
    try:
        return datetime.strptime(str(text), "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def read_example(raw: Mapping[str, Any]) -> Example:
    """An example that has passed checking_examples."""
    papers = raw.get("papers")
    return Example(
        name=str(raw.get("name", "")),
        at=moment(raw.get("at")),
        answers=raw.get("answers") or {},
        people=tuple(raw.get("people") or ()),
        papers=None if papers is None else tuple(papers),
        does=tuple(_act(item) for item in raw.get("does") or ()),
        expect=raw.get("expect") or {},
    )


def _act(raw: Mapping[str, Any]) -> Act:
    return Act(
        action=str(raw.get("action", "")),
        at=moment(raw.get("at")),
        findings=raw.get("findings") or {},
        opinions=raw.get("opinions") or {},
        paid=raw.get("paid") is True,
        posted=raw.get("posted") is True,
        refused=int(raw.get("refused") or 0),
    )
