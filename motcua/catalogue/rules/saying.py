"""How the parts of a service are said to an official: values, conditions, agencies."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from motcua.calendar.rules import Term
from motcua.catalogue.rules.service import Condition, Question, Service
from motcua.kernel.money import dong
from motcua.workflow.rules import LEVELS, ROLES

Told = Iterator[tuple[str, str, Any]]  # pointer by keys, title, value


def said(value: Any) -> str:
    """A value in words; '' for nothing."""
    match value:
        case None:
            return ""
        case bool():
            return "có" if value else "không"
        case date():
            return f"{value:%d/%m/%Y}"
        case Term():
            return value.words()
        case tuple() | list():
            return joined(said(item) for item in value)
    return str(value)


def joined(parts: Iterable[str]) -> str:
    """What there is of these, side by side."""
    return " · ".join(part for part in parts if part)


def conditions(when: Iterable[Condition], service: Service) -> str:
    """'khi “…” là …', or '' without conditions."""
    told = " và ".join(condition(one, service) for one in when)
    return f"khi {told}" if told else ""


def condition(one: Condition, service: Service) -> str:
    """One line of a condition: '“Đã lập công ty chưa?” là Có'."""
    if one.operator == "expression":
        return str(one.value)
    question = service.question(one.question)
    values = one.value if isinstance(one.value, list) else [one.value]
    told = " hoặc ".join(_answer(question, value) for value in values)
    words = {"is": "là", "any": "là", "not": "không phải là", "gt": "lớn hơn", "lt": "nhỏ hơn"}
    return f"“{question.label}” {words[one.operator]} {told}"


def _answer(question: Question, value: Any) -> str:
    if question.kind == "yesno":
        return "Có" if value == "yes" else "Không"
    if question.kind == "money" and isinstance(value, int):
        return dong(value)
    return "đã đánh dấu" if question.kind == "agree" else question.choice(str(value))


def step_title(service: Service, key: str) -> str:
    """What a step is called; its key when there is none."""
    return str(service.flow["steps"].get(key, {}).get("title", key))


def agency(block: Mapping[str, Any]) -> str:
    """Who works at a step or gives an opinion: 'Sở, ngành cấp tỉnh (labour)'."""
    role, _, sector = str(block["role"]).partition(":")
    return f"{ROLES[role]} {LEVELS[block['level']]}" + (f" ({sector})" if sector else "")
