"""For each rule the shortest way to get around it: refused with the rule, and an escape, or seen as one, without it."""

from datetime import timedelta

import pytest

from tests.agencies.delegation_oracle import KINDS, Right
from tests.agencies.delegation_removals import REMOVALS
from tests.agencies.delegation_world import FIRST_DAY, World

pytestmark = pytest.mark.django_db
PROCESS, VIEW, COUNTER, USERS = KINDS
AB, A_ALONE = frozenset("ab"), frozenset("a")
SCENARIOS = {}


def stops(name, refusal=None):
    """What the portal answers; None: the rule does not refuse, it makes something end or wait."""

    def named(scenario):
        SCENARIOS[name] = (scenario, refusal)
        return scenario

    return named


def day(n):
    return FIRST_DAY + timedelta(n)


class Country(World):
    """The Office G; province A with district A1, commune A11 and district A2; ministry B.

    n, m: national; s: senior of A; f: first of A1. Without rights: o and c in A1, k in A11, b in B.
    """

    def __init__(self):
        super().__init__([0, 2, 3, 2, 0], 9)
        self.office, self.a, self.a1, self.a11, self.a2, self.b_ = self.units
        self.n, self.m = self.staff(0, 0, 0), self.staff(1, 0, 0)
        self.s, self.f = self.staff(2, 1, 1), self.staff(3, 2, 2)
        self.o, self.c, self.k, self.b = (
            self.staff(person, unit, None, ()) for person, unit in ((4, 2), (5, 2), (6, 3), (7, 5))
        )  # fmt: skip

    def wish(self, to, what=VIEW, *, where="seat", services=None, rank=None, begins=None, ends=None):
        where = to.unit if where == "seat" else where
        return Right(to, what, where, services, rank, begins or self.today, ends)

    def gives(self, by, *args, **more):
        """Gives, which must be right; the right."""
        assert self.give(by, self.wish(*args, **more)) is None
        return self.rights[-1]

    def right(self, place, what=VIEW, *, use=False):
        return next(r for r in self.rights if r.place is place and r.what == what and (r.rank is None) == use)


@stops("held", "NotHeldByYou")
def an_officer_gives_what_they_only_use(w):
    w.gives(w.f, w.o)
    return w.give(w.o, w.wish(w.c))


@stops("scope", "OutsideYourScope")
def a_province_by_who_administers_the_office_alone(w):
    x, y = w.staff(8, 0, 2), w.staff(4, 0, None, ())
    return w.give(x, w.wish(y, where=w.a))


@stops("seat", "SeatOutside")
def a_right_in_ones_district_for_somebody_of_the_province(w):
    x = w.staff(8, 1, None, ())
    return w.give(w.f, w.wish(x, where=w.a1))


@stops("services", "NotYourServices")
def all_services_by_who_has_one(w):
    w.gives(w.s, w.o, services=A_ALONE, rank=3)
    return w.give(w.o, w.wish(w.c, services=AB))


@stops("level", "NotBelowYou")
def ones_own_level(w):
    return w.give(w.f, w.wish(w.o, rank=2))


@stops("span", "LongerThanYours")
def longer_than_oneself(w):
    w.gives(w.s, w.o, rank=3, ends=day(3))
    return w.give(w.o, w.wish(w.c, ends=day(4)))


@stops("self", "OwnRights")
def from_one_place_to_the_other(w):
    mine = w.staff(3, 3, None, ())
    return w.give(w.f, w.wish(mine))


@stops("self among users", "OwnRights")
def into_a_second_place_by_oneself(w):
    return w.place(w.f, 3, w.a11)


@stops("manages users there", "NotYourAgency")
def somebody_into_another_province(w):
    return w.place(w.f, 8, w.a2)


@stops("holds more than you", "HoldsMoreThanYou")
def waking_who_holds_more(w):
    w.gives(w.s, w.o, what=VIEW, rank=2)
    return w.switch(w.f, w.o, works=False)


@stops("what has run out holds nobody")
def ending_the_place_of_who_once_held_more(w):
    w.gives(w.s, w.o, what=VIEW, rank=2, ends=day(1))
    w.pass_days(1)
    assert w.end_membership(w.f, w.o) is None


