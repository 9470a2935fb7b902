"""Who looked at a person's data, in plain words; what may be asked about it, and who answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.calendar.rules import Term
from motcua.journal.rules import personal_numbers
from motcua.kernel.errors import Conflict, Invalid, Missing, NotAllowed, Refusal, TooMany
from motcua.openid.rules.claims import LINES

# Our own promise to who asks why; no law sets this term.
ANSWER_WITHIN = Term(5, "wd")
# Questions of one person in a day: each of them is an officer's work.
MOST_QUESTIONS = 20
# Where a view is found: the account, an own dossier, a business's dossier, an employer's list of workers.
SELF, OWN, BUSINESS, ROW = "self", "own", "business", "row"


class NoSuchView(Missing):
    """Không tìm thấy lượt xem này trong dữ liệu của bạn."""


class NoSuchInquiry(Missing):
    """Không tìm thấy câu hỏi này ở cơ quan của bạn."""


class NotAnswering(NotAllowed):
    """Chỉ người có quyền trả lời người dân hỏi về việc xem dữ liệu mới làm được việc này. Hãy nhờ người đó."""


class NobodyToAsk(Refusal):
    """Lượt xem này không do cán bộ của cơ quan nào, nên không hỏi cơ quan được. Hãy gọi tổng đài ở cuối trang."""


class AlreadyAsked(Conflict):
    """Bạn đã hỏi về lượt xem này lúc {when}. Câu trả lời sẽ đến hộp thư của bạn."""


class TooManyQuestions(TooMany):
    """Trong một ngày bạn hỏi được nhiều nhất {most} lần. Hãy hỏi tiếp vào ngày mai, hoặc gọi tổng đài."""


class AlreadyAnswered(Conflict):
    """Câu hỏi này đã được {who} trả lời lúc {when}."""


class AboutYourself(NotAllowed):
    """Câu hỏi này hỏi về chính việc bạn đã xem dữ liệu, nên bạn không tự trả lời được. Hãy nhờ người khác có quyền."""


class YourOwnQuestion(NotAllowed):
    """Đây là câu hỏi của chính bạn, nên bạn không tự trả lời được. Hãy nhờ người khác có quyền."""


@dataclass(frozen=True)
class Turn:
    """A dossier in the hands of an agency; `step` as its flow calls it."""

    agency: int
    step: str
    opened_at: datetime
    closed_at: datetime | None


_WHAT: Mapping[str, str] = {
    "seen:dossier": "Hồ sơ: các câu trả lời và giấy tờ đã nộp",
    "seen:paper": "Một giấy tờ trong hồ sơ",
    "seen:document": "Một văn bản của hồ sơ",
    "seen:person": "Thông tin tài khoản, tại quầy",
    "seen:officer": "Họ tên, nơi làm việc và các quyền của bạn trên cổng",
    "seen:inquiry": "Câu hỏi của bạn về việc xem dữ liệu",
    "seen:openid": "Dữ liệu gửi sang cổng khác",
}
_OF_ROW: Mapping[str, str] = {
    "seen:rows": "Dòng của bạn trong danh sách lao động",
    "seen:rows_export": "Cả danh sách lao động, có dòng của bạn (tải về)",
    "seen:document": "Văn bản có danh sách lao động, có dòng của bạn",
}
_OF_LIST: Mapping[str, str] = {
    "seen:rows": "Danh sách lao động của hồ sơ",
    "seen:rows_export": "Cả danh sách lao động của hồ sơ (tải về)",
}


def what(action: str, side: str) -> str:
    """What was looked at, in plain words."""
    if side == ROW:
        return _OF_ROW.get(action, "Danh sách lao động có tên bạn")
    other = "Thông tin tài khoản" if side == SELF else "Hồ sơ"
    return _WHAT.get(action) or _OF_LIST.get(action) or other


def extent(data: Mapping[str, Any]) -> str:
    """Were personal numbers shown in full? '' where the journal does not say."""
    clear = data.get("clear")
    if clear is None:
        return ""
    return "Thấy đủ số giấy tờ" if clear else "Số giấy tờ được che bớt"


def details(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Which data another site was sent, in the words in which the person agreed to it."""
    sent = data.get("claims", ())
    return tuple(words for words, names in LINES.items() if any(name in sent for name in names))


# Of what needs no dossier to explain it.
_RIGHT: Mapping[str, str] = {
    "seen:openid": "Bạn đã đồng ý cho cổng này nhận dữ liệu",
    "seen:inquiry": "Cán bộ trả lời câu hỏi của bạn",
    "seen:officer": "Người quản trị được xem người làm việc, hoặc sắp làm việc, ở đơn vị mình quản lý",
}


def right(action: str, side: str, agency: int | None, at: datetime, turns: Sequence[Turn]) -> tuple[str, str]:
    """Under which right, and at which step: what the agency had to do with the dossier at that moment."""
    if action in _RIGHT:
        return _RIGHT[action], ""
    if side == SELF:
        return "Cán bộ tại quầy được xem tài khoản để giúp bạn", ""
    if side == ROW:
        return "Cơ quan giải quyết hồ sơ của nơi bạn làm việc", ""
    theirs = [turn for turn in turns if turn.agency == agency and turn.opened_at <= at]
    held = [turn for turn in theirs if turn.closed_at is None or at <= turn.closed_at]
    if held:
        return "Cơ quan đang giữ hồ sơ lúc đó", held[-1].step
    return ("Cơ quan đã giải quyết hồ sơ trước đó", theirs[-1].step) if theirs else ("Chưa xác định được", "")


def askable(action: str, agency: int | None) -> bool:
    """Is there an agency to ask why? Nobody is asked why they read the question."""
    return agency is not None and action != "seen:inquiry"


def check_text(field: str, text: str) -> None:
    """Questions and answers are read in inboxes and on pages: no personal numbers. Raises Invalid."""
    if personal_numbers(text):
        raise Invalid({field: "Đừng ghi số giấy tờ hay số điện thoại vào đây. Hãy bỏ số đó rồi gửi lại."})
