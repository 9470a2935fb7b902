"""The fields of a procedure in words, one line for each thing said: for comparing and for reading through."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.procedures.rules import words
from motcua.procedures.rules.content import TITLES, Body, Content, Fee, Ground, Handling, Online, Paper, differences


@dataclass(frozen=True)
class Change:
    """A field that reads differently: its name, its title, what stood there and what stands there now."""

    field: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def changes(before: Content, after: Content) -> tuple[Change, ...]:
    """What differs, in published order."""
    return tuple(
        Change(name, TITLES[name], lines(before, name), lines(after, name)) for name in differences(before, after)
    )


def lines(content: Content, name: str) -> tuple[str, ...]:
    """What one field says; nothing when it is empty."""
    value = getattr(content, name)
    if name in _TOLD:
        return tuple(line for one in value for line in _TOLD[name](one))
    if isinstance(value, str):
        text = words.KINDS.get(value, value) if name == "kind" else value
        return tuple(line for line in text.splitlines() if line.strip())
    if value is None:
        return ()
    return (f"{value} bộ",) if name == "sets" else tuple(value)


def term(case: Handling) -> str:
    """'20 ngày làm việc', or what the text says."""
    if case.amount is None:
        return ""
    return f"{case.amount} {words.UNITS.get(case.unit, case.unit)}".strip()


def fee(one: Fee) -> str:
    """'50.000 đồng/bản. Theo Thông tư …', 'Không thu phí', or the text alone."""
    if one.amount is None:
        return one.text
    amount = "Không thu phí" if one.amount == 0 else f"{one.amount:,}".replace(",", ".") + f" {_unit(one)}"
    return f"{amount}. {one.text}" if one.text else amount


def _unit(one: Fee) -> str:
    return one.unit[:1].lower() + one.unit[1:] if one.unit else "đồng"


def paper(one: Paper) -> str:
    """'Giấy đề nghị (Mẫu số 05): bản chính 1, bản sao 0'."""
    counts = [f"bản chính: {one.originals}" if one.originals else "", f"bản sao: {one.copies}" if one.copies else ""]
    form = f" ({one.form})" if one.form else ""
    said = ", ".join(count for count in counts if count)
    return f"{one.name}{form}" + (f" – {said}" if said else "")


def ground(one: Ground) -> str:
    """'15/2020/QĐ-TTg Quyết định … ngày 24/4/2020 (Thủ tướng Chính phủ), hết hiệu lực từ …'."""
    text = f"{one.number} {one.name}".strip()
    text += f", ngày {_day(one.signed)}" if one.signed else ""
    text += f" ({one.agency})" if one.agency else ""
    return text + (f", hết hiệu lực từ {_day(one.ended)}" if one.ended else "")


def online(one: Online) -> str:
    """'Mức độ 4 từ 12/5/2020'."""
    text = words.ONLINE_LEVELS.get(one.level, one.level)
    text += f" từ {_day(one.since)}" if one.since else ""
    text += f" đến trước {_day(one.until)}" if one.until else ""
    return text


def _channel(one: Any) -> list[str]:
    name = words.CHANNELS.get(one.channel, str(one.channel))
    found = []
    for case in one.cases:
        said = [part.rstrip(" .") for part in (term(case), case.text, *(fee(f) for f in case.fees)) if part]
        found.append(f"{name}: " + "; ".join(said) if said else name)
    return found or [name]


def _cased(case: str, said: list[str]) -> list[str]:
    return [f"{case}: {line}" if case else line for line in said]


def _body(one: Body) -> list[str]:
    return [f"{one.name} ({one.code})" if one.code else one.name]


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day}/{day.month}/{day.year}"


_TOLD: Mapping[str, Callable[[Any], list[str]]] = {
    "levels": lambda one: [words.LEVELS.get(one, one)],
    "audiences": lambda one: [words.AUDIENCES.get(one, one)],
    "events": lambda one: [words.EVENTS.get(one, one)],
    "unconfirmed": lambda one: [TITLES.get(one, one)],
    "steps": lambda one: _cased(one.case, list(one.steps)),
    "channels": _channel,
    "papers": lambda one: _cased(one.case, [paper(p) for p in one.papers]),
    "implementing": _body,
    "competent": _body,
    "delegated": _body,
    "coordinating": _body,
    "results": lambda one: [f"{one.name} ({one.code})" if one.code else one.name],
    "grounds": lambda one: [ground(one)],
    "related": lambda one: [f"{one.code} {one.name}".strip()],
    "online": lambda one: [online(one)],
}