@stops("what is to come holds", "HoldsMoreThanYou")
def ending_the_place_of_who_will_hold_more(w):
    w.gives(w.s, w.o, what=VIEW, rank=2, begins=day(2))
    return w.end_membership(w.f, w.o)


@stops("second person", "SecondPerson")
def approving_what_one_gave(w):
    x = w.staff(8, 1, None, ())
    return w.approve(w.n, w.gives(w.n, x, rank=1))


@stops("who approves could have given it", "NotHeldByYou")
def approved_by_anybody(w):
    x = w.staff(8, 1, None, ())
    return w.approve(w.o, w.gives(w.n, x, rank=1))


@stops("approval wait")
def a_senior_at_once(w):
    x = w.staff(8, 1, None, ())
    w.gives(w.n, x, rank=1)


@stops("approval waits whatever the label")
def the_first_of_a_whole_province_at_once(w):
    x = w.staff(8, 1, None, ())
    first = w.gives(w.n, x, rank=2)
    assert type(w.approve(w.n, first)).__name__ == "SecondPerson"
    assert w.approve(w.m, first) is None


@stops("approval of who administers alone")
def who_only_works_in_a_province_waits_for_nobody(w):
    w.gives(w.n, w.staff(8, 1, None, ()))


@stops("approval from above alone")
def the_first_of_a_province_by_its_own_senior_waits_for_nobody(w):
    w.gives(w.s, w.staff(8, 1, None, ()), rank=2)


@stops("approval of whole bodies alone")
def the_first_of_a_district_waits_for_nobody(w):
    w.gives(w.n, w.o, rank=2)


@stops("what is passed on falls")
@stops("cascade")
def what_rests_on_an_ended_right(w):
    first = w.gives(w.s, w.o, rank=2)
    w.gives(w.o, w.c, rank=3)
    assert w.end(w.s, first) is None


@stops("standing in falls")
@stops("cascade of standing in")
def standing_in_for_a_right_that_ends(w):
    theirs = w.gives(w.f, w.o)
    assert w.stand_in(w.f, w.o, w.c, day(0), day(3)) is None
    assert w.end(w.f, theirs) is None


@stops("fall with the agency")
def what_rests_on_an_agency_that_is_gone(w):
    w.gives(w.f, w.k, rank=3)
    w.abolish(w.a1, 0)


@stops("who ends a right could have given it", "NotHeldByYou")
def ending_what_one_has_nothing_to_do_with(w):
    return w.end(w.o, w.right(w.s))


@stops("reach of the seat", "Invalid")
def the_province_for_an_officer_of_the_district(w):
    return w.give(w.s, w.wish(w.o, where=w.a))


@stops("at the seat", "Invalid")
def processing_beside_ones_desk(w):
    return w.give(w.s, w.wish(w.o, PROCESS, where=w.a11))


@stops("state is national", "Invalid")
def the_whole_state_for_a_senior(w):
    x = w.staff(8, 0, None, ())
    return w.give(w.n, w.wish(x, where=None, rank=2))


@stops("senior is top", "Invalid")
def a_senior_of_a_district(w):
    return w.give(w.n, w.wish(w.o, rank=1))


@stops("known level", "Invalid")
def a_level_below_the_last(w):
    return w.give(w.f, w.wish(w.o, rank=5))


@stops("right without services", "Invalid")
def a_counter_for_services(w):
    return w.give(w.f, w.wish(w.o, COUNTER, services=AB))


@stops("not in the past", "Invalid")
def since_yesterday(w):
    return w.give(w.f, w.wish(w.o, begins=day(-1)))


@stops("not over before", "Invalid")
def until_today(w):
    return w.give(w.f, w.wish(w.o, ends=day(0)))


@stops("nothing twice", "AlreadyHolds")
def the_same_twice(w):
    w.gives(w.f, w.o)
    return w.give(w.s, w.wish(w.o))


@stops("agency of the right is there", "AgencyClosed")
def in_an_agency_that_is_gone(w):
    w.abolish(w.a11, 0)
    return w.give(w.s, w.wish(w.o, where=w.a11))


@stops("no longer than its agencies", "LongerThanYours")
def longer_than_the_agency_of_ones_right(w):
    w.abolish(w.a1, 3)
    return w.give(w.f, w.wish(w.k, rank=3, ends=day(5)))


