"""The world of the dossiers' tests, with who answers for the agencies, and workers who have accounts."""

from datetime import date, timedelta

import pytest

from motcua.agencies.queries import actor_for
from motcua.dossiers.models import Dossier
from motcua.identity import commands as identity
from motcua.journal.commands import seen
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from motcua.ops import demo_data
from tests.dossiers.conftest import EARLY, NOON, World, _house, _peopled, assured, clock_at, sign_in, world

__all__ = ["_house", "_peopled", "clock_at", "sign_in", "world"]
ID_NUMBER = demo_data.COLUMNS.index("Số CMND/CCCD")


@pytest.fixture
def answering(world) -> World:
    """With two officers of the district's social insurance who may answer for it: quyen, quyen2."""
    for key, name in (("quyen", "Đỗ Văn Quyền Thử"), ("quyen2", "Tạ Thị Quyền Mẫu")):
        world.officer(key, name, "social_insurance", "district", ("grant",))
    return world


@pytest.fixture
def dossier(world) -> Dossier:
    """The firm's, just handed in: social insurance has it. It lists three workers."""
    return world.filed(3)


def worker(world: World, n: int, level: int = 2) -> Actor:
    """Whoever stands in line n of the firm's first list opens an account: "worker<n>"."""
    row = next(iter(demo_data.workers(n - 1, 1)))
    person = identity.register(row[0], row[ID_NUMBER], "", date(1990, 1, 1), "mot-cua-2020", at=EARLY)
    world.actors[f"worker{n}"] = actor_for(assured(person, level), {"capacity": "citizen"}, EARLY.date())
    return world[f"worker{n}"]


def look(world: World, who: str, what: str, subject: str, *, minutes: int = 0, **data) -> int:
    """An officer looks at something; returns the journal's entry."""
    seen(what, subject, by=world[who], at=NOON + timedelta(minutes=minutes), **data)
    return Entry.objects.order_by("-id")[0].pk


def self_of(world: World, who: str) -> str:
    return f"person:{world[who].person}"
