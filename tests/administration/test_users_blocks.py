"""The five blocks: each its own POST, each refused as the command refuses."""

import pytest

from motcua.administration.rules.users import LOOKS_AN_HOUR
from motcua.agencies.commands import Asked, end, give
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import actor_for
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from tests.administration.users_world import *  # noqa: F403 - fixtures
from tests.administration.users_world import NOON, TODAY, TWO_FACTORS, told

ADD = "/quan-tri/can-bo/them/"
THEM = {"next": "them"}


def found(house, client, number):
    return client.post(f"{ADD}tim/", {"number": number})


def test_the_whole_way_of_appendix_2(house):
    person, number = house.newcomer()
    client = house.client("admin")
    answer = found(house, client, number)
    assert answer["Location"] == f"{ADD}?nguoi={person.subject}#buoc-2"
    page = client.get(answer["Location"]).content.decode()
    assert "Mai Thị Mới Mẫu" in page
    assert number not in page
    assert number[-4:] in page
    answer = client.post(f"{ADD}luu/", {**THEM, "nguoi": person.subject, "agency": house.province.pk})
    saved = Membership.objects.get(person=person)
    assert answer["Location"] == f"{ADD}?cho={saved.pk}#buoc-3"
    assert (saved.agency_id, saved.active) == (house.province.pk, True)
    answer = client.post(
        f"/quan-tri/can-bo/{saved.pk}/don-vi/",
        {**THEM, "agency": house.district.pk, "title": "Chuyên viên", "office": "Phòng Ví Dụ"},
    )
    moved = Membership.objects.get(person=person, agency=house.district)
    assert answer["Location"] == f"{ADD}?cho={moved.pk}#buoc-4"
    assert (moved.title, moved.office, moved.active) == ("Chuyên viên", "Phòng Ví Dụ", True)
    assert Membership.objects.get(pk=saved.pk).until == TODAY
    answer = client.post(f"/quan-tri/can-bo/{moved.pk}/quyen/", {**THEM, "rights": ["covid.process", "covid.view"]})
    assert answer["Location"] == f"{ADD}?cho={moved.pk}#buoc-5"
    process = Grant.objects.get(membership=moved, right="process")
    view = Grant.objects.get(membership=moved, right="view")
    assert (process.services, process.scope_id, process.level) == (None, house.district.pk, None)
    answer = client.post(
        f"/quan-tri/can-bo/{moved.pk}/dich-vu/",
        {
            **THEM, f"all-{process.pk}": "some", f"services-{process.pk}": ["tam-hoan-hop-dong"],
            f"all-{view.pk}": "all",
        },
    )  # fmt: skip
    assert answer["Location"] == f"{ADD}?cho={moved.pk}#buoc-6"
    assert client.get(answer["Location"]).status_code == 200
    now = {g.right: g.services for g in Grant.objects.filter(membership=moved, ended_at=None)}
    assert now == {"process": ["tam-hoan-hop-dong"], "view": None}
    actor = actor_for(person, {"proof": TWO_FACTORS, "capacity": f"member:{moved.pk}"}, TODAY)
    assert actor.powers == {"process", "view"}
    assert [e["before"] for e in told("grant.configured")] == [None]
    assert told("grant.configured")[0]["former"] == process.pk


def test_nobody_is_found_by_less_than_a_whole_number_and_looks_are_counted(house):
    client = house.client("admin")
    assert found(house, client, "0510").status_code == 422
    assert "Không có tài khoản nào mang số này" in found(house, client, "099999999999").content.decode()
    assert Entry.objects.filter(action="seen:officer").count() == 0
    _, number = house.newcomer()
    for _ in range(LOOKS_AN_HOUR - 1):
        last = found(house, client, number)
    assert last.status_code == 302
    assert Entry.objects.filter(action="seen:officer").count() == LOOKS_AN_HOUR - 1
    refused = found(house, client, number)
    assert refused.status_code == 422
    assert "quá nhiều lần" in refused.content.decode()


def test_who_was_not_found_by_number_in_this_visit_is_not_saved(house):
    person, _ = house.newcomer()
    answer = house.client("admin").post(f"{ADD}luu/", {"nguoi": person.subject, "agency": house.district.pk})
    assert answer.status_code == 409
    assert not Membership.objects.filter(person=person).exists()


def test_saving_outside_the_subtree_or_oneself_is_refused(house):
    person, number = house.newcomer()
    client = house.client("sub")
    found(house, client, number)
    answer = client.post(f"{ADD}luu/", {**THEM, "nguoi": person.subject, "agency": house.province.pk})
    assert answer.status_code == 422
    assert "không thuộc phạm vi đó" in answer.content.decode()
    assert client.post(f"{ADD}luu/", {**THEM, "nguoi": person.subject, "agency": 999999}).status_code == 404
    assert not Membership.objects.filter(person=person).exists()
    me = Person.objects.get(pk=house.world.actors["sub"].person)
    assert found(house, client, "051099000014").status_code in (302, 422)
    session = client.session
    session["users.found"] = {str(me.subject): 2_000_000_000}
    session.save()
    assert client.post(f"{ADD}luu/", {**THEM, "nguoi": me.subject, "agency": house.district.pk}).status_code in (
        409,
        422,
    )
    assert Membership.objects.filter(person=me).count() == 1


