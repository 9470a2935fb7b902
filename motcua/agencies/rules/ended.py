"""How somebody is told that what they could do has just ended. Nothing here says what stood behind it."""

from motcua.kernel.errors import NotAllowed


class RightEnded(NotAllowed):
    """Quyền “{right}” của bạn tại {agency} đã kết thúc lúc {when}, do {by} thực hiện. Lý do: {why}"""


class RightRanOut(NotAllowed):
    """Quyền “{right}” của bạn tại {agency} đã hết hạn từ ngày {day}. Người cấp: {by}."""


class PlaceEnded(NotAllowed):
    """Vị trí làm việc của bạn tại {agency} đã kết thúc lúc {when}, do {by} thực hiện. Lý do: {why}"""


class PlaceInactive(NotAllowed):
    """Vị trí làm việc của bạn tại {agency} đã tạm khóa lúc {when}, do {by} thực hiện."""


class PlaceGone(NotAllowed):
    """{agency} đã kết thúc hoạt động từ ngày {day}, nên vị trí làm việc của bạn ở đó không còn hiệu lực."""
