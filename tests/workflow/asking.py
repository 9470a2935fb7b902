"""A flow that asks other agencies, has parts inside its agency, and is told upward when late."""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from motcua.agencies.models import Agency
from motcua.kernel.actor import Actor
from motcua.territory.models import Unit
from motcua.workflow.commands import open_case
from motcua.workflow.models import Case, Opinion

from .builders import TOPIC, State, agency, at, officer, unit

ASKING: dict[str, Any] = {
    "first": "review",
    "steps": {
        "review": {
            "title": "Huyện xem xét",
            "role": "committee",
            "level": "district",
            "term": "3wd",
            "opinions": {
                "insurance": {
                    "title": "Bảo hiểm xã hội: người lao động có tham gia không?",
                    "role": "social_insurance",
                    "level": "district",
                    "term": "2wd",
                },
                "other": {
                    "title": "Huyện nơi thường trú: đã hưởng chưa?",
                    "role": "committee",
                    "level": "district",
                    "term": "4h",
                    "place": "home",
                    "when": "home != place",
                },
                "bank": {
                    "title": "Ngân hàng: còn nợ không?",
                    "role": "policy_bank",
                    "level": "district",
                    "term": "1wd",
                    "required": False,
                },
            },
            "inside": [
                {"title": "Chuyên viên thẩm định"},
                {"title": "Lãnh đạo duyệt", "power": "decide", "other_person": True},
            ],
            "escalate": {"after": "1wd"},
            "actions": {
                "pass": {"title": "Trình cấp tỉnh", "to": "decide"},
                "return": {"title": "Yêu cầu bổ sung", "kind": "return", "reason": True},
                "stop": {"title": "Dừng", "to": "end:refused", "unanswered": True},
            },
        },
        "decide": {
            "title": "Nơi thường trú chi trả",
            "role": "committee",
            "level": "district",
            "place": "home",
            "term": "1wd",
            "power": "decide",
            "actions": {
                "pay": {"title": "Đã trả", "to": "end:paid"},
                "back": {"title": "Chuyển lại", "to": "review"},
            },
        },
    },
    "supplement": {"term": "5d", "at_most": 1},
}


def flow(**changes: Any) -> dict[str, Any]:
    """ASKING with keys of its first step changed; None takes one out."""
    changed = deepcopy(ASKING)
    for key, value in changes.items():
        if value is None:
            del changed["steps"]["review"][key]
        else:
            changed["steps"]["review"][key] = value
    return changed


@dataclass(frozen=True)
class Askers:
    """The state with another district, and those who decide."""

    people: State
    home: Unit
    other: Agency
    chair: Actor
    vice: Actor
    nha: Actor

    def open(self, moment: str = "2020-05-12T08:00", subject: str = "dossier:1", content=None, **more) -> Case:
        return open_case(
            content or ASKING, subject=subject, topic=TOPIC, unit_id=self.people.district.pk, by=self.people.employer,
            at=at(moment), **{"places": {"home": self.home.pk}, **more},
        )  # fmt: skip


def askers(people: State) -> Askers:
    home = unit("Huyện Nhà Mẫu", "district", "998", people.district.parent)
    other = agency("Ủy ban nhân dân huyện Nhà Mẫu", "H99.02", "committee", home)
    return Askers(
        people, home, other,
        chair=officer("Tô Văn Chủ Tịch", people.committee, "process", "decide"),
        vice=officer("Lý Thị Phó", people.committee, "process", "decide"),
        nha=officer("Mai Thị Nhà", other, "process", "decide"),
    )  # fmt: skip


def opinion(case: Case, key: str) -> Opinion:
    return Opinion.objects.filter(case=case, key=key).order_by("-pk")[0]