@pytest.mark.parametrize("part", ["", "don-vi/", "quyen/", "dich-vu/", "lam-thay/", "ket-thuc/"])
def test_a_foreign_person_is_as_missing_as_none(house, part):
    client = house.client("sub")
    for pk in (house.place("far").pk, house.place("thu").pk, 999999):
        assert client.get(f"/quan-tri/can-bo/{pk}/{part}").status_code == 404
        if part:
            assert client.post(f"/quan-tri/can-bo/{pk}/{part}", {"rights": ["covid.view"]}).status_code == 404
    assert not Grant.objects.filter(membership=house.place("far"), level=None, right="view").exists()


def test_own_rights_are_shown_and_not_editable(house):
    client, mine = house.client("admin"), house.place("admin").pk
    page = client.get(f"/quan-tri/can-bo/{mine}/").content.decode()
    assert "Đây là quyền của chính bạn" in page
    assert "Không ai tự cấp, sửa, gia hạn hoặc duyệt quyền của chính mình" in page
    assert "/ket-thuc/" not in page
    before = Grant.objects.filter(ended_at=None).count()
    grant = house.grant("admin", "users")
    for address in (
        f"can-bo/{mine}/quyen/",
        f"can-bo/{mine}/dich-vu/",
        f"can-bo/{mine}/don-vi/",
        f"can-bo/{mine}/khoa/",
    ):
        assert client.post(f"/quan-tri/{address}", {"rights": ["covid.process"]}).status_code == 403
    answer = client.post(f"/quan-tri/quyen/{grant.pk}/ket-thuc/", {"why": "Thử."})
    assert answer.status_code == 422
    assert Grant.objects.filter(ended_at=None).count() == before


def test_what_one_may_not_give_is_greyed_with_the_rules_own_words_and_refused_when_forged(house):
    client, clerk = house.client("sub"), house.place("clerk")
    page = client.get(f"/quan-tri/can-bo/{clerk.pk}/quyen/").content.decode()
    assert "Bạn không được cấp lại quyền “Ký duyệt kết quả”" in page
    assert "Bạn chỉ cấp được quyền quản trị thấp hơn cấp của mình. Quản trị cấp 1 phải do cấp trên của bạn cấp." in page
    for forged in ({"rights": ["office.decide"]}, {"levels": ["covid.2"]}, {"rights": ["system.units"]}):
        answer = client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", forged | {"reason": "Đã gõ"})
        assert answer.status_code == 422
        assert "Đã gõ" in answer.content.decode()
    assert client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", {"rights": ["covid.nothing"]}).status_code == 422
    assert not Grant.objects.filter(membership=clerk).exists()


def test_a_level_is_the_whole_bundle_once(house):
    client, clerk = house.client("admin"), house.place("clerk")
    # The second level finds the rights alongside (managing users, the journal) held already, and leaves them.
    for level in ("covid.3", "office.3"):
        assert client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", {"levels": [level]}).status_code == 302
    rows = Grant.objects.filter(membership=clerk).values_list("subsystem", "right", "level")
    assert sorted(rows, key=str) == sorted(
        [
            ("covid", "process", 3), ("covid", "view", 3), ("office", "decide", 3), ("office", "counter", 3),
            ("system", "users", 3), ("system", "journal", 3), ("system", "users", None), ("system", "journal", None),
        ], key=str,
    )  # fmt: skip
    again = client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", {"levels": ["covid.3"]})
    assert again.status_code == 422
    assert "đang giữ quyền" in again.content.decode()
    assert rows.count() == 8


def test_until_is_the_last_day_and_scope_may_be_narrower(house):
    client, chief = house.client("admin"), house.place("chuyen")
    answer = client.post(
        f"/quan-tri/can-bo/{chief.pk}/quyen/",
        {"rights": ["system.journal"], "last": "30/6/2020", "scope": "H48.533", "reason": "Kiểm tra"},
    )
    assert answer.status_code == 302
    given = Grant.objects.get(membership=chief, right="journal")
    assert (str(given.until), given.scope_id, given.reason) == ("2020-07-01", house.district.pk, "Kiểm tra")
    assert "đến hết 30/06/2020" in client.get(f"/quan-tri/can-bo/{chief.pk}/").content.decode()
    for wrong in ({"scope": "G24"}, {"last": "1/1/2020"}, {"scope": "huyen"}):
        answer = client.post(f"/quan-tri/can-bo/{chief.pk}/quyen/", {"rights": ["system.users"], **wrong})
        assert answer.status_code == 422
    assert Grant.objects.filter(membership=chief, right="users").count() == 0


