"""What is made of the answers at submission: the beneficiary's row, the fees, the places and opinions of the run."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Sum

from motcua.catalogue.rules import claims, expressions
from motcua.catalogue.rules.answers import scope, visible
from motcua.catalogue.rules.claims import Claimed
from motcua.catalogue.rules.service import Service
from motcua.dossiers import rules
from motcua.dossiers.models import Charge, Dossier, Row
from motcua.kernel.text import digits, fold
from motcua.shell.vault import blind, seal_json

SELF = "(người nộp tự khai)"


def claim_row(dossier: Dossier, service: Service, given: Mapping[str, Any], *, at: datetime) -> None:
    """The beneficiary of a dossier without a list, as a list of one: so it is judged, decided and counted like one.

    Raises NotReady while the answers do not say for whom, since when and how much.
    """
    found = claims.claimed(service, given)
    if found is None or not found.months or not found.amount:
        raise rules.NotReady(what="thời gian và số tiền đề nghị")
    judged = not confirms(service)
    Row.objects.update_or_create(
        dossier=dossier,
        n=1,
        defaults={
            "name": found.name[:200], "name_fold": fold(found.name)[:200], "since": found.since, "until": found.until,
            "months": found.months, "amount": found.amount, "sealed": seal_json(_cells(found), purpose="row"),
            "id_index": blind(digits(found.identity), purpose="id"),
            "bhxh_index": blind(digits(found.secondary), purpose="bhxh") if found.secondary else None,
            "verdict": "confirmed" if judged else "",
            "verdict_by": SELF if judged else "", "verdict_at": at if judged else None,
        },
    )  # fmt: skip
    dossier.people, dossier.amount = 1, found.amount


def vouch(dossier: Dossier, service: Service, *, at: datetime) -> None:
    """Rows that no step of the flow confirms count as their applicant declares them."""
    if service.lists and not confirms(service):
        Row.objects.filter(dossier=dossier, verdict="").update(verdict="confirmed", verdict_by=SELF, verdict_at=at)


def charge(dossier: Dossier, service: Service, given: Mapping[str, Any]) -> None:
    """The fees that the answers bring about (đồng), to be paid at submission or before a step is left."""
    Charge.objects.bulk_create(
        Charge(dossier=dossier, key=fee.key, title=fee.title, amount=amount, due=fee.due)
        for fee, amount in claims.fees(service, given)
    )


def asked_for(dossier: Dossier, service: Service, given: Mapping[str, Any]) -> int:
    """The đồng asked for: of the rows, or what `result` says of the answers."""
    if service.result is None:
        return dossier.amount or Row.objects.filter(dossier=dossier).aggregate(sum=Sum("amount"))["sum"] or 0
    seen = scope(visible(service, given)) | {"people": {"count": dossier.people, "amount": dossier.amount}}
    amount = expressions.value(service.result.asked, seen)
    return amount if isinstance(amount, int) and amount > 0 else 0


def places(service: Service, shown: Mapping[str, Any]) -> dict[str, int]:
    """Question → unit, for the steps and opinions that are resolved over another place."""
    units = [question.key for question in service.questions() if question.kind == "unit"]
    return {key: shown[key] for key in units if isinstance(shown.get(key), int)}


def skipped(service: Service, shown: Mapping[str, Any]) -> list[str]:
    """ "step.opinion" of each opinion that these answers do not ask for."""
    seen = scope(shown)
    found = []
    for step, spec in service.flow["steps"].items():
        for key, opinion in (spec.get("opinions") or {}).items():
            wanted = opinion.get("when")
            if wanted and not expressions.truth(str(wanted), seen):
                found.append(f"{step}.{key}")
    return found


def confirms(service: Service) -> bool:
    """Whether a step of the flow confirms each row."""
    return any(step.get("rows") == "confirm" for step in service.flow["steps"].values())


def _cells(found: Claimed) -> dict[str, str]:
    return {
        "name": found.name, "birth_date": found.birth, "id_number": found.identity, "bhxh_number": found.secondary,
    }  # fmt: skip
