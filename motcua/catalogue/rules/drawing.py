"""The flow of a service as a picture (SVG): who works on it, in which order, for how long, and how it may end."""

from collections.abc import Iterator, Mapping
from html import escape

from motcua.calendar.rules import Term
from motcua.catalogue.rules.drawing_layout import CARD, Box, Lane, Layout, card, placed
from motcua.catalogue.rules.service import Service
from motcua.kernel.text import tidy
from motcua.workflow.rules import LEVELS, ROLES, Action, Asking, Flow, Step, parse

_REFUSING = (8, 3)  # of the interchange list: stopped, not accepted
_WORDS: Mapping[str, Mapping[str, str]] = {
    "vi": {
        "flow": "Quy trình", "start": "Nộp hồ sơ", "term": "Thời hạn", "inside": "Trong cơ quan", "late": "Trễ",
        "told": "thì báo cấp trên", "posting": "Niêm yết công khai", "place": "Theo nơi", "fee": "Thu trước khi chuyển",
        "when": "khi đủ điều kiện", "unanswered": "khi người nộp không bổ sung", "supplement": "rồi làm tiếp bước này",
        "opinion": "Lấy ý kiến", "optional": "không bắt buộc", "end": "Kết thúc",
        "h": "giờ làm việc", "d": "ngày", "wd": "ngày làm việc",
    },
    "en": {
        "flow": "Flow", "start": "Handed in", "term": "Term", "inside": "Inside the agency", "late": "When late by",
        "told": "those above are told",
        "posting": "Posted in public", "place": "Of the place", "fee": "To be paid first",
        "when": "on a condition", "unanswered": "when no supplement came", "supplement": "then this step goes on",
        "opinion": "Opinion", "optional": "not required", "end": "End",
        "h": "working hours", "d": "days", "wd": "working days",
    },
}  # fmt: skip
_ROLES_EN = {
    "government_office": "Government Office", "ministry": "Ministry", "committee": "People's Committee",
    "department": "Department", "social_insurance": "Social Insurance", "policy_bank": "Bank for Social Policies",
    "tax": "Tax office", "post": "Public post",
}  # fmt: skip
_LEVELS_EN = {"central": "central", "province": "of the province", "district": "of the district",
              "commune": "of the commune"}  # fmt: skip
_INK, _QUIET, _LINE, _LINK = "#0b0c0c", "#505a5f", "#b1b4b6", "#1d70b8"
_FILLS = {"step": "#ffffff", "opinion": "#f3f2f1", "granted": "#cce2d8", "refused": "#f6d7d2"}
_TEXT = {
    "title": f'font-size="15" font-weight="700" fill="{_INK}"',
    "plain": f'font-size="14" fill="{_INK}"',
    "quiet": f'font-size="14" fill="{_QUIET}"',
    "action": f'font-size="14" fill="{_LINK}"',
}


def draw(service: Service, language: str = "vi") -> str:
    """The flow of a checked service as one SVG element, in "vi" or "en". Texts are escaped; no style, no script."""
    return _Drawing(service, language).svg()


