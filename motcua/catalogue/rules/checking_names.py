"""Which names an expression may read at a place of the file, of what kind each is, and checking one with them."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.catalogue.rules import expressions
from motcua.catalogue.rules.expression_words import ANY, DATE, FLAG, NUMBER, TEXT, Kind
from motcua.catalogue.rules.faults import Faults
from motcua.catalogue.rules.service import Question

HEADS = ("findings", "fees", "posting", "people", "opinions")
"""What expressions read beside answers: no question may be called so."""

_PLAIN: Mapping[str, Kind] = {
    "number": NUMBER, "money": NUMBER, "unit": NUMBER, "date": DATE, "agree": FLAG,
    "yesno": Kind("text", ("yes", "no")),
}  # fmt: skip


COMES_TO: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "number", "date"), "number": ("number",), "money": ("number",), "date": ("date",),
}  # fmt: skip
"""What a computed question may come to, by how it is shown."""


@dataclass
class Names:
    """`kinds` may be read here; `absent` exist elsewhere, with what is told of reading them here."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    absent: dict[str, tuple[str, str]] = field(default_factory=dict)

    def with_(self, kinds: Mapping[str, Kind], absent: Mapping[str, tuple[str, str]] | None = None) -> "Names":
        """These and more."""
        known = {**self.kinds, **kinds}
        return Names(known, {n: told for n, told in {**self.absent, **(absent or {})}.items() if n not in known})

    def learn(self, question: Question) -> None:
        """From here on the answer to a question may be read."""
        for name, kind in names_of(question, self.kinds).items():
            self.kinds[name] = kind
            self.absent.pop(name, None)


def names_of(question: Question, earlier: Mapping[str, Kind]) -> dict[str, Kind]:
    """The names under which the answer to a question is read: its key, or of a list how many rows and which sums."""
    if question.kind == "list":
        sums = [inner.key for inner in question.fields if inner.kind in ("number", "money")]
        return {f"{question.key}.count": NUMBER} | {f"{question.key}.sum.{key}": NUMBER for key in sums}
    return {question.key: kind_of(question, earlier)}


def kind_of(question: Question, earlier: Mapping[str, Kind]) -> Kind:
    """What the answer to a question is, for expressions."""
    if question.kind == "computed":
        found = expressions.kind_of(question.value, earlier)
        return Kind(found.sort, found.values) if found.sort in COMES_TO[question.shows] else ANY
    if question.kind in ("choice", "choices"):
        keys = tuple(choice.key for choice in question.choices)
        return Kind("text" if question.kind == "choice" else "several", keys)
    return _PLAIN.get(question.kind, TEXT)


def answer_names(questions: Iterable[Question]) -> Names:
    """All answers of a service: what may be read once it is handed in."""
    names = Names()
    for question in questions:
        names.learn(question)
    return names


def earlier_names(questions: Collection[Question]) -> Names:
    """None yet, but each is told of as one that comes later; `learn` them in the order of the file."""
    names = Names()
    for question in questions:
        for name in names_of(question, {}):
            message = f"Biểu thức đọc “{name}”, câu hỏi này đứng sau hoặc chính là câu đang hỏi."
            names.absent[name] = (message, "Chuyển câu hỏi đó lên trước, hoặc dùng một câu hỏi đứng trước.")
    return names


def check_expression(at: str, text: Any, names: Names, wanted: Collection[str], faults: Faults) -> None:
    """One expression at a place of the file: its form, its names, its kinds, and what it comes to (`wanted` sorts)."""
    if isinstance(text, int) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        faults.add(at, "Ở đây cần một biểu thức.", "Viết biểu thức trong dấu nháy đơn, ví dụ: 'co_cong_ty == \"yes\"'.")
        return
    read, _ = expressions.names_of(text)
    if missing := [name for name in read if name in names.absent]:
        for name in missing:
            faults.add(at, *names.absent[name])
    elif told := expressions.problems(text, names.kinds):
        for message, cure in told:
            faults.add(at, message, cure)
    elif found := expressions.mismatch(text, names.kinds, wanted):
        faults.add(at, *found)
