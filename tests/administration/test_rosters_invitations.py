"""Invitations become rights by themselves once people register – if it is still allowed then, and surely them."""

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.administration.commands import applying, fulfilling, inviting
from motcua.administration.models import Invitation
from motcua.administration.rules.inviting import Match, certain
from motcua.administration.rules.matching import Wish
from motcua.administration.rules.uploads import (
    AlreadyRegistered,
    AlreadySettled,
    JustReminded,
    NoSuchInvitation,
    NotYourHome,
)
from motcua.agencies.commands import end, end_membership
from motcua.agencies.models import Grant, Membership
from motcua.identity.commands import care
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Invalid
from motcua.notices.models import Notice
from tests.administration.roster_world import (
    AT,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    OTHER,
    PROVINCE,
    _tree,
    agency,
    paste,
    rights,
    world,
)

__all__ = ["_tree", "world"]
NAME, NUMBER, PHONE = "Hồ Thị Chưa Mẫu", "099000000701", "0900000701"
USED = {("covid", "process", None), ("covid", "view", None)}
LATER = AT + timedelta(days=3)


def wishes(where=DISTRICT):
    here = agency(where)
    return [Wish("covid", right, here.pk, here.path) for right in ("process", "view")]


def invited(world, *, number=NUMBER, phone="", by="province", where=DISTRICT):
    return inviting.invite(NAME, number, phone, agency(where).pk, wishes(where), by=world.actors[by], at=AT)


def news(key):
    return list(Notice.objects.filter(person=key.person).order_by("pk").values_list("title", flat=True))


def jobs(name):
    return list(ProcrastinateJob.objects.filter(task_name=name).order_by("id").values_list("args", flat=True))


def test_registering_and_proving_brings_the_rights(world):
    found = invited(world)
    one = world.person(NAME, NUMBER)
    assert jobs("administration.registered").count({"person": one.pk}) == 1
    assert fulfilling.registered(one.pk, at=LATER) == 1
    # They have only typed the number that the invitation knows: a person says yes, or they prove who they are.
    assert (Membership.objects.filter(person=one).count(), Invitation.objects.get().candidate_id) == (0, one.pk)
    world.prove(one, LATER)
    assert jobs("administration.registered").count({"person": one.pk}) == 2
    assert fulfilling.registered(one.pk, at=LATER) == 1
    assert rights(one, DISTRICT, LATER.date()) == USED
    found.refresh_from_db()
    place = Membership.objects.get(person=one)
    assert (found.state, found.membership_id, place.active) == ("fulfilled", place.pk, True)
    granted = Grant.objects.get(membership=place, right="view")
    assert granted.under.membership.person_id == world.actors["province"].person
    assert news(world.actors["province"])[-1] == "Người được mời đã có quyền"
    # The job may run twice.
    assert fulfilling.registered(one.pk, at=LATER) == 0
    assert Grant.objects.filter(membership=place).count() == 2


@pytest.mark.parametrize("how", ["right", "place"])
def test_the_inviters_right_ended_before(world, how):
    """It lapses, nothing is granted, and who manages the agency now is told."""
    found = invited(world)
    by = world.actors["province"]
    if how == "place":
        end_membership(by.membership, why="Chuyển công tác", by=SYSTEM, at=AT)
    else:
        end(Grant.objects.get(membership=by.membership, right="process").pk, why="Thôi", by=SYSTEM, at=AT)
    one = world.prove(world.person(NAME, NUMBER), LATER)
    fulfilling.registered(one.pk, at=LATER)
    found.refresh_from_db()
    assert (found.state, Membership.objects.filter(person=one).count()) == ("lapsed", 0)
    told = world.actors["district"] if how == "place" else by
    assert news(told)[-1] == "Một lời mời không còn hiệu lực"
    assert ("Bạn không được cấp lại quyền" in found.settled_why) is (how == "right")


def test_another_name_waits_for_a_person(world):
    found = invited(world)
    one = world.person("Trần Văn Khác Thử", NUMBER)
    fulfilling.registered(one.pk, at=LATER)
    found.refresh_from_db()
    assert (found.state, found.candidate_id, rights(one, DISTRICT, LATER.date())) == ("waiting", one.pk, set())
    assert news(world.actors["province"])[-1] == "Cần xác nhận người được mời"
    fulfilling.registered(one.pk, at=LATER)  # asked once
    assert news(world.actors["province"]).count("Cần xác nhận người được mời") == 1
    with pytest.raises(NoSuchInvitation):
        fulfilling.confirm(found.pk, by=_other_district(world), at=LATER)
    fulfilling.confirm(found.pk, by=world.actors["district"], at=LATER)
    assert rights(one, DISTRICT, LATER.date()) == USED
    with pytest.raises(AlreadySettled):
        fulfilling.confirm(found.pk, by=world.actors["district"], at=LATER)


def _other_district(world):
    from motcua.agencies.rules.rights import AdminLevel

    return world.administrator("other", "Lý Thị Khác Mẫu", OTHER, AdminLevel.SECOND)


@pytest.mark.parametrize(
    ("match", "name", "sure"),
    [
        (Match(True, True, False, False), NAME, False),  # anybody may type an ID number
        (Match(True, True, True, False), NAME, True),  # … but not prove a phone
        (Match(True, True, False, True), NAME, True),  # … unless it was confirmed
        (Match(True, False, True, True), NAME, False),
        (Match(False, False, True, False), NAME, True),
        (Match(True, True, True, True), "Hồ Thị Chứa Mẫu", False),
    ],
)
def test_who_is_surely_the_invited(match, name, sure):
    assert certain(match, NAME, name) is sure


