"""Nonsense, forged ids and ways around the rules that the design itself might leave open."""

from dataclasses import replace
from datetime import date

import pytest

from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.models import Agency, Grant
from motcua.agencies.rules import NoSuchAgency, NoSuchGrant, NoSuchMembership, NotYourAgency
from motcua.agencies.rules.delegation import LongerThanYours, NotHeldByYou
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Invalid
from tests.agencies.test_delegation_examples import PROCESS, USERS, VIEW, Country, day

pytestmark = pytest.mark.django_db
IDS = [0, -1, 2**31, 2**63, 10**30]


@pytest.fixture
def w():
    return Country()


def refused(w, refusal, run):
    before = list(Grant.objects.order_by("pk").values())
    with pytest.raises(refusal) as found:
        run()
    assert list(Grant.objects.order_by("pk").values()) == before
    return found.value


def give(w, asked, *, to=None, by=None, reason=""):
    return lambda: commands.give((to or w.o).pk, [asked], reason=reason, by=w.actor(by or w.f), at=w.at)


@pytest.mark.parametrize("pk", IDS)
def test_ids_of_nothing(w, pk):
    by = {"by": w.actor(w.f), "at": w.at}
    view = Asked(*VIEW, w.a1.pk)
    refused(w, NoSuchMembership, lambda: commands.give(pk, [view], reason="", **by))
    refused(w, NoSuchAgency, give(w, Asked(*VIEW, pk)))
    refused(w, NoSuchGrant, lambda: commands.approve(pk, **by))
    refused(w, NoSuchGrant, lambda: commands.end(pk, why="x", **by))
    refused(w, NoSuchMembership, lambda: commands.activate(pk, **by))
    refused(w, NoSuchMembership, lambda: commands.end_membership(pk, why="x", **by))
    refused(w, NoSuchMembership, lambda: commands.move(pk, Agency.objects.get(pk=w.a11.pk), **by))
    more = {"since": w.today, "until": day(2), "reason": ""}
    refused(w, NoSuchMembership, lambda: commands.stand_in(w.o.pk, pk, **more, **by))
    refused(w, NoSuchGrant, lambda: commands.stand_in(w.o.pk, w.c.pk, grants=[pk], **more, **by))
    nobody = replace(w.actor(w.f), membership=pk)
    refused(w, NotHeldByYou, lambda: commands.give(w.o.pk, [view], reason="", by=nobody, at=w.at))


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"right": "fly"}, {"right"}),
        ({"right": ""}, {"right"}),
        ({"subsystem": "nothing"}, {"right"}),
        ({"level": 5}, {"level"}),
        ({"level": -1}, {"level"}),
        ({"level": 10**9}, {"level"}),
        ({"services": []}, {"services"}),
        ({"since": date(1, 1, 1)}, {"since"}),
        ({"until": date(1, 1, 1)}, {"until"}),
        ({"since": day(3), "until": day(3)}, {"until"}),
        ({"since": day(3), "until": day(2)}, {"until"}),
    ],
)
def test_nonsense(w, asked, fields):
    found = refused(w, Invalid, give(w, replace(Asked(*VIEW, w.a1.pk), **asked)))
    assert set(found.problems) == fields


def test_a_reason_has_an_end(w):
    assert set(refused(w, Invalid, give(w, Asked(*VIEW, w.a1.pk), reason="x" * 301)).problems) == {"reason"}
    assert commands.give(w.o.pk, [Asked(*VIEW, w.a1.pk)], reason="x" * 300, by=w.actor(w.f), at=w.at)
    right = Grant.objects.latest("pk")
    for why, fields in (("", {"why"}), (" \u200b", {"why"}), ("x" * 301, {"why"})):
        found = refused(w, Invalid, lambda why=why: commands.end(right.pk, why=why, by=w.actor(w.f), at=w.at))
        assert set(found.problems) == fields


