"""Two administrators change the tree at the same moment, and somebody gives a right in what moves away."""

import pytest

from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.commands import units as tree
from motcua.agencies.models import Agency, Grant
from motcua.agencies.rules import units as law
from motcua.kernel.errors import Refusal
from motcua.territory import commands as territory
from tests.agencies.test_units import AT, DATA, NOW, admin, at_identifier, commune, worker
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def country(transactional_db):
    territory.load(DATA / "territory", provinces={"51"})
    commands.load(DATA / "agencies", provinces={"H48"})


def whole_tree():
    """Every path is its parent's and its own id."""
    for one in Agency.objects.select_related("parent"):
        assert one.path == f"{one.parent.path if one.parent else '/'}{one.pk}/"


def test_two_moves_cannot_make_a_circle(country):
    one, two = admin("H48", "Nguyễn Văn Thử"), admin("H48", "Trần Thị Mẫu")
    a, b = at_identifier("H48.533"), at_identifier("H48.534")
    found = at_once(
        lambda: tree.move_under(a, b, NOW, by=one, at=AT),
        lambda: tree.move_under(b, a, NOW, by=two, at=AT),
    )
    assert sorted(type(one).__name__ for one in found) == ["UnderItself", "UnitChange"]
    whole_tree()


def test_the_same_move_twice_is_one(country):
    one, two = admin("H48", "Nguyễn Văn Thử"), admin("H48", "Trần Thị Mẫu")
    place, parent = commune(), at_identifier("H48.534")
    found = at_once(
        lambda: tree.move_under(place, parent, NOW, by=one, at=AT),
        lambda: tree.move_under(place, parent, NOW, by=two, at=AT),
    )
    assert sorted(type(one).__name__ for one in found) == ["AlreadyUnder", "UnitChange"]
    whole_tree()


def test_no_right_is_given_over_what_has_moved_away(country):
    """Either the right came first and ends with the move, or the move came first and the right is refused."""
    boss, local = admin("H48"), admin("H48.533", "Trần Thị Mẫu")
    seat, place, parent = worker("H48.533"), commune(), at_identifier("H48.534")
    asked = [Asked("covid", "view", place.pk)]
    found = at_once(
        lambda: tree.move_under(place, parent, NOW, by=boss, at=AT),
        lambda: commands.give(seat.pk, asked, reason="", by=local, at=AT),
    )
    assert isinstance(found[0], tree.UnitChange), found
    assert isinstance(found[1], tuple | Refusal), found
    assert not Grant.objects.filter(membership=seat, ended_at=None).exists()
    whole_tree()


def test_ending_and_moving_into_it_at_once(country):
    boss, other = admin("H48"), admin("H48", "Trần Thị Mẫu")
    place, parent = commune(), commune("H48.534")
    found = at_once(
        lambda: tree.finish([parent], [at_identifier("H48.534")], NOW, by=boss, at=AT),
        lambda: tree.move_under(place, parent, NOW, by=other, at=AT),
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1, found
    refused = next(one for one in found if isinstance(one, Refusal))
    assert isinstance(refused, law.EndsBefore | law.HasUnitsBelow)
    whole_tree()
