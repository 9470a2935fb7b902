"""Two press at the same moment, each in a thread and a connection of its own."""

import pytest
from django.db import connection

from motcua.administration.commands import applying, fulfilling, inviting
from motcua.administration.models import RosterLine
from motcua.administration.rules.matching import Wish
from motcua.agencies import commands as agencies
from motcua.agencies.models import Grant, Membership
from motcua.territory import commands as territory
from tests.administration.roster_world import (
    AT,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    ROOT,
    agency,
    paste,
    peopled,
)
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hard_world(transactional_db, settings, monkeypatch):
    territory.load(ROOT / "data" / "territory", provinces={"51"})
    agencies.load(ROOT / "data" / "agencies", provinces={"H48"})
    return peopled(settings, monkeypatch)


def officers(world, people, by="province"):
    rows = [(n, one.name, world.number(one), "", "UBND huyện Mộ Đức") for n, one in enumerate(people, 1)]
    return paste([OFFICER_TITLES, *rows], OFFICERS, world.actors[by])


def test_the_same_list_applied_twice_at_once(hard_world):
    people = [hard_world.person(f"Phạm Thị {name} Mẫu") for name in ("An", "Bình", "Chi")]
    roster = officers(hard_world, people)
    by = hard_world.actors["province"]
    found = at_once(*(lambda: applying.apply(roster.pk, by=by, at=AT) for _ in range(2)))
    assert sorted(one.done for one in found) == [0, 3]
    assert Grant.objects.filter(membership__person__in=people).count() == 6
    assert Membership.objects.filter(person__in=people).count() == 3


def test_two_lists_of_the_same_people_in_opposite_order(hard_world):
    """No deadlock; who comes second finds that they hold it all."""
    people = [hard_world.person(f"Phạm Thị {name} Mẫu") for name in ("An", "Bình", "Chi", "Dung")]
    one = officers(hard_world, people)
    two = officers(hard_world, people[::-1], by="state")
    found = at_once(
        lambda: applying.apply(one.pk, by=hard_world.actors["province"], at=AT),
        lambda: applying.apply(two.pk, by=hard_world.actors["state"], at=AT),
    )
    assert sorted(result.done for result in found) == [0, 4]
    assert Grant.objects.filter(membership__person__in=people).count() == 8
    assert RosterLine.objects.filter(verdict="holds", done_at=None).count() == 4


def test_an_invitation_withdrawn_and_fulfilled_at_once(hard_world):
    here = agency(DISTRICT)
    by = hard_world.actors["province"]
    wishes = [Wish("covid", "view", here.pk, here.path)]
    found = inviting.invite("Hồ Thị Chưa Mẫu", "099000000701", "", here.pk, wishes, by=by, at=AT)
    person = hard_world.prove(hard_world.person("Hồ Thị Chưa Mẫu", "099000000701"), AT)
    at_once(
        lambda: fulfilling.registered(person.pk, at=AT),
        lambda: inviting.withdraw(found.pk, "Nhầm", by=by, at=AT),
        lambda: fulfilling.registered(person.pk, at=AT),
    )
    found.refresh_from_db()
    grants = Grant.objects.filter(membership__person=person).count()
    assert (found.state, grants) in (("fulfilled", 1), ("withdrawn", 0))
    assert connection.in_atomic_block is False
