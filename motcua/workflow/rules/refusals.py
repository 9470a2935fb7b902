"""Why a run of a flow may say no. Each names who did what, and when."""

from motcua.kernel.errors import Conflict, Missing, NotAllowed


class NoSuchCase(Missing):
    """Không tìm thấy quá trình giải quyết của hồ sơ này."""


class AlreadyOpen(Conflict):
    """Hồ sơ này đã được {who} nộp lúc {when}."""


class NotOfficer(NotAllowed):
    """Chỉ cán bộ của {agency} làm được việc này. Nếu bạn là cán bộ ở đó, hãy đổi tư cách ở đầu trang."""


class WrongAgency(NotAllowed):
    """Hồ sơ này đang ở {agency}, không phải ở cơ quan của bạn."""


class NoPower(NotAllowed):
    """Bước “{step}” cần quyền {power} mà bạn chưa được gán. Hãy liên hệ người quản trị của cơ quan bạn."""


class OtherService(NotAllowed):
    """Bạn được giao quyền {power} cho dịch vụ khác, không phải dịch vụ của hồ sơ này. Hãy liên hệ người quản trị."""


class NotColleague(NotAllowed):
    """Người được giao không có quyền {power} ở {agency}. Hãy chọn người khác hoặc nhờ người quản trị gán quyền."""


class NotYours(NotAllowed):
    """Chỉ người nộp mới rút được hồ sơ."""


class Held(Conflict):
    """Hồ sơ này đã được {who} nhận lúc {when}."""


class NotHeld(Conflict):
    """Hồ sơ này chưa có ai nhận, nên không có gì để trả lại."""


class NotUnanswered(Conflict):
    """Chỉ dừng được hồ sơ khi người nộp không bổ sung đúng hạn."""


class NoSuchTurn(Conflict):
    """Trang này không khớp với tình trạng của hồ sơ. Hãy tải lại trang rồi làm lại."""


class Moved(Conflict):
    """Hồ sơ này đã được {who} chuyển đến {agency} lúc {when}."""


class Closed(Conflict):
    """Hồ sơ này đã được {who} kết thúc lúc {when}: {action}."""


class Withdrawn(Closed):
    """Hồ sơ này đã được {who} rút lúc {when}."""


class Awaiting(Conflict):
    """Hồ sơ này đã được {who} trả lại để bổ sung lúc {when}; đang chờ người nộp bổ sung đến {until}."""


class NotAwaiting(Conflict):
    """Hồ sơ này không chờ bổ sung. Hãy tải lại trang để xem tình trạng mới nhất."""


class NoReturn(Conflict):
    """Ở bước “{step}” không yêu cầu bổ sung được."""


class SupplementUsedUp(Conflict):
    """{agency} đã yêu cầu bổ sung {times} lần. Mỗi cơ quan chỉ được yêu cầu bổ sung {at_most} lần cho một hồ sơ."""


class UnknownAction(Conflict):
    """Bước “{step}” không có việc này. Hãy tải lại trang để xem tình trạng mới nhất."""


class TooLateToWithdraw(Conflict):
    """Hồ sơ đã qua bước “{step}” nên không rút được nữa."""


class PutOffAlready(Conflict):
    """Hồ sơ này đã được {who} hẹn lại đến {until} vào lúc {when}. Mỗi hồ sơ chỉ được hẹn lại một lần."""


class OpinionMissing(Conflict):
    """Chưa chuyển được hồ sơ: còn chờ ý kiến của {agency}, hạn {due}."""


class NoSuchOpinion(Missing):
    """Không tìm thấy ý kiến này."""


class NotAsked(NotAllowed):
    """Ý kiến này hỏi {agency}, không hỏi cơ quan của bạn."""


class OpinionGiven(Conflict):
    """Ý kiến này đã được {who} trả lời lúc {when}."""


class OpinionClosed(Conflict):
    """Ý kiến này không còn cần nữa: hồ sơ đã rời bước hỏi ý kiến lúc {when}."""


class StageLeft(Conflict):
    """Chưa làm được việc này: trong cơ quan còn phần “{part}”. Hãy chuyển tiếp trong cơ quan trước."""


class NoStage(Conflict):
    """Bước “{step}” không còn phần nào để chuyển trong cơ quan. Hãy tải lại trang để xem tình trạng mới nhất."""


class StageMoved(Conflict):
    """{who} đã chuyển hồ sơ trong cơ quan lúc {when}; nay hồ sơ đang ở phần “{part}”."""


class SamePerson(NotAllowed):
    """Phần “{part}” phải do người khác làm, vì bạn đã làm phần trước. Hãy để đồng nghiệp nhận hồ sơ."""


class SameColleague(NotAllowed):
    """Phần “{part}” phải do người khác làm: người được giao đã làm phần trước. Hãy chọn đồng nghiệp khác."""
