import csv
import shutil

import pytest
from django.db import IntegrityError, transaction

from motcua.agencies import commands
from motcua.agencies.models import Agency
from motcua.territory import commands as territory
from motcua.territory.models import Unit
from tests.agencies.conftest import DATA, at_identifier


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        ("G22", ("000.00.00.G22", "Văn phòng Chính phủ", "Hà Nội", None)),
        ("G24", ("000.00.00.G24", "Bảo hiểm xã hội Việt Nam", "Hà Nội", None)),
        ("H48", ("000.00.00.H48", "Ủy ban nhân dân tỉnh Quảng Ngãi", "Quảng Ngãi", None)),
        ("H48.11", ("000.00.11.H48", "Sở Lao động - Thương binh và Xã hội tỉnh Quảng Ngãi", "Quảng Ngãi", "H48")),
        ("H48.16", ("000.00.16.H48", "Thanh tra tỉnh Quảng Ngãi", "Quảng Ngãi", "H48")),
        ("H48.17", ("000.00.17.H48", "Văn phòng Ủy ban nhân dân tỉnh Quảng Ngãi", "Quảng Ngãi", "H48")),
        ("H48.533", ("000.00.533.H48", "Ủy ban nhân dân huyện Mộ Đức", "Mộ Đức", "H48")),
        ("H48.533.21409", ("", "Ủy ban nhân dân xã Đức Nhuận", "Đức Nhuận", "H48.533")),
        ("G24.51", ("000.00.51.G24", "Bảo hiểm xã hội tỉnh Quảng Ngãi", "Quảng Ngãi", "G24")),
        ("G24.51.533", ("000.533.51.G24", "Bảo hiểm xã hội huyện Mộ Đức", "Mộ Đức", "G24.51")),
        ("X01.51", ("000.00.51.X01", "Chi nhánh Ngân hàng Chính sách xã hội tỉnh Quảng Ngãi", "Quảng Ngãi", "X01")),
        (
            "X01.51.534",
            ("000.534.51.X01", "Phòng giao dịch Ngân hàng Chính sách xã hội thị xã Đức Phổ", "Đức Phổ", "X01.51"),
        ),
    ],
)
def test_names_and_places(quang_ngai, identifier, expected):
    agency = at_identifier(identifier)
    above = agency.parent.identifier if agency.parent else None
    assert (agency.legacy_identifier, agency.name, agency.place, above) == expected


def test_a_part_of_the_country(quang_ngai):
    assert quang_ngai.agencies["committee/province"] == 1
    assert quang_ngai.agencies["committee/district"] == 13
    assert commands.load(DATA / "agencies", provinces={"H48"}).created == 0


def test_the_list_of_provinces_covers_the_country_once():
    with (DATA / "agencies" / "provinces.csv").open(encoding="utf-8") as file:
        listed = list(csv.DictReader(file))
    with (DATA / "territory" / "provinces.csv").open(encoding="utf-8") as file:
        units = {(u["code"], u["name"]) for u in csv.DictReader(file) if u["valid_to"]}
    assert [p["identifier"] for p in listed] == [f"H{n:02d}" for n in range(1, 64)]
    assert {(p["province"], p["name"]) for p in listed} == units


def test_a_load_corrects_names_but_leaves_what_the_agency_set_itself(quang_ngai, tmp_path):
    before = at_identifier("H48.11")
    Agency.objects.filter(pk=before.pk).update(hours=[["07:00", "11:00"]], code_template="{identifier}-{yymmdd}-{n}")
    edited = shutil.copytree(DATA / "agencies", tmp_path / "agencies")
    lists = edited / "departments.csv"
    lists.write_text(
        lists.read_text(encoding="utf-8").replace("Sở Lao động - Thương binh và Xã hội", "Sở Lao động"),
        encoding="utf-8",
    )

    counts = commands.load(edited, provinces={"H48"})

    after = at_identifier("H48.11")
    assert (counts.created, counts.updated) == (0, 1)
    assert (after.pk, after.name, after.name_fold) == (
        before.pk,
        "Sở Lao động tỉnh Quảng Ngãi",
        "so lao dong tinh quang ngai",
    )
    assert (after.hours, after.code_template) == ([["07:00", "11:00"]], "{identifier}-{yymmdd}-{n}")


def test_a_commune_that_moves_to_another_district(quang_ngai, tmp_path):
    """It stays the same agency, under a new identifier and path."""
    before = at_identifier("H48.533.21409")
    edited = shutil.copytree(DATA / "territory", tmp_path / "territory")
    communes = edited / "communes.csv"
    text = communes.read_text(encoding="utf-8")
    communes.write_text(text.replace("21409,Xã Đức Nhuận,xã,533", "21409,Xã Đức Nhuận,xã,534"), encoding="utf-8")
    territory.load(edited, provinces={"51"})

    counts = commands.load(DATA / "agencies", provinces={"H48"})

    moved, above = at_identifier("H48.534.21409"), at_identifier("H48.534")
    assert (counts.created, counts.updated) == (0, 1)
    assert (moved.pk, moved.parent, moved.path) == (before.pk, above, f"{above.path}{moved.pk}/")


def test_a_confirmed_identifier_replaces_the_invented_one(quang_ngai, tmp_path):
    before = at_identifier("H48.11")
    edited = shutil.copytree(DATA / "agencies", tmp_path / "agencies")
    lists = edited / "departments.csv"
    lists.write_text(lists.read_text(encoding="utf-8").replace("11,labour", "42,labour"), encoding="utf-8")

    counts = commands.load(edited, provinces={"H48"})

    after = at_identifier("H48.42")
    assert (counts.created, counts.updated) == (0, 1)
    assert (after.pk, after.legacy_identifier) == (before.pk, "000.00.42.H48")


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"identifier": "000.00.00.H48"}, "agency_identifier_canonical"),
        ({"identifier": "h48"}, "agency_identifier_canonical"),
        ({"identifier": "H48.533"}, "identifier_.*uniq|agencies_agency_identifier_key"),
        ({"legacy_identifier": "000.00.533.H48"}, "agency_legacy_once"),
        ({"valid_to": "2019-12-31"}, "agency_lasted"),
    ],
)
def test_the_database_refuses(quang_ngai, change, constraint):
    """Both spellings of H48 are one agency, and there is no way to store the old one beside it."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Agency.objects.filter(identifier="H48").update(**change)
    assert at_identifier("H48").legacy_identifier == "000.00.00.H48"


def test_one_agency_of_a_role_in_a_place(quang_ngai):
    unit = Unit.objects.get(code="533")
    with pytest.raises(IntegrityError, match="agency_one_in_place"), transaction.atomic():
        Agency.objects.filter(identifier="H48.534").update(unit=unit)
