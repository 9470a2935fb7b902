from datetime import date

import pytest

from motcua.kernel.errors import Missing
from motcua.territory import queries
from motcua.territory.rules import NoUnit, NoUnitWithCode, in_sentence, short_name

ON, LATER = date(2020, 5, 12), date(2025, 7, 1)


@pytest.mark.parametrize(
    ("name", "kind", "short"),
    [
        ("Huyện Mộ Đức", "huyện", "Mộ Đức"),
        ("Thị xã Đức Phổ", "thị xã", "Đức Phổ"),
        ("Tỉnh Quảng Ngãi", "tỉnh", "Quảng Ngãi"),
        ("Quận 1", "quận", "Quận 1"),
        ("Phường 05", "phường", "Phường 05"),
        ("Đặc khu Lý Sơn", "đặc khu", "Lý Sơn"),
        ("Xã", "xã", "Xã"),
    ],
)
def test_short_names(name, kind, short):
    assert short_name(name, kind) == short


def test_in_sentence():
    assert in_sentence("Đặc khu Lý Sơn") == "đặc khu Lý Sơn"


def names(units):
    return [u.name for u in units]


@pytest.mark.parametrize(
    ("text", "level", "found"),
    [
        ("mo duc", "district", ["Huyện Mộ Đức"]),
        ("Mộ Đức", "district", ["Huyện Mộ Đức"]),
        ("Mo\u0323\u0302 Đức", "district", ["Huyện Mộ Đức"]),  # decomposed, as some keyboards send it
        ("MỘ ĐỨC", "district", ["Huyện Mộ Đức"]),
        ("huyen mo", "district", ["Huyện Mộ Đức"]),
        ("duc", "district", ["Thị xã Đức Phổ", "Huyện Mộ Đức"]),  # a beginning before a middle
        ("sơn", "district", ["Huyện Sơn Hà", "Huyện Sơn Tây", "Huyện Sơn Tịnh", "Huyện Bình Sơn", "Huyện Lý Sơn"]),
        ("Sơn Tây", "district", ["Huyện Sơn Tây"]),
        ("mộ đức", "commune", ["Thị trấn Mộ Đức"]),
        ("", "district", []),
        ("   ", "district", []),
        ("%", "district", []),
        ("không có", "district", []),
    ],
)
def test_search(quang_ngai, text, level, found):
    assert names(queries.search(text, level, ON)) == found


def test_search_prefers_the_accents_that_were_typed(quang_ngai):
    assert names(queries.search("Đức Phú", "commune", ON))[0] == "Xã Đức Phú"
    assert names(queries.search("an phú", "commune", ON, limit=1)) == names(
        queries.search("an phu", "commune", ON, limit=1)
    )


def test_search_knows_the_date_and_the_limit(quang_ngai):
    assert queries.search("mo duc", "district", LATER) == []
    assert names(queries.search("ly son", "commune", LATER)) == ["Đặc khu Lý Sơn"]
    assert len(queries.search("xa", "commune", ON, limit=7)) == 7


def test_climbing(quang_ngai, django_assert_num_queries):
    commune = queries.search("duc nhuan", "commune", ON)[0]
    with django_assert_num_queries(0):
        assert queries.path(commune) == "Xã Đức Nhuận, Huyện Mộ Đức, Tỉnh Quảng Ngãi"
        assert queries.province_of(commune).code == "51"
        assert queries.ancestor(commune, "district").name == "Huyện Mộ Đức"
        assert queries.ancestor(commune, "commune") is commune
        assert queries.ancestor(commune.parent, "commune") is None


@pytest.mark.parametrize("n", [1, 3])
def test_paths_of_many_are_one_query(quang_ngai, django_assert_num_queries, n):
    units = queries.communes_of(queries.unit_by_code("district", "533", ON).pk, ON)[:n]
    with django_assert_num_queries(1):
        paths = queries.paths(u.pk for u in units)
    assert len(paths) == n
    assert paths[units[0].pk] == f"{units[0].name}, Huyện Mộ Đức, Tỉnh Quảng Ngãi"


def test_lists_are_alphabetical_and_one_query(quang_ngai, django_assert_num_queries):
    province = queries.provinces(ON)[0]
    with django_assert_num_queries(1):
        found = [u.short_name for u in queries.districts_of(province.pk, ON)]
    assert found[:3] == ["Ba Tơ", "Bình Sơn", "Đức Phổ"]
    assert len(found) == 13


def test_since_the_reform_communes_lie_in_the_province(quang_ngai):
    then, now = queries.provinces(ON)[0], queries.provinces(LATER)[0]
    assert (then.code, now.code) == ("51", "51")
    assert then.pk != now.pk
    assert queries.successors(then.pk) == [now]
    assert queries.predecessors(now.pk) == [then]
    assert queries.districts_of(now.pk, LATER) == []
    assert len(queries.communes_of(now.pk, LATER)) == 96
    assert queries.communes_of(then.pk, LATER) == []


def test_what_is_not_there(quang_ngai):
    with pytest.raises(NoUnit):
        queries.unit(0)
    with pytest.raises(NoUnitWithCode) as refusal:
        queries.unit_by_code("province", "15", ON)
    assert str(refusal.value) == "Ngày 12/05/2020 không có đơn vị hành chính nào mang mã 15."
    assert issubclass(NoUnit, Missing)
