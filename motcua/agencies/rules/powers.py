"""Places in an agency, capacities of a person, and the refusals about them."""

from dataclasses import dataclass
from datetime import date, datetime

from motcua.calendar.rules import VIETNAM
from motcua.kernel.errors import Conflict, Missing, NotAllowed

LONGEST_TITLE = 120


class NoAgency(Missing):
    """Ngày {day} không có cơ quan nào là {role} {level} phụ trách {place}. Hãy liên hệ bộ phận hỗ trợ của cổng."""


class NoSuchAgency(Missing):
    """Không tìm thấy cơ quan này. Hãy tìm lại theo mã định danh hoặc tên."""


class NoSuchMembership(Missing):
    """Không tìm thấy cán bộ này trong cơ quan. Hãy tải lại danh sách."""


class NotYourAgency(NotAllowed):
    """Bạn chỉ quản lý người dùng trong phạm vi được giao. {agency} không thuộc phạm vi đó."""


class HoldsMoreThanYou(NotAllowed):
    """{who} giữ quyền “{right}” mà bạn không được thu hồi. Việc với vị trí này phải nhờ quản trị cấp trên."""


class NoSuchGrant(Missing):
    """Không tìm thấy quyền này. Hãy tải lại trang của cán bộ."""


class GrantEnded(Conflict):
    """Quyền “{right}” của {who} đã kết thúc lúc {when}, do {by} thực hiện."""


class AlreadyApproved(Conflict):
    """Quyền “{right}” của {who} đã được {by} duyệt lúc {when}."""


class SecondPerson(NotAllowed):
    """Quyền quản trị cả một bộ, ngành hoặc tỉnh, thành phố phải do người thứ hai duyệt, không phải người đã cấp."""


class NothingToCover(Conflict):
    """{colleague} đã có sẵn mọi quyền của {who}, hoặc {who} không giữ quyền nào để làm thay."""


class HeldInstead(Conflict):
    """{who} chỉ giữ quyền “{right}” để làm thay. Hãy kết thúc quyền này rồi lập lại việc làm thay, đừng cấu hình nó."""


class AlreadyThere(Conflict):
    """{who} đã có trong {agency}."""


class SameAgency(Conflict):
    """{who} đang làm việc ở chính đơn vị này."""


class MembershipInactive(Conflict):
    """{who} chưa được kích hoạt tại {agency}."""


class OtherAgency(Conflict):
    """{who} không làm việc tại {agency}, nên không thể làm thay ở đó. Hãy thêm người này vào đơn vị trước."""


class AgencyClosed(Conflict):
    """{agency} không hoạt động vào ngày {day}, nên không thêm cán bộ được."""


class MembershipEnded(Conflict):
    """{who} đã thôi làm việc tại {agency} từ ngày {day}."""


@dataclass(frozen=True)
class Choice:
    """A capacity that a person may take. `key` is what the session remembers: citizen, business:7, member:3."""

    key: str
    label: str
    detail: str = ""


def clock(at: datetime) -> str:
    """'08:32, 12/05/2020', as refusals name a moment: Vietnamese time."""
    return f"{at.astimezone(VIETNAM):%H:%M, %d/%m/%Y}"


def in_force(since: date, until: date | None, on: date) -> bool:
    """`until` is the first day on which it no longer holds."""
    return since <= on and (until is None or on < until)
