"""What of an officer's rights has lately ended: for whoever is refused and cannot know why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries.rights import held_of
from motcua.agencies.rules import clock, in_force
from motcua.agencies.rules.delegation import Wanted, contains
from motcua.agencies.rules.ended import PlaceEnded, PlaceGone, PlaceInactive, RightEnded, RightRanOut
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, named
from motcua.calendar.rules import VIETNAM
from motcua.journal.models import Entry
from motcua.kernel.errors import NotAllowed

LATELY = timedelta(days=30)
_DAY = timedelta(days=1)
_NAMED = 3  # rights that are told one by one
_NOBODY = "Hệ thống"
_LONGEST = 18


def lately_ended(person: int, capacity: object, at: datetime) -> NotAllowed | None:
    """Why somebody who works as `capacity` ("member:3") may no longer do what they could some days ago.

    The place itself, or the rights that ended last, all in one act. None when nothing did; four statements or fewer.
    """
    kind, _, number = str(capacity).partition(":")
    if kind != "member" or not (number.isascii() and number.isdigit() and len(number) <= _LONGEST):
        return None
    place = Membership.objects.select_related("agency").filter(pk=int(number), person=person).first()
    if place is None:
        return None
    today = at.astimezone(VIETNAM).date()
    return _place_ended(place, today) or _rights_ended(place, today, at)


def _place_ended(place: Membership, today: date) -> NotAllowed | None:
    agency = place.agency
    if place.until is not None and place.until <= today:
        entry = _told(place, "membership.ended")
        if entry is None:
            return None
        return PlaceEnded(
            agency=agency.name, when=clock(entry.at), by=entry.person_name, why=_sentence(entry.data.get("why", ""))
        )
    if not place.active:
        entry = _told(place, "membership.deactivated")
        return PlaceInactive(agency=agency.name, when=clock(entry.at), by=entry.person_name) if entry else None
    if agency.valid_to is not None and not in_force(agency.valid_from, agency.valid_to, today):
        return PlaceGone(agency=agency.name, day=f"{agency.valid_to:%d/%m/%Y}")
    return None


def _told(place: Membership, action: str) -> Entry | None:
    entries = Entry.objects.filter(subject=f"agency:{place.agency_id}", action=action, data__membership=place.pk)
    return entries.order_by("-id").first()


def _rights_ended(place: Membership, today: date, at: datetime) -> NotAllowed | None:
    ended = Q(ended_at__gt=at - LATELY, ended_at__lte=at)
    ran_out = Q(ended_at=None, until__gt=(at - LATELY).date(), until__lte=today)
    rows = Grant.objects.filter(ended | ran_out, membership=place, approved_at__isnull=False)
    rows = rows.select_related("scope", "ended_by", "under__membership__person")
    held = held_of(place.pk, today)
    lost = [row for row in rows if not any(contains(one, _wanted(row, today)) for one in held)]
    if not lost:
        return None
    ends = {row.pk: _end_of(row) for row in lost}
    last = max(lost, key=lambda row: (ends[row.pk].at, row.pk))
    end = ends[last.pk]
    same = [row for row in lost if ends[row.pk] == end]
    right = _names(sorted(same, key=lambda row: row.pk))
    if last.ended_at is None:
        return RightRanOut(right=right, agency=place.agency.name, day=f"{last.until:%d/%m/%Y}", by=end.by)
    return RightEnded(right=right, agency=place.agency.name, when=clock(end.at), by=end.by, why=end.why)


@dataclass(frozen=True)
class _End:
    at: datetime
    by: str
    why: str


def _end_of(row: Grant) -> _End:
    if row.ended_at is not None:
        return _End(row.ended_at, row.ended_by.name if row.ended_by else _NOBODY, _sentence(row.ended_why))
    assert row.until is not None
    midnight = datetime(row.until.year, row.until.month, row.until.day, tzinfo=VIETNAM)
    return _End(midnight, row.under.membership.person.name if row.under else _NOBODY, "")


def _names(rows: Sequence[Grant]) -> str:
    said = [f"{LEVEL_WORDS[row.level]}: {named(row.right)}" if row.level is not None else named(row.right)
            for row in rows]  # fmt: skip
    different = list(dict.fromkeys(said))
    more = f" và {len(different) - _NAMED} quyền khác" if len(different) > _NAMED else ""
    return "”, “".join(different[:_NAMED]) + more


def _wanted(row: Grant, today: date) -> Wanted:
    """The right for this day only: whoever still holds it today misses nothing."""
    services = None if row.services is None else frozenset(row.services)
    return Wanted(
        row.subsystem, row.right, row.scope.path if row.scope else STATE, services, row.level, until=today + _DAY
    )


def _sentence(text: object) -> str:
    words = str(text).strip() or "không ghi"
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
