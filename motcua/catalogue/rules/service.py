"""What a service is, once its file is read. Frozen; texts are Vietnamese, `Service.said` gives them in English."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, Protocol, TypeVar

from motcua.catalogue.rules.particulars import (
    Issuer,
    LegalText,
    Notice,
    Output,
    ProcedureRef,
    Retention,
    Start,
    Unconfirmed,
)

FORMAT = 1  # of the files; a reader of a later format keeps reading this one

Operator = Literal["is", "any", "not", "gt", "lt"]
QuestionKind = Literal[
    "text", "long_text", "number", "money", "date", "choice", "choices", "yesno", "agree",
    "tax_code", "id_number", "phone", "email", "unit",
]  # fmt: skip
ColumnKind = Literal["name", "date", "digits", "text", "choice"]
Counting = Literal["full"]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


_K = TypeVar("_K", bound=_Keyed)


def _keyed(things: Iterable[_K], key: str) -> _K:
    for thing in things:
        if thing.key == key:
            return thing
    raise KeyError(key)


@dataclass(frozen=True)
class Condition:
    """One line of a `when`: the answer to `question` is, is one of, is not, is greater or less than `value`."""

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

    def choice(self, key: str) -> str:
        """The label of one choice; the key itself when the file does not know it."""
        return next((c.label for c in self.choices if c.key == key), key)


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
    """An attachment. `form` says in which form it counts: original, copy, certified or electronic."""

    key: str
    name: str
    required: bool = True
    hint: str = ""
    form: str = "copy"
    accepts: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 10
    max_files: int = 5
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a list, as its printed template heads it. `private` cells are personal numbers, shown masked."""

    key: str
    title: str
    kind: ColumnKind
    required: bool = True
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    max_length: int = 200
    unique: bool = False
    private: bool = False
    hint: str = ""
    width: int = 16
    example: str = ""


@dataclass(frozen=True)
class Period:
    """The supported time of one row. `start` and `end` are column keys.

    Both dates lie within `window`, the first also within `start_from`..`start_to`; both ends of each count.
    Months: `least_months` to `most_months`; counting "full" takes whole months only (15/4 to 14/6 is 2, to 13/6 is 1).
    """

    start: str
    end: str
    window_from: date
    window_to: date
    start_from: date
    start_to: date
    least_months: int
    most_months: int
    counting: Counting = "full"


@dataclass(frozen=True)
class ListSpec:
    """A list of people in a dossier: its template, its columns and the policy's bounds for each row.

    `amount_per_month` is đồng for one person; `identity`, `secondary`, `name`, `birth`, `age_at` are column keys;
    ages are whole years on the day in column `age_at`.
    """

    key: str
    title: str
    form: str
    columns: tuple[Column, ...]
    period: Period | None
    birth: str
    age_from: int
    age_to: int
    age_at: str
    amount_per_month: int
    max_rows: int
    letterhead: tuple[str, ...]
    identity: str = "id_number"
    secondary: str = "bhxh_number"
    name: str = "name"
    hint: str = ""
    max_mb: int = 20

    def column(self, key: str) -> Column:
        """The column of that key; KeyError otherwise."""
        return _keyed(self.columns, key)


@dataclass(frozen=True)
class Service:
    """One version of one online service. `flow` is the JSON that motcua.workflow runs; `statuses`: events to 1–10.

    `assurance`: how surely it must be known who hands in, 1 to 3 as in `Actor.assurance`; to fill in, 1 is enough.
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
        return _keyed(self.questions(), key)

    def section(self, key: str) -> Section:
        """The section of that key; KeyError otherwise."""
        return _keyed(self.sections, key)

    def paper(self, key: str) -> Paper:
        """The paper of that key; KeyError otherwise."""
        return _keyed(self.papers, key)

    def list_spec(self, key: str) -> ListSpec:
        """The list of that key; KeyError otherwise."""
        return _keyed(self.lists, key)

    def output(self, event: str) -> Output | None:
        """The paper that is printed at an event, if any."""
        return next((o for o in self.outputs if o.event == event), None)

    def notice(self, event: str) -> Notice | None:
        """What is told at an event, if the service has words of its own for it."""
        return next((n for n in self.notices if n.event == event), None)

    def said(self, text: str, language: str) -> str:
        """A text of this service in a language; Vietnamese where the file has no translation."""
        return self.en.get(text, text) if language == "en" else text
