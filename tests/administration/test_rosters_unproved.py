"""An ID number that anybody may type brings nobody the rights of an official: in lists, and in invitations."""

import pytest

from motcua.administration.commands import applying, fulfilling, inviting
from motcua.administration.commands import rosters as commands
from motcua.administration.models import Invitation, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.matching import Wish
from motcua.administration.rules.uploads import NoSuchLine
from motcua.agencies.models import Grant, Membership
from motcua.identity.commands import care
from motcua.identity.models import IdNumber, Person
from motcua.kernel.actor import SYSTEM
from tests.administration.roster_world import (
    AT,
    CHANGE_TITLES,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    _tree,
    agency,
    paste,
    rights,
    said,
    world,
)

__all__ = ["_tree", "world"]
HERE = "UBND huyện Mộ Đức"
PAKN = "Tiếp nhận, xử lý phản ánh, kiến nghị"
NAME, NUMBER, PHONE, OTHERS = "Hồ Thị Chưa Mẫu", "099000000701", "0900000701", "0900000799"
USED = {("covid", "process", None), ("covid", "view", None)}


def listed(world, phone=PHONE, number=NUMBER, name=NAME):
    return paste([OFFICER_TITLES, (1, name, number, phone, HERE)], OFFICERS, world.actors["province"])


def line(roster):
    return RosterLine.objects.get(roster=roster)


def decide(world, roster, decision, value=""):
    commands.decide(roster.pk, line(roster).n, decision, value, by=world.actors["province"], at=AT)


def applied(world, roster):
    return applying.apply(roster.pk, by=world.actors["province"], at=AT)


@pytest.mark.parametrize(
    ("in_the_list", "proved", "verdict", "code"),
    [
        (PHONE, False, "unproved", "unproved_phone"),
        ("", False, "unproved", "unproved"),
        (OTHERS, False, "ready", "placed"),  # the list knows the very phone that the account proved
        (PHONE, True, "ready", "placed"),
        ("", True, "ready", "placed"),
    ],
)
def test_whose_number_was_only_typed(world, in_the_list, proved, verdict, code):
    """The account has the official's name and number, and a phone of its own."""
    one = world.person(NAME, NUMBER, OTHERS)
    if proved:
        world.prove(one, AT)
    roster = listed(world, in_the_list)
    found = line(roster)
    assert (found.verdict, found.words["code"], found.person_id) == (verdict, code, one.pk)
    done = applied(world, roster)
    assert (done, rights(one, DISTRICT)) == (
        (applying.Applied(1, 0), USED) if verdict == "ready" else (applying.Applied(0, 0), set())
    )
    assert Membership.objects.filter(person=one).exists() is (verdict == "ready")


def test_the_officer_is_told_what_to_check_and_may_say_yes(world):
    one = world.person(NAME, NUMBER, OTHERS)
    roster = listed(world)
    assert said(roster, NAME) == (
        "Tài khoản có số giấy tờ này chưa xác minh giấy tờ và dùng số điện thoại khác với danh sách: có thể người khác "
        f"đã gõ số của {NAME}. Hãy gọi {NAME} theo số trong danh sách để hỏi trước khi nhận."
    )
    decide(world, roster, "same")  # about names: no answer to this
    assert line(roster).verdict == "unproved"
    decide(world, roster, "vouch")
    assert line(roster).verdict == "ready"
    decide(world, roster, "leave")
    decide(world, roster, "take")
    assert (line(roster).verdict, line(roster).vouched_id) == ("unproved", None)
    decide(world, roster, "vouch")
    assert applied(world, roster) == applying.Applied(1, 0)
    assert rights(one, DISTRICT) == USED


def test_who_proves_it_later_needs_nobodys_word(world):
    one = world.person(NAME, NUMBER, OTHERS)
    roster = listed(world)
    world.prove(one, AT)
    commands.again(roster.pk, by=world.actors["province"], at=AT)
    assert line(roster).verdict == "ready"