def test_a_listed_phone_must_be_theirs_and_a_later_change_of_number_counts(world):
    """Somebody else's phone: a person looks first. With the right ID number later it goes by itself."""
    found = invited(world, phone=PHONE)
    one = world.person(NAME, "099000000702", PHONE)
    fulfilling.registered(one.pk, at=LATER)
    found.refresh_from_db()
    assert (found.state, found.candidate_id) == ("waiting", one.pk)
    before = len(jobs("administration.registered"))
    care.put_id_number(one, NUMBER, by=SYSTEM, at=LATER)
    assert len(jobs("administration.registered")) == before + 1
    fulfilling.registered(one.pk, at=LATER)
    assert rights(one, DISTRICT, LATER.date()) == USED


def test_withdrawn_and_late_invitations_give_nothing(world):
    found = invited(world)
    with pytest.raises(Invalid):
        inviting.withdraw(found.pk, "", by=world.actors["province"], at=AT)
    with pytest.raises(NoSuchInvitation):
        inviting.withdraw(found.pk, "Nhầm", by=_other_district(world), at=AT)
    inviting.withdraw(found.pk, "Nhầm người", by=world.actors["province"], at=AT)
    with pytest.raises(AlreadySettled):
        inviting.remind(found.pk, by=world.actors["province"], at=AT)
    late = invited(world)
    one = world.prove(world.person(NAME, NUMBER), LATER)
    fulfilling.registered(one.pk, at=AT + timedelta(days=91))
    late.refresh_from_db()
    assert (late.state, late.settled_why) == ("lapsed", "Lời mời đã hết hạn.")
    assert not Membership.objects.filter(person=one).exists()


def test_the_night_lets_lapse(world):
    found = invited(world)
    assert inviting.lapse(at=AT + timedelta(days=89)) == 0
    assert inviting.lapse(at=AT + timedelta(days=90)) == 1
    found.refresh_from_db()
    assert found.state == "lapsed"


def test_the_message_and_the_reminder(world):
    """One SMS without accents, number or link; at most one a day; nothing once settled."""
    found = invited(world, phone=PHONE)
    assert jobs("administration.invite") == [{"invitation": found.pk}]
    parcel = inviting.parcel(found.pk)
    assert (parcel.channel, parcel.to) == ("sms", "+84900000701")
    assert parcel.text.isascii()
    assert len(parcel.text) <= 160
    assert NUMBER not in parcel.text
    inviting.note_sent(found.pk, "Nhà mạng trả lời 500", at=AT)
    found.refresh_from_db()
    assert (found.told_at, found.trouble) == (None, "Nhà mạng trả lời 500")
    with pytest.raises(JustReminded):
        inviting.remind(found.pk, by=world.actors["province"], at=AT)
    inviting.remind(found.pk, by=world.actors["province"], at=LATER)
    assert inviting.parcel(found.pk).key != parcel.key
    inviting.note_sent(found.pk, "", at=LATER)
    found.refresh_from_db()
    assert (found.told_at, found.trouble) == (LATER, "")
    inviting.withdraw(found.pk, "Nhầm", by=world.actors["province"], at=LATER)
    assert inviting.parcel(found.pk) is None


def test_who_may_invite_whom_to_what(world):
    known = world.person("Phạm Thị Quen Mẫu")
    with pytest.raises(AlreadyRegistered):
        inviting.invite(
            known.name, world.number(known), "", agency(DISTRICT).pk, wishes(), by=world.actors["province"], at=AT
        )
    with pytest.raises(NotYourHome):
        invited(world, by="district", where=OTHER)
    here = agency(DISTRICT)
    with pytest.raises(Invalid) as no:
        inviting.invite(
            NAME, NUMBER, "", here.pk, [Wish("pakn", "receive", here.pk, here.path)],
            by=world.actors["district"], at=AT,
        )  # fmt: skip
    assert "Bạn không được cấp lại quyền" in no.value.problems["rights"]
    with pytest.raises(Invalid) as no:
        inviting.invite(NAME, "123", "12", here.pk, wishes(), by=world.actors["district"], at=AT)
    assert set(no.value.problems) == {"id_number", "phone"}
    with pytest.raises(Invalid):
        inviting.invite(NAME, "", "", here.pk, wishes(), by=world.actors["district"], at=AT)
    assert not Invitation.objects.exists()


def test_no_number_in_clear(world):
    found = invited(world, phone=PHONE)
    kept = {f.name: str(getattr(found, f.name)) for f in found._meta.concrete_fields}
    assert not [name for name, value in kept.items() if NUMBER in value or PHONE[1:] in value]


def test_an_invited_officer_of_a_list(world):
    roster = paste([OFFICER_TITLES, (1, NAME, NUMBER, PHONE, "UBND huyện Mộ Đức")], OFFICERS, world.actors["province"])
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert Invitation.objects.get().agency == agency(DISTRICT)
    one = world.person(NAME, NUMBER, PHONE)
    fulfilling.registered(one.pk, at=LATER)
    assert rights(one, DISTRICT, LATER.date()) == USED
    assert rights(one, PROVINCE, LATER.date()) == set()
