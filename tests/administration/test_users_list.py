import io

import pytest
from lxml import html
from python_calamine import CalamineWorkbook

from motcua.administration.queries import users as queries
from motcua.agencies.commands import deactivate, end_membership, place
from motcua.identity.queries import phone
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from tests.administration.users_world import *  # noqa: F403 - fixtures
from tests.administration.users_world import NOON, told

LIST = "/quan-tri/can-bo/"


def names(response) -> list[str]:
    return html.fromstring(response.content).xpath("//table//td[1]//strong/text()")


def test_the_list_is_of_the_subtree_from_the_top_down(house):
    found = names(house.client("admin").get(LIST))
    # The insurance branches belong to another tree, the far district to this one.
    assert found[:3] == ["Đinh Văn Tỉnh Mẫu", "Hà Thị Chuyên Mẫu", "Đinh Văn Quản Mẫu"]
    assert sorted(found[3:]) == ["Bùi Thị Cấp Hai Thử", "Cao Văn Việc Thử", "Ngô Văn Huyện Thử", "Tạ Văn Xa Mẫu"]
    assert names(house.client("sub").get(LIST)) == ["Ngô Văn Huyện Thử", "Bùi Thị Cấp Hai Thử", "Cao Văn Việc Thử"]


def test_somebody_is_found_by_number_and_the_number_is_in_no_address(house):
    person, number = house.newcomer()
    place(person, house.district, by=SYSTEM, at=NOON)
    for typed in (number, f"{number[:3]} {number[3:]}", phone(person)):
        answer = house.client("admin").post(f"{LIST}tim/", {"tim": typed})
        assert answer["Location"] == f"{LIST}?nguoi={person.subject}"
        assert names(house.client("admin").get(answer["Location"])) == ["Mai Thị Mới Mẫu"]
    assert names(house.client("far").get(f"{LIST}?nguoi={person.subject}")) == []
    assert house.client("far").post(f"{LIST}tim/", {"tim": number})["Location"] == f"{LIST}?nguoi=0"
    assert names(house.client("admin").get(f"{LIST}?nguoi=0")) == []
    # What looks like a number in an address is not even looked for.
    assert number not in house.client("admin").get(f"{LIST}?tim={number}").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tim=ngo+van+huyen", ["Ngô Văn Huyện Thử"]),
        ("tim=Huyện+Ngô", ["Ngô Văn Huyện Thử"]),
        ("don-vi=H48.534", ["Tạ Văn Xa Mẫu"]),
        ("don-vi=000.00.34.H48", []),
        ("quyen=decide", ["Đinh Văn Tỉnh Mẫu"]),
        ("don-vi=H48.533&quan-tri=1", ["Bùi Thị Cấp Hai Thử"]),
        ("don-vi=H48.533&phan-he=covid", ["Ngô Văn Huyện Thử", "Bùi Thị Cấp Hai Thử"]),
        ("don-vi=H48.533&dich-vu=tam-hoan-hop-dong", ["Ngô Văn Huyện Thử"]),
        ("don-vi=H48.533&trang-thai=chua-kich-hoat", ["Cao Văn Việc Thử"]),
        ("don-vi=H48.533&trang-thai=da-ket-thuc", []),
        ("don-vi=G24", []),
    ],
)
def test_filters(house, query, found):
    deactivate(house.place("clerk").pk, by=house.actor("admin"), at=NOON)
    assert names(house.client("admin").get(f"{LIST}?{query}")) == found


def test_words_that_mean_several_units_ask_which(house):
    response = house.client("admin").get(f"{LIST}?don-vi=uy+ban+huyen")
    assert names(response) == []
    meant = html.fromstring(response.content).xpath("//a[starts-with(@href, '?don-vi=')]/@href")
    assert len(meant) == 8
    assert all(href.startswith("?don-vi=H48") for href in meant)
    options = house.client("admin").get(f"{LIST}goi-y-don-vi/?don-vi=mo+duc").content.decode()
    assert options.count("<option") >= 1
    assert "G24" not in options


def test_who_left_is_listed_as_ended_unless_they_never_were_there(house):
    end_membership(house.place("clerk").pk, why="Nghỉ hưu.", by=house.actor("admin"), at=NOON)
    person, _ = house.newcomer()
    slip = place(person, house.district, by=SYSTEM, at=NOON)
    end_membership(slip.pk, why="Nhầm.", by=SYSTEM, at=NOON)
    client = house.client("admin")
    assert names(client.get(f"{LIST}?trang-thai=da-ket-thuc")) == ["Cao Văn Việc Thử"]
    assert "Cao Văn Việc Thử" not in names(client.get(LIST))


def test_pages_follow_each_other_without_a_gap(house, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    client, seen, address = house.client("admin"), [], ""
    while address is not None:
        response = client.get(LIST + address)
        seen += names(response)
        further = html.fromstring(response.content).xpath("//nav[contains(@class,'govuk-pagination')]//a/@href")
        address = further[-1] if further else None
    assert len(seen) == 7
    assert len(set(seen)) == 7
    assert names(client.get(f"{LIST}?sau=nonsense")) == seen[:3]


def test_the_workbook_has_no_numbers_and_is_noted(house):
    response = house.client("admin").get(f"{LIST}xuat/?don-vi=H48.533")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    flat = [str(cell) for row in rows for cell in row]
    assert "Ngô Văn Huyện Thử" in flat
    assert "Tạ Văn Xa Mẫu" not in flat
    assert not [cell for cell in flat if sum(c.isdigit() for c in cell) >= 9 and "ngày" not in cell and ":" not in cell]
    assert Entry.objects.filter(action="seen:users").count() == 1
    assert told("seen:users")[0]["lines"] == 3


def test_the_list_costs_the_same_for_few_and_many(house, django_assert_max_num_queries):
    actor = house.actor("admin")
    for n in range(12):
        person, _ = house.newcomer(f"Người Thứ {n} Thử")
        place(person, house.district, by=SYSTEM, at=NOON)
    with django_assert_max_num_queries(2):
        page = queries.users_page(actor, queries.Asked(), at=NOON)
    assert len(page.lines) == 19
    with django_assert_max_num_queries(4):
        queries.users_page(actor, queries.Asked(agency="H48.533", text="thu", subsystem="covid"), at=NOON)
