"""What a service says of itself beside its questions: the law, the start page, who issues, prints, keeps and tells."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LegalText:
    number: str
    title: str
    of: date | None = None
    clause: str = ""


@dataclass(frozen=True)
class ProcedureRef:
    """The procedure (thủ tục hành chính) that this service puts online."""

    code: str
    name: str
    field: str
    decision: str = ""


@dataclass(frozen=True)
class Start:
    """The plain words of the start page."""

    summary: str
    need: tuple[str, ...]
    takes: str
    fee: str
    decides: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issuer:
    """Whose identifier begins the dossier code: the agency of that role and level for the applicant's place."""

    role: str
    level: str


@dataclass(frozen=True)
class Output:
    """A printed paper: what happens (`event`), which template (`document`), who signs ("" = the agency that acts)."""

    event: str
    document: str
    title: str
    signer: str = ""
    annex: str = ""


@dataclass(frozen=True)
class Retention:
    years: int
    basis: str


@dataclass(frozen=True)
class Notice:
    """What a person is told at an event. Holes: {code}, {service}, {agency}, {due}, {reason}, {amount}, {rows}."""

    event: str
    title: str
    body: str


@dataclass(frozen=True)
class Unconfirmed:
    """A fact of the file, by pointer, that no source has confirmed yet."""

    pointer: str
    note: str
