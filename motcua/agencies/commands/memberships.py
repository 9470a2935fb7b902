"""Who works where, with which powers."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from motcua.agencies import rules
from motcua.agencies.models import Agency, Membership
from motcua.identity.models import Person
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid
from motcua.kernel.text import tidy
from motcua.shell.clock import VIETNAM


@transaction.atomic
def appoint(
    person: Person, agency: Agency, title: str, powers: Collection[str], *, by: Actor, at: datetime
) -> Membership:
    """Gives a person a place in an agency, or changes the title and powers they have there; a past place begins anew.

    Raises NotYourAgency, AgencyClosed, Invalid (no title, unknown powers).
    """
    today = at.astimezone(VIETNAM).date()
    agency = Agency.objects.select_for_update(no_key=True, of=("self",)).get(pk=agency.pk)
    _check_granting(by, agency)
    if not rules.in_force(agency.valid_from, agency.valid_to, today):
        raise rules.AgencyClosed(agency=agency.name, day=f"{today:%d/%m/%Y}")
    title = tidy(title)
    if problems := _problems(title, powers):
        raise Invalid(problems)

    granted = sorted(set(powers))
    place = Membership.objects.filter(person=person, agency=agency).first()
    if place is None:
        place = Membership(person=person, agency=agency, since=today)
    elif place.until is not None and place.until <= today:
        place.since, place.until = today, None
    place.title, place.powers = title, granted
    place.save()

    record("membership.appointed", f"agency:{agency.pk}", by=by, at=at, person=person.pk, title=title, powers=granted)
    return place


@transaction.atomic
def end_membership(membership_id: int, *, by: Actor, at: datetime) -> Membership:
    """From this day on the person no longer acts there. Raises NoSuchMembership, NotYourAgency, MembershipEnded."""
    today = at.astimezone(VIETNAM).date()
    places = Membership.objects.select_related("agency", "person").select_for_update(no_key=True, of=("self",))
    place = places.filter(pk=membership_id).first()
    if place is None:
        raise rules.NoSuchMembership
    _check_granting(by, place.agency)
    if place.until is not None and place.until <= today:
        raise rules.MembershipEnded(who=place.person.name, agency=place.agency.name, day=f"{place.until:%d/%m/%Y}")
    place.until = today
    place.save(update_fields=["until"])
    record("membership.ended", f"agency:{place.agency_id}", by=by, at=at, person=place.person_id)
    return place


def _check_granting(by: Actor, agency: Agency) -> None:
    own = Agency.objects.filter(pk=by.agency).values_list("path", flat=True).first() if by.agency else None
    if not rules.may_grant(by, own or "", agency.path):
        raise rules.NotYourAgency(agency=agency.name)


def _problems(title: str, powers: Collection[str]) -> dict[str, str]:
    problems = {}
    if not 0 < len(title) <= rules.LONGEST_TITLE:
        problems["title"] = f"Hãy nhập chức vụ, không quá {rules.LONGEST_TITLE} ký tự."
    if not set(powers) <= set(rules.POWERS):
        problems["powers"] = "Hãy chọn quyền trong danh sách."
    return problems
