from datetime import date, datetime, timedelta

import pytest

from motcua.agencies import commands, queries
from motcua.agencies.commands.memberships import renamed
from motcua.agencies.models import Membership
from motcua.agencies.rules import AgencyClosed, MembershipEnded, NoSuchMembership, NotYourAgency, SameAgency
from motcua.agencies.rules.rights import SUBSYSTEMS
from motcua.identity.models import Person
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM, Actor
from motcua.kernel.errors import Invalid
from motcua.shell.clock import VIETNAM
from tests.agencies.conftest import AT, ON, at_identifier, officer, person


def rights(place, on=ON):
    return {(g.subsystem, g.right, g.level) for g in queries.grants_of(place.pk, on)}


def acts(agency):
    return [e.action for e in history(f"agency:{agency.pk}")]


def test_appoint(people):
    place = commands.appoint(people.who, people.agency, " Chuyên  viên ", ["view", "process"], at=AT)

    assert (place.title, place.active, place.since, place.until) == ("Chuyên viên", True, ON, None)
    assert rights(place) == {("covid", "process", None), ("covid", "view", None)}
    assert {(g.scope_id, g.under_id, g.falls) for g in place.grants.all()} == {(people.agency.pk, None, False)}
    assert acts(people.agency) == ["membership.placed", "membership.activated", "grant.given", "grant.given"]
    assert {e.person_name for e in history(f"agency:{people.agency.pk}")} == {"Hệ thống"}


def test_again_changes_title_and_powers(people):
    first = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    later = commands.appoint(people.who, people.agency, "Phó Chủ tịch", ["decide"], at=AT + timedelta(days=30))
    assert (later.pk, later.title, later.since) == (first.pk, "Phó Chủ tịch", ON)
    assert rights(later, ON + timedelta(days=30)) == {("office", "decide", None)}
    assert [g.ended_why for g in later.grants.filter(right="process")] == ["Cấp lại."]
    assert Membership.objects.count() == 1


def test_an_administrator_by_the_portal(people):
    place = commands.appoint(people.who, people.agency, "Quản trị", ["grant"], at=AT)
    passed = {(g.subsystem, g.right) for g in place.grants.filter(level=2, falls=True)}
    assert passed == {(key, right) for key in ("system", "covid", "office") for right in SUBSYSTEMS[key].rights}
    assert rights(place) - {(s, r, 2) for s, r in passed} == {("system", r, None) for r in SUBSYSTEMS["system"].rights}


