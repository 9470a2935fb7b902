"""What a service is, once its file is read. Frozen; texts are Vietnamese, `Service.said` gives them in English."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from motcua.catalogue.rules.composites import STANDARD_EN
from motcua.catalogue.rules.list_spec import Column, ColumnKind, Counting, ListSpec, Period, by_key
from motcua.catalogue.rules.particulars import (
    Ahead,
    Claim,
    Form,
    Issuer,
    LegalText,
    Notice,
    Output,
    ProcedureRef,
    Result,
    Retention,
    Start,
    Unconfirmed,
)

__all__ = [
    "FORMATS", "Choice", "Column", "ColumnKind", "Condition", "Counting", "Exit", "Fee", "ListSpec", "Operator", "Page",
    "Paper", "Period", "Question", "QuestionKind", "Section", "Service", "asked_question",
]  # fmt: skip

FORMATS = (1, 2)  # of the files; a reader of a later format keeps reading earlier ones

Operator = Literal["is", "any", "not", "gt", "lt", "expression"]
QuestionKind = Literal[
    "text", "long_text", "number", "money", "date", "choice", "choices", "yesno", "agree",
    "tax_code", "id_number", "phone", "email", "unit", "computed", "list",
]  # fmt: skip


@dataclass(frozen=True)
class Condition:
    """One line of a `when`: the answer to `question` is, is one of, is not, is greater or less than `value`.

    With the operator "expression", `value` is a text of catalogue.rules.expressions that must come to true.
    """

    question: str
    operator: Operator
    value: Any


@dataclass(frozen=True)
class Exit:
    """The explained end for those who answer so: not a mistake, but not eligible. `on` looks at that question alone."""

    on: Condition
    title: str
    text: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class Question:
    """`prefill` names what the portal may know already: business.name, business.tax_code, person.name, person.phone …

    `least`, `most` bound numbers and đồng; `level` is how deep a place is asked; `max_length` counts characters.
    `value` is the expression of a `computed` question, which is shown and never asked; `shows` is how (text, number,
    money, date). `fields` are what each row of a `list` holds, at most `max_rows` rows; its answer is a list of objects
    by field key. `group` is the heading that the parts of an address, a person or a business stand under. `shared`
    names the answer across services ("person.address"), so that it may be kept and offered again. `at` is the place in
    the file.
    """

    key: str
    label: str
    kind: QuestionKind
    required: bool = True
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    max_length: int = 200
    width: int = 0
    least: int | None = None
    most: int | None = None
    earliest: date | None = None
    latest: date | None = None
    level: str = ""
    prefill: str = ""
    when: tuple[Condition, ...] = ()
    exit: Exit | None = None
    value: str = ""
    shows: str = "text"
    fields: tuple["Question", ...] = ()
    max_rows: int = 0
    group: str = ""
    shared: str = ""
    at: str = field(default="", compare=False)

    def choice(self, key: str) -> str:
        """The label of one choice; the key itself when the file does not know it."""
        return next((c.label for c in self.choices if c.key == key), key)


def asked_question(item: Mapping[str, Any]) -> Question:
    """A question to an officer, from its JSON in the flow."""
    choices = tuple(Choice(c["key"], c["label"], c.get("hint", "")) for c in item.get("choices") or ())
    kind = item["kind"]
    return Question(
        key=item["key"], label=item["label"], kind=kind, required=item.get("required", True),
        hint=item.get("hint", ""), choices=choices, max_length=2000 if kind == "long_text" else 200,
        least=item.get("least"), most=item.get("most"),
    )  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One question page: a question, or a few that belong together."""

    key: str
    title: str
    questions: tuple[Question, ...]
    hint: str = ""