class _Drawing:
    def __init__(self, service: Service, language: str) -> None:
        self.service, self.language = service, language
        self.words = _WORDS.get(language, _WORDS["vi"])
        self.flow: Flow = parse(service.flow)
        steps = ordered(self.flow)
        outcomes = dict.fromkeys(a.outcome for step in steps for a in step.actions if a.outcome)
        opinions = {step.key: [self._opinion(asking) for asking in step.opinions] for step in steps}
        self.layout: Layout = placed(
            [card(step.key, "step", self._head(step), self._actions(step)) for step in steps],
            [card(f"end:{key}", self._ending(key), [(self._end(key), "title")], ()) for key in outcomes],
            opinions,
        )

    def svg(self) -> str:
        width, height = round(self.layout.width), round(self.layout.height)
        title = f"{self.words['flow']}: {self._said(self.service.short_name)}"
        parts = [
            '<svg xmlns="http://www.w3.org/2000/svg" class="mc-flow" role="img"',
            f' aria-label="{_text(title)}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"',
            ' font-family="sans-serif">',
            f"<title>{_text(title)}</title>",
            '<defs><marker id="mc-flow-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"',
            f' orient="auto"><path d="M0 0 8 4 0 8z" fill="{_LINK}"/></marker></defs>',
            *self._start(),
            *(line for lane in self.layout.lanes for line in self._lane(lane)),
            *(self._link(opinion, step) for opinion, step in self.layout.opinions),
            *(line for box in self.layout.boxes for line in self._box(box)),
            "</svg>",
        ]
        return "\n".join(parts)

    def _said(self, text: str) -> str:
        return self.service.said(text, self.language)

    def _term(self, term: Term) -> str:
        word = self.words[term.unit]
        one = self.language == "en" and term.amount == 1
        return f"{term.amount} {word.removesuffix('s') if one else word}"

    def _agency(self, by: Step | Asking) -> str:
        role, _, _ = by.role.partition(":")
        if self.language == "en":
            return f"{_ROLES_EN[role]} {_LEVELS_EN[by.level]}"
        return f"{ROLES[role]} {LEVELS[by.level]}"

    def _head(self, step: Step) -> Iterator[tuple[str, str]]:
        words = self.words
        yield self._said(step.title), "title"
        yield self._agency(step), "quiet"
        if step.place:
            yield f"{words['place']}: {self._place(step.place)}", "quiet"
        yield f"{words['term']}: {self._term(step.term)}", "plain"
        if step.escalate:
            yield f"{words['late']} {self._term(step.escalate)} {words['told']}", "quiet"
        if posting := step.extra.get("posting"):
            term = self._term(Term.parse(str(posting["term"])))
            yield f"{words['posting']}: {self._said(posting['title'])}, {term}", "plain"
        if step.inside:
            parts = " → ".join(self._said(part.title) for part in step.inside)
            yield f"{words['inside']}: {parts}", "plain"
        for fee in self.service.fees:
            if fee.due == step.key:
                yield f"{words['fee']}: {self._said(fee.title)}", "plain"

    def _place(self, key: str) -> str:
        question = self.service.question(key)
        return self._said(question.group or question.label)

    def _actions(self, step: Step) -> Iterator[tuple[str, str]]:
        for action in step.actions:
            yield self._action(action), action.to

    def _action(self, action: Action) -> str:
        notes = []
        if action.extra.get("when"):
            notes.append(self.words["when"])
        if action.unanswered:
            notes.append(self.words["unanswered"])
        if action.kind == "return":
            notes.append(self.words["supplement"])
        return self._said(action.title) + (f" ({', '.join(notes)})" if notes else "")

    def _opinion(self, asking: Asking) -> Box:
        term = f"{self.words['term']}: {self._term(asking.term)}"
        notes = [self.words["optional"]] if not asking.required else []
        notes += [self.words["when"]] if asking.extra.get("when") else []
        head = [
            (self.words["opinion"], "quiet"),
            (self._said(asking.title), "title"),
            (self._agency(asking), "quiet"),
            (f"{term}{', ' if notes else ''}{', '.join(notes)}", "plain"),
        ]
        if asking.place:
            head.insert(3, (f"{self.words['place']}: {self._place(asking.place)}", "quiet"))
        return card(asking.key, "opinion", head, ())

    def _ending(self, outcome: str) -> str:
        return "refused" if self.service.statuses.get(outcome) in _REFUSING else "granted"

    def _end(self, outcome: str) -> str:
        """What an end is called: as the notice of it is headed, else as the action that leads to it."""
        notice = self.service.notice(outcome)
        leading = (a.title for step in self.flow.steps.values() for a in step.actions if a.outcome == outcome)
        return f"{self.words['end']}: {self._said(notice.title if notice else next(leading))}"

    def _start(self) -> Iterator[str]:
        first = self.layout.boxes[0]
        x, y = first.x + CARD / 2, first.y
        said = _text(self.words["start"])
        yield f'<text x="{x:g}" y="{y - 26:g}" text-anchor="middle" {_TEXT["plain"]}>{said}</text>'
        yield f'<path d="M{x:g} {y - 20:g}V{y - 2:g}" {_stroke(_LINK)} marker-end="url(#mc-flow-tip)"/>'

    def _box(self, box: Box) -> Iterator[str]:
        edge = _LINE if box.kind in ("step", "opinion") else _INK
        dash = ' stroke-dasharray="5 3"' if box.kind == "opinion" else ""
        round_ = 22 if box.kind in ("granted", "refused") else 6
        yield (
            f'<g class="mc-flow-{box.kind}"><rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" '
            f'height="{box.height:g}" rx="{round_}" fill="{_FILLS[box.kind]}" stroke="{edge}"{dash}/>'
        )
        if box.rule:
            y = box.y + box.rule
            yield f'<path d="M{box.x:g} {y:g}H{box.x + box.width:g}" {_stroke(_LINE)}/>'
        for line in box.lines:
            x = box.x + 14
            yield f'<text x="{x:g}" y="{box.y + line.y:g}" {_TEXT[line.role]}>{_text(line.text)}</text>'
        yield "</g>"

    def _lane(self, lane: Lane) -> Iterator[str]:
        right = self.layout.right
        ways = "".join(f"M{right:g} {y:g}H{lane.x:g}" for y in lane.ports)
        yield (
            f'<path class="mc-flow-way" d="{ways}M{lane.x:g} {lane.top:g}V{lane.bottom:g}'
            f'M{lane.x:g} {lane.entry:g}H{right + 3:g}" {_stroke(_LINK)} marker-end="url(#mc-flow-tip)"/>'
        )
        yield from (f'<circle cx="{lane.x:g}" cy="{y:g}" r="3" fill="{_LINK}"/>' for y in lane.ports)

    def _link(self, opinion: Box, step: Box) -> str:
        y = opinion.y + min(opinion.height / 2, 24)
        path = f"M{opinion.x + opinion.width:g} {y:g}H{step.x - 16:g}V{step.y + 24:g}H{step.x:g}"
        return f'<path class="mc-flow-asked" d="{path}" {_stroke(_QUIET)} stroke-dasharray="5 3"/>'


def ordered(flow: Flow) -> list[Step]:
    """The steps so that as many ways as possible lead down: each after those that lead to it, going back left aside."""
    depth: dict[str, int] = {}

    def sink(key: str, at: int, passed: frozenset[str]) -> None:
        if key in passed or (key in depth and depth[key] >= at) or at > len(flow.steps):
            return
        depth[key] = at
        for action in flow.steps[key].actions:
            if action.to in flow.steps:
                sink(action.to, at + 1, passed | {key})

    sink(flow.first, 0, frozenset())
    order = list(flow.steps)
    return [flow.steps[key] for key in sorted(order, key=lambda key: (depth.get(key, len(order)), order.index(key)))]


def _stroke(colour: str) -> str:
    return f'fill="none" stroke="{colour}" stroke-width="1.5"'


def _text(text: str) -> str:
    return escape(tidy(text))
