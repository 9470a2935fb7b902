"""How a service is worked on, fact by fact: steps, agencies, terms, actions."""

from collections.abc import Iterator, Mapping
from typing import Any

from motcua.calendar.rules import Term
from motcua.catalogue.rules.saying import Told, agency, joined, said, step_title
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.visible_texts import blocks
from motcua.workflow.rules import POWERS

_ROWS = {"confirm": "xác nhận từng người", "grant": "quyết định cho từng người"}


def flow_facts(service: Service) -> Told:
    """Pointer by keys, title, value of each fact of the flow."""
    flow = service.flow
    yield "flow.first", "Bước đầu tiên", step_title(service, flow["first"])
    if flow.get("withdraw_until"):
        yield "flow.withdraw_until", "Được rút hồ sơ đến hết bước", step_title(service, flow["withdraw_until"])
    if supplement := flow.get("supplement"):
        term = said(Term.parse(supplement["term"]))
        yield "flow.supplement", "Bổ sung hồ sơ", f"trong {term}, tối đa {supplement.get('at_most', 1)} lần"
    for key, step in blocks(flow["steps"]):
        yield from _step(f"flow.steps.{key}", f"Bước “{step['title']}”", step)
        for name, action in blocks(step.get("actions")):
            title = f"Bước “{step['title']}”: việc “{action['title']}”"
            yield f"flow.steps.{key}.actions.{name}", title, _action(service, action)


def _step(at: str, title: str, step: Mapping[str, Any]) -> Told:
    place = f"theo “{step['place']}”" if "place" in step else ""
    yield at, title, joined((step["title"], step.get("doing", ""), place))
    yield f"{at}.agency", f"{title}: cơ quan", agency(step)
    yield f"{at}.term", f"{title}: thời hạn", Term.parse(step["term"])
    yield f"{at}.power", f"{title}: quyền", POWERS.get(step.get("power", ""), "")
    yield f"{at}.rows", f"{title}: với danh sách", _ROWS.get(step.get("rows", ""), "")
    if "escalate" in step:
        yield f"{at}.escalate", f"{title}: báo cấp trên khi trễ", Term.parse(step["escalate"]["after"])
    if "posting" in step:
        posting = step["posting"]
        shows = ", ".join(posting["shows"])
        told = f"{posting['title']}, {said(Term.parse(posting['term']))}, gồm {shows}"
        yield f"{at}.posting", f"{title}: niêm yết", told
    yield f"{at}.inside", f"{title}: trong cơ quan", " → ".join(_parts(step))
    for name, opinion in blocks(step.get("opinions")):
        yield f"{at}.opinions.{name}", f"{title}: ý kiến “{opinion['title']}”", _opinion(opinion)


def _parts(step: Mapping[str, Any]) -> Iterator[str]:
    for part in step.get("inside", ()):
        yield part["title"] + (" (người khác)" if part.get("other_person") else "")


def _opinion(opinion: Mapping[str, Any]) -> str:
    return joined((
        opinion["title"],
        agency(opinion),
        said(Term.parse(opinion["term"])),
        "" if opinion.get("required", True) else "không bắt buộc",
        f"theo “{opinion['place']}”" if "place" in opinion else "",
        f"khi {opinion['when']}" if "when" in opinion else "",
    ))  # fmt: skip


def _action(service: Service, action: Mapping[str, Any]) -> str:
    return joined((
        action["title"],
        _leads(service, str(action.get("to") or "")),
        "người nộp bổ sung" if action.get("kind") == "return" else "",
        "phải nêu lý do" if action.get("reason") else "",
        "khi người nộp không bổ sung" if action.get("unanswered") else "",
        f"quyền {POWERS[action['power']]}" if "power" in action else "",
        f"khi {action['when']}" if "when" in action else "",
        f"cán bộ ghi: {', '.join(item['label'] for item in action['asks'])}" if "asks" in action else "",
    ))  # fmt: skip


def _leads(service: Service, to: str) -> str:
    if to.startswith("end:"):
        return f"kết thúc “{to.removeprefix('end:')}”"
    return f"đến “{step_title(service, to)}”" if to else ""
