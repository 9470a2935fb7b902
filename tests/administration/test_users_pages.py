"""Each page of the user administration opens, for whom it is, and is whole."""

import pytest

from motcua.administration.queries import users as queries
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor, Capacity
from motcua.transparency.queries import Wanted, views
from tests.administration.users_world import *  # noqa: F403 - fixtures
from tests.administration.users_world import told

PAGES = ("", "don-vi/", "quyen/", "dich-vu/", "lam-thay/", "ket-thuc/")


@pytest.mark.parametrize("part", PAGES)
def test_a_page_about_somebody_below(house, part):
    response = house.client("admin").get(f"/quan-tri/can-bo/{house.place('huyen').pk}/{part}")
    assert response.status_code == 200
    assert "Ngô Văn Huyện Thử" in response.content.decode()


@pytest.mark.parametrize("address", ["can-bo/", "can-bo/them/", "lam-thay/", "can-duyet/", "lau-khong-dung/"])
def test_a_page_of_the_house(house, address):
    assert house.client("admin").get(f"/quan-tri/{address}").status_code == 200
    assert house.client("huyen").get(f"/quan-tri/{address}").status_code == 403


def test_each_page_about_somebody_is_noted_and_they_read_it(house):
    client, place = house.client("admin"), house.place("huyen")
    grant = house.grant("huyen", "process")
    about = f"/quan-tri/can-bo/{place.pk}/"
    pages = [about + part for part in PAGES]
    pages += [f"/quan-tri/can-bo/them/?cho={place.pk}", f"/quan-tri/quyen/{grant.pk}/ket-thuc/"]
    pages += [f"/quan-tri/can-duyet/{grant.pk}/"]
    for n, address in enumerate(pages, start=1):
        before = Entry.objects.count()
        assert client.get(address).status_code == 200
        assert Entry.objects.count() == before + 1
        assert told("seen:officer") == [{"membership": place.pk}] * n
    assert set(Entry.objects.filter(action="seen:officer").values_list("subject", flat=True)) == {
        f"person:{place.person_id}"
    }
    person = Person.objects.get(pk=place.person_id)
    mine = views(Actor(person=person.pk, name=person.name, capacity=Capacity.CITIZEN), Wanted()).views
    assert len(mine) == len(pages)
    assert {(one.who, one.what, one.right, one.askable) for one in mine} == {
        (
            "Đinh Văn Quản Mẫu", "Họ tên, nơi làm việc và các quyền của bạn trên cổng",
            "Người quản trị được xem người làm việc, hoặc sắp làm việc, ở đơn vị mình quản lý", True,
        )
    }  # fmt: skip


def test_what_was_refused_shows_the_card_again_and_is_noted_again(house):
    place = house.place("huyen")
    answer = house.client("admin").post(f"/quan-tri/can-bo/{place.pk}/ket-thuc/", {"why": ""})
    assert answer.status_code == 422
    assert told("seen:officer") == [{"membership": place.pk}]


def test_a_foreign_person_is_not_shown_and_not_noted(house):
    place = house.place("far")
    for part in PAGES:
        assert house.client("sub").get(f"/quan-tri/can-bo/{place.pk}/{part}").status_code == 404
    assert told("seen:officer") == []


@pytest.mark.parametrize(
    ("address", "action", "lines"),
    [
        ("can-bo/", "users_list", 7),
        ("can-bo/?tim=ngo+van+huyen", "users_list", 1),
        ("can-bo/?nguoi=0", "users_list", 0),
        ("lam-thay/", "users_standing_in", 0),
        ("can-duyet/", "users_approvals", 0),
        ("lau-khong-dung/", "users_unused", 0),
    ],
)
def test_a_list_of_people_is_noted_once_a_page(house, address, action, lines):
    before = Entry.objects.count()
    assert house.client("admin").get(f"/quan-tri/{address}").status_code == 200
    assert Entry.objects.count() == before + 1
    entry = Entry.objects.order_by("-pk")[0]
    assert (entry.action, entry.subject, entry.data) == (
        f"seen:{action}", f"agency:{house.province.pk}", {"lines": lines},
    )  # fmt: skip


def test_the_list_counts_the_lines_of_its_page(house, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    house.client("admin").get("/quan-tri/can-bo/")
    assert told("seen:users_list") == [{"lines": 3}]
