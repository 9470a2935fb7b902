"""The pages of units: browsing, each change with what it does, and rights that follow only when they are ticked."""

from datetime import timedelta

import pytest
from lxml import html

from motcua.agencies import commands
from motcua.agencies.commands import Asked
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.succession import inherit
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Agency, Grant, Membership, Succession, UnitChange
from motcua.agencies.rules import NoSuchGrant
from motcua.agencies.rules.delegation import NotHeldByYou, OwnRights
from motcua.agencies.rules.rights import powers_on
from motcua.agencies.rules.units import NoSuccession
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Invalid
from tests.administration.subtree import (
    AT,
    ON,
    _one_province,
    acting,
    at_identifier,
    at_noon,
    quang_ngai,
    signed_in,
    works,
)

__all__ = ["_one_province", "at_noon", "quang_ngai"]
pytestmark = pytest.mark.usefixtures("quang_ngai", "at_noon")
TREE = "/quan-tri/don-vi/"
TODAY = {"on": "12/5/2020", "basis": "QĐ 1/QĐ-UBND"}
TOMORROW = {"on": "13/5/2020", "basis": "QĐ 1/QĐ-UBND"}


def text_of(answer):
    return " ".join(html.document_fromstring(answer.content).find(".//main").text_content().split())


def state():
    agencies = list(Agency.objects.order_by("pk").values_list("pk", "name", "path", "valid_to"))
    grants = list(Grant.objects.order_by("pk").values_list("pk", "ended_at"))
    return agencies, grants, UnitChange.objects.count(), Entry.objects.count()


def commune():
    return Agency.objects.filter(parent=at_identifier("H48.533")).order_by("pk").first()


def address(agency, act=""):
    return f"{TREE}{agency.pk}/{act}"


def test_browsing_and_searching_one_s_own_trees():
    client = signed_in(works("H48", "units"))
    assert at_identifier("H48").name in text_of(client.get(TREE))
    assert at_identifier("H48.533").name in text_of(client.get(TREE, {"tim": "mo duc"}))
    assert at_identifier("H48.533").name in text_of(client.get(TREE, {"tim": "H48.533"}))
    assert "Không có đơn vị nào" in text_of(client.get(TREE, {"tim": "bao hiem xa hoi tinh quang ngai"}))
    told = text_of(client.get(address(at_identifier("H48.533"))))
    assert "Đơn vị trực thuộc (13)" in told


@pytest.mark.parametrize("act", ["", "doi-ten/", "chuyen/", "ket-thuc/", "nhap/", "lap/"])
def test_a_foreign_unit_is_like_none(act):
    client = signed_in(works("H48.533", "units"))
    before = state()
    for pk in (at_identifier("H48.534").pk, at_identifier("H48").pk, 10**12):
        for answer in (client.get(f"{TREE}{pk}/{act}"), client.post(f"{TREE}{pk}/{act}", TODAY) if act else None):
            assert answer is None or answer.status_code == 404
    assert signed_in(works("H48", "users")).get(TREE).status_code == 403
    assert state()[:3] == (before[0], [*before[1], *state()[1][len(before[1]) :]], before[2])


def test_renaming():
    client, place = signed_in(works("H48", "units")), at_identifier("H48.533")
    assert client.post(address(place, "doi-ten/"), {"name": "", **TODAY}).status_code == 422
    assert client.post(address(place, "doi-ten/"), {"name": "UBND thị xã Mộ Đức", **TODAY}).status_code == 302
    assert "UBND thị xã Mộ Đức" in text_of(client.get(address(place)))