def test_a_preview_writes_nothing_and_counts_as_the_desk_does(house):
    for _ in range(2):
        house.world.to_district(house.world.file(1))
    house.world.file(1)
    client, clerk = house.client("admin"), house.place("clerk")
    answer = client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", {"rights": ["covid.process"], "preview": "1"})
    assert (
        "Cán bộ này sẽ thấy 2 hồ sơ đang mở, trong đó 2 hồ sơ đang ở đơn vị và xử lý được." in answer.content.decode()
    )
    assert not Grant.objects.filter(membership=clerk).exists()
    top = house.place("chuyen")
    page = client.get(f"/quan-tri/can-bo/{top.pk}/").content.decode()
    assert "Cán bộ này sẽ thấy 2 hồ sơ đang mở, trong đó 0 hồ sơ" in page


def test_copying_a_colleague_ticks_and_gives_nothing(house):
    client, clerk = house.client("admin"), house.place("clerk")

    def box(colleague: str) -> str:
        page = client.get(f"/quan-tri/can-bo/{clerk.pk}/quyen/?nhu={house.place(colleague).pk}").content.decode()
        return next(part for part in page.split("<input") if 'value="covid.process"' in part).split(">")[0]

    assert "checked" in box("huyen")
    assert not Grant.objects.filter(membership=clerk).exists()
    assert "checked" not in box("thu")


def test_configuring_is_all_or_nothing(house):
    client, huyen = house.client("admin"), house.place("huyen")
    process, view = house.grant("huyen", "process"), house.grant("huyen", "view")
    none = {f"all-{process.pk}": "some", f"all-{view.pk}": "all"}
    assert client.post(f"/quan-tri/can-bo/{huyen.pk}/dich-vu/", none).status_code == 422
    foreign = {f"all-{process.pk}": "some", f"services-{process.pk}": ["khong-co"], f"all-{view.pk}": "all"}
    assert client.post(f"/quan-tri/can-bo/{huyen.pk}/dich-vu/", foreign).status_code == 422
    # A deputy who passes on for one service cannot widen what the province gave for all.
    limited = house.place("clerk")
    give(
        limited.pk,
        [
            Asked("covid", "process", house.district.pk, {"tam-hoan-hop-dong"}, 3),
            Asked("covid", "view", house.district.pk, {"tam-hoan-hop-dong"}, 3),
            Asked("system", "users", house.district.pk),
        ],
        reason="", by=house.actor("admin"), at=NOON,
    )  # fmt: skip
    narrow = {
        f"all-{process.pk}": "some", f"services-{process.pk}": ["tam-hoan-hop-dong"], f"all-{view.pk}": "all",
        "reason": "Đã gõ",
    }  # fmt: skip
    answer = house.client("clerk").post(f"/quan-tri/can-bo/{huyen.pk}/dich-vu/", narrow)
    assert answer.status_code == 422
    assert "cho dịch vụ này" in answer.content.decode()
    assert house.grant("huyen", "process").pk == process.pk
    assert Entry.objects.filter(action="grant.configured").count() == 0


def test_the_second_of_two_administrators_reads_who_did_it(house):
    grant = house.grant("huyen", "process")
    client = house.client("admin")
    page = client.get(f"/quan-tri/quyen/{grant.pk}/ket-thuc/")
    assert page.status_code == 200
    end(grant.pk, why="Người khác làm trước.", by=house.actor("sub"), at=NOON)
    late = client.post(f"/quan-tri/quyen/{grant.pk}/ket-thuc/", {"why": "Tôi cũng kết thúc."})
    assert late.status_code == 422
    text = late.content.decode()
    assert "đã kết thúc lúc" in text
    assert "do Bùi Thị Cấp Hai Thử thực hiện" in text
    assert "Tôi cũng kết thúc." in text
    assert Grant.objects.get(pk=grant.pk).ended_why == "Người khác làm trước."


def test_a_right_that_ends_while_one_presses_gives_nothing(house):
    client, clerk = house.client("sub"), house.place("clerk")
    assert client.get(f"/quan-tri/can-bo/{clerk.pk}/quyen/").status_code == 200
    end(house.grant("sub", "view", 3).pk, why="Hết việc.", by=SYSTEM, at=NOON)
    answer = client.post(f"/quan-tri/can-bo/{clerk.pk}/quyen/", {"rights": ["covid.view"]})
    assert answer.status_code == 422
    assert not Grant.objects.filter(membership=clerk).exists()


def test_the_unit_outside_the_subtree_is_greyed_with_its_reason(house):
    client, clerk = house.client("sub"), house.place("clerk")
    page = client.get(f"/quan-tri/can-bo/{clerk.pk}/don-vi/?tim-don-vi=H48.534").content.decode()
    assert "Bạn chỉ quản lý người dùng trong phạm vi được giao." in page
    outside = house.place("far").agency_id
    answer = client.post(f"/quan-tri/can-bo/{clerk.pk}/don-vi/", {"agency": outside, "title": "Đã gõ"})
    assert answer.status_code == 422
    assert "Đã gõ" in answer.content.decode()
    assert house.place("clerk").until is None
