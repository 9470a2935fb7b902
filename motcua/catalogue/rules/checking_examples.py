"""Do the examples of a service name only what is there? Whether they come true, simulating tells."""

from collections.abc import Collection, Mapping
from typing import Any

from motcua.catalogue.rules.checking_flow import outcomes
from motcua.catalogue.rules.checking_scope import all_asked
from motcua.catalogue.rules.examples import ACT_KEYS, EXAMPLE_KEYS, EXPECTED_KEYS, PERSON_KEYS, SUPPLEMENT, moment
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.nodes import near
from motcua.catalogue.rules.service import Service
from motcua.catalogue.rules.visible_texts import blocks

_WHEN = "Viết năm-tháng-ngày giờ:phút, ví dụ 2020-05-12 09:00."


def check_examples(service: Service, faults: Faults) -> None:
    """Keys, questions, papers, actions and moments of each example."""
    seen: dict[str, int] = {}
    for n, raw in enumerate(service.examples):
        _Example(f"examples.{n}", raw, service, faults).check(seen)


class _Example:
    def __init__(self, at: str, raw: Mapping[str, Any], service: Service, faults: Faults) -> None:
        self.at, self.raw, self.service, self.faults = at, raw, service, faults
        steps = blocks(service.flow.get("steps"))
        self.actions = [name for _, step in steps for name, _ in blocks(step.get("actions"))]
        self.opinions = [name for _, step in steps for name, _ in blocks(step.get("opinions"))]
        self.steps = [key for key, _ in steps]
        self.asked = [question.key for question in service.questions() if question.kind != "computed"]
        self.papers = [paper.key for paper in service.papers]

    def check(self, seen: dict[str, int]) -> None:
        self._keys("", self.raw, EXAMPLE_KEYS, "khóa")
        name = self.raw.get("name")
        if not isinstance(name, str) or not name.strip():
            self._add("name" if "name" in self.raw else "", "Ví dụ chưa có tên.", "Thêm dòng “name: …”.")
        elif name in seen:
            self._add("name", f"Đã có ví dụ “{name}”.", "Đặt tên khác.")
        seen[str(name)] = 1
        if "at" in self.raw or self.raw.get("does"):
            self._moment("at" if "at" in self.raw else "", self.raw.get("at"))
        self._keys("answers", self._block("answers", self.raw), self.asked, "câu hỏi")
        for n, person in enumerate(self._blocks("people")):
            self._person(f"people.{n}", person)
        self._all("papers", self.raw.get("papers"), self.papers, "giấy tờ")
        for n, act in enumerate(self._blocks("does")):
            self._act(f"does.{n}", act)
        self._expected(self._block("expect", self.raw))

    def _act(self, at: str, act: Mapping[str, Any]) -> None:
        self._keys(at, act, ACT_KEYS, "khóa")
        self._one(f"{at}.action", act.get("action"), (*self.actions, SUPPLEMENT), "việc")
        self._moment(f"{at}.at" if "at" in act else at, act.get("at"))
        found = [question.key for question in all_asked(self.service.flow)]
        self._keys(f"{at}.findings", self._block("findings", act, at), found, "nội dung cán bộ ghi")
        given = self._block("opinions", act, at)
        self._keys(f"{at}.opinions", given, self.opinions, "ý kiến")
        for key, verdict in given.items():
            self._one(f"{at}.opinions.{key}", verdict, ("agree", "differ"), "ý kiến")
        for key in ("paid", "posted"):
            if not isinstance(act.get(key, False), bool):
                self._add(f"{at}.{key}", f"“{key}” phải là true hoặc false.", "Viết true hoặc false.")
        self._whole(f"{at}.refused", act.get("refused", 0))

    def _person(self, at: str, person: Mapping[str, Any]) -> None:
        self._keys(at, person, PERSON_KEYS, "khóa")
        for key in PERSON_KEYS:
            self._whole(f"{at}.{key}", person.get(key, 0))

    def _expected(self, expect: Mapping[str, Any]) -> None:
        self._keys("expect", expect, EXPECTED_KEYS, "khóa")
        questions = [question.key for question in self.service.questions()]
        self._all("expect.problem", expect.get("problem"), questions, "câu hỏi")
        self._all("expect.missing", expect.get("missing"), self.papers, "giấy tờ")
        self._all("expect.steps", expect.get("steps"), self.steps, "bước")
        if expect.get("exit") is not None:
            self._one("expect.exit", expect["exit"], questions, "câu hỏi")
        if expect.get("outcome") is not None:
            self._one("expect.outcome", expect["outcome"], outcomes(self.service.flow), "kết quả")
        if "due" in expect:
            self._moment("expect.due", expect["due"])
        dues = expect.get("dues", [])
        for n, due in enumerate(dues if isinstance(dues, list) else [dues]):
            self._moment(f"expect.dues.{n}" if isinstance(dues, list) else "expect.dues", due)
        for key in ("fee", "asked", "amount"):
            self._whole(f"expect.{key}", expect.get(key, 0))

    def _add(self, at: str, message: str, cure: str) -> None:
        self.faults.add(f"{self.at}.{at}".rstrip("."), message, cure)

    def _keys(self, at: str, block: Mapping[str, Any], known: Collection[str], what: str) -> None:
        for key in block:
            if key not in known:
                cure = near(key, known) if known else "Xóa dòng này."
                self._add(f"{at}.{key}".lstrip("."), f"Ví dụ nói đến {what} “{key}”, không có trong tệp.", cure)

    def _one(self, at: str, value: Any, known: Collection[str], what: str) -> None:
        if value not in known:
            cure = near(str(value), known) if known else "Xóa dòng này."
            self._add(at, f"Ví dụ nói đến {what} “{value}”, không có trong tệp.", cure)

    def _all(self, at: str, values: Any, known: Collection[str], what: str) -> None:
        if values is None:
            return
        if not isinstance(values, list):
            self._add(at, f"“{at.rpartition('.')[2]}” phải là một danh sách.", "Viết như: [a, b].")
            return
        for n, value in enumerate(values):
            self._one(f"{at}.{n}", value, known, what)

    def _block(self, key: str, parent: Mapping[str, Any], at: str = "") -> Mapping[str, Any]:
        found = parent.get(key, {})
        if isinstance(found, Mapping):
            return found
        self._add(f"{at}.{key}".lstrip("."), f"“{key}” phải là một khối “khóa: giá trị”.", "Viết như: {khoa: giá trị}.")
        return {}

    def _blocks(self, key: str) -> list[Mapping[str, Any]]:
        found = self.raw.get(key, [])
        if isinstance(found, list) and all(isinstance(item, Mapping) for item in found):
            return found
        self._add(key, f"“{key}” phải là một danh sách các khối.", "Viết mỗi mục bắt đầu bằng “- ”.")
        return []

    def _moment(self, at: str, value: Any) -> None:
        if moment(value) is None:
            self._add(at, "Ví dụ chưa nói lúc nào." if value is None else f"“{value}” không phải thời điểm.", _WHEN)

    def _whole(self, at: str, value: Any) -> None:
        if type(value) is not int or value < 0:
            self._add(at, f"“{at.rpartition('.')[2]}” phải là số nguyên.", "Viết số liền nhau: 1800000.")
