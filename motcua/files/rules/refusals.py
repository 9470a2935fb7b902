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


class OldWord(FileRefused):
    """Tệp “{name}” là văn bản Word đời cũ (.doc) nên không đọc được. Hãy mở tệp bằng Word, chọn Tệp › Lưu thành (Save As) › Văn bản Word (.docx) rồi tải lên tệp đó, hoặc chép bảng trong tệp rồi dán vào ô bên dưới."""  # noqa: E501


class ProtectedText(FileRefused):
    """Tệp “{name}” được đặt mật khẩu nên không đọc được. Hãy mở tệp bằng Word, chọn Tệp › Thông tin › Bảo vệ tài liệu › Mã hóa bằng mật khẩu, xóa mật khẩu, lưu lại rồi tải lên."""  # noqa: E501


class DamagedText(FileRefused):
    """Tệp “{name}” bị hỏng nên không đọc được. Hãy mở tệp bằng Word, chọn Lưu thành (Save As) một tệp .docx mới rồi tải lên tệp đó."""  # noqa: E501


class SwollenText(FileRefused):
    """Tệp “{name}” bung ra lớn bất thường nên không được mở. Hãy chép riêng bảng danh sách sang một tệp Word trống rồi tải lên tệp đó."""  # noqa: E501


class LongText(FileRefused):
    """Tệp “{name}” có bảng dài hơn {limit} dòng, quá số dòng được nhận một lần. Hãy tách danh sách thành nhiều tệp rồi tải lên lần lượt."""  # noqa: E501


class NoWordTable(FileRefused):
    """Tệp “{name}” không có bảng nào. Hãy kiểm tra xem danh sách có phải là ảnh chụp không; nếu vậy hãy gõ lại vào mẫu danh sách."""  # noqa: E501


class NothingPasted(FileRefused):
    """Chưa có nội dung. Hãy chép cả bảng, kể cả dòng tiêu đề, rồi dán vào ô này."""


class LongPaste(FileRefused):
    """Nội dung đã dán dài hơn {limit} dòng, quá số dòng được nhận một lần. Hãy dán từng phần, mỗi phần kèm dòng tiêu đề."""  # noqa: E501


class NoPastedTable(FileRefused):
    """Không thấy bảng danh sách trong nội dung đã dán. Hãy chép cả bảng trong Word hoặc Excel, kể cả dòng tiêu đề, rồi dán lại; nếu vẫn không được, hãy tải tệp lên."""  # noqa: E501
