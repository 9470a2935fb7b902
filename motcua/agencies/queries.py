"""Finding agencies, and turning a login into an Actor."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.db import connection
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from motcua.agencies.models import Agency, Membership, Role
from motcua.agencies.rules import Choice, NoAgency, NoSuchAgency
from motcua.identity.models import Affiliation, Person
from motcua.identity.queries import affiliations
from motcua.identity.rules.proofs import Proof, assurance
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.codes import canonical_identifier
from motcua.kernel.text import fold
from motcua.territory.models import Level
from motcua.territory.queries import ancestor, unit

# What a business may have done for it, by the role of who acts.
_BUSINESS_POWERS = {
    Affiliation.Role.REPRESENTATIVE: frozenset({"file", "view"}),
    Affiliation.Role.FILER: frozenset({"file", "view"}),
    Affiliation.Role.VIEWER: frozenset({"view"}),
}
_LONGEST_ID = 18
# Each request asks one of these: as plain statements they cost a fifth of what the ORM takes to put them together.
_FOR_BUSINESS = """
SELECT b.name, a.role FROM identity_affiliation a JOIN identity_business b ON b.id = a.business_id
WHERE a.person_id = %s AND a.business_id = %s AND a.active
"""
_FOR_AGENCY = """
SELECT m.agency_id, a.name, m.powers::text FROM agencies_membership m JOIN agencies_agency a ON a.id = m.agency_id
WHERE m.person_id = %(person)s AND m.id = %(membership)s
  AND m.since <= %(on)s AND (m.until IS NULL OR m.until > %(on)s)
  AND a.valid_from <= %(on)s AND (a.valid_to IS NULL OR a.valid_to > %(on)s)
"""
_SHORT = {
    "ubnd": "uy ban nhan dan",
    "bhxh": "bao hiem xa hoi",
    "nhcsxh": "ngan hang chinh sach xa hoi",
    "vpcp": "van phong chinh phu",
    "ldtbxh": "lao dong - thuong binh va xa hoi",
}


def agency(pk: int) -> Agency:
    """Raises NoSuchAgency."""
    found = Agency.objects.select_related("unit").filter(pk=pk).first()
    if found is None:
        raise NoSuchAgency
    return found


def agency_by_identifier(text: str) -> Agency | None:
    """By identifier in either spelling: 'H48' and '000.00.00.H48' are one agency. None for anything else."""
    try:
        identifier = canonical_identifier(text)
    except ValueError:
        return None
    return Agency.objects.select_related("unit").filter(identifier=identifier).first()


def resolve(role: str, level: str, unit_id: int, on: date) -> Agency:
    """The agency that has that role at that level, over the place: up from the unit to the level. Two queries.

    A role may name its sector: "department:labour", "ministry:finance". At "central" the place does not matter.
    Raises NoAgency, NoUnit.
    """
    role, _, sector = role.partition(":")
    here = unit(unit_id)
    over = None if level == Level.CENTRAL else ancestor(here, level)
    found = None
    if over is not None or level == Level.CENTRAL:
        wanted = _on(on).filter(role=role, level=level, unit=over, sector=sector)
        found = wanted.select_related("unit").order_by("pk").first()
    if found is None:
        raise NoAgency(
            role=_label(Role, role), level=_label(Level, level).lower(), place=here.name, day=f"{on:%d/%m/%Y}"
        )
    return found


def search(text: str, on: date, limit: int = 20) -> list[Agency]:
    """Agencies whose identifier (either spelling) or name holds the text, accents or not: 'bhxh mo duc', 'H48.5'."""
    words = fold(text).split()
    if not words:
        return []
    folded = " ".join(_SHORT.get(word, word) for word in words)
    try:
        identifier = canonical_identifier(text)
    except ValueError:
        identifier = ""
    named = Q()
    for word in folded.split():
        named &= Q(name_fold__contains=word)
    coded = Q(identifier__startswith=text.strip().upper()) | Q(identifier=identifier)
    rank = Case(
        When(identifier=identifier, then=Value(0)),
        When(name_fold=folded, then=Value(1)),
        When(name_fold__endswith=folded, then=Value(2)),
        When(name_fold__contains=folded, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return list(_on(on).filter(coded | named).order_by(rank, "path")[:limit])


def subtree_ids(agency_id: int) -> list[int]:
    """The agency and all below it. Empty when there is no such agency."""
    path = Agency.objects.filter(pk=agency_id).values_list("path", flat=True).first()
    if path is None:
        return []
    return list(Agency.objects.filter(path__startswith=path).order_by("path").values_list("pk", flat=True))


def officers_of(agency_id: int, on: date, power: str) -> list[tuple[int, str, str]]:
    """(person, name, title) of those who hold the power in the agency on that day, by name."""
    places = _members(on).filter(agency_id=agency_id, powers__contains=[power], person__is_active=True)
    return list(places.order_by("person__name_fold", "pk").values_list("person_id", "person__name", "title"))


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
    held = _row(_FOR_BUSINESS, [citizen.person, pk])
    if held is None:
        return citizen
    name, role = held
    return replace(
        citizen,
        capacity=Capacity.BUSINESS,
        business=pk,
        business_name=name,
        powers=_BUSINESS_POWERS[Affiliation.Role(role)],
    )


def _for_agency(citizen: Actor, pk: int, on: date) -> Actor:
    held = _row(_FOR_AGENCY, {"person": citizen.person, "membership": pk, "on": on})
    if held is None:
        return citizen
    agency_id, agency_name, powers = held
    return replace(
        citizen,
        capacity=Capacity.OFFICER,
        membership=pk,
        agency=agency_id,
        agency_name=agency_name,
        powers=frozenset(json.loads(powers)),
    )


def _row(statement: str, values: Sequence[int] | Mapping[str, int | date]) -> tuple[Any, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cast("tuple[Any, ...] | None", cursor.fetchone())


def _places(person_id: int, on: date) -> QuerySet[Membership]:
    """The person's places on that day, in agencies that exist on that day."""
    lasts = Q(agency__valid_to__isnull=True) | Q(agency__valid_to__gt=on)
    places = _members(on).filter(lasts, person_id=person_id, agency__valid_from__lte=on)
    return places.select_related("agency").order_by("agency__name_fold", "pk")


def _members(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(until__isnull=True) | Q(until__gt=on), since__lte=on)


def _on(on: date) -> QuerySet[Agency]:
    return Agency.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), valid_from__lte=on)


def _label(choices: type[Role] | type[Level], value: str) -> str:
    return str(dict(choices.choices).get(value, value))
