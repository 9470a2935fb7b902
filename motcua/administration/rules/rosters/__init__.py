"""Lists of people in the letters' layouts: who administers, who processes, who replaces whom. Pure.

Letter 000 appendix 1 (`focal`), letter 001 item 3b (`officers`), letter 003 annex (`change`, `add`).
"""

from motcua.administration.rules.rosters.header import looks_right
from motcua.administration.rules.rosters.layouts import paper, write_docx, write_xlsx
from motcua.administration.rules.rosters.reading import read_roster, read_rosters
from motcua.administration.rules.rosters.shapes import (
    KINDS,
    MAX_LINES,
    Body,
    Kind,
    Line,
    LineFault,
    NoNumbers,
    NoPeople,
    NoRoster,
    NotRead,
    Proposal,
    Remark,
    Roster,
    Skip,
    TooManyLines,
    TwoNames,
)
from motcua.administration.rules.rosters.sources import from_file, from_text

__all__ = [
    "KINDS", "MAX_LINES", "Body", "Kind", "Line", "LineFault", "NoNumbers", "NoPeople", "NoRoster", "NotRead",
    "Proposal", "Remark", "Roster", "Skip", "TooManyLines", "TwoNames", "from_file", "from_text", "looks_right",
    "paper", "read_roster", "read_rosters", "write_docx", "write_xlsx",
]  # fmt: skip
