"""What stands on a paper: numbers, wording, contents, and the printing, which reads the room's own templates."""

from motcua.documents.rules.decisions import Decision, GrantRow, RefusedRow, RefusedRows
from motcua.documents.rules.numbering import SERIES, TEMPLATES, TITLES, numbering
from motcua.documents.rules.papers import (
    Apology,
    Applicant,
    CashReceipt,
    ControlSlip,
    HandOver,
    Issuer,
    PaperLine,
    Receipt,
    Refusal,
    SupplementItem,
    SupplementRequest,
)
from motcua.documents.rules.rendering import KINDS, render
from motcua.documents.rules.wording import VIETNAM, long_day, long_moment, money_words, short_day, words

__all__ = [
    "KINDS",
    "SERIES",
    "TEMPLATES",
    "TITLES",
    "VIETNAM",
    "Apology",
    "Applicant",
    "CashReceipt",
    "ControlSlip",
    "Decision",
    "GrantRow",
    "HandOver",
    "Issuer",
    "PaperLine",
    "Receipt",
    "Refusal",
    "RefusedRow",
    "RefusedRows",
    "SupplementItem",
    "SupplementRequest",
    "long_day",
    "long_moment",
    "money_words",
    "numbering",
    "render",
    "short_day",
    "words",
]
