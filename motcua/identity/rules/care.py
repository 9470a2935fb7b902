"""Changing what an account hangs on: phone and ID number."""

from motcua.kernel.errors import Conflict, NotAllowed, Refusal

CITIZEN_DIGITS = 12
EXCHANGES_A_DAY = 5


class SamePhone(Conflict):
    """Đây đang là số điện thoại của tài khoản, không cần đổi."""


class SameIdNumber(Conflict):
    """Đây đang là số giấy tờ của tài khoản, không cần đổi."""


class OtherPhone(Conflict):
    """Mã này thuộc về một lần đổi số khác. Hãy bắt đầu lại việc đổi số điện thoại."""


class OnlyToCitizenId(Refusal):
    """Qua mạng chỉ đổi được từ chứng minh nhân dân 9 số sang căn cước 12 số. Hãy đến bộ phận một cửa để sửa số khác."""


class IdNumberInUse(Conflict):
    """Chưa dùng được số này cho tài khoản của bạn. Hãy xem lại số, hoặc mang giấy tờ đến bộ phận một cửa gần nhất."""


class NotTheirNumber(NotAllowed):
    """Số mới chưa khớp với họ tên, ngày sinh của bạn trong cơ sở dữ liệu dân cư. Hãy đến bộ phận một cửa để đổi."""


class RegisterDown(Refusal):
    """Cơ sở dữ liệu dân cư đang bận, chưa kiểm tra được số mới. Hãy thử lại sau ít phút, hoặc đến bộ phận một cửa."""


def check_online_exchange(old: str, new: str) -> None:
    """A CMND may become a CCCD without anybody looking at papers. Raises SameIdNumber, OnlyToCitizenId."""
    if old == new:
        raise SameIdNumber
    if len(new) != CITIZEN_DIGITS or len(old) >= CITIZEN_DIGITS:
        raise OnlyToCitizenId
