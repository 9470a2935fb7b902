"""An officer whose right or place has just ended: the next click says which, when, by whom, why; and nothing else."""

from datetime import timedelta

import pytest
from django.test import Client

from motcua.agencies import commands as agencies
from motcua.agencies.models import Agency, Grant, Membership
from motcua.agencies.queries import lately_ended
from motcua.agencies.rules import ended
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from tests.desk.conftest import NOON, turn_of

HOME = "/ban-lam-viec/"
WHY = "Chuyển sang phòng khác"
PLACE = "Bảo hiểm xã hội huyện Mộ Đức"


@pytest.fixture
def lost(world, dossier):
    """Ends what an officer holds: lost("thu", "process"). By the administrator of that agency."""

    def end(who: str, *rights: str, at=NOON) -> list[Grant]:
        found = Grant.objects.filter(membership=world.actors[who].membership, right__in=rights, level=None)
        return [agencies.end(grant.pk, why=WHY, by=world.actors["quyen"], at=at).grant for grant in found]

    return end


def at_code(code: str, rest: str = "") -> str:
    return f"{HOME}ho-so/{code}/{rest}"


def told(response) -> str:
    return " ".join(response.content.decode().split())


ENDED = f"Quyền “Xử lý hồ sơ dịch vụ công” của bạn tại {PLACE} đã kết thúc lúc 11:00, 12/05/2020, "
ENDED += f"do Đỗ Văn Quyền Thử thực hiện. Lý do: {WHY}."


def test_the_next_act_says_it(world, desk, dossier, lost):
    client = desk("thu")
    page = client.get(at_code(dossier.code, "viec/pass/"))
    assert page.status_code == 200
    lost("thu", "process")
    answer = client.post(at_code(dossier.code, "viec/pass/"), {"turn": "1", "note": ""})
    assert answer.status_code == 403
    text = told(answer)
    assert ENDED in text
    assert "hãy liên hệ người quản trị của đơn vị để được cấp lại" in text
    assert (turn_of(dossier).n, turn_of(dossier).holder_id) == (1, None)
    assert client.get(at_code(dossier.code)).status_code == 200  # "view" is left
    assert client.post(at_code(dossier.code, "nhan/")).status_code == 403


def test_a_dossier_that_is_hidden_and_one_that_never_was_look_alike(world, desk, dossier, lost):
    lost("bao", "process")
    client = desk("bao")
    hidden, none = client.get(at_code(dossier.code)), client.get(at_code("000.00.00.H48-200512-9999"))
    assert (hidden.status_code, none.status_code) == (404, 404)
    for answer in (hidden, none):
        assert ENDED in told(answer)
        assert dossier.applicant_name not in told(answer)
    assert len({told(answer).split("<h1", 1)[1].split("</main>")[0] for answer in (hidden, none)}) == 1


