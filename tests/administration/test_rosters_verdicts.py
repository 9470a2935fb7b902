"""What a dry run says of each line, and that it changes nothing."""

import pytest

from motcua.administration.commands import inviting
from motcua.administration.commands import rosters as commands
from motcua.administration.models import Invitation, RosterLine
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.matching import Wish
from motcua.administration.rules.uploads import Closed, NoSuchLine, NoSuchRoster, NotYourHome
from motcua.agencies.commands import deactivate
from motcua.agencies.models import Grant, Membership
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Invalid
from tests.administration.roster_world import (
    ADD_TITLES,
    AT,
    CHANGE_TITLES,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    OTHER,
    PROVINCE,
    _tree,
    agency,
    paste,
    said,
    verdicts,
    world,
)

__all__ = ["_tree", "world"]
HERE = "UBND huyện Mộ Đức"
PAKN = "Tiếp nhận, xử lý phản ánh, kiến nghị"
FOCAL = Plan("focal", subsystem="covid", level=1)


def officers(*rows):
    return [OFFICER_TITLES, *((n, *row) for n, row in enumerate(rows, 1))]


def only(world, *row, plan=OFFICERS, by="province"):
    """A list of one line; its verdict and words."""
    roster = paste(officers(row), plan, world.actors[by])
    line = RosterLine.objects.get(roster=roster)
    return roster, line.verdict, said(roster, line.name)


def state():
    return Grant.objects.count(), Membership.objects.count(), Invitation.objects.count()


def test_matched_placed_and_not_registered(world):
    """Each with its own words; nothing is granted, nobody is seated or invited."""
    here, asleep, new = (world.person(name) for name in ("Phạm Thị Có Mẫu", "Lý Văn Ngủ Thử", "Vũ Văn Mới Thử"))
    world.seat(here, DISTRICT)
    deactivate(world.seat(asleep, DISTRICT).pk, by=SYSTEM, at=AT)
    before = state()
    roster = paste(
        officers(
            ("Phạm Thị Có Mẫu", world.number(here), "", HERE),
            ("Lý Văn Ngủ Thử", world.number(asleep), "", "Phòng LĐTBXH, UBND huyện Mộ Đức"),
            ("Vũ Văn Mới Thử", world.number(new), "", "H48.533"),
            ("Hồ Thị Chưa Mẫu", "099000000777", "0900000777", HERE),
        ),
        OFFICERS,
        world.actors["province"],
    )
    assert list(verdicts(roster).values()) == ["ready", "ready", "ready", "unregistered"]
    name = agency(DISTRICT).name
    assert said(roster, "Phạm Thị Có Mẫu") == f"Tài khoản Phạm Thị Có Mẫu đang làm việc tại {name}: thêm 2 quyền."
    assert said(roster, "Lý Văn Ngủ Thử").startswith(f"Tài khoản Lý Văn Ngủ Thử đang ngừng kích hoạt tại {name}")
    assert said(roster, "Vũ Văn Mới Thử").endswith(f"sẽ được lưu vào {name}, kích hoạt, và có 2 quyền.")
    assert said(roster, "Hồ Thị Chưa Mẫu").startswith("Chưa có tài khoản. Hồ Thị Chưa Mẫu sẽ được mời")
    assert state() == before


def test_found_by_phone_and_by_a_former_number(world):
    one = world.person("Phạm Thị Máy Mẫu", phone="0900000555")
    _, verdict, words = only(world, "Phạm Thị Máy Mẫu", "", "0900 000 555", HERE)
    assert verdict == "ready"
    assert "Phạm Thị Máy Mẫu" in words
    # Another ID number, the same phone: a person says whether it is one.
    roster, verdict, words = only(world, "Phạm Thị Máy Mẫu", "099000000001", "0900000555", HERE)
    assert (verdict, words) == (
        "name_differs",
        (
            "Số giấy tờ chưa có tài khoản, nhưng số điện thoại thuộc một tài khoản khác, đăng ký bằng số giấy tờ khác. "
            "Hãy kiểm tra lại cả hai số với Phạm Thị Máy Mẫu; chỉ nhận khi chắc chắn là một người."
        ),
    )
    commands.decide(roster.pk, 2, "same", by=world.actors["province"], at=AT)
    line = RosterLine.objects.get(roster=roster)
    assert (line.verdict, line.person_id) == ("ready", one.pk)


