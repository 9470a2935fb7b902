import time

import pytest

from motcua.agencies import commands
from motcua.agencies.models import Agency
from motcua.agencies.rules import TerritoryFirst
from motcua.territory import commands as territory
from tests.agencies.conftest import DATA, at_identifier

EXPECTED = {
    "ministry/central": 26,
    "government_office/central": 1,
    "social_insurance/central": 1,
    "policy_bank/central": 1,
    "tax/central": 1,
    "post/central": 1,
    "committee/province": 63,
    "department/province": 63 * 17,
    "social_insurance/province": 63,
    "policy_bank/province": 63,
    "tax/province": 63,
    "post/province": 63,
    "committee/district": 705,
    "social_insurance/district": 705,
    "policy_bank/district": 705,
    "tax/district": 705,
    "post/district": 705,
    "committee/commune": 10_599,
}


@pytest.mark.django_db
def test_the_whole_country_loads_fast_and_loads_again_unchanged():
    territory.load(DATA / "territory")
    began = time.monotonic()
    first = commands.load(DATA / "agencies")
    took = time.monotonic() - began
    ids = dict(Agency.objects.order_by("pk").values_list("identifier", "pk"))
    second = commands.load(DATA / "agencies")

    assert first.agencies == EXPECTED
    assert first.total == first.created == 15_541
    assert (second.agencies, second.created, second.updated) == (EXPECTED, 0, 0)
    assert dict(Agency.objects.order_by("pk").values_list("identifier", "pk")) == ids
    assert took < 10
    assert Agency.objects.filter(confirmed=True, identifier__startswith="H").count() == 4
    assert at_identifier("H29").name == "Ủy ban nhân dân Thành phố Hồ Chí Minh"
    assert at_identifier("H29").place == "Thành phố Hồ Chí Minh"
    assert at_identifier("H26").name == "Ủy ban nhân dân thành phố Hà Nội"
    assert at_identifier("H29.760").place == "Quận 1"
    _paths_are_true()


def _paths_are_true():
    agencies = {a.pk: a for a in Agency.objects.order_by("pk")}
    for agency in agencies.values():
        above = agencies[agency.parent_id].path if agency.parent_id else "/"
        assert agency.path == f"{above}{agency.pk}/"


@pytest.mark.django_db
def test_units_come_first():
    with pytest.raises(TerritoryFirst) as refusal:
        commands.load(DATA / "agencies", provinces={"H48"})
    assert str(refusal.value).startswith("Chưa có dữ liệu đơn vị hành chính của Tỉnh Quảng Ngãi.")
    assert not Agency.objects.exists()
