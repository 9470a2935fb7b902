"""What may be uploaded as a list, and why one is refused."""

from motcua.administration.rules.ground import Plan
from motcua.kernel.errors import Conflict, Invalid, Missing, NotAllowed, Refusal, TooMany

LOOKS_AN_HOUR = 60
STRANGERS_A_DAY = 6000  # accounts of people who work nowhere that the officer manages: the longest list, and some
DAY = 24 * 3600
AT_ONCE = 50  # lines that are applied while the officer waits; more are the worker's
INVITED_FOR = 90  # days

KIND_WORDS = {
    "focal": "Đầu mối được cấp quyền quản trị (phụ lục 1, Công văn 3623/VPCP-KSTT)",
    "officers": "Cán bộ xử lý hồ sơ (họ tên, số giấy tờ, điện thoại, đơn vị)",
    "change": "Thay đổi tài khoản tham gia xử lý (Công văn 6444/VP-KGVX)",
    "add": "Bổ sung tài khoản tham gia xử lý (Công văn 6444/VP-KGVX)",
}
SHORT_KINDS = {"focal": "Đầu mối quản trị", "officers": "Cán bộ xử lý", "change": "Thay đổi", "add": "Bổ sung"}

# What came of a line that is done, by `RosterLine.outcome`.
OUTCOMES = {
    "granted": "Đã cấp quyền tại {agency}.",
    "changed": "Đã thôi {ended} quyền của {leaving} và cấp cho người thay thế.",
    "bare": "Đã thôi {ended} quyền của {leaving} và cấp cho người thay thế. {leaving} không còn quyền nào ở đơn vị: "
    "hãy kết thúc vị trí và bàn giao việc đang giữ.",
    "ended": "Đã thôi {ended} quyền của {leaving}.",
    "ended_bare": "Đã thôi {ended} quyền của {leaving}, người này không còn quyền nào ở đơn vị: hãy kết thúc vị trí và "
    "bàn giao việc đang giữ.",
    "invited": "Đã mời {name}; quyền được cấp khi họ đăng ký tài khoản.",
    "changed_invited": "Đã thôi {ended} quyền của {leaving} và mời {name}.",
    "named": "Đã ghi tên làm đầu mối.",
}


class NoSuchRoster(Missing):
    """Không tìm thấy danh sách này."""


class NoSuchLine(Missing):
    """Không tìm thấy dòng này, hoặc dòng đã được áp dụng. Hãy tải lại trang."""


class Closed(Conflict):
    """Danh sách này không thay đổi được nữa: đã bỏ, đang được áp dụng, hoặc do người khác tải lên."""


class NotYourHome(NotAllowed):
    """Danh sách chỉ dành cho đơn vị mà bạn quản lý người dùng. Hãy chọn đơn vị trong phạm vi của bạn."""


class NotThisKind(Conflict):
    """Dòng này chưa đọc được. Hãy sửa trong tệp rồi tải lên lại."""


class UnitUnknown(Refusal):
    """“{place}” chưa cho biết đúng một đơn vị (tìm thấy {count}). Hãy ghi mã định danh, ví dụ H48.533."""


class TooManyLists(TooMany):
    """Bạn đã tải lên quá nhiều danh sách. Hãy thử lại sau {minutes} phút."""


class TooManyStrangers(TooMany):
    """Mỗi ngày chỉ tra được {most} tài khoản của người làm việc ngoài phạm vi của bạn. Hãy thử lại sau {hours} giờ."""


class NoSuchInvitation(Missing):
    """Không tìm thấy lời mời này."""


class AlreadySettled(Conflict):
    """Lời mời này không còn chờ: {state}."""


class AlreadyRegistered(Conflict):
    """Số này đã có tài khoản của {who}. Hãy thêm người này ở mục Cán bộ."""


class JustReminded(TooMany):
    """Hôm nay đã nhắn người này rồi. Hãy nhắc lại vào ngày khác."""


class NothingWaits(Conflict):
    """Chưa có ai đăng ký với số trong lời mời này."""


def check_plan(plan: Plan, kind: str) -> None:
    """What is granted must be said, except in a change, where it is what the other had. Raises Invalid."""
    if kind == "change":
        return
    if plan.level is None and not plan.rights:
        raise Invalid(
            {"rights": "Chọn ít nhất một quyền, hoặc một cấp quản trị, sẽ cấp cho những người trong danh sách."}
        )
    if kind == "focal" and plan.level is None:
        raise Invalid({"level": "Danh sách đầu mối quản trị cần một cấp quản trị. Hãy chọn cấp."})
    if plan.level is not None and kind != "add" and not plan.subsystem:
        raise Invalid({"subsystem": "Chọn phân hệ mà những người này quản trị."})