def test_a_name_that_differs_is_decided_line_by_line(world):
    one = world.person("Phạm Thị Thủy Mẫu")
    world.seat(one, OTHER)
    roster, verdict, words = only(world, "Phạm Thị Thúy Mẫu", world.number(one), "", HERE)
    assert verdict == "name_differs"
    assert "Phạm Thị Thủy Mẫu" in words
    assert "Phạm Thị Thúy Mẫu" in words
    commands.decide(roster.pk, 2, "same", by=world.actors["province"], at=AT)
    assert verdicts(roster) == {"Phạm Thị Thúy Mẫu": "ready"}
    commands.decide(roster.pk, 2, "leave", by=world.actors["province"], at=AT)
    assert verdicts(roster) == {"Phạm Thị Thúy Mẫu": "left_out"}
    commands.decide(roster.pk, 2, "take", by=world.actors["province"], at=AT)
    assert verdicts(roster) == {"Phạm Thị Thúy Mẫu": "name_differs"}


@pytest.mark.parametrize("written", ["PHẠM THỊ HOÀ MẪU", "Pham Thi Hoa Mau", "phạm thị hòa mẫu"])
def test_spellings_of_one_name(world, written):
    """Capitals, the place of a tone mark, a list without accents."""
    one = world.person("Phạm Thị Hòa Mẫu")
    assert only(world, written, world.number(one), "", HERE)[1] == "ready"


def test_letters_that_only_look_vietnamese(world):
    """A Cyrillic а is read as a, and the reader says so; the account is found by its number all the same."""
    one = world.person("Phan Thị Hoa Mẫu")
    assert only(world, "Phаn Thị Hoa Mẫu", world.number(one), "", HERE)[1] == "ready"


def test_a_zero_that_a_spreadsheet_lost(world):
    one, two = world.person("Phạm Thị Không Mẫu"), world.person("Vũ Văn Không Thử")
    roster = paste(
        officers(
            ("Phạm Thị Không Mẫu", world.number(one).lstrip("0"), "", HERE),
            ("Vũ Văn Không Thử", world.number(two).lstrip("0"), "", HERE),
        ),
        OFFICERS, world.actors["province"],
    )  # fmt: skip
    assert set(verdicts(roster).values()) == {"zero"}
    commands.decide(roster.pk, 2, "accept", by=world.actors["province"], at=AT)
    assert list(verdicts(roster).values()) == ["ready", "zero"]
    commands.decide(roster.pk, 0, "accept_all", by=world.actors["province"], at=AT)
    assert list(verdicts(roster).values()) == ["ready", "ready"]


def test_the_same_person_twice(world):
    """The same number is the reader's to see; number and phone of one account only shows here."""
    one = world.person("Phạm Thị Hai Mẫu", phone="0900000556")
    rows = officers(
        ("Phạm Thị Hai Mẫu", world.number(one), "", HERE),
        ("Phạm Thị Hai Mẫu", world.number(one), "", HERE),
        ("Phạm Thị Hai Mẫu", "", "0900000556", HERE),
    )
    roster = paste(rows, OFFICERS, world.actors["province"])
    found = list(RosterLine.objects.filter(roster=roster).order_by("n").values_list("verdict", flat=True))
    assert found == ["ready", "twice", "twice"]


def test_two_people_of_one_name_are_two(world):
    one, two = world.person("Trần Thị Mẫu"), world.person("Trần Thị Mẫu")
    rows = officers(("Trần Thị Mẫu", world.number(one), "", HERE), ("Trần Thị Mẫu", world.number(two), "", HERE))
    roster = paste(rows, OFFICERS, world.actors["province"])
    lines = RosterLine.objects.filter(roster=roster).order_by("n")
    assert [(line.verdict, line.person_id) for line in lines] == [("ready", one.pk), ("ready", two.pk)]


def test_outside_and_units_that_are_not_there(world):
    one = world.person("Phạm Thị Ngoài Mẫu")
    number = world.number(one)
    name = "Phạm Thị Ngoài Mẫu"
    rows = [
        (HERE, "ready"),
        ("Bộ Y tế", "outside"),
        ("UBND thị xã Đức Phổ", "ready"),
        ("UBND huyện Không Có", "unit_missing"),
        ("Sở Nội vụ", "ready"),
        ("Phòng Kiểm soát thủ tục hành chính, Văn phòng UBND tỉnh", "ready"),
    ]
    for unit, verdict in rows:
        assert (unit, only(world, name, number, "", unit)[1]) == (unit, verdict)
    _, verdict, words = only(world, name, number, "", "Bộ Y tế")
    assert words == f"Bộ Y tế không thuộc {agency(PROVINCE).name}, là phạm vi của danh sách này."


