"""As whom a list is applied or an invitation fulfilled later: whoever asked for it, with the rights of that moment."""

from datetime import date

from django.db.models import Q

from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import held_of, in_force
from motcua.agencies.rules import in_force as runs
from motcua.kernel.actor import Actor, Capacity


def acting(membership: int, on: date) -> Actor | None:
    """The officer of a place as they would act on a day; None when they no longer can. Three queries."""
    place = Membership.objects.select_related("person", "agency").get(pk=membership)
    agency = place.agency
    there = runs(agency.valid_from, agency.valid_to, on) and place.person.is_active
    if not (place.active and there and runs(place.since, place.until, on)):
        return None
    held = held_of(place.pk, on)
    return Actor(
        person=place.person_id,
        name=place.person.name,
        capacity=Capacity.OFFICER,
        membership=place.pk,
        agency=agency.pk,
        agency_name=agency.name,
        agency_path=agency.path,
        powers=frozenset("grant" if one.level is not None else one.right for one in held),
        held=held,
    )


def who_is_told(membership: int, agency: Agency, on: date) -> list[int]:
    """The persons who read what became of an invitation: whoever invited, or else who manages the agency's users."""
    if actor := acting(membership, on):
        return [actor.person]
    over = [int(pk) for pk in agency.path.strip("/").split("/")]
    managing = Q(subsystem="system", right="users", level=None, membership__person__is_active=True)
    found = Grant.objects.filter(in_force(on), managing, Q(scope__in=over) | Q(scope=None))
    rows = found.order_by("membership__person").values_list("scope__path", "membership__person")
    nearest = max((len(path or "") for path, _ in rows), default=0)
    return list(dict.fromkeys(person for path, person in rows if len(path or "") == nearest))
