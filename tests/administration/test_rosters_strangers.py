"""A list tells nobody whose a stranger's number is; each account that it asks about is counted and journalled."""

import pytest

from motcua.administration.commands import applying, checking
from motcua.administration.commands import rosters as commands
from motcua.administration.models import Roster, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.uploads import TooManyStrangers
from motcua.agencies.commands import end_membership
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from tests.administration.roster_world import (
    AT,
    CHANGE_TITLES,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    OTHER,
    PROVINCE,
    _tree,
    office,
    paste,
    rights,
    said,
    world,
)

__all__ = ["_tree", "office", "world"]
HERE = "UBND huyện Mộ Đức"
PAKN = "Tiếp nhận, xử lý phản ánh, kiến nghị"
ACCOUNT, WRITTEN = "Quách Thị Kín Mẫu", "Ai Cũng Được Thử"
HIDDEN = (
    f"Số này thuộc một tài khoản mang tên khác, không phải {WRITTEN}. Hãy kiểm tra lại số với người này; chỉ nhận khi "
    "chắc chắn số đúng là của họ."
)


def listed(world, *rows, by="province", home=PROVINCE):
    return paste([OFFICER_TITLES, *((n, *row) for n, row in enumerate(rows, 1))], OFFICERS, world.actors[by], home)


def lines(roster):
    return RosterLine.objects.filter(roster=roster).order_by("n")


def looked(*people):
    """Those who find it under "Ai đã xem", once for each time."""
    found = Entry.objects.filter(action="seen:officer", subject__in=[f"person:{one.pk}" for one in people])
    return sorted(found.values_list("subject", "person"))


def tells(roster):
    """All that is kept of the lines, but the number itself."""
    return str([(line.words, line.place, line.name, line.outcome) for line in lines(roster)])


def test_a_stranger_is_not_named(world, office):
    one = world.person(ACCOUNT)
    roster = listed(world, (WRITTEN, world.number(one), "", HERE))
    assert (lines(roster).get().verdict, said(roster, WRITTEN)) == ("name_differs", HIDDEN)
    assert "Quách" not in tells(roster)
    page = office("province").get(f"/quan-tri/danh-sach/{roster.pk}/")
    assert "mang tên khác" in page.content.decode()
    assert "Quách" not in page.content.decode()
    # Whoever says yes without knowing is not told either, until the person works there.
    commands.decide(roster.pk, 2, "same", by=world.actors["province"], at=AT)
    assert lines(roster).get().verdict == "ready"
    assert "Quách" not in tells(roster)


def test_who_works_there_is_named(world):
    """Below the province, not below the district beside it; nobody any more once the place has ended."""
    one = world.person(ACCOUNT)
    place = world.seat(one, OTHER)
    row = (WRITTEN, world.number(one), "", HERE)
    asked = f"Số này là của tài khoản {ACCOUNT}, còn danh sách ghi {WRITTEN}. Có đúng là một người không?"
    assert said(listed(world, row), WRITTEN) == asked
    assert said(listed(world, row, by="district", home=DISTRICT), WRITTEN) == HIDDEN
    end_membership(place.pk, why="Chuyển công tác", by=SYSTEM, at=AT)
    assert said(listed(world, row), WRITTEN) == HIDDEN


def test_not_by_the_phone_by_a_second_line_or_as_who_leaves(world):
    one = world.person(ACCOUNT, phone="0900000555")
    number = world.number(one)
    by_phone = listed(world, (WRITTEN, "", "0900000555", HERE))
    other = listed(world, (WRITTEN, "099000000001", "0900000555", HERE))
    twice = listed(world, (ACCOUNT, number, "", HERE), (WRITTEN, "", "0900000555", HERE))
    change = [CHANGE_TITLES, (1, PAKN, WRITTEN, number, "Vũ Văn Đến Thử", "099000000002", "")]
    leaves = paste(change, Plan("change"), world.actors["province"])
    assert [line.verdict for one in (by_phone, other, twice, leaves) for line in lines(one)] == [
        "name_differs", "name_differs", "ready", "twice", "name_differs",
    ]  # fmt: skip
    assert said(twice, WRITTEN) == f"Số giấy tờ hoặc số điện thoại của {WRITTEN} đã có ở dòng 2."
    assert said(leaves, "Vũ Văn Đến Thử") == (
        f"Số của người không còn tham gia thuộc một tài khoản mang tên khác, không phải {WRITTEN}. Hãy kiểm tra lại "
        "số; chỉ nhận khi chắc chắn số đúng là của họ."
    )
    assert not any("Quách" in tells(roster) for roster in (by_phone, other, leaves))
    commands.decide(leaves.pk, 2, "same", by=world.actors["province"], at=AT)
    assert lines(leaves).get().words["code"] == "nothing"
    assert "Quách" not in tells(leaves)


