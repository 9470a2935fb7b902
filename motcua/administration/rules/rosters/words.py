"""What is said about a roster's lines: what is wrong, and how to mend it. Holes are filled from Remark.data."""

MESSAGES = {
    # a line with one of these is not read
    "no_name": "Chưa có họ tên. Hãy ghi họ và tên như trên giấy tờ.",
    "name_sign": "Họ tên có ký tự {sign} không phải chữ cái tiếng Việt. Hãy xóa rồi gõ lại họ tên.",
    "name_digits": "Họ tên có chữ số. Hãy kiểm tra xem có ghi nhầm cột không.",
    "name_short": "Họ tên chỉ có một chữ. Hãy ghi đầy đủ họ và tên như trên giấy tờ.",
    "name_long": "Họ tên dài hơn {limit} ký tự. Hãy kiểm tra xem có ghi nhầm cột không.",
    "name_ditto": "Không ghi “như trên” cho họ tên và số giấy tờ. Hãy ghi đầy đủ.",
    "needs_id": "Cần số CMND/CCCD để tìm đúng tài khoản. Hãy ghi số CMND (9 chữ số) hoặc số căn cước (12 chữ số).",
    "id_sign": "Số CMND/CCCD chỉ gồm chữ số; ô này có {sign}. Hãy gõ lại số này.",
    "id_length": "Số này có {have} chữ số; CMND có 9, căn cước có 12. Hãy đối chiếu với giấy tờ rồi ghi đủ.",
    "id_phone": "Số này giống số điện thoại. Hãy ghi số CMND hoặc số căn cước vào cột này.",
    "id_lost": "Excel đã đổi số này thành dạng {shown} và làm mất chữ số. Hãy chọn định dạng Văn bản (Text) "
    "cho cột này rồi gõ lại số.",
    "id_date": "Ô này đang là ngày tháng, không phải số. Hãy chọn định dạng Văn bản (Text) rồi gõ lại số.",
    "id_several": "Ô này có nhiều số. Hãy chỉ ghi một số: số căn cước, nếu chưa có thì số CMND.",
    "no_subsystem": "Chưa ghi phân hệ. Hãy ghi một trong: {known}.",
    "unknown_subsystem": "Không có phân hệ “{said}”. Hãy ghi một trong: {known}.",
    "two_subsystems": "Ô này nêu nhiều phân hệ. Hãy ghi mỗi phân hệ một dòng.",
    "no_above": "Ghi “như trên” nhưng dòng trên không có nội dung ở cột này. Hãy ghi đầy đủ.",
    "mark": "Không hiểu “{said}”. Hãy đánh dấu X nếu được cấp quyền, để trống nếu không.",
    "date": "Không đọc được ngày “{said}”. Hãy ghi ngày/tháng/năm, ví dụ 31/12/2020.",
    "long": "Nội dung dài hơn {limit} ký tự. Hãy viết ngắn lại.",
    "no_leaving": "Chưa ghi người không còn tham gia. Nếu chỉ thêm người, hãy dùng mẫu danh sách bổ sung.",
    "same_person": "Người thay thế trùng với người không còn tham gia. Hãy kiểm tra lại hai số CMND/CCCD.",
    "twice": "Người này đã có ở dòng {line}. Hãy xóa một trong hai dòng.",
    "twice_leaving": "Người không còn tham gia đã có ở dòng {line} với cùng phân hệ. Hãy xóa một trong hai dòng.",
    "leaves_and_joins": "Người này ở dòng {line} thì không còn tham gia, ở dòng này lại được thêm vào cùng phân hệ. "
    "Hãy bỏ một trong hai.",
    "strange": "Không hiểu dòng này: “{said}”. Hãy xóa dòng hoặc ghi đủ các cột.",
    # a line with one of these is read
    "corrected": "Đã thay {signs} bằng chữ cái giống hệt của tiếng Việt: “{value}”. Hãy xem lại.",
    "lost_zero": "Ghi {written}, thiếu số 0 ở đầu như khi Excel đổi thành số. Có phải là {proposed} không?",
    "letter_o": "Ghi {written}, có chữ cái giống chữ số. Có phải là {proposed} không?",
    "ditto": "Ghi “như trên”: dùng “{value}” của dòng {line}.",
    "carried": "Ô để trống: dùng “{value}” của dòng {line}.",
    "no_id": "Chưa có số CMND/CCCD. Hãy bổ sung để tìm đúng tài khoản.",
    "by_phone": "Chưa có số CMND/CCCD: sẽ tìm tài khoản theo số điện thoại.",
    "bad_phone": "Không đọc được số điện thoại “{said}” nên bỏ qua. Số di động có 10 chữ số, ví dụ 0900 000 012.",
    "first_phone": "Ô có nhiều số điện thoại; dùng số đầu tiên.",
    "no_replacement": "Không có người thay thế: quyền của người không còn tham gia chỉ được kết thúc.",
    "same_name": "Cùng họ tên với dòng {line}. Hãy kiểm tra xem có phải một người không.",
    "same_phone": "Cùng số điện thoại với dòng {line}. Hãy kiểm tra lại.",
    "form_of_address": "Đã bỏ “{said}” trước họ tên.",
}

SKIPPED = {
    "before": "Phần trên dòng tiêu đề",
    "header": "Dòng tiêu đề",
    "numbering": "Dòng đánh số cột",
    "heading": "Dòng tên tỉnh, thành phố hoặc đơn vị",
    "example": "Dòng ví dụ của mẫu",
    "total": "Dòng cộng",
    "closing": "Phần ghi chú, nơi nhận, ký tên",
    "other_list": "Thuộc danh sách khác trong cùng tài liệu",
}

NOT_READ = "Không đọc các cột: {titles}."
JUMP = "Số thứ tự không liên tục: sau {before} là {after} (dòng {line}). Hãy kiểm tra xem có thiếu dòng không."
NO_ID_COLUMN = "Danh sách không có cột Số CMND/CCCD: chưa tìm được tài khoản của từng người cho đến khi có số này."
OTHER_LIST = "Từ dòng {line} là một danh sách khác; phần đó không thuộc danh sách này."
EMPTY_UNITS = "{count} dòng chưa ghi cơ quan, đơn vị (dòng {lines})."
