"""Does each question have what its kind needs, and nothing that belongs to another kind?"""

import re
from dataclasses import replace

from motcua.catalogue.rules.checking_names import COMES_TO, Names, check_expression, kind_of
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import KEY
from motcua.catalogue.rules.service import Condition, Question

MOST_ROWS = 200
_NUMBERS = ("number", "money")
_PREFILLED = ("text", "tax_code", "id_number", "phone", "email", "date")
_ALONE = ("when", "exit", "prefill", "shared", "level", "fields")  # what only a question by itself has
_SHARED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,4}")
_REMOVE = "Xóa dòng này."


def check_key(pointer: str, key: str, seen: dict[str, str], faults: Faults) -> None:
    """Keys are plain identifiers, each used once among `seen` (key → pointer of its first use)."""
    if not KEY.fullmatch(key):
        cure = "Viết chữ thường không dấu, số và gạch dưới, bắt đầu bằng chữ: ten_doanh_nghiep."
        faults.add(f"{pointer}.key", f"Khóa “{key}” không hợp lệ.", cure)
    elif key in seen:
        line = faults.place(f"{seen[key]}.key")[0]
        faults.add(f"{pointer}.key", f"Khóa “{key}” đã dùng ở dòng {line}.", "Đặt một khóa khác.")
    else:
        seen[key] = pointer


def check_kind(pointer: str, question: Question, names: Names, faults: Faults) -> None:
    """One question; `names` are those of the questions before it."""
    _choices(pointer, question, faults)
    _bounds(pointer, question, faults)
    if question.level and question.kind != "unit":
        faults.add(f"{pointer}.level", "“level” chỉ dùng với kiểu unit.", _REMOVE)
    if question.exit is not None:
        check_condition(f"{pointer}.exit.on", question.exit.on, question, names, faults)
    if question.prefill and question.kind not in _PREFILLED:
        faults.add(f"{pointer}.prefill", f"Câu hỏi kiểu “{question.kind}” không điền sẵn được.", _REMOVE)
    _computed(pointer, question, names, faults)
    _list(pointer, question, names, faults)


def check_condition(at: str, condition: Condition, question: Question, names: Names, faults: Faults) -> None:
    """One line on a question: can its answer be so?"""
    if question.kind == "list":
        cure = f'Viết biểu thức: when: "{question.key}.count > 0".'
        faults.add(at, f"“{question.key}” là danh sách nên không so với một giá trị được.", cure)
        return
    kind = kind_of(question, names.kinds)
    if condition.operator in ("gt", "lt"):
        if question.kind not in _NUMBERS and (question.kind != "computed" or kind.sort != "number"):
            cure = "gt và lt chỉ dùng với câu hỏi kiểu number hoặc money."
            faults.add(at, f"“{condition.question}” không phải là số nên không so lớn bé được.", cure)
        return
    possible = [True] if question.kind == "agree" else kind.values
    for value in condition.value if condition.operator == "any" else [condition.value]:
        if possible is not None and value not in possible:
            cure = f"Dùng một trong: {', '.join(map(str, possible))}."
            faults.add(at, f"“{condition.question}” không có câu trả lời “{value}”.", cure)


def check_shared(pointer: str, question: Question, seen: dict[str, str], faults: Faults) -> None:
    """The name under which an answer may be kept is well-formed, and stands for one question of the service."""
    name, at = question.shared, f"{pointer}.shared"
    if not name:
        return
    if not _SHARED.fullmatch(name):
        cure = "Viết như: person.address, chỉ gồm chữ thường không dấu, số, gạch dưới và dấu chấm."
        faults.add(at, f"Tên dùng chung “{name}” không hợp lệ.", cure)
    elif question.kind in ("computed", "agree"):
        faults.add(at, f"Câu trả lời kiểu “{question.kind}” không dùng lại được.", _REMOVE)
    elif name in seen:
        line = faults.place(f"{seen[name]}.shared")[0]
        faults.add(at, f"Tên dùng chung “{name}” đã dùng ở dòng {line}.", "Đặt tên khác, hoặc bỏ một trong hai.")
    else:
        seen[name] = pointer


def _choices(pointer: str, question: Question, faults: Faults) -> None:
    if question.choices and question.kind not in ("choice", "choices"):
        faults.add(f"{pointer}.choices", f"Câu hỏi kiểu “{question.kind}” không có choices.", "Đổi kind thành choice.")
    choices: dict[str, str] = {}
    for n, choice in enumerate(question.choices):
        check_key(f"{pointer}.choices.{n}", choice.key, choices, faults)


def _bounds(pointer: str, question: Question, faults: Faults) -> None:
    if question.least is not None and question.most is not None and question.least > question.most:
        faults.add(f"{pointer}.most", "“most” nhỏ hơn “least”.", "Đổi chỗ hai số.")
    if question.earliest is not None and question.latest is not None and question.earliest > question.latest:
        faults.add(f"{pointer}.latest", "“latest” trước “earliest”.", "Đổi chỗ hai ngày.")
    numbers = {"least": question.least, "most": question.most}
    for key in (key for key, bound in numbers.items() if bound is not None and question.kind not in _NUMBERS):
        faults.add(f"{pointer}.{key}", f"“{key}” chỉ dùng với kiểu number hoặc money.", _REMOVE)
    days = {"earliest": question.earliest, "latest": question.latest}
    for key in (key for key, bound in days.items() if bound is not None and question.kind != "date"):
        faults.add(f"{pointer}.{key}", f"“{key}” chỉ dùng với kiểu date.", _REMOVE)


def _computed(pointer: str, question: Question, names: Names, faults: Faults) -> None:
    if question.kind != "computed":
        if question.value:
            faults.add(f"{pointer}.value", "“value” chỉ dùng với kiểu computed.", "Xóa dòng này, hoặc kind: computed.")
        if question.shows != "text":
            faults.add(f"{pointer}.shows", "“shows” chỉ dùng với kiểu computed.", _REMOVE)
        return
    check_expression(f"{pointer}.value", question.value, names, COMES_TO[question.shows], faults)
    if not question.required:
        cure = "Xóa dòng này: giá trị được tính, không ai phải trả lời."
        faults.add(f"{pointer}.required", "“required” không dùng với kiểu computed.", cure)


def _list(pointer: str, question: Question, names: Names, faults: Faults) -> None:
    if question.kind != "list":
        if question.fields:
            faults.add(f"{pointer}.fields", "“fields” chỉ dùng với kiểu list.", "Xóa phần này, hoặc kind: list.")
        return
    if question.max_rows > MOST_ROWS:
        cure = "Với nhiều người hơn, dùng lists và tệp Excel."
        faults.add(f"{pointer}.max_rows", f"Một câu hỏi có tối đa {MOST_ROWS} dòng.", cure)
    seen: dict[str, str] = {}
    for n, inner in enumerate(question.fields):
        at = f"{pointer}.fields.{n}"
        check_key(at, inner.key, seen, faults)
        for key in (key for key in _ALONE if getattr(inner, key)):
            faults.add(f"{at}.{key}", f"Cột của danh sách không có “{key}”.", _REMOVE)
        check_kind(at, replace(inner, exit=None, prefill="", level="", fields=()), names, faults)
