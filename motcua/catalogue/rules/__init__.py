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
from motcua.catalogue.rules.differences import Change, differences
from motcua.catalogue.rules.drawing import draw
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
from motcua.catalogue.rules.simulating import Simulated, simulate
from motcua.catalogue.rules.ways import Way, paths

__all__ = [
    "Change", "Choice", "Column", "Condition", "Exit", "Fault", "Issuer", "LegalText", "ListSpec", "Message",
    "Notice", "Output", "Page", "Paper", "Parsed", "Period", "ProcedureRef", "Question", "Section", "Service",
    "Simulated", "Start", "Way", "differences", "draw", "exit_for", "findings", "missing_papers", "page_problems",
    "papers", "parse", "paths", "problem", "problems", "report", "sections", "simulate", "visible",
]  # fmt: skip
