"""Who asks for paper although a valid electronic dossier is there: noted for the administrators (letter 243)."""

import re
from datetime import datetime

from django.db import transaction

from motcua.dossiers import queries, rules
from motcua.dossiers.models import Dossier, PaperDemand
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict
from motcua.kernel.text import fold
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn

_PAPER = re.compile(
    r"\b(ban giay|ban cung|ho so giay|nop (truc tiep|tai quay|tai bo phan mot cua)|mang (ban goc|ban chinh|ho so)"
    r"|den (nop|co quan nop)|ban in co dau|dong dau do)\b"
)


class SettledAlready(Conflict):
    """{who} đã xem xét yêu cầu này rồi. Hãy tải lại trang để xem kết luận."""


def notice(dossier: Dossier, turn: Turn, note: str, *, by: Actor, at: datetime) -> None:
    """Note a request for supplement whose words ask for paper."""
    if _PAPER.search(fold(note)):
        _note(dossier, turn.agency_id, by.name, "found", note, at=at)


@transaction.atomic
def demand_paper(pk: int, text: str, *, by: Actor, at: datetime) -> PaperDemand:
    """The applicant tells that somebody asked them for paper. Raises ReasonNeeded without words, NotNow for a draft."""
    rules.check_filer(by)
    dossier = queries.locked(pk)
    if not text.strip():
        raise rules.ReasonNeeded
    turn = open_turn(dossier.case_id) if dossier.case_id else None
    if turn is None:
        raise rules.NotNow(status=rules.Status(dossier.status).label.lower())
    told = _note(dossier, turn.agency_id, "", "told", text, at=at)
    record("dossier.paper_demand_told", dossier.subject, by=by, at=at, agency=turn.agency_id)
    return told


@transaction.atomic
def settle_demand(pk: int, note: str, *, by: Actor, at: datetime) -> PaperDemand:
    """An administrator has looked into it. Once; the second reads who did. Raises ReasonNeeded, SettledAlready."""
    demand = PaperDemand.objects.select_for_update().get(pk=pk)
    if demand.settled_at is not None:
        raise SettledAlready(who=demand.settled_by)
    if not note.strip():
        raise rules.ReasonNeeded
    demand.settled_at, demand.settled_by, demand.note = at, by.name, note.strip()[:2000]
    demand.save(update_fields=["settled_at", "settled_by", "note"])
    record("dossier.paper_demand_settled", f"dossier:{demand.dossier_id}", by=by, at=at, agency=demand.agency_id)
    return demand


def _note(dossier: Dossier, agency: int, officer: str, how: str, text: str, *, at: datetime) -> PaperDemand:
    return PaperDemand.objects.create(
        dossier=dossier, agency_id=agency, officer=officer, how=how, text=text.strip()[:2000], at=at
    )
