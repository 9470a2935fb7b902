"""The pages that explain: whom one may ask about, what is named and what is not, and that asking is written down."""

from datetime import timedelta

import pytest
from lxml import html

from motcua.administration.queries import explaining
from motcua.administration.queries import sheet as sheets
from motcua.administration.queries.things import own_thing
from motcua.administration.rules.explaining import NothingToExplain
from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import chain, chains
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.shell import clock
from tests.administration.subtree import signed_in
from tests.agencies.conftest import at_identifier
from tests.dossiers.conftest import EARLY, NOON, _house, _peopled, world

__all__ = ["_house", "_peopled", "world"]
ON = NOON.date()


@pytest.fixture(autouse=True)
def _noon(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def office(world):
    """A dossier at the district's social insurance; an administrator there, one of the province, one of the state."""
    dossier = world.filed(3)
    seat = dossier.case.turns.get().agency

    def works(name, agency, *powers):
        return commands.appoint(world.person(name), agency, "Chuyên viên", powers, at=EARLY)

    world.seat, world.dossier, world.works = seat, dossier, works
    world.local = works("Lưu Thị Hỏi Mẫu", seat, "users", "journal")
    world.clerk = works("Trần Văn Thử", seat, "process")
    world.above = works("Bùi Văn Trên Thử", seat.parent, "grant")
    return world


def asked(client, place, kind="ho-so", code=""):
    return client.get(f"/quan-tri/vi-sao/{place.pk}/", {"loai": kind, "ma": code})


def text_of(answer):
    return " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


def test_the_page_says_why_and_writes_the_question_down(office):
    client = signed_in(office.local)
    before = Entry.objects.count()
    answer = asked(client, office.clerk, code=office.dossier.code.lower())
    assert answer.status_code == 200
    told = text_of(answer)
    assert f"Trần Văn Thử hiện xem được hồ sơ {office.dossier.code}" in told
    assert "Đúng phân hệ" in told
    assert "do hệ thống cấp" in told
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.subject) == ("seen:rights", f"agency:{office.seat.pk}")
    assert (entry.data["membership"], entry.data["name"]) == (office.clerk.pk, office.dossier.code)


def test_no_content_of_the_dossier_is_shown(office):
    told = asked(signed_in(office.local), office.clerk, code=office.dossier.code).content.decode()
    assert office.dossier.applicant_name not in told
    assert "Công ty TNHH Ví Dụ" not in told


def test_what_is_missing_and_who_could_give_it(office):
    new = office.works("Đỗ Thị Thiếu Mẫu", office.seat)
    told = text_of(asked(signed_in(office.local), new, code=office.dossier.code))
    assert "Đỗ Thị Thiếu Mẫu hiện không xem được hồ sơ" in told
    assert "Còn thiếu: quyền “Xem thông tin hồ sơ dịch vụ công”" in told
    # Who could give it works above the asker: by agency and level, not by name.
    assert f"một cán bộ của {office.seat.parent.name} (cấp tỉnh)" in told
    assert "Bùi Văn Trên Thử" not in told
    assert "Bùi Văn Trên Thử" in text_of(asked(signed_in(office.above), new, code=office.dossier.code))


def test_each_failing_condition_is_said(office):
    held = commands.give(
        office.clerk.pk, [Asked("covid", "view", office.seat.pk, ("khac",))], reason="", by=SYSTEM, at=NOON
    )
    commands.end(Grant.objects.get(membership=office.clerk, right="process").pk, why="Thử.", by=SYSTEM, at=NOON)
    told = text_of(asked(signed_in(office.local), office.clerk, code=office.dossier.code))
    assert "hiện không xem được" in told
    assert "Không đạt: Không gồm dịch vụ của hồ sơ này" in told
    assert "Không đạt: Đã bị kết thúc" in told
    assert held[0].services == ["khac"]


@pytest.mark.parametrize("code", ["", "000.00.00.H48-200501-9999", "<script>", "x" * 500])
def test_a_dossier_that_is_not_there_is_not_found(office, code):
    answer = asked(signed_in(office.local), office.clerk, code=code)
    assert answer.status_code == 422
    assert not Entry.objects.filter(action="seen:rights").exists()


