"""What keeps a flow from running, with the place and the cure."""

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.workflow.rules.asking_faults import asking_faults
from motcua.workflow.rules.checks import Fault, is_key, names, one_of, role, term, text, written_key
from motcua.workflow.rules.words import END, LEVELS, POWERS, WITHDRAW

_MOST_RETURNS = 9


def problems(content: Any) -> dict[str, str]:
    """What is wrong with a flow, by pointer ('steps.confirm.actions.pass.to'); empty when it can run. Never raises."""
    if not isinstance(content, Mapping):
        return {"": "Quy trình phải là một khối gồm first, steps và supplement."}
    steps = content.get("steps")
    if not isinstance(steps, Mapping) or not steps:
        return {"steps": "Quy trình chưa có bước nào. Thêm ít nhất một bước dưới steps."}
    found: dict[str, str] = {}
    for pointer, message in _all(content, steps):
        found.setdefault(pointer, message)
    return found


def _all(content: Mapping[str, Any], steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if content.get("first") not in list(steps):
        yield "first", f"Bước đầu tiên phải là một trong: {names(steps)}."
    for key, step in steps.items():
        yield from _step(f"steps.{key}", key, step, steps)
    yield from _supplement(content.get("supplement"), steps)
    until = content.get("withdraw_until")
    if until and until not in list(steps):
        yield "withdraw_until", f"Không có bước “{until}”. Chọn một trong: {names(steps)}, hoặc bỏ dòng này."
    yield from _roads(content.get("first"), steps)


def _step(at: str, key: Any, step: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if not is_key(key):
        yield at, written_key(key)
    if not isinstance(step, Mapping):
        yield at, "Bước phải là một khối gồm title, role, level, term và actions."
        return
    yield from text(f"{at}.title", step.get("title"), "tên bước")
    if not isinstance(step.get("doing", ""), str):
        yield f"{at}.doing", "Viết bằng chữ việc mà bước này làm."
    yield from role(f"{at}.role", step.get("role"))
    yield from one_of(f"{at}.level", step.get("level"), LEVELS, "cấp")
    yield from one_of(f"{at}.power", step.get("power", "process"), POWERS, "quyền")
    yield from term(f"{at}.term", step.get("term"))
    yield from asking_faults(at, step)
    yield from _actions(f"{at}.actions", step.get("actions"), steps)


def _actions(at: str, actions: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if not isinstance(actions, Mapping) or not any(_target(action) for action in actions.values()):
        yield at, "Bước này không có lối ra. Thêm một việc có “to” trỏ đến bước sau hoặc đến “end:…”."
    titles: set[str] = set()
    for key, action in actions.items() if isinstance(actions, Mapping) else ():
        yield from _action(f"{at}.{key}", key, action, steps)
        title = action.get("title") if isinstance(action, Mapping) else None
        if isinstance(title, str) and title in titles:
            yield f"{at}.{key}.title", f"Hai việc cùng tên “{title}”. Đặt tên khác để cán bộ phân biệt được."
        titles.add(str(title))


def _action(at: str, key: Any, action: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if not is_key(key):
        yield at, written_key(key)
    if key == WITHDRAW:
        yield at, f"Khóa “{WITHDRAW}” dành cho người nộp rút hồ sơ. Đặt khóa khác cho việc của cán bộ."
    if not isinstance(action, Mapping):
        yield at, "Việc phải là một khối gồm title và to (hoặc kind: return)."
        return
    yield from text(f"{at}.title", action.get("title"), "tên việc")
    if "power" in action:
        yield from one_of(f"{at}.power", action["power"], POWERS, "quyền")
    if not isinstance(action.get("unanswered", False), bool):
        yield f"{at}.unanswered", "Viết true nếu chỉ làm được khi người nộp không bổ sung đúng hạn, false nếu không."
    if not isinstance(action.get("reason", False), bool):
        yield f"{at}.reason", "Viết true nếu việc này phải nêu lý do, false nếu không."
    kind, to = action.get("kind", "move"), action.get("to")
    if kind not in ("move", "return"):
        yield f"{at}.kind", f"Không có loại “{kind}”. Viết “return” cho yêu cầu bổ sung, hoặc bỏ dòng này."
    elif kind == "return" and to:
        yield f"{at}.to", "Yêu cầu bổ sung giữ hồ sơ ở bước này. Bỏ “to”, hoặc bỏ “kind: return”."
    elif kind == "move":
        yield from _to(f"{at}.to", to, steps)


def _to(at: str, to: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if not isinstance(to, str) or not to:
        yield at, "Việc này chưa nói hồ sơ đi đâu. Ghi tên bước sau hoặc “end:…”."
    elif to.startswith(END):
        if not is_key(to.removeprefix(END)):
            yield at, f"“{to}” không phải kết thúc. Viết “end:” rồi khóa của kết quả, ví dụ end:refused."
    elif to not in list(steps):
        yield at, f"Không có bước “{to}”. Chọn một trong: {names(steps)}, hoặc kết thúc bằng “end:…”."


def _supplement(supplement: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    if supplement is None:
        if any(action.get("kind") == "return" for step in steps.values() for action in _known(step)):
            yield "supplement", "Có việc yêu cầu bổ sung nhưng thiếu supplement. Thêm ví dụ: {term: 30d, at_most: 1}."
        return
    if not isinstance(supplement, Mapping):
        yield "supplement", "Viết supplement thành một khối, ví dụ: {term: 30d, at_most: 1}."
        return
    yield from term("supplement.term", supplement.get("term"))
    at_most = supplement.get("at_most", 1)
    if type(at_most) is not int or not 1 <= at_most <= _MOST_RETURNS:
        yield "supplement.at_most", f"Số lần yêu cầu bổ sung phải là số nguyên từ 1 đến {_MOST_RETURNS}."


def _roads(first: Any, steps: Mapping[Any, Any]) -> Iterator[Fault]:
    """Steps that nothing leads to, and steps from which nothing leads to an end."""
    ahead = {key: [_target(action) for action in _known(step)] for key, step in steps.items()}
    reached, todo = set(), [first] if first in list(steps) else list(steps)
    while todo:
        key = todo.pop()
        if key in ahead and key not in reached:
            reached.add(key)
            todo += [to for to in ahead[key] if to]
    ending: set[Any] = set()
    while more := {
        key
        for key, targets in ahead.items()
        if key not in ending and any(to.startswith(END) or to in ending for to in targets)
    }:
        ending |= more
    for key in steps:
        if key not in reached:
            yield f"steps.{key}", "Không việc nào dẫn đến bước này. Trỏ một việc đến đây, hoặc bỏ bước."
        elif key not in ending and any(ahead[key]):
            yield f"steps.{key}", "Từ bước này đi mãi không tới kết thúc. Thêm một việc trỏ đến “end:…” trên đường đi."


def _known(step: Any) -> Iterator[Mapping[str, Any]]:
    actions = step.get("actions") if isinstance(step, Mapping) else None
    if isinstance(actions, Mapping):
        yield from (action for action in actions.values() if isinstance(action, Mapping))


def _target(action: Any) -> str:
    to = action.get("to") if isinstance(action, Mapping) and action.get("kind") != "return" else None
    return to if isinstance(to, str) else ""
