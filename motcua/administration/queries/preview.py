"""What somebody would see and work on, said by the same functions that later decide it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from motcua.agencies.models import Membership
from motcua.agencies.queries import seen_through, worked_on
from motcua.agencies.rules.rights import OFFICE, powers_on
from motcua.catalogue.queries import live_services, service_of
from motcua.catalogue.rules.service import Service
from motcua.kernel.actor import Actor, Capacity, Held
from motcua.workflow.models import Turn

_WORKING = frozenset({"process", "decide"})


@dataclass(frozen=True)
class Preview:
    """Open dossiers in sight, those of them that stand at the agency to be worked on, and the services by name."""

    seen: int
    worked: int
    works: tuple[str, ...]
    sees: tuple[str, ...]


def preview(place: Membership, held: Iterable[Held], on: date) -> Preview:
    """Of a place with these rights, whatever it holds now."""
    actor = as_actor(place, tuple(held))
    turns = Turn.objects.filter(closed_at=None)
    seen = turns.filter(seen_through(actor, "agency", "case__topic")).count()
    working = replace(actor, held=tuple(one for one in actor.held if one.right in _WORKING))
    worked = turns.filter(worked_on(working, "case__topic"), agency=actor.agency).count()
    works, sees = [], []
    for service in services(on):
        may = powers_on(actor, service.topic, actor.agency_path)
        if may & _WORKING:
            works.append(service.short_name)
        elif "view" in may:
            sees.append(service.short_name)
    return Preview(seen, worked, tuple(works), tuple(sees))


def as_actor(place: Membership, held: tuple[Held, ...]) -> Actor:
    """Somebody at work in their place, with rights that they may not have yet."""
    return Actor(
        person=place.person_id, name=place.person.name, capacity=Capacity.OFFICER, membership=place.pk,
        agency=place.agency_id, agency_name=place.agency.name, agency_path=place.agency.path,
        powers=frozenset(one.right for one in held if one.level is None), held=held,
    )  # fmt: skip


def services(on: date) -> list[Service]:
    """The services of a day, by name."""
    return [service_of(version) for version in live_services(on)]


def handled_at(place: Membership, subsystem: str, on: date, *, below: bool) -> list[Service]:
    """The services of a subsystem (signing: of all) that the agency works on; `below`: and all others."""
    found = []
    for service in services(on):
        if subsystem not in (OFFICE, service.subsystem):
            continue
        steps = service.flow["steps"].values()
        here = any((step["role"], step["level"]) == (place.agency.role, place.agency.level) for step in steps)
        if here or below:
            found.append(service)
    return found
