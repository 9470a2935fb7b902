"""Why a file is not taken. Each message says what is wrong and the way out."""

from motcua.kernel.errors import Refusal


class FileRefused(Refusal):
    """Không nhận được tệp này. Hãy chọn tệp khác."""


class EmptyFile(FileRefused):
    """Tệp “{name}” trống, không có nội dung. Hãy kiểm tra lại rồi chọn đúng tệp."""


class TooLarge(FileRefused):
    """Tệp “{name}” quá lớn. Tệp được nhận nặng nhất là {limit} MB; hãy giảm dung lượng hoặc tách thành nhiều tệp."""


class TooMuchAtOnce(FileRefused):
    """Các tệp gửi lên một lần nặng hơn {limit} MB nên chưa được nhận. Hãy quay lại, chọn ít tệp hơn hoặc giảm dung lượng từng tệp."""  # noqa: E501

    status = 413


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


class ScanDamaged(FileRefused):
    """Tệp “{name}” bị hỏng nên không đọc được trang nào. Hãy quét hoặc chụp lại giấy tờ này."""


class ScanLocked(FileRefused):
    """Tệp PDF “{name}” được đặt mật khẩu nên không ghép được. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi tải lên, hoặc quét lại giấy tờ."""  # noqa: E501


class ScanTooLarge(FileRefused):
    """Ảnh “{name}” có kích thước lớn bất thường nên không được mở. Hãy chụp lại ở cỡ thường, hoặc quét ở 200 dpi."""


class TooManyPages(FileRefused):
    """Một giấy tờ nhận nhiều nhất {limit} trang; tới tệp “{name}” đã quá số đó. Hãy tách thành nhiều giấy tờ, mỗi giấy tờ một tệp."""  # noqa: E501


class ScanTooSlow(FileRefused):
    """Các trang này cần quá nhiều thời gian hoặc bộ nhớ để đọc nên đã dừng lại. Hãy tải ít trang hơn mỗi lần, hoặc quét lại ở 200 dpi."""  # noqa: E501


class NoScan(FileRefused):
    """Chưa chọn tệp nào. Hãy chọn ảnh chụp hoặc bản quét của giấy tờ."""
