"""How the workbench names things: queues, lights, acts of the journal, sentences that officers often write. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.files.rules.sheets import Column
from motcua.kernel.errors import Missing, NotAllowed, Refusal
from motcua.kernel.text import masked

SOON = 1  # working days left from which a term counts as near


class NoDesk(NotAllowed):
    """Bạn chưa có quyền xem hoặc xử lý hồ sơ ở cơ quan này. Hãy nhờ người quản trị của cơ quan gán quyền."""


class NotYourMove(NotAllowed):
    """Bạn không làm được việc này ở bước hiện tại của hồ sơ. Hãy mở lại hồ sơ để xem hồ sơ đang ở bước nào."""


class NotAskedNow(NotAllowed):
    """Cơ quan bạn không được hỏi ý kiến này, hoặc đã trả lời rồi. Hãy mở lại hồ sơ để xem tình trạng mới nhất."""


class NoneChosen(Refusal):
    """Bạn chưa chọn hồ sơ nào. Hãy đánh dấu ít nhất một hồ sơ rồi bấm lại."""


class NoRowsChosen(Refusal):
    """Bạn chưa chọn dòng nào. Hãy đánh dấu ít nhất một người, hoặc dùng nút cho tất cả các dòng khớp bộ lọc."""


class NothingToSave(Refusal):
    """Hàng này chưa có bộ lọc nào để lưu. Hãy tìm hoặc lọc trước, rồi lưu lại."""


class PersonalFilter(Refusal):
    """Bộ lọc có số giấy tờ hoặc số điện thoại của một người nên không lưu được. Hãy bỏ số đó rồi lưu lại."""


class EnoughFilters(Refusal):
    """Bạn đã lưu {n} bộ lọc, nhiều nhất có thể. Hãy xóa bớt một bộ lọc rồi lưu lại."""


class NoSuchFilter(Missing):
    """Không tìm thấy bộ lọc này. Có thể bạn đã xóa, hoặc đã lưu khi làm việc ở cơ quan khác."""


MOST_FILTERS = 20  # of an officer in an agency


@dataclass(frozen=True)
class QueueName:
    """A queue of the left rail: workflow's key, its place in the address, its title."""

    key: str
    slug: str
    title: str


QUEUES = (
    QueueName("mine", "cua-toi", "Của tôi"),
    QueueName("unclaimed", "chua-ai-nhan", "Chưa ai nhận"),
    QueueName("all", "ca-don-vi", "Cả đơn vị"),
    QueueName("late", "qua-han", "Quá hạn"),
    QueueName("soon", "sap-den-han", "Sắp đến hạn"),
    QueueName("awaiting", "cho-nguoi-nop", "Chờ người nộp"),
)


# What stands in other agencies of the officer's scope: to look at only.
BELOW = QueueName("below", "cap-duoi", "Cấp dưới")
# What stands in other agencies, which want to know what this one thinks of it.
ASKED = QueueName("asked", "y-kien-duoc-hoi", "Ý kiến được hỏi")


def queue_at(slug: str) -> QueueName | None:
    """The queue of that place in the address."""
    return next((name for name in (*QUEUES, ASKED, BELOW) if name.slug == slug), None)


@dataclass(frozen=True)
class Light:
    """`state`: ok, soon, late, paused, done. `left`: working days until `due_at`, negative when late; None: unknown."""

    state: str
    left: int | None = None
    due_at: datetime | None = None


def light(at: datetime, due_at: datetime, left: int | None) -> Light:
    """The light of a running term. A term is late from the minute on which it ends."""
    if due_at < at:
        return Light("late", left, due_at)
    return Light("soon" if left is not None and left <= SOON else "ok", left, due_at)


def hidden(kind: str, value: str) -> str:
    """A personal cell for who is not at work on it: the last digits of a number, the year of a date."""
    if not value:
        return ""
    return f"••/••/{value[:4]}" if kind == "date" else masked(value)


