"""The life of a dossier, as a table, and what must be there before it can be handed in. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Conflict, NotAllowed, Refusal


class Status(StrEnum):
    """Where a dossier stands, as its applicant sees it."""

    DRAFT = "draft"
    IN_PROGRESS = "in_progress"
    AWAITING = "awaiting"
    GRANTED = "granted"
    PARTLY_GRANTED = "partly_granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def open(self) -> bool:
        """Some agency, or the applicant, still has something to do."""
        return self in (Status.IN_PROGRESS, Status.AWAITING)

    @property
    def final(self) -> bool:
        return self not in (Status.DRAFT, Status.IN_PROGRESS, Status.AWAITING)


_LABELS = {
    Status.DRAFT: "Đang soạn, chưa nộp",
    Status.IN_PROGRESS: "Đang được giải quyết",
    Status.AWAITING: "Chờ bạn bổ sung",
    Status.GRANTED: "Đã được phê duyệt",
    Status.PARTLY_GRANTED: "Đã được phê duyệt một phần",
    Status.REFUSED: "Không được phê duyệt",
    Status.WITHDRAWN: "Đã rút",
}

LIFE: Mapping[tuple[Status, str], Status] = {
    (Status.DRAFT, "submit"): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, "return"): Status.AWAITING,
    (Status.AWAITING, "supplement"): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, "grant"): Status.GRANTED,
    (Status.IN_PROGRESS, "grant_part"): Status.PARTLY_GRANTED,
    (Status.IN_PROGRESS, "refuse"): Status.REFUSED,
    # The applicant let the time for the supplement pass: workflow allows an end only then.
    (Status.AWAITING, "refuse"): Status.REFUSED,
    (Status.IN_PROGRESS, "withdraw"): Status.WITHDRAWN,
    (Status.AWAITING, "withdraw"): Status.WITHDRAWN,
}

# The interchange list of ten statuses (QĐ of the national portal; domain.md 2.4).
INTERCHANGE: Mapping[Status, int] = {
    Status.IN_PROGRESS: 4,
    Status.AWAITING: 5,
    Status.GRANTED: 9,
    Status.PARTLY_GRANTED: 9,
    Status.REFUSED: 8,
    Status.WITHDRAWN: 7,
}


class NotNow(Conflict):
    """Hồ sơ {status}, nên không làm được việc này nữa. Hãy tải lại trang để xem tình trạng mới nhất."""


class NotReady(Refusal):
    """Hồ sơ chưa nộp được. Còn thiếu: {what}."""


class StalePage(Conflict):
    """Mục này vừa được lưu ở một cửa sổ khác. Bấm “Lưu và tiếp tục” lần nữa để dùng điều bạn vừa nhập."""


class RowsPending(Refusal):
    """Còn {count} người chưa được xác nhận hoặc từ chối. Hãy xác nhận hết danh sách trước khi chuyển bước."""


class NobodyLeft(Refusal):
    """Danh sách không còn người nào được hỗ trợ. Hãy dùng quyết định từ chối và nêu lý do."""


class ViewerOnly(NotAllowed):
    """Bạn chỉ được xem hồ sơ của {business}. Hãy nhờ người đại diện của doanh nghiệp cho bạn quyền nộp hồ sơ."""


class NeedsAssurance(NotAllowed):
    """Cần xác minh danh tính mức {needed}; bạn đang ở mức {level}. Hồ sơ còn nguyên: hãy xác minh, rồi gửi lại."""


class ServiceEnded(Conflict):
    """Dịch vụ này đã ngừng nhận hồ sơ từ sau ngày {last}. Bản nháp vẫn còn, nhưng không nộp được nữa."""


class EmptyNote(Refusal):
    """Ghi chú đang trống. Hãy viết nội dung rồi lưu."""


class ReasonNeeded(Refusal):
    """Hãy ghi lý do. Người nộp hồ sơ sẽ đọc lý do này."""


class NotOffered(Conflict):
    """Việc “{action}” chưa làm được: {why}. Hãy tải lại trang để xem hồ sơ còn thiếu gì."""


class FeeUnpaid(Conflict):
    """Còn khoản “{title}” {amount} chưa nộp. Hãy thu khoản này rồi chuyển hồ sơ."""


class PaidAlready(Conflict):
    """Khoản “{title}” đã được {who} thu lúc {when}."""


class ReceiptNeeded(Refusal):
    """Thu tiền mặt phải có số biên lai. Hãy nhập số trên biên lai giấy."""


class NoSuchCharge(Refusal):
    """Hồ sơ không có khoản phí này."""


class ReceiptUsed(Conflict):
    """Số biên lai {number} đã dùng cho một khoản khác của cơ quan bạn. Hãy kiểm tra lại số trên biên lai."""


class TooMuch(Refusal):
    """Số tiền quyết định {amount} vượt số tiền đề nghị {asked}. Hãy sửa số tiền."""


class PostedAlready(Conflict):
    """Hồ sơ đã được {who} niêm yết lúc {when}."""


class NothingToPost(Refusal):
    """Bước này không niêm yết hồ sơ."""


class NotConfirmed(Refusal):
    """Người nộp chưa xác nhận bằng mã. Hãy gửi mã đến điện thoại của họ và nhập mã trước khi nộp."""


class NotAssisted(NotAllowed):
    """Hồ sơ này không do bạn nộp thay."""


class NotAnOffice(NotAllowed):
    """Danh sách này do cán bộ được giao xử lý dịch vụ lập. Hãy liên hệ người quản trị của đơn vị để được giao quyền."""


class NotCounter(NotAllowed):
    """Bạn không có quyền nộp thay tại quầy. Hãy liên hệ người quản trị của đơn vị."""


class ElsewhereThan(Refusal):
    """Danh sách của {agency} chỉ gồm địa bàn của đơn vị. Hãy chọn lại địa bàn."""


class HeldFile(Refusal):
    """Tệp “{name}” chưa qua kiểm tra mã độc hoặc bị giữ lại. Hãy chờ kiểm tra xong, hoặc xóa và tải lên tệp khác."""


def after(status: str, event: str) -> Status:
    """The status after `event`. Raises NotNow when the table knows no such way."""
    try:
        return LIFE[Status(status), event]
    except KeyError:
        raise NotNow(status=Status(status).label.lower()) from None


def may_file(by: Actor) -> bool:
    """False for someone who may see a business's dossiers, but not act on them."""
    return by.capacity is not Capacity.BUSINESS or "file" in by.powers


