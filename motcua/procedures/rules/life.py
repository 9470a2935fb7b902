"""The life of a version: which step leads where, and with which right."""

from collections.abc import Mapping
from dataclasses import dataclass

from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal

SUBSYSTEM = "procedures"
RIGHTS = ("enter", "submit", "approve", "publish", "amend", "abolish")


@dataclass(frozen=True, slots=True)
class Step:
    """`right` that it needs, the states that it leaves (empty: what is not there yet), the one it leads to."""

    right: str
    leaves: tuple[str, ...]
    to: str
    words: str


# nhập → trình → duyệt hoặc trả lại → công khai → (sửa đổi bằng bản sau) → bãi bỏ
LIFE: Mapping[str, Step] = {
    "enter": Step("enter", (), "entered", "nhập"),
    "amend": Step("amend", (), "entered", "soạn bản sửa đổi, bổ sung"),
    "edit": Step("enter", ("entered", "returned"), "", "sửa bản nhập"),
    "drop": Step("enter", ("entered", "returned"), "dropped", "bỏ bản nhập"),
    "submit": Step("submit", ("entered", "returned"), "submitted", "trình duyệt"),
    "approve": Step("approve", ("submitted",), "approved", "duyệt"),
    "return": Step("approve", ("submitted", "approved"), "returned", "trả lại"),
    "publish": Step("publish", ("approved",), "published", "công khai"),
    "abolish": Step("abolish", ("published",), "abolished", "bãi bỏ"),
}
DRAFTS = frozenset({"entered", "submitted", "returned", "approved"})


class NoRight(NotAllowed):
    """Bạn không có quyền {step} thủ tục của {agency}. Hãy liên hệ người quản trị của đơn vị."""


class NoProcedure(Missing):
    """Không tìm thấy thủ tục này. Hãy tìm lại trong danh sách."""


class NotNow(Conflict):
    """Không thể {step}: {who} đã {did} lúc {when}. Hãy xem lại thủ tục."""


class Changed(Conflict):
    """{who} vừa {did} lúc {when}, sau khi bạn mở trang này. Nội dung bạn gõ còn ở dưới; hãy so lại rồi lưu lần nữa."""


class OwnEntry(NotAllowed):
    """Bạn đã nhập hoặc sửa bản này nên không được duyệt. Người khác có quyền duyệt phải duyệt."""


class Incomplete(Refusal):
    """Chưa trình được: {what}."""


class CodeTaken(Conflict):
    """Mã {code} đã có: {who} nhập lúc {when} cho {agency}."""


class WrongOwner(Refusal):
    """Mã {code} không thuộc {agency}. {cure}"""


class NoNational(Refusal):
    """Chưa có thủ tục chung {code} đang công khai để bản của địa phương dựa vào. Hãy công khai bản chung trước."""


class DraftOpen(Conflict):
    """Thủ tục này còn bản {n} đang ở bước “{state}”. Hãy xử lý hoặc bỏ bản đó trước."""


class NotPublic(Conflict):
    """Thủ tục này không đang công khai nên không thể {step}."""


class OtherKind(Refusal):
    """Quyết định {number} ghi “{kind}” cho thủ tục này, không dùng để {step} được. Hãy chọn đúng quyết định."""


class OtherDecision(Conflict):
    """Quyết định {number} của {agency} đã được ghi với ngày khác: ký {signed}, hiệu lực {effective}."""


class NeedsReason(Refusal):
    """Hãy ghi lý do trả lại, để người nhập biết phải sửa gì."""


class OrderTwice(Conflict):
    """Văn bản {number} đã được ghi cho thủ tục này."""


class AlreadyPublic(Conflict):
    """Thủ tục này đã công khai, hồ sơ được tiếp nhận mà không cần văn bản cho phép."""


class NoSuchOrder(Missing):
    """Không tìm thấy văn bản cho phép tiếp nhận này."""


class NoSuchDecision(Missing):
    """Không tìm thấy quyết định này."""
