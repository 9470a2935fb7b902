"""The small language of conditions and computed values: CEL, cut down to what can neither loop nor look elsewhere.

An expression reads answers and nothing else. What it may be made of stands in expression_grammar, which every text
passes before the library sees it; so reading one and working it out stays far below 10 ms. An answer that was not given
makes every comparison with it worthless: `truth` is then False, `value` None.
"""

import logging
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import cel

from motcua.catalogue.rules.expression_functions import FUNCTIONS, OWN
from motcua.catalogue.rules.expression_grammar import MAX_DEPTH, MAX_LENGTH, MAX_OPERATIONS, Form, read
from motcua.catalogue.rules.expression_words import ANY, SAID, Flaw, Kind

__all__ = ["FUNCTIONS", "MAX_DEPTH", "MAX_LENGTH", "MAX_OPERATIONS", "Scope", "kind_of", "mismatch", "names_of",
           "problems", "truth", "value"]  # fmt: skip

MAX_TEXT = 1000  # characters of an answer that an expression looks at
MAX_ITEMS = 100  # of an answer that is a list
_LARGEST = 10**15
_OWN_WORDS = re.compile(r"(\"[^\"]*\"|'[^']*')|\bgiven\s*\(\s*([A-Za-z_][A-Za-z0-9_.]*)\s*\)")

logging.getLogger("cel").setLevel(logging.ERROR)  # it would write a line for each function that gets no value

Scope = Mapping[str, Any]
Told = tuple[str, str]  # message, cure


@dataclass(frozen=True)
class _Ready:
    program: cel.Program
    heads: frozenset[str]
    calls: tuple[str, ...]
    given: Mapping[str, str]  # how the library calls given(name) → name
    texts: Mapping[str, str]  # how it calls a text that is written out → the text


def problems(text: str, known: Collection[str]) -> list[Told]:
    """What keeps an expression from being used: its form, names other than `known`, functions that do not exist."""
    try:
        told = read(text, dict.fromkeys(known, ANY)).flaws
    except Flaw as flaw:
        return [(flaw.message, flaw.cure)]
    if told:
        return [(flaw.message, flaw.cure) for flaw in told]
    return [] if _ready(text) else [("Không đọc được biểu thức này.", "Viết lại ngắn và đơn giản hơn.")]


def mismatch(text: str, kinds: Mapping[str, Kind], wanted: Collection[str] = ()) -> Told | None:
    """The first clash of kinds: comparing text with numbers, an answer that no choice offers, an end other than wanted.

    `kinds` are those of the names it may read (expression_words.Kind); `wanted` are sorts, any when there are none.
    """
    try:
        form = read(text, kinds)
    except Flaw as flaw:
        return flaw.message, flaw.cure
    if form.flaws:
        return form.flaws[0].message, form.flaws[0].cure
    if wanted and form.kind.sort not in (*wanted, "any"):
        said = " hoặc ".join(SAID[sort] for sort in wanted)
        return f"Biểu thức cho ra {SAID[form.kind.sort]}, ở đây cần {said}.", _CURES.get(next(iter(wanted)), "")
    return None


_CURES = {
    "flag": "Viết thành phép so sánh, ví dụ so_nguoi > 2.",
    "number": "Viết một số hoặc phép tính trên các số.",
    "text": "Viết chữ trong dấu nháy, hoặc khóa của một câu hỏi.",
    "date": "Viết khóa của một câu hỏi về ngày.",
}


def kind_of(text: str, kinds: Mapping[str, Kind]) -> Kind:
    """The kind of what an expression comes to; ANY when it has flaws, which are told elsewhere."""
    try:
        form = read(text, kinds)
    except Flaw:
        return ANY
    return ANY if form.flaws else form.kind


def value(text: str, answers: Scope) -> Any:
    """What an expression comes to; None when an answer that it needs is missing or does not fit. Never raises."""
    ready = _ready(text)
    if ready is None:
        return None
    context = cel.Context()
    for call in ready.calls:
        if call in OWN:
            context.add_function(call, OWN[call])
    try:
        context.update(_variables(ready, answers))
        found = ready.program.execute(context)
    except (TypeError, ValueError, RuntimeError, ArithmeticError, LookupError):
        return None
    if isinstance(found, float):
        return None
    return None if isinstance(found, int) and abs(found) > _LARGEST else found


def truth(text: str, answers: Scope) -> bool:
    """Whether a condition holds; not when an answer that it needs is missing."""
    return value(text, answers) is True


def names_of(text: str) -> tuple[list[str], list[str]]:
    """(names read, functions called), once each, in their order; none of an expression that cannot be read."""
    form = _form(text)
    return ([*form.names], [*form.calls]) if form else ([], [])


@lru_cache(maxsize=2048)
def _form(text: str) -> Form | None:
    try:
        return read(text)
    except Flaw:
        return None


@lru_cache(maxsize=2048)
def _ready(text: str) -> _Ready | None:
    form = _form(text)
    if form is None:
        return None
    given: dict[str, str] = {}
    texts: dict[str, str] = {}

    def renamed(found: re.Match[str]) -> str:
        """Capitals: no key of a file has them. The library is slow in reading texts that are not ASCII."""
        held, name, value = (texts, "T", found[1][1:-1]) if found[1] else (given, "G", found[2])
        held[f"{name}{len(held)}"] = value
        return f"{name}{len(held) - 1}"

    try:
        program = cel.compile(_OWN_WORDS.sub(renamed, text))
    except ValueError:
        return None
    heads = frozenset(name.partition(".")[0] for name in form.names)
    return _Ready(program, heads, tuple(form.calls), given, texts)


def _variables(ready: _Ready, answers: Scope) -> dict[str, Any]:
    """The answers that the expression reads, as far as they are of a kind that it can know."""
    known = {head: _cut(answers.get(head)) for head in ready.heads}
    found = {head: answer for head, answer in known.items() if answer is not None}
    found |= {called: _at(known, name) is not None for called, name in ready.given.items()}
    return found | dict(ready.texts)


def _at(known: Mapping[str, Any], name: str) -> Any:
    head, *path = name.split(".")
    found = known.get(head)
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _cut(answer: Any) -> Any:
    """An answer as far as expressions look at it; None for an empty one and for what is no answer."""
    if isinstance(answer, bool):
        return answer
    if isinstance(answer, int):
        return answer if abs(answer) <= _LARGEST else None
    if isinstance(answer, str):
        return answer[:MAX_TEXT] or None
    if isinstance(answer, list | tuple):
        return [item[:MAX_TEXT] for item in answer[:MAX_ITEMS] if isinstance(item, str)] or None
    if isinstance(answer, Mapping):
        return {str(key): cut for key, part in answer.items() if (cut := _cut(part)) is not None}
    return None
