"""Do the questions and papers of a service hang together?"""

from collections.abc import Iterator, Mapping

from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import KEY
from motcua.catalogue.rules.service import Condition, Question, Service
from motcua.catalogue.rules.visible_texts import blocks
from motcua.workflow.rules import LEVELS

_NUMBERS = ("number", "money")


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


def deeper(level: object, than: str) -> bool:
    """Is a level below another in the state? False when either is unknown: someone else complains."""
    order = list(LEVELS)
    return level in order and than in order and order.index(str(level)) > order.index(than)


def placed_questions(service: Service) -> Iterator[tuple[str, Question]]:
    """(pointer, question), in the order of the file."""
    for n, section in enumerate(service.sections):
        for m, page in enumerate(section.pages):
            for k, question in enumerate(page.questions):
                yield f"sections.{n}.pages.{m}.questions.{k}", question


def check_questions(service: Service, faults: Faults) -> None:
    """Keys once, conditions on earlier questions with possible values, bounds the right way round, a place to go to."""
    sections: dict[str, str] = {}
    for n, section in enumerate(service.sections):
        check_key(f"sections.{n}", section.key, sections, faults)
        pages: dict[str, str] = {}
        for m, page in enumerate(section.pages):
            check_key(f"sections.{n}.pages.{m}", page.key, pages, faults)
    seen: dict[str, str] = {}
    earlier: dict[str, Question] = {}
    everywhere = {question.key for question in service.questions()}
    for pointer, question in placed_questions(service):
        check_key(pointer, question.key, seen, faults)
        _when(pointer, question.when, earlier, everywhere, faults)
        _kind(pointer, question, faults)
        earlier.setdefault(question.key, question)
    _place(service, earlier, faults)


def _when(
    pointer: str, when: tuple[Condition, ...], earlier: Mapping[str, Question], everywhere: set[str], faults: Faults
) -> None:
    for condition in when:
        at = f"{pointer}.when.{condition.question}"
        if condition.question in earlier:
            _value(at, condition, earlier[condition.question], faults)
        elif condition.question in everywhere:
            message = f"Điều kiện dựa vào “{condition.question}”, câu hỏi này đứng sau hoặc chính là câu đang hỏi."
            faults.add(at, message, "Chuyển câu hỏi đó lên trước, hoặc dùng một câu hỏi đứng trước.")
        else:
            known = ", ".join(earlier) or "(chưa có câu hỏi nào đứng trước)"
            faults.add(at, f"Không có câu hỏi “{condition.question}”.", f"Dùng một trong: {known}.")


def _value(at: str, condition: Condition, question: Question, faults: Faults) -> None:
    possible = _possible(question)
    if condition.operator in ("gt", "lt"):
        if question.kind not in _NUMBERS:
            cure = "gt và lt chỉ dùng với câu hỏi kiểu number hoặc money."
            faults.add(at, f"“{condition.question}” không phải là số nên không so lớn bé được.", cure)
        return
    values = condition.value if condition.operator == "any" else [condition.value]
    for value in values:
        if possible is not None and value not in possible:
            cure = f"Dùng một trong: {', '.join(map(str, possible))}."
            faults.add(at, f"“{condition.question}” không có câu trả lời “{value}”.", cure)


def _possible(question: Question) -> list[str] | list[bool] | None:
    match question.kind:
        case "choice" | "choices":
            return [choice.key for choice in question.choices]
        case "yesno":
            return ["yes", "no"]
        case "agree":
            return [True]
        case _:
            return None


def _kind(pointer: str, question: Question, faults: Faults) -> None:
    if question.choices and question.kind not in ("choice", "choices"):
        faults.add(f"{pointer}.choices", f"Câu hỏi kiểu “{question.kind}” không có choices.", "Đổi kind thành choice.")
    choices: dict[str, str] = {}
    for n, choice in enumerate(question.choices):
        check_key(f"{pointer}.choices.{n}", choice.key, choices, faults)
    if question.least is not None and question.most is not None and question.least > question.most:
        faults.add(f"{pointer}.most", "“most” nhỏ hơn “least”.", "Đổi chỗ hai số.")
    if question.earliest is not None and question.latest is not None and question.earliest > question.latest:
        faults.add(f"{pointer}.latest", "“latest” trước “earliest”.", "Đổi chỗ hai ngày.")
    numbers = {"least": question.least, "most": question.most}
    for key in (key for key, bound in numbers.items() if bound is not None and question.kind not in _NUMBERS):
        faults.add(f"{pointer}.{key}", f"“{key}” chỉ dùng với kiểu number hoặc money.", "Xóa dòng này.")
    days = {"earliest": question.earliest, "latest": question.latest}
    for key in (key for key, bound in days.items() if bound is not None and question.kind != "date"):
        faults.add(f"{pointer}.{key}", f"“{key}” chỉ dùng với kiểu date.", "Xóa dòng này.")
    if question.level and question.kind != "unit":
        faults.add(f"{pointer}.level", "“level” chỉ dùng với kiểu unit.", "Xóa dòng này.")
    if question.exit is not None:
        _value(f"{pointer}.exit.on", question.exit.on, question, faults)


def _place(service: Service, questions: Mapping[str, Question], faults: Faults) -> None:
    """The question whose answer resolves roles to agencies is always asked, and deep enough for every step."""
    question = questions.get(service.place)
    if question is None or question.kind != "unit":
        cure = "Viết khóa của câu hỏi kiểu unit cho biết nơi giải quyết hồ sơ."
        faults.add("place", f"“{service.place}” không phải câu hỏi về địa bàn.", cure)
        return
    if question.when or not question.required:
        cure = "Bỏ when và required: false ở câu hỏi này."
        faults.add("place", f"Câu hỏi “{service.place}” có thể bị bỏ qua, nên không tìm được cơ quan giải quyết.", cure)
    for key, step in blocks(service.flow.get("steps")):
        level = step.get("level")
        if deeper(level, question.level):
            cure = f"Đặt level: {level} cho câu hỏi “{service.place}”, hoặc đổi cấp của bước."
            faults.add(f"flow.steps.{key}.level", f"Bước này ở cấp sâu hơn nơi mà “{service.place}” hỏi.", cure)


def check_papers(service: Service, faults: Faults) -> None:
    """Keys once; conditions on questions of the service."""
    seen: dict[str, str] = {}
    questions = {question.key: question for question in service.questions()}
    for n, paper in enumerate(service.papers):
        check_key(f"papers.{n}", paper.key, seen, faults)
        _when(f"papers.{n}", paper.when, questions, set(questions), faults)