def test_one_that_is_refused_takes_the_others_with_it(w):
    asked = [Asked(*VIEW, w.a1.pk), Asked(*PROCESS, w.a1.pk), Asked(*VIEW, w.a1.pk, level=2)]
    refused(w, Exception, lambda: commands.give(w.o.pk, asked, reason="", by=w.actor(w.f), at=w.at))


def test_services_are_only_words_here(w):
    """Agencies lie below the catalogue: whether a service exists is asked by the room that offers them."""
    commands.give(w.o.pk, [Asked(*VIEW, w.a1.pk, ["khong-co"])], reason="", by=w.actor(w.f), at=w.at)
    assert Grant.objects.latest("pk").services == ["khong-co"]


def test_an_agency_that_ends_tomorrow(w):
    """What is given there today counts today, and no longer; what it carries does not outlive it either."""
    w.abolish(w.a1, 1)
    right = w.gives(w.f, w.o)
    assert right.ends == day(1)
    assert w.give(w.f, w.wish(w.c, begins=day(1))) is not None
    below = w.gives(w.f, w.k, VIEW, rank=3)
    assert below.ends == day(1)
    w.pass_days(1)
    assert w.ledger.held(w.o) == w.ledger.held(w.f) == w.ledger.held(w.k) == []


def test_later_than_ones_own_end(w):
    """From a day on which the giver has nothing left to give."""
    w.gives(w.s, w.o, VIEW, rank=3, ends=day(3))
    assert isinstance(w.give(w.o, w.wish(w.c, begins=day(5), ends=day(6))), LongerThanYours)
    assert w.give(w.o, w.wish(w.c, begins=day(2), ends=day(3))) is None
    begins_too_late = Asked(*VIEW, w.a1.pk, since=day(5))
    refused(w, (Invalid, LongerThanYours), give(w, begins_too_late, to=w.c, by=w.o))


@pytest.mark.parametrize("capacity", [Capacity.CITIZEN, Capacity.BUSINESS])
def test_who_does_not_act_as_an_officer(w, capacity):
    by = Actor(person=w.f.person, name="P", capacity=capacity, membership=w.f.pk, agency=w.a1.pk)
    view = [Asked(*VIEW, w.a1.pk)]
    refused(w, NotHeldByYou, lambda: commands.give(w.o.pk, view, reason="", by=by, at=w.at))
    refused(w, NotYourAgency, lambda: commands.deactivate(w.o.pk, by=by, at=w.at))


# Ways around.
def test_what_is_given_in_one_place_is_not_held_in_the_other(w):
    """An administrator of A1 who also works in A2 acts there with what they hold there: nothing."""
    other, x = w.staff(3, 4, None, ()), w.staff(8, 4, None, ())
    assert isinstance(w.give(other, w.wish(x)), NotHeldByYou)


def test_a_colleague_gives_no_more_than_came_from_me(w):
    """Two who play together: whom I made an administrator gives me a right to use. The chain shows me above myself, and
    it ends with mine; nothing is wider or longer than what I may pass on."""
    w.gives(w.s, w.o, VIEW, rank=2, ends=day(9))
    w.gives(w.o, w.c, VIEW, rank=3)
    mine = w.gives(w.c, w.o, VIEW)
    assert (mine.ends, mine.under.under.place) == (day(9), w.o)
    assert isinstance(w.give(w.c, w.wish(w.o, ends=day(10))), LongerThanYours)


def test_two_of_one_level_leave_each_other_alone(w):
    g = w.staff(8, 2, 2)
    for by, other in ((w.f, g), (g, w.f)):
        assert type(w.end(by, w.right(other))).__name__ == "NotBelowYou"
        assert type(w.switch(by, other, works=False)).__name__ == "HoldsMoreThanYou"
        assert type(w.end_membership(by, other)).__name__ == "HoldsMoreThanYou"
        assert type(w.move(by, other, w.a11)).__name__ == "HoldsMoreThanYou"


