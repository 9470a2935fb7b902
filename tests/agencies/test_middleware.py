"""The whole chain of middleware, in front of one page that says who acts."""

from datetime import date

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from motcua.agencies.models import Membership
from tests.agencies.conftest import AT
from tests.grants import seated


def whoami(request: HttpRequest) -> HttpResponse:
    if "quiet" in request.GET:
        return HttpResponse("ok")
    actor = request.actor
    return JsonResponse({"actor": None if actor is None else [actor.capacity, actor.name, actor.agency_name]})


urlpatterns = [path("toi-la-ai/", whoami)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def in_2020(monkeypatch):
    """While the districts exist."""
    monkeypatch.setattr("motcua.shell.clock.now", lambda: AT)


@pytest.fixture
def signed_in(client, people):
    client.force_login(people.who, "motcua.identity.backends.NumberBackend")
    session = client.session
    place = seated(people.who, people.agency, "process")

    def act_as(capacity):
        session["capacity"] = capacity
        session["proof"] = {"methods": ["password", "totp"]}
        session.save()
        return client

    act_as.place = place
    return act_as


@pytest.mark.django_db
def test_a_visitor_costs_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/toi-la-ai/").json() == {"actor": None}


def test_a_citizen_costs_the_session_and_the_account(signed_in, django_assert_num_queries):
    client = signed_in("citizen")
    with django_assert_num_queries(2):
        assert client.get("/toi-la-ai/").json() == {"actor": ["citizen", "Trần Thị Mẫu", ""]}


def test_an_officer_costs_one_more(signed_in, django_assert_num_queries):
    client = signed_in(f"member:{signed_in.place.pk}")
    with django_assert_num_queries(3):
        found = client.get("/toi-la-ai/").json()
    assert found == {"actor": ["officer", "Trần Thị Mẫu", "Ủy ban nhân dân huyện Mộ Đức"]}


def test_who_does_not_ask_does_not_pay(signed_in, django_assert_num_queries):
    client = signed_in(f"member:{signed_in.place.pk}")
    with django_assert_num_queries(0):
        assert client.get("/toi-la-ai/?quiet").content == b"ok"


def test_a_place_that_ended_leaves_a_citizen(signed_in):
    client = signed_in(f"member:{signed_in.place.pk}")
    Membership.objects.update(until=date(2020, 2, 1))
    assert client.get("/toi-la-ai/").json() == {"actor": ["citizen", "Trần Thị Mẫu", ""]}
