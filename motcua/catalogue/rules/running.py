"""A dossier's way through the flow of its service, as an example plays it: no agencies, no persons, no database."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from motcua.calendar.rules import Calendar, add_working_minutes, due, working_minutes
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules import claims, expressions
from motcua.catalogue.rules.examples import SUPPLEMENT, Act, Example
from motcua.catalogue.rules.service import Service
from motcua.kernel.money import dong
from motcua.workflow.rules import Action, Flow, Step, later, parse

_REFUSING = (8, 3)  # of the interchange list: stopped, not accepted


@dataclass
class Played:
    """`steps` in the order in which they were reached, each with its due time; `told` what could not be done."""

    steps: list[str] = field(default_factory=list)
    dues: list[datetime] = field(default_factory=list)
    due: datetime | None = None
    outcome: str = ""
    amount: int = 0
    told: list[str] = field(default_factory=list)


def play(service: Service, example: Example, wanted: int, people: Sequence[int], calendar: Calendar | None) -> Played:
    """Run the acts of an example. `wanted`: đồng asked for; `people`: đồng of each row. Raises UncoveredYear."""
    return _Run(service, example, wanted, people, calendar).played


class _Run:
    def __init__(
        self, service: Service, example: Example, wanted: int, people: Sequence[int], calendar: Calendar | None
    ) -> None:
        assert example.at is not None
        self.service, self.calendar, self.wanted = service, calendar, wanted
        self.flow: Flow = parse(service.flow)
        self.played = Played()
        self.people = list(people)
        self.refused = 0
        self.shown = asked.visible(service, example.answers)
        self.fees = {fee.key: (fee, amount) for fee, amount in claims.fees(service, example.answers)}
        self.paid: set[str] = set()
        self.findings: dict[str, Any] = {}
        self.opinions: dict[str, str] = {}
        self.posted = False
        self.left: int | None = None  # working minutes, while the applicant supplements
        self.last = example.at
        self._enter(self.flow.first, example.at)
        self.played.due = self._whole(self.flow.first)
        for n, act in enumerate(example.does, start=1):
            if self.played.outcome:
                self._tell(n, act, "hồ sơ đã kết thúc")
                break
            if stop := self._act(act):
                self._tell(n, act, stop)
                break

    @property
    def step(self) -> Step:
        return self.flow.steps[self.played.steps[-1]]

    def _tell(self, n: int, act: Act, why: str) -> None:
        self.played.told.append(f"Việc thứ {n} “{act.action}” ở bước “{self.played.steps[-1]}”: {why}.")

    def _enter(self, key: str, at: datetime) -> None:
        self.played.steps.append(key)
        self.posted = False
        if self.calendar is not None:
            self.played.dues.append(due(at, self.flow.steps[key].term, self.calendar).at)

    def _whole(self, key: str) -> datetime | None:
        """The date of the receipt: the due time of this step, then the terms of the main line after it."""
        if self.calendar is None:
            return None
        at = self.played.dues[-1]
        for step in later(self.flow, key):
            at = due(at, step.term, self.calendar).at
        return at

    def _act(self, act: Act) -> str:
        """Do one act; what stands in its way, if anything."""
        if act.at is None or act.at < self.last:
            return "thời điểm trước việc trước đó"
        self.last = act.at
        if act.action == SUPPLEMENT:
            return self._supplemented(act.at)
        found = next((action for action in self.step.actions if action.key == act.action), None)
        if found is None:
            return f"bước này chỉ có: {', '.join(action.key for action in self.step.actions)}"
        if self.left is not None and not found.unanswered:
            return "đang chờ người nộp bổ sung"
        self._prepare(act)
        if stop := next(self._obstacles(found, act), ""):
            return stop
        return self._return(act.at) if found.kind == "return" else self._move(found, act.at)

    def _prepare(self, act: Act) -> None:
        self.posted = self.posted or act.posted
        self.refused = min(self.refused + act.refused, len(self.people))
        self.opinions |= act.opinions
        if act.paid:
            self.paid = set(self.fees)

    def _obstacles(self, action: Action, act: Act) -> Iterator[str]:
        """What keeps an action from being taken, as the portal would say it."""
        for opinion in act.opinions:
            if opinion not in (asking.key for asking in self.step.opinions):
                yield f"bước này không hỏi ý kiến “{opinion}”"
        yield from self._findings(action, act)
        if action.kind != "return":
            yield from (f"chưa có ý kiến “{key}”" for key in self._open_opinions())
        if not self._holds(str(action.extra.get("when") or "")):
            yield f"điều kiện chưa thỏa: {action.extra['when']}"
        if action.kind != "return" and not self._refuses(action):
            for fee, amount in self.fees.values():
                if fee.due == self.step.key and fee.key not in self.paid:
                    yield f"chưa thu “{fee.title}” {dong(amount)}"
            if action.outcome and self.people and self.refused == len(self.people):
                yield "không còn người nào được hỗ trợ"

    def _findings(self, action: Action, act: Act) -> Iterator[str]:
        questions = {question.key: question for question in self.service.asks(action.extra)}
        for key in act.findings:
            if key not in questions:
                yield f"việc này không hỏi “{key}”"
        for key, question in questions.items():
            if told := asked.problem(question, act.findings.get(key)):
                yield f"“{key}”: {told.rstrip('.')}"
        self.findings |= act.findings

    def _open_opinions(self) -> list[str]:
        scope = asked.scope(self.shown)
        return [
            asking.key
            for asking in self.step.opinions
            if asking.required
            and asking.key not in self.opinions
            and (not asking.extra.get("when") or expressions.truth(str(asking.extra["when"]), scope))
        ]

    def _holds(self, when: str) -> bool:
        return not when or expressions.truth(when, self.scope())

    def scope(self) -> Mapping[str, Any]:
        """What conditions of actions read, as dossiers.queries.scope gives it."""
        paid = sum(amount for fee, amount in self.fees.values() if fee.key in self.paid)
        left = self.people[: len(self.people) - self.refused]
        return asked.scope(self.shown) | {
            "findings": self.findings,
            "fees": {"due": sum(amount for _, amount in self.fees.values()) - paid, "paid": paid},
            "posting": {"done": self.posted},
            "people": {"count": len(self.people), "confirmed": len(left), "amount": sum(self.people)},
            "opinions": self.opinions,
        }

    def _refuses(self, action: Action) -> bool:
        return bool(action.outcome) and self.service.statuses.get(action.outcome) in _REFUSING

    def _move(self, action: Action, at: datetime) -> str:
        if not action.outcome:
            self._enter(action.to, at)
            return ""
        if not self._refuses(action):
            self.played.amount = self._granted()
            if self.service.result is not None and self.played.amount > self.wanted:
                return f"duyệt {dong(self.played.amount)}, nhiều hơn {dong(self.wanted)} được đề nghị"
        self.played.outcome = action.outcome
        return ""

    def _granted(self) -> int:
        if self.service.result is None:
            return sum(self.people[: len(self.people) - self.refused])
        found = expressions.value(self.service.result.amount, self.scope())
        return found if asked.whole(found) and found > 0 else 0

    def _return(self, at: datetime) -> str:
        self.left = 0
        if self.calendar is not None:
            self.left = working_minutes(at, self.played.dues[-1], self.calendar)
        return ""

    def _supplemented(self, at: datetime) -> str:
        if self.left is None:
            return "không có yêu cầu bổ sung nào"
        if self.calendar is not None:
            self.played.dues[-1] = add_working_minutes(at, self.left, self.calendar)
        self.left = None
        return ""
