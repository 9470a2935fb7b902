"""What a clerk may do for somebody at a counter, and when not. Pure."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal

FOUND_FOR = 30 * 60  # seconds for which a found person stays open to the clerk
LONGEST_REASON = 200
MOST_FILES = 30  # at once


class NoCounter(NotAllowed):
    """Bạn không có quyền nộp hồ sơ thay người dân tại quầy. Hãy nhờ người quản trị của đơn vị gán quyền này."""


class NothingHere(Missing):
    """Không tìm thấy hồ sơ này ở quầy của bạn. Sau khi nộp, hồ sơ là của người dân; quầy chỉ xem lại trong ngày."""


class FindAgain(Conflict):
    """Hãy tìm người này bằng số giấy tờ trước. Mỗi lần tìm chỉ mở trang trong 30 phút."""


class NotTheirBusiness(NotAllowed):
    """Người này không được nộp hồ sơ cho doanh nghiệp đó. Hãy nhờ người đại diện của doanh nghiệp cấp quyền trước."""


class NotIdentified(Refusal):
    """Dịch vụ này cần biết chắc người nộp là ai. Hãy xác minh danh tính của họ tại quầy trước khi gửi mã."""


class NoPhone(Refusal):
    """Tài khoản chưa có số điện thoại nên không gửi mã được. Hãy đặt số điện thoại của họ trước, họ tự nhập mã."""


class OwnPhoneChange(NotAllowed):
    """Bạn vừa đổi số điện thoại của người này, nên trong 24 giờ tới một cán bộ khác phải nộp thay họ."""


class Unfinished(Refusal):
    """Hồ sơ chưa đủ để nộp. Còn: {what}."""


class ChangedSince(Conflict):
    """Hồ sơ hoặc mức phí đã thay đổi sau khi gửi mã. Hãy cho người dân xem lại rồi gửi mã mới."""


class NotAsked(Conflict):
    """Chưa gửi mã cho hồ sơ này, hoặc đã gửi mã khác sau đó. Hãy gửi mã rồi nhập mã mới nhất."""


class ScanSettled(Conflict):
    """Bản quét này đã được nhận hoặc đã bỏ. Hãy quay lại hồ sơ để xem."""


class SayWhy(Refusal):
    """Bản quét còn trang có vấn đề. Hãy quét lại, hoặc ghi lý do vì sao vẫn nhận."""


class TooManyScans(Refusal):
    """Mỗi lần nhận nhiều nhất {most} tệp. Hãy chọn ít tệp hơn."""


class NotAPaper(Missing):
    """Hồ sơ này không cần giấy tờ đó. Có thể câu trả lời vừa được đổi: hãy quay lại hồ sơ."""


def state(dossier: int, saved_at: datetime, answers: bytes, fees: Sequence[tuple[str, int]]) -> str:
    """What a confirmation stands for: the draft as it was saved last, and its fees (key, đồng).

    `answers` as they are sealed: other bytes at each saving.
    """
    told = repr((dossier, saved_at.timestamp(), hashlib.sha256(answers).hexdigest(), list(fees)))
    return hashlib.sha256(told.encode()).hexdigest()


def check_reason(problems: bool, reason: str) -> None:  # noqa: FBT001
    """Raises SayWhy when pages with problems are accepted without a word."""
    if problems and not reason.strip():
        raise SayWhy