def test_a_foreign_dossier_is_like_none(office):
    """An administrator of an agency that never had it learns nothing, not even that it exists."""
    other = office.works("Tạ Thị Ngoài Mẫu", at_identifier("H48.533"), "users")
    theirs = office.works("Phan Văn Ngoài Thử", at_identifier("H48.533"), "view")
    foreign = asked(signed_in(other), theirs, code=office.dossier.code)
    missing = asked(signed_in(other), theirs, code="000.00.00.H48-200501-9999")
    assert (foreign.status_code, missing.status_code) == (422, 422)
    assert text_of(foreign).replace(office.dossier.code, "") == text_of(missing).replace(
        "000.00.00.H48-200501-9999", ""
    )
    seen = signed_in(other).get("/quan-tri/vi-sao/ai-xem/", {"ma": office.dossier.code})
    assert seen.status_code == 422


def test_a_foreign_person_is_like_none(office):
    foreign = office.works("Phan Văn Ngoài Thử", at_identifier("H48.533"), "view")
    client = signed_in(office.local)
    assert asked(client, foreign, code=office.dossier.code).status_code == 404
    assert client.get("/quan-tri/vi-sao/999999/").status_code == 404
    assert client.get(f"/quan-tri/can-bo/{foreign.pk}/phieu/").status_code == 404
    assert signed_in(office.clerk).get("/quan-tri/vi-sao/").status_code == 403


def test_a_place_outside_is_named_by_agency_only(office):
    """Somebody who also works in another tree: whether they see it there is said, not by which right."""
    second = commands.appoint(
        office.clerk.person, at_identifier("H48.533"), "Phó phòng bí mật", {"view", "petitions"}, at=EARLY
    )
    assert second.pk
    told = text_of(asked(signed_in(office.local), office.clerk, code=office.dossier.code))
    assert "Vị trí này ngoài phạm vi của bạn (cấp huyện)" in told
    assert "Xem phản ánh" not in told


def test_who_can_see_it(office):
    client = signed_in(office.above)
    shown = client.get("/quan-tri/vi-sao/ai-xem/", {"ma": office.dossier.code})
    told = text_of(shown)
    assert "Trần Văn Thử" in told
    assert "Xử lý hồ sơ dịch vụ công" in told
    entry = Entry.objects.filter(action="seen:viewers").get()
    assert entry.data["name"] == office.dossier.code
    local = text_of(signed_in(office.local).get("/quan-tri/vi-sao/ai-xem/", {"ma": office.dossier.code}))
    assert "Trần Văn Thử" in local


def test_other_things_agency_portal_place(office):
    place = Membership.objects.get(pk=office.local.pk)
    for kind, code in (("co-quan", office.seat.identifier), ("vi-tri", str(office.clerk.pk))):
        told = text_of(asked(signed_in(office.above), place, kind, code))
        assert "Được: Quản lý người dùng" in told
        assert asked(signed_in(office.above), place, kind, "999999").status_code == 422
    assert "Không: Quản lý đơn vị" in text_of(asked(signed_in(office.above), place, "co-quan", office.seat.identifier))
    with pytest.raises(NothingToExplain):
        own_thing(_actor(office.above), "portal", "khong-co")


def test_found_by_name_and_by_number_and_the_number_stays_out_of_the_address(office):
    client = signed_in(office.local)
    by_name = client.post("/quan-tri/vi-sao/", {"tim": "tran van thu"})
    assert "Trần Văn Thử" in text_of(client.get(by_name["Location"]))
    from motcua.identity.queries import id_number

    number = id_number(office.clerk.person)
    by_number = client.post("/quan-tri/vi-sao/", {"tim": number})
    assert number not in by_number["Location"]
    assert "Trần Văn Thử" in text_of(client.get(by_number["Location"]))
    foreign = office.works("Phan Văn Ngoài Thử", at_identifier("H48.533"), "view")
    hidden = client.post("/quan-tri/vi-sao/", {"tim": id_number(foreign.person)})
    assert "Không có cán bộ nào như vậy" in text_of(client.get(hidden["Location"]))


def test_a_second_factor_is_named_when_there_is_none(office):
    answer = explaining.explain(
        _actor(office.local), office.clerk.pk, own_thing(_actor(office.local), "dossier", office.dossier.code), ON
    )
    assert answer.second_factor is False
    assert "chưa có bước xác nhận thứ hai" in text_of(
        asked(signed_in(office.local), office.clerk, code=office.dossier.code)
    )


