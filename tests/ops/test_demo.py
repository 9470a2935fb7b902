"""The demo's people: who is known how surely, who may do what, and that the sandbox's register knows them all."""

import pytest

from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import chain, held_of
from motcua.agencies.rules.rights import SUBSYSTEMS
from motcua.identity.models import Affiliation, DemoPerson, Person
from motcua.identity.queries import birth_date, id_number, phone
from motcua.openid.models import RelyingParty
from motcua.ops import demo, demo_data, reference
from motcua.ops.sandbox import population

LEVEL_1 = ["Bùi Văn Dân Mẫu", "Mai Thị Doanh Mẫu"]


@pytest.fixture
def cast(db):
    list(reference.load())
    list(demo.load(1))
    return [member.person for member in DemoPerson.objects.select_related("person").order_by("order")]


def test_the_story_is_cast_with_people_at_their_levels(cast):
    assert [who.name for who in cast] == [part.name for part in demo_data.STORY]
    assert [who.name for who in cast if who.assurance == 1] == LEVEL_1
    assert Person.objects.filter(assurance=1).count() == len(LEVEL_1)
    assert set(Person.objects.exclude(assurance=1).values_list("assured_by", flat=True)) == {"counter"}

    doanh = Affiliation.objects.select_related("business").get(person__name="Mai Thị Doanh Mẫu")
    assert (doanh.business.name, doanh.role) == ("Công ty TNHH Ví Dụ Hai", "representative")
    held = {place.person.name: held_of(place.pk, demo.BEFORE.date()) for place in Membership.objects.all()}
    assert {one.right for one in held["Tạ Thị Quầy Mẫu"]} == {"counter", "process", "view"}
    assert {one.right for one in held["Cao Văn Quản Thử"] if one.level is None} == set(SUBSYSTEMS["system"].rights)
    party = RelyingParty.objects.get()
    assert party.client.get_redirect_uris() == ["http://localhost:8020/rieng/ve"]
    assert party.agency == Membership.objects.get(person__name="Cao Văn Quản Thử").agency

    for who in Person.objects.order_by("pk"):
        told = {"id_number": id_number(who), "name": who.name, "birth_date": str(birth_date(who))}
        assert population.match(told) == (200, {"result": "matched", "fields": []})
    assert phone(cast[0]) == "+84900000007"
    strangers = [demo_data.invented(n).id_number for n in demo_data.STRANGERS]
    assert {id_number(who) for who in Person.objects.order_by("pk")}.isdisjoint(strangers)


def test_the_rights_of_the_story_come_down_from_the_government_office(cast):
    names = ["Lý Thị Quốc Mẫu", "Lâm Thị Cấp Mẫu", "Dương Văn Nhất Thử", "Cao Văn Quản Thử"]
    of = Grant.objects.filter(level=None, right="process")
    links = chain(of.get(membership__person__name="Ngô Văn Huyện Thử").pk)
    assert [link.grant.membership.person.name for link in links] == [*names, "Ngô Văn Huyện Thử"]
    assert [link.by for link in links] == ["", *names]
    assert [link.grant.level for link in links] == [0, 1, 2, 3, None]
    second = links[1].grant.approved_by
    assert second is not None
    assert second.name == "Trương Văn Gia Thử"

    insured = chain(of.get(membership__person__name="Lê Thị Bảo Mẫu").pk)
    assert [link.by for link in insured] == ["", "Lý Thị Quốc Mẫu", "Tô Thị Hội Mẫu"]
    assert insured[1].grant.membership.agency.identifier == "G24"
    assert not Grant.objects.filter(approved_at=None).exists()
