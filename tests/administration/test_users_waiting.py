"""Seniors for the second person; rights that nobody uses; the nightly note of what was used."""

from datetime import timedelta

import pytest

from motcua.administration.commands.noting import note_use
from motcua.administration.rules.using import rights_used
from motcua.agencies.commands import Asked, appoint, give
from motcua.agencies.models import Agency, Grant
from motcua.agencies.queries import actor_for
from motcua.journal.commands import seen
from motcua.kernel.actor import SYSTEM
from motcua.workflow.commands import claim
from tests.administration.users_world import *  # noqa: F403 - fixtures
from tests.administration.users_world import NOON, TODAY

LIST = "/quan-tri/can-duyet/"


@pytest.fixture
def national(house):
    """Two national administrators in the Government Office; the first named a senior of the province."""
    office = Agency.objects.get(identifier="G22")
    for key, name in (("one", "Vương Thị Một Mẫu"), ("two", "Vương Văn Hai Thử")):
        _appoint(house, key, name, office)
    senior = [Asked("covid", "view", house.province.pk, level=1)]
    (waiting,) = give(house.place("tinh").pk, senior, reason="Công văn số 1", by=house.actor("one"), at=NOON)
    return waiting


def _appoint(house, key, name, office):
    person = house.world.person(name)
    held = appoint(person, office, "Chuyên viên", (), at=NOON - timedelta(days=5))
    give(
        held.pk, [Asked("covid", "view", None, level=0), Asked("system", "users", None)], reason="", by=SYSTEM, at=NOON
    )
    house.world.actors[key] = actor_for(
        person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}, TODAY
    )


def test_the_second_person_approves(house, national):
    mine = house.client("one").get(LIST).content.decode()
    assert "Đinh Văn Tỉnh Mẫu" in mine
    assert "phải do người thứ hai duyệt" in mine
    address = f"{LIST}{national.pk}/"
    assert house.client("one").post(address, {"approve": "1"}).status_code == 422
    assert Grant.objects.get(pk=national.pk).approved_at is None
    assert house.client("admin").post(address, {"approve": "1"}).status_code == 422
    assert house.client("far").post(address, {"approve": "1"}).status_code == 404
    assert Grant.objects.get(pk=national.pk).approved_at is None
    assert house.client("two").post(address, {"approve": "1"}).status_code == 302
    now = Grant.objects.get(pk=national.pk)
    assert (now.approved_at, now.approved_by_id) == (NOON, house.world.actors["two"].person)
    late = house.client("two").post(address, {"approve": "1"})
    assert late.status_code == 422
    assert "đã được Vương Văn Hai Thử duyệt lúc" in late.content.decode()


def test_the_second_person_declines_with_a_reason(house, national):
    address, two = f"{LIST}{national.pk}/", house.client("two")
    assert two.post(address, {"decline": "1", "why": ""}).status_code == 422
    assert two.post(address, {"decline": "1", "why": "Chưa có công văn."}).status_code == 302
    now = Grant.objects.get(pk=national.pk)
    assert (now.approved_at, now.ended_why) == (None, "Chưa có công văn.")
    assert "Không có quyền nào chờ duyệt" in two.get(LIST).content.decode()
    assert two.post(address, {"approve": "1"}).status_code == 422


def test_rights_that_nobody_used_are_listed_and_end_with_one_click(house):
    view = house.grant("huyen", "view")
    Grant.objects.filter(pk=view.pk).update(since=TODAY - timedelta(days=200))
    process = house.grant("huyen", "process")
    Grant.objects.filter(pk=process.pk).update(since=TODAY - timedelta(days=200), used_on=TODAY - timedelta(days=89))
    page = house.client("admin").get("/quan-tri/lau-khong-dung/").content.decode()
    assert page.count("Ngô Văn Huyện Thử") == 2  # as a link and in its button
    assert "Xem thông tin hồ sơ dịch vụ công" in page
    end = "/quan-tri/lau-khong-dung/ket-thuc/"
    assert house.client("far").post(end, {"grant": view.pk}).status_code == 404
    assert house.client("admin").post(end, {"grant": view.pk}).status_code == 302
    now = Grant.objects.get(pk=view.pk)
    assert now.ended_why == "Không dùng trong 90 ngày."
    assert Grant.objects.get(pk=process.pk).ended_at is None


def test_the_night_notes_what_the_journal_tells(house):
    dossier = house.world.file(1)
    house.world.to_district(dossier)
    claim(dossier.case_id, by=house.actor("huyen"), at=NOON)
    seen("users", "agency:1", by=house.actor("sub"), at=NOON)
    assert note_use(at=NOON + timedelta(hours=12)) > 0
    assert house.grant("huyen", "process").used_on == TODAY
    assert house.grant("huyen", "view").used_on is None
    assert house.grant("sub", "users").used_on == TODAY
    assert house.grant("sub", "users", 3).used_on is None
    assert house.grant("admin", "view", 2).used_on == TODAY  # it was passed on to the deputy
    assert house.grant("far", "view", 2).used_on is None
    assert note_use(at=NOON + timedelta(hours=12)) == 0


def test_the_night_looks_no_further_back_than_it_must(house):
    dossier = house.world.file(1)
    house.world.to_district(dossier)
    claim(dossier.case_id, by=house.actor("huyen"), at=NOON)
    assert note_use(at=NOON + timedelta(days=4)) == 0
    assert house.grant("huyen", "process").used_on is None


@pytest.mark.parametrize(
    ("action", "rights"),
    [
        ("workflow.taken", {"process", "decide"}),
        ("seen:dossier", {"view", "process", "decide"}),
        ("openid.client_changed", {"clients"}),
        ("openid.agree", set()),
        ("identity.sign_in", set()),
        ("seen:person", {"counter"}),
        ("membership.placed", {"users"}),
    ],
)
def test_which_act_is_the_use_of_which_right(action, rights):
    assert rights_used(action) == rights
