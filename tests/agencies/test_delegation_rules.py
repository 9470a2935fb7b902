"""Who may give what: each bound at its edge, and what holds of all of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.agencies.rules import delegation as law
from motcua.agencies.rules.delegation import BOUNDS, Seat, Wanted, authority, check_right, contains
from motcua.agencies.rules.rights import covers, powers_on, reach
from motcua.kernel.actor import Actor, Held
from motcua.kernel.errors import Invalid, NotAllowed

DAY = date(2020, 5, 12)
SEAT = Seat(7, "Trần Thị Mẫu", "/1/5/9/", "/1/5/9/")
HELD = Held("covid", "view", "/1/5/", frozenset("ab"), 2, date(2020, 6, 30), 31)
WANTED = Wanted("covid", "view", "/1/5/9/", frozenset("a"), 3, DAY, date(2020, 6, 30))


def given_by(held, wanted=WANTED, seat=SEAT, **more):
    try:
        return authority(8, [held], wanted, seat, **more)
    except NotAllowed as refusal:
        return type(refusal).__name__


@pytest.mark.parametrize(
    ("held", "wanted", "seat", "said"),
    [
        ({}, {}, {}, None),
        ({"level": None}, {}, {}, "NotHeldByYou"),
        ({"right": "process"}, {}, {}, "NotHeldByYou"),
        ({"subsystem": "office"}, {}, {}, "NotHeldByYou"),
        ({"path": "/"}, {"path": "/"}, {}, None),
        ({}, {"path": "/"}, {}, "OutsideYourScope"),
        ({}, {"path": "/1/"}, {}, "OutsideYourScope"),
        ({}, {"path": "/1/5/"}, {}, None),
        ({}, {"path": "/1/55/"}, {}, "OutsideYourScope"),
        ({}, {"path": "/2/1/5/"}, {}, "OutsideYourScope"),
        ({}, {"path": ""}, {}, "OutsideYourScope"),
        ({"path": ""}, {}, {}, "OutsideYourScope"),
        ({}, {}, {"path": "/1/"}, "SeatOutside"),
        ({}, {}, {"path": "/1/55/"}, "SeatOutside"),
        ({}, {}, {"path": "/1/5/"}, None),
        ({}, {"services": frozenset("ab")}, {}, None),
        ({}, {"services": frozenset("abc")}, {}, "NotYourServices"),
        ({}, {"services": None}, {}, "NotYourServices"),
        ({"services": None}, {"services": None}, {}, None),
        ({"services": None}, {}, {}, None),
        ({}, {"level": 2}, {}, "NotBelowYou"),
        ({}, {"level": 1}, {}, "NotBelowYou"),
        ({}, {"level": 0}, {}, "NotBelowYou"),
        ({}, {"level": 4}, {}, None),
        ({}, {"level": None}, {}, None),
        ({"level": 4}, {"level": None}, {}, None),
        ({"level": 4}, {"level": 4}, {}, "NotBelowYou"),
        ({}, {"until": date(2020, 7, 1)}, {}, "LongerThanYours"),
        ({}, {"until": None}, {}, "LongerThanYours"),
        ({"until": None}, {"until": None}, {}, None),
        ({"until": None}, {}, {}, None),
        ({}, {}, {"person": 8}, "OwnRights"),
    ],
)
def test_each_bound(held, wanted, seat, said):
    held = replace(HELD, **held)
    assert given_by(held, replace(WANTED, **wanted), replace(SEAT, **seat)) == (said or held)


def test_a_right_without_what_a_rule_asks():
    """`without` takes one rule away and no other."""
    longer = replace(WANTED, until=None)
    assert given_by(HELD, longer, without=frozenset({"span"})) == HELD
    assert given_by(HELD, replace(longer, level=1), without=frozenset({"span"})) == "NotBelowYou"
    assert given_by(HELD, seat=replace(SEAT, person=8), without=frozenset({"span"})) == "OwnRights"
    assert given_by(HELD, seat=replace(SEAT, person=8), without=frozenset({"self"})) == HELD


def test_two_halves_are_not_a_whole():
    """One right for the services, another for the days: neither carries what is wanted."""
    short, narrow = replace(HELD, until=date(2020, 6, 1)), replace(HELD, services=frozenset("b"))
    with pytest.raises(law.LongerThanYours, match="đến hết ngày 31/05/2020"):
        authority(8, [short, narrow], WANTED, SEAT)


def test_the_highest_then_the_widest_then_the_longest():
    rights = [
        replace(HELD, grant=1, level=2),
        replace(HELD, grant=2, level=1, path="/1/5/"),
        replace(HELD, grant=3, level=1, path="/1/", until=date(2020, 7, 1)),
        replace(HELD, grant=4, level=1, path="/1/", until=None),
        replace(HELD, grant=5, level=1, path="/1/", until=None),
    ]
    assert [authority(8, rights[:n], WANTED, SEAT).grant for n in (1, 2, 3, 4, 5)] == [1, 2, 3, 4, 4]


@pytest.mark.parametrize(
    ("wanted", "seat", "fields"),
    [
        ({}, {}, set()),
        ({"right": "fly"}, {}, {"right"}),
        ({"subsystem": "office"}, {}, {"right"}),
        ({"level": 5}, {}, {"level"}),
        ({"level": -1}, {}, {"level"}),
        ({"level": 1}, {}, {"level"}),
        ({"level": 1, "path": "/1/"}, {"path": "/1/", "reach": "/1/"}, set()),
        ({"level": 1, "path": "/"}, {"reach": "/"}, {"level", "scope"}),
        ({"level": 0, "path": "/"}, {"reach": "/"}, set()),
        ({"level": None, "path": "/"}, {"reach": "/"}, set()),
        ({"path": "/1/5/"}, {}, {"scope"}),
        ({"path": "/1/5/99/"}, {}, {"scope"}),
        ({"path": "/"}, {}, {"scope"}),
        ({"path": "/1/5/9/3/"}, {}, set()),
        ({"right": "process", "level": None}, {}, set()),
        ({"right": "process", "level": None, "path": "/1/5/9/3/"}, {}, {"scope"}),
        ({"right": "process", "level": 3, "path": "/1/5/9/3/"}, {}, set()),
        ({"right": "process", "level": None, "path": "/"}, {"reach": "/"}, {"scope"}),
        ({"subsystem": "office", "right": "counter", "services": None}, {}, set()),
        ({"subsystem": "office", "right": "counter"}, {}, {"services"}),
        ({"services": frozenset()}, {}, {"services"}),
        ({"since": DAY - timedelta(1)}, {}, {"since"}),
        ({"since": None}, {}, set()),
        ({"since": date(2020, 6, 29)}, {}, set()),
        ({"since": date(2020, 6, 30)}, {}, {"until"}),
        ({"until": DAY}, {}, {"until"}),
        ({"until": DAY + timedelta(1)}, {}, set()),
        ({"until": DAY - timedelta(1), "level": 9, "services": frozenset()}, {}, {"until", "level", "services"}),
    ],
)
def test_what_a_right_must_be(wanted, seat, fields):
    try:
        check_right(replace(WANTED, **wanted), replace(SEAT, **seat), today=DAY)
        found = set()
    except Invalid as refusal:
        found = set(refusal.problems)
    assert found == fields


PATHS = st.sampled_from(["/", "/1/", "/1/5/", "/1/5/9/", "/1/55/", "/2/", ""])
SERVICES = st.none() | st.frozensets(st.sampled_from("ab"), min_size=1)
LEVELS = st.none() | st.integers(0, 4)
DAYS = st.none() | st.dates(DAY, DAY + timedelta(4))
RIGHTS = st.sampled_from([("covid", "view"), ("covid", "process"), ("office", "decide"), ("system", "users")])
HELDS = st.builds(lambda r, *rest: Held(*r, *rest), RIGHTS, PATHS, SERVICES, LEVELS, DAYS, st.integers(1, 99))
WISHES = st.builds(
    lambda r, path, services, level, until: Wanted(*r, path, services, level, DAY, until),
    RIGHTS, PATHS, SERVICES, LEVELS, DAYS,
)  # fmt: skip
SEATS = st.builds(lambda person, path: Seat(person, "A", path, path), st.integers(8, 9), PATHS)


def nothing_more(less, more):
    """Whether a wish is a part of another; said here anew."""
    return (
        (less.subsystem, less.right) == (more.subsystem, more.right)
        and bool(more.path)
        and less.path.startswith(more.path)
        and (more.services is None or (less.services is not None and less.services <= more.services))
        and (less.level is None or (more.level is not None and less.level >= more.level))
        and (more.until is None or (less.until is not None and less.until <= more.until))
    )


@given(st.lists(HELDS, max_size=4), WISHES, WISHES, SEATS)
def test_who_can_give_the_wider_can_give_the_narrower(held, wide, narrow, seat):
    if not nothing_more(narrow, wide):
        narrow = replace(wide, level=None if wide.level is None else 4, until=wide.until or DAY)
    try:
        authority(8, held, wide, seat)
    except NotAllowed:
        return
    authority(8, held, narrow, seat)


@given(st.lists(HELDS, max_size=4), WISHES, SEATS)
def test_what_carries_passes_every_bound_and_the_refusal_is_of_the_first_that_none_passes(held, wanted, seat):
    left, first = list(held), None
    for bound in BOUNDS:
        left = [one for one in left if bound.holds(one, wanted, seat)]
        first = first or (bound.refusal if not left else None)
    try:
        carrier = authority(8, held, wanted, seat)
    except NotAllowed as refusal:
        assert type(refusal) is (law.OwnRights if seat.person == 8 else first)  # noqa: PT017 - and else what is below
        return
    assert seat.person != 8
    assert carrier in left
    assert all(bound.holds(carrier, wanted, seat) for bound in BOUNDS)


@given(HELDS, WISHES)
def test_who_contains_a_right_gains_nothing_by_it(held, wanted):
    as_wish = Wanted(held.subsystem, held.right, held.path, held.services, held.level, DAY, held.until)
    if held.path:
        assert contains(held, as_wish)
    expected = nothing_more(wanted, as_wish) and (held.level is None) == (wanted.level is None)
    assert contains(held, wanted) == expected


@given(HELDS, HELDS, WISHES)
def test_contains_is_transitive(one, two, wanted):
    as_wish = Wanted(two.subsystem, two.right, two.path, two.services, two.level, DAY, two.until)
    if contains(one, as_wish) and contains(two, wanted):
        assert contains(one, wanted)


TOPICS = st.sampled_from(["covid/a", "covid/b", "covid/c", "copies/a", "pakn/x"])


@given(st.lists(HELDS, max_size=4), TOPICS, PATHS.filter(bool))
def test_what_reaches_is_what_covers(held, topic, path):
    subsystem, _, service = topic.partition("/")
    reached = any(
        (one.path and (path.startswith(one.path) if one.below else path == one.path))
        and one.subsystem in {"", subsystem}
        and (one.services is None or service in one.services)
        for one in reach(held)
    )
    names = {"process", "view", "decide"}
    assert reached == any(covers(one, topic, path) for one in held if one.right in names)
    actor = Actor(person=1, name="A", held=tuple(held))
    assert reached == ("view" in powers_on(actor, topic, path))


@given(st.lists(HELDS, max_size=4), TOPICS, PATHS)
def test_what_one_may_pass_on_opens_nothing(held, topic, path):
    actor = Actor(person=1, name="A", held=tuple(replace(one, level=one.level or 2) for one in held))
    assert powers_on(actor, topic, path) == frozenset()
    assert reach(actor.held) == ()


def test_what_falls_and_who_waits():
    assert [law.falls(level, stands_in=False) for level in (None, 0, 1, 4)] == [False, True, True, True]
    assert law.falls(None, stands_in=True)
    asked = [
        (level, path, carrier) for level in (None, 0, 1, 2, 4) for path in ("/", "/7/", "/7/8/") for carrier in (0, 1)
    ]
    assert [one for one in asked if law.needs_approval(*one)] == [(1, "/7/", 0), (2, "/7/", 0), (4, "/7/", 0)]
    assert [law.top(path) for path in ("/", "", "/7/", "/7/8/")] == [False, False, True, False]
