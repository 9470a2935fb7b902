"""The part of a service file that asks: sections, pages, questions, conditions; composite kinds become their parts."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, cast

from ruamel.yaml.nodes import ScalarNode

from motcua.catalogue.rules import service as s
from motcua.catalogue.rules.composites import PARTS, PREFILLED
from motcua.catalogue.rules.nodes import Block, plain
from motcua.catalogue.rules.words import (
    COMPOSITES,
    FIELD_KINDS,
    FILE_TYPES,
    OPERATORS,
    PAPER_FORMS,
    PREFILLS,
    QUESTION_KINDS,
    SHOWN_AS,
)
from motcua.workflow.rules import LEVELS


def read_sections(blocks: Iterable[Block]) -> tuple[tuple[s.Section, ...], tuple[s.Paper, ...]]:
    """The sections with their pages, and what their pages ask for as files."""
    files: list[s.Paper] = []
    sections = []
    for block in blocks:
        pages = tuple(_page(page, files) for page in block.blocks("pages"))
        sections.append(s.Section(block.text("key"), block.text("title"), pages))
        block.done()
    return tuple(sections), tuple(files)


def _page(block: Block, files: list[s.Paper]) -> s.Page:
    page = s.Page(
        key=block.text("key"),
        title=block.text("title"),
        questions=tuple(found for question in block.blocks("questions") for found in _questions(question, files)),
        hint=block.text("hint", ""),
    )
    block.done()
    return page


def _questions(block: Block, files: list[s.Paper]) -> Iterator[s.Question]:
    """What one entry asks: itself, the parts of an address, a person or a business; nothing when it asks for a file."""
    kind = block.text("kind") if "kind" in block else ""
    if kind == "file":
        files.append(_file(block))
    elif kind in PARTS:
        yield from _parts(block, kind)
    else:
        yield _question(block)


def _parts(block: Block, kind: str) -> Iterator[s.Question]:
    key, label = block.text("key"), block.text("label")
    block.text("kind")
    common: dict[str, Any] = {
        "required": block.yes("required", True), "when": read_conditions(block), "group": label, "at": block.pointer,
    }  # fmt: skip
    hint, shared = block.text("hint", ""), block.text("shared", "")
    level = block.one_of("level", LEVELS) if kind == "address" else ""
    prefilled = block.yes("prefill", False) if kind != "address" else False
    block.done()
    for n, (part, name, part_kind, extra) in enumerate(PARTS[kind]):
        yield s.Question(
            key=f"{key}_{part}" if part else key,
            label=name,
            kind=cast("s.QuestionKind", part_kind),
            hint="" if n else hint,
            level=level if part_kind == "unit" else "",
            shared=f"{shared}.{part}".rstrip(".") if shared else "",
            prefill=PREFILLED[kind].get(part, "") if prefilled else "",
            **common,
            **extra,
        )


def _file(block: Block) -> s.Paper:
    """A question of kind `file`: a paper that stands among the papers."""
    block.text("kind")
    paper = s.Paper(
        key=block.text("key"),
        name=block.text("label"),
        required=block.yes("required", True),
        hint=block.text("hint", ""),
        form=block.one_of("form", PAPER_FORMS, "copy"),
        accepts=block.texts("accepts", known=FILE_TYPES) if "accepts" in block else ("pdf", "jpg", "png"),
        max_mb=block.number("max_mb", 10, least=1),
        max_files=block.number("max_files", 1, least=1),
        when=read_conditions(block),
        at=block.pointer,
    )
    block.done()
    return paper


def _question(block: Block, kinds: Collection[str] = (*QUESTION_KINDS, *COMPOSITES)) -> s.Question:
    kind = cast("s.QuestionKind", block.one_of("kind", kinds))
    long = kind == "long_text"
    key = block.text("key")
    question = s.Question(
        key=key,
        label=block.text("label"),
        kind=kind,
        required=block.yes("required", True),
        hint=block.text("hint", ""),
        choices=tuple(_choice(choice) for choice in block.blocks("choices", required=kind in ("choice", "choices"))),
        max_length=block.number("max_length", 2000 if long else 200, least=1),
        width=block.number("width", 0),
        least=block.optional_number("least"),
        most=block.optional_number("most"),
        earliest=block.day("earliest", required=False),
        latest=block.day("latest", required=False),
        level=block.one_of("level", LEVELS, None if kind == "unit" and kind in kinds else ""),
        prefill=block.one_of("prefill", PREFILLS, ""),
        when=read_conditions(block),
        exit=_exit(block, key) if "exit" in block else None,
        value=read_expression(block, "value", required=kind == "computed"),
        shows=block.one_of("shows", SHOWN_AS, "text"),
        fields=tuple(_question(inner, FIELD_KINDS) for inner in block.blocks("fields", required=kind == "list")),
        max_rows=block.number("max_rows", 20, least=1),
        shared=block.text("shared", ""),
        at=block.pointer,
    )
    block.done()
    return question


def _choice(block: Block) -> s.Choice:
    choice = s.Choice(block.text("key"), block.text("label"), block.text("hint", ""))
    block.done()
    return choice


def _exit(block: Block, question: str) -> s.Exit:
    inner = block.block("exit")
    found = s.Exit(_condition(inner, "on", question), inner.text("title"), inner.texts("text"))
    inner.done()
    return found


def read_conditions(block: Block) -> tuple[s.Condition, ...]:
    """What stands under `when`: lines on single questions, or one expression as a text."""
    if "when" not in block:
        block.take("when", required=False)
        return ()
    if isinstance(block.nodes["when"], ScalarNode):
        return (s.Condition("", "expression", block.text("when")),)
    inner = block.block("when")
    return tuple(_condition(inner, key, key) for key in inner)


def read_expression(block: Block, key: str, *, required: bool = True) -> str:
    """An expression; a whole number is one too."""
    node = block.take(key, required=required)
    if node is None:
        return ""
    written = plain(node, block.at(key), block.faults)
    if isinstance(written, bool) or not isinstance(written, int | str):
        block.fault(key, f"“{key}” phải là một số hoặc một biểu thức.", "Đặt biểu thức trong dấu nháy kép.")
        return ""
    return str(written)


def _condition(block: Block, key: str, question: str) -> s.Condition:
    """`value`, or one of {any: […]}, {not: value}, {gt: number}, {lt: number}."""
    node = block.take(key, required=True)
    if node is None:
        return s.Condition(question, "any", [])
    if isinstance(node, ScalarNode):
        return s.Condition(question, "is", plain(node, block.at(key), block.faults))
    value = plain(node, block.at(key), block.faults)
    wanted = "Viết một giá trị, hoặc {any: [a, b]}, {not: a}, {gt: 10}, {lt: 10}."
    if not isinstance(value, dict) or len(value) != 1 or next(iter(value)) not in OPERATORS:
        block.fault(key, f"Không hiểu điều kiện của “{key}”.", wanted)
        return s.Condition(question, "any", [])
    ((operator, operand),) = value.items()
    fits = {
        "any": isinstance(operand, list) and bool(operand),
        "not": not isinstance(operand, list | dict),
        "gt": type(operand) is int,
        "lt": type(operand) is int,
    }
    if not fits[operator]:
        block.fault(key, f"Giá trị sau “{operator}” không đúng kiểu.", wanted)
    return s.Condition(question, cast("s.Operator", operator), operand)
