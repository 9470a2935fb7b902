"""What is wrong with a step's place, the opinions that it asks for, its parts inside the agency, its escalation."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from motcua.workflow.rules.checks import Fault, is_key, names, one_of, role, term, text, written_key
from motcua.workflow.rules.words import LEVELS, POWERS

MOST_OPINIONS = 8  # asked at one step
MOST_INSIDE = 5  # parts of a step inside an agency
_OPINION_KEYS = ("title", "role", "level", "term", "place", "required", "when")
_INSIDE_KEYS = ("title", "power", "other_person")


def asking_faults(at: str, step: Mapping[str, Any]) -> Iterator[Fault]:
    """Of one step, which is a mapping. That the questions of `place` are there, only the service knows."""
    yield from _place(f"{at}.place", step)
    yield from _opinions(f"{at}.opinions", step)
    yield from _inside(f"{at}.inside", step)
    yield from _escalate(f"{at}.escalate", step)


def _place(at: str, block: Mapping[str, Any]) -> Iterator[Fault]:
    if "place" in block and not (isinstance(block["place"], str) and block["place"]):
        yield at, "Ghi khóa của câu hỏi về nơi giải quyết, hoặc bỏ dòng này."


def _opinions(at: str, step: Mapping[str, Any]) -> Iterator[Fault]:
    if "opinions" not in step:
        return
    opinions = step["opinions"]
    if not isinstance(opinions, Mapping) or not opinions:
        yield at, "Chưa có ý kiến nào. Ghi mỗi ý kiến thành một khối gồm title, role, level và term, hoặc bỏ dòng này."
        return
    if len(opinions) > MOST_OPINIONS:
        yield at, f"Bước này hỏi {len(opinions)} ý kiến. Hỏi nhiều nhất {MOST_OPINIONS} ý kiến trong một bước."
    for key, opinion in opinions.items():
        yield from _opinion(f"{at}.{key}", key, opinion)


def _opinion(at: str, key: Any, opinion: Any) -> Iterator[Fault]:
    if not is_key(key):
        yield at, written_key(key)
    if not isinstance(opinion, Mapping):
        yield at, "Ý kiến phải là một khối. Ghi title, role, level và term."
        return
    yield from _known(at, opinion, _OPINION_KEYS)
    yield from text(f"{at}.title", opinion.get("title"), "tên ý kiến")
    yield from role(f"{at}.role", opinion.get("role"))
    yield from one_of(f"{at}.level", opinion.get("level"), LEVELS, "cấp")
    yield from term(f"{at}.term", opinion.get("term"))
    yield from _place(f"{at}.place", opinion)
    if not isinstance(opinion.get("required", True), bool):
        yield f"{at}.required", "Viết true nếu phải có ý kiến này mới được chuyển bước, false nếu không."


def _inside(at: str, step: Mapping[str, Any]) -> Iterator[Fault]:
    if "inside" not in step:
        return
    parts = step["inside"]
    if not isinstance(parts, list) or not 1 <= len(parts) <= MOST_INSIDE:
        yield at, f"Viết từ 1 đến {MOST_INSIDE} phần, mỗi phần có title; phần cuối được làm các việc của bước."
        return
    for n, part in enumerate(parts):
        yield from _part(f"{at}.{n}", n, part)


def _part(at: str, n: int, part: Any) -> Iterator[Fault]:
    if not isinstance(part, Mapping):
        yield at, "Phần của bước phải là một khối. Ghi title, và power nếu cần quyền khác."
        return
    yield from _known(at, part, _INSIDE_KEYS)
    yield from text(f"{at}.title", part.get("title"), "tên phần")
    if "power" in part:
        yield from one_of(f"{at}.power", part["power"], POWERS, "quyền")
    if not isinstance(part.get("other_person", False), bool):
        yield f"{at}.other_person", "Viết true nếu phải do người khác với phần trước làm, false nếu không."
    elif n == 0 and part.get("other_person"):
        yield f"{at}.other_person", "Trước phần đầu tiên không có ai. Bỏ dòng này, hoặc ghi ở phần sau."


def _escalate(at: str, step: Mapping[str, Any]) -> Iterator[Fault]:
    if "escalate" not in step:
        return
    escalate = step["escalate"]
    if not isinstance(escalate, Mapping):
        yield at, "Viết escalate thành một khối, ví dụ: {after: 1wd}."
        return
    yield from _known(at, escalate, ("after",))
    yield from term(f"{at}.after", escalate.get("after"))


def _known(at: str, block: Mapping[Any, Any], keys: Collection[str]) -> Iterator[Fault]:
    for key in block:
        if key not in keys:
            yield f"{at}.{key}", f"Không có khóa “{key}” ở đây. Dùng một trong: {names(keys)}."
