from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from motcua.agencies import queries
from motcua.agencies.middleware import actor_middleware
from motcua.agencies.models import Membership
from motcua.kernel.actor import Actor, Capacity, Held
from tests.agencies.conftest import AT, ON, admitted, at_identifier, business, person
from tests.grants import acting, granted, seated


def test_nothing_chosen_is_a_citizen(people, django_assert_num_queries):
    citizen = Actor(person=people.who.pk, name="Trần Thị Mẫu")
    with django_assert_num_queries(0):
        assert queries.actor_for(people.who, {}, ON) == citizen
        assert queries.actor_for(people.who, {"capacity": "citizen"}, ON) == citizen


@pytest.mark.parametrize(
    ("role", "powers"), [("representative", {"file", "view"}), ("filer", {"file", "view"}), ("viewer", {"view"})]
)
def test_for_a_business(people, django_assert_num_queries, role, powers):
    admitted(people.who, people.firm, role)
    with django_assert_num_queries(1):
        actor = queries.actor_for(people.who, {"capacity": f"business:{people.firm.pk}"}, ON)
    assert actor == Actor(
        person=people.who.pk,
        name="Trần Thị Mẫu",
        capacity=Capacity.BUSINESS,
        business=people.firm.pk,
        business_name="Công ty TNHH Ví Dụ",
        powers=frozenset(powers),
    )


def works(people, **more):
    return seated(people.who, people.agency, "process", "view", **({"since": date(2020, 1, 1)} | more))


def test_as_an_officer(people, django_assert_num_queries):
    place = works(people)
    with django_assert_num_queries(1):
        actor = queries.actor_for(people.who, {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}, ON)
    assert actor == Actor(
        person=people.who.pk,
        name="Trần Thị Mẫu",
        capacity=Capacity.OFFICER,
        membership=place.pk,
        agency=people.agency.pk,
        agency_name="Ủy ban nhân dân huyện Mộ Đức",
        agency_path=people.agency.path,
        powers=frozenset({"process", "view"}),
        held=tuple(  # as long as the district exists
            Held("covid", grant.right, people.agency.path, until=date(2025, 7, 1), grant=grant.pk)
            for grant in place.grants.order_by("pk")
        ),
    )


def test_two_hundred_rights_cost_no_more_than_one(people, django_assert_num_queries):
    place = works(people)
    for n in range(200):
        granted(place, "process", services=[f"dich-vu-{n}"])
    with django_assert_num_queries(1):
        actor = acting(place)
    assert len(actor.held) == 202
    assert {one.grant for one in actor.held} == set(place.grants.values_list("pk", flat=True))


def test_only_rights_in_force_count(people):
    """Not those of tomorrow, of yesterday, ended, waiting, or over an agency that is gone."""
    place = works(people)
    gone = at_identifier("H48.534")
    type(gone).objects.filter(pk=gone.pk).update(valid_to=ON)
    for changes in (
        {"since": ON + timedelta(days=1)}, {"until": ON}, {"ended_at": AT}, {"approved_at": None}, {"scope": gone},
    ):  # fmt: skip
        (grant,) = granted(place, "decide")
        type(grant).objects.filter(pk=grant.pk).update(**changes)
    (lasting,) = granted(place, "counter")
    type(lasting).objects.filter(pk=lasting.pk).update(until=ON + timedelta(days=1))
    actor = acting(place, ON)
    assert actor.powers == {"process", "view", "counter"}
    assert {one.right: one.until for one in actor.held}["counter"] == ON + timedelta(days=1)


def test_an_inactive_place_is_none(people):
    place = works(people)
    Membership.objects.update(active=False)
    assert acting(place).capacity is Capacity.CITIZEN
    assert f"member:{place.pk}" not in {choice.key for choice in queries.capacities(people.who, ON)}


