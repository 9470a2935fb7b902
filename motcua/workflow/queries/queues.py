"""The queues of an agency: which open turns, in which order."""

from datetime import datetime, timedelta
from typing import Any, Literal

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import Term, UncoveredYear, due
from motcua.workflow.models import Opinion, Turn

Queue = Literal["mine", "unclaimed", "all", "soon", "late", "awaiting"]
QUEUES: tuple[Queue, ...] = ("mine", "unclaimed", "all", "soon", "late", "awaiting")


def queue(agency_id: int, which: Queue, *, person: int, at: datetime) -> QuerySet[Turn]:
    """The open turns of an agency in one of its queues, as `standing` gives them.

    mine, unclaimed: what can be worked on; soon: due within one working day; late: past due; awaiting: the applicant's
    answer; all: everything. What awaits its applicant stands where the answer is due (`Turn.pressing_at`).
    """
    return standing(Q(agency_id=agency_id) & _slices(person, at)[which])


def standing(where: Q) -> QuerySet[Turn]:
    """The open turns of a condition, with case, agency and holder, most urgent first."""
    open_turns = Turn.objects.filter(closed_at=None).select_related("case", "agency", "holder")
    found: QuerySet[Turn] = pressing(open_turns).filter(where).order_by("pressing", "id")
    return found


def asked(agency_id: int, where: Q) -> Any:
    """The open turns, a QuerySet[Turn], about which an agency is asked and has not answered, the first due first.

    In place of when the turn presses stands when its first answer of the agency is due: `asked_due`.
    """
    left = Opinion.objects.filter(agency=agency_id, answered_at=None)
    due_at = left.filter(turn=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    found = Turn.objects.filter(where, closed_at=None, pk__in=left.values("turn"))
    found = found.select_related("case", "agency", "holder").annotate(asked_due=Subquery(due_at))
    return found.alias(pressing=F("asked_due")).order_by("pressing", "id")


def after(turns: Any, pressing_at: datetime, turn_id: int) -> QuerySet[Turn]:
    """What follows a row in a queue (`turns`, as `standing` or `asked` gives it): keyset paging."""
    later = Q(pressing__gt=pressing_at) | Q(pressing=pressing_at, id__gt=turn_id)
    found: QuerySet[Turn] = turns.filter(later, pressing__gte=pressing_at)
    return found


def before(turns: Any, pressing_at: datetime, turn_id: int) -> QuerySet[Turn]:
    """What stands before a row in a queue, the nearest first."""
    earlier = Q(pressing__lt=pressing_at) | Q(pressing=pressing_at, id__lt=turn_id)
    found: QuerySet[Turn] = turns.filter(earlier, pressing__lte=pressing_at).order_by("-pressing", "-id")
    return found


def soon_until(at: datetime) -> datetime:
    """What is due until then is due soon: one working day on. A desk must open even in a year without a calendar."""
    try:
        return due(at, Term(1, "wd"), calendar_for()).at
    except UncoveredYear:
        return at + timedelta(days=1)


def pressing(turns: QuerySet[Turn]) -> Any:
    """A QuerySet[Turn] that knows `pressing`: `Turn.pressing_at` in the database, as the index turn_queue has it."""
    return turns.alias(pressing=Coalesce("awaiting_until", "due_at"))


def _slices(person: int, at: datetime) -> dict[Queue, Q]:
    running = Q(awaiting_since=None)
    return {
        "mine": running & Q(holder=person),
        "unclaimed": running & Q(holder=None),
        "all": Q(),
        "soon": running & Q(pressing__gte=at, pressing__lte=soon_until(at)),
        "late": running & Q(pressing__lt=at),
        "awaiting": Q(awaiting_since__isnull=False),
    }
