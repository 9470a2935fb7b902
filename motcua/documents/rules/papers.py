"""What each paper says. Callers fill one of these; `to_json()` is what is kept sealed and printed.

Number, dossier code, title and the moment of issue are added when the paper is issued.
Forms 01–05 of Thông tư 01/2018/TT-VPCP; the decision is in `decisions`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.documents.rules.wording import agency_lines, figures, long_day, long_moment, money_words

_DESK = "Bộ phận Tiếp nhận và Trả kết quả"


@dataclass(frozen=True)
class Issuer:
    """Who stands at the head of a paper and who signs it.

    `superior` is the cơ quan chủ quản, '' when there is none; `place` dates the paper ('Quảng Ngãi');
    `authority` stands above the signer's title: 'TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'.
    """

    agency: str
    place: str
    signer: str
    signer_title: str = ""
    superior: str = ""
    authority: str = ""

    def to_json(self, recipients: Sequence[str] = (), *, part: str = "") -> dict[str, Any]:
        """The head and foot of a paper; `part` is what a form calls its signer, in place of authority and title."""
        head = [part or self.authority, "" if part else self.signer_title]
        return {
            "author": self.agency,
            "superior": agency_lines(self.superior),
            "agency": agency_lines(self.agency),
            "place": self.place,
            "signature": {"head": [line.upper() for line in head if line], "name": self.signer},
            "recipients": list(recipients),
        }


@dataclass(frozen=True)
class Applicant:
    """The person or organisation whose dossier it is; what is '' is left out."""

    name: str
    address: str = ""
    phone: str = ""
    email: str = ""

    def to_json(self) -> dict[str, str]:
        return {"name": self.name, "address": self.address, "phone": self.phone, "email": self.email}


@dataclass(frozen=True)
class PaperLine:
    """One paper of the dossier: its form ('bản điện tử', 'bản chính: 1'), and the file with its SHA-256 (hex)."""

    name: str
    form: str = ""
    file: str = ""
    sha256: str = ""

    def to_json(self) -> dict[str, str]:
        short = " ".join(self.sha256[i : i + 4] for i in range(0, min(len(self.sha256), 16), 4))
        return {"name": self.name, "form": self.form, "file": self.file, "fingerprint": short}


@dataclass(frozen=True)
class Receipt:
    """Mẫu 01: giấy tiếp nhận hồ sơ và hẹn trả kết quả. `lookup_url` is what the QR code holds."""

    issuer: Issuer
    applicant: Applicant
    request: str
    papers: Sequence[PaperLine]
    term: str
    received_at: datetime
    due_at: datetime
    result_by: str
    lookup_url: str
    submitted_by: str
    online: bool = True
    workers: int | None = None
    sets: int = 1
    book: str = ""
    receiving_desk: str = ""

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(part="Người tiếp nhận hồ sơ") | {
            "receiving_desk": self.receiving_desk or f"{_DESK}: {self.issuer.agency}",
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "papers": [paper.to_json() for paper in self.papers],
            "sets": f"{self.sets:02} (bộ)",
            "workers": "" if self.workers is None else f"{figures(self.workers)} người",
            "term": self.term,
            "received_at": long_moment(self.received_at),
            "due_at": long_moment(self.due_at),
            "result_by": self.result_by,
            "book": self.book,
            "lookup": self.lookup_url,
            "submitted_by": self.submitted_by,
            "submitted_note": "(Đã nộp trực tuyến)" if self.online else "(Ký và ghi rõ họ tên)",
        }


@dataclass(frozen=True)
class SupplementItem:
    """One thing to add or correct, and how."""

    what: str
    how: str = ""


@dataclass(frozen=True)
class SupplementRequest:
    """Mẫu 02: phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. `help` names whom to ask, with number or address."""

    issuer: Issuer
    applicant: Applicant
    request: str
    items: Sequence[SupplementItem]
    reason: str
    help: str
    answer_by: datetime | None = None
    recipients: Sequence[str] = ("Như trên", "Lưu: hồ sơ")

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients, part="Người hướng dẫn") | {
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "items": [{"what": item.what, "how": item.how} for item in self.items],
            "reason": self.reason,
            "help": self.help,
            "answer_by": "" if self.answer_by is None else long_moment(self.answer_by),
        }


@dataclass(frozen=True)
class Refusal:
    """Mẫu 03: phiếu từ chối tiếp nhận giải quyết hồ sơ."""

    issuer: Issuer
    applicant: Applicant
    request: str
    reasons: Sequence[str]
    guidance: str = ""
    receiving_desk: str = ""
    recipients: Sequence[str] = ("Như trên", "Lưu: hồ sơ")

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients, part="Người tiếp nhận hồ sơ") | {
            "receiving_desk": self.receiving_desk or f"{_DESK}: {self.issuer.agency}",
            "refuser": self.issuer.agency,
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "reasons": list(self.reasons),
            "guidance": self.guidance,
        }


@dataclass(frozen=True)
class Apology:
    """Mẫu 04: phiếu xin lỗi và hẹn lại ngày trả kết quả. A dossier is re-appointed at most once (NĐ 61/2018)."""

    issuer: Issuer
    applicant: Applicant
    request: str
    received_at: datetime
    promised_at: datetime
    reason: str
    new_at: datetime
    recipients: Sequence[str] = ("Như trên", "Lưu: hồ sơ")

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients) | {
            "handler": self.issuer.agency,
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "received_at": long_moment(self.received_at),
            "promised_at": long_moment(self.promised_at),
            "reason": self.reason,
            "new_at": long_moment(self.new_at),
        }


@dataclass(frozen=True)
class HandOver:
    """One hand-over. `due_at` and `done_at` say whether the taker was before, on or after its term."""

    giver: str
    taker: str
    given_at: datetime
    taken_at: datetime | None = None
    given_by: str = ""
    taken_by: str = ""
    due_at: datetime | None = None
    done_at: datetime | None = None
    note: str = ""

    @property
    def result(self) -> str:
        """'Trước hạn', 'Đúng hạn' (on the day it was due), 'Quá hạn', or '' while there is nothing to compare."""
        if self.due_at is None or self.done_at is None:
            return ""
        if self.done_at > self.due_at:
            return "Quá hạn"
        return "Đúng hạn" if long_day(self.done_at) == long_day(self.due_at) else "Trước hạn"

    def to_json(self) -> dict[str, str]:
        return {
            "giver": self.giver,
            "taker": self.taker,
            "given_at": long_moment(self.given_at),
            "taken_at": "" if self.taken_at is None else long_moment(self.taken_at),
            "given_by": self.given_by,
            "taken_by": self.taken_by,
            "result": self.result,
            "note": self.note,
        }


@dataclass(frozen=True)
class ControlSlip:
    """Mẫu 05: phiếu kiểm soát quá trình giải quyết hồ sơ."""

    issuer: Issuer
    applicant: Applicant
    request: str
    handler: str
    hand_overs: Sequence[HandOver]
    partners: str = ""
    recipients: Sequence[str] = ("Lưu: hồ sơ",)

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(self.recipients, part="Người lập phiếu") | {
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "handler": self.handler,
            "partners": self.partners,
            "hand_overs": [row.to_json() for row in self.hand_overs],
        }


@dataclass(frozen=True)
class CashReceipt:
    """Biên lai thu tiền phí, lệ phí: cash at a counter (đồng). `book_number` of a receipt out of a printed book."""

    issuer: Issuer
    applicant: Applicant
    request: str
    title: str
    amount: int
    paid_at: datetime
    book_number: str = ""

    def to_json(self) -> dict[str, Any]:
        return self.issuer.to_json(part="Người thu tiền") | {
            "applicant": self.applicant.to_json(),
            "request": self.request,
            "fee": self.title,
            "amount": f"{figures(self.amount)} đồng",
            "in_words": money_words(self.amount),
            "paid_at": long_moment(self.paid_at),
            "book_number": self.book_number,
            "payer": self.applicant.name,
        }