def test_nobody_decides_on_themself(w):
    x = w.staff(8, 1, None, ())
    waiting = w.gives(w.n, x, VIEW, rank=1)
    assert type(w.approve(x, waiting)).__name__ == "OwnRights"
    for act in (lambda: w.end(w.f, w.right(w.f)), lambda: w.switch(w.f, w.f, works=True)):
        assert type(act()).__name__ == "OwnRights"
    twin = w.staff(0, 1, 2)  # the one who gave it, from another place: still the same person
    assert type(w.approve(twin, waiting)).__name__ in {"NotBelowYou", "SecondPerson"}
    assert w.approve(w.m, waiting) is None


def test_standing_in_for_who_stands_in(w):
    """It ends with the first absence, and with the right of the first absent."""
    x = w.staff(8, 2, None, ())
    first = w.gives(w.f, w.o)
    assert w.stand_in(w.f, w.o, w.c, day(0), day(5)) is None
    assert type(w.stand_in(w.f, w.c, x, day(0), day(6))).__name__ == "Invalid"
    assert w.stand_in(w.f, w.c, x, day(0), day(5)) is None
    assert w.end(w.f, first) is None
    assert w.ledger.held(x) == w.ledger.held(w.c) == []


def test_ended_and_given_in_one_day(w):
    right = w.gives(w.s, w.o, VIEW, rank=3)
    below = w.gives(w.o, w.c)
    deep = w.gives(w.o, w.k, VIEW, rank=4)
    assert w.end(w.s, right) is None
    assert (below.ended, deep.ended) == (False, True)
    w.gives(w.s, w.o, VIEW, rank=3)
    assert deep.ended
    assert w.ledger.held(w.k) == []


def test_begun_anew_where_one_was(w):
    """A place that ends and begins anew, the same day or later, brings nothing back; nor does going away and back."""
    w.gives(w.f, w.o)
    assert w.move(w.f, w.o, w.a11) is None
    back = next(place for place in w.places if place.person == w.o.person and place.unit is w.a11)
    assert w.move(w.f, back, w.a1) is None
    assert (w.o.works, w.ledger.held(w.o)) == (True, [])


def test_waking_brings_back_no_more_than_was_there(w):
    """A right that ended while its holder was inactive stays ended, and one that is over is over."""
    kept, lost, over = w.gives(w.f, w.o), w.gives(w.f, w.o, PROCESS), w.gives(w.s, w.o, USERS, ends=day(1))
    assert w.switch(w.f, w.o, works=False) is None
    assert w.end(w.f, lost) is None
    w.pass_days(1)
    assert w.switch(w.f, w.o, works=True) is None
    assert w.ledger.held(w.o) == [kept]
    assert not over.ended


def test_all_services_is_more_than_each(w):
    """None means also the services that come: who has all of today's by name does not have it."""
    w.gives(w.s, w.o, VIEW, rank=3, services=frozenset("ab"))
    assert type(w.give(w.o, w.wish(w.c))).__name__ == "NotYourServices"
    assert w.give(w.o, w.wish(w.c, services=frozenset("ab"))) is None


def test_the_whole_state_is_not_the_office(w):
    """No scope is the widest scope: not even the Office's own administrator gives it."""
    x, y = w.staff(8, 0, 2), w.staff(4, 0, None, ())
    assert type(w.give(x, w.wish(y, where=None))).__name__ == "OutsideYourScope"
    assert w.give(w.n, w.wish(y, where=None)) is None


def test_an_inactive_giver(w):
    """Who is inactive gives nothing; what they gave goes on, as they may be back tomorrow."""
    passed_on = w.gives(w.f, w.k, VIEW, rank=3)
    assert w.switch(w.s, w.f, works=False) is None
    assert isinstance(w.give(w.f, w.wish(w.o)), NotHeldByYou)
    assert passed_on in w.ledger.held(w.k)
