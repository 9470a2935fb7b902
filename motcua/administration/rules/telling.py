"""What the journal says, in words: each action of the agencies and of their administration is one sentence.

The holes are filled by `queries.journal`: {whom} is the person concerned, {where} their agency, {scope} of a right,
{as_level} of an administrator, {services}, {until}, {name}, {former}, {parent}, {successors}, {day}, {why}, {count}.
"""

from collections.abc import Mapping

RIGHTS, UNITS, VIEWS, WORK = "rights", "units", "views", "work"
# Address word → (group, Vietnamese).
KINDS: Mapping[str, tuple[str, str]] = {
    "quyen": (RIGHTS, "Quyền và cán bộ"),
    "don-vi": (UNITS, "Thay đổi đơn vị"),
    "luot-xem": (VIEWS, "Lượt xem dữ liệu"),
    "xu-ly": (WORK, "Xử lý hồ sơ và việc khác"),
    "tat-ca": ("", "Tất cả"),
}
PREFIXES: Mapping[str, tuple[str, ...]] = {
    RIGHTS: ("grant.", "membership.", "invitation.", "coverage."),
    UNITS: ("unit.",),
}

SENTENCES: Mapping[str, str] = {
    "grant.given": "Cấp quyền “{right}” cho {whom}, phạm vi {scope}{as_level}{services}{until}.",
    "grant.approved": "Duyệt quyền “{right}” của {whom}{as_level}.",
    "grant.ended": "Kết thúc quyền “{right}” của {whom}, phạm vi {scope}{as_level}.",
    "grant.taken_over": "Nhận trách nhiệm quản lý quyền “{right}” của {whom}.",
    "grant.configured": "Cấu hình dịch vụ cho quyền “{right}” của {whom}{services}.",
    "membership.placed": "Lưu {whom} vào {where}.",
    "membership.described": "Sửa chức vụ, phòng ban của {whom}{title}.",
    "membership.activated": "Kích hoạt {whom} tại {where}.",
    "membership.deactivated": "Tạm dừng {whom} tại {where}.",
    "membership.moved": "Chuyển {whom} đến {where}.",
    "membership.ended": "{whom} thôi làm việc tại {where}; mọi quyền ở đó kết thúc.",
    "membership.covered": "Giao {colleague} làm thay {whom}{span}.",
    "invitation.made": "Mời một người chưa có tài khoản, để nhận quyền tại {where} khi đăng ký.",
    "invitation.reminded": "Nhắc lại lời mời nhận quyền tại {where}.",
    "invitation.doubtful": "Có tài khoản khớp lời mời tại {where}, nhưng cần người quản trị xác nhận.",
    "invitation.confirmed": "Xác nhận tài khoản khớp lời mời tại {where}.",
    "invitation.fulfilled": "Người được mời đã đăng ký và nhận quyền tại {where}.",
    "invitation.lapsed": "Lời mời tại {where} hết hiệu lực.",
    "invitation.withdrawn": "Rút lời mời tại {where}.",
    "coverage.reminded": "Nhắc {where} về đơn vị còn thiếu cán bộ hoặc quản trị.",
    "roster.read": "Đọc thử một danh sách cấp quyền.",
    "roster.decided": "Quyết định một dòng của danh sách cấp quyền.",
    "roster.applied": "Áp dụng một danh sách cấp quyền.",
    "roster.dropped": "Bỏ một danh sách cấp quyền.",
    "unit.renamed": "Đổi tên “{former}” thành “{name}”.",
    "unit.moved": "Chuyển {where} sang trực thuộc {parent}.",
    "unit.established": "Thành lập {where}, trực thuộc {parent}.",
    "unit.ended": "{where} kết thúc hoạt động{successors}.",
    "unit.ordered": "Lên lịch cho {where}, từ ngày {day}: {change}{successors}.",
    "unit.called_off": "Hủy thay đổi đã lên lịch của {where}: {change}.",
    "unit.refused": "Đến ngày {day}, thay đổi của {where} không thực hiện được: {change}.",
    "unit.inherited": "Chuyển {count} quyền của {where} cho {successors_bare}.",
    "workflow.inherited": "Hồ sơ chuyển sang {to_agency}, vì cơ quan cũ đã kết thúc hoạt động.",
    "workflow.opinion_inherited": "Ý kiến được hỏi chuyển sang {to_agency}, vì cơ quan cũ đã kết thúc hoạt động.",
}
_SEEN: Mapping[str, str] = {
    "seen:dossier": "Xem một hồ sơ.",
    "seen:paper": "Xem một giấy tờ của hồ sơ.",
    "seen:document": "Xem một văn bản của hồ sơ.",
    "seen:rows": "Xem danh sách người lao động của hồ sơ.",
    "seen:rows_export": "Tải danh sách người lao động của hồ sơ.",
    "seen:queue": "Xem hàng đợi hồ sơ.",
    "seen:person": "Xem thông tin tài khoản của một người.",
    "seen:officer": "Xem thông tin của một cán bộ.",
    "seen:users": "Tải danh sách cán bộ.",
    "seen:users_list": "Xem danh sách cán bộ.",
    "seen:users_approvals": "Xem danh sách quyền chờ duyệt.",
    "seen:users_unused": "Xem danh sách quyền lâu không dùng.",
    "seen:users_standing_in": "Xem danh sách người đang làm thay.",
    "seen:users_coverage": "Xem danh sách người quản trị hoặc đầu mối của các đơn vị.",
    "seen:roster": "Xem một danh sách cấp quyền.",
    "seen:invitations": "Xem danh sách người được mời.",
    "seen:invitation": "Xem một lời mời.",
    "seen:journal": "Xem nhật ký của đơn vị.",
    "seen:inquiry": "Xem câu hỏi của người dân.",
    "seen:openid": "Gửi dữ liệu sang cổng khác theo sự đồng ý của người dân.",
    "seen:rights": "Hỏi vì sao {whom} có quyền.",
    "seen:viewers": "Hỏi ai xem được một hồ sơ.",
    "seen:rights_sheet": "In phiếu quyền của {whom}.",
    "seen:journal_export": "Tải nhật ký của đơn vị ({rows} dòng).",
}
# Of what stands in other rooms, the room is named.
_ROOMS: Mapping[str, str] = {
    "seen": "Xem dữ liệu.",
    "dossier": "Làm một việc với hồ sơ.",
    "workflow": "Chuyển hoặc nhận hồ sơ.",
    "documents": "Ban hành văn bản.",
    "entitlements": "Ghi nhận hỗ trợ.",
    "identity": "Làm một việc với tài khoản.",
    "openid": "Làm một việc với cổng kết nối.",
    "transparency": "Hỏi hoặc trả lời về lượt xem dữ liệu.",
    "catalogue": "Cập nhật dịch vụ công.",
    "procedures": "Làm việc với cơ sở dữ liệu thủ tục hành chính.",
    "authoring": "Soạn dịch vụ công.",
    "desk": "Làm việc tại bàn làm việc.",
    "file": "Lưu tệp.",
    "counter": "Nộp hồ sơ thay tại quầy.",
    "notices": "Đọc thông báo.",
    "roster": "Làm việc với danh sách cấp quyền.",
    "client": "Quản lý cổng kết nối.",
}
WORK_SENTENCES: Mapping[str, str] = {
    "workflow.opened": "Hồ sơ được chuyển đến cơ quan đầu tiên.",
    "workflow.claimed": "Nhận hồ sơ để xử lý.",
    "workflow.released": "Trả hồ sơ lại cho đơn vị.",
    "workflow.assigned": "Giao hồ sơ cho một cán bộ.",
    "workflow.taken": "Chuyển bước hoặc kết thúc hồ sơ.",
    "workflow.paused": "Tạm dừng thời hạn, chờ người nộp bổ sung.",
    "workflow.resumed": "Tính tiếp thời hạn.",
    "workflow.put_off": "Xin lỗi và hẹn lại ngày trả kết quả.",
    "workflow.withdrawn": "Người nộp rút hồ sơ.",
    "workflow.opinion_given": "Trả lời ý kiến mà cơ quan được hỏi.",
    "workflow.passed_inside": "Chuyển hồ sơ tiếp trong cơ quan.",
    "workflow.back_inside": "Trả hồ sơ lại trong cơ quan.",
    "workflow.escalated": "Báo lãnh đạo và cơ quan cấp trên về hồ sơ quá hạn.",
    "dossier.rows_judged": "Xác nhận hoặc từ chối người trong danh sách.",
    "dossier.rows_struck": "Đưa người ra khỏi quyết định.",
    "dossier.annotated": "Ghi chú nội bộ vào hồ sơ.",
    "dossier.handed_over": "Chuyển hồ sơ sang bước sau.",
    "dossier.returned": "Yêu cầu người nộp bổ sung.",
    "dossier.granted": "Phê duyệt hồ sơ.",
    "dossier.refused": "Không phê duyệt hồ sơ.",
    "dossier.put_off": "Hẹn lại ngày trả kết quả.",
    "dossier.fee_taken": "Thu phí, lệ phí.",
    "dossier.posted": "Niêm yết công khai hồ sơ.",
    "dossier.consented": "Người nộp xác nhận bằng mã hồ sơ do cán bộ lập thay.",
    "dossier.paper_demand_told": "Người nộp báo cán bộ yêu cầu bản giấy.",
    "dossier.answers_kept": "Đồng ý giữ câu trả lời để dùng lại.",
    "dossier.answers_reused": "Dùng lại câu trả lời đã giữ.",
    "dossier.kept_forgotten": "Xóa một câu trả lời đã giữ.",
    "dossier.keeping_withdrawn": "Rút đồng ý giữ câu trả lời.",
    "procedures.entered": "Nhập một thủ tục hành chính.",
    "procedures.edited": "Sửa bản nhập của một thủ tục hành chính.",
    "procedures.dropped": "Bỏ bản nhập của một thủ tục hành chính.",
    "procedures.submitted": "Trình duyệt một thủ tục hành chính.",
    "procedures.approved": "Duyệt một thủ tục hành chính.",
    "procedures.returned": "Trả lại một thủ tục hành chính để sửa.",
    "procedures.published": "Công khai một thủ tục hành chính.",
    "procedures.amended": "Mở bản sửa đổi, bổ sung của một thủ tục hành chính.",
    "procedures.abolished": "Bãi bỏ một thủ tục hành chính.",
    "procedures.decided": "Ghi một quyết định công bố thủ tục hành chính.",
    "procedures.ordered": "Ghi văn bản cho phép tiếp nhận hồ sơ trước khi công khai thủ tục.",
    "procedures.order_ended": "Dừng tiếp nhận hồ sơ theo văn bản cho phép.",
    "procedures.import_read": "Đọc thử một tệp thủ tục hành chính.",
    "procedures.imported": "Nhập thủ tục hành chính từ tệp.",
    "procedures.import_dropped": "Bỏ một tệp thủ tục hành chính.",
    "counter.scanned": "Ghép bản quét giấy tờ của người dân tại quầy.",
    "counter.accepted": "Nhận bản quét giấy tờ vào hồ sơ nộp thay.",
    "counter.dropped": "Bỏ một bản quét để quét lại.",
    "counter.asked": "Gửi mã cho người dân xác nhận hồ sơ nộp thay.",
    "counter.confirmed": "Người dân xác nhận hồ sơ nộp thay bằng mã.",
    "dossier.paper_demand_settled": "Kết luận về một yêu cầu nộp bản giấy.",
    "file.held": "Giữ lại một tệp vì nghi có mã độc.",
    "documents.issue": "Ban hành một văn bản của hồ sơ.",
    "catalogue.publish": "Công bố một phiên bản dịch vụ công.",
    "authoring.saved": "Lưu nội dung một bản soạn dịch vụ.",
    "authoring.submitted": "Trình công bố một bản soạn dịch vụ.",
    "authoring.taken_back": "Lấy lại một bản soạn dịch vụ để sửa.",
    "authoring.withdrawn": "Bỏ một bản soạn dịch vụ.",
    "authoring.returned": "Trả lại một bản soạn dịch vụ.",
    "authoring.published": "Công bố một bản soạn dịch vụ.",
    "authoring.tried": "Chạy thử một bản soạn dịch vụ.",
    "authoring.trial_cleared": "Xóa câu trả lời chạy thử.",
    "identity.sign_in": "Đăng nhập.",
    "identity.sign_out": "Đăng xuất.",
    "identity.choose_capacity": "Chọn tư cách làm việc.",
    "identity.counter_code": "Cấp mã quầy cho người dân.",
    "identity.corrected": "Sửa thông tin tài khoản tại quầy.",
    "transparency.answered": "Trả lời người dân về lượt xem dữ liệu.",
}


def template(action: str) -> str:
    """The sentence of an action, with holes. One of another room may be named by its room alone."""
    found = SENTENCES.get(action) or _SEEN.get(action) or WORK_SENTENCES.get(action)
    return found or _ROOMS.get(action.replace(":", ".").split(".")[0], "Việc khác.")


def group(action: str) -> str:
    """RIGHTS, UNITS, VIEWS or WORK."""
    if action.startswith("seen:"):
        return VIEWS
    return next((name for name, starts in PREFIXES.items() if action.startswith(starts)), WORK)


class Holes(dict[str, str]):
    """What fills a sentence; what the journal does not say stays out."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(action: str, holes: Mapping[str, str]) -> str:
    """One sentence, as it is read: spaces where nothing was said are taken out."""
    text = " ".join(template(action).format_map(Holes(holes)).split()).replace(" ,", ",").replace(" .", ".")
    return text[:1].upper() + text[1:]
