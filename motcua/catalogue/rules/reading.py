"""A service file → a Service, gathering every fault of form: missing, unknown, repeated keys, wrong kinds."""

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from ruamel.yaml.nodes import ScalarNode

from motcua.catalogue.rules import particulars as about
from motcua.catalogue.rules import service as s
from motcua.catalogue.rules.faults import Faults, compose
from motcua.catalogue.rules.nodes import Block, plain
from motcua.catalogue.rules.reading_lists import read_list
from motcua.catalogue.rules.words import (
    AUDIENCES,
    FILE_TYPES,
    OPERATORS,
    PAPER_FORMS,
    PREFILLS,
    QUESTION_KINDS,
)
from motcua.workflow.rules import LEVELS, ROLES


@dataclass(frozen=True)
class Reading:
    """What the file says as far as it could be read; `faults` also knows where each pointer stands."""

    service: s.Service | None
    faults: Faults


def read(text: str) -> Reading:
    """Never raises: whatever the text is, it gives a service, faults, or both."""
    faults = Faults()
    root = compose(text, faults)
    if root is None:
        return Reading(None, faults)
    try:
        service = _service(Block(root, "", faults))
    except RecursionError:
        faults.add("", "Tệp lồng quá nhiều lớp.", "Bớt các lớp lồng nhau.")
        return Reading(None, faults)
    return Reading(service, faults)


def _service(top: Block) -> s.Service:
    if (top.number("format", s.FORMAT)) != s.FORMAT:
        top.fault("format", "Chưa đọc được định dạng này.", f"Viết “format: {s.FORMAT}”.")
    service = s.Service(
        slug=top.text("slug"),
        subsystem=top.text("subsystem", "covid"),
        name=top.text("name"),
        short_name=top.text("short_name"),
        procedure=_procedure(top.block("procedure")),
        valid_from=top.day("valid_from") or date.min,
        valid_to=top.day("valid_to", required=False),
        audience=top.texts("audience", known=AUDIENCES),
        assurance=top.number("assurance", 1),
        place=top.text("place"),
        start=_start(top.block("start")),
        legal=tuple(_legal(block) for block in top.blocks("legal")),
        eligibility=top.texts("eligibility", required=False),
        sections=tuple(_section(block) for block in top.blocks("sections")),
        papers=tuple(_paper(block) for block in top.blocks("papers", required=False)),
        lists=tuple(read_list(block) for block in top.blocks("lists", required=False)),
        flow=_flow(top),
        issuer=_issuer(top.block("issuer")),
        outputs=tuple(_output(block) for block in top.blocks("outputs", required=False)),
        statuses=_statuses(top.block("statuses")),
        retention=_retention(top),
        notices=tuple(_notice(block) for block in top.blocks("notices", required=False)),
        unconfirmed=tuple(_unconfirmed(block) for block in top.blocks("unconfirmed", required=False)),
        keywords=top.texts("keywords", required=False),
        en=_translations(top),
    )
    top.done()
    return service


def _procedure(block: Block) -> about.ProcedureRef:
    ref = about.ProcedureRef(block.text("code"), block.text("name"), block.text("field"), block.text("decision", ""))
    block.done()
    return ref


def _start(block: Block) -> about.Start:
    start = about.Start(
        summary=block.text("summary"),
        need=block.texts("need"),
        takes=block.text("takes"),
        fee=block.text("fee"),
        decides=block.text("decides"),
        steps=block.texts("steps", required=False),
    )
    block.done()
    return start


def _legal(block: Block) -> about.LegalText:
    legal = about.LegalText(
        block.text("number"), block.text("title"), block.day("of", required=False), block.text("clause", ""),
        block.text("kind", ""), block.text("by", ""),
    )  # fmt: skip
    block.done()
    return legal


def _section(block: Block) -> s.Section:
    section = s.Section(block.text("key"), block.text("title"), tuple(_page(page) for page in block.blocks("pages")))
    block.done()
    return section


def _page(block: Block) -> s.Page:
    page = s.Page(
        key=block.text("key"),
        title=block.text("title"),
        questions=tuple(_question(question) for question in block.blocks("questions")),
        hint=block.text("hint", ""),
    )
    block.done()
    return page


def _question(block: Block) -> s.Question:
    kind = cast("s.QuestionKind", block.one_of("kind", QUESTION_KINDS))
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
        level=block.one_of("level", LEVELS, None if kind == "unit" else ""),
        prefill=block.one_of("prefill", PREFILLS, ""),
        when=_conditions(block),
        exit=_exit(block, key) if "exit" in block else None,
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


def _conditions(block: Block) -> tuple[s.Condition, ...]:
    if "when" not in block:
        block.take("when", required=False)
        return ()
    inner = block.block("when")
    return tuple(_condition(inner, key, key) for key in inner)


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


def _paper(block: Block) -> s.Paper:
    paper = s.Paper(
        key=block.text("key"),
        name=block.text("name"),
        required=block.yes("required", True),
        hint=block.text("hint", ""),
        form=block.one_of("form", PAPER_FORMS, "copy"),
        accepts=block.texts("accepts", known=FILE_TYPES),
        max_mb=block.number("max_mb", 10, least=1),
        max_files=block.number("max_files", 5, least=1),
        when=_conditions(block),
    )
    block.done()
    return paper


def _flow(top: Block) -> dict[str, Any]:
    flow = top.plain("flow")
    if flow is not None and not isinstance(flow, dict):
        top.fault("flow", "“flow” phải là một khối “khóa: giá trị”.", "Viết first, steps và supplement dưới flow.")
    return flow if isinstance(flow, dict) else {}


def _issuer(block: Block) -> about.Issuer:
    issuer = about.Issuer(block.one_of("role", ROLES), block.one_of("level", LEVELS))
    block.done()
    return issuer


def _output(block: Block) -> about.Output:
    output = about.Output(
        event=block.text("event"),
        document=block.text("document"),
        title=block.text("title"),
        signer=block.text("signer", ""),
        annex=block.text("annex", ""),
    )
    block.done()
    return output


def _statuses(block: Block) -> dict[str, int]:
    return {event: block.number(event, least=1) for event in block}


def _retention(top: Block) -> about.Retention | None:
    if "retention" not in top:
        top.take("retention", required=False)
        return None
    block = top.block("retention")
    retention = about.Retention(block.number("years", least=1), block.text("basis"))
    block.done()
    return retention


def _notice(block: Block) -> about.Notice:
    notice = about.Notice(block.text("event"), block.text("title"), block.text("body"))
    block.done()
    return notice


def _unconfirmed(block: Block) -> about.Unconfirmed:
    unconfirmed = about.Unconfirmed(block.text("at"), block.text("note"))
    block.done()
    return unconfirmed


def _translations(top: Block) -> dict[str, str]:
    """Vietnamese text → English text; a block may be left out."""
    if "en" not in top:
        top.take("en", required=False)
        return {}
    block = top.block("en")
    return {text: block.text(text) for text in block}