@dataclass(frozen=True)
class Section:
    """One line of the applicant's task list."""

    key: str
    title: str
    pages: tuple[Page, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(q for page in self.pages for q in page.questions)


@dataclass(frozen=True)
class Paper:
    """An attachment. `form` says in which form it counts: original, copy, certified or electronic.

    `at`: its place in the file.
    """

    key: str
    name: str
    required: bool = True
    hint: str = ""
    form: str = "copy"
    accepts: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 10
    max_files: int = 5
    when: tuple[Condition, ...] = ()
    at: str = field(default="", compare=False)


@dataclass(frozen=True)
class Fee:
    """What is to be paid (đồng): `amount` an expression over the answers; `unit` and `basis` are said beside it.

    `due`: "submission", or the key of the step that must not be left before it is paid.
    """

    key: str
    title: str
    amount: str
    unit: str
    basis: str = ""
    due: str = "submission"
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Service:
    """One version of one online service. `flow` is the JSON that motcua.workflow runs; `statuses`: events to 1–10.

    `assurance`: how surely it must be known who hands in, 1 to 3 as in `Actor.assurance`; to fill in, 1 is enough.
    `entitlement`: the group of supports of which a person has one at most in a month; alone, its own slug.
    `subsystem`: of those of agencies.rules.rights, the one whose rights let an officer work on its dossiers.
    """

    slug: str
    subsystem: str
    name: str
    short_name: str
    procedure: ProcedureRef
    valid_from: date
    valid_to: date | None
    audience: tuple[str, ...]
    assurance: int
    place: str
    start: Start
    legal: tuple[LegalText, ...]
    eligibility: tuple[str, ...]
    sections: tuple[Section, ...]
    papers: tuple[Paper, ...]
    lists: tuple[ListSpec, ...]
    flow: Mapping[str, Any] = field(hash=False)
    issuer: Issuer
    outputs: tuple[Output, ...]
    statuses: Mapping[str, int] = field(hash=False)
    retention: Retention | None = None
    notices: tuple[Notice, ...] = ()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    keywords: tuple[str, ...] = ()
    en: Mapping[str, str] = field(default_factory=dict, hash=False)
    claim: Claim | None = None
    fees: tuple[Fee, ...] = ()
    result: Result | None = None
    forms: tuple[Form, ...] = ()
    ahead: Ahead | None = None
    examples: tuple[Mapping[str, Any], ...] = field(default=(), hash=False)
    entitlement: str = ""

    @property
    def policy(self) -> str:
        """Under what a month of support is entered in the register, so that nobody has it twice."""
        return self.entitlement or self.slug

    @property
    def topic(self) -> str:
        """What an officer's rights are given for: "covid/tam-hoan-hop-dong"."""
        return f"{self.subsystem}/{self.slug}"

    def questions(self) -> Iterator[Question]:
        """All questions in the order of the file, visible or not."""
        for section in self.sections:
            yield from section.questions

    def question(self, key: str) -> Question:
        """The question of that key; KeyError otherwise."""
        return by_key(self.questions(), key)

    def section(self, key: str) -> Section:
        """The section of that key; KeyError otherwise."""
        return by_key(self.sections, key)

    def paper(self, key: str) -> Paper:
        """The paper of that key; KeyError otherwise."""
        return by_key(self.papers, key)

    def asks(self, action: Mapping[str, Any]) -> tuple[Question, ...]:
        """What an action of the flow asks of the officer, as questions."""
        return tuple(asked_question(item) for item in action.get("asks") or ())

    def list_spec(self, key: str) -> ListSpec:
        """The list of that key; KeyError otherwise."""
        return by_key(self.lists, key)

    def output(self, event: str) -> Output | None:
        """The paper that is printed at an event, if any."""
        return next((o for o in self.outputs if o.event == event), None)

    def notice(self, event: str) -> Notice | None:
        """What is told at an event, if the service has words of its own for it."""
        return next((n for n in self.notices if n.event == event), None)

    def said(self, text: str, language: str) -> str:
        """A text of this service in a language; Vietnamese where the file has no translation."""
        return (self.en.get(text) or STANDARD_EN.get(text, text)) if language == "en" else text
