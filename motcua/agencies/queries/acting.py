"""Turning a login into an Actor: as whom somebody may act, and what they hold there."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from motcua.agencies.models import Membership
from motcua.agencies.queries.rights import place_held
from motcua.agencies.rules import Choice
from motcua.identity.models import Affiliation, Person
from motcua.identity.queries import affiliations
from motcua.identity.rules.proofs import Proof, assurance
from motcua.kernel.actor import Actor, Capacity

# What a business may have done for it, by the role of who acts.
_BUSINESS_POWERS = {
    Affiliation.Role.REPRESENTATIVE: frozenset({"file", "view"}),
    Affiliation.Role.FILER: frozenset({"file", "view"}),
    Affiliation.Role.VIEWER: frozenset({"view"}),
}
_LONGEST_ID = 18
# Plain, as `rights.place_held` is: it costs a fifth of what the ORM takes to put it together.
_FOR_BUSINESS = """
SELECT b.name, a.role FROM identity_affiliation a JOIN identity_business b ON b.id = a.business_id
WHERE a.person_id = %s AND a.business_id = %s AND a.active
"""


def members_of(agency_id: int, on: date) -> list[Membership]:
    """Everybody who works in the agency on that day, with the person, by name."""
    return list(_members(on).filter(agency_id=agency_id).select_related("person").order_by("person__name_fold", "pk"))


def capacities(person: Person, on: date) -> list[Choice]:
    """As whom the person may act: themself, each business, each place in an agency. Two queries."""
    return [
        Choice("citizen", "Công dân", person.name),
        *(
            Choice(f"business:{a.business_id}", a.business.name, str(a.get_role_display()))
            for a in affiliations(person.pk)
        ),
        *(Choice(f"member:{m.pk}", m.agency.name, m.title) for m in _places(person.pk, on)),
    ]


def actor_for(person: Person, session: Mapping[str, object], on: date) -> Actor:
    """Who acts: `session["capacity"]` is "citizen", "business:<id>" or "member:<id>". At most one query.

    A capacity that the person does not have on that day (ended, revoked, never theirs, nonsense) makes them a citizen,
    and so does an officer's capacity in a session that was not opened with a second factor.
    Acting for a business, `powers` are "view" and, unless they are only a viewer, "file".
    """
    kind, _, number = str(session.get("capacity", "")).partition(":")
    pk = int(number) if number.isascii() and number.isdigit() and len(number) <= _LONGEST_ID else 0
    proof = Proof.of(session)
    citizen = Actor(person=person.pk, name=person.name, assurance=assurance(person.assurance, proof))
    if kind == "business" and pk:
        return _for_business(citizen, pk)
    if kind == "member" and pk and proof.two_factors:
        return _for_agency(citizen, pk, on)
    return citizen


def _for_business(citizen: Actor, pk: int) -> Actor:
    with connection.cursor() as cursor:
        cursor.execute(_FOR_BUSINESS, [citizen.person, pk])
        row = cursor.fetchone()
    if row is None:
        return citizen
    name, role = row
    return replace(
        citizen,
        capacity=Capacity.BUSINESS,
        business=pk,
        business_name=name,
        powers=_BUSINESS_POWERS[Affiliation.Role(role)],
    )


def _for_agency(citizen: Actor, pk: int, on: date) -> Actor:
    place = place_held(pk, on)
    if place is None or place.person != citizen.person:
        return citizen
    return replace(
        citizen,
        capacity=Capacity.OFFICER,
        membership=pk,
        agency=place.agency,
        agency_name=place.agency_name,
        agency_path=place.path,
        powers=frozenset("grant" if right.level is not None else right.right for right in place.held),
        held=place.held,
    )


def _places(person_id: int, on: date) -> QuerySet[Membership]:
    """The person's places on that day, in agencies that exist on that day."""
    lasts = Q(agency__valid_to__isnull=True) | Q(agency__valid_to__gt=on)
    places = _members(on).filter(lasts, person_id=person_id, agency__valid_from__lte=on)
    return places.select_related("agency").order_by("agency__name_fold", "pk")


def _members(on: date) -> QuerySet[Membership]:
    """The places that somebody has on a day and may act from."""
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on, active=True)