def test_end_and_begin_anew(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    later = AT + timedelta(days=10)
    assert queries.officers_of(people.agency.pk, date(2020, 5, 21), "process")
    assert commands.end_membership(place.pk, why="Nghỉ hưu", by=SYSTEM, at=later) == ()
    place.refresh_from_db()
    assert place.until == date(2020, 5, 22)
    assert [(g.ended_at, g.ended_by, g.ended_why) for g in place.grants.all()] == [(later, None, "Nghỉ hưu")]
    assert queries.officers_of(people.agency.pk, date(2020, 5, 22), "process") == []

    again = commands.appoint(people.who, people.agency, "Chuyên viên", ["view"], at=AT + timedelta(days=40))
    assert (again.pk, again.since, again.until) == (place.pk, date(2020, 6, 21), None)
    assert rights(again, date(2020, 6, 21)) == {("covid", "view", None)}


def test_an_ended_place_ends_once(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    commands.end_membership(place.pk, why="Nghỉ hưu", by=SYSTEM, at=AT)
    before = acts(people.agency)
    with pytest.raises(MembershipEnded) as refusal:
        commands.end_membership(place.pk, why="Nghỉ hưu", by=SYSTEM, at=AT + timedelta(days=1))
    assert str(refusal.value) == "Trần Thị Mẫu đã thôi làm việc tại Ủy ban nhân dân huyện Mộ Đức từ ngày 12/05/2020."
    assert acts(people.agency) == before


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
def test_people_are_managed_in_the_own_subtree_only(people, identifier, powers, allowed):
    by = officer(at_identifier(identifier), *powers)
    if allowed:
        place = commands.place(people.who, people.agency, "Chuyên viên", by=by, at=AT)
        assert (place.active, place.grants.count()) == (False, 0)
        commands.end_membership(place.pk, why="Nhầm", by=by, at=AT)
        place.refresh_from_db()
        assert place.until == ON
        return
    with pytest.raises(NotYourAgency):
        commands.place(people.who, people.agency, "Chuyên viên", by=by, at=AT)
    assert not people.who.memberships.exists()
    assert acts(people.agency) == []
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    for act in (
        lambda: commands.end_membership(place.pk, why="Nhầm", by=by, at=AT),
        lambda: commands.deactivate(place.pk, by=by, at=AT),
        lambda: commands.describe(place.pk, "Trưởng phòng", "", by=by, at=AT),
        lambda: commands.move(place.pk, at_identifier("H48.534"), by=by, at=AT),
    ):
        with pytest.raises(NotYourAgency):
            act()
    place.refresh_from_db()
    assert (place.until, place.active, place.title) == (None, True, "Chuyên viên")
    assert rights(place) == {("covid", "process", None)}


def test_inactive_and_active_again(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    assert not commands.deactivate(place.pk, by=SYSTEM, at=AT).active
    assert queries.officers_of(people.agency.pk, ON, "process") == []
    assert rights(place) == set()
    commands.deactivate(place.pk, by=SYSTEM, at=AT)
    assert acts(people.agency)[3:] == ["membership.deactivated"]  # once
    assert commands.activate(place.pk, by=SYSTEM, at=AT).active
    assert rights(place) == {("covid", "process", None)}


def test_who_moves_begins_without_rights(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["process"], at=AT)
    there = at_identifier("H48.534")
    new = commands.move(place.pk, there, by=SYSTEM, at=AT)
    assert (new.agency, new.title, new.active, new.grants.count()) == (there, "Chuyên viên", True, 0)
    place.refresh_from_db()
    assert place.until == ON
    assert [g.ended_why for g in place.grants.all()] == ["Chuyển đơn vị."]
    with pytest.raises(SameAgency):
        commands.move(new.pk, there, by=SYSTEM, at=AT)


def test_a_citizen_grants_nothing(people):
    with pytest.raises(NotYourAgency):
        commands.place(people.who, people.agency, "x", by=Actor(person=person().pk, name="A"), at=AT)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("title", "powers", "faults"),
    [
        ("x" * 121, ["view"], {"title"}),
        ("x", ["fly"], {"powers"}),
        ("x", ["process", "fly"], {"powers"}),
    ],
)
def test_faults(people, title, powers, faults):
    with pytest.raises(Invalid) as refusal:
        commands.appoint(people.who, people.agency, title, powers, at=AT)
    assert set(refusal.value.problems) == faults
    assert not Membership.objects.exists()


def test_nobody_joins_an_agency_that_is_gone(people):
    with pytest.raises(AgencyClosed) as refusal:
        commands.appoint(people.who, people.agency, "x", ["view"], at=datetime(2025, 7, 1, 8, tzinfo=VIETNAM))
    assert str(refusal.value).startswith("Ủy ban nhân dân huyện Mộ Đức không hoạt động vào ngày 01/07/2025")
    assert not Membership.objects.exists()


@pytest.mark.django_db
def test_no_such_membership():
    with pytest.raises(NoSuchMembership):
        commands.end_membership(0, why="Nhầm", by=SYSTEM, at=AT)
    assert person().memberships.count() == 0


def test_a_corrected_name_finds_the_place(people):
    place = commands.appoint(people.who, people.agency, "Chuyên viên", ["view"], at=AT)
    assert place.name_fold == "tran thi mau"
    Person.objects.filter(pk=people.who.pk).update(name="Trần Thị Mơ", name_fold="tran thi mo")
    renamed(people.who.pk)
    place.refresh_from_db()
    assert place.name_fold == "tran thi mo"
