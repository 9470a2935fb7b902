"""What somebody tried in a review, once for each way in: refused, and nothing is changed by the attempt."""

from contextlib import suppress
from datetime import timedelta

import pytest

from motcua.administration.commands import applying, fulfilling, granting, inviting, rosters
from motcua.administration.models import Invitation, Roster, RosterLine
from motcua.administration.rules.matching import Wish
from motcua.administration.rules.uploads import AlreadyRegistered
from motcua.administration.rules.users import LOOKS_AN_HOUR, TooManyLooks
from motcua.agencies.commands import (
    Asked,
    activate,
    approve,
    deactivate,
    end,
    end_membership,
    give,
    move,
    stand_in,
)
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.takeover import take_over
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Agency, Grant, Membership, UnitChange
from motcua.agencies.queries import held_of
from motcua.agencies.rules import HeldInstead, HoldsMoreThanYou, SecondPerson
from motcua.agencies.rules.delegation import NotHeldByYou
from motcua.agencies.rules.rights import AdminLevel, bundle
from motcua.agencies.rules.units import NotYourTree
from motcua.identity.commands import care
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from tests.administration.roster_world import (
    AT,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    OTHER,
    PROVINCE,
    TODAY,
    _tree,
    agency,
    office,
    paste,
    rights,
    world,
)

__all__ = ["_tree", "office", "world"]
LATER = AT + timedelta(days=3)
NAME, NUMBER, PHONE = "Hồ Thị Chưa Mẫu", "099000000701", "0900000701"
SECRET = "051099004821"  # an ID number in a place where none belongs
DESK = "UBND huyện Mộ Đức"


def wishes(*keys):
    here = agency(DISTRICT)
    return [Wish(*key.split("/"), here.pk, here.path) for key in keys or ("covid/process", "covid/view")]


def proved(person):
    """Whose identity was confirmed, so that they count as who they say."""
    Person.objects.filter(pk=person.pk).update(assurance=2)
    return person


def told_since(entry):
    return list(Entry.objects.filter(pk__gt=entry).order_by("pk").values_list("action", "subject"))


def last_entry():
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first()


def changed(grants):
    """All that an attempt might have changed of them."""
    return list(grants.order_by("pk").values("pk", "ended_at", "approved_at", "under", "services", "membership__until"))


# P1, P2: whose number is this?
def test_inviting_tells_whose_numbers_are_no_oftener_than_a_search(world):
    stranger, by, before = proved(world.person("Người Lạ Xa Xôi")), world.actors["district"], last_entry()
    number, here = world.number(stranger), agency(DISTRICT).pk
    for _ in range(LOOKS_AN_HOUR):
        with pytest.raises(AlreadyRegistered):
            inviting.invite("Ai Đó Thử", number, "", here, wishes(), by=by, at=AT)
    assert told_since(before) == [("seen:officer", f"person:{stranger.pk}")] * LOOKS_AN_HOUR
    with pytest.raises(TooManyLooks):
        inviting.invite("Ai Đó Thử", number, "", here, wishes(), by=by, at=AT)
    assert len(told_since(before)) == LOOKS_AN_HOUR
    assert not Invitation.objects.exists()


def test_a_list_tells_whose_typed_numbers_are_no_oftener_than_a_search(world):
    by, number = world.actors["district"], world.number(proved(world.person("Người Lạ Xa Xôi")))
    roster = paste([OFFICER_TITLES, (1, "Chẳng Ai Cả", NUMBER, "", DESK)], OFFICERS, by, DISTRICT)
    line = RosterLine.objects.get(roster=roster)
    said = 0
    with suppress(TooManyLooks):
        while said <= LOOKS_AN_HOUR:
            rosters.decide(roster.pk, line.n, "id", number if said % 2 else NUMBER, by=by, at=AT)
            said += 1
    before = RosterLine.objects.values().get(pk=line.pk)
    with pytest.raises(TooManyLooks):
        rosters.decide(roster.pk, line.n, "id", NUMBER, by=by, at=AT)
    assert 0 < said <= LOOKS_AN_HOUR
    assert RosterLine.objects.values().get(pk=line.pk) == before


