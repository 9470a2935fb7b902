"""The words of a flow's language, with how they are said."""

END = "end:"
# How an applicant's withdrawal stands in the turn and in the case.
WITHDRAW = "withdraw"
WITHDRAWN = "withdrawn"
# What an opinion says, and how one stands whose turn ended without it.
AGREE, DIFFER, CLOSED = "agree", "differ", "closed"

ROLES = {
    "government_office": "Văn phòng Chính phủ",
    "ministry": "Bộ, cơ quan ngang bộ",
    "committee": "Ủy ban nhân dân",
    "department": "Sở, ngành",
    "social_insurance": "Bảo hiểm xã hội",
    "policy_bank": "Ngân hàng Chính sách xã hội",
    "tax": "Cơ quan thuế",
    "post": "Bưu chính công ích",
}
# These agencies come by sector: a flow names it, "department:labour".
WITH_SECTOR = {"ministry", "department"}
LEVELS = {"central": "trung ương", "province": "cấp tỉnh", "district": "cấp huyện", "commune": "cấp xã"}
POWERS = {"process": "xử lý", "decide": "quyết định"}
