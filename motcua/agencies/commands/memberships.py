"""Who works where: saving somebody into an agency, activating, moving, ending. What they may do there: grants.py."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.commands.grants import Asked, check_lasts, checked_reason, close, give
from motcua.agencies.commands.locks import (
    check_manages,
    check_may_end,
    day,
    held_now,
    lock_with_what_falls,
    locked_places,
)
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import seat_of
from motcua.agencies.rules.rights import COVID, OFFICE, SUBSYSTEMS, SYSTEM, AdminLevel
from motcua.identity.models import Person
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM as PORTAL
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.text import tidy

LONGEST_OFFICE = 200
_MOVED = "Chuyển đơn vị."


@transaction.atomic
def place(person: Person, agency: Agency, title: str = "", office: str = "", *, by: Actor, at: datetime) -> Membership:
    """Saves a person into an agency, inactive and without rights; a past place begins anew.

    Raises OwnRights, NotYourAgency, AgencyClosed, AlreadyThere, Invalid.
    """
    today = day(at)
    locked_places(_known(person.pk, agency), by=by)
    agency = Agency.objects.select_for_update(no_key=True, of=("self",)).get(pk=agency.pk)
    check_manages(by, held_now(by, at), agency, person.pk)
    check_open(agency, today)
    found = Membership.objects.select_for_update(no_key=True).filter(person=person, agency=agency).first()
    if found is None:
        found = Membership(person=person, agency=agency, since=today)
    elif found.until is None or found.until > today:
        raise rules.AlreadyThere(who=person.name, agency=agency.name)
    found.since, found.until, found.active = today, None, False
    found.name_fold = person.name_fold
    found.title, found.office = _checked_words(title, office)
    found.save()
    record("membership.placed", f"agency:{agency.pk}", by=by, at=at, membership=found.pk, person=person.pk)
    return found


@transaction.atomic
def renamed(person: int) -> None:
    """The person's places are found under their name as it is now."""
    name = Person.objects.values_list("name_fold", flat=True).get(pk=person)
    Membership.objects.filter(person=person).exclude(name_fold=name).update(name_fold=name)


@transaction.atomic
def describe(membership: int, title: str, office: str, *, by: Actor, at: datetime) -> Membership:
    """Another title, another room within the agency. Raises as `activate`, and Invalid."""
    found = _managed(membership, by=by, at=at)
    found.title, found.office = _checked_words(title, office)
    found.save(update_fields=["title", "office"])
    record("membership.described", f"agency:{found.agency_id}", by=by, at=at, membership=found.pk, title=found.title)
    return found


@transaction.atomic
def activate(membership: int, *, by: Actor, at: datetime) -> Membership:
    """From now on the rights of this place count. Raises NoSuchMembership, OwnRights, NotYourAgency, MembershipEnded,
    HoldsMoreThanYou."""
    return _switch(membership, active=True, by=by, at=at)


@transaction.atomic
def deactivate(membership: int, *, by: Actor, at: datetime) -> Membership:
    """From now on no right of this place counts, until it is activated again. Raises as `activate`."""
    return _switch(membership, active=False, by=by, at=at)


@transaction.atomic
def move(membership: int, agency: Agency, *, by: Actor, at: datetime) -> Membership:
    """Another agency: the place there begins without rights, those of the former place end, and what falls with them.

    The actor manages users in both. Raises as `activate`, and SameAgency, AlreadyThere, AgencyClosed.
    """
    person = Membership.objects.filter(pk=membership).values_list("person", flat=True).first()
    former = _managed(membership, by=by, at=at, ending=True, also=_known(person, agency))
    if former.agency_id == agency.pk:
        raise rules.SameAgency(who=former.person.name)
    new = place(former.person, agency, former.title, by=by, at=at)
    _end(former, why=_MOVED, by=by, at=at)
    if former.active:
        new.active = True
        new.save(update_fields=["active"])
    record(
        "membership.moved", f"agency:{agency.pk}", by=by, at=at,
        membership=new.pk, person=new.person_id, former=former.pk, former_agency=former.agency_id,
    )  # fmt: skip
    return new


@transaction.atomic
def end_membership(membership: int, *, why: str, by: Actor, at: datetime) -> tuple[Grant, ...]:
    """From now on the person no longer acts there; all rights of the place end. Returns what falls with them.

    Raises as `activate`, and Invalid (no reason).
    """
    found = _managed(membership, by=by, at=at, ending=True)
    return _end(found, why=checked_reason(why, needed=True), by=by, at=at)


