"""Ending a place with what it holds, taking over, standing in."""

import pytest

from motcua.administration.commands import leaving
from motcua.agencies.commands import Asked, stand_in
from motcua.agencies.commands.takeover import take_over
from motcua.agencies.models import Grant
from motcua.agencies.rules import HoldsMoreThanYou, MembershipInactive, NotYourAgency
from motcua.agencies.rules.delegation import OwnRights
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.workflow.commands import claim
from motcua.workflow.commands.handing import hand_over
from motcua.workflow.models import Turn
from motcua.workflow.rules import NotColleague
from tests.administration.users_world import *  # noqa: F403 - fixtures
from tests.administration.users_world import NOON, TODAY, told
from tests.desk.conftest import turn_of


@pytest.fixture
def busy(house):
    """Two dossiers in the hands of the district's officer."""
    found = []
    for _ in range(2):
        dossier = house.world.file(1)
        house.world.to_district(dossier)
        claim(dossier.case_id, by=house.actor("huyen"), at=NOON)
        found.append(dossier)
    return found


def holders(dossiers):
    return [turn_of(dossier).holder_id for dossier in dossiers]


def test_open_work_is_shown_and_goes_to_a_colleague_who_may(house, busy):
    house.give("admin", "clerk", Asked("covid", "process", house.district.pk, {"tam-hoan-hop-dong"}))
    huyen, clerk = house.place("huyen"), house.place("clerk")
    client = house.client("admin")
    page = client.get(f"/quan-tri/can-bo/{huyen.pk}/ket-thuc/").content.decode()
    assert "Hồ sơ đang giữ" in page
    assert '<td data-label="Số hồ sơ" class="num">2</td>' in page
    answer = client.post(
        f"/quan-tri/can-bo/{huyen.pk}/ket-thuc/", {"why": "Chuyển công tác.", "colleague": clerk.pk, "heir": ""}
    )
    assert answer.status_code == 302
    assert holders(busy) == [clerk.person_id] * 2
    assert house.place("huyen").until == TODAY
    assert not Grant.objects.filter(membership=huyen, ended_at=None).exists()
    assert [e["before"] for e in told("workflow.assigned")] == [huyen.person_id] * 2


def test_without_a_colleague_it_goes_back_to_the_queue(house, busy):
    left = leaving.end(
        house.place("huyen").pk, why="Nghỉ.", colleague=None, heir=None, by=house.actor("admin"), at=NOON
    )
    assert (len(left.handed.given), len(left.handed.queued)) == (0, 2)
    assert holders(busy) == [None, None]


def test_a_colleague_who_may_not_or_is_elsewhere_takes_nothing_and_all_stays(house, busy):
    huyen = house.place("huyen")
    client = house.client("admin")
    for colleague in ("clerk", "far", "thu"):
        form = {"why": "Chuyển công tác.", "colleague": house.place(colleague).pk, "heir": ""}
        answer = client.post(f"/quan-tri/can-bo/{huyen.pk}/ket-thuc/", form)
        assert answer.status_code == 422
        assert "Chuyển công tác." in answer.content.decode()
    with pytest.raises(NotColleague):
        leaving.end(huyen.pk, why="x", colleague=house.place("clerk").pk, heir=None, by=house.actor("admin"), at=NOON)
    assert holders(busy) == [huyen.person_id] * 2
    assert house.place("huyen").until is None
    assert client.post(f"/quan-tri/can-bo/{huyen.pk}/ket-thuc/", {"colleague": "", "heir": ""}).status_code == 422


def test_each_service_goes_only_to_who_has_it(house, busy):
    house.give("admin", "clerk", Asked("covid", "process", house.district.pk, {"tam-hoan-hop-dong"}))
    other = turn_of(busy[1]).case
    other.topic = "covid/dich-vu-khac"
    other.save(update_fields=["topic"])
    huyen, clerk = house.place("huyen"), house.place("clerk")
    done = hand_over(huyen.person_id, house.district.pk, clerk.person_id, by=house.actor("admin"), at=NOON)
    assert [turn.case_id for turn in done.given] == [busy[0].case_id]
    assert [turn.case_id for turn in done.queued] == [busy[1].case_id]
    assert holders(busy) == [clerk.person_id, None]


def test_only_who_manages_users_there_hands_over(house, busy):
    huyen = house.place("huyen")
    for key in ("far", "clerk", "tinh"):
        with pytest.raises(NotYourAgency):
            hand_over(huyen.person_id, house.district.pk, None, by=house.actor(key), at=NOON)
    assert holders(busy) == [huyen.person_id] * 2
    assert Turn.objects.filter(holder=huyen.person_id, closed_at=None).count() == 2


@pytest.fixture
def chain(house):
    """The deputy `sub` gave one officer a right to work, another one a right to pass on."""
    work, passed = house.give(
        "sub", "clerk", Asked("covid", "view", house.district.pk), Asked("covid", "process", house.district.pk, level=4)
    )
    return work, passed


def test_what_falls_is_shown_before_and_falls(house, chain):
    work, passed = chain
    page = house.client("admin").get(f"/quan-tri/can-bo/{house.place('sub').pk}/ket-thuc/").content.decode()
    assert "Kết thúc theo: 1 quyền" in page
    admin = house.actor("admin")
    left = leaving.end(house.place("sub").pk, why="Nghỉ.", colleague=None, heir=None, by=admin, at=NOON)
    assert [grant.pk for grant in left.fallen] == [passed.pk]
    assert Grant.objects.get(pk=work.pk).ended_at is None
    shown = house.client("admin").get(f"/quan-tri/can-bo/{house.place('clerk').pk}/").content.decode()
    assert "Người cấp đã thôi việc; quyền vẫn còn" in shown


