"""The agency tree of 2020, drawn up from a few lists and the administrative units.

Identifiers are made from codes that do not move when a list changes, so that they are the same after every load:
a committee or branch below a province has the statistical codes of its district and commune as parts
(H48.533, H48.533.21409, G24.51.533). Only those in the lists' `confirmed` column were found in a source.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from motcua.agencies.rules.codes import DEFAULT_TEMPLATE
from motcua.kernel.errors import Missing
from motcua.territory.rules import dateline, in_sentence


class TerritoryFirst(Missing):
    """Chưa có dữ liệu đơn vị hành chính của {province}. Hãy nạp đơn vị hành chính trước khi nạp cơ quan."""


class Place(NamedTuple):
    """An administrative unit, as the tree needs it."""

    pk: int
    code: str
    name: str
    kind: str
    parent: int | None
    valid_from: date
    valid_to: date | None


class Central(NamedTuple):
    """A line of central.csv."""

    identifier: str
    name: str
    role: str
    sector: str
    valid_from: date
    valid_to: date | None
    confirmed: bool


class Province(NamedTuple):
    """A line of provinces.csv: whose committee has the identifier."""

    identifier: str
    code: str
    valid_from: date
    name: str
    confirmed: bool


class Department(NamedTuple):
    """A line of departments.csv: every province has one."""

    suffix: str
    sector: str
    name: str


@dataclass(frozen=True)
class Draft:
    """An agency as it should be. `parent` is an identifier."""

    identifier: str
    name: str
    role: str
    level: str
    valid_from: date
    valid_to: date | None
    place: str
    sector: str = ""
    unit: int | None = None
    parent: str = ""
    code_template: str = ""
    confirmed: bool = False


class Branch(NamedTuple):
    """A central body with one house in each province and each district."""

    root: str
    role: str
    in_province: str
    in_district: str


BRANCHES = (
    Branch("G24", "social_insurance", "Bảo hiểm xã hội", "Bảo hiểm xã hội"),
    Branch(
        "X01",
        "policy_bank",
        "Chi nhánh Ngân hàng Chính sách xã hội",
        "Phòng giao dịch Ngân hàng Chính sách xã hội",
    ),
    Branch("G12.18", "tax", "Cục Thuế", "Chi cục Thuế"),
    Branch("X02", "post", "Bưu điện", "Bưu điện"),
)


def drafts(
    central: Iterable[Central],
    provinces: Iterable[Province],
    departments: Sequence[Department],
    places: Iterable[Place],
) -> Iterator[Draft]:
    """All agencies, each after its parent. Raises TerritoryFirst for a province that is not among the places."""
    below: Mapping[int | None, list[Place]] = _by_parent(places)
    for body in central:
        yield Draft(
            body.identifier, body.name, body.role, "central", body.valid_from, body.valid_to, "Hà Nội",
            sector=body.sector, code_template=DEFAULT_TEMPLATE, confirmed=body.confirmed,
        )  # fmt: skip
    roots = {(place.code, place.valid_from): place for place in below[None]}
    for province in provinces:
        place = roots.get((province.code, province.valid_from))
        if place is None:
            raise TerritoryFirst(province=province.name)
        yield from _province(province, place, departments, below)


def _by_parent(places: Iterable[Place]) -> Mapping[int | None, list[Place]]:
    below: defaultdict[int | None, list[Place]] = defaultdict(list)
    for place in places:
        below[place.parent].append(place)
    return below


def _province(
    province: Province, place: Place, departments: Sequence[Department], below: Mapping[int | None, list[Place]]
) -> Iterator[Draft]:
    top = replace(
        _draft(province.identifier, "Ủy ban nhân dân", "committee", "province", place),
        code_template=DEFAULT_TEMPLATE,
        confirmed=province.confirmed,
    )
    yield top
    for department in departments:
        identifier = f"{top.identifier}.{department.suffix}"
        draft = _draft(identifier, department.name, "department", "province", place, top.identifier)
        yield replace(draft, sector=department.sector)
    for branch in BRANCHES:
        identifier = f"{branch.root}.{place.code}"
        yield _draft(identifier, branch.in_province, branch.role, "province", place, branch.root)
    for district in below.get(place.pk, ()):
        yield from _district(top.identifier, place, district, below.get(district.pk, ()))


def _district(top: str, province: Place, district: Place, communes: Iterable[Place]) -> Iterator[Draft]:
    committee = _draft(f"{top}.{district.code}", "Ủy ban nhân dân", "committee", "district", district, top)
    yield committee
    for branch in BRANCHES:
        above = f"{branch.root}.{province.code}"
        yield _draft(f"{above}.{district.code}", branch.in_district, branch.role, "district", district, above)
    for commune in communes:
        identifier = f"{committee.identifier}.{commune.code}"
        yield _draft(identifier, "Ủy ban nhân dân", "committee", "commune", commune, committee.identifier)


def _draft(identifier: str, name: str, role: str, level: str, place: Place, parent: str = "") -> Draft:  # noqa: PLR0917
    return Draft(
        identifier=identifier,
        name=f"{name} {in_sentence(place.name)}",
        role=role,
        level=level,
        valid_from=place.valid_from,
        valid_to=place.valid_to,
        place=dateline(place.name, place.kind),
        unit=place.pk,
        parent=parent,
    )
