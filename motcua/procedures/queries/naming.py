"""How a new record begins."""

from dataclasses import replace
from datetime import date

from motcua.procedures.queries.records import public_of, whole
from motcua.procedures.rules import codes
from motcua.procedures.rules.content import Content


def starting(code: str, name: str, on: date) -> Content:
    """Only the name; a province's specialisation begins as the national procedure that it lays itself over."""
    parent = codes.parse(code).parent
    national = public_of(parent, on) if parent else None
    if national is None:
        return Content(name=name)
    content = whole(national, on).content
    return replace(content, name=name) if name else content
