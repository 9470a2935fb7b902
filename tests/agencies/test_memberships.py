from datetime import date, datetime, timedelta

import pytest

from motcua.agencies import commands, queries
from motcua.agencies.models import Membership
from motcua.agencies.rules import AgencyClosed, MembershipEnded, NoSuchMembership, NotYourAgency
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM, Actor
from motcua.kernel.errors import Invalid
from motcua.shell.clock import VIETNAM
from tests.agencies.conftest import AT, ON, at_identifier, officer, person


def test_appoint(people):
    place = commands.appoint(people.who, people.agency, " Chuyên  viên ", ["view", "process"], by=SYSTEM, at=AT)

    assert (place.title, place.powers, place.since, place.until) == ("Chuyên viên", ["process", "view"], ON, None)
    entry = history(f"agency:{people.agency.pk}")[-1]
    assert (entry.action, entry.person_name) == ("membership.appointed", "Hệ thống")
    assert entry.data == {"person": people.who.pk, "title": "Chuyên viên", "powers": ["process", "view"]}


def test_again_changes_title_and_powers(people):
    first = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=SYSTEM, at=AT)
    later = commands.appoint(
        people.who, people.agency, "Phó Chủ tịch", ["decide"], by=SYSTEM, at=AT + timedelta(days=30)
    )
    assert (later.pk, later.title, later.powers, later.since) == (first.pk, "Phó Chủ tịch", ["decide"], ON)
    assert Membership.objects.count() == 1


def test_end_and_begin_anew(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=SYSTEM, at=AT)
    ended = commands.end_membership(place.pk, by=SYSTEM, at=AT + timedelta(days=10))
    assert ended.until == date(2020, 5, 22)
    assert queries.officers_of(people.agency.pk, date(2020, 5, 21), "process")
    assert queries.officers_of(people.agency.pk, date(2020, 5, 22), "process") == []

    again = commands.appoint(people.who, people.agency, "Chuyên viên", ["view"], by=SYSTEM, at=AT + timedelta(days=40))
    assert (again.pk, again.since, again.until) == (place.pk, date(2020, 6, 21), None)
    assert [e.action for e in history(f"agency:{people.agency.pk}")] == [
        "membership.appointed",
        "membership.ended",
        "membership.appointed",
    ]


def test_an_ended_place_ends_once(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=SYSTEM, at=AT)
    commands.end_membership(place.pk, by=SYSTEM, at=AT)
    with pytest.raises(MembershipEnded) as refusal:
        commands.end_membership(place.pk, by=SYSTEM, at=AT + timedelta(days=1))
    assert str(refusal.value) == "Trần Thị Mẫu đã thôi làm việc tại Ủy ban nhân dân huyện Mộ Đức từ ngày 12/05/2020."
    assert len(history(f"agency:{people.agency.pk}")) == 2


@pytest.mark.parametrize(
    ("identifier", "powers", "allowed"),
    [
        ("H48", {"grant"}, True),
        ("H48.533", {"grant"}, True),
        ("H48.534", {"grant"}, False),
        ("H48.533.21409", {"grant"}, False),
        ("G24", {"grant"}, False),
        ("H48", {"process", "view", "decide"}, False),
    ],
)
def test_grants_reach_the_own_subtree_only(people, identifier, powers, allowed):
    by = officer(at_identifier(identifier), *powers)
    if allowed:
        place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=by, at=AT)
        assert commands.end_membership(place.pk, by=by, at=AT).until == ON
        return
    with pytest.raises(NotYourAgency):
        commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=by, at=AT)
    assert not Membership.objects.exists()
    assert list(history(f"agency:{people.agency.pk}")) == []
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], by=SYSTEM, at=AT)
    with pytest.raises(NotYourAgency):
        commands.end_membership(place.pk, by=by, at=AT)
    place.refresh_from_db()
    assert place.until is None


def test_a_citizen_grants_nothing(people):
    with pytest.raises(NotYourAgency):
        commands.appoint(people.who, people.agency, "x", ["view"], by=Actor(person=people.who.pk, name="A"), at=AT)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("title", "powers", "faults"),
    [
        ("", ["view"], {"title"}),
        (" \u200b", [], {"title"}),
        ("x" * 121, ["view"], {"title"}),
        ("x", ["fly"], {"powers"}),
        ("", ["fly"], {"title", "powers"}),
    ],
)
def test_faults(people, title, powers, faults):
    with pytest.raises(Invalid) as refusal:
        commands.appoint(people.who, people.agency, title, powers, by=SYSTEM, at=AT)
    assert set(refusal.value.problems) == faults
    assert not Membership.objects.exists()


def test_nobody_joins_an_agency_that_is_gone(people):
    with pytest.raises(AgencyClosed) as refusal:
        commands.appoint(
            people.who, people.agency, "x", ["view"], by=SYSTEM, at=datetime(2025, 7, 1, 8, tzinfo=VIETNAM)
        )
    assert str(refusal.value).startswith("Ủy ban nhân dân huyện Mộ Đức không hoạt động vào ngày 01/07/2025")
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_no_such_membership():
    with pytest.raises(NoSuchMembership):
        commands.end_membership(0, by=SYSTEM, at=AT)
    assert person().memberships.count() == 0
