"""Which questions an applicant sees, what is wrong with the answers, and when a service does not fit them.

Answers are JSON by question key: text, long_text, tax_code, id_number, phone, email → str; number, money (đồng), unit
(territory id) → int; date → "2020-04-24"; choice → its key; choices → list of keys; yesno → "yes" | "no"; agree → True;
list → [{field: its answer}, …]; computed → nothing, it is worked out.
An answer to a question that is not visible counts as not given.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Self

from motcua.catalogue.rules import expressions
from motcua.catalogue.rules.service import Condition, Exit, Page, Paper, Question, Section, Service
from motcua.kernel.money import dong
from motcua.kernel.text import tidy

MOST_DONG = 10**15
_TAX_CODE = re.compile(r"[0-9]{10}(-?[0-9]{3})?")
_ID_NUMBER = re.compile(r"[0-9]{9}|[0-9]{12}")
_PHONE = re.compile(r"(0|\+84)[0-9]{9,10}")
_EMAIL = re.compile(r"[^@\s<>,;\"]+@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+")
_GROUPING = re.compile(r"[\s.]")

Answers = Mapping[str, Any]


class Message(str):
    """A Vietnamese sentence that also keeps its template and holes, so that the edge can say it in another language."""

    __slots__ = ("data", "template")
    template: str
    data: Mapping[str, object]

    def __new__(cls, template: str, **data: object) -> Self:
        message = super().__new__(cls, template.format_map(data))
        message.template, message.data = template, data
        return message


def holds(condition: Condition, answers: Answers) -> bool:
    """False for a question without an answer, whatever the operator."""
    if condition.operator == "expression":
        return expressions.truth(condition.value, scope(answers))
    given = answers.get(condition.question)
    if _empty(given):
        return False
    values = given if isinstance(given, list) else [given]
    value = condition.value
    match condition.operator:
        case "is" | "not":
            return (value in values) == (condition.operator == "is")
        case "any":
            return any(one in value for one in values)
        case "gt" | "lt" if whole(given):
            return bool(given > value if condition.operator == "gt" else given < value)
    return False


def scope(answers: Answers) -> dict[str, Any]:
    """The answers as an expression sees them: a list as {count: rows, sum: {field: total}}."""
    return {key: _table(answer) if _rows(answer) else answer for key, answer in answers.items()}


def _rows(answer: Any) -> bool:
    return isinstance(answer, list) and bool(answer) and all(isinstance(row, dict) for row in answer)


def _table(rows: list[Mapping[str, Any]]) -> dict[str, Any]:
    keys = dict.fromkeys(key for row in rows for key, cell in row.items() if whole(cell))
    return {"count": len(rows), "sum": {key: sum(row[key] for row in rows if whole(row.get(key))) for key in keys}}


def visible(service: Service, answers: Answers) -> dict[str, Any]:
    """Question key → its answer (None when not given yet), for the questions that these answers bring up, in order.

    A computed question has the value that its expression comes to.
    """
    shown: dict[str, Any] = {}
    for question in service.questions():
        if all(holds(condition, shown) for condition in question.when):
            computed = question.kind == "computed"
            shown[question.key] = (
                expressions.value(question.value, scope(shown)) if computed else answers.get(question.key)
            )
    return shown


def sections(service: Service, answers: Answers) -> tuple[Section, ...]:
    """The sections with their visible pages and questions only; what is empty is left out."""
    shown = visible(service, answers)
    kept = []
    for section in service.sections:
        pages = (replace(page, questions=tuple(q for q in page.questions if q.key in shown)) for page in section.pages)
        if full := tuple(page for page in pages if page.questions):
            kept.append(replace(section, pages=full))
    return tuple(kept)


def papers(service: Service, answers: Answers) -> tuple[Paper, ...]:
    """The papers that these answers ask for, required or not."""
    shown = visible(service, answers)
    return tuple(paper for paper in service.papers if all(holds(condition, shown) for condition in paper.when))


def missing_papers(service: Service, answers: Answers, present: Collection[str]) -> tuple[Paper, ...]:
    """The required papers that are not there yet; `present` holds the keys of papers with at least one file."""
    return tuple(p for p in papers(service, answers) if p.required and p.key not in present)


def exit_for(service: Service, answers: Answers) -> tuple[Question, Exit] | None:
    """The first visible answer that makes the service not fit, with its explanation."""
    shown = visible(service, answers)
    for question in service.questions():
        if question.key in shown and question.exit is not None and holds(question.exit.on, shown):
            return question, question.exit
    return None


def problems(service: Service, answers: Answers) -> dict[str, str]:
    """Question key → what is wrong, over all visible questions: what stands in the way of filing.

    An answer that leads to an exit stands in the way too, with the exit's title.
    """
    shown = visible(service, answers)
    found: dict[str, str] = {}
    for question in service.questions():
        if question.key not in shown:
            continue
        if message := problem(question, shown[question.key]):
            found[question.key] = message
        elif question.exit is not None and holds(question.exit.on, shown):
            found[question.key] = question.exit.title
    return found


def page_problems(service: Service, page: Page, answers: Answers) -> dict[str, str]:
    """The same for one page while it is being filled; an exit is not a mistake, so `exit_for` is asked beside it."""
    shown = visible(service, answers)
    checked = ((q.key, problem(q, shown[q.key])) for q in page.questions if q.key in shown)
    return {key: message for key, message in checked if message}


def problem(question: Question, answer: Any) -> Message | None:
    """What is wrong with one answer; None when nothing is. Whether a place exists, only the territory knows."""
    if question.kind == "computed":
        return None
    if _empty(answer) or (question.kind == "agree" and answer is not True):
        return _missing(question) if question.required else None
    return _CHECKS[question.kind](question, answer)


def _empty(answer: Any) -> bool:
    return answer is None or answer == [] or (isinstance(answer, str) and not tidy(answer))


def whole(answer: Any) -> bool:
    """A whole number; true and false are none."""
    return isinstance(answer, int) and not isinstance(answer, bool)


def _missing(question: Question) -> Message:
    label = question.label[:1].lower() + question.label[1:]
    if question.kind == "agree":
        return Message("Đánh dấu vào ô để xác nhận cam kết này.")
    if question.kind == "yesno":
        return Message("Chọn Có hoặc Không.")
    if question.label.endswith("?"):
        return Message("Trả lời câu hỏi “{label}”", label=question.label)
    verb = "Chọn {label}." if question.kind in ("choice", "choices", "unit") else "Nhập {label}."
    return Message(verb, label=label)


def _text(question: Question, answer: Any) -> Message | None:
    if not isinstance(answer, str):
        return Message("Câu trả lời phải là chữ.")
    if len(answer) > question.max_length:
        return Message("Viết tối đa {most} ký tự. Bạn đã viết {n}.", most=question.max_length, n=len(answer))
    return None


def _number(question: Question, answer: Any) -> Message | None:
    money = question.kind == "money"
    if not whole(answer):
        return Message("Nhập số tiền bằng chữ số, ví dụ 1.500.000." if money else "Nhập một số nguyên.")
    least = question.least if question.least is not None else -MOST_DONG
    most = question.most if question.most is not None else MOST_DONG
    if least <= answer <= most:
        return None
    bound = least if answer < least else most
    said = dong(bound) if money else f"{bound:,}".replace(",", ".")
    return Message("Nhập số từ {bound} trở lên." if answer < least else "Nhập số không quá {bound}.", bound=said)


def _date(question: Question, answer: Any) -> Message | None:
    try:
        day = date.fromisoformat(answer)
    except (TypeError, ValueError):
        return Message("Nhập ngày có thật, ví dụ 24/04/2020.")
    if question.earliest is not None and day < question.earliest:
        return Message("Nhập ngày từ {day} trở đi.", day=f"{question.earliest:%d/%m/%Y}")
    if question.latest is not None and day > question.latest:
        return Message("Nhập ngày không sau {day}.", day=f"{question.latest:%d/%m/%Y}")
    return None


def _choice(question: Question, answer: Any) -> Message | None:
    return None if answer in [choice.key for choice in question.choices] else Message("Chọn một mục trong danh sách.")


def _choices(question: Question, answer: Any) -> Message | None:
    known = [choice.key for choice in question.choices]
    if isinstance(answer, list) and all(key in known for key in answer) and len(answer) == len(set(answer)):
        return None
    return Message("Chọn các mục trong danh sách.")


def _yesno(_question: Question, answer: Any) -> Message | None:
    return None if answer in ("yes", "no") else Message("Chọn Có hoặc Không.")


def _agree(_question: Question, _answer: Any) -> Message | None:
    return None


def _unit(_question: Question, answer: Any) -> Message | None:
    return None if whole(answer) and answer > 0 else Message("Chọn một nơi trong danh sách.")


def _list(question: Question, answer: Any) -> Message | None:
    """The first cell of the list that is wrong, by row and column."""
    if not isinstance(answer, list) or not all(isinstance(row, Mapping) for row in answer):
        return Message("Nhập từng dòng của danh sách.")
    if len(answer) > question.max_rows:
        return Message("Nhập tối đa {most} dòng. Bạn đã nhập {n}.", most=question.max_rows, n=len(answer))
    for n, row in enumerate(answer, start=1):
        for cell in question.fields:
            if found := problem(cell, row.get(cell.key)):
                return Message("Dòng {n}, cột “{column}”: {told}", n=n, column=cell.label, told=found)
    return None


def _shaped(pattern: re.Pattern[str], sentence: str) -> Callable[[Question, Any], Message | None]:
    """Spaces and grouping dots do not count. The check digit of a tax code is not tested: the register decides."""

    def check(_question: Question, answer: Any) -> Message | None:
        fits = isinstance(answer, str) and pattern.fullmatch(_GROUPING.sub("", answer))
        return None if fits else Message(sentence)

    return check


def _email(_question: Question, answer: Any) -> Message | None:
    fits = isinstance(answer, str) and len(answer) <= 254 and _EMAIL.fullmatch(answer.strip())  # noqa: PLR2004 - RFC 5321
    return None if fits else Message("Nhập địa chỉ email đầy đủ, ví dụ ten@example.vn.")


_CHECKS: Mapping[str, Callable[[Question, Any], Message | None]] = {
    "text": _text,
    "long_text": _text,
    "number": _number,
    "money": _number,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yesno": _yesno,
    "agree": _agree,
    "unit": _unit,
    "email": _email,
    "list": _list,
    "tax_code": _shaped(_TAX_CODE, "Nhập mã số thuế có 10 chữ số, hoặc 13 chữ số với chi nhánh."),
    "id_number": _shaped(_ID_NUMBER, "Nhập số chứng minh nhân dân 9 chữ số hoặc căn cước công dân 12 chữ số."),
    "phone": _shaped(_PHONE, "Nhập số điện thoại có 10 hoặc 11 chữ số, bắt đầu bằng 0."),
}
