"""Telling those above of what is late."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from motcua.calendar.rules import VIETNAM
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM
from motcua.notices.commands import tell
from motcua.workflow import queries, rules
from motcua.workflow.queries.escalation import too_late

_LATE = "Bước “{step}” tại {agency} lẽ ra xong lúc {due}. Người nộp: {who}. Hãy giao người giải quyết ngay."


def escalate(*, at: datetime) -> int:
    """Tells those above of each turn that is late by more than its step allows, once a turn. Returns how many.

    Each is a transaction of its own: running it twice, or stopping it in between, does no harm.
    """
    return sum(_escalate_one(turn.case_id, turn.n, at=at) for turn in queries.to_escalate(at))


@transaction.atomic
def _escalate_one(case_id: int, n: int, *, at: datetime) -> int:
    case = queries.locked(case_id)
    turn = queries.open_turn(case_id)
    if turn is None or turn.n != n or turn.escalated_at is not None or not too_late(turn, at):
        return 0
    people = queries.above(turn, at.astimezone(VIETNAM).date())
    turn.escalated_at = at
    turn.save(update_fields=["escalated_at"])
    record("workflow.escalated", case.subject, by=SYSTEM, at=at, step=turn.step, to_agency=turn.agency_id, told=people)
    said = _LATE.format(
        step=queries.step_of(turn).title, agency=turn.agency.name, due=rules.clock(turn.due_at), who=case.opened_by
    )
    for person in people:
        link = reverse("desk:home")
        tell(person, title="Hồ sơ quá hạn chưa giải quyết", body=said, link=link, subject=case.subject, at=at)
    return 1
