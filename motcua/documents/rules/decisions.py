"""The provincial decision and the lists of persons that go with it (NĐ 30/2020/NĐ-CP, QĐ 15/2020/QĐ-TTg)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.documents.rules.papers import Issuer
from motcua.documents.rules.wording import figures, money_words, short_day


@dataclass(frozen=True)
class GrantRow:
    """One supported person; numbers as the caller wants them printed, the period's days, whole months, đồng."""

    name: str
    birth: str
    id_number: str
    bhxh: str
    start: date
    end: date
    months: int
    amount: int


@dataclass(frozen=True)
class Decision:
    """A decision with its annex. Totals are counted from the rows; `amount` (đồng) instead for a loan, or without rows.

    `beneficiary` is the applicant; `grounds` are the căn cứ without closing signs. `says` is Điều 1, with holes
    {people}, {months}, {amount}, {words}, {beneficiary}; `articles` follow it, {executors} filled in; none given: the
    two usual ones, payment and execution.
    """

    issuer: Issuer
    beneficiary: str
    grounds: Sequence[str]
    rows: Sequence[GrantRow]
    subject: str
    says: str
    amount: int = 0
    annex_title: str = "DANH SÁCH ĐƯỢC HỖ TRỢ"
    articles: Sequence[str] = ()
    executors: str = ""
    recipients: Sequence[str] = ()
    chair: str = ""

    def to_json(self) -> dict[str, Any]:
        people, total = len(self.rows), self.amount or sum(row.amount for row in self.rows)
        holes = {
            "people": figures(people), "months": figures(sum(row.months for row in self.rows)),
            "amount": f"{figures(total)} đồng", "words": money_words(total), "beneficiary": self.beneficiary,
        }  # fmt: skip
        first = self.says.format_map(holes) + ("\n(Chi tiết tại danh sách kèm theo)" if people else "")
        further = [article.format_map(holes | {"executors": self.executors}) for article in self.articles]
        return self.issuer.to_json(self.recipients) | {
            "subject": self.subject,
            "chair": (self.chair or f"Chủ tịch {self.issuer.agency}").upper(),
            "grounds": list(self.grounds),
            "articles": [first, *(further or self._usual())],
            "annex_title": self.annex_title,
            "beneficiary": self.beneficiary,
            "issuing": f"Chủ tịch {self.issuer.agency}",
            "rows": [_grant(n, row) for n, row in enumerate(self.rows, 1)],
            "months": figures(sum(row.months for row in self.rows)),
            "total": figures(total),
            "total_words": money_words(total),
        }

    def _usual(self) -> tuple[str, ...]:
        carried_out = f"{self.executors} chịu trách nhiệm thi hành Quyết định này./."
        if not (self.rows or self.amount):
            return (carried_out,)
        paid = (
            "Kinh phí thực hiện theo quy định của pháp luật. "
            "Việc chi trả thực hiện trực tiếp đến người được hỗ trợ, đúng đối tượng, công khai, minh bạch."
        )
        return (paid, carried_out)


@dataclass(frozen=True)
class RefusedRow:
    """One person who is not supported, and why."""

    name: str
    birth: str
    id_number: str
    bhxh: str
    reason: str


@dataclass(frozen=True)
class RefusedRows:
    """The list of persons not supported. `attached_to`: 'Quyết định số 12/QĐ-UBND ngày 20 tháng 5 năm 2020 của …'."""

    issuer: Issuer
    beneficiary: str
    attached_to: str
    rows: Sequence[RefusedRow]
    name: str = "Phụ lục"
    recipients: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients) | {
            "annex_name": self.name,
            "annex_title": "DANH SÁCH KHÔNG ĐƯỢC HỖ TRỢ",
            "annex_attached": f"{self.beneficiary}\n(Kèm theo {self.attached_to})",
            "rows": [[str(n), r.name, r.birth, r.id_number, r.bhxh, r.reason] for n, r in enumerate(self.rows, 1)],
            "people": figures(len(self.rows)),
        }


def _grant(n: int, row: GrantRow) -> list[str]:
    start, end = short_day(row.start), short_day(row.end)
    return [str(n), row.name, row.birth, row.id_number, row.bhxh, start, end, str(row.months), figures(row.amount)]
