"""A province with an administrator, a district with officers; somebody who works nowhere yet."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from motcua.agencies.commands import Asked, give
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import actor_for
from motcua.identity.models import Person
from motcua.identity.queries import id_number
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from tests.desk.conftest import NOON, World, _reference, at, desk, world
from tests.pages import PageClient

__all__ = ["NOON", "House", "_reference", "at", "desk", "house", "world"]
TODAY = NOON.date()
BEGUN = NOON - timedelta(days=10)
TWO_FACTORS = {"methods": ["password", "totp"]}


@dataclass
class House:
    """`admin`: of the whole province; `sub`: of the district H48.533, level 2, under them; `clerk`: works there."""

    world: World
    province: Agency
    district: Agency
    foreign: Agency

    def actor(self, key: str) -> Actor:
        """As the next click would make them."""
        old = self.world.actors[key]
        return actor_for(
            Person.objects.get(pk=old.person), {"proof": TWO_FACTORS, "capacity": f"member:{old.membership}"}, TODAY
        )

    def place(self, key: str) -> Membership:
        return Membership.objects.select_related("agency", "person").get(pk=self.world.actors[key].membership)

    def client(self, key: str) -> PageClient:
        client = PageClient()
        actor = self.world.actors[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["proof"] = TWO_FACTORS
        session["capacity"] = f"member:{actor.membership}"
        session.save()
        return client

    def newcomer(self, name: str = "Mai Thị Mới Mẫu") -> tuple[Person, str]:
        """Somebody with an account and their ID number."""
        person = self.world.person(name)
        return person, id_number(person)

    def grant(self, key: str, right: str, level: int | None = None) -> Grant:
        return Grant.objects.get(membership=self.world.actors[key].membership, right=right, level=level, ended_at=None)

    def give(self, giver: str, key: str, *asked: Asked) -> tuple[Grant, ...]:
        return give(self.world.actors[key].membership, asked, reason="", by=self.actor(giver), at=NOON)


def told(action: str) -> list[dict]:
    """The data of all entries of an action."""
    return list(Entry.objects.filter(action=action).order_by("id").values_list("data", flat=True))


@pytest.fixture
def house(world) -> House:
    world.officer("admin", ("Đinh Văn Quản Mẫu", "committee", "province", ("grant",)))
    world.officer("sub", ("Bùi Thị Cấp Hai Thử", "committee", "district", ()))
    world.officer("clerk", ("Cao Văn Việc Thử", "committee", "district", ()))
    world.officer("far", ("Tạ Văn Xa Mẫu", "committee", "district", ("grant",)), district="534")
    found = House(
        world, Agency.objects.get(identifier="H48"), Agency.objects.get(identifier="H48.533"),
        Agency.objects.get(identifier="G24"),
    )  # fmt: skip
    district = found.district.pk
    found.give(
        "admin", "sub", *(Asked("covid", right, district, level=3) for right in ("process", "view")),
        Asked("system", "users", district), Asked("system", "users", district, level=3),
    )  # fmt: skip
    return found
