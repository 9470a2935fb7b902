"""Who acts, and in which capacity."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Capacity(StrEnum):
    """A signed-in person acts as exactly one of these at a time."""

    CITIZEN = "citizen"
    BUSINESS = "business"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Held:
    """One right of an officer that is in force: `right` of `subsystem`, in the subtree `path` ("/": the whole state).

    `services`: slugs; None for all of the subsystem. `level`: None when the right is there to be used; of an
    administrator, who may only pass it on, how far from the top they stand (0: national). `until`: the first day
    without it. `grant` is the row that says so.
    """

    subsystem: str
    right: str
    path: str
    services: frozenset[str] | None = None
    level: int | None = None
    until: date | None = None
    grant: int = 0


@dataclass(frozen=True)
class Actor:
    """Who acts. `person` is identity.Person's id, 0 for the portal itself.

    A citizen has neither business nor agency; someone acting for a business has `business`;
    an officer has `membership`, `agency` (its place in the tree is `agency_path`) and what they hold there: `held`.
    `powers` are the bare names of what may be used, good for offering a page and never for opening a record;
    "grant" stands for any right to pass on.
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
    agency_path: str = ""
    powers: frozenset[str] = field(default_factory=frozenset)
    held: tuple[Held, ...] = ()
    assurance: int = 1

    @property
    def officer(self) -> bool:
        return self.capacity is Capacity.OFFICER


SYSTEM = Actor(person=0, name="Hệ thống", capacity=Capacity.SYSTEM, assurance=3)