def test_units_of_one_name_and_a_unit_chosen_by_hand(world):
    """Two communes of one name: the officer chooses; so for one that was not found."""
    twin = agency("H48.533.21409")
    other = agency("H48.534.21457")
    other.name, other.name_fold = twin.name, twin.name_fold
    other.save()
    one = world.person("Phạm Thị Xã Mẫu")
    roster, verdict, words = only(world, "Phạm Thị Xã Mẫu", world.number(one), "", twin.name)
    assert verdict == "unit_several"
    assert words.startswith("Có 2 đơn vị tên")
    line = RosterLine.objects.get(roster=roster)
    assert set(line.words["units"]) == {twin.pk, other.pk}
    commands.decide(roster.pk, line.n, "unit", "H48.534.21457", by=world.actors["province"], at=AT)
    line.refresh_from_db()
    assert (line.verdict, line.agency_id) == ("ready", other.pk)


def test_a_unit_that_has_closed(world):
    gone = agency("H48.533.21409")
    gone.valid_to = AT.date()
    gone.save()
    one = world.person("Phạm Thị Đóng Mẫu")
    _, verdict, words = only(world, "Phạm Thị Đóng Mẫu", world.number(one), "", gone.name)
    assert (verdict, words) == (
        "unit_closed",
        f"{gone.name} không hoạt động vào ngày 12/05/2020. Hãy chọn đơn vị kế thừa.",
    )


def test_nobody_grants_to_themself(world):
    me = world.actors["province"]
    number = world.number(__import__("motcua.identity.models", fromlist=["Person"]).Person.objects.get(pk=me.person))
    assert only(world, me.name, number, "", "UBND tỉnh")[1] == "myself"


def test_already_held_and_already_invited(world):
    one = world.person("Phạm Thị Giữ Mẫu")
    world.seat(one, DISTRICT, "covid/process", "covid/view")
    _, verdict, words = only(world, "Phạm Thị Giữ Mẫu", world.number(one), "", HERE)
    assert (verdict, words) == ("holds", f"Phạm Thị Giữ Mẫu đã có đủ các quyền này tại {agency(DISTRICT).name}.")
    here = agency(DISTRICT)
    wishes = [Wish("covid", right, here.pk, here.path) for right in ("process", "view")]
    inviting.invite("Hồ Thị Mời Mẫu", "099000000888", "", here.pk, wishes, by=world.actors["province"], at=AT)
    assert only(world, "Hồ Thị Mời Mẫu", "099000000888", "", HERE)[1] == "invited"
    # Other rights are another invitation.
    fewer = Plan("officers", rights=("covid/view",))
    assert only(world, "Hồ Thị Mời Mẫu", "099000000888", "", HERE, plan=fewer)[1] == "unregistered"


def test_a_right_that_the_officer_may_not_give(world):
    """The very refusal of `authority`; nothing of the bundle is given instead."""
    one = world.person("Phạm Thị Quyền Mẫu")
    plan = Plan("officers", rights=("covid/view", "copies/certify"))
    _, verdict, words = only(world, "Phạm Thị Quyền Mẫu", world.number(one), "", HERE, plan=plan)
    assert (verdict, words) == (
        "not_yours",
        (
            "Bạn không được cấp lại quyền “Chứng thực bản sao điện tử”, vì chính bạn không giữ quyền cấp nó. Hãy nhờ "
            "quản trị cấp trên."
        ),
    )
    above = Plan("officers", subsystem="covid", level=1)
    assert "thấp hơn cấp của mình" in only(world, one.name, world.number(one), "", "UBND tỉnh", plan=above)[2]


FOCAL_TITLES = ("TT", "Tỉnh/ thành phố", "Họ tên", "Cơ quan", "Cấp quyền quản trị")


def focal(world, *rows):
    named = [("1.", "Tỉnh Quảng Ngãi", "", "", ""), *(("", "", *row) for row in rows)]
    return paste([FOCAL_TITLES, *named], FOCAL, world.actors["state"], home=None)


def test_names_only_are_found_among_the_bodys_people(world):
    """One of that name: matched; two: the number is needed; none: too. Those without an X are only named."""
    world.seat(world.person("Phạm Thị Một Mẫu"), "H48.01")
    for where in (DISTRICT, OTHER):
        world.seat(world.person("Lý Thị Đôi Mẫu"), where)
    missing = world.person("Hồ Văn Thiếu Thử")
    roster = focal(
        world,
        ("Phạm Thị Một Mẫu", "Sở Nội vụ", "X"),
        ("Lý Thị Đôi Mẫu", "Văn phòng UBND tỉnh", "X"),
        ("Hồ Văn Thiếu Thử", "Văn phòng UBND tỉnh", "X"),
        ("Ngô Thị Chỉ Mẫu", "Văn phòng UBND tỉnh", ""),
    )
    assert verdicts(roster) == {
        "Phạm Thị Một Mẫu": "ready",
        "Lý Thị Đôi Mẫu": "ambiguous",
        "Hồ Văn Thiếu Thử": "needs_id",
        "Ngô Thị Chỉ Mẫu": "nominated",
    }
    line = RosterLine.objects.get(roster=roster, name="Hồ Văn Thiếu Thử")
    with pytest.raises(Invalid):
        commands.decide(roster.pk, line.n, "id", "12345", by=world.actors["state"], at=AT)
    commands.decide(roster.pk, line.n, "id", world.number(missing), by=world.actors["state"], at=AT)
    line.refresh_from_db()
    assert (line.verdict, line.person_id, line.agency_id) == ("ready", missing.pk, agency(PROVINCE).pk)


