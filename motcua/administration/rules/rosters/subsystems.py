"""The subsystems as rosters name them (letters 000 and 003). Which subsystems there are is told in agencies.rules."""

import re

from motcua.kernel.text import fold

# The first name of each is how the letters' own forms say it, and what a written roster says.
NAMES: dict[str, tuple[str, ...]] = {
    "system": (
        "Quản trị hệ thống",
        "Hệ thống quản trị",
        "Quản lý người dùng",
        "Quản trị hệ thống Cổng Dịch vụ công quốc gia",
    ),
    "covid": (
        "Dịch vụ công hỗ trợ đối tượng gặp khó khăn do đại dịch Covid-19",
        "Hỗ trợ đối tượng gặp khó khăn do đại dịch Covid-19",
        "Hỗ trợ người dân gặp khó khăn do đại dịch Covid-19",
        "Dịch vụ công hỗ trợ Covid-19",
        "Hỗ trợ Covid-19",
        "Covid-19",
        "Covid",
        "quantrincovi.dichvucong.gov.vn",
        "ncovi.dichvucong.gov.vn",
    ),
    "services": (
        "Dịch vụ công trực tuyến của bộ, ngành, địa phương",
        "Dịch vụ công trực tuyến",
        "Giải quyết dịch vụ công trực tuyến",
    ),
    "office": (
        "Bộ phận một cửa và ký duyệt",
        "Văn phòng điện tử một cửa",
        "Một cửa điện tử",
        "Bộ phận Một cửa",
        "Bộ phận tiếp nhận và trả kết quả",
        "Xử lý hồ sơ dịch vụ công",
        "Tiếp nhận, xử lý hồ sơ",
    ),
    "pakn": (
        "Hệ thống tiếp nhận, xử lý phản ánh, kiến nghị của người dân, doanh nghiệp",
        "Tiếp nhận, xử lý phản ánh, kiến nghị",
        "Phản ánh, kiến nghị",
        "Phản ánh kiến nghị của cá nhân, tổ chức",
        "PAKN",
        "pakn.dichvucong.gov.vn",
    ),
    "procedures": (
        "Cơ sở dữ liệu quốc gia về thủ tục hành chính",
        "Hệ thống Cơ sở dữ liệu quốc gia về TTHC",
        "CSDL quốc gia về thủ tục hành chính",
        "CSDL quốc gia về TTHC",
        "CSDLQG về TTHC",
        "CSDL TTHC",
        "Cơ sở dữ liệu thủ tục hành chính",
        "csdl.dichvucong.gov.vn",
    ),
    "copies": (
        "Chứng thực bản sao điện tử từ bản chính",
        "Dịch vụ công Chứng thực bản sao điện tử từ bản chính",
        "Chứng thực bản sao điện tử",
        "Chứng thực điện tử",
    ),
    "connections": (
        "Quản trị tình hình kết nối",
        "Quản trị tình hình kết nối của bộ, ngành, địa phương",
        "Tình hình kết nối",
        "Quản trị kết nối",
    ),
    "reports": (
        "Hệ thống thông tin báo cáo",
        "Hệ thống thông tin báo cáo của Văn phòng Chính phủ",
        "Chế độ báo cáo",
        "Báo cáo định kỳ",
        "Báo cáo",
        "baocaochinhphu.gov.vn",
    ),
    "map": (
        "Bản đồ thực thi thể chế",
        "Bản đồ thể chế",
    ),
}

_OTHER = re.compile(r"[^a-z0-9]+")
_BEFORE = re.compile(r"^(?:(?:\d+|[ivx]+|cac)\s)?(?:(?:phan he|he thong|chuc nang|quan tri)\s)*")
_AFTER = re.compile(r"(?:\s(?:cua|tren) (?:cong dich vu cong quoc gia|bo nganh dia phuong|cong))+$")


def _plain(text: str) -> str:
    return _OTHER.sub(" ", fold(text)).strip()


def _core(text: str) -> str:
    """Without what people put before and after: 'Phân hệ phản ánh, kiến nghị' → 'phan anh kien nghi'."""
    plain = _plain(text)
    return _AFTER.sub("", _BEFORE.sub("", plain)) or plain


_EXACT = {_plain(name): key for key, names in NAMES.items() for name in names}
_CORES = {_core(name): key for key, names in NAMES.items() for name in names} | {"he thong": "system"}
# Words that stand in no other subsystem's name, longest first; they decide when nothing matches as a whole.
_TELLING: tuple[tuple[str, str], ...] = (
    ("phan anh kien nghi", "pakn"),
    ("phan anh", "pakn"),
    ("kien nghi", "pakn"),
    ("pakn", "pakn"),
    ("thu tuc hanh chinh", "procedures"),
    ("csdl", "procedures"),
    ("covid", "covid"),
    ("ban sao dien tu", "copies"),
    ("chung thuc", "copies"),
    ("tinh hinh ket noi", "connections"),
    ("thuc thi the che", "map"),
    ("bao cao", "reports"),
    ("mot cua", "office"),
)


def found(text: str) -> tuple[str, ...]:
    """The keys that a cell means: one, none, or several when it names several. 'Phân hệ PAKN' → ('pakn',)."""
    plain = _plain(text)
    if not plain:
        return ()
    if key := _EXACT.get(plain) or _CORES.get(_core(text)):
        return (key,)
    padded = f" {plain} "
    return tuple(dict.fromkeys(key for word, key in _TELLING if f" {word} " in padded))


def title(key: str) -> str:
    """How the letters' forms name it; an unknown key as it is."""
    return NAMES[key][0] if key in NAMES else key
