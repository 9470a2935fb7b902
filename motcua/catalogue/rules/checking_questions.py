"""Do the questions and papers of a service hang together?"""

from collections.abc import Iterator, Mapping

from motcua.catalogue.rules.checking_kinds import check_condition, check_key, check_kind, check_shared
from motcua.catalogue.rules.checking_names import HEADS, Names, answer_names, check_expression, earlier_names
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.service import Condition, Question, Service
from motcua.catalogue.rules.visible_texts import blocks
from motcua.workflow.rules import LEVELS


def deeper(level: object, than: str) -> bool:
    """Is a level below another in the state? False when either is unknown: someone else complains."""
    order = list(LEVELS)
    return level in order and than in order and order.index(str(level)) > order.index(than)


def placed_questions(service: Service) -> Iterator[tuple[str, Question]]:
    """(pointer, question), in the order of the file; the parts of one entry have its pointer."""
    for question in service.questions():
        yield question.at, question


def check_questions(service: Service, faults: Faults) -> None:
    """Keys once, conditions on earlier questions with possible values, bounds the right way round, a place to go to."""
    sections: dict[str, str] = {}
    for n, section in enumerate(service.sections):
        check_key(f"sections.{n}", section.key, sections, faults)
        pages: dict[str, str] = {}
        for m, page in enumerate(section.pages):
            check_key(f"sections.{n}.pages.{m}", page.key, pages, faults)
    seen: dict[str, str] = {}
    shared: dict[str, str] = {}
    earlier: dict[str, Question] = {}
    names = earlier_names(tuple(service.questions()))
    told: set[str] = set()
    for pointer, question in placed_questions(service):
        if pointer in told:
            continue  # of an entry that is read as several questions, the first part has said it
        before = len(faults.found)
        check_key(pointer, question.key, seen, faults)
        if question.key in HEADS:
            cure = "Đặt một khóa khác: biểu thức dùng tên này cho việc khác."
            faults.add(f"{pointer}.key", f"Khóa “{question.key}” là tên riêng.", cure)
        check_when(pointer, question.when, earlier, names, faults)
        check_kind(pointer, question, names, faults)
        check_shared(pointer, question, shared, faults)
        earlier.setdefault(question.key, question)
        names.learn(question)
        if question.group and len(faults.found) > before:
            told.add(pointer)
    _place(service, earlier, faults)


def check_when(
    pointer: str, when: tuple[Condition, ...], earlier: Mapping[str, Question], names: Names, faults: Faults
) -> None:
    """The conditions of one thing: an expression, or lines on questions that stand before it."""
    for condition in when:
        at = f"{pointer}.when.{condition.question}"
        if condition.operator == "expression":
            check_expression(f"{pointer}.when", condition.value, names, ("flag",), faults)
        elif condition.question in earlier:
            check_condition(at, condition, earlier[condition.question], names, faults)
        elif any(name.partition(".")[0] == condition.question for name in names.absent):
            message = f"Điều kiện dựa vào “{condition.question}”, câu hỏi này đứng sau hoặc chính là câu đang hỏi."
            faults.add(at, message, "Chuyển câu hỏi đó lên trước, hoặc dùng một câu hỏi đứng trước.")
        else:
            known = ", ".join(earlier) or "(chưa có câu hỏi nào đứng trước)"
            faults.add(at, f"Không có câu hỏi “{condition.question}”.", f"Dùng một trong: {known}.")


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
    for pointer, title, block in resolved(service):
        if "place" not in block and deeper(block.get("level"), question.level):
            level = block.get("level")
            cure = f"Đặt level: {level} cho câu hỏi “{service.place}”, hoặc đổi cấp của {title.lower()}."
            faults.add(f"{pointer}.level", f"{title} này ở cấp sâu hơn nơi mà “{service.place}” hỏi.", cure)


def resolved(service: Service) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """(pointer, "Bước" or "Ý kiến", block) of whatever in the flow is done by an agency of a place."""
    for key, step in blocks(service.flow.get("steps")):
        yield f"flow.steps.{key}", "Bước", step
        for name, opinion in blocks(step.get("opinions")):
            yield f"flow.steps.{key}.opinions.{name}", "Ý kiến", opinion


def check_papers(service: Service, faults: Faults) -> None:
    """Keys once; conditions on questions of the service."""
    seen: dict[str, str] = {}
    questions = {question.key: question for question in service.questions()}
    names = answer_names(service.questions())
    for paper in service.papers:
        check_key(paper.at, paper.key, seen, faults)
        check_when(paper.at, paper.when, questions, names, faults)
