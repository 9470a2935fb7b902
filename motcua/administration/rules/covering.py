"""What coverage is called, and what a reminder says."""

from dataclasses import dataclass

from motcua.kernel.errors import Conflict

NONE, PART, FULL, IDLE = "none", "part", "full", "idle"
STATES = {
    NONE: "Chưa có ai quản trị",
    PART: "Còn đơn vị thiếu người",
    FULL: "Đủ người",
    IDLE: "Không có dịch vụ phải xử lý",
}
LIGHTS = {NONE: "late", PART: "soon", FULL: "ok", IDLE: "paused"}
# Lists behind the figures: what follows danh-sach/, and their titles.
LISTS = {
    "quan-tri": "Người quản trị",
    "chua-quan-tri": "Đơn vị chưa có ai quản trị",
    "thieu-can-bo": "Đơn vị thiếu cán bộ xử lý",
    "dau-moi": "Đầu mối trên danh sách",
}


class RemindedToday(Conflict):
    """Hôm nay {unit} đã được nhắc, lúc {when}. Mỗi đơn vị chỉ nhắc một lần một ngày."""


class NothingMissing(Conflict):
    """{unit} hiện không thiếu ai, nên không cần nhắc."""


class NobodyToRemind(Conflict):
    """{unit} chưa có người quản trị, và chưa đầu mối nào có tài khoản, nên không nhắc được ai. Hãy gửi công văn."""


@dataclass(frozen=True)
class Lack:
    """What a unit and all below it lack: `bare` units without an administrator, `missing` without an officer."""

    bare: int
    missing: int

    def __bool__(self) -> bool:
        return bool(self.bare or self.missing)


def reminder(unit: str, subsystem: str, lack: Lack) -> str:
    """The message to those who can mend it."""
    said = []
    if lack.bare:
        said.append(f"{lack.bare} đơn vị chưa có ai quản trị")
    if lack.missing:
        said.append(f"{lack.missing} đơn vị chưa có cán bộ cho dịch vụ phải xử lý")
    return f"{unit}, phân hệ “{subsystem}”: {' và '.join(said)}. Hãy gán quyền cho cán bộ của các đơn vị này."


def state(*, own: int, bare: int, lacking: int, needed: bool) -> str:
    """Of a unit with all below it. `needed`: a service names some unit there, or it is not a ministry."""
    if not own and bare and not needed:
        return IDLE
    if not own and bare:
        return NONE
    return PART if bare or lacking else FULL
