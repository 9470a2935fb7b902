"""The provincial decision and the lists of persons that go with it (NĐ 30/2020/NĐ-CP, QĐ 15/2020/QĐ-TTg)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from motcua.documents.rules.papers import Issuer
from motcua.documents.rules.wording import figures, money_words, short_day


@dataclass(frozen=True)
class GrantRow:
    """One supported worker; numbers as the caller wants them printed, the period's days, whole months, đồng."""

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
    """The provincial chairman's decision with its annex. Totals are counted from the rows, never passed in.

    `beneficiary` is the employer; `grounds` are the căn cứ without closing signs; `articles` follow Điều 1, which
    is written here (who gets how much); none given: the two usual ones, payment and execution.
    """

    issuer: Issuer
    beneficiary: str
    grounds: Sequence[str]
    rows: Sequence[GrantRow]
    subject: str = (
        "Về việc hỗ trợ người lao động tạm hoãn thực hiện hợp đồng lao động, "
        "nghỉ việc không hưởng lương do đại dịch Covid-19"
    )
    articles: Sequence[str] = ()
    executors: str = ""
    recipients: Sequence[str] = ()
    chair: str = ""

    def to_json(self) -> dict[str, Any]:
        people, total = len(self.rows), sum(row.amount for row in self.rows)
        first = (
            f"Hỗ trợ {figures(people)} người lao động của {self.beneficiary} tạm hoãn thực hiện hợp đồng lao động, "
            "nghỉ việc không hưởng lương do đại dịch Covid-19, với tổng số tiền là "
            f"{figures(total)} đồng (bằng chữ: {money_words(total)}).\n(Chi tiết tại danh sách kèm theo)"
        )
        return self.issuer.to_json(self.recipients) | {
            "subject": self.subject,
            "chair": (self.chair or f"Chủ tịch {self.issuer.agency}").upper(),
            "grounds": list(self.grounds),
            "articles": [first, *(self.articles or self._usual())],
            "annex_title": "DANH SÁCH NGƯỜI LAO ĐỘNG ĐƯỢC HỖ TRỢ",
            "beneficiary": self.beneficiary,
            "issuing": f"Chủ tịch {self.issuer.agency}",
            "rows": [_grant(n, row) for n, row in enumerate(self.rows, 1)],
            "months": figures(sum(row.months for row in self.rows)),
            "total": figures(total),
            "total_words": money_words(total),
        }

    def _usual(self) -> tuple[str, str]:
        return (
            (
                "Kinh phí hỗ trợ chi từ ngân sách nhà nước theo quy định tại Quyết định số 15/2020/QĐ-TTg. "
                "Việc chi trả thực hiện trực tiếp đến người lao động, đúng đối tượng, công khai, minh bạch."
            ),
            f"{self.executors} chịu trách nhiệm thi hành Quyết định này./.",
        )


@dataclass(frozen=True)
class RefusedRow:
    """One worker who is not supported, and why."""

    name: str
    birth: str
    id_number: str
    bhxh: str
    reason: str


@dataclass(frozen=True)
class RefusedRows:
    """The list of workers not supported. `attached_to`: 'Quyết định số 12/QĐ-UBND ngày 20 tháng 5 năm 2020 của …'."""

    issuer: Issuer
    beneficiary: str
    attached_to: str
    rows: Sequence[RefusedRow]
    name: str = "Phụ lục"
    recipients: Sequence[str] = ()

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients) | {
            "annex_name": self.name,
            "annex_title": "DANH SÁCH NGƯỜI LAO ĐỘNG KHÔNG ĐƯỢC HỖ TRỢ",
            "annex_attached": f"{self.beneficiary}\n(Kèm theo {self.attached_to})",
            "rows": [[str(n), r.name, r.birth, r.id_number, r.bhxh, r.reason] for n, r in enumerate(self.rows, 1)],
            "people": figures(len(self.rows)),
        }


def _grant(n: int, row: GrantRow) -> list[str]:
    start, end = short_day(row.start), short_day(row.end)
    return [str(n), row.name, row.birth, row.id_number, row.bhxh, start, end, str(row.months), figures(row.amount)]
