"""Places in an agency with rights, as rows: what the commands would have made, at once and for any date."""

from collections.abc import Collection
from datetime import UTC, date, datetime

from motcua.agencies.commands.memberships import _POWERS
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import actor_for
from motcua.identity.models import Person
from motcua.kernel.actor import Actor

LONG_AGO = date(2000, 1, 1)


def seated(
    person: Person, agency: Agency, *powers: str, services: Collection[str] | None = None, scope: Agency | None = None,
    since: date = LONG_AGO, until: date | None = None, title: str = "Chuyên viên",
) -> Membership:  # fmt: skip
    """A place with rights by their bare names, for some services or for all; "grant": an administrator."""
    place = Membership.objects.create(
        person=person, agency=agency, title=title, since=since, until=until, name_fold=person.name_fold
    )
    granted(place, *powers, services=services, scope=scope)
    return place


def granted(
    place: Membership, *powers: str, services: Collection[str] | None = None, scope: Agency | None = None
) -> list[Grant]:
    """More rights for a place, in its own agency unless a scope is named."""
    at = datetime(place.since.year, place.since.month, place.since.day, tzinfo=UTC)
    return [
        Grant.objects.create(
            membership=place, subsystem=subsystem, right=right, services=sorted(services) if services else None,
            scope=scope or place.agency, level=level, since=place.since, falls=level is not None, given_at=at,
            approved_at=at,
        )
        for power in powers
        for subsystem, right, level in _POWERS[power]
    ]  # fmt: skip


def acting(place: Membership, on: date = date(2020, 5, 12)) -> Actor:
    """Who works in that place on a day, in a visit that began with a second factor."""
    session = {"proof": {"methods": ["password", "totp"]}, "capacity": f"member:{place.pk}"}
    return actor_for(place.person, session, on)
