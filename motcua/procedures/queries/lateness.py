"""Who is late with publishing, counted from the decisions and what was published under them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua.agencies.models import Agency
from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import VIETNAM, UncoveredYear
from motcua.procedures.models import DecisionItem
from motcua.procedures.models.publishing import Kind
from motcua.procedures.rules.clocks import Clock, Course, all_in_time, clocks


@dataclass(frozen=True)
class Timed:
    """One procedure of one decision with its clocks; none when the years are not in the calendar."""

    item: DecisionItem
    clocks: tuple[Clock, ...]

    @property
    def late(self) -> bool:
        return not all_in_time(self.clocks)

    @property
    def open(self) -> bool:
        return self.item.done_at is None


@dataclass(frozen=True)
class Count:
    """Of one agency: how many procedures had a decision, how many of them are late, how many late ones still wait."""

    agency: Agency
    all: int
    late: int
    waiting: int


def timed(since: date, until: date, today: date, *, agency: int | None = None) -> list[Timed]:
    """Every procedure whose decision was signed from one day to another, that included; the latest first.

    Only what is published and amended, and not what the portal loaded: when that was published is not known.
    """
    found = DecisionItem.objects.filter(
        decision__signed_on__range=(since, until), kind__in=(Kind.NEW, Kind.AMEND)
    ).select_related("decision__issued_by", "procedure", "version")
    found = found.exclude(version__isnull=False, version__published_by=None)
    if agency is not None:
        found = found.filter(decision__issued_by=agency)
    ordered = found.order_by("decision__signed_on", "procedure__code")
    return sorted(
        (_timed(item, today) for item in ordered), key=lambda one: -max((c.late for c in one.clocks), default=0)
    )


def _timed(item: DecisionItem, today: date) -> Timed:
    decision = item.decision
    done = item.done_at.astimezone(VIETNAM).date() if item.done_at else None
    course = Course(decision.issued_by.level, decision.signed_on, decision.legal_effect_on, done)
    try:
        return Timed(item, clocks(course, today, calendar_for()))
    except UncoveredYear:
        return Timed(item, ())


def by_agency(found: Iterable[Timed]) -> list[Count]:
    """One late decision makes a procedure late in the period; each procedure counts once."""
    bodies: dict[int, Agency] = {}
    late: dict[int, dict[int, bool]] = {}
    waiting: dict[int, set[int]] = {}
    for one in found:
        agency = one.item.decision.issued_by
        bodies[agency.pk] = agency
        own = late.setdefault(agency.pk, {})
        own[one.item.procedure_id] = own.get(one.item.procedure_id, False) or one.late
        if one.late and one.open:
            waiting.setdefault(agency.pk, set()).add(one.item.procedure_id)
    counted = [Count(bodies[pk], len(own), sum(own.values()), len(waiting.get(pk, ()))) for pk, own in late.items()]
    return sorted(counted, key=lambda one: (-one.late, one.agency.identifier))
