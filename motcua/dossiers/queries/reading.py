"""What a dossier contains, for its applicant and for officers."""

from typing import Any

from django.db.models import Count

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.dossiers import rules
from motcua.dossiers.models import Dossier, Row, Supplement
from motcua.dossiers.rules import Status
from motcua.shell.vault import unseal_json


def answers(dossier: Dossier) -> dict[str, Any]:
    """Question key → typed answer (dates as ISO text, đồng and places as numbers)."""
    return unseal_json(dossier.answers_sealed, purpose="answers") if dossier.answers_sealed else {}


def papers_present(dossier: Dossier) -> dict[str, int]:
    """Paper key → files handed in."""
    return dict(dossier.papers.values_list("key").annotate(Count("pk")).order_by("key"))


def task_list(dossier: Dossier) -> tuple[rules.Task, ...]:
    """The task list of a draft: what is done, what is missing, what needs mending."""
    service = service_of(dossier.version)
    given = answers(dossier)
    found = asked.problems(service, given)
    shown = asked.sections(service, given)
    return rules.tasks(
        [(section.key, section.title) for section in shown],
        {section.key: any(key.startswith(f"{section.key}/") for key in dossier.saves) for section in shown},
        {section.key: [found[q.key] for q in section.questions if q.key in found] for section in shown},
        [(paper.key, paper.name, paper.required) for paper in asked.papers(service, given)],
        papers_present(dossier),
        rules.ListSummary(dossier.people, dossier.list_problems, service.lists[0].title) if service.lists else None,
        last=[section.key for section in shown if all(q.kind == "agree" for q in section.questions)],
    )


def current_supplement(dossier: Dossier) -> Supplement | None:
    """The request that awaits the applicant's answer; one that was never answered awaits nothing once all has ended."""
    if dossier.status != Status.AWAITING:
        return None
    return dossier.supplements.filter(answered_at=None).order_by("-n").first()


def corrected_count(dossier: Dossier, asked: Supplement) -> int:
    """How many rows were changed in answer to the request."""
    return dossier.rows.filter(corrected=asked.n).count()


def correctable(row: Row, asked: Supplement | None) -> bool:
    """May the applicant correct this row in answer to the request? Not one that was already confirmed."""
    return asked is not None and "list" in asked.wanted and row.verdict != Row.Verdict.CONFIRMED