def test_moving_shows_who_gains_before_anything_changes():
    works("H48.534", "view", name="Phạm Văn Mẫu")
    works("H48.533", "view", name="Lê Thị Ví Dụ")
    client, place = signed_in(works("H48", "grant")), commune()
    before = state()
    shown = client.post(address(place, "chuyen/"), {"parent": "H48.534", **TODAY})
    assert shown.status_code == 200
    told = text_of(shown)
    assert "Được thêm quyền tại các đơn vị này (1) Ai được" in told or "Phạm Văn Mẫu" in told
    assert "Lê Thị Ví Dụ" in told
    assert state() == before
    fields = {
        one.get("name"): one.get("value")
        for one in html.document_fromstring(shown.content).xpath("//main//form//input[@name]")
        if one.get("name") != "csrfmiddlewaretoken"
    }
    assert client.post(address(place, "chuyen/"), {**fields, "seen": "0123456789abcdef"}).status_code == 422
    assert state() == before
    assert client.post(address(place, "chuyen/"), fields).status_code == 302
    place.refresh_from_db()
    assert place.parent == at_identifier("H48.534")


@pytest.mark.parametrize("parent", ["H48.533", "G24", "H99.1", "<b>", ""])
def test_a_parent_that_cannot_be(parent):
    client, place = signed_in(works("H48", "grant")), at_identifier("H48.533")
    before = state()
    answer = client.post(address(place, "chuyen/"), {"parent": parent, **TODAY, "seen": "0123456789abcdef"})
    assert answer.status_code == 422
    assert state() == before


def test_what_ends_tomorrow_says_so_and_can_be_called_off():
    client, place = signed_in(works("H48", "grant")), commune()
    made = client.post(address(place, "ket-thuc/"), {"successors": "H48.533", **TOMORROW})
    assert made.status_code == 302
    told = text_of(client.get(address(place)))
    assert "kết thúc hoạt động từ ngày 13/05/2020" in told
    assert "Đã lên lịch" in told
    change = UnitChange.objects.get(agency=place)
    foreign = signed_in(works("H48.534", "units"))
    assert foreign.post(address(place, f"huy/{change.pk}/")).status_code == 404
    assert client.post(address(at_identifier("H48.534"), f"huy/{change.pk}/")).status_code == 404
    assert client.post(address(place, f"huy/{change.pk}/")).status_code == 302
    assert "Đã lên lịch" not in text_of(client.get(address(place)))


def test_founding_and_taking_in():
    client, parent = signed_in(works("H48", "grant")), at_identifier("H48.533")
    made = client.post(
        address(parent, "lap/"),
        {"identifier": "H48.533.99999", "name": "UBND xã Ví Dụ", "like": commune().identifier, **TODAY},
    )
    assert made.status_code == 302
    new = at_identifier("H48.533.99999")
    one, two = Agency.objects.filter(parent=parent).order_by("pk")[:2]
    taken = client.post(address(new, "nhap/"), {"formers": f"{one.identifier}\n{two.identifier}", **TOMORROW})
    assert taken.status_code == 302
    assert {step.former_id for step in Succession.objects.filter(successor=new)} == {one.pk, two.pk}
    missing = client.post(address(new, "nhap/"), {"formers": "H48.533.88888", **TOMORROW})
    assert missing.status_code == 422
    assert "H48.533.88888" in text_of(missing)


def merged(by, on=ON):
    """A commune of Mộ Đức ended into its neighbour."""
    former, heir = Agency.objects.filter(parent=at_identifier("H48.533")).order_by("pk")[:2]
    tree.finish([former], [heir], Order(on, "QĐ 1"), by=acting(by), at=AT)
    return former, heir


def test_rights_follow_only_when_they_are_ticked():
    boss = works("H48", "grant")
    place = commune()
    clerk = works(place.identifier, "process", "view", name="Lê Thị Ví Dụ")
    local = works(place.identifier, "grant", name="Cao Văn Quản Mẫu")
    former, heir = merged(boss)
    client = signed_in(boss)
    at = address(former, f"ke-thua/{heir.pk}/")
    told = text_of(client.get(at))
    assert "Lê Thị Ví Dụ" in told
    assert "1 đơn vị" in told
    before = state()
    assert client.post(at, {"reason": "Sáp nhập"}).status_code == 422
    foreign = works("H48.534", "view")
    forged = Grant.objects.get(membership=foreign).pk
    assert client.post(at, {"reason": "Sáp nhập", "grants": [str(forged)]}).status_code == 422
    assert Grant.objects.get(pk=forged).ended_at is None
    mine = list(Grant.objects.filter(membership=clerk).order_by("pk").values_list("pk", flat=True))
    assert client.post(at, {"reason": "Sáp nhập", "grants": [str(pk) for pk in mine]}).status_code == 302
    new = Membership.objects.get(person=clerk.person_id, agency=heir)
    assert powers_on(acting(new), "covid/tam-hoan-hop-dong", heir.path) == {"process", "view"}
    given = Grant.objects.filter(membership=new)
    assert {grant.under.membership_id for grant in given} == {boss.pk}  # by the administrator's own rights
    assert {grant.reason for grant in given} == {"Sáp nhập"}
    clerk.refresh_from_db()
    assert clerk.until == ON
    assert not Grant.objects.filter(membership=clerk, ended_at=None).exists()
    assert not Membership.objects.filter(person=local.person_id, agency=heir).exists()
    assert Entry.objects.filter(action="unit.inherited", subject=f"agency:{former.pk}").count() == 1
    assert len(before[0]) == len(state()[0])