# What the journal calls an act → how the timeline says it.
ACTS: Mapping[str, str] = {
    "dossier.begun": "Bắt đầu soạn hồ sơ",
    "dossier.saved": "Lưu bản nháp",
    "dossier.list_uploaded": "Tải lên danh sách người lao động",
    "dossier.list_cleared": "Xóa danh sách người lao động",
    "dossier.row_saved": "Sửa một dòng của danh sách",
    "dossier.row_removed": "Xóa một dòng của danh sách",
    "dossier.paper_added": "Thêm giấy tờ",
    "dossier.paper_removed": "Bỏ giấy tờ",
    "dossier.discarded": "Xóa bản nháp",
    "dossier.submitted": "Nộp hồ sơ",
    "dossier.reply_kept": "Lưu lời giải trình, chưa gửi",
    "dossier.supplemented": "Gửi phần bổ sung",
    "dossier.withdrawn": "Rút hồ sơ",
    "dossier.rows_judged": "Xác nhận danh sách",
    "dossier.rows_struck": "Thay đổi danh sách được hỗ trợ",
    "dossier.handed_over": "Chuyển bước",
    "dossier.returned": "Yêu cầu bổ sung",
    "dossier.put_off": "Xin lỗi và hẹn lại ngày trả kết quả",
    "dossier.annotated": "Ghi chú nội bộ",
    "dossier.answers_kept": "Người nộp giữ câu trả lời để dùng lại",
    "dossier.answers_reused": "Người nộp dùng lại câu trả lời đã giữ",
    "dossier.kept_forgotten": "Người nộp xóa một câu trả lời đã giữ",
    "dossier.keeping_withdrawn": "Người nộp rút đồng ý giữ câu trả lời",
    "dossier.consented": "Người nộp xác nhận hồ sơ nộp thay",
    "dossier.fee_taken": "Thu phí, lệ phí",
    "dossier.posted": "Niêm yết công khai",
    "dossier.paper_demand_told": "Người nộp báo bị đòi bản giấy",
    "dossier.paper_demand_settled": "Giải quyết việc đòi bản giấy",
    "dossier.granted": "Phê duyệt",
    "dossier.refused": "Không phê duyệt",
    "workflow.opened": "Chuyển đến cơ quan giải quyết đầu tiên",
    "workflow.claimed": "Nhận việc",
    "workflow.released": "Trả lại cho đơn vị",
    "workflow.assigned": "Giao cho đồng nghiệp",
    "workflow.inherited": "Chuyển sang cơ quan kế thừa",
    "workflow.taken": "Chuyển bước",
    "workflow.paused": "Tạm dừng thời hạn",
    "workflow.resumed": "Tính tiếp thời hạn",
    "workflow.put_off": "Hẹn lại ngày trả kết quả",
    "workflow.withdrawn": "Dừng giải quyết theo yêu cầu của người nộp",
    "workflow.opinion_given": "Trả lời ý kiến được hỏi",
    "workflow.opinion_inherited": "Chuyển ý kiến được hỏi sang cơ quan kế thừa",
    "workflow.passed_inside": "Chuyển tiếp trong cơ quan",
    "workflow.back_inside": "Trả lại trong cơ quan",
    "workflow.escalated": "Báo cấp trên vì quá hạn",
    "documents.issue": "Ban hành giấy tờ",
    "entitlements.granted": "Ghi vào sổ hưởng hỗ trợ",
}

# Said by another entry of the same moment in other words, or of no use to an officer.
UNTOLD = frozenset(
    {
        "dossier.begun", "dossier.saved", "dossier.handed_over", "dossier.answers_kept", "dossier.answers_reused",
        "dossier.kept_forgotten", "dossier.keeping_withdrawn", "entitlements.granted",
        "workflow.opened", "workflow.paused", "workflow.resumed", "workflow.put_off", "workflow.withdrawn",
    }
)  # fmt: skip

# Ready sentences, by what they answer. The officer may change each before it goes out.
READY: Mapping[str, tuple[str, ...]] = {
    "return": (
        "Bản chụp thỏa thuận mờ, không đọc được. Đề nghị gửi bản chụp rõ, đủ bốn góc.",
        "Thỏa thuận chưa có đủ chữ ký của người lao động. Đề nghị gửi bản có đủ chữ ký.",
        "Đề nghị bổ sung báo cáo tài chính chứng minh doanh nghiệp không còn nguồn trả lương.",
        "Đề nghị sửa các dòng không được xác nhận trong danh sách, hoặc giải trình.",
    ),
    "move": (
        "Doanh nghiệp vẫn còn nguồn tài chính để trả lương.",
        "Số liệu trong hồ sơ chưa chứng minh được doanh nghiệp gặp khó khăn về tài chính.",
        "Người lao động trong danh sách đã được hưởng chính sách hỗ trợ khác.",
    ),
    "rows": (
        "Không tham gia bảo hiểm xã hội bắt buộc tại doanh nghiệp ngay trước khi tạm hoãn.",
        "Doanh nghiệp đã báo giảm lao động trước ngày tạm hoãn.",
        "Số sổ bảo hiểm xã hội không khớp với họ tên và ngày sinh.",
        "Thời gian tạm hoãn không khớp với thỏa thuận gửi kèm.",
        "Đã có trong danh sách đề nghị của doanh nghiệp khác.",
    ),
    "strike": (
        "Đã được hưởng chính sách hỗ trợ khác có mức cao hơn.",
        "Đã có trong danh sách được hỗ trợ của doanh nghiệp khác.",
        "Chưa đủ căn cứ để hỗ trợ.",
    ),
    "late": (
        "Số lượng hồ sơ tăng đột biến, cơ quan chưa xem xét kịp.",
        "Cần thêm thời gian đối chiếu dữ liệu với cơ quan khác.",
    ),
}  # fmt: skip


# What an agency may say, and how an opinion stands that nobody waits for any more.
SAID: Mapping[str, str] = {"agree": "Đồng ý", "differ": "Có ý kiến khác", "closed": "Không còn cần"}

QUEUE_COLUMNS = (
    Column("code", "Mã hồ sơ", 28),
    Column("applicant", "Người nộp", 34),
    Column("service", "Dịch vụ", 30),
    Column("step", "Bước", 28),
    Column("people", "Số người", 10),
    Column("amount", "Số tiền đề nghị (đồng)", 18),
    Column("received", "Ngày nhận", 12, "date"),
    Column("due", "Hạn", 12, "date"),
    Column("left", "Còn (ngày làm việc)", 12),
    Column("state", "Tình trạng", 16),
    Column("holder", "Người giữ", 24),
)
ASKED_COLUMNS = (*QUEUE_COLUMNS, Column("agency", "Cơ quan hỏi", 40))
BELOW_COLUMNS = (*QUEUE_COLUMNS, Column("agency", "Cơ quan đang giải quyết", 40))
STATES: Mapping[str, str] = {
    "ok": "Trong hạn", "soon": "Sắp đến hạn", "late": "Quá hạn", "paused": "Chờ người nộp", "done": "Đã xong",
}  # fmt: skip
