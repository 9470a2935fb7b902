"""What may be read beside answers: findings, opinions, fees, the posting, the people; and from which step on."""

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.catalogue.rules.checking_names import Names, kind_of
from motcua.catalogue.rules.expression_words import FLAG, NUMBER, Kind
from motcua.catalogue.rules.service import Question, Service, asked_question
from motcua.catalogue.rules.visible_texts import blocks

_VERDICTS = Kind("text", ("agree", "differ"))
_PEOPLE = ("count", "confirmed", "amount")
_NO_POSTING = ("Bước này không niêm yết công khai.", "Thêm posting: {title, term} cho bước, hoặc bỏ posting.done.")
_NO_FEES = ("Dịch vụ không thu phí nên không đọc được phí.", "Thêm một khoản vào fees, hoặc bỏ điều kiện này.")
_NO_PEOPLE = ("Dịch vụ không có danh sách hoặc người hưởng.", "Thêm lists hoặc claim, hoặc bỏ điều kiện này.")


def findings_before(flow: Mapping[str, Any], step: str) -> Iterator[Question]:
    """What officers may have written by the time that a step is reached: of the actions from which it can follow."""
    for key, block in blocks(flow.get("steps")):
        for _, action in blocks(block.get("actions")):
            if step in reached(flow, str(action.get("to") or key)):
                yield from (asked_question(item) for item in action.get("asks") or ())


def reached(flow: Mapping[str, Any], step: str) -> set[str]:
    """A step and all that may follow it; nothing after an end."""
    steps = dict(blocks(flow.get("steps")))
    found: set[str] = set()
    todo = [step]
    while todo:
        key = todo.pop()
        if key in steps and key not in found:
            found.add(key)
            todo += [str(action.get("to")) for _, action in blocks(steps[key].get("actions")) if action.get("to")]
    return found


def names_at(service: Service, answers: Names, step: str = "", action: Mapping[str, Any] | None = None) -> Names:
    """What the condition of an action at a step may read, its own findings too; without a step, what `result` reads."""
    flow = service.flow
    steps = dict(blocks(flow.get("steps")))
    before = [key for key in steps if not step or step in reached(flow, key)]
    asked = {f"findings.{q.key}": kind_of(q, {}) for q in all_asked(flow)}
    early = (
        {f"findings.{q.key}" for q in (*findings_before(flow, step), *service.asks(action or {}))}
        if step
        else set(asked)
    )
    opinions = {f"opinions.{name}": key for key in steps for name, _ in blocks(steps[key].get("opinions"))}
    known: dict[str, Kind] = {name: kind for name, kind in asked.items() if name in early}
    known |= {name: _VERDICTS for name, key in opinions.items() if key in before}
    absent = {
        name: (f"“{name}” được hỏi ở việc chưa làm khi đến bước này.", "Hỏi (asks) ở một việc của bước trước.")
        for name in asked
    } | {
        name: (f"“{name}” được hỏi ở bước sau bước này.", "Hỏi ý kiến ở bước này hoặc bước trước.") for name in opinions
    }
    for name, kind, here, told in (
        ("posting.done", FLAG, "posting" in steps.get(step, {}), _NO_POSTING),
        ("fees.due", NUMBER, bool(service.fees), _NO_FEES),
        ("fees.paid", NUMBER, bool(service.fees), _NO_FEES),
        *((f"people.{key}", NUMBER, bool(service.lists or service.claim), _NO_PEOPLE) for key in _PEOPLE),
    ):
        if here:
            known[name] = kind
        else:
            absent[name] = told
    return answers.with_(known, absent)


def all_asked(flow: Mapping[str, Any]) -> Iterator[Question]:
    """Whatever the flow asks of officers."""
    for _, step in blocks(flow.get("steps")):
        for _, action in blocks(step.get("actions")):
            yield from (asked_question(item) for item in action.get("asks") or ())