def test_another_administrator_takes_over_what_their_own_rights_carry(house, chain):
    work, passed = chain
    sub, admin = house.place("sub"), house.place("admin")
    answer = house.client("admin").post(
        f"/quan-tri/can-bo/{sub.pk}/ket-thuc/", {"why": "Nghỉ.", "colleague": "", "heir": admin.pk}
    )
    assert answer.status_code == 302
    for grant in (work, passed):
        now = Grant.objects.select_related("under").get(pk=grant.pk)
        assert now.ended_at is None
        assert now.under.membership_id == admin.pk
        assert now.under.right == now.right
    assert [(e["grant"], e["granter"]) for e in told("grant.taken_over")] == [
        (work.pk, admin.pk),
        (passed.pk, admin.pk),
    ]


def test_the_heir_gets_nothing_that_authority_does_not_give(house, chain):
    """The heir passes on `view` only, at the very level of what was passed on, and is the holder of another."""
    work, passed = chain
    view, process = (Asked("covid", right, house.district.pk, level=n) for right, n in (("view", 3), ("process", 4)))
    house.give("admin", "huyen", view, process)
    mine = house.give("sub", "huyen", Asked("system", "users", house.district.pk))
    done = take_over(house.place("sub").pk, house.place("huyen").pk, by=house.actor("admin"), at=NOON)
    assert [grant.pk for grant in done.moved] == [work.pk]
    assert [grant.pk for grant in done.left] == [passed.pk, mine[0].pk]
    assert Grant.objects.get(pk=passed.pk).under.membership_id == house.place("sub").pk


def test_an_heir_whose_rights_end_sooner_takes_only_what_ends_by_then(house, chain):
    work, _ = chain
    soon = TODAY.replace(month=6)
    house.give("admin", "huyen", Asked("covid", "view", house.district.pk, level=3, until=soon))
    done = take_over(house.place("sub").pk, house.place("huyen").pk, by=house.actor("admin"), at=NOON)
    assert done.moved == ()
    assert work.pk in [grant.pk for grant in done.left]


def test_who_may_not_end_the_place_may_not_have_it_taken_over(house, chain):
    sub, admin = house.place("sub").pk, house.place("admin").pk
    with pytest.raises(OwnRights):
        take_over(sub, admin, by=house.actor("sub"), at=NOON)
    with pytest.raises(NotYourAgency):
        take_over(sub, admin, by=house.actor("far"), at=NOON)
    house.give("admin", "clerk", Asked("system", "users", house.district.pk))
    with pytest.raises(HoldsMoreThanYou):
        take_over(sub, admin, by=house.actor("clerk"), at=NOON)
    idle = house.place("huyen")
    idle.active = False
    idle.save(update_fields=["active"])
    with pytest.raises(MembershipInactive):
        take_over(sub, idle.pk, by=house.actor("admin"), at=NOON)
    assert Entry.objects.filter(action="grant.taken_over").count() == 0


def test_standing_in_is_previewed_given_listed_and_ended_early(house):
    huyen, clerk = house.place("huyen"), house.place("clerk")
    client = house.client("sub")
    house.world.to_district(house.world.file(1))
    form = {"colleague": clerk.pk, "since": "13/5/2020", "last": "20/5/2020", "reason": "Nghỉ phép"}
    looked = client.post(f"/quan-tri/can-bo/{huyen.pk}/lam-thay/", {**form, "preview": "1"})
    assert "Cán bộ này sẽ thấy 1 hồ sơ đang mở" in looked.content.decode()
    assert not Grant.objects.filter(membership=clerk).exists()
    assert client.post(f"/quan-tri/can-bo/{huyen.pk}/lam-thay/", form).status_code == 302
    rows = Grant.objects.filter(membership=clerk).order_by("pk")
    assert {(g.right, str(g.since), str(g.until)) for g in rows} == {
        ("process", "2020-05-13", "2020-05-21"), ("view", "2020-05-13", "2020-05-21"),
    }  # fmt: skip
    listed = client.get("/quan-tri/lam-thay/").content.decode()
    assert "13/05/2020 – 20/05/2020" in listed
    assert client.post(f"/quan-tri/quyen/{rows[0].pk}/ket-thuc/", {"why": "Về sớm."}).status_code == 302
    assert rows.filter(ended_at=None).count() == 1
    again = client.post(f"/quan-tri/can-bo/{huyen.pk}/lam-thay/", {**form, "last": "1/5/2020"})
    assert again.status_code == 422
    foreign = client.post(f"/quan-tri/can-bo/{huyen.pk}/lam-thay/", {**form, "colleague": house.place("thu").pk})
    assert foreign.status_code == 422


def test_configuring_ends_what_stands_on_the_former_right_and_says_so(house):
    huyen, clerk = house.place("huyen"), house.place("clerk")
    stand_in(huyen.pk, clerk.pk, since=TODAY, until=TODAY.replace(day=20), reason="", by=SYSTEM, at=NOON)
    process, view = house.grant("huyen", "process"), house.grant("huyen", "view")
    answer = house.client("admin").post(
        f"/quan-tri/can-bo/{huyen.pk}/dich-vu/",
        {f"all-{process.pk}": "some", f"services-{process.pk}": ["tam-hoan-hop-dong"], f"all-{view.pk}": "all"},
        follow=True,
    )
    assert "1 quyền làm thay dựa trên quyền cũ đã kết thúc theo." in answer.content.decode()
    assert [g.right for g in Grant.objects.filter(membership=clerk, ended_at=None)] == ["view"]