def test_each_account_is_journalled_once_for_a_list_where_its_holder_sees_it(world):
    """Of strangers: not who works there, not the officer themself; of who leaves as well."""
    one, two, known = world.person(ACCOUNT), world.person("Lý Văn Xa Thử"), world.person("Phạm Thị Có Mẫu")
    world.seat(known, DISTRICT)
    me = world.actors["province"].person
    rows = [(person.name, world.number(person), "", HERE) for person in (one, two, known)]
    roster = listed(world, *rows)
    once = sorted((f"person:{person.pk}", me) for person in (one, two))
    assert looked(one, two, known) == once
    assert Entry.objects.filter(subject=f"person:{one.pk}", action="seen:officer").get().data == {
        "right": "users", "roster": roster.pk,
    }  # fmt: skip
    commands.again(roster.pk, by=world.actors["province"], at=AT)
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
    assert looked(one, two, known) == once
    assert rights(one, DISTRICT)
    gone = world.person("Ngô Thị Lạ Mẫu")
    change = [CHANGE_TITLES, (1, PAKN, gone.name, world.number(gone), "Vũ Văn Đến Thử", "099000000002", "")]
    paste(change, Plan("change"), world.actors["province"])
    assert looked(gone) == [(f"person:{gone.pk}", me)]


def test_who_registers_in_between_is_journalled_when_it_is_applied(world, monkeypatch):
    """… and not refused then: the list was let in."""
    roster = listed(world, ("Hồ Thị Chưa Mẫu", "099000000701", "0900000701", HERE))
    one = world.person("Hồ Thị Chưa Mẫu", "099000000701", "0900000701")
    monkeypatch.setattr(checking, "STRANGERS_A_DAY", 0)
    assert applying.apply(roster.pk, by=world.actors["province"], at=AT) == applying.Applied(1, 0)
    assert looked(one) == [(f"person:{one.pk}", world.actors["province"].person)]


def test_no_more_than_so_many_a_day(world, monkeypatch):
    """Refused whole, nothing kept; for this officer only, and until the next day."""
    monkeypatch.setattr(checking, "STRANGERS_A_DAY", 3)
    people = [world.person(f"Lý Văn {name} Thử") for name in ("Một", "Hai", "Ba", "Bốn")]
    rows = [(person.name, world.number(person), "", HERE) for person in people]
    first = listed(world, *rows[:2])
    commands.again(first.pk, by=world.actors["province"], at=AT)  # not counted twice
    entries = Entry.objects.count()
    with pytest.raises(TooManyStrangers) as no:
        listed(world, *rows[2:])
    assert str(no.value) == (
        "Mỗi ngày chỉ tra được 3 tài khoản của người làm việc ngoài phạm vi của bạn. Hãy thử lại sau 22 giờ."
    )
    assert (Roster.objects.count(), Entry.objects.count(), looked(*people[2:])) == (1, entries, [])
    listed(world, rows[2])
    with pytest.raises(TooManyStrangers):
        listed(world, rows[3])
    listed(world, *rows[:3], by="second")
    tomorrow = AT.replace(day=13)
    paste([OFFICER_TITLES, (1, *rows[3])], OFFICERS, world.actors["province"], at=tomorrow)
    assert Roster.objects.count() == 4


def test_a_number_typed_by_hand_counts_as_well(world, monkeypatch):
    monkeypatch.setattr(checking, "STRANGERS_A_DAY", 1)
    one, two = world.person(ACCOUNT), world.person("Lý Văn Xa Thử")
    roster = listed(world, (WRITTEN, "099000000001", "", HERE))
    commands.decide(roster.pk, 2, "id", world.number(one), by=world.actors["province"], at=AT)
    with pytest.raises(TooManyStrangers):
        commands.decide(roster.pk, 2, "id", world.number(two), by=world.actors["province"], at=AT)
    assert (lines(roster).get().person_id, looked(two)) == (one.pk, [])


def test_as_many_statements_for_many_strangers_as_for_one(world, django_assert_num_queries):
    """Two more than without any: the count and the journal."""
    names = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Khánh", "Lan")
    for some in (names[:1], names[1:]):
        people = [world.person(f"Lý Thị {name} Mẫu") for name in some]
        roster = listed(world, *((person.name, world.number(person), "", HERE) for person in people))
        roster.looked = []
        with django_assert_num_queries(12):
            checking.check(roster, by=world.actors["province"], at=AT)