@pytest.mark.parametrize(
    ("since", "until", "on", "officer"),
    [
        (ON, None, ON, True),
        (date(2020, 5, 13), None, ON, False),
        (date(2020, 1, 1), date(2020, 5, 13), ON, True),
        (date(2020, 1, 1), ON, ON, False),
        (date(2020, 1, 1), None, date(2025, 6, 30), True),
        (date(2020, 1, 1), None, date(2025, 7, 1), False),  # the agency itself is gone
    ],
)
def test_a_place_counts_on_its_days(people, since, until, on, officer):
    place = works(people, since=since, until=until)
    assert (
        queries.actor_for(people.who, {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}, on).officer
        is officer
    )
    assert (f"member:{place.pk}" in {c.key for c in queries.capacities(people.who, on)}) is officer


def test_what_is_not_theirs_makes_a_citizen(people):
    other, firm = person("Nguyễn Văn Thử"), business("Hộ kinh doanh Thử")
    admitted(other, people.firm)
    admitted(people.who, firm, active=False)
    place = works(SimpleNamespace(who=other, agency=people.agency))
    for key in (f"business:{people.firm.pk}", f"business:{firm.pk}", f"member:{place.pk}"):
        assert (
            queries.actor_for(people.who, {"proof": {"methods": ["totp"]}, "capacity": key}, ON).capacity
            is Capacity.CITIZEN
        )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "member",
        "member:",
        "member:0",
        "member:-1",
        "member:x",
        "member:1e3",
        "member:²",
        "admin:1",
        "business:" + "9" * 30,
        None,
        7,
    ],
)
def test_nonsense_makes_a_citizen(people, value):
    assert (
        queries.actor_for(people.who, {"proof": {"methods": ["totp"]}, "capacity": value}, ON).capacity
        is Capacity.CITIZEN
    )


def test_capacities(people, django_assert_num_queries):
    admitted(people.who, people.firm)
    admitted(people.who, business("An Ví Dụ"), "viewer")
    place = works(people)
    with django_assert_num_queries(2):
        found = queries.capacities(people.who, ON)
    assert [(c.label, c.detail) for c in found] == [
        ("Công dân", "Trần Thị Mẫu"),
        ("An Ví Dụ", "Người xem"),
        ("Công ty TNHH Ví Dụ", "Người nộp hồ sơ"),
        ("Ủy ban nhân dân huyện Mộ Đức", "Chuyên viên"),
    ]
    assert found[0].key == "citizen"
    assert found[2].key == f"business:{people.firm.pk}"
    assert found[3].key == f"member:{place.pk}"
    for choice in found:
        actor = queries.actor_for(people.who, {"proof": {"methods": ["totp"]}, "capacity": choice.key}, ON)
        assert actor.capacity == _KINDS[choice.key.partition(":")[0]]


_KINDS = {"citizen": "citizen", "business": "business", "member": "officer"}


def answered(user, session):
    """The request as a view sees it."""
    request = RequestFactory().get("/")
    request.user, request.session, request.at = user, session, AT
    seen = []
    actor_middleware(seen.append)(request)
    return seen[0]


def test_a_visitor_has_no_actor():
    assert answered(AnonymousUser(), {}).actor is None


def test_the_actor_is_asked_for_late_and_once(people, django_assert_num_queries):
    place = works(people)
    with django_assert_num_queries(0):
        request = answered(people.who, {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"})
    with django_assert_num_queries(1):
        assert request.actor.officer
        assert request.actor.agency_name == "Ủy ban nhân dân huyện Mộ Đức"
    request.actor = None  # a test or a view may still set it
    assert request.actor is None


def test_the_day_is_the_vietnamese_one(people):
    """At 18:00 UTC of the 11th it is the 12th in Việt Nam, where the place begins."""
    place = works(people, since=ON)
    request = RequestFactory().get("/")
    request.user, request.session = people.who, {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}
    request.at = AT.replace(hour=1).astimezone(tz=None)
    actor_middleware(lambda _: None)(request)
    assert request.actor.officer
