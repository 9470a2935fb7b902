"""The part of a service file that describes a list of people: its columns and the policy's bounds."""

from datetime import date
from typing import cast

from motcua.catalogue.rules import service as s
from motcua.catalogue.rules.nodes import Block
from motcua.catalogue.rules.reading_questions import read_expression
from motcua.catalogue.rules.words import COLUMN_KINDS


def read_list(block: Block) -> s.ListSpec:
    """One list; faults are gathered in the block."""
    people = block.block("people")
    spec = s.ListSpec(
        key=block.text("key"),
        title=block.text("title"),
        form=block.text("form"),
        columns=tuple(_column(column) for column in block.blocks("columns")),
        period=_period(block),
        birth=people.text("birth"),
        age_from=people.number("age_from"),
        age_to=people.number("age_to", least=1),
        age_at=people.text("age_at", ""),
        amount_per_month=block.number("amount_per_month", 0 if "amount_by" in block else None),
        amount_by=read_expression(block, "amount_by", required=False),
        months=block.number("months", 0),
        months_from=block.day("months_from", required=False),
        max_rows=block.number("max_rows", least=1),
        letterhead=block.texts("letterhead", required=False),
        identity=people.text("identity"),
        secondary=people.text("secondary", ""),
        name=people.text("name"),
        hint=block.text("hint", ""),
        max_mb=block.number("max_mb", 20, least=1),
    )
    people.done()
    block.done()
    return spec


def _column(block: Block) -> s.Column:
    kind = cast("s.ColumnKind", block.one_of("kind", COLUMN_KINDS))
    column = s.Column(
        key=block.text("key"),
        title=block.text("title"),
        kind=kind,
        required=block.yes("required", True),
        aliases=block.texts("aliases", required=False),
        choices=block.texts("choices", required=kind == "choice"),
        lengths=block.numbers("lengths"),
        max_length=block.number("max_length", 200, least=1),
        unique=block.yes("unique", False),
        private=block.yes("private", False),
        hint=block.text("hint", ""),
        width=block.number("width", 16, least=1),
        example=block.text("example", ""),
    )
    block.done()
    return column


def _period(block: Block) -> s.Period | None:
    if "period" not in block:
        block.take("period", required=False)
        return None
    inner = block.block("period")
    period = s.Period(
        start=inner.text("start"),
        end=inner.text("end"),
        window_from=inner.day("window_from") or date.min,
        window_to=inner.day("window_to") or date.max,
        start_from=inner.day("start_from") or date.min,
        start_to=inner.day("start_to") or date.max,
        least_months=inner.number("least_months"),
        most_months=inner.number("most_months", least=1),
        counting=cast("s.Counting", inner.one_of("counting", ("full",), "full")),
    )
    inner.done()
    return period
