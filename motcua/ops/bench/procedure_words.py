"""Names of invented procedures as the national database has them: who does what to which paper, about what.

Common words stand in a third of all names and rare ones in a handful, as in the real list: topics are drawn with Zipf's
law, and their rare syllables are made of the beginnings and rhymes of the language.
"""

from itertools import accumulate
from random import Random

_ACTS = (
    "Cấp", "Cấp lại", "Cấp đổi", "Gia hạn", "Đăng ký", "Đăng ký lại", "Thay đổi, cải chính", "Thu hồi", "Thông báo",
    "Công nhận", "Phê duyệt", "Thẩm định", "Xác nhận", "Hỗ trợ", "Cho phép", "Chấm dứt", "Điều chỉnh", "Công bố",
    "Giải quyết", "Chuyển", "Tạm dừng", "Sửa đổi, bổ sung", "Kiểm tra", "Tiếp nhận", "Miễn, giảm", "Hoàn trả",
)  # fmt: skip
_PAPERS = (
    "giấy phép", "giấy chứng nhận", "chứng chỉ hành nghề", "giấy xác nhận", "thẻ", "quyết định", "hồ sơ",
    "giấy chứng nhận đủ điều kiện", "bản sao trích lục", "giấy chứng nhận đăng ký", "phiếu", "sổ", "văn bản chấp thuận",
    "hợp đồng", "chế độ trợ cấp", "chế độ", "phương án", "báo cáo", "kế hoạch", "danh mục",
)  # fmt: skip
_TOPICS = (
    "khai sinh", "kết hôn", "khai tử", "nuôi con nuôi", "giám hộ", "nhận cha, mẹ, con", "hộ khẩu thường trú",
    "tạm trú", "căn cước công dân",
    "hộ chiếu phổ thông", "lý lịch tư pháp", "quyền sử dụng đất", "chuyển nhượng đất",
    "xây dựng nhà ở riêng lẻ", "kinh doanh rượu", "kinh doanh xăng dầu", "kinh doanh khí", "lữ hành nội địa",
    "hướng dẫn viên du lịch", "lái xe", "vận tải hành khách", "phương tiện thủy nội địa", "tàu cá",
    "khai thác thủy sản",
    "an toàn thực phẩm", "khám bệnh, chữa bệnh", "hành nghề dược", "mỹ phẩm", "trang thiết bị y tế", "người khuyết tật",
    "người có công với cách mạng", "bảo trợ xã hội", "hộ nghèo", "trợ cấp thất nghiệp", "bảo hiểm y tế",
    "hợp đồng lao động", "lao động nước ngoài", "dạy nghề", "trường mầm non", "trường tiểu học", "trung tâm ngoại ngữ",
    "học phí", "tuyển sinh", "văn bằng", "thư viện", "karaoke", "quảng cáo", "biểu diễn nghệ thuật", "di tích",
    "nhập khẩu phế liệu", "khai thác khoáng sản", "tài nguyên nước", "xả nước thải", "đánh giá tác động môi trường",
    "chất thải nguy hại", "hóa chất", "vật liệu nổ công nghiệp", "bưu chính", "viễn thông", "tần số vô tuyến điện",
    "xuất bản phẩm", "báo chí", "luật sư", "công chứng", "đấu giá tài sản", "giám định tư pháp", "hộ kinh doanh",
    "doanh nghiệp tư nhân", "công ty cổ phần", "hợp tác xã", "đầu tư", "đấu thầu", "thuế giá trị gia tăng",
    "lệ phí trước bạ", "hải quan", "phòng cháy và chữa cháy", "vũ khí, công cụ hỗ trợ", "tôn giáo",
    "thi đua khen thưởng",
    "viên chức", "công chức", "hội", "quỹ xã hội", "lưu trữ", "giống cây trồng", "thuốc bảo vệ thực vật", "thuốc thú y",
    "thức ăn chăn nuôi", "rừng phòng hộ", "thủy lợi", "đê điều", "đường bộ", "đường sắt", "hàng hải", "hàng không",
)  # fmt: skip
_TAILS = (
    "", "", "", "có yếu tố nước ngoài", "đối với tổ chức", "đối với cá nhân", "lần đầu", "do bị mất, hỏng",
    "thuộc thẩm quyền của cấp tỉnh", "tại vùng khó khăn", "cho người dưới 18 tuổi", "do thay đổi tên, địa chỉ",
    "trong khu công nghiệp", "trên địa bàn nhiều huyện", "theo yêu cầu", "phục vụ xuất khẩu", "hết thời hạn",
    "sử dụng ngân sách nhà nước", "tại khu vực biên giới", "để nghiên cứu khoa học",
)  # fmt: skip
_SPELT_STARTS = "b c ch d đ g gi h kh l m n ng nh ph qu r s t th tr v x"
_SPELT_RHYMES = (
    "a ác ách ai am an áng ánh ao át áy ăn ăng ắp ấm ân ầng âu ây e én eo ê ếch ên ênh ếp êu i ích iêm "
    "iên iếng iết iêu im in ình ít o óa oan oát oăn ọc oi om on ong ô ốc ôi ôm ôn ông ơ ơi ơm ơn u ục ui "
    "um un ung uốc uôi uôn uông ư ức ưa ươi ươm ươn ương ước "
)
FIELDS = 300
RARE = 1500


class Names:
    """Draws names; the same seed draws the same ones."""

    def __init__(self, seed: str = "procedures") -> None:
        self._random = Random(seed)  # noqa: S311 - invented names
        rare = [f"{start}{rhyme}" for start in _SPELT_STARTS.split() for rhyme in _SPELT_RHYMES.split()]
        self._random.shuffle(rare)
        self._rare = rare[:RARE]
        self._of_rare = list(accumulate(1 / (n + 5) for n in range(RARE)))
        self._of_topics = list(accumulate(1 / (n + 3) for n in range(len(_TOPICS))))
        self._of_acts = list(accumulate(1 / (n + 2) for n in range(len(_ACTS))))
        self.fields = [f"Lĩnh vực {self._topic()} {self._seldom(2)}" for _ in range(FIELDS)]

    def name(self) -> str:
        parts = [self._drawn(_ACTS, self._of_acts), self._random.choice(_PAPERS), self._topic()]
        if self._random.random() < 0.6:  # noqa: PLR2004 - most names have something of their own
            parts.append(self._seldom(self._random.choice((1, 2, 2))))
        parts.append(self._random.choice(_TAILS))
        return " ".join(part for part in parts if part)

    def field(self) -> str:
        return self._random.choice(self.fields)

    def some(self, of: tuple[str, ...], most: int = 2) -> list[str]:
        return self._random.sample(of, self._random.randint(1, most))

    def chance(self, share: float) -> bool:
        return self._random.random() < share

    def _topic(self) -> str:
        return self._drawn(_TOPICS, self._of_topics)

    def _seldom(self, many: int) -> str:
        return " ".join(self._drawn(self._rare, self._of_rare) for _ in range(many))

    def _drawn(self, of: tuple[str, ...] | list[str], weights: list[float]) -> str:
        return self._random.choices(of, cum_weights=weights)[0]
