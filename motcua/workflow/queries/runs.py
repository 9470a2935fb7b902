"""One run: its lock, its open turn, the turns before."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from motcua.workflow import rules
from motcua.workflow.models import Case, Turn


def locked(case_id: int) -> Case:
    """The fresh case, locked until the transaction ends: the one lock of its turns. Raises NoSuchCase."""
    case = Case.objects.select_for_update(of=("self",), no_key=True).filter(pk=case_id).first()
    if case is None:
        raise rules.NoSuchCase
    return case


def open_turn(case_id: int) -> Turn | None:
    """The one open turn, with case, agency and holder; None when the case is closed."""
    turns = Turn.objects.filter(case_id=case_id, closed_at=None)
    return turns.select_related("case", "agency", "holder").first()


def last_turn(case_id: int, agency_id: int | None = None) -> Turn | None:
    """The turn that was closed last (of the case; by the agency), with its agency."""
    turns = Turn.objects.filter(case_id=case_id, closed_at__isnull=False)
    if agency_id is not None:
        turns = turns.filter(agency_id=agency_id)
    return turns.select_related("agency").order_by("-n").first()


def turns_of(case: Case) -> list[Turn]:
    """All turns in their order, with agency and holder."""
    return list(case.turns.select_related("agency", "holder").order_by("n"))


def silent_cases() -> QuerySet[Case]:
    """Open cases that nobody holds: always none, or something is broken (the health page asks)."""
    turns = Turn.objects.filter(case=OuterRef("pk"), closed_at=None)
    return Case.objects.filter(~Exists(turns), closed_at=None).order_by("pk")


def returns_by(case_id: int, agency_id: int) -> int:
    """How often an agency has asked the applicant of a case for a supplement."""
    return sum(Turn.objects.filter(case_id=case_id, agency_id=agency_id).values_list("returns", flat=True))


def unanswered(at: datetime) -> QuerySet[Turn]:
    """Open turns whose applicant has let the time for the supplement pass."""
    return Turn.objects.filter(closed_at=None, awaiting_until__lt=at).order_by(F("awaiting_until"), "id")