# P4, P5: an invitation as a way to rights
def test_who_could_not_give_the_rights_confirms_nobody_for_them(world):
    here = agency(DISTRICT)
    asked = [
        Wish(subsystem, right, here.pk, here.path, level=None if level is None else int(level))
        for subsystem, right, level in bundle("covid", AdminLevel.SECOND)
    ]
    found = inviting.invite(NAME, NUMBER, PHONE, here.pk, asked, by=world.actors["province"], at=AT)
    low = world.acts("low", world.seat(world.person("Bê Nhỏ Mẫu"), DISTRICT, "system/users"))
    friend = world.person("Tay Trong Thử", NUMBER)
    Invitation.objects.filter(pk=found.pk).update(candidate=friend)
    before = last_entry()
    with pytest.raises(NotHeldByYou):
        fulfilling.confirm(found.pk, by=low, at=LATER)
    assert told_since(before) == []
    assert Invitation.objects.get(pk=found.pk).state == found.state
    assert not Membership.objects.filter(person=friend).exists()


def test_an_old_invitation_does_not_revive_who_was_dismissed_since(world):
    old = "251234567"
    found = inviting.invite(NAME, old, "", agency(DISTRICT).pk, wishes(), by=world.actors["province"], at=AT)
    one = proved(world.person(NAME, NUMBER))
    place = world.seat(one, DISTRICT, "covid/process", "covid/view")
    end_membership(place.pk, why="Kỷ luật", by=SYSTEM, at=AT)
    before = changed(Grant.objects.filter(membership=place))
    care.put_id_number(one, old, by=SYSTEM, at=LATER)
    assert fulfilling.registered(one.pk, at=LATER) == 1
    assert rights(one, DISTRICT, LATER.date()) == set()
    assert changed(Grant.objects.filter(membership=place)) == before
    assert Membership.objects.get(pk=place.pk).until == TODAY
    left = Invitation.objects.get(pk=found.pk)
    assert (left.state, left.candidate_id, left.membership_id) == (found.state, one.pk, None)


# P6, P8, P9: orders and lists that wait
def test_a_unit_does_not_take_back_where_it_was_put(world):
    boss = world.acts("boss", world.seat(world.person("Sếp Tỉnh Mẫu"), PROVINCE, "system/units"))
    low = world.acts("low", world.seat(world.person("Đơn Vị Huyện Mẫu"), DISTRICT, "system/units"))
    change = tree.move_under(agency(DISTRICT), agency(OTHER), Order(LATER.date(), "QĐ 1"), by=boss, at=AT)
    before = last_entry()
    with pytest.raises(NotYourTree):
        tree.call_off(change.pk, by=low, at=AT)
    assert told_since(before) == []
    assert UnitChange.objects.get(pk=change.pk).dropped_at is None
    tree.call_off(change.pk, by=boss, at=AT)
    assert UnitChange.objects.get(pk=change.pk).dropped_at == AT


def test_a_list_in_the_queue_is_not_applied_for_who_manages_users_no_more(world, monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 0)
    by = world.actors["province"]
    roster = paste([OFFICER_TITLES, (1, NAME, NUMBER, "", DESK)], OFFICERS, by, PROVINCE)
    checked = roster.state
    assert applying.apply(roster.pk, by=by, at=AT) is None
    end(Grant.objects.get(membership=by.membership, right="users", level=None).pk, why="Thôi", by=SYSTEM, at=AT)
    before = Membership.objects.count(), Grant.objects.count()
    assert applying.apply_queued(roster.pk, at=AT) is None
    assert Roster.objects.get(pk=roster.pk).state == checked
    assert (Membership.objects.count(), Grant.objects.count()) == before
    assert not Invitation.objects.exists()


def test_an_order_of_a_closed_account_is_not_carried_out(world):
    here = agency(DISTRICT)
    boss = world.acts("boss", world.seat(world.person("Sếp Tỉnh Mẫu"), PROVINCE, "system/units"))
    change = tree.rename(here, "Tên Mới", Order(LATER.date(), "QĐ 1"), by=boss, at=AT)
    Person.objects.filter(pk=boss.person).update(is_active=False)
    tree.carry_out(change.pk, at=LATER)
    found = UnitChange.objects.get(pk=change.pk)
    assert (found.done_at, found.dropped_at) == (None, LATER)
    assert agency(DISTRICT).name == here.name


