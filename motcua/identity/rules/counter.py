"""What an officer at a counter may do for a person who stands before them, and when not."""

from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Missing, NotAllowed, TooMany

POWER = "counter"
LOOKS_AN_HOUR, HOUR = 60, 3600
FOUND_FOR = 30 * 60  # seconds for which a found person stays open to the officer
LONGEST_REASON = 200


class NoCounterPower(NotAllowed):
    """Bạn chưa được giao quyền xác minh danh tính tại quầy. Hãy nhờ người quản trị của đơn vị gán quyền này."""


class NotYourself(NotAllowed):
    """Không ai tự xác nhận hay tự lấy lại tài khoản cho mình. Hãy nhờ một cán bộ khác làm."""


class NobodyFound(Missing):
    """Không có tài khoản nào mang số này. Hãy xem lại số trên giấy tờ, hoặc mở tài khoản mới cho người dân."""


class FindAgain(Conflict):
    """Hãy tìm người này bằng số giấy tờ trước. Mỗi lần tìm chỉ mở trang trong 30 phút."""


class ChangedMeanwhile(Conflict):
    """Tài khoản này vừa được thay đổi, có thể bởi một cán bộ khác. Hãy tìm lại rồi xem tình trạng mới nhất."""


class AccountClosed(Conflict):
    """Tài khoản này đã đóng, không làm gì thêm được."""


class NumberOfAnother(Conflict):
    """Số này đã thuộc về một tài khoản khác. Hãy tìm tài khoản đó bằng chính số này."""


class TooManyLooks(TooMany):
    """Bạn đã tìm quá nhiều lần trong một giờ. Hãy đợi {minutes} phút."""


def check(by: Actor, person_id: int) -> None:
    """May this officer work on this person's account? Raises NoCounterPower, NotYourself."""
    if not by.officer or POWER not in by.powers:
        raise NoCounterPower
    if by.person == person_id:
        raise NotYourself
