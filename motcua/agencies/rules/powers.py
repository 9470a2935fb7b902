"""Powers in an agency, capacities of a person, and the refusals about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from motcua.kernel.actor import Actor, Capacity
from motcua.kernel.errors import Conflict, Missing, NotAllowed

# What a membership may hold → how it is called. "process" and "view" are the two rights of the 2020
# manual (3623/VPCP-KSTT); "decide" signs; "grant" appoints others in the agency and below it; "counter" looks at
# people's papers and answers for who they are.
POWERS: Mapping[str, str] = {
    "process": "Xử lý hồ sơ dịch vụ công",
    "view": "Xem thông tin hồ sơ dịch vụ công",
    "decide": "Ký duyệt kết quả",
    "grant": "Gán quyền cho cán bộ",
    "counter": "Xác minh danh tính và giúp người dân tại quầy",
}
LONGEST_TITLE = 120


class NoAgency(Missing):
    """Ngày {day} không có cơ quan nào là {role} {level} phụ trách {place}. Hãy liên hệ bộ phận hỗ trợ của cổng."""


class NoSuchAgency(Missing):
    """Không tìm thấy cơ quan này. Hãy tìm lại theo mã định danh hoặc tên."""


class NoSuchMembership(Missing):
    """Không tìm thấy cán bộ này trong cơ quan. Hãy tải lại danh sách."""


class NotYourAgency(NotAllowed):
    """Bạn chỉ gán quyền được trong cơ quan của bạn và các đơn vị trực thuộc. {agency} không thuộc phạm vi đó."""


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


def may_grant(by: Actor, own_path: str, path: str) -> bool:
    """The portal itself; an officer with "grant", inside the subtree of the agency from which they act."""
    if by.capacity is Capacity.SYSTEM:
        return True
    return by.officer and "grant" in by.powers and bool(own_path) and path.startswith(own_path)


def in_force(since: date, until: date | None, on: date) -> bool:
    """`until` is the first day on which it no longer holds."""
    return since <= on and (until is None or on < until)