def appoint(person: Person, agency: Agency, title: str, powers: Collection[str], *, at: datetime) -> Membership:
    """The portal itself gives a person a place with rights at once: the first administrators, and invented people.

    `powers`: bare names of rights (of the first subsystem that has one) or "services/process", for all services;
    "grant" is an administrator of the agency and all below it. What they held there before ends.
    """
    if unknown := set(powers) - set(_POWERS):
        raise Invalid({"powers": f"Hãy chọn quyền trong danh sách, không phải {', '.join(sorted(unknown))}."})
    with transaction.atomic():
        found = Membership.objects.filter(person=person, agency=agency, until=None).first()
        if found is None:
            found = place(person, agency, title, by=PORTAL, at=at)
        else:
            close(_open_grants(found), why="Cấp lại.", by=PORTAL, at=at)
            describe(found.pk, title, found.office, by=PORTAL, at=at)
        found = activate(found.pk, by=PORTAL, at=at)
        asked = [
            Asked(subsystem, right, agency.pk, level=level)
            for power in sorted(set(powers))
            for subsystem, right, level in _POWERS[power]
        ]
        give(found.pk, asked, reason="", by=PORTAL, at=at)
    return found


def check_open(agency: Agency, today: date) -> None:
    """Raises AgencyClosed."""
    if not rules.in_force(agency.valid_from, agency.valid_to, today):
        raise rules.AgencyClosed(agency=agency.name, day=f"{today:%d/%m/%Y}")


def _powers() -> dict[str, tuple[tuple[str, str, int | None], ...]]:
    found: dict[str, tuple[tuple[str, str, int | None], ...]] = {}
    for key, subsystem in SUBSYSTEMS.items():
        for right in subsystem.rights:
            found.setdefault(right, ((key, right, None),))
            found[f"{key}/{right}"] = ((key, right, None),)
    used = [(SYSTEM, right, None) for right in SUBSYSTEMS[SYSTEM].rights]
    passed = [
        (key, right, int(AdminLevel.FIRST)) for key in (SYSTEM, COVID, OFFICE) for right in SUBSYSTEMS[key].rights
    ]
    return {**found, "grant": (*used, *passed)}


_POWERS = _powers()


def _known(person: int | None, agency: Agency) -> list[int]:
    """The place that a person has or had in an agency, to be locked before anything else is."""
    return list(Membership.objects.filter(person=person, agency=agency).order_by("pk").values_list("pk", flat=True))


def _managed(
    membership: int, *, by: Actor, at: datetime, ending: bool = False, also: Collection[int] = ()
) -> Membership:
    """A locked place that goes on and that the actor manages, with all that is held there.

    `ending`: with what falls when it ends; `also`: other places that the act needs.
    """
    found = locked_places([membership, *also], by=by)[membership]
    mine = held_now(by, at)
    check_manages(by, mine, found.agency, found.person_id)
    check_lasts(found, day(at))
    if ending:
        held_there = Grant.objects.filter(membership=found, ended_at=None).order_by("pk")
        lock_with_what_falls(list(held_there.values_list("pk", flat=True)))
    check_may_end(by, mine, _open_grants(found), seat_of(found), day(at))
    return found


def _switch(membership: int, *, active: bool, by: Actor, at: datetime) -> Membership:
    found = _managed(membership, by=by, at=at)
    if found.active != active:
        found.active = active
        found.save(update_fields=["active"])
        action = "membership.activated" if active else "membership.deactivated"
        record(action, f"agency:{found.agency_id}", by=by, at=at, membership=found.pk, person=found.person_id)
    return found


def _end(found: Membership, *, why: str, by: Actor, at: datetime) -> tuple[Grant, ...]:
    grants = _open_grants(found)
    for grant in grants:
        grant.membership = found
    fallen = close(grants, why=why, by=by, at=at)
    found.until = day(at)
    found.save(update_fields=["until"])
    record(
        "membership.ended", f"agency:{found.agency_id}", by=by, at=at,
        membership=found.pk, person=found.person_id, why=why, fallen=[grant.pk for grant in fallen],
    )  # fmt: skip
    return fallen


def _open_grants(found: Membership) -> list[Grant]:
    """All that is not ended, in force or not, run out or not, locked."""
    rows = Grant.objects.filter(membership=found, ended_at=None).select_related("scope")
    return list(rows.select_for_update(no_key=True, of=("self",)).order_by("pk"))


def _checked_words(title: str, office: str) -> tuple[str, str]:
    title, office = tidy(title), tidy(office)
    problems = {}
    if len(title) > rules.LONGEST_TITLE:
        problems["title"] = f"Chức vụ không quá {rules.LONGEST_TITLE} ký tự."
    if len(office) > LONGEST_OFFICE:
        problems["office"] = f"Phòng, ban không quá {LONGEST_OFFICE} ký tự."
    if problems:
        raise Invalid(problems)
    return title, office
