"""What the administration of users says and refuses."""

from collections.abc import Mapping

from motcua.agencies.rules.rights import trees
from motcua.files.rules.sheets import Column
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Missing, NotAllowed, TooMany

LOOKS_AN_HOUR, HOUR = 60, 3600
FOUND_FOR = 30 * 60  # seconds for which a person found by number may be saved into the system
UNUSED_DAYS = 90


class NoUsersRight(NotAllowed):
    """Bạn chưa được giao quyền quản lý người dùng. Hãy nhờ người quản trị của đơn vị cấp quyền này."""


class NobodyFound(Missing):
    """Không có tài khoản nào mang số này. Cán bộ phải có tài khoản công dân trên cổng: hãy mời họ đăng ký."""


class FindAgain(Conflict):
    """Hãy tìm lại người này bằng số giấy tờ hoặc số điện thoại. Mỗi lần tìm chỉ dùng được trong 30 phút."""


class TooManyLooks(TooMany):
    """Bạn đã tìm quá nhiều lần trong một giờ. Hãy đợi {minutes} phút."""


class NotToColleague(NotAllowed):
    """Người được chọn không làm việc tại {agency}. Hãy chọn một đồng nghiệp đang hoạt động ở đó."""


class NotServices(Conflict):
    """Quyền “{right}” không gắn với dịch vụ, nên không có gì để cấu hình."""


class NothingChosen(Conflict):
    """Bạn chưa chọn quyền nào."""


STATES: Mapping[str, str] = {
    "invited": "Chờ đăng ký",
    "inactive": "Chưa kích hoạt",
    "active": "Đang hoạt động",
    "ended": "Đã kết thúc",
}
LIGHTS: Mapping[str, str] = {"invited": "paused", "inactive": "soon", "active": "ok", "ended": "done"}
SLUGS: Mapping[str, str] = {
    "cho-dang-ky": "invited", "chua-kich-hoat": "inactive", "dang-hoat-dong": "active", "da-ket-thuc": "ended",
}  # fmt: skip


COLUMNS = (
    Column("name", "Họ và tên", 28),
    Column("number", "Số giấy tờ", 14),
    Column("title", "Chức vụ", 22),
    Column("office", "Phòng, ban", 24),
    Column("agency", "Đơn vị", 40),
    Column("identifier", "Mã định danh", 18),
    Column("rights", "Quyền", 60),
    Column("state", "Trạng thái", 16),
    Column("signed_in", "Đăng nhập gần nhất", 14, "date"),
)


def check_users(actor: Actor) -> tuple[str, ...]:
    """The subtrees in which the actor manages users. Raises NoUsersRight."""
    if found := trees(actor, "system", "users"):
        return found
    raise NoUsersRight