# C: numbers where none belong
def test_numbers_in_a_list_are_kept_nowhere_in_clear(world):
    rows = [
        OFFICER_TITLES, (1, "Hồ Thị Mẫu", "099000000701", PHONE, f"{DESK} {SECRET}"),
        (2, f"Hồ Thị Thử {SECRET}", "", "", DESK), (3, "Lê Mẫu", "099000000702", "", SECRET),
    ]  # fmt: skip
    roster = paste(rows, OFFICERS, world.actors["province"])
    assert RosterLine.objects.filter(roster=roster).count() == 3
    assert SECRET not in str(list(RosterLine.objects.filter(roster=roster).values()))
    assert RosterLine.objects.get(roster=roster, name="Lê Mẫu").place == "•••• 4821"


def test_numbers_in_the_name_of_a_file_are_not_kept(world):
    text = "\t".join(OFFICER_TITLES) + f"\n1\tHồ Mẫu\t099000000703\t\t{DESK}"
    source = rosters.Source(name=f"CCCD {SECRET}.xlsx", text=text)
    (roster,) = rosters.upload(source, OFFICERS, agency(PROVINCE).pk, "Lý do", by=world.actors["province"], at=AT)
    assert Roster.objects.get(pk=roster.pk).source == "CCCD •••• 4821.xlsx"
    assert SECRET not in str(list(Entry.objects.values("subject", "data")))


def test_a_title_with_a_number_is_refused(world, office):
    answer = office("province").post("/quan-tri/moi-dang-ky/moi/", {
        "name": NAME, "id_number": NUMBER, "agency": DISTRICT, "rights": ["covid/process"], "title": f"CV {SECRET}",
    })  # fmt: skip
    assert answer.status_code == 422
    assert not Invitation.objects.exists()


def test_a_reason_with_a_number_is_refused(world, office):
    found = inviting.invite(NAME, NUMBER, "", agency(DISTRICT).pk, wishes(), by=world.actors["province"], at=AT)
    office("province").post(f"/quan-tri/moi-dang-ky/{found.pk}/rut/", {"ly-do": f"Nhầm số {SECRET}"})
    assert Invitation.objects.get(pk=found.pk).state == found.state
    assert SECRET not in str(list(Entry.objects.values("subject", "data")))


# X: what somebody does elsewhere
def test_explaining_tells_nothing_of_a_second_place_outside(world, office):
    one = world.person("Hai Nơi Mẫu")
    here, there = world.seat(one, DISTRICT, "covid/view"), world.seat(one, "G24", "system/users")
    Membership.objects.filter(pk=there.pk).update(title="Mật vụ đặc biệt")
    answer = office("district").get(f"/quan-tri/vi-sao/{here.pk}/?loai=co-quan&ma=G24")
    assert answer.status_code == 422
    for said in ("Mật vụ đặc biệt", "Bảo hiểm xã hội Việt Nam", "Được: Quản lý người dùng"):
        assert said not in answer.content.decode()


# M7: one person alone over a province
def test_a_lower_label_over_a_whole_province_waits_for_the_second_person(world):
    body, (one, two) = agency(PROVINCE), (world.actors["state"], world.actors["second"])
    place = world.seat(world.person("Cả Tỉnh Thử"), PROVINCE)
    asked = [Asked("covid", "process", body.pk, level=2), Asked("covid", "view", body.pk, level=4)]
    given = give(place.pk, asked, reason="", by=one, at=AT)
    assert held_of(place.pk, TODAY) == ()
    for grant in given:
        with pytest.raises(SecondPerson):
            approve(grant.pk, by=one, at=AT)
    assert held_of(place.pk, TODAY) == ()
    approve(given[0].pk, by=two, at=AT)
    assert [held.grant for held in held_of(place.pk, TODAY)] == [given[0].pk]


def test_the_province_itself_needs_nobody_else_for_its_own(world):
    place = world.seat(world.person("Cấp Một Thử"), PROVINCE)
    asked = [Asked("covid", "process", agency(PROVINCE).pk, level=int(AdminLevel.FIRST))]
    (grant,) = give(place.pk, asked, reason="", by=world.actors["province"], at=AT)
    assert grant.approved_at == AT


