"""Where the head office is: the province, then the district, with script and without."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from motcua.dossiers import queries
from motcua.dossiers.models import Dossier
from motcua.kernel.text import fold
from motcua.territory.models import Unit
from motcua.territory.queries import communes_of, districts_of, provinces, unit_by_code
from tests.pages import PageClient

from .conftest import NOON, fresh, picture

DAY = NOON.date()
NAME = "head_office"


@dataclass(frozen=True)
class Office:
    """The page that asks for the head office; `here` and `unit`: the province and a district of the reference data;
    `there`: another province, `far`: its one district."""

    draft: Dossier
    client: PageClient
    address: str
    here: Unit
    unit: int
    there: Unit
    far: Unit

    def get(self, **given):
        return self.client.get(self.address, given)

    def post(self, tinh, cua, unit="", **more):
        given = {f"{NAME}_tinh": tinh, f"{NAME}_cua": cua, NAME: unit, "street": "Số 1"}
        return self.client.post(self.address, given | more)

    def answered(self) -> None:
        self.client.post(self.address, {NAME: self.unit, "street": "Số 1"})  # a unit alone says its province


@pytest.fixture
def office(world, firm) -> Office:
    firm.post("/ho-so/moi/tam-hoan-hop-dong/")
    draft = Dossier.objects.get()
    address = reverse("dossiers:page", args=[draft.ref, "company", "address"])
    here = provinces(DAY)[0]
    shared = {"valid_from": date(2000, 1, 1), "name_fold": "thu", "short_fold": "thu"}
    there = Unit.objects.create(code="991", name="Tỉnh Thử", kind="tỉnh", level="province", **shared)
    far = Unit.objects.create(code="9911", name="Huyện Thử", kind="huyện", level="district", parent=there, **shared)
    return Office(draft, firm, address, here, world.unit, there, far)


def shown(response) -> tuple[str, str, list[str]]:
    """The chosen province, the chosen district, and the districts to choose from."""
    page = html.fromstring(response.content)

    def chosen(name):
        return "".join(page.xpath(f"//select[@name='{name}']/option[@selected]/text()"))

    units = [text for text in page.xpath(f"//select[@name='{NAME}']/option/text()") if not text.startswith("—")]
    return chosen(f"{NAME}_tinh"), chosen(NAME), units


def names(units) -> list[str]:
    return [unit.name for unit in units]


def test_first_only_provinces(office):
    response = office.get()
    page = html.fromstring(response.content)
    assert shown(response) == ("", "", [])
    assert page.xpath(f"//select[@name='{NAME}_tinh']/option/text()") == [
        "— Chọn tỉnh, thành phố —", office.here.name, "Tỉnh Thử",
    ]  # fmt: skip
    assert page.xpath(f"//select[@name='{NAME}']") == []


def test_without_script_the_page_comes_back_with_the_districts(office):
    before = picture(office.draft)
    response = office.post(office.here.pk, "")
    assert response.status_code == 200
    assert shown(response) == (office.here.name, "", names(districts_of(office.here.pk, DAY)))
    page = html.fromstring(response.content)
    assert page.find_class("govuk-error-summary") == []
    assert page.xpath("//input[@name='street']/@value") == ["Số 1"]
    assert page.xpath(f"//input[@name='{NAME}_cua']/@value") == [str(office.here.pk)]
    assert picture(office.draft) == before
    onward = reverse("dossiers:page", args=[office.draft.ref, "company", "reach"])
    assert office.post(office.here.pk, office.here.pk, office.unit).url == onward
    assert queries.answers(fresh(office.draft)) == {NAME: office.unit, "street": "Số 1"}


def test_an_answer_comes_back_with_its_province(office):
    office.answered()
    district = Unit.objects.get(pk=office.unit)
    assert shown(office.get()) == (office.here.name, district.name, names(districts_of(office.here.pk, DAY)))


def test_another_province_asks_again_and_keeps_the_old_answer_until_then(office):
    office.answered()
    before = picture(office.draft)
    response = office.post(office.there.pk, office.here.pk, office.unit, street="Số 2")
    assert (response.status_code, shown(response)) == (200, ("Tỉnh Thử", "", ["Huyện Thử"]))
    assert picture(office.draft) == before
    office.post(office.there.pk, office.there.pk, office.far.pk, street="Số 2")
    assert queries.answers(fresh(office.draft)) == {NAME: office.far.pk, "street": "Số 2"}


def test_the_page_after_the_step_is_not_stale(office):
    """What the page knew when it was opened goes along: a save in another window in between is still noticed."""
    seen = html.fromstring(office.get().content).xpath("//input[@name='seen']/@value")[0]
    office.post(office.here.pk, office.here.pk, office.unit, street="Nơi khác", seen="0.other")
    response = office.post(office.here.pk, "", seen=seen)
    assert html.fromstring(response.content).xpath("//input[@name='seen']/@value") == [seen]
    assert office.post(office.here.pk, office.here.pk, office.unit, seen=seen).status_code == 409
    assert queries.answers(fresh(office.draft))["street"] == "Nơi khác"


def test_with_script_the_list_is_fetched(office):
    office.answered()
    assert shown(office.get(**{f"{NAME}_tinh": office.there.pk})) == ("Tỉnh Thử", "", ["Huyện Thử"])
    select = html.fromstring(office.get().content).xpath(f"//select[@name='{NAME}_tinh']")[0]
    assert (select.get("hx-get"), select.get("hx-target")) == (office.address, f"#id_{NAME}_trong")
    assert select.get("data-no-autosave") is not None


@pytest.mark.parametrize(
    ("tinh", "unit", "says", "where"),
    [
        ("", "", "Chọn tỉnh, thành phố.", f"#id_{NAME}_tinh"),
        ("0", "", "Chọn tỉnh, thành phố.", f"#id_{NAME}_tinh"),
        ("x'--", "", "Chọn tỉnh, thành phố.", f"#id_{NAME}_tinh"),
        ("9" * 30, "", "Chọn tỉnh, thành phố.", f"#id_{NAME}_tinh"),
        ("here", "", "Chọn quận, huyện.", f"#id_{NAME}"),
        ("here", "far", "Chọn quận, huyện trong danh sách.", f"#id_{NAME}"),
        ("here", "x", "Chọn quận, huyện trong danh sách.", f"#id_{NAME}"),
    ],
)
def test_what_is_missing_is_named(office, tinh, unit, says, where):
    tinh = office.here.pk if tinh == "here" else tinh
    before = picture(office.draft)
    response = office.post(tinh, tinh, office.far.pk if unit == "far" else unit)
    assert response.status_code == 422
    summary = html.fromstring(response.content).find_class("govuk-error-summary")[0]
    assert [(a.text.strip(), a.get("href")) for a in summary.xpath(".//a")] == [(says, where)]
    assert picture(office.draft) == before


def test_autosave_of_the_district_alone(office):
    path = reverse("dossiers:autosave", args=[office.draft.ref, "company", "address"])
    answer = office.client.post(path, {"_changed": NAME, NAME: office.unit})
    assert answer.json()["problems"] == {}
    assert queries.answers(fresh(office.draft)) == {NAME: office.unit}


def test_an_answer_of_a_unit_that_is_no_more_is_asked_anew(office):
    office.answered()
    Unit.objects.filter(pk__in=[office.unit, office.here.pk]).update(valid_to=DAY)
    assert shown(office.get()) == ("", "", [])


def test_three_statements_for_a_place(office, django_assert_num_queries):
    with django_assert_num_queries(3):  # the answered district, the provinces, the districts of its own
        queries.places("district", NAME, {}, office.unit, on=DAY)
    with django_assert_num_queries(1):
        queries.places("district", NAME, {}, None, on=DAY)


def test_a_commune_is_chosen_in_its_province_by_district(office):
    found = queries.places("commune", NAME, {f"{NAME}_tinh": str(office.here.pk)}, None, on=DAY)
    district = unit_by_code("district", "533", DAY)
    assert dict(found.groups)[district.name] == communes_of(district.pk, DAY)
    groups = [name for name, _units in found.groups]
    assert groups == sorted(groups, key=fold)
    # Since 1/1/2020 the island district Lý Sơn has no communes.
    assert {*names(districts_of(office.here.pk, DAY))} - {*groups} == {"Huyện Lý Sơn"}
    assert found.province == office.here.pk


def test_a_province_is_one_list(office):
    found = queries.places("province", NAME, {}, None, on=DAY)
    assert (found.province, found.groups) == (None, [("", [office.here, office.there])])
