"""The figures of coverage: exact, told twice, and never of a right that does not count."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.administration.commands import reminding
from motcua.administration.queries import behind, coverage, covered
from motcua.administration.queries.coverage import Duty
from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import officers_of
from motcua.agencies.rules.rights import STATE
from tests.administration.coverage_world import GAP, TODAY, of, place, right, told_plainly
from tests.administration.coverage_world import covered as covered_world  # the fixture
from tests.administration.roster_world import AT, DISTRICT, EARLY, OTHER, PROVINCE, _tree, agency, world

__all__ = ["_tree", "covered_world", "world"]
pytestmark = pytest.mark.usefixtures("covered_world")
NEXT = TODAY + timedelta(days=1)


def test_what_the_service_asks(covered_world):
    slug = "tam-hoan-hop-dong"
    assert coverage.duties(TODAY) == (
        Duty("covid", slug, "social_insurance", "district", "", "process"),
        Duty("covid", slug, "committee", "district", "", "process"),
        Duty("covid", slug, "committee", "province", "", "decide"),
    )
    assert coverage.duties(TODAY, subsystem="pakn") == ()
    assert coverage.duties(TODAY, service="khac") == ()


def test_the_figures_of_a_province(covered_world):
    found = of(PROVINCE)
    units = Agency.objects.filter(path__startswith=agency(PROVINCE).path).count()
    assert (found.units, found.must, found.own, found.admins) == (units, 14, 1, 2)
    assert (found.levels, found.bare, found.missing) == ({"1": 1, "3": 1}, 0, GAP)
    assert (found.named, found.granted, found.last) == (0, 0, EARLY.date().isoformat())
    insurance = of("G24")
    assert (insurance.own, insurance.bare, insurance.units, insurance.lacking()) == (0, 15, 15, 13)
    assert found.at_level(1) == 1
    assert found.at_level(2) == 0


def test_an_officer_fills_the_gap_of_their_unit(covered_world):
    right(place(agency(DISTRICT), 1))
    assert of(PROVINCE).missing == {key: n - 1 for key, n in GAP.items()}
    right(place(agency(PROVINCE), 2), "decide", subsystem="office")
    assert of(PROVINCE).lacking("tam-hoan-hop-dong") == 12


UNHEARD = {
    "only looks on": ({}, {"name": "view"}),
    "another service": ({}, {"services": ["khac"]}),
    "another subsystem": ({}, {"subsystem": "pakn"}),
    "to be passed on": ({}, {"level": 3}),
    "waits for approval": ({}, {"approved_at": None}),
    "has ended": ({}, {"ended_at": AT, "ended_why": "Thôi."}),
    "begins tomorrow": ({}, {"since": NEXT}),
    "ended yesterday": ({}, {"until": TODAY}),
    "not activated": ({"active": False}, {}),
    "left": ({"until": TODAY}, {}),
    "comes tomorrow": ({"since": NEXT}, {}),
    "account closed": ({"is_active": False}, {}),
}


@pytest.mark.parametrize(("of_place", "of_right"), UNHEARD.values(), ids=UNHEARD)
def test_what_does_not_count_fills_no_gap(covered_world, of_place, of_right):
    right(place(agency(DISTRICT), 1, **of_place), **of_right)
    assert of(PROVINCE).missing == GAP
    topic = "covid/tam-hoan-hop-dong"
    assert officers_of(agency(DISTRICT).pk, TODAY, "process", topic) == []


@pytest.mark.parametrize("of_place", [{"active": False}, {"until": TODAY}, {"is_active": False}])
def test_an_administrator_who_is_away_administers_nothing(covered_world, of_place):
    right(place(agency("G24"), 1, **of_place), level=1)
    assert (of("G24").own, of("G24").bare) == (0, 15)


def test_whoever_administers_the_top_leaves_nobody_below_bare(covered_world):
    right(place(agency("G24"), 1), level=2)
    assert (of("G24").own, of("G24").bare) == (1, 0)
    below = coverage.count(agency("G24.51"), TODAY)
    assert {figures.bare for figures in below.values()} == {0}


def test_national_administrators_are_nobodys_own(covered_world):
    assert (of("G22").own, of("G22").admins, of("G22").bare) == (0, 0, 1)


@st.composite
def worlds(draw):
    """(place's agency, its ways, scope, right's ways) of some rights in five agencies."""
    where = st.sampled_from((PROVINCE, DISTRICT, OTHER, "G24", "G24.51"))
    days = st.sampled_from((None, TODAY, NEXT))
    return draw(
        st.lists(
            st.tuples(
                where, where,
                st.fixed_dictionaries({"active": st.booleans(), "until": days, "is_active": st.booleans()}),
                st.fixed_dictionaries({
                    "name": st.sampled_from(("process", "view", "decide")),
                    "subsystem": st.sampled_from(("covid", "covid", "office", "pakn")),
                    "level": st.sampled_from((None, None, 1, 2, 3)), "until": days,
                    "since": st.sampled_from((EARLY.date(), NEXT)), "approved_at": st.sampled_from((AT, AT, None)),
                    "services": st.sampled_from((None, ["tam-hoan-hop-dong"], ["khac"])),
                    "used_on": st.sampled_from((None, TODAY)),
                }),
            ),
            max_size=8,
        )
    )  # fmt: skip


@given(rows=worlds())
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counted_in_sql_as_told_row_by_row(covered_world, rows):
    with transaction.atomic():
        for n, (seat, scope, ways, said) in enumerate(rows):
            lasting = {"until": None} if said["since"] == NEXT else {}
            held = place(agency(seat), n, **ways)
            right(held, **{**said, **lasting, "scope": agency(scope if said["level"] is not None else seat)})
        for unit in (None, agency(PROVINCE), agency(DISTRICT), agency("G24"), agency("G24.51")):
            assert coverage.count(unit, TODAY) == told_plainly(unit)
        transaction.set_rollback(True)


def test_the_kept_figures_are_the_counted_ones_at_their_moment(covered_world):
    assert coverage.kept("covid") == ({}, None)
    bodies = reminding.count(at=AT)
    found, counted = coverage.kept("covid")
    assert (found, counted, len(found)) == (coverage.count(None, TODAY), AT, bodies)
    assert found == told_plainly(None)
    right(place(agency(DISTRICT), 1))
    assert coverage.kept("covid")[0] == found
    later = AT + timedelta(minutes=10)
    reminding.count(at=later)
    assert coverage.kept("covid") == (coverage.count(None, TODAY), later)
    assert coverage.kept("covid")[0] != found


def test_each_list_is_as_long_as_its_figure(covered_world):
    right(place(agency(DISTRICT), 1))
    asked = covered.Asked()
    province = agency(PROVINCE)
    figures = of(PROVINCE)
    lists = {
        which: behind.listed(which, province, asked, trees=[STATE], on=TODAY)
        for which in ("quan-tri", "chua-quan-tri", "thieu-can-bo")
    }
    assert {which: found.total for which, found in lists.items()} == {
        "quan-tri": figures.admins, "chua-quan-tri": 0, "thieu-can-bo": figures.lacking(),
    }  # fmt: skip
    assert DISTRICT not in {row[1] for row in lists["thieu-can-bo"].rows}
    assert [row[0].who for row in lists["quan-tri"].rows] == ["Đinh Văn Tỉnh Thử", "Ngô Thị Huyện Mẫu"]
    bare = behind.listed("chua-quan-tri", agency("G24"), asked, trees=[STATE], on=TODAY, size=4)
    assert (len(bare.rows), bare.total) == (4, of("G24").bare)
    senior = behind.listed("quan-tri", province, asked, trees=[STATE], on=TODAY, level=1)
    assert [row[0].who for row in senior.rows] == ["Đinh Văn Tỉnh Thử"]


def test_figures_are_one_statement(covered_world, django_assert_num_queries):
    coverage.duties(TODAY)
    with django_assert_num_queries(2):  # the services of the day, the figures
        coverage.count(None, TODAY)
    assert Grant.objects.exists()
