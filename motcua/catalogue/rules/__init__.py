"""What a service file means: read it, check it, ask its questions. Pure."""

from motcua.catalogue.rules.answers import (
    Message,
    exit_for,
    missing_papers,
    page_problems,
    papers,
    problem,
    problems,
    sections,
    visible,
)
from motcua.catalogue.rules.checking import Parsed, findings, parse, report
from motcua.catalogue.rules.faults import Fault
from motcua.catalogue.rules.particulars import Issuer, LegalText, Notice, Output, ProcedureRef, Start
from motcua.catalogue.rules.service import (
    Choice,
    Column,
    Condition,
    Exit,
    ListSpec,
    Page,
    Paper,
    Period,
    Question,
    Section,
    Service,
)

__all__ = [
    "Choice", "Column", "Condition", "Exit", "Fault", "Issuer", "LegalText", "ListSpec", "Message", "Notice", "Output",
    "Page", "Paper", "Parsed", "Period", "ProcedureRef", "Question", "Section", "Service", "Start",
    "exit_for", "findings", "missing_papers", "page_problems", "papers", "parse", "problem", "problems", "report",
    "sections", "visible",
]  # fmt: skip
