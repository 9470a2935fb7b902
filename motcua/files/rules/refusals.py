"""Why a file is not taken. Each message says what is wrong and the way out."""

from motcua.kernel.errors import Refusal


class FileRefused(Refusal):
    """Không nhận được tệp này. Hãy chọn tệp khác."""


class EmptyFile(FileRefused):
    """Tệp “{name}” trống, không có nội dung. Hãy kiểm tra lại rồi chọn đúng tệp."""


class TooLarge(FileRefused):
    """Tệp “{name}” quá lớn. Tệp được nhận nặng nhất là {limit} MB; hãy giảm dung lượng hoặc tách thành nhiều tệp."""


class WrongType(FileRefused):
    """Tệp “{name}” là {found}, không dùng được ở đây. Hãy chọn {allowed}."""


class Protected(FileRefused):
    """Tệp “{name}” được đặt mật khẩu nên không đọc được. Hãy mở tệp bằng Excel, chọn Tệp › Thông tin › Bảo vệ sổ làm việc › Mã hóa bằng mật khẩu, xóa mật khẩu, lưu lại rồi tải lên."""  # noqa: E501


class Damaged(FileRefused):
    """Tệp “{name}” bị hỏng nên không đọc được. Hãy mở tệp bằng Excel, chọn Lưu thành (Save As) một tệp .xlsx mới rồi tải lên tệp đó."""  # noqa: E501


class Swollen(FileRefused):
    """Tệp “{name}” bung ra lớn bất thường nên không được mở. Hãy chép riêng danh sách sang tệp mẫu trống rồi tải lên tệp đó."""  # noqa: E501


class TooManyRows(FileRefused):
    """Tệp “{name}” có trang tính dài hơn {limit} dòng, quá số dòng được nhận một lần. Hãy tách danh sách thành nhiều tệp, xóa các trang tính không dùng, rồi tải lên lại."""  # noqa: E501


class NoTable(FileRefused):
    """Tệp “{name}” không có trang tính nào chứa dữ liệu. Hãy kiểm tra lại rồi chọn đúng tệp."""
