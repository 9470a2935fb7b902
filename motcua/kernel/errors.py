"""Why a command may say no. Rooms subclass these; the shell turns them into pages."""

from collections.abc import Mapping


class Refusal(Exception):  # noqa: N818 - the field's word
    """Không thực hiện được yêu cầu này."""

    status = 422

    def __init__(self, **data: object) -> None:
        self.data: Mapping[str, object] = data
        super().__init__(self.template.format_map(data))

    @property
    def template(self) -> str:
        """The message with its holes: what gettext knows."""
        return (type(self).__doc__ or "").strip()


class NotAllowed(Refusal):
    """Bạn không có quyền làm việc này. Hãy liên hệ người quản trị của đơn vị nếu bạn cần quyền."""

    status = 403


class Missing(Refusal):
    """Không tìm thấy nội dung này. Hãy kiểm tra lại đường dẫn hoặc mã hồ sơ."""

    status = 404


class Conflict(Refusal):
    """Nội dung này vừa được người khác thay đổi. Hãy tải lại trang để xem tình trạng mới nhất."""

    status = 409


class TooMany(Refusal):
    """Bạn đã thử quá nhiều lần. Hãy đợi {seconds} giây rồi thử lại."""

    status = 429


class Invalid(Refusal):
    """Một số câu trả lời cần được sửa lại."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)