@stops("place goes on", "MembershipEnded")
def a_right_in_a_place_that_has_ended(w):
    assert w.end_membership(w.f, w.o) is None
    return w.give(w.f, w.wish(w.o))


@stops("agency is open", "AgencyClosed")
def into_an_agency_that_is_gone(w):
    w.abolish(w.a11, 0)
    return w.place(w.f, 8, w.a11)


@stops("place begins inactive")
def active_at_once(w):
    assert w.place(w.f, 8, w.a11) is None


@stops("rights end with the place")
def old_rights_of_a_place_that_begins_anew(w):
    w.gives(w.f, w.o)
    assert w.end_membership(w.f, w.o) is None
    assert w.place(w.f, 4, w.a1) is None
    assert w.switch(w.f, w.o, works=True) is None


@stops("one place in an agency", "AlreadyThere")
def placed_where_one_is(w):
    return w.place(w.f, 4, w.a1)


@stops("in force: active")
@stops("signed in: active")
def who_is_inactive(w):
    w.gives(w.f, w.o)
    assert w.switch(w.f, w.o, works=False) is None
    w.pass_days(1)


@stops("in force: approved")
@stops("signed in: approved")
def who_waits_for_approval(w):
    x = w.staff(8, 1, None, ())
    w.gives(w.n, x, rank=1)


@stops("in force: ended")
@stops("signed in: ended")
def what_has_ended(w):
    assert w.end(w.f, w.gives(w.f, w.o)) is None
    w.pass_days(1)


@stops("in force: until")
@stops("signed in: until")
def what_is_over(w):
    w.gives(w.f, w.o, ends=day(1))
    w.pass_days(1)


@stops("in force: since")
@stops("signed in: since")
def what_has_not_begun(w):
    w.gives(w.f, w.o, begins=day(1))


@stops("signed in: place until")
def signed_in_where_one_no_longer_works(w):
    portal = w.gives(None, w.o)
    assert w.end_membership(w.f, w.o) is None
    w.pass_days(1)
    return None if portal.ended else portal


@stops("in force: agencies")
@stops("signed in: scope there")
def in_a_scope_that_is_gone(w):
    w.gives(w.f, w.o, where=w.a11)
    w.abolish(w.a11, 0)


@stops("signed in: own agency there")
def in_an_agency_of_ones_own_that_is_gone(w):
    w.gives(w.f, w.k)
    w.abolish(w.a11, 0)


@stops("standing in: no longer", "Invalid")
def standing_in_for_longer(w):
    w.gives(w.f, w.o, ends=day(2))
    return w.stand_in(w.f, w.o, w.c, day(0), day(3))


@stops("standing in: one agency", "OtherAgency")
def standing_in_from_elsewhere(w):
    w.gives(w.s, w.o, where=w.a11)
    return w.stand_in(w.s, w.o, w.k, day(0), day(3))


@stops("standing in: who works there", "MembershipInactive")
def standing_in_by_who_is_inactive(w):
    w.gives(w.f, w.o)
    assert w.switch(w.f, w.c, works=False) is None
    return w.stand_in(w.f, w.o, w.c, day(0), day(3))


@stops("standing in: to use", "NothingToCover")
def standing_in_as_an_administrator(w):
    w.gives(w.s, w.o, rank=3)
    return w.stand_in(w.f, w.o, w.c, day(0), day(3))


@stops("standing in: nothing twice", "NothingToCover")
def standing_in_with_what_one_has(w):
    w.gives(w.f, w.o)
    w.gives(w.f, w.c)
    return w.stand_in(w.f, w.o, w.c, day(0), day(3))


def test_each_rule_has_its_example():
    assert {removal.name for removal in REMOVALS} == set(SCENARIOS)


@pytest.mark.parametrize("name", SCENARIOS)
def test_with_the_rule(name):
    scenario, refusal = SCENARIOS[name]
    said = scenario(Country())
    assert (type(said).__name__ if said else None) == refusal


@pytest.mark.parametrize("removal", REMOVALS, ids=lambda removal: removal.name)
def test_without_the_rule(removal):
    scenario, _ = SCENARIOS[removal.name]
    world = Country()
    with removal.away(), pytest.raises(Exception) as found:
        scenario(world)
    assert type(found.value).__name__ in {"Escape", "Allowed", "Refused", "Untrue", "IntegrityError"}, found.value
