import time
from collections import Counter
from datetime import date

import pytest

from motcua.territory import commands, queries
from motcua.territory.models import Succession, Unit
from tests.territory.conftest import DATA

LETTER_DAY, TODAY = date(2020, 5, 12), date(2026, 6, 1)


@pytest.mark.django_db
def test_the_whole_country_loads_and_loads_again_unchanged():
    began = time.monotonic()
    first = commands.load(DATA)
    took = time.monotonic() - began
    ids = dict(Unit.objects.order_by("pk").values_list("pk", "code"))
    second = commands.load(DATA)

    assert (first.provinces, first.districts, first.communes, first.successions) == (97, 705, 13_920, 63)
    assert (first.created, first.updated) == (14_722, 0)
    assert (second.created, second.updated) == (0, 0)
    assert dict(Unit.objects.order_by("pk").values_list("pk", "code")) == ids
    assert took < 10

    def at(day):
        return {level: len(queries.units_at(level, None, day)) for level in ("province", "district", "commune")}

    assert at(LETTER_DAY) == {"province": 63, "district": 705, "commune": 10_599}
    assert at(date(2025, 6, 30)) == at(LETTER_DAY)
    assert at(date(2025, 7, 1)) == at(TODAY) == {"province": 34, "district": 0, "commune": 3_321}
    assert Counter(u.kind for u in queries.units_at("commune", None, TODAY)) == {
        "xã": 2621,
        "phường": 687,
        "đặc khu": 13,
    }

    _codes_reused()
    _mergers()


def _codes_reused():
    then = {code: queries.unit_by_code("province", code, LETTER_DAY).short_name for code in REUSED}
    now = {code: queries.unit_by_code("province", code, TODAY).short_name for code in REUSED}
    assert {code: (then[code], now[code]) for code in REUSED} == REUSED
    assert Unit.objects.filter(level="province", code="15").count() == 2


REUSED = {
    "15": ("Yên Bái", "Lào Cai"),
    "24": ("Bắc Giang", "Bắc Ninh"),
    "44": ("Quảng Bình", "Quảng Trị"),
    "52": ("Bình Định", "Gia Lai"),
    "80": ("Long An", "Tây Ninh"),
    "82": ("Tiền Giang", "Đồng Tháp"),
    "91": ("Kiên Giang", "An Giang"),
}


def _mergers():
    """One edge leaves each of the 63, at least one reaches each of the 34; alone, all kept their name but Huế."""
    edges = Succession.objects.select_related("predecessor", "successor").order_by("pk")
    assert len({e.predecessor_id for e in edges}) == 63
    into = Counter(e.successor.short_name for e in edges)
    assert len(into) == 34
    assert Counter(into.values()) == {1: 11, 2: 17, 3: 6}
    alone = {(e.predecessor.short_name, e.successor.short_name) for e in edges if into[e.successor.short_name] == 1}
    assert [pair for pair in alone if pair[0] != pair[1]] == [("Thừa Thiên Huế", "Huế")]
    for edge in edges:
        assert edge.predecessor.valid_to == edge.successor.valid_from == edge.on == date(2025, 7, 1)

    by_name = {e.predecessor.short_name: e.successor.short_name for e in edges}
    assert by_name["Yên Bái"] == by_name["Lào Cai"] == "Lào Cai"
    assert by_name["Kon Tum"] == by_name["Quảng Ngãi"] == "Quảng Ngãi"
    assert by_name["Bà Rịa - Vũng Tàu"] == "Hồ Chí Minh"