def test_the_sheet_says_every_right_in_words(office):
    commands.give(
        office.clerk.pk, [Asked("covid", "view", office.seat.pk, ("tam-hoan-hop-dong",))],
        reason="QĐ 12/QĐ-BHXH", by=_actor(office.above), at=NOON,
    )  # fmt: skip
    answer = signed_in(office.above).get(f"/quan-tri/can-bo/{office.clerk.pk}/phieu/")
    told = text_of(answer)
    for words in (
        "Phiếu quyền của cán bộ", "Trần Văn Thử", office.seat.name, "Xử lý hồ sơ dịch vụ công", "Mọi dịch vụ",
        "Xem thông tin hồ sơ dịch vụ công", "QĐ 12/QĐ-BHXH", "Bùi Văn Trên Thử", "ký, ghi rõ họ tên",
    ):  # fmt: skip
        assert words in told
    assert Entry.objects.filter(action="seen:rights_sheet", subject=f"agency:{office.seat.pk}").count() == 1


def test_every_officer_reads_their_own_rights_and_no_others(office):
    client = signed_in(office.clerk)
    told = text_of(client.get("/quan-tri/quyen-cua-toi/"))
    assert "Xử lý hồ sơ dịch vụ công" in told
    assert client.get(f"/quan-tri/can-bo/{office.clerk.pk}/phieu/").status_code == 200
    assert client.get(f"/quan-tri/can-bo/{office.local.pk}/phieu/").status_code == 403


def test_all_chains_are_one_query(office, django_assert_num_queries):
    """As long and as many as they are: the same as one by one, up the `under` of each."""
    fresh = office.works("Đỗ Thị Mới Mẫu", office.seat)
    wanted = [Asked("covid", right, office.seat.pk) for right in ("process", "view")]
    commands.give(fresh.pk, wanted, reason="", by=_actor(office.above), at=NOON)
    ids = list(Grant.objects.order_by("pk").values_list("pk", flat=True))
    with django_assert_num_queries(1):
        found = chains(ids)
        for links in found.values():  # nothing is fetched later
            assert [(link.grant.membership.person.name, link.grant.membership.agency.name) for link in links]
    for pk, links in found.items():
        grant, up = Grant.objects.get(pk=pk), []
        while grant is not None:
            up.append((grant.pk, grant.under.membership.person.name if grant.under else ""))
            grant = grant.under
        assert [(link.grant.pk, link.by) for link in links] == up[::-1]
    assert {len(links) for links in found.values()} == {1, 2}
    assert chain(ids[0]) == found[ids[0]]
    with django_assert_num_queries(0):
        assert chains([]) == {}


def test_own_rights_cost_the_same_however_many(office, django_assert_num_queries):
    """Place, rights, services, chains."""
    local = _actor(office.local)
    with django_assert_num_queries(4):
        few = sheets.own_sheet(local, ON)
    high = _actor(office.above)
    with django_assert_num_queries(4):
        many = sheets.own_sheet(high, ON)
    rights = [sum(len(part.lines) for part in one.parts) for one in (few, many)]
    assert rights[0] == 2
    assert rights[1] > 10
    assert all(line.chain for part in many.parts for line in part.lines)
    # With a giver in each chain, and somebody for whom they stand in.
    fresh, above = office.works("Đỗ Thị Mới Mẫu", office.seat), _actor(office.above)
    commands.give(fresh.pk, [Asked("covid", "view", office.seat.pk)], reason="", by=above, at=NOON)
    until = ON + timedelta(days=5)
    commands.stand_in(office.clerk.pk, fresh.pk, since=ON, until=until, reason="", by=above, at=NOON)
    new = _actor(fresh)
    with django_assert_num_queries(4):
        found = sheets.own_sheet(new, ON)
    chains_ = [line.chain for part in found.parts for line in part.lines]
    assert [[step.by.agency if step.by else "" for step in one] for one in chains_] == [
        ["", office.seat.parent.name]
    ] * 2
    assert [one[-1].stands_for is None for one in chains_] == [False, True]


def _actor(place):
    from motcua.agencies.queries import actor_for

    session = {"capacity": f"member:{place.pk}", "proof": {"methods": ["totp"]}}
    return actor_for(place.person, session, ON)
