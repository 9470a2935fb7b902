"""What the applicant is told at each event: the service file's own words, or these."""

from datetime import datetime

from django.urls import reverse

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.service import Service
from motcua.dossiers.models import Dossier
from motcua.kernel.money import dong
from motcua.notices.commands import tell
from motcua.shell.clock import VIETNAM
from motcua.workflow.models import Turn
from motcua.workflow.queries import open_turn

_WORDS = {
    "accepted": ("Đã nhận hồ sơ {code}", "{agency} đang giữ hồ sơ. Hẹn trả kết quả: {due}."),
    "handed_over": ("Hồ sơ {code} đã chuyển bước", "{agency} đang giữ hồ sơ và phải xong việc trước {due}."),
    "supplement": ("Hồ sơ {code} cần bổ sung",
        "{agency} yêu cầu: {reason}. Thời hạn giải quyết tạm dừng đến khi bạn gửi."),
    "resubmitted": ("Đã nhận phần bổ sung của hồ sơ {code}", "{agency} tiếp tục giải quyết, hạn mới là {due}."),
    "granted": ("Hồ sơ {code} đã được phê duyệt",
        "{rows} người được hỗ trợ, tổng cộng {amount}. Quyết định có trong hồ sơ của bạn."),
    "granted_one": ("Hồ sơ {code} đã được phê duyệt",
        "Số tiền được duyệt: {amount}. Quyết định có trong hồ sơ của bạn."),
    "granted_plain": ("Hồ sơ {code} đã được phê duyệt", "Kết quả có trong hồ sơ của bạn."),
    "refused": ("Hồ sơ {code} không được phê duyệt", "Lý do: {reason}. Thông báo từ chối có trong hồ sơ của bạn."),
    "withdrawn": ("Bạn đã rút hồ sơ {code}", "Không cơ quan nào giải quyết tiếp. Bạn có thể nộp hồ sơ mới."),
    "overdue": ("Xin lỗi và hẹn lại ngày trả kết quả hồ sơ {code}",
        "{agency} xin lỗi vì chậm và hẹn trả trước {due}. Lý do: {reason}."),
}  # fmt: skip


def applicant(dossier: Dossier, event: str, *, at: datetime, reason: str = "", agency: str = "") -> None:
    """Put the notice of `event` into the applicant's inbox, and on its way by SMS and e-mail.

    `agency` is who acted when the run has ended; while it is open, its holder is named.
    """
    service = service_of(dossier.version)
    own = service.notice(event)
    title, body = (own.title, own.body) if own else _words(event, dossier, service)
    turn = open_turn(dossier.case_id) if dossier.case_id else None
    holes = {
        "code": dossier.code or "",
        "service": service.short_name,
        "agency": turn.agency.name if turn else agency,
        "due": _due(event, turn),
        "reason": reason.strip().rstrip("."),
        "amount": dong(dossier.amount_granted),
        "rows": str(dossier.people_granted),
    }
    tell(
        dossier.applicant_id,
        title=title.format_map(holes)[:200],
        body=body.format_map(holes),
        link=reverse("dossiers:dossier", args=[dossier.ref]),
        subject=dossier.subject,
        at=at,
    )


def _words(event: str, dossier: Dossier, service: Service) -> tuple[str, str]:
    """What is told where the service has no words of its own."""
    if event == "granted" and not service.lists:
        event = "granted_one" if dossier.amount_granted else "granted_plain"
    return _WORDS[event]


def _due(event: str, turn: Turn | None) -> str:
    """The day that the event's notice is about: of the whole dossier at first, of the step later, or the new one."""
    if turn is None:
        return ""
    due = turn.due_at
    if event == "accepted":
        due = turn.case.due_at
    elif event == "overdue" and turn.case.put_off_to:
        due = turn.case.put_off_to
    return f"{due.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
