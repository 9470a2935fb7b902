"""The roster world with its services, and a second telling of coverage in plain Python."""

from datetime import date

import pytest

from motcua.administration.queries import coverage
from motcua.administration.queries.coverage import Figures
from motcua.agencies.models import Agency, Grant, Membership
from motcua.catalogue import commands as catalogue
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from tests.administration.roster_world import AT, EARLY, ROOT, World

TODAY = AT.date()
GAP = {"": 13 + 1, "tam-hoan-hop-dong": 13 + 1}  # of Quảng Ngãi: thirteen districts, and who decides


@pytest.fixture
def covered(world) -> World:
    text = (ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text(encoding="utf-8")
    catalogue.publish(text, by=SYSTEM, at=EARLY)
    return world


def of(identifier: str, subsystem: str = "covid") -> Figures:
    """The figures of a body at the top of the state."""
    return coverage.count(None, TODAY, subsystem)[Agency.objects.get(identifier=identifier).pk]


def counts(grant: Grant, on: date = TODAY) -> bool:
    """Whether a right counts, row by row."""
    place = grant.membership
    seats = [place.agency, *([grant.scope] if grant.scope else [])]
    return (
        grant.ended_at is None and grant.approved_at is not None
        and grant.since <= on and (grant.until is None or on < grant.until)
        and place.active and place.since <= on and (place.until is None or on < place.until)
        and place.person.is_active
        and all(seat.valid_from <= on and (seat.valid_to is None or on < seat.valid_to) for seat in seats)
    )  # fmt: skip


def told_plainly(unit: Agency | None, on: date = TODAY, subsystem: str = "covid") -> dict[int, Figures]:
    """`queries.coverage.count`, told again from the definitions, one unit and one right at a time."""
    every = [a for a in Agency.objects.order_by("pk") if a.valid_from <= on and (a.valid_to is None or on < a.valid_to)]
    rows = Grant.objects.select_related("membership__person", "membership__agency", "scope").order_by("pk")
    rights = [grant for grant in rows if counts(grant, on)]
    admins = [grant for grant in rights if grant.level is not None and grant.subsystem == subsystem and grant.scope]
    used = [grant for grant in rights if grant.level is None]
    prefix = unit.path if unit else "/"
    inside = [a for a in every if a.path.startswith(prefix)]

    def part(agency: Agency) -> int:
        rest = agency.path.removeprefix(prefix).strip("/")
        return int(rest.split("/")[0]) if rest else 0

    def lacks(agency: Agency) -> dict[str, bool]:
        duties = [
            d for d in coverage.duties(on, subsystem=subsystem)
            if (d.role, d.level, d.sector) == (agency.role, agency.level, agency.sector)
        ]  # fmt: skip
        return {
            service: any(
                not any(
                    g.right == d.power and g.scope_id == agency.pk and g.membership.agency_id == agency.pk
                    and g.subsystem in (subsystem, "office") and (g.services is None or d.service in g.services)
                    for g in used
                )
                for d in duties
                if d.service == service
            )
            for service in {d.service for d in duties}
        }  # fmt: skip

    found = {}
    for key in {part(agency) for agency in inside}:
        members = [agency for agency in inside if part(agency) == key]
        paths = {agency.path for agency in members}
        mine = [grant for grant in admins if grant.scope.path in paths]
        home = key or (unit.pk if unit else 0)
        gaps = [lacks(agency) for agency in members]
        missing = {"": sum(any(gap.values()) for gap in gaps)}
        for service in {name for gap in gaps for name in gap}:
            missing[service] = sum(gap.get(service, False) for gap in gaps)
        given = Grant.objects.filter(scope__in=members).order_by("pk")
        days = [day for g in given for day in (g.used_on, g.given_at.astimezone(AT.tzinfo).date()) if day]
        found[key] = Figures(
            units=len(members), must=sum(bool(gap) for gap in gaps),
            own=len({g.membership.person_id for g in mine if g.scope_id == home}),
            admins=len({g.membership.person_id for g in mine}),
            levels={
                str(level): len({g.membership.person_id for g in mine if g.level == level})
                for level in {g.level for g in mine}
            },
            bare=sum(not any(agency.path.startswith(g.scope.path) for g in admins) for agency in members),
            missing={name: n for name, n in missing.items() if n}, last=max(days).isoformat() if days else "",
        )  # fmt: skip
    return found


def place(agency: Agency, n: int, **more: object) -> Membership:
    """A bare place of an invented person, without a password."""
    person = Person.objects.create(
        name=f"Nguyễn Văn Thử {n}", name_fold=f"nguyen van thu {n}", id_number_sealed=b"", id_number_index=b"%d" % n,
        joined_at=EARLY, password="!", is_active=more.pop("is_active", True),
    )  # fmt: skip
    return Membership.objects.create(person=person, agency=agency, **{"since": EARLY.date(), **more})


def right(place: Membership, name: str = "process", **more: object) -> Grant:
    """A right as it stands in the table: by default to process, in force."""
    known = {
        "subsystem": "covid", "scope": place.agency, "since": EARLY.date(), "given_at": EARLY, "approved_at": EARLY,
    }  # fmt: skip
    return Grant.objects.create(membership=place, right=name, **{**known, **more})