def check_filer(by: Actor) -> None:
    """Raises ViewerOnly unless `may_file`."""
    if not may_file(by):
        raise ViewerOnly(business=by.business_name)


def check_assurance(by: Actor, needed: int) -> None:
    """Raises NeedsAssurance unless it is known as surely who acts in this visit as the service asks (1 to 3)."""
    if by.assurance < needed:
        raise NeedsAssurance(needed=needed, level=by.assurance)


@dataclass(frozen=True)
class Seen:
    """What a question page knew when it was opened: how often it had been saved; `visit` names this opening of it."""

    count: int
    visit: str = ""

    @classmethod
    def parse(cls, text: str) -> "Seen | None":
        """'3.a1b2' → Seen(3, 'a1b2'); None for anything else."""
        count, dot, visit = text.partition(".")
        return cls(int(count), visit) if dot and count.isascii() and count.isdigit() and len(count) < _LONG else None

    def __str__(self) -> str:
        return f"{self.count}.{self.visit}"


_LONG = 10


def one_more_save(count: int, streak: Sequence[Any], seen: Seen | None) -> tuple[int, str]:
    """The streak after one more save of a page that was saved `count` times. Raises StalePage.

    A streak is (the count before its first save, the visit that made all its saves): a page that saves itself while it
    is being filled is not stale to itself, but any other window is, once it saved.
    """
    since, visit = streak or (0, "")
    if seen is None:
        return count, ""
    if seen.visit and seen.visit == visit and seen.count >= since:
        return since, visit
    if seen.count != count:
        raise StalePage
    return count, seen.visit


@dataclass(frozen=True)
class Task:
    """A line of the applicant's task list. `state`: done, todo (not begun), started, or problem (to be mended)."""

    key: str
    title: str
    kind: str
    state: str
    detail: str = ""


@dataclass(frozen=True)
class ListSummary:
    """What the task list needs to know of the worker list."""

    people: int
    problems: int
    title: str = "Danh sách"


def tasks(  # noqa: PLR0917 - what the six parts of a draft say
    sections: Sequence[tuple[str, str]],
    answered: Mapping[str, bool],
    problems: Mapping[str, Sequence[str]],
    papers: Sequence[tuple[str, str, bool]],
    present: Mapping[str, int],
    people: ListSummary | None,
    *,
    last: Collection[str] = (),
) -> tuple[Task, ...]:
    """The task list of a draft.

    `sections` (key, title); `answered` section → anything saved; `problems` section → messages of its questions;
    `papers` (key, name, required); `present` paper → files; `people` None when the service has no list;
    `last` are the sections that come after list and papers: what one declares about the whole.
    """
    asked = [_section_task(key, title, answered.get(key, False), problems.get(key, ())) for key, title in sections]
    found = [task for task in asked if task.key not in last]
    if people is not None:
        found.append(_list_task(people))
    if papers:
        missing = [name for key, name, required in papers if required and not present.get(key)]
        found.append(Task("papers", "Giấy tờ kèm theo", "papers", "todo" if missing else "done", "; ".join(missing)))
    return tuple(found + [task for task in asked if task.key in last])


def assurance_task(by: Actor, needed: int) -> tuple[Task, ...]:
    """The task of making sure who hands in; none where everybody who signed in may."""
    if needed <= 1:
        return ()
    return (Task("assurance", "Xác minh danh tính", "assurance", "done" if by.assurance >= needed else "todo"),)


def _section_task(key: str, title: str, begun: bool, problems: Sequence[str]) -> Task:  # noqa: FBT001
    if begun and not problems:
        return Task(key, title, "section", "done")
    return Task(key, title, "section", "started" if begun else "todo", f"Còn {len(problems)} câu" if begun else "")


def _list_task(people: ListSummary) -> Task:
    title = people.title
    if not people.people:
        return Task("list", title, "list", "todo")
    if people.problems:
        return Task("list", title, "list", "problem", f"{people.problems} dòng cần sửa trong {people.people} dòng")
    return Task("list", title, "list", "done", f"{people.people} người")


def ready(found: Sequence[Task]) -> None:
    """Raises NotReady naming every task that is not done."""
    if open_tasks := [task.title for task in found if task.state != "done"]:
        raise NotReady(what=", ".join(open_tasks))


def outcome(granted: int, asked: int) -> str:
    """The event of an approval: all, part, or none of the rows asked for. Raises NobodyLeft.

    A dossier that is about nobody's money in particular (a permit, a loan) has no rows: it is granted whole.
    """
    if not asked:
        return "grant"
    if not granted:
        raise NobodyLeft
    return "grant" if granted == asked else "grant_part"
