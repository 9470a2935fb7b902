"""What a service adds to the steps of its flow: conditions, findings, other places, postings."""

from collections.abc import Mapping
from typing import Any

from motcua.calendar.rules import Term
from motcua.catalogue.rules.checking_asks import check_asks, check_known
from motcua.catalogue.rules.checking_names import Names, answer_names, check_expression
from motcua.catalogue.rules.checking_questions import deeper, resolved
from motcua.catalogue.rules.checking_scope import names_at
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import near
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.visible_texts import blocks
from motcua.catalogue.rules.words import PRIVATE_KINDS

_POSTING_KEYS = ("title", "term", "shows")


def check_steps(service: Service, faults: Faults) -> None:
    """All that the catalogue reads of the steps, once the workflow has no complaint of its own."""
    answers = answer_names(service.questions())
    _places(service, faults)
    seen: dict[str, tuple[str, Mapping[str, Any]]] = {}
    opinions: dict[str, str] = {}
    for key, step in blocks(service.flow.get("steps")):
        at = f"flow.steps.{key}"
        if "posting" in step:
            _posting(f"{at}.posting", step["posting"], service, faults)
        for name, opinion in blocks(step.get("opinions")):
            here = f"{at}.opinions.{name}"
            if name in opinions:
                line = faults.place(opinions[name])[0]
                faults.add(here, f"Ý kiến “{name}” đã có ở dòng {line}.", "Đặt một khóa khác cho ý kiến này.")
            opinions.setdefault(name, here)
            if "when" in opinion:
                check_expression(f"{here}.when", opinion["when"], answers, ("flag",), faults)
        for name, action in blocks(step.get("actions")):
            check_asks(f"{at}.actions.{name}", action, service, seen, faults)
    if not any(fault.pointer.startswith("flow.") for fault in faults.found):
        _whens(service, answers, faults)


def _whens(service: Service, answers: Names, faults: Faults) -> None:
    for key, step in blocks(service.flow.get("steps")):
        for name, action in blocks(step.get("actions")):
            if "when" in action:
                names = names_at(service, answers, key, action)
                check_expression(f"flow.steps.{key}.actions.{name}.when", action["when"], names, ("flag",), faults)


def _places(service: Service, faults: Faults) -> None:
    """Another place is that of a `unit` question which is answered whenever it is needed, and deep enough."""
    questions = {question.key: question for question in service.questions()}
    for pointer, title, block in resolved(service):
        key = block.get("place")
        if not isinstance(key, str):
            continue
        question = questions.get(key)
        at = f"{pointer}.place"
        units = [q.key for q in questions.values() if q.kind == "unit"]
        if question is None or question.kind != "unit":
            faults.add(
                at, f"“{key}” không phải câu hỏi về địa bàn.", near(key, units) if units else "Thêm câu hỏi unit."
            )
        elif deeper(block.get("level"), question.level):
            faults.add(
                at, f"{title} này ở cấp sâu hơn nơi mà “{key}” hỏi.", f"Đặt level: {block.get('level')} cho “{key}”."
            )
        elif (question.when or not question.required) and "when" not in block:
            cure = "Bỏ when và required: false ở câu hỏi này" + (
                ", hoặc thêm when cho ý kiến." if title == "Ý kiến" else "."
            )
            faults.add(at, f"Câu hỏi “{key}” có thể bị bỏ qua, nên không tìm được cơ quan.", cure)


def _posting(at: str, posting: Any, service: Service, faults: Faults) -> None:
    if not isinstance(posting, Mapping):
        faults.add(at, "“posting” phải là một khối “khóa: giá trị”.", "Viết như: {title: Danh sách hộ, term: 2d}.")
        return
    check_known(at, posting, _POSTING_KEYS, faults)
    if not isinstance(posting.get("title"), str) or not posting["title"].strip():
        faults.add(at, "Niêm yết chưa có tên.", "Thêm dòng “title: …”.")
    if "term" in posting:
        _term(f"{at}.term", posting["term"], faults)
    else:
        faults.add(at, "Niêm yết chưa có thời hạn.", "Thêm dòng “term: 2d”.")
    shows = posting.get("shows")
    if not isinstance(shows, list) or not shows:
        faults.add(
            f"{at}.shows" if "shows" in posting else at,
            "“shows” phải là một danh sách khóa câu hỏi.",
            "Viết như: [ten_ho, dia_chi].",
        )
        return
    questions = {question.key: question for question in service.questions()}
    for n, key in enumerate(shows):
        if key not in questions:
            faults.add(f"{at}.shows.{n}", f"Không có câu hỏi “{key}”.", near(str(key), questions))
        elif questions[key].kind in PRIVATE_KINDS:
            message = f"“{key}” là số riêng của người nộp nên không niêm yết được."
            faults.add(f"{at}.shows.{n}", message, "Bỏ khóa này khỏi shows.")


def _term(at: str, term: Any, faults: Faults) -> None:
    try:
        Term.parse(str(term or ""))
    except ValueError as fault:
        message, stop, cure = str(fault).partition(". ")
        faults.add(at, message + stop.strip(), cure)
