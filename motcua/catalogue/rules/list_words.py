"""What is said about a cell of a list: what is wrong, and how to mend it. Holes are filled from Problem.data."""

MESSAGES = {
    "missing": "Ô “{title}” còn trống. Hãy điền vào ô này.",
    "too_long": "Nội dung dài hơn {limit} ký tự. Hãy viết ngắn lại.",
    "markup": "Có ký tự {marks} không dùng được ở đây. Hãy xóa ký tự đó.",
    "symbol": "Có biểu tượng hoặc ký tự lạ {marks}. Hãy xóa ký tự đó, chỉ giữ chữ viết bình thường.",
    "formula": "Nội dung bắt đầu bằng dấu “{marks}” như một công thức. Hãy xóa dấu đó hoặc nhập lại bằng chữ.",
    "name_digits": "Họ tên có chữ số. Hãy kiểm tra xem có nhập nhầm cột không, rồi ghi họ tên bằng chữ.",
    "name_letters": "Họ tên có ký tự {marks} không phải chữ cái tiếng Việt hay chữ La-tinh. Hãy gõ lại họ tên.",
    "name_short": "Họ tên quá ngắn. Hãy ghi đầy đủ họ, tên đệm và tên như trên giấy tờ.",
    "digits_other": "“{title}” chỉ gồm chữ số; ô này có {marks}. Hãy nhập lại {need}.",
    "digits_length": "Số này có {have} chữ số; cần {need}. Hãy kiểm tra lại trên giấy tờ và nhập đủ.",
    "lost_zero": "Số này chỉ có {have} chữ số, có thể Excel đã bỏ mất số 0 ở đầu. Nếu đúng là {suggestion}, "
    "hãy nhập lại như vậy; nhớ chọn định dạng Văn bản (Text) cho cột này.",
    "lost_digits": "Excel đã đổi số này thành dạng {shown} và làm mất chữ số. "
    "Hãy chọn định dạng Văn bản (Text) cho cột này rồi nhập lại {need}.",
    "digits_date": "Ô này đang là ngày tháng, không phải số. Hãy chọn định dạng Văn bản (Text) rồi nhập lại {need}.",
    "date_form": "Không đọc được ngày này. Hãy ghi ngày/tháng/năm, ví dụ 02/09/1990.",
    "date_year_only": "Chỉ có năm. Hãy ghi đủ ngày/tháng/năm như trên giấy tờ, ví dụ 02/09/1990.",
    "date_month_only": "Chỉ có tháng và năm. Hãy ghi đủ ngày/tháng/năm như trên giấy tờ, ví dụ 02/09/1990.",
    "date_swapped": "Không có tháng {month}; có vẻ ngày và tháng bị đổi chỗ. Hãy ghi ngày trước, tháng sau: "
    "{suggestion}.",
    "date_none": "Lịch không có ngày này. Hãy kiểm tra lại ngày và tháng.",
    "date_year": "Năm {year} không hợp lý. Hãy kiểm tra lại, ghi năm đủ 4 chữ số.",
    "choice": "Không có lựa chọn này. Hãy ghi đúng một trong các giá trị: {choices}.",
    "end_before_start": "Ngày kết thúc trước ngày bắt đầu {start}. Hãy kiểm tra lại hai ngày.",
    "start_early": "Ngày bắt đầu phải từ {limit} trở đi. Nếu nghỉ từ trước ngày đó thì người này không thuộc "
    "diện hỗ trợ; hãy xóa dòng.",
    "start_late": "Ngày bắt đầu phải muộn nhất là {limit}. Nếu bắt đầu sau ngày đó thì người này không thuộc "
    "diện hỗ trợ; hãy xóa dòng.",
    "end_late": "Ngày kết thúc phải muộn nhất là {limit}. Nếu nghỉ lâu hơn, hãy ghi {limit}.",
    "months_few": "Từ {start} đến {end} chưa đủ {least} tháng liên tục. Hãy kiểm tra lại hai ngày; chưa đủ "
    "thì không được hỗ trợ.",
    "too_young": "Người này {age} tuổi vào ngày {at}; phải từ {limit} tuổi. Hãy kiểm tra lại ngày sinh.",
    "too_old": "Người này {age} tuổi vào ngày {at}; nhiều nhất là {limit} tuổi. Hãy kiểm tra lại ngày sinh.",
    "unborn": "Ngày sinh sau ngày {at}. Hãy kiểm tra lại ngày sinh.",
    "duplicate": "Trùng với dòng {others}. Mỗi người chỉ ghi một lần: hãy xóa dòng thừa hoặc sửa số bị nhập nhầm.",
}

NOT_READ = "Không đọc các cột ngoài mẫu: {titles}."
ABSENT = "Tệp không có cột {titles}; phần này để trống."
BLANKS = "Bỏ qua {count} dòng trống ở giữa danh sách (dòng {lines})."
TOTALS = "Bỏ qua {count} dòng cộng hoặc dòng đề mục (dòng {lines})."
HEADINGS = "Bỏ qua {count} hàng tiêu đề lặp lại (dòng {lines})."
ENDED = "Danh sách kết thúc ở dòng {line}; từ dòng {footer} là phần cộng, ký tên nên không đọc."
TWICE = "Có nhiều cột “{title}”; chỉ đọc cột đầu tiên."
