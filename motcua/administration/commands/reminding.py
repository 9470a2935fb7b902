"""Counting the coverage of the whole state, and reminding those who can mend a gap."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from motcua.administration.models import Coverage, Reminder, RosterLine
from motcua.administration.queries import coverage
from motcua.administration.rules import covering
from motcua.administration.rules.covering import Lack
from motcua.administration.rules.users import check_users
from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import existing, in_force
from motcua.agencies.rules import NoSuchAgency, clock
from motcua.agencies.rules.rights import COVID, SUBSYSTEMS, inside
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Conflict
from motcua.notices.commands import tell
from motcua.shell.clock import VIETNAM


@transaction.atomic
def count(*, at: datetime) -> int:
    """Counts the coverage of each body at the top of the state, in each subsystem, anew. Returns how many bodies."""
    on = at.astimezone(VIETNAM).date()
    rows = [
        Coverage(agency_id=agency, subsystem=subsystem, figures=coverage.as_json(figures), counted_at=at)
        for subsystem in SUBSYSTEMS
        for agency, figures in coverage.count(None, on, subsystem).items()
    ]
    Coverage.objects.all().delete()
    Coverage.objects.bulk_create(rows)
    return len({row.agency_id for row in rows})


@transaction.atomic
def remind(unit: Agency, subsystem: str = COVID, *, by: Actor, at: datetime) -> Reminder:
    """Tells those who administer the unit, or the nearest above it, what it and all below it lack.

    Where nobody administers it, the focal points named for its body are told. Raises NoUsersRight, NoSuchAgency (not
    the actor's to see), RemindedToday, NothingMissing, NobodyToRemind.
    """
    if by.capacity is not Capacity.SYSTEM and not any(inside(unit.path, tree) for tree in check_users(by)):
        raise NoSuchAgency
    unit = Agency.objects.select_for_update(no_key=True).get(pk=unit.pk)
    on = at.astimezone(VIETNAM).date()
    if earlier := Reminder.objects.filter(agency=unit, subsystem=subsystem, on=on).first():
        raise covering.RemindedToday(unit=unit.name, when=clock(earlier.sent_at))
    lack = lacking(unit, on, subsystem)
    if not lack:
        raise covering.NothingMissing(unit=unit.name)
    people = who_mends(unit, on, subsystem, without=by.person)
    if not people:
        raise covering.NobodyToRemind(unit=unit.name)
    _tell(unit, subsystem, lack, people, at=at)
    sent = Reminder.objects.create(
        agency=unit, subsystem=subsystem, on=on, sent_at=at, people=len(people), bare=lack.bare, missing=lack.missing
    )
    record(
        "coverage.reminded", f"agency:{unit.pk}", by=by, at=at,
        subsystem=subsystem, people=people, bare=lack.bare, missing=lack.missing,
    )  # fmt: skip
    return sent


def remind_all(*, at: datetime) -> int:
    """Each body at the top of the state where something is missing. Returns how many were reminded."""
    sent = 0
    for unit in existing(at.astimezone(VIETNAM).date()).filter(parent=None).order_by("path"):
        try:
            remind(unit, by=SYSTEM, at=at)
        except Conflict:
            continue
        sent += 1
    return sent


def lacking(unit: Agency, on: date, subsystem: str) -> Lack:
    """What is missing now in the unit and below it. A body that no service names lacks nothing."""
    found = coverage.count(unit, on, subsystem).values()
    if unit.role == "ministry" and not sum(figures.must for figures in found):
        return Lack(0, 0)
    return Lack(sum(figures.bare for figures in found), sum(figures.lacking() for figures in found))


def who_mends(unit: Agency, on: date, subsystem: str, *, without: int) -> list[int]:
    """The administrators of the unit, or of the nearest above that has any; else the focal points of its body.

    `without`: the person who reminds.
    """
    above = [int(part) for part in unit.path.strip("/").split("/")]
    held = Grant.objects.filter(in_force(on), subsystem=subsystem, level__isnull=False, scope__in=above)
    held = held.filter(membership__person__is_active=True).exclude(membership__person=without)
    rows = held.values_list("scope", "membership__person").distinct()
    found: dict[int, list[int]] = {}
    for scope, person in rows.order_by("scope", "membership__person"):
        found.setdefault(scope, []).append(person)
    for scope in reversed(above):
        if scope in found:
            return found[scope]
    named = RosterLine.objects.filter(named=True, body=above[0], person__isnull=False, person__is_active=True)
    return sorted(set(named.exclude(person=without).values_list("person", flat=True)))


def _tell(unit: Agency, subsystem: str, lack: Lack, people: list[int], *, at: datetime) -> None:
    body = covering.reminder(unit.name, SUBSYSTEMS[subsystem].name, lack)
    link = reverse("administration:coverage_unit", args=[unit.identifier])
    for person in people:
        tell(
            person, title="Đơn vị thiếu người quản trị hoặc cán bộ xử lý", body=body, link=link,
            subject=f"agency:{unit.pk}", at=at,
        )  # fmt: skip
