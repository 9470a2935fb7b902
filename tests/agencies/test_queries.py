from datetime import date

import pytest

from motcua.agencies import queries
from motcua.agencies.models import Agency
from motcua.agencies.rules import NoAgency, NoSuchAgency
from motcua.territory.queries import communes_of, unit_by_code
from tests.agencies.conftest import ON, at_identifier, person
from tests.grants import seated


@pytest.mark.parametrize(
    ("role", "level", "identifier"),
    [
        ("social_insurance", "district", "G24.51.533"),
        ("social_insurance", "province", "G24.51"),
        ("social_insurance", "central", "G24"),
        ("committee", "district", "H48.533"),
        ("committee", "province", "H48"),
        ("policy_bank", "district", "X01.51.533"),
        ("policy_bank", "central", "X01"),
        ("department:labour", "province", "H48.11"),
        ("ministry:labour", "central", "G07"),
        ("government_office", "central", "G22"),
    ],
)
def test_roles_of_a_flow_become_agencies(mo_duc, django_assert_max_num_queries, role, level, identifier):
    with django_assert_max_num_queries(2):
        found = queries.resolve(role, level, mo_duc.pk, ON)
    assert found.identifier == identifier


def test_from_a_commune_up(mo_duc):
    commune = next(c for c in communes_of(mo_duc.pk, ON) if c.code == "21409")
    assert queries.resolve("committee", "commune", commune.pk, ON).name == "Ủy ban nhân dân xã Đức Nhuận"
    assert queries.resolve("committee", "district", commune.pk, ON).name == "Ủy ban nhân dân huyện Mộ Đức"
    assert queries.resolve("committee", "province", commune.pk, ON).name == "Ủy ban nhân dân tỉnh Quảng Ngãi"


@pytest.mark.parametrize(
    ("role", "level", "on", "message"),
    [
        ("social_insurance", "commune", ON, "là Bảo hiểm xã hội cấp xã phụ trách Huyện Mộ Đức"),
        ("department", "province", ON, "là Sở, ngành cấp tỉnh phụ trách Huyện Mộ Đức"),
        ("department:magic", "province", ON, "là Sở, ngành cấp tỉnh phụ trách Huyện Mộ Đức"),
        (
            "committee",
            "district",
            date(2025, 7, 1),
            "Ngày 01/07/2025 không có cơ quan nào là Ủy ban nhân dân cấp huyện",
        ),
        ("ministry:labour", "central", date(2025, 3, 1), "là Bộ, cơ quan ngang bộ trung ương"),
        ("palace", "district", ON, "là palace cấp huyện"),
    ],
)
def test_no_agency(mo_duc, role, level, on, message):
    with pytest.raises(NoAgency, match=message):
        queries.resolve(role, level, mo_duc.pk, on)


def test_the_last_day_of_the_districts(mo_duc):
    assert queries.resolve("committee", "district", mo_duc.pk, date(2025, 6, 30)).identifier == "H48.533"


def test_a_province_of_2025_has_no_agencies_yet(quang_ngai):
    now = unit_by_code("province", "51", date(2025, 7, 1))
    with pytest.raises(NoAgency):
        queries.resolve("committee", "province", now.pk, date(2025, 7, 1))


@pytest.mark.parametrize("text", ["H48.533", "h48.533 ", "000.00.533.H48", "000.00.533.h48"])
def test_both_spellings_find_the_same(quang_ngai, text):
    assert queries.agency_by_identifier(text) == at_identifier("H48.533")


@pytest.mark.parametrize("text", ["", "H99", "Mộ Đức", "000.00.00.H99"])
def test_no_such_identifier(quang_ngai, text):
    assert queries.agency_by_identifier(text) is None


def names(text, **more):
    return [a.name for a in queries.search(text, ON, **more)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("H48.533", "Ủy ban nhân dân huyện Mộ Đức"),
        ("000.00.533.H48", "Ủy ban nhân dân huyện Mộ Đức"),
        ("ubnd huyện mộ đức", "Ủy ban nhân dân huyện Mộ Đức"),
        ("uy ban nhan dan huyen mo duc", "Ủy ban nhân dân huyện Mộ Đức"),
        ("BHXH mo duc", "Bảo hiểm xã hội huyện Mộ Đức"),
        ("nhcsxh mo duc", "Phòng giao dịch Ngân hàng Chính sách xã hội huyện Mộ Đức"),
        ("Sở Nội vụ", "Sở Nội vụ tỉnh Quảng Ngãi"),
        ("ldtbxh quang ngai", "Sở Lao động - Thương binh và Xã hội tỉnh Quảng Ngãi"),
        ("g07", "Bộ Lao động - Thương binh và Xã hội"),
    ],
)
def test_search(quang_ngai, text, first):
    assert names(text)[0] == first


def test_search_by_the_beginning_of_an_identifier(quang_ngai):
    assert {a.identifier for a in queries.search("H48.1", ON)} == {f"H48.{n:02d}" for n in range(10, 18)} | {"H48.01"}


def test_search_ends(quang_ngai, django_assert_num_queries):
    assert names("") == names("  ") == names("%") == names("không đâu") == []
    with django_assert_num_queries(1):
        assert len(names("duc", limit=3)) == 3
    assert [a.identifier for a in queries.search("ubnd mo duc", date(2025, 7, 1))] == []


def test_subtrees(quang_ngai, django_assert_num_queries):
    district = at_identifier("H48.533")
    with django_assert_num_queries(2):
        below = queries.subtree_ids(district.pk)
    assert below[0] == district.pk
    assert set(below) == set(Agency.objects.filter(identifier__startswith="H48.533").values_list("pk", flat=True))
    assert len(below) == 14
    assert queries.subtree_ids(0) == []


def test_an_agency(quang_ngai):
    assert queries.agency(at_identifier("H48").pk).name == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    with pytest.raises(NoSuchAgency):
        queries.agency(0)


def test_officers_of(quang_ngai, django_assert_num_queries):
    here, there = at_identifier("H48.533"), at_identifier("H48.534")
    long_ago = date(2020, 1, 1)

    def works(name, agency, powers, since=long_ago, until=None, **more):
        who = person(name, **more)
        seated(who, agency, *powers, since=since, until=until)
        return who.pk

    binh = works("Phạm Văn Bình", here, ["process", "view"])
    an = works("Đỗ Thị An", here, ["process"])
    works("Không quyền", here, ["view"])
    works("Nơi khác", there, ["process"])
    works("Đã nghỉ", here, ["process"], until=ON)
    works("Chưa đến", here, ["process"], since=date(2020, 5, 13))
    works("Đã khóa", here, ["process"], is_active=False)

    with django_assert_num_queries(1):
        found = queries.officers_of(here.pk, ON, "process")
    assert found == [(an, "Đỗ Thị An", "Chuyên viên"), (binh, "Phạm Văn Bình", "Chuyên viên")]
    with django_assert_num_queries(1):
        assert [m.person.name for m in queries.members_of(there.pk, ON)] == ["Nơi khác"]
