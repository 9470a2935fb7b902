"""Does the flow run, and does everything that follows it know its outcomes?"""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.catalogue.rules.checking_questions import deeper
from motcua.catalogue.rules.checking_steps import check_steps
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import near
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.visible_texts import blocks
from motcua.catalogue.rules.words import ENDED, EVENTS, REFUSED, ROW_WORK, STATUS_NEEDED, STATUSES
from motcua.workflow import rules as workflow_rules

_CURE = "Sửa rồi kiểm tra lại tệp."
_FLOW_KEYS = ("first", "steps", "supplement", "withdraw_until")
_STEP_KEYS = (
    "title", "doing", "role", "level", "term", "power", "rows", "actions", "place", "opinions", "inside", "escalate",
    "posting",
)  # fmt: skip
_ACTION_KEYS = ("title", "to", "kind", "reason", "power", "papers", "unanswered", "when", "asks", "unless")


def outcomes(flow: Mapping[str, Any]) -> tuple[str, ...]:
    """The names after `end:`, once each, in the order of the flow."""
    ends: dict[str, None] = {}
    for _, step in blocks(flow.get("steps")):
        for _, action in blocks(step.get("actions")):
            to = action.get("to")
            if isinstance(to, str) and to.startswith(workflow_rules.END):
                ends[to.removeprefix(workflow_rules.END)] = None
    return tuple(ends)


def check_flow(service: Service, faults: Faults) -> None:
    """What the workflow itself complains of, then what dossiers read beside it; and no other key."""
    before = len(faults.found)
    for pointer, told in workflow_rules.problems(service.flow).items():
        message, stop, cure = told.partition(". ")
        faults.add(f"flow.{pointer}" if pointer else "flow", message + stop.strip(), cure or _CURE)
    _known(service.flow, "flow", _FLOW_KEYS, faults)
    for key, step in blocks(service.flow.get("steps")):
        at = f"flow.steps.{key}"
        _known(step, at, _STEP_KEYS, faults)
        _rows(step.get("rows"), f"{at}.rows", service, faults)
        for name, action in blocks(step.get("actions")):
            _known(action, f"{at}.actions.{name}", _ACTION_KEYS, faults)
            if not isinstance(action.get("papers", False), bool):
                faults.add(f"{at}.actions.{name}.papers", "“papers” phải là true hoặc false.", "Viết true hoặc false.")
            if "unless" in action and not ("when" in action and isinstance(action["unless"], str)):
                cure = "Viết bằng chữ vì sao chưa làm được việc này, cùng với when; hoặc xóa dòng này."
                faults.add(f"{at}.actions.{name}.unless", "“unless” giải thích một when, ở đây không có.", cure)
    if len(faults.found) == before:
        _grants(service, faults)
        if "sections" not in faults.touched():
            check_steps(service, faults)


def _grants(service: Service, faults: Faults) -> None:
    """Public money is granted by who may decide, whoever else may act at the step."""
    if not (service.lists or service.claim or service.result):
        return
    for step in workflow_rules.parse(service.flow).steps.values():
        for action in step.actions:
            granting = service.statuses.get(action.outcome, REFUSED[0]) not in REFUSED
            if granting and action.power != "decide":
                cure = "Thêm power: decide vào việc này."
                at = f"flow.steps.{step.key}.actions.{action.key}"
                faults.add(at, f"Việc “{action.title}” chi tiền mà không cần quyền quyết định.", cure)


def _known(block: Mapping[str, Any], at: str, keys: Collection[str], faults: Faults) -> None:
    for key in block:
        if key not in keys:
            faults.add(f"{at}.{key}", f"Không có khóa “{key}” ở đây.", near(key, keys))


def _rows(rows: Any, at: str, service: Service, faults: Faults) -> None:
    if rows is None:
        return
    if rows not in ROW_WORK:
        faults.add(at, f"“rows” không có giá trị “{rows}”.", f"Dùng một trong: {', '.join(ROW_WORK)}.")
    elif not service.lists and service.claim is None:
        cure = "Xóa “rows”, hoặc thêm một danh sách vào lists."
        faults.add(at, "Bước này xử lý từng dòng nhưng dịch vụ không có danh sách.", cure)


def check_issuer(service: Service, faults: Faults) -> None:
    """The agency whose identifier begins the code is found from the place, so it cannot be deeper."""
    question = next((q for q in service.questions() if q.key == service.place), None)
    if question is not None and question.level and deeper(service.issuer.level, question.level):
        cure = f"Đặt level: {question.level} hoặc cấp cao hơn."
        faults.add("issuer.level", f"Cơ quan cấp mã ở cấp sâu hơn nơi mà “{service.place}” hỏi.", cure)


def check_statuses(service: Service, faults: Faults) -> None:
    """Every outcome and the common events have a status of the interchange list, and only those have one."""
    ends = outcomes(service.flow)
    known = (*EVENTS, *ends)
    for event, status in service.statuses.items():
        if event not in known:
            faults.add(f"statuses.{event}", f"Không có sự kiện “{event}”.", f"Dùng một trong: {', '.join(known)}.")
        if status not in STATUSES:
            faults.add(f"statuses.{event}", f"Không có trạng thái {status}.", "Viết một số từ 1 đến 10.")
    for end in ends:
        # Whatever is not refused is granted, so an end that only says "đang xử lý" would pay.
        if service.statuses.get(end, 9) in STATUSES and service.statuses.get(end, 9) not in ENDED:
            cure = "Viết 9 hoặc 10 cho việc được giải quyết, 8 hoặc 3 cho việc bị từ chối."
            faults.add(f"statuses.{end}", f"Hồ sơ kết thúc ở “{end}” mà trạng thái là chưa xong.", cure)
    for event in (*STATUS_NEEDED, *ends):
        if event not in service.statuses:
            cure = f"Thêm dòng “{event}: …” với số từ 1 đến 10."
            faults.add("statuses", f"Sự kiện “{event}” chưa có trạng thái.", cure)
