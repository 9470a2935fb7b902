"""A service file → a Service, gathering every fault of form: missing, unknown, repeated keys, wrong kinds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.catalogue.rules import particulars as about
from motcua.catalogue.rules import service as s
from motcua.catalogue.rules.faults import Faults, compose
from motcua.catalogue.rules.nodes import Block, plain
from motcua.catalogue.rules.reading_lists import read_list
from motcua.catalogue.rules.reading_questions import read_conditions, read_expression, read_sections
from motcua.catalogue.rules.words import AUDIENCES, FILE_TYPES, PAPER_FORMS
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
    if (top.number("format", s.FORMATS[-1])) not in s.FORMATS:
        top.fault("format", "Chưa đọc được định dạng này.", f"Viết “format: {s.FORMATS[-1]}”.")
    sections, files = read_sections(top.blocks("sections"))
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
        sections=sections,
        papers=(*(_paper(block) for block in top.blocks("papers", required=False)), *files),
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
        claim=_claim(top),
        fees=tuple(_fee(block) for block in top.blocks("fees", required=False)),
        result=_result(top),
        forms=tuple(_form(block) for block in top.blocks("forms", required=False)),
        ahead=_ahead(top),
        examples=_examples(top),
        entitlement=top.text("entitlement", ""),
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
        when=read_conditions(block),
        at=block.pointer,
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
        says=block.text("says", ""),
        articles=block.texts("articles", required=False),
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


def _maybe(top: Block, key: str) -> Block | None:
    """The block under a key that may be absent."""
    if key in top:
        return top.block(key)
    top.take(key, required=False)
    return None


def _claim(top: Block) -> about.Claim | None:
    block = _maybe(top, "claim")
    if block is None:
        return None
    claim = about.Claim(
        name=block.text("name"), identity=block.text("identity"), since=_day_or_key(block, "since"),
        months=read_expression(block, "months"), amount=read_expression(block, "amount"), birth=block.text("birth", ""),
        secondary=block.text("secondary", ""),
    )  # fmt: skip
    block.done()
    return claim


def _fee(block: Block) -> s.Fee:
    fee = s.Fee(
        key=block.text("key"), title=block.text("title"), amount=read_expression(block, "amount"),
        unit=block.text("unit"), basis=block.text("basis", ""), due=block.text("due", "submission"),
        when=read_conditions(block),
    )  # fmt: skip
    block.done()
    return fee


def _result(top: Block) -> about.Result | None:
    block = _maybe(top, "result")
    if block is None:
        return None
    result = about.Result(read_expression(block, "amount"), read_expression(block, "asked"), block.text("title", ""))
    block.done()
    return result


def _form(block: Block) -> about.Form:
    form = about.Form(block.text("key"), block.text("name"), block.text("basis"), block.text("file", ""))
    block.done()
    return form


def _ahead(top: Block) -> about.Ahead | None:
    block = _maybe(top, "ahead")
    if block is None:
        return None
    ahead = about.Ahead(
        block.text("order"), block.text("by"), block.day("of") or date.min, block.day("until", required=False)
    )
    block.done()
    return ahead


def _examples(top: Block) -> tuple[dict[str, Any], ...]:
    found = top.plain("examples", required=False)
    if found is not None and not (isinstance(found, list) and all(isinstance(item, dict) for item in found)):
        top.fault("examples", "“examples” phải là một danh sách các ví dụ.", "Viết mỗi ví dụ bắt đầu bằng “- ”.")
        return ()
    return tuple(found or ())


def _day_or_key(block: Block, key: str) -> str:
    """A date of the policy, or the key of a question that asks for one."""
    node = block.take(key, required=True)
    return "" if node is None else str(plain(node, block.at(key), block.faults))


def _translations(top: Block) -> dict[str, str]:
    """Vietnamese text → English text; a block may be left out."""
    if "en" not in top:
        top.take("en", required=False)
        return {}
    block = top.block("en")
    return {text: block.text(text) for text in block}