def test_a_yes_is_for_that_account_only(world):
    """The number goes to another account before the list is applied: asked again. Nobody vouches beforehand."""
    one = world.person(NAME, NUMBER, OTHERS)
    roster = listed(world)
    decide(world, roster, "vouch")
    two = world.person(NAME, "099000000702", "0900000798")
    Person.objects.filter(pk=one.pk).update(is_active=False)
    IdNumber.objects.filter(person=one).update(person=two)
    assert applied(world, roster) == applying.Applied(0, 0)
    assert (line(roster).verdict, line(roster).person_id) == ("unproved", two.pk)
    assert not Grant.objects.filter(membership__person__in=(one, two)).exists()
    fresh = listed(world, number="099000000777", phone="0900000777")
    with pytest.raises(NoSuchLine):
        decide(world, fresh, "vouch")
    assert line(fresh).vouched_id is None


def test_another_number_is_another_question(world):
    """A yes for one account is gone once the officer types another number."""
    world.person(NAME, NUMBER, OTHERS)
    world.person(NAME, "099000000702", "0900000798")
    roster = listed(world)
    decide(world, roster, "vouch")
    decide(world, roster, "id", "099000000702")
    assert (line(roster).verdict, line(roster).vouched_id) == ("unproved", None)


def test_a_number_given_up_before_the_identity_was_confirmed(world):
    """Typed the official's old number, exchanged it online for one's own, confirmed that: the old one is not proved."""
    cmnd, own = "212345678", "099000000703"
    one = world.person(NAME, cmnd, OTHERS)
    care.exchange_id(one, own, by=SYSTEM, at=AT)
    one.refresh_from_db()
    world.prove(one, AT)
    roster = listed(world, number=cmnd)
    assert (line(roster).verdict, applied(world, roster)) == ("unproved", applying.Applied(0, 0))
    assert line(listed(world, number=own)).verdict == "ready"
    here = agency(DISTRICT)
    wishes = [Wish("covid", "view", here.pk, here.path)]
    inviting.keep(
        NAME, cmnd, "", here, wishes, title="", office="", reason="", line=None, by=world.actors["province"], at=AT
    )
    fulfilling.registered(one.pk, at=AT)
    found = Invitation.objects.get()
    assert (found.state, found.candidate_id, rights(one, DISTRICT)) == ("waiting", one.pk, set())


def test_who_replaces_somebody_is_proved_too(world):
    """A yes about the name of who leaves is none about the account of who comes."""
    leaver = world.person("Phạm Thị Đi Mẫu")
    world.seat(leaver, DISTRICT, "pakn/receive")
    one = world.person(NAME, NUMBER, OTHERS)
    rows = [CHANGE_TITLES, (1, PAKN, "Phạm Thị Đì Mẫu", world.number(leaver), NAME, NUMBER, "")]
    roster = paste(rows, Plan("change"), world.actors["province"])
    assert said(roster, NAME) == (
        "Số của người không còn tham gia là của tài khoản Phạm Thị Đi Mẫu, còn danh sách ghi Phạm Thị Đì Mẫu. Có đúng "
        "là một người không?"
    )
    decide(world, roster, "same")
    assert (line(roster).verdict, applied(world, roster)) == ("unproved", applying.Applied(0, 0))
    assert rights(leaver, DISTRICT) == {("pakn", "receive", None)}
    decide(world, roster, "vouch")
    assert applied(world, roster) == applying.Applied(1, 0)
    assert (rights(leaver, DISTRICT), rights(one, DISTRICT)) == (set(), {("pakn", "receive", None)})


def test_who_holds_it_all_already_is_not_asked_about(world):
    one = world.person(NAME, NUMBER, OTHERS)
    world.seat(one, DISTRICT, "covid/process", "covid/view")
    assert line(listed(world)).verdict == "holds"


@pytest.mark.parametrize("phone", ["", PHONE])
def test_an_invitation_by_a_typed_number(world, phone):
    """Whatever the invitation knows: name and number alone wait for a person."""
    here = agency(DISTRICT)
    wishes = [Wish("covid", right, here.pk, here.path) for right in ("process", "view")]
    found = inviting.invite(NAME, NUMBER, phone, here.pk, wishes, by=world.actors["province"], at=AT)
    one = world.person(NAME, NUMBER, OTHERS)
    fulfilling.registered(one.pk, at=AT)
    found.refresh_from_db()
    assert (found.state, found.candidate_id, rights(one, DISTRICT)) == ("waiting", one.pk, set())
    assert not Membership.objects.filter(person=one).exists()
    fulfilling.confirm(found.pk, by=world.actors["district"], at=AT)
    assert rights(one, DISTRICT) == USED
