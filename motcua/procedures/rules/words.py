"""The fixed lists of words that a procedure's parts are chosen from."""

from collections.abc import Mapping

# Cách thức thực hiện; the numbers are those of LayThuTuc's KENH.
CHANNELS: Mapping[int, str] = {1: "Trực tiếp", 2: "Trực tuyến", 3: "Dịch vụ bưu chính"}
IN_PERSON, ONLINE, POST = 1, 2, 3

LEVELS: Mapping[str, str] = {
    "central": "Cấp bộ",
    "province": "Cấp tỉnh",
    "district": "Cấp huyện",
    "commune": "Cấp xã",
    "other": "Cơ quan khác",
}

UNITS: Mapping[str, str] = {"h": "giờ làm việc", "d": "ngày", "wd": "ngày làm việc"}

# Loại thủ tục.
KINDS: Mapping[str, str] = {
    "detailed": "TTHC được luật giao quy định chi tiết",
    "not_detailed": "TTHC không được luật giao quy định chi tiết",
    "local": "TTHC đặc thù của địa phương",
    "internal": "TTHC nội bộ",
}

# Đối tượng thực hiện.
AUDIENCES: Mapping[str, str] = {
    "citizen": "Công dân Việt Nam",
    "abroad": "Người Việt Nam định cư ở nước ngoài",
    "foreigner": "Người nước ngoài",
    "official": "Cán bộ, công chức, viên chức",
    "enterprise": "Doanh nghiệp",
    "foreign_enterprise": "Doanh nghiệp có vốn đầu tư nước ngoài",
    "organisation": "Tổ chức (không bao gồm doanh nghiệp, hợp tác xã)",
    "foreign_organisation": "Tổ chức nước ngoài",
    "cooperative": "Hợp tác xã",
}
PEOPLE = frozenset({"citizen", "abroad", "foreigner", "official"})

# Sự kiện cuộc đời (of people) and of a business, as the portal groups its services.
LIFE_EVENTS: Mapping[str, str] = {
    "child": "Có con nhỏ",
    "study": "Học tập",
    "work": "Việc làm",
    "residence": "Cư trú và giấy tờ tùy thân",
    "family": "Hôn nhân và gia đình",
    "home": "Điện lực, đất đai, nhà ở",
    "health": "Sức khỏe và y tế",
    "vehicle": "Phương tiện và người lái",
    "retirement": "Hưu trí",
    "death": "Người thân qua đời",
    "complaint": "Giải quyết khiếu kiện",
}
BUSINESS_EVENTS: Mapping[str, str] = {
    "founding": "Khởi sự kinh doanh",
    "labour": "Lao động và bảo hiểm xã hội",
    "finance": "Tài chính doanh nghiệp",
    "building": "Điện lực, đất đai, xây dựng",
    "trade": "Thương mại, quảng cáo",
    "property": "Sở hữu trí tuệ, đăng ký tài sản",
    "branch": "Thành lập chi nhánh, văn phòng đại diện",
    "tender": "Đấu thầu, mua sắm công",
    "restructuring": "Tái cấu trúc doanh nghiệp",
    "dispute": "Giải quyết tranh chấp hợp đồng",
    "closing": "Tạm dừng, chấm dứt hoạt động",
}
EVENTS: Mapping[str, str] = {**LIFE_EVENTS, **BUSINESS_EVENTS}

# Mức độ dịch vụ công: 1 to 4 under NĐ 43/2011, partial and full under NĐ 42/2022 (from 15/8/2022).
ONLINE_LEVELS: Mapping[str, str] = {
    "1": "Mức độ 1",
    "2": "Mức độ 2",
    "3": "Mức độ 3",
    "4": "Mức độ 4",
    "partial": "Một phần",
    "full": "Toàn trình",
}
FILED_ONLINE = frozenset({"3", "4", "partial", "full"})  # levels at which one hands in on the web
RANK: Mapping[str, int] = {"1": 1, "2": 2, "3": 3, "partial": 3, "4": 4, "full": 4}
