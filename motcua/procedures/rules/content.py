"""What the national database publishes of a procedure: the fields of its public page, as plain values.

A term and a fee hang on the channel and the case, not on the procedure (LayThuTuc's shape).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any

from motcua.procedures.rules.words import RANK


@dataclass(frozen=True, slots=True)
class Steps:
    """Trình tự thực hiện in one case; `case` is empty when there is only one."""

    case: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fee:
    """Phí, lệ phí: `amount` in đồng (None: the text alone says it), `unit` what it is for ("Đồng", "Đồng/bản")."""

    amount: int | None = None
    unit: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """One case of a channel: `amount` of `unit` (h, d, wd; None: the text says it), the case in words, its fees."""

    amount: int | None = None
    unit: str = ""
    text: str = ""
    fees: tuple[Fee, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """Cách thức thực hiện: `channel` 1 in person, 2 online, 3 by post."""

    channel: int = 1
    cases: tuple[Handling, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A component of the dossier. `form` is its form's name (Mẫu đơn, tờ khai) and `url` where its file is."""

    name: str = ""
    code: str = ""
    form: str = ""
    url: str = ""
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Papers:
    """Thành phần hồ sơ in one case."""

    case: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """An agency as a procedure names it; `code` is its identifier when it has one."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Kết quả thực hiện."""

    name: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """Căn cứ pháp lý; `signed` and `ended` (the first day without effect) are ISO dates or empty."""

    number: str = ""
    name: str = ""
    signed: str = ""
    agency: str = ""
    ended: str = ""

    def dead(self, on: date) -> bool:
        """Without effect on that day."""
        return bool(self.ended) and date.fromisoformat(self.ended) <= on


@dataclass(frozen=True, slots=True)
class Related:
    """Thủ tục hành chính liên quan."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Online:
    """An online service of the procedure: `level` as `words.ONLINE_LEVELS`, held from `since` until before `until`
    (ISO, empty: open); `service` the slug here, `url` elsewhere; `code` the procedure's and two digits."""

    level: str = ""
    since: str = ""
    until: str = ""
    code: str = ""
    service: str = ""
    url: str = ""

    def holds(self, on: date) -> bool:
        day = on.isoformat()
        return (not self.since or self.since <= day) and (not self.until or day < self.until)


@dataclass(frozen=True)
class Content:
    """All published fields of one procedure. Levels, audiences, events and kind are keys of `rules.words`."""

    name: str = ""
    decision: str = ""
    levels: tuple[str, ...] = ()
    kind: str = ""
    field_code: str = ""
    field_name: str = ""
    steps: tuple[Steps, ...] = ()
    channels: tuple[Channel, ...] = ()
    papers: tuple[Papers, ...] = ()
    sets: int | None = None
    audiences: tuple[str, ...] = ()
    audience_note: str = ""
    implementing: tuple[Body, ...] = ()
    competent: tuple[Body, ...] = ()
    receiving: str = ""
    delegated: tuple[Body, ...] = ()
    coordinating: tuple[Body, ...] = ()
    results: tuple[Result, ...] = ()
    grounds: tuple[Ground, ...] = ()
    conditions: str = ""
    keywords: tuple[str, ...] = ()
    description: str = ""
    related: tuple[Related, ...] = ()
    events: tuple[str, ...] = ()
    online: tuple[Online, ...] = ()
    unconfirmed: tuple[str, ...] = ()  # fields of which no published source was found

    def online_level(self, on: date) -> str:
        """The highest level at which it can be done online on a day; empty for none (QĐ 766 counts it there)."""
        held = [one.level for one in self.online if one.holds(on)]
        return max(held, key=lambda level: RANK.get(level, 0), default="")


# The Vietnamese name of each field, in the order in which they are published.
TITLES: Mapping[str, str] = {
    "name": "Tên thủ tục",
    "decision": "Số quyết định",
    "levels": "Cấp thực hiện",
    "kind": "Loại thủ tục",
    "field_code": "Mã lĩnh vực",
    "field_name": "Lĩnh vực",
    "steps": "Trình tự thực hiện",
    "channels": "Cách thức thực hiện",
    "papers": "Thành phần hồ sơ",
    "sets": "Số lượng hồ sơ",
    "audiences": "Đối tượng thực hiện",
    "audience_note": "Mô tả đối tượng thực hiện",
    "implementing": "Cơ quan thực hiện",
    "competent": "Cơ quan có thẩm quyền",
    "receiving": "Địa chỉ tiếp nhận hồ sơ",
    "delegated": "Cơ quan được ủy quyền",
    "coordinating": "Cơ quan phối hợp",
    "results": "Kết quả thực hiện",
    "grounds": "Căn cứ pháp lý",
    "conditions": "Yêu cầu, điều kiện thực hiện",
    "keywords": "Từ khóa",
    "description": "Mô tả",
    "related": "Thủ tục hành chính liên quan",
    "events": "Sự kiện",
    "online": "Dịch vụ công trực tuyến",
    "unconfirmed": "Nội dung chưa đối chiếu được nguồn",
}
_PARTS: Mapping[type, Mapping[str, type]] = {
    Content: {
        "steps": Steps,
        "channels": Channel,
        "papers": Papers,
        "implementing": Body,
        "competent": Body,
        "delegated": Body,
        "coordinating": Body,
        "results": Result,
        "grounds": Ground,
        "related": Related,
        "online": Online,
    },
    Channel: {"cases": Handling},
    Handling: {"fees": Fee},
    Papers: {"papers": Paper},
}
_FIELDS = tuple(field.name for field in fields(Content))


def to_json(content: Content) -> dict[str, Any]:
    """What is stored: empty fields left out."""
    whole = asdict(content)
    return {key: _plain(value) for key, value in whole.items() if value not in ("", (), None)}


def from_json(stored: Mapping[str, Any]) -> Content:
    """The reverse; unknown keys are passed over, missing ones are empty."""
    return _read(Content, stored)  # type: ignore[no-any-return]


def differences(before: Content, after: Content) -> tuple[str, ...]:
    """The names of the fields that differ, in published order."""
    return tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))


def difference(parent: Content, own: Content) -> dict[str, Any]:
    """What a province's record stores: only the fields that differ from the national procedure, empty ones too."""
    whole = asdict(own)
    return {name: _plain(whole[name]) for name in differences(parent, own)}


def merged(parent: Content, stored: Mapping[str, Any]) -> Content:
    """The whole of a province's record: the national procedure with the stored difference in its place."""
    own = _read(Content, stored)
    return replace(parent, **{name: getattr(own, name) for name in _FIELDS if name in stored})


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value


def _read(kind: type, stored: Mapping[str, Any]) -> Any:
    parts = _PARTS.get(kind, {})
    known: dict[str, Any] = {}
    for field in fields(kind):
        if field.name not in stored:
            continue
        value = stored[field.name]
        if field.name in parts:
            value = tuple(_read(parts[field.name], one) for one in _listed(value))
        elif isinstance(value, list):
            value = tuple(value)
        known[field.name] = value
    return kind(**known)


def _listed(value: Any) -> Iterable[Mapping[str, Any]]:
    return value if isinstance(value, (list, tuple)) else ()
