"""Answers in words, for those who read them later than they were given."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from motcua.catalogue.rules.service import Question
from motcua.kernel.money import dong
from motcua.territory import queries as territory


def places_of(questions: Iterable[Question], shown: Mapping[str, Any]) -> dict[int, str]:
    """Unit → its full name, for every place among the answers; one query, or none."""
    units = {shown[q.key] for q in questions if q.kind == "unit" and shown.get(q.key)}
    return territory.paths(units) if units else {}


def words(question: Question, value: Any, places: Mapping[int, str]) -> str:
    """An answer in Vietnamese; '' for none. A table is only counted."""
    if value is None or value is False or value in ("", []):
        return ""
    kind = question.shows if question.kind == "computed" else question.kind
    if kind == "unit":
        return places.get(value, "")
    return _WORDS[kind](question, value) if kind in _WORDS else str(value)


def _number(value: Any) -> str:
    return f"{value:,}".replace(",", ".") if isinstance(value, int) else str(value)


def _day(text: Any) -> str:
    try:
        return f"{date.fromisoformat(str(text)):%d/%m/%Y}"
    except ValueError:
        return str(text)


_WORDS: Mapping[str, Callable[[Question, Any], str]] = {
    "choice": lambda question, value: question.choice(value),
    "choices": lambda question, value: ", ".join(question.choice(key) for key in value),
    "yesno": lambda _question, value: "Có" if value == "yes" else "Không",
    "agree": lambda _question, _value: "Đã cam kết",
    "money": lambda _question, value: dong(value) if isinstance(value, int) else str(value),
    "number": lambda _question, value: _number(value),
    "date": lambda _question, value: _day(value),
    "list": lambda _question, value: f"{len(value)} dòng",
}
