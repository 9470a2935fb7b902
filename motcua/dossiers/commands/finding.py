"""What an officer finds at a step, and whether an action may be taken: its questions, its condition, its fees."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.answers import problem
from motcua.dossiers import queries, rules
from motcua.dossiers.models import Dossier
from motcua.kernel.errors import Invalid
from motcua.kernel.money import dong
from motcua.shell.vault import seal_json
from motcua.workflow.rules import Action, Step

_REFUSING = (8, 3)  # of the interchange list: stopped, not accepted


def keep(dossier: Dossier, action: Action, given: Mapping[str, Any], *, at: datetime) -> None:
    """Keep what the action asks of the officer, over what was found before. Raises Invalid, by finding."""
    asked = service_of(dossier.version).asks(action.extra)
    wrong = {f"finding_{q.key}": told for q in asked if (told := problem(q, given.get(q.key)))}
    if wrong:
        raise Invalid({key: str(told) for key, told in wrong.items()})
    if asked:
        found = queries.findings(dossier) | {q.key: given.get(q.key) for q in asked}
        dossier.findings_sealed = seal_json(found, purpose="answers")
        dossier.saved_at = at
        dossier.save(update_fields=["findings_sealed", "saved_at"])


def check_offered(dossier: Dossier, step: Step, action: Action, *, at: datetime) -> None:
    """Raises NotOffered unless the action's condition holds, with what was just found."""
    if not action.extra.get("when"):
        return
    if not queries.holds(action, queries.scope(dossier, at=at, step=step.key)):
        why = str(action.extra.get("unless") or "điều kiện của bước chưa đủ")
        raise rules.NotOffered(action=action.title, why=why)


def check_paid(dossier: Dossier, step: str) -> None:
    """Raises FeeUnpaid while a fee that is due before the step is left, or since submission, is not paid."""
    for fee in queries.charges(dossier):
        if fee.paid_at is None and fee.due in ("submission", step):
            raise rules.FeeUnpaid(title=fee.title, amount=dong(fee.amount))


def refuses(dossier: Dossier, ending: str) -> bool:
    """Whether an end of the flow is a refusal: its status on the interchange list says so."""
    return bool(ending) and service_of(dossier.version).statuses.get(ending) in _REFUSING