def test_before_the_day_the_new_rights_wait_and_the_old_ones_go_on():
    boss = works("H48", "grant")
    clerk = works(commune().identifier, "process")
    former, heir = merged(boss, ON + timedelta(days=1))
    grant = Grant.objects.get(membership=clerk)
    done = inherit(former, heir, [grant.pk], reason="", by=acting(boss), at=AT)
    assert done.ended == 0
    assert [one.since for one in done.given] == [ON + timedelta(days=1)]
    new = done.places[0]
    topic = "covid/tam-hoan-hop-dong"
    assert "process" in powers_on(acting(clerk), topic, former.path)
    assert powers_on(acting(new), topic, heir.path) == frozenset()
    tomorrow = ON + timedelta(days=1)
    assert acting(clerk, tomorrow).officer is False
    assert "process" in powers_on(acting(new, tomorrow), topic, heir.path)


def test_nobody_lets_follow_what_they_could_not_give():
    """Managing units and users does not suffice; and nobody does it for themself. All or nothing."""
    boss = works("H48", "grant")
    clerk = works(commune().identifier, "process")
    former, heir = merged(boss)
    grant = Grant.objects.get(membership=clerk)
    weak = works("H48", "units", "users")
    before = state()
    with pytest.raises(NotHeldByYou):
        inherit(former, heir, [grant.pk], reason="", by=acting(weak), at=AT)
    assert state() == before
    told = text_of(signed_in(weak).get(address(former, f"ke-thua/{heir.pk}/")))
    assert "Bạn không được cấp lại quyền" in told, told
    theirs = Grant.objects.filter(membership=boss).order_by("pk").first()
    with pytest.raises(NoSuchGrant):
        inherit(former, heir, [grant.pk, theirs.pk], reason="", by=acting(boss), at=AT)
    assert state() == before
    with pytest.raises(NoSuccession):
        inherit(heir, former, [grant.pk], reason="", by=acting(boss), at=AT)
    with pytest.raises(Invalid):
        inherit(former, heir, [], reason="", by=acting(boss), at=AT)
    assert state() == before


def test_nobody_lets_their_own_rights_follow():
    boss = works("H48", "grant")
    place = commune()
    second = commands.appoint(boss.person, place, "", {"process"}, at=AT)
    former, heir = merged(boss)
    before = state()
    with pytest.raises(OwnRights):
        inherit(former, heir, [Grant.objects.get(membership=second).pk], reason="", by=acting(boss), at=AT)
    assert state() == before


def test_a_right_over_a_former_unit_is_given_anew_where_its_holder_works():
    boss = works("H48", "grant")
    seat = works("H48.533", name="Đỗ Thị Thử")
    (old,) = commands.give(seat.pk, [Asked("covid", "view", commune().pk)], reason="", by=SYSTEM, at=AT)
    former, heir = merged(boss)
    done = inherit(former, heir, [old.pk], reason="", by=acting(boss), at=AT)
    assert [(one.membership_id, one.scope_id) for one in done.given] == [(seat.pk, heir.pk)]
    old.refresh_from_db()
    assert old.ended_at == AT
    seat.refresh_from_db()
    assert seat.until is None
