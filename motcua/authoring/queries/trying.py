"""What a walk through the applicant's pages came to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.authoring.models import ServiceDraft, Trial
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Term, due
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims
from motcua.catalogue.rules.service import Exit, Fee, Paper, Service
from motcua.shell.vault import unseal_json


def trial_answers(draft: ServiceDraft, person: int) -> dict[str, Any]:
    """The invented answers of this person's walk so far."""
    found = Trial.objects.filter(draft=draft, person=person).first()
    return dict(unseal_json(found.answers_sealed, purpose="trial")) if found else {}


@dataclass(frozen=True)
class Outcome:
    """`problems` by question; `fees` with their đồng."""

    problems: Mapping[str, str]
    exit: Exit | None
    papers: tuple[Paper, ...]
    fees: tuple[tuple[Fee, int], ...]
    claim: claims.Claimed | None

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.fees)


def outcome(service: Service, answers: Mapping[str, Any]) -> Outcome:
    """What the portal would do with these answers, were they an applicant's."""
    end = asked.exit_for(service, answers)
    return Outcome(
        problems=asked.problems(service, answers),
        exit=end[1] if end else None,
        papers=asked.papers(service, answers),
        fees=claims.fees(service, answers),
        claim=claims.claimed(service, answers),
    )


def dues(start: datetime, terms: tuple[Term, ...]) -> tuple[datetime, ...]:
    """When each step of a path ends at the latest, if each takes its whole term and the dossier comes in at `start`."""
    found, calendar = [], calendar_for()
    for term in terms:
        start = due(start, term, calendar).at
        found.append(start)
    return tuple(found)
