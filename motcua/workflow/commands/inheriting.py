from datetime import date, datetime

from django.db import transaction

from motcua.agencies.models import Agency
from motcua.agencies.queries.finding import heir
from motcua.calendar.rules import VIETNAM
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM
from motcua.workflow import queries
from motcua.workflow.models import Opinion, Turn


def inherit(*, at: datetime) -> int:
    """Hands every open turn of an agency that no longer exists to the one that took over its work, unclaimed.

    Also what it was asked and has not answered. To what stood above it when nobody did: no case becomes silent. The
    terms run on. Returns how many; each case is a transaction of its own, so running it twice or stopping it in between
    does no harm.
    """
    today = at.astimezone(VIETNAM).date()
    left = Turn.objects.filter(closed_at=None, agency__valid_to__lte=today).order_by("pk").values_list("case", "agency")
    handed = sum(_inherit_one(case, agency, at=at) for case, agency in list(left))
    asked = Opinion.objects.filter(answered_at=None, agency__valid_to__lte=today).order_by("case", "pk")
    return handed + sum(_inherit_opinion(case, pk, at=at) for case, pk in list(asked.values_list("case", "pk")))


@transaction.atomic
def _inherit_one(case_id: int, former: int, *, at: datetime) -> int:
    case = queries.locked(case_id)
    turn = queries.open_turn(case_id)
    if turn is None or turn.agency_id != former:
        return 0
    successor = _taking_over(turn.agency, at.astimezone(VIETNAM).date())
    if successor is None:
        return 0
    turn.agency, turn.holder, turn.claimed_at = successor, None, None
    turn.save(update_fields=["agency", "holder", "claimed_at"])
    record(
        "workflow.inherited", case.subject, by=SYSTEM, at=at,
        step=turn.step, former=former, to_agency=successor.pk,
    )  # fmt: skip
    return 1


@transaction.atomic
def _inherit_opinion(case_id: int, pk: int, *, at: datetime) -> int:
    case = queries.locked(case_id)
    opinion = queries.opinion(pk)
    today = at.astimezone(VIETNAM).date()
    former = opinion.agency
    if opinion.answered_at is not None or former.valid_to is None or former.valid_to > today:
        return 0
    successor = _taking_over(former, today)
    if successor is None:
        return 0
    opinion.agency = successor
    opinion.save(update_fields=["agency"])
    record(
        "workflow.opinion_inherited", case.subject, by=SYSTEM, at=at,
        opinion=opinion.key, former=former.pk, to_agency=successor.pk,
    )  # fmt: skip
    return 1


def _taking_over(agency: Agency, on: date) -> Agency | None:
    while True:
        found = heir(agency, on)
        if found is not None or agency.parent is None:
            return found
        agency = agency.parent
