"""What a service says of itself beside its questions: the law, the start page, who issues, prints, keeps and tells."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LegalText:
    """A legal text: `kind` (Quyết định, Nghị quyết …) and who issued it, `by`, are how a decision cites it."""

    number: str
    title: str
    of: date | None = None
    clause: str = ""
    kind: str = ""
    by: str = ""

    def cited(self) -> str:
        """'Căn cứ Quyết định số 15/2020/QĐ-TTg ngày 24 tháng 4 năm 2020 của Thủ tướng Chính phủ quy định về …'."""
        day = f"ngày {self.of.day:02} tháng {self.of.month} năm {self.of.year}" if self.of else ""
        title = self.title[:1].lower() + self.title[1:]
        parts = ("Căn cứ", self.kind, "số", self.number, day, f"của {self.by}" if self.by else "", f"về {title}")
        return " ".join(part for part in parts if part).replace(" về quy định về ", " quy định về ")


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
    """A printed paper: what happens (`event`), which template (`document`), who signs ("" = the agency that acts).

    Of a decision: `says` is its first article with holes {people}, {months}, {amount}, {words}, {beneficiary};
    `articles` are the further ones, which may also name {executors}.
    """

    event: str
    document: str
    title: str
    signer: str = ""
    annex: str = ""
    says: str = ""
    articles: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Claim:
    """The one beneficiary of a dossier without a list, made from its answers as if it were a list of one row.

    `name`, `identity`, `birth` and `secondary` are question keys; `since` is a question key or a date;
    `months` and `amount` (đồng in all) are expressions over the answers.
    """

    name: str
    identity: str
    since: str
    months: str
    amount: str
    birth: str = ""
    secondary: str = ""


@dataclass(frozen=True)
class Result:
    """What a grant comes to when it is not the sum over a list: expressions for the đồng granted and asked for.

    `amount` also reads the officers' findings; `title` is what pages call it (khoản vay).
    """

    amount: str
    asked: str
    title: str = ""


@dataclass(frozen=True)
class Form:
    """A printed form (Mẫu) of the service: `file` of the portal's own forms, or ''; `basis` the legal text."""

    key: str
    name: str
    basis: str
    file: str = ""


@dataclass(frozen=True)
class Ahead:
    """The named order under which dossiers are taken before the procedure is published (letter 2107/UBND-HCC)."""

    order: str
    by: str
    of: date
    until: date | None = None