def test_who_gave_a_waiting_right_stays_who_gave_it(world):
    one, two = world.actors["state"], world.actors["second"]
    place = world.seat(world.person("Cả Tỉnh Thử"), PROVINCE)
    asked = [Asked("covid", right, agency(PROVINCE).pk, level=1) for right in ("process", "view")]
    approved, waiting = give(place.pk, asked, reason="", by=one, at=AT)
    approve(approved.pk, by=two, at=AT)
    done = take_over(one.membership, two.membership, by=SYSTEM, at=AT)
    assert ([g.pk for g in done.moved], [g.pk for g in done.left]) == ([approved.pk], [waiting.pk])
    with pytest.raises(SecondPerson):
        approve(waiting.pk, by=one, at=AT)
    assert Grant.objects.get(pk=waiting.pk).approved_at is None


# M8: a right that keeps its holder in place
@pytest.mark.parametrize("act", ["lock", "move", "end"])
def test_a_right_that_has_run_out_keeps_nobody_in_place(world, act):
    place = world.seat(world.person("Hết Hạn Thử"), DISTRICT)
    last = [Asked("pakn", "answer", agency(DISTRICT).pk, until=TODAY + timedelta(days=1))]
    (grant,) = give(place.pk, last, reason="", by=SYSTEM, at=AT)
    by = world.actors["district"]
    below = Agency.objects.filter(parent=place.agency).order_by("pk")[0]
    acts = {
        "lock": lambda at: deactivate(place.pk, by=by, at=at),
        "move": lambda at: move(place.pk, below, by=by, at=at),
        "end": lambda at: end_membership(place.pk, why="Nghỉ", by=by, at=at),
    }
    with pytest.raises(HoldsMoreThanYou):
        acts[act](AT)
    assert changed(Grant.objects.filter(pk=grant.pk))[0]["ended_at"] is None
    acts[act](LATER)
    assert Grant.objects.get(pk=grant.pk).ended_at == (None if act == "lock" else LATER)
    assert Membership.objects.get(pk=place.pk).active is (act != "lock")


@pytest.mark.parametrize("what", ["begins later", "waits"])
def test_a_right_that_is_to_come_still_does(world, what):
    place = world.seat(world.person("Sắp Có Thử"), DISTRICT)
    deactivate(place.pk, by=SYSTEM, at=AT)
    asked = [Asked("pakn", "answer", agency(DISTRICT).pk, since=TODAY + timedelta(days=2))]
    (grant,) = give(place.pk, asked, reason="", by=SYSTEM, at=AT)
    if what == "waits":
        Grant.objects.filter(pk=grant.pk).update(since=TODAY, approved_at=None)
    with pytest.raises(HoldsMoreThanYou):
        activate(place.pk, by=world.actors["district"], at=AT)
    assert Membership.objects.get(pk=place.pk).active is False


# A stand-in who stays
def test_a_stand_ins_right_is_not_made_a_plain_one(world):
    by = world.actors["province"]
    away, cover = (world.seat(world.person(name), DISTRICT) for name in ("Nghỉ Phép Thử", "Làm Thay Mẫu"))
    here = agency(DISTRICT).pk
    (own,) = give(away.pk, [Asked("covid", "process", here)], reason="", by=by, at=AT)
    (grant,) = stand_in(away.pk, cover.pk, since=TODAY, until=LATER.date(), reason="", by=by, at=AT)
    before, entry = changed(Grant.objects.filter(membership=cover)), last_entry()
    with pytest.raises(HeldInstead, match="Làm Thay Mẫu chỉ giữ quyền “Xử lý hồ sơ dịch vụ công” để làm thay"):
        granting.configure(cover.pk, {grant.pk: frozenset({"tam-hoan-hop-dong"})}, reason="", by=by, at=AT)
    assert changed(Grant.objects.filter(membership=cover)) == before
    assert told_since(entry) == []
    end(own.pk, why="Thôi", by=by, at=AT)
    assert Grant.objects.get(pk=grant.pk).ended_at == AT
