"""The end of a run: what is granted, to whom and how much; or why not."""

from datetime import datetime

from django.db import transaction

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import expressions
from motcua.catalogue.rules.service import Service
from motcua.dossiers import queries, rules
from motcua.dossiers.commands import papers, telling
from motcua.dossiers.models import Dossier, Row
from motcua.entitlements.commands import entitle
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.money import dong
from motcua.workflow import commands as workflow
from motcua.workflow.models import Case


@transaction.atomic
def approve(dossier: Dossier, action: str, note: str, *, by: Actor, at: datetime) -> Dossier:
    """Grant every row that was confirmed and not struck: all, or part; or what the officers found, where the service
    says so. The register refuses a month granted twice. Raises NobodyLeft, TooMuch.
    """
    found = queries.counts(dossier)
    service = service_of(dossier.version)
    event = rules.outcome(found["grantable"], found["people"])
    amount = _amount(dossier, service, found["grantable_sum"], at=at)
    status = rules.after(dossier.status, event)
    assert dossier.case_id is not None
    workflow.take(dossier.case_id, action, by=by, at=at, note=note)
    rows = Row.objects.filter(dossier=dossier, verdict="confirmed", struck=False)
    lines = rows.order_by("n").values_list("n", "id_index", "since", "months")
    whole = [(n, bytes(i), since, months) for n, i, since, months in lines if i is not None and since is not None]
    if whole:
        entitle(service.policy, whole, subject=dossier.subject, by=by, at=at)
        rows.update(granted=True)
    dossier.status, dossier.finished_at = status, at
    dossier.people_granted, dossier.amount_granted = found["grantable"], amount
    dossier.reason = note.strip()
    dossier.save(update_fields=["status", "finished_at", "people_granted", "amount_granted", "reason"])
    papers.decision(dossier, by=by, at=at)
    papers.control_slip(dossier, _closed_case(dossier), by=by, at=at)
    record(
        "dossier.granted", dossier.subject, by=by, at=at,
        people=dossier.people_granted, amount=dossier.amount_granted, of=dossier.people,
    )  # fmt: skip
    telling.applicant(dossier, "granted", at=at, agency=by.agency_name)
    return dossier


def _amount(dossier: Dossier, service: Service, rows: int, *, at: datetime) -> int:
    """The đồng granted: of the rows, or what the service's `result` makes of the officers' findings."""
    if service.result is None:
        return rows
    found = expressions.value(service.result.amount, queries.scope(dossier, at=at))
    amount = found if isinstance(found, int) and found > 0 else 0
    if amount > dossier.amount:
        raise rules.TooMuch(amount=dong(amount), asked=dong(dossier.amount))
    return amount


def _closed_case(dossier: Dossier) -> Case:
    assert dossier.case_id is not None
    return Case.objects.get(pk=dossier.case_id)


@transaction.atomic
def refuse(dossier: Dossier, action: str, note: str, *, by: Actor, at: datetime) -> Dossier:
    """End the run without a grant, with the reason that the applicant reads. Raises NotNow and workflow's refusals."""
    status = rules.after(dossier.status, "refuse")
    assert dossier.case_id is not None
    workflow.take(dossier.case_id, action, by=by, at=at, note=note)
    dossier.status, dossier.finished_at, dossier.reason = status, at, note.strip()
    dossier.save(update_fields=["status", "finished_at", "reason"])
    papers.refusal(dossier, by=by, at=at)
    papers.control_slip(dossier, _closed_case(dossier), by=by, at=at)
    record("dossier.refused", dossier.subject, by=by, at=at)
    telling.applicant(dossier, "refused", at=at, reason=note.strip(), agency=by.agency_name)
    return dossier
