"""A small invented state: one district of one province, four agencies, their officers, an applicant, a flow."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from motcua.agencies.models import Agency
from motcua.calendar.rules import VIETNAM
from motcua.identity.models import Person
from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.text import fold
from motcua.territory.models import Unit
from tests.grants import acting, seated

_numbers = count(1)
TOPIC = "covid/tam-hoan-hop-dong"
SINCE = date(2000, 1, 1)

FLOW: dict[str, Any] = {
    "first": "confirm",
    "steps": {
        "confirm": {
            "title": "Bảo hiểm xã hội xác nhận",
            "doing": "xác nhận từng người lao động",
            "role": "social_insurance",
            "level": "district",
            "term": "3wd",
            "power": "process",
            "rows": "confirm",
            "actions": {
                "pass": {"title": "Xác nhận xong, chuyển huyện", "to": "appraise"},
                "return": {"title": "Yêu cầu bổ sung", "kind": "return", "reason": True, "papers": True},
                "refuse": {"title": "Từ chối", "to": "end:refused", "reason": True, "power": "decide"},
            },
        },
        "appraise": {
            "title": "Ủy ban nhân dân cấp huyện thẩm định",
            "role": "committee",
            "level": "district",
            "term": "3wd",
            "actions": {
                "pass": {"title": "Trình cấp tỉnh", "to": "decide"},
                "back": {"title": "Chuyển lại bảo hiểm xã hội", "to": "confirm", "reason": True},
                "return": {"title": "Yêu cầu bổ sung", "kind": "return", "reason": True},
            },
        },
        "decide": {
            "title": "Ủy ban nhân dân cấp tỉnh quyết định",
            "role": "committee",
            "level": "province",
            "term": "2wd",
            "power": "decide",
            "rows": "grant",
            "actions": {
                "approve": {"title": "Quyết định hỗ trợ", "to": "lend"},
                "refuse": {"title": "Không hỗ trợ", "to": "end:refused", "reason": True},
            },
        },
        "lend": {
            "title": "Ngân hàng Chính sách xã hội cho vay",
            "role": "policy_bank",
            "level": "district",
            "term": "5wd",
            "actions": {"pay": {"title": "Đã giải ngân", "to": "end:paid"}},
        },
    },
    "supplement": {"term": "30d", "at_most": 1},
    "withdraw_until": "decide",
}


def at(text: str) -> datetime:
    """'2020-05-12T08:00' in Vietnamese time."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def person(name: str) -> Person:
    n = next(_numbers)
    return Person.objects.create(
        name=name, name_fold=fold(name), id_number_sealed=b"", id_number_index=f"test {n}".encode(),
        joined_at=at("2020-01-02T08:00"),
    )  # fmt: skip


def unit(name: str, level: str, code: str, parent: Unit | None = None) -> Unit:
    return Unit.objects.create(
        name=name, name_fold=fold(name), short_fold=fold(name), kind="", level=level, code=code, parent=parent,
        valid_from=SINCE,
    )  # fmt: skip


def agency(name: str, identifier: str, role: str, place: Unit, **more: Any) -> Agency:
    made = Agency.objects.create(
        name=name, name_fold=fold(name), identifier=identifier, role=role, level=place.level, unit=place, path="",
        valid_from=SINCE, **more,
    )  # fmt: skip
    made.path = f"/{made.pk}/"
    made.save(update_fields=["path"])
    return made


def officer(name: str, place: Agency, *powers: str, services: Collection[str] | None = None) -> Actor:
    return acting(seated(person(name), place, *powers, services=services))


@dataclass(frozen=True)
class State:
    district: Unit
    insurance: Agency
    committee: Agency
    province: Agency
    bank: Agency
    thu: Actor
    mau: Actor
    lead: Actor
    huyen: Actor
    tinh: Actor
    vay: Actor
    employer: Actor


def state() -> State:
    province = unit("Tỉnh Ví Dụ", "province", "99")
    district = unit("Huyện Thử Nghiệm", "district", "999", province)
    insurance = agency("Bảo hiểm xã hội huyện Thử Nghiệm", "G24.99.01", "social_insurance", district)
    committee = agency("Ủy ban nhân dân huyện Thử Nghiệm", "H99.01", "committee", district)
    top = agency("Ủy ban nhân dân tỉnh Ví Dụ", "H99", "committee", province)
    bank = agency("Phòng giao dịch huyện Thử Nghiệm", "G99.01", "policy_bank", district)
    applicant = person("Trần Thị Mẫu")
    return State(
        district=district,
        insurance=insurance,
        committee=committee,
        province=top,
        bank=bank,
        thu=officer("Vũ Thị Thử", insurance, "process"),
        mau=officer("Lê Văn Mẫu", insurance, "process"),
        lead=officer("Đỗ Thị Lãnh Đạo", insurance, "process", "decide"),
        huyen=officer("Phạm Văn Huyện", committee, "process"),
        tinh=officer("Hồ Thị Tỉnh", top, "decide"),
        vay=officer("Ngô Văn Vay", bank, "process"),
        employer=Actor(
            person=applicant.pk, name=applicant.name, capacity=Capacity.BUSINESS, business=1,
            business_name="Công ty TNHH Ví Dụ",
        ),
    )  # fmt: skip
