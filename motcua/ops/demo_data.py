"""Invented people, firms and workers: they look it. Deterministic, so that two demos are alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from motcua.agencies.rules.rights import AdminLevel

# (province code, district code) in force in May 2020; the first is where the story of the README happens.
PLACES = (
    ("51", "533"), ("51", "534"), ("26", "243"), ("26", "246"), ("91", "899"), ("91", "902"),
    ("49", "503"), ("49", "502"), ("01", "001"), ("01", "016"),
)  # fmt: skip

_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
_MIDDLES = ("Văn", "Thị", "Thử", "Mẫu", "Ví", "Thí")
_GIVEN = ("Mẫu", "Thử", "Dụ", "Nghiệm", "Nháp", "Giả", "Tập", "Luyện", "Ảo", "Mô", "Phỏng", "Demo")
_TRADES = (
    "May mặc", "Khách sạn", "Vận tải", "Gỗ", "Du lịch", "Thủy sản", "Giày da", "Nhà hàng", "Mầm non", "In ấn",
)  # fmt: skip
_DEPARTMENTS = ("Xưởng 1", "Xưởng 2", "Văn phòng", "Kho", "Bếp")
_BANKS = ("Ngân hàng Ví Dụ", "Ngân hàng Mẫu")
COLUMNS = (
    "Họ và tên", "Ngày sinh", "Giới tính", "Phòng, ban, phân xưởng", "Loại hợp đồng lao động",
    "Thời điểm bắt đầu hợp đồng lao động", "Số sổ bảo hiểm xã hội", "Tạm hoãn, nghỉ từ ngày",
    "Tạm hoãn, nghỉ đến ngày", "Tên tài khoản", "Số tài khoản", "Ngân hàng", "Số CMND/CCCD", "Ghi chú",
)  # fmt: skip


@dataclass(frozen=True)
class Invented:
    """Person number n of the demo, whether or not they have an account: all of it follows from n.

    `former_id` is the number of their old paper (9 digits), which the register knows too.
    """

    n: int
    name: str
    birth_date: date

    @property
    def id_number(self) -> str:
        return f"0{51099000000 + self.n}"

    @property
    def former_id(self) -> str:
        return f"{self.n:09d}"

    @property
    def phone(self) -> str:
        return f"0900{self.n:06d}"


@dataclass(frozen=True)
class Officer:
    """Where an officer sits: role and level of the agency, at a place, with the powers there.

    `commune` is the code of the commune whose committee it is; "": the agency over the whole district.
    """

    role: str
    level: str
    title: str
    powers: tuple[str, ...]
    commune: str = ""


SEATS = {
    "insurance": Officer("social_insurance", "district", "Chuyên viên thu", ("process", "view")),
    "insurance2": Officer("social_insurance", "district", "Chuyên viên", ("process", "view")),
    "district": Officer("committee", "district", "Chuyên viên Phòng Lao động", ("process", "view")),
    "district2": Officer("committee", "district", "Chuyên viên Phòng Lao động", ("process", "view")),
    "chair": Officer("committee", "province", "Chủ tịch", ("process", "decide", "view")),
    "clerk": Officer("committee", "province", "Chuyên viên Văn phòng", ("process", "view")),
}
# Only where the story happens: the desk where accounts are helped, and whoever the other services pass through.
STORY_SEATS = {
    "counter": Officer("committee", "district", "Cán bộ Bộ phận Một cửa", ("process", "view", "counter")),
    "commune": Officer("committee", "commune", "Cán bộ Văn hóa - Xã hội", ("process", "view"), "21409"),
    "commune2": Officer("committee", "commune", "Cán bộ Văn hóa - Xã hội", ("process", "view"), "21406"),
    "tax": Officer("tax", "district", "Công chức thuế", ("process", "view")),
    "bank": Officer("policy_bank", "district", "Giám đốc Phòng giao dịch", ("process", "decide", "view")),
    "post": Officer("post", "district", "Giao dịch viên", ("counter",)),
}


@dataclass(frozen=True)
class Administrator:
    """Where an administrator sits, how far from the top, and who (another key) gives them that; "": the portal."""

    role: str
    level: str
    title: str
    admin_level: AdminLevel
    by: str = ""


# From the top down. Social insurance has a tree of its own beside the province's.
ADMINISTRATORS = {
    "national": Administrator("government_office", "central", "Quản trị quốc gia", AdminLevel.NATIONAL),
    "national2": Administrator("government_office", "central", "Quản trị quốc gia", AdminLevel.NATIONAL),
    "branch": Administrator(
        "social_insurance", "central", "Quản trị cấp cao của ngành", AdminLevel.SENIOR, "national"
    ),
    "senior": Administrator("committee", "province", "Quản trị cấp cao của tỉnh", AdminLevel.SENIOR, "national"),
    "first": Administrator("committee", "province", "Quản trị cấp 1", AdminLevel.FIRST, "senior"),
    "admin": Administrator("committee", "province", "Quản trị viên của cơ quan", AdminLevel.SECOND, "first"),
}  # fmt: skip

# Who gives officers of a kind of agency their rights in the story; tax, bank and post have no administrator there.
GIVERS = {"committee": "admin", "social_insurance": "branch"}


@dataclass(frozen=True)
class Part:
    """Somebody of the story: person number `n`; what they do there; their seat, or '' for whoever is no officer."""

    key: str
    n: int
    name: str
    part: str
    seat: str = ""


STORY = (
    Part("mau", 7, "Trần Thị Mẫu", "Người nộp hồ sơ của Công ty TNHH Ví Dụ"),
    Part("bao", 1, "Lê Thị Bảo Mẫu", "Bảo hiểm xã hội huyện: xác nhận từng người lao động", "insurance"),
    Part("hiem", 2, "Phan Văn Hiểm Thử", "Bảo hiểm xã hội huyện: đồng nghiệp, để thử hai người cùng bấm", "insurance2"),
    Part("huyen", 3, "Ngô Văn Huyện Thử", "Ủy ban nhân dân huyện: thẩm định", "district"),
    Part("dong", 4, "Vũ Thị Đồng Thử", "Ủy ban nhân dân huyện: đồng nghiệp", "district2"),
    Part("tinh", 5, "Đinh Văn Tỉnh Mẫu", "Ủy ban nhân dân tỉnh: quyết định", "chair"),
    Part("chuyen", 6, "Hà Thị Chuyên Mẫu", "Ủy ban nhân dân tỉnh: chuyên viên, không ký quyết định", "clerk"),
    Part("dan", 9001, "Bùi Văn Dân Mẫu", "Công dân, chưa có hồ sơ nào; tài khoản mới xác minh số điện thoại (mức 1)"),
    Part("doanh", 9002, "Mai Thị Doanh Mẫu", "Người đại diện của Công ty TNHH Ví Dụ Hai; tài khoản mức 1"),
    Part("quay", 9003, "Tạ Thị Quầy Mẫu", "Bộ phận một cửa huyện: xác minh người đến quầy, giúp lấy lại tài khoản",
         "counter"),
    Part("quantri", 9004, "Cao Văn Quản Thử", "Ủy ban nhân dân tỉnh: quản trị cấp 2, cấp quyền, đăng ký cổng kết nối",
         "admin"),
    Part("capmot", 9008, "Dương Văn Nhất Thử", "Ủy ban nhân dân tỉnh: quản trị cấp 1", "first"),
    Part("capcao", 9007, "Lâm Thị Cấp Mẫu", "Ủy ban nhân dân tỉnh: quản trị cấp cao của cả tỉnh", "senior"),
    Part("nganh", 9009, "Tô Thị Hội Mẫu", "Bảo hiểm xã hội Việt Nam: quản trị cấp cao của ngành", "branch"),
    Part("quocgia", 9005, "Lý Thị Quốc Mẫu", "Văn phòng Chính phủ: quản trị quốc gia", "national"),
    Part("quocgia2", 9006, "Trương Văn Gia Thử", "Văn phòng Chính phủ: quản trị quốc gia, người duyệt thứ hai",
         "national2"),
    Part("nghi", 9010, "Võ Thị Nghỉ Mẫu", "Người lao động vừa bị chấm dứt hợp đồng"),
    Part("kinh", 9011, "Hồ Văn Kinh Thử", "Chủ hộ kinh doanh phải tạm ngừng"),
    Part("tudo", 9012, "Lò Thị Tự Mẫu", "Người lao động tự do, không có hợp đồng"),
    Part("xa", 9020, "Mai Văn Xã Thử", "Ủy ban nhân dân xã Đức Nhuận: rà soát, niêm yết, lập danh sách", "commune"),
    Part("xahai", 9021, "Kiều Thị Thắng Mẫu", "Ủy ban nhân dân xã Đức Thắng: cho ý kiến về người tạm trú nơi khác",
         "commune2"),
    Part("thue", 9022, "Quách Văn Thuế Thử", "Chi cục Thuế huyện: thẩm định doanh thu", "tax"),
    Part("ngan", 9023, "Phùng Thị Ngân Mẫu", "Ngân hàng Chính sách xã hội huyện: quyết định cho vay", "bank"),
    Part("buu", 9024, "Trịnh Văn Bưu Thử", "Bưu điện huyện: giúp người dân nộp hồ sơ", "post"),
)  # fmt: skip
LEVEL_1 = ("dan", "doanh")
CITIZENS = ("dan", "nghi", "kinh", "tudo")  # of the story, with neither a seat nor a firm
OTHER_PORTAL = "http://localhost:8020"  # where another portal would run that signs people in here
# The first of those who are in the register and have no account: numbers for trying out a registration.
STRANGERS = range(9101, 9110)


def invented(n: int) -> Invented:
    name = next((part.name for part in STORY if part.n == n), "") or person_name(Random(n))
    return Invented(n, name, date(1970 + n % 30, 1 + n % 12, 1 + n % 28))


def person_name(random: Random) -> str:
    return f"{random.choice(_FAMILIES)} {random.choice(_MIDDLES)} {random.choice(_GIVEN)}"


def firm_name(number: int) -> str:
    random = Random(number)
    return f"Công ty {random.choice(('TNHH', 'Cổ phần'))} {random.choice(_TRADES)} Ví Dụ {number}"


def tax_code(number: int) -> str:
    """A tax code with a right check digit, out of a run that only the demo uses."""
    base = f"0399{number:05d}"
    check = (31 * int(base[0]) + 29 * int(base[1]) + 23 * int(base[2]) + 19 * int(base[3]) + 17 * int(base[4])
             + 13 * int(base[5]) + 7 * int(base[6]) + 5 * int(base[7]) + 3 * int(base[8])) % 11  # fmt: skip
    return f"{base}{10 - check}" if check else tax_code(number + 40000)


def workers(first: int, count: int) -> Iterator[tuple[str, ...]]:
    """Rows of Mẫu 01 in the order of COLUMNS, for the `first`-th invented worker and those after."""
    for n in range(first, first + count):
        random = Random(n)
        name = person_name(random)
        born = date(1962 + random.randrange(38), 1 + random.randrange(12), 1 + random.randrange(28))
        since, until = random.choice(
            (("01/04/2020", "30/06/2020"), ("01/04/2020", "31/05/2020"), ("15/04/2020", "14/05/2020"),
             ("01/05/2020", "30/06/2020"))
        )  # fmt: skip
        yield (
            name, f"{born:%d/%m/%Y}", random.choice(("Nam", "Nữ")), random.choice(_DEPARTMENTS),
            random.choice(("Không xác định thời hạn", "Xác định thời hạn")), f"01/0{1 + n % 9}/{2015 + n % 5}",
            f"{5100000000 + n}", since, until, name, f"{990000000000 + n}", random.choice(_BANKS),
            f"0{51199000000 + n}", "",
        )  # fmt: skip