def test_other_formats(world, desk, dossier, lost):
    lost("bao", "process")
    client = desk("bao")
    answer = client.get(at_code(dossier.code), HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json")
    assert answer.json()["why"] == ENDED
    assert dossier.code not in answer.content.decode()
    swapped = client.get(HOME, HTTP_HX_REQUEST="true")
    assert swapped.status_code == 403
    assert ENDED in told(swapped)


def test_rights_ended_in_one_act_are_told_together(world, desk, dossier, lost):
    lost("thu", "process", "view")
    assert f"Quyền “Xử lý hồ sơ dịch vụ công”, “Xem thông tin hồ sơ dịch vụ công” của bạn tại {PLACE}" in told(
        desk("thu").get(HOME)
    )


def test_the_last_to_end_is_told(world, desk, dossier, lost):
    lost("thu", "process")
    lost("thu", "view", at=NOON + timedelta(minutes=5))
    why = lately_ended(
        world.actors["thu"].person, f"member:{world.actors['thu'].membership}", NOON + timedelta(hours=1)
    )
    assert isinstance(why, ended.RightEnded)
    assert (why.data["right"], why.data["when"]) == ("Xem thông tin hồ sơ dịch vụ công", "11:05, 12/05/2020")


def test_what_is_held_again_or_long_gone_is_not_told(world, desk, dossier, lost):
    thu = world.actors["thu"]
    capacity = f"member:{thu.membership}"
    lost("thu", "process")
    assert lately_ended(thu.person, capacity, NOON) is not None
    assert lately_ended(thu.person, capacity, NOON + timedelta(days=30)) is None
    agencies.give(
        thu.membership, [agencies.Asked("covid", "process", thu.agency)], reason="", by=world.actors["quyen"], at=NOON
    )
    assert lately_ended(thu.person, capacity, NOON) is None
    assert "Quyền của bạn vừa thay đổi" not in desk("thu").get(at_code("000.00.00.H48-200512-9999")).content.decode()


@pytest.mark.parametrize(
    "capacity", ["citizen", "member:", "member:x", "member:0", "member:" + "9" * 30, None, "business:1"]
)
def test_nothing_is_told_of_other_capacities(world, dossier, lost, capacity):
    lost("thu", "process")
    assert lately_ended(world.actors["thu"].person, capacity, NOON) is None


def test_nobody_is_told_of_another_s_place(world, dossier, lost):
    lost("thu", "process")
    thu = world.actors["thu"]
    assert lately_ended(world.actors["bao"].person, f"member:{thu.membership}", NOON) is None


def test_a_right_that_ran_out(world, desk, dossier, lost):
    Grant.objects.filter(membership=world.actors["bao"].membership).update(until=NOON.date())
    answer = desk("bao").get(HOME)
    assert answer.status_code == 403
    words = f"của bạn tại {PLACE} đã hết hạn từ ngày 12/05/2020. Người cấp: Hệ thống."
    assert words in told(answer)


def test_a_place_that_was_locked_or_ended(world, desk, dossier, lost):
    thu, bao, by = (world.actors[key] for key in ("thu", "bao", "quyen"))
    agencies.deactivate(thu.membership, by=by, at=NOON)
    answer = desk("thu").get(HOME)
    assert answer.status_code == 403
    words = f"Vị trí làm việc của bạn tại {PLACE} đã tạm khóa lúc 11:00, 12/05/2020, do Đỗ Văn Quyền Thử thực hiện."
    assert words in told(answer)

    agencies.end_membership(bao.membership, why=WHY, by=by, at=NOON)
    answer = desk("bao").get(at_code(dossier.code))
    assert answer.status_code == 403
    assert f"Vị trí làm việc của bạn tại {PLACE} đã kết thúc lúc 11:00, 12/05/2020" in told(answer)
    assert f"Lý do: {WHY}." in told(answer)
    assert dossier.applicant_name not in told(answer)


def test_an_agency_that_is_gone(world, desk, dossier, lost):
    Agency.objects.filter(pk=world.actors["thu"].agency).update(valid_to=NOON.date())
    answer = desk("thu").get(HOME)
    assert answer.status_code == 403
    assert f"{PLACE} đã kết thúc hoạt động từ ngày 12/05/2020" in told(answer)


def test_a_visitor_and_a_citizen_are_told_nothing(world, dossier, lost):
    lost("thu", "process", "view")
    assert Client().get(HOME).status_code == 302
    citizen = Client()
    citizen.force_login(Person.objects.get(pk=world.actors["thu"].person))
    assert "vừa thay đổi" not in citizen.get(HOME).content.decode()
    assert Membership.objects.filter(pk=world.actors["thu"].membership, until=None).exists()


def test_a_refusal_costs_four_statements_more_at_most(world, dossier, lost, django_assert_max_num_queries):
    lost("thu", "process", "view")
    thu = world.actors["thu"]
    with django_assert_max_num_queries(4):
        assert lately_ended(thu.person, f"member:{thu.membership}", NOON) is not None
    agencies.end_membership(thu.membership, why=WHY, by=SYSTEM, at=NOON)
    with django_assert_max_num_queries(4):
        assert lately_ended(thu.person, f"member:{thu.membership}", NOON) is not None
