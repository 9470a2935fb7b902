"""What the conditions of a flow may read of a dossier: answers, what officers found, fees, posting, rows, opinions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims, expressions
from motcua.catalogue.rules.service import ListSpec
from motcua.dossiers.models import Charge, Dossier, Posting
from motcua.dossiers.queries.reading import answers
from motcua.dossiers.queries.rows import counts
from motcua.shell.vault import unseal_json
from motcua.workflow.queries import opinions
from motcua.workflow.rules import Action, Step


def findings(dossier: Dossier) -> dict[str, Any]:
    """What officers found and wrote at the steps so far, by key; typed like answers."""
    return unseal_json(dossier.findings_sealed, purpose="answers") if dossier.findings_sealed else {}


def charges(dossier: Dossier) -> list[Charge]:
    """The fees of a submitted dossier, in the order of the file."""
    return list(dossier.charges.order_by("pk"))


def posting_at(dossier: Dossier, step: str) -> Posting | None:
    """How a step of the dossier is, or was, posted in public."""
    return dossier.postings.filter(step=step).first()


def scope(dossier: Dossier, *, at: datetime, step: str = "") -> dict[str, Any]:
    """What an expression of this dossier sees, for an officer's actions and for what a grant comes to."""
    service = service_of(dossier.version)
    seen = asked.scope(asked.visible(service, answers(dossier)))
    fees = charges(dossier)
    found = counts(dossier)
    posted = posting_at(dossier, step) if step else None
    return seen | {
        "findings": findings(dossier),
        "fees": {
            "due": sum(fee.amount for fee in fees if fee.paid_at is None),
            "paid": sum(fee.amount for fee in fees if fee.paid_at is not None),
        },
        "posting": {"done": posted is not None and posted.until <= at},
        "people": {"count": found["people"], "confirmed": found["grantable"], "amount": found["asked"]},
        "opinions": _opinions(dossier),
    }


def offered(dossier: Dossier, step: Step, *, at: datetime) -> set[str]:
    """The actions of a step whose conditions hold now; those without one always."""
    if not any(action.extra.get("when") for action in step.actions):
        return {action.key for action in step.actions}
    seen = scope(dossier, at=at, step=step.key)
    return {action.key for action in step.actions if holds(action, seen)}


def holds(action: Action, seen: Mapping[str, Any]) -> bool:
    """Whether the condition of an action holds in a scope."""
    wanted = action.extra.get("when")
    return not wanted or expressions.truth(str(wanted), seen)


def spec_for(dossier: Dossier, spec: ListSpec) -> ListSpec:
    """A list with its đồng per month as this dossier's answers make it."""
    return claims.priced(spec, asked.visible(service_of(dossier.version), answers(dossier)))


def _opinions(dossier: Dossier) -> dict[str, str]:
    """The last word on each: one that is asked anew at a later turn has none until it is given again."""
    if dossier.case is None:
        return {}
    last = {one.key: one.verdict for one in opinions(dossier.case)}
    return {key: verdict for key, verdict in last.items() if verdict in ("agree", "differ")}