def test_a_change_whose_leaver_holds_nothing(world):
    one, two = world.person("Phạm Thị Đi Mẫu"), world.person("Vũ Văn Đến Thử")
    world.seat(one, DISTRICT, "covid/view")
    rows = [
        CHANGE_TITLES,
        (1, PAKN, "Phạm Thị Đi Mẫu", world.number(one), "Vũ Văn Đến Thử", world.number(two), ""),
        (2, PAKN, "Hồ Thị Ai Mẫu", "099000000901", "Lý Văn Nào Thử", "099000000902", ""),
    ]
    roster = paste(rows, Plan("change"), world.actors["province"])
    assert set(verdicts(roster).values()) == {"nothing"}
    assert said(roster, "Vũ Văn Đến Thử") == (
        f"Phạm Thị Đi Mẫu không giữ quyền nào của phân hệ này trong {agency(PROVINCE).name}."
    )


def test_an_addition_needs_rights_of_its_subsystem(world):
    one = world.person("Phạm Thị Thêm Mẫu")
    world.seat(one, DISTRICT)
    rows = [ADD_TITLES, (1, PAKN, "Phạm Thị Thêm Mẫu", world.number(one), "")]
    assert set(verdicts(paste(rows, OFFICERS, world.actors["province"])).values()) == {"not_yours"}
    plan = Plan("add", rights=("pakn/receive", "covid/view"))
    roster = paste(rows, plan, world.actors["province"])
    line = RosterLine.objects.get(roster=roster)
    assert (line.verdict, line.words["count"], line.agency_id) == ("ready", 1, agency(DISTRICT).pk)


def test_a_line_that_cannot_be_read_says_why(world):
    roster, verdict, words = only(world, "Phạm Thị Sai Mẫu", "0510990", "", HERE)
    line = RosterLine.objects.get(roster=roster)
    assert (verdict, line.name) in (("unread", ""), ("zero", "Phạm Thị Sai Mẫu"))
    assert words


def test_foreign_lists_and_settled_lines(world):
    """A foreign list is a missing one; only the uploader decides; a line that is not there is told."""
    one = world.person("Phạm Thị Lạ Mẫu")
    roster, _, _ = only(world, "Phạm Thị Lạ Mẫu", world.number(one), "", HERE)
    with pytest.raises(NoSuchRoster):
        commands.decide(roster.pk, 2, "leave", by=world.actors["district"], at=AT)
    with pytest.raises(Closed):
        commands.decide(roster.pk, 2, "leave", by=world.actors["state"], at=AT)
    with pytest.raises(NoSuchLine):
        commands.decide(roster.pk, 99, "leave", by=world.actors["province"], at=AT)
    with pytest.raises(NotYourHome):
        paste(officers((one.name, world.number(one), "", HERE)), OFFICERS, world.actors["district"])
    assert verdicts(roster) == {"Phạm Thị Lạ Mẫu": "ready"}
    commands.drop(roster.pk, by=world.actors["province"], at=AT)
    assert verdicts(roster) == {}
    with pytest.raises(Closed):
        commands.again(roster.pk, by=world.actors["province"], at=AT)


def test_numbers_are_sealed(world):
    one = world.person("Phạm Thị Kín Mẫu")
    number = world.number(one)
    roster, _, _ = only(world, "Phạm Thị Kín Mẫu", number, "", HERE)
    line = RosterLine.objects.get(roster=roster)
    kept = {f.name: getattr(line, f.name) for f in line._meta.concrete_fields}
    assert not any(number in str(value) for value in kept.values())


def test_as_many_statements_for_many_lines_as_for_one(world, django_assert_num_queries):
    from motcua.administration.commands.checking import check

    for size in (1, 40):
        rows = [(f"Phạm Thị {'ABCDĐEGHIK'[n % 10]} Mẫu", f"0990000{n:05}", "", HERE) for n in range(size)]
        roster = paste(officers(*rows), OFFICERS, world.actors["province"])
        with django_assert_num_queries(10):
            check(roster, by=world.actors["province"], at=AT)
