"""A line of a list as it is kept: sealed JSON, and back."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from motcua.administration.rules.rosters import Line, Proposal, Remark
from motcua.identity.rules import numbers

PURPOSE = "roster"  # of the vault
# Which faults of a reader are a verdict of their own; what else could not be read is "unread".
_VERDICTS = {"twice": "twice", "twice_leaving": "twice", "leaves_and_joins": "twice", "needs_id": "needs_id"}


def packed(line: Line) -> dict[str, Any]:
    """The fields that say something."""
    whole = asdict(line)
    whole["until"] = line.until.isoformat() if line.until else None
    return {name: value for name, value in whole.items() if value}


def unpacked(kept: Mapping[str, Any]) -> Line | None:
    """None for a line that was not read."""
    if "fault" in kept:
        return None
    fields = dict(kept)
    if fields.get("until"):
        fields["until"] = date.fromisoformat(fields["until"])
    fields["proposals"] = tuple(Proposal(**one) for one in fields.get("proposals", ()))
    return Line(**fields)


def faulty(n: int, faults: list[Remark]) -> dict[str, Any]:
    """What is kept of a line that was not read: what is wrong with it."""
    said = " ".join(fault.text for fault in faults)
    return {"n": n, "fault": _VERDICTS.get(faults[0].code, "unread"), "text": said}


def fault_of(kept: Mapping[str, Any]) -> tuple[str, str]:
    """Verdict and sentence of a line that was not read."""
    return str(kept.get("fault", "unread")), str(kept.get("text", ""))


def with_id(line: Line, number: str) -> Line:
    """The officer typed the ID number of who comes; what was proposed for it is settled. Raises BadIdNumber."""
    left = tuple(one for one in line.proposals if one.field != "id_number")
    return replace(line, id_number=numbers.id_number(number), proposals=left)


def phone(line: Line) -> str:
    """In E.164, as accounts have it; "" for none, or one that cannot be."""
    try:
        return numbers.phone(line.phone) if line.phone else ""
    except numbers.BadPhone:
        return ""
