"""Who acts, and in which capacity."""

from dataclasses import dataclass, field
from enum import StrEnum


class Capacity(StrEnum):
    """A signed-in person acts as exactly one of these at a time."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who acts. `person` is identity.Person's id, 0 for the portal itself.

    A citizen has neither business nor agency; someone acting for a business has `business`;
    an officer has `membership`, `agency` and the `powers` granted there ("process", "view", "decide").
    `assurance`: how surely it is they, 1 to 3, in this visit.
    """

    person: int
    name: str
    capacity: Capacity = Capacity.CITIZEN
    business: int | None = None
    business_name: str = ""
    membership: int | None = None
    agency: int | None = None
    agency_name: str = ""
    powers: frozenset[str] = field(default_factory=frozenset)
    assurance: int = 1

    @property
    def officer(self) -> bool:
        return self.capacity is Capacity.OFFICER


SYSTEM = Actor(person=0, name="Hệ thống", capacity=Capacity.SYSTEM, assurance=3)
