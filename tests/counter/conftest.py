"""A clerk and a colleague at the district's counter, one at the next one; a household's service with fees."""

from dataclasses import dataclass
from typing import Any

import pytest

from motcua.counter import commands
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import own_draft
from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries import codes, id_number
from motcua.kernel.actor import Actor
from tests.dossiers import household
from tests.dossiers.conftest import NOON, World, _house, _peopled, clock_at, hard_world, sign_in, world
from tests.pages import PageClient

__all__ = ["_house", "_peopled", "clock_at", "hard_world", "sign_in", "world"]


@dataclass
class Counter:
    """`clerk`, `colleague` of one counter, `elsewhere` of another agency, `nobody` an officer without the right."""

    world: World
    person: Person

    def __getitem__(self, key: str) -> Actor:
        return self.world[key]

    def draft(self, who: str = "clerk", *, filled: bool = True) -> Dossier:
        by = self[who]
        draft = commands.begin(self.person.pk, "ho-tro-ho-vi-du", by=by, at=NOON)
        if filled:
            self.fill(draft, who)
        return own_draft(by, draft.ref)

    def fill(self, draft: Dossier, who: str = "clerk", **other: Any) -> None:
        for page, answers in household.answers(self.world, **other).items():
            dossiers.save_answers(draft.pk, page, answers, by=self[who], at=NOON)

    def asked(self, draft: Dossier, who: str = "clerk") -> str:
        """A code was sent; what the person reads on their phone."""
        commands.ask_code(draft, by=self[who], at=NOON)
        return codes.text_of(OneTimeCode.objects.filter(purpose="filing").latest("pk"))

    def filed(self, who: str = "clerk") -> Dossier:
        draft = self.draft(who)
        return commands.confirm(draft, self.asked(draft, who), by=self[who], at=NOON)

    def number(self) -> str:
        return id_number(self.person)


def manned(world: World) -> Counter:
    household.publish()
    world.officer("clerk", "Tạ Thị Quầy Mẫu", "committee", "district", ("counter",))
    world.officer("colleague", "Vũ Văn Bàn Thử", "committee", "district", ("counter",))
    world.officer("elsewhere", "Bùi Thị Xa Mẫu", "committee", "province", ("counter",))
    world.officer("nobody", "Hồ Văn Không Thử", "committee", "district", ("process",))
    return Counter(world, Person.objects.get(pk=world["citizen"].person))


@pytest.fixture
def counter(world: World) -> Counter:
    return manned(world)


@pytest.fixture
def clerk(counter: Counter, sign_in: Any) -> PageClient:
    """The clerk's browser, which has found the person."""
    client: PageClient = sign_in("clerk")
    assert client.post("/quay/", {"id_number": counter.number()}).status_code == 302
    return client
