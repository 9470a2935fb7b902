"""Scopes, the data that each of them gives, and how those are called in front of the person.

Names of the scope `vnconnect` are those that portals of ministries and provinces already read from VNConnect.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from motcua.identity.rules.assurance import CONFIRMED

_OLD_ID, _ID = 9, 12  # digits of a CMND, of a CCCD


@dataclass(frozen=True)
class Scope:
    """What a portal may ask for: a name for people and the claims that it gives at userinfo."""

    words: str
    claims: tuple[str, ...]


SCOPES = {
    "openid": Scope("Nhận biết bạn ở những lần sau", ("sub",)),
    "profile": Scope("Họ và tên", ("name",)),
    "phone": Scope("Số điện thoại", ("phone_number", "phone_number_verified")),
    "vnconnect": Scope(
        "Thông tin tài khoản theo chuẩn VNConnect",
        (
            "TechID", "LoaiTaiKhoan", "loAs", "HoVaTen", "SoDinhDanh", "SoCMND", "SoDienThoai", "ThuDienTu",
            "TenDoanhNghiep", "MaSoThue", "MaSoDoanhNghiep",
        ),
    ),
}  # fmt: skip
OF_BUSINESS = frozenset({"TenDoanhNghiep", "MaSoThue", "MaSoDoanhNghiep"})
# One line for people stands for all claims that say the same.
LINES = {
    "Họ và tên": ("name", "HoVaTen"),
    "Số căn cước": ("SoDinhDanh",),
    "Số chứng minh nhân dân cũ": ("SoCMND",),
    "Số điện thoại": ("SoDienThoai", "phone_number"),
    "Thư điện tử": ("ThuDienTu",),
    "Loại tài khoản": ("LoaiTaiKhoan",),
    "Tên doanh nghiệp": ("TenDoanhNghiep",),
    "Mã số thuế, mã số doanh nghiệp": ("MaSoThue", "MaSoDoanhNghiep"),
    "Mức xác minh danh tính": ("loAs",),
    "Mã riêng của bạn tại cổng này": ("sub", "TechID"),
}
PERSON, BUSINESS = "1", "2"
KINDS = {PERSON: "Cá nhân", BUSINESS: "Doanh nghiệp"}
LEVELS = {
    "LoA1": "Mức 1: số điện thoại đã xác nhận",
    "LoA2": "Mức 2: danh tính đã xác minh",
    "LoA3": "Mức 3: danh tính đã xác minh, đăng nhập bằng khóa của bạn",
}


@dataclass(frozen=True)
class Facts:
    """What is known of somebody: `numbers` are all ID numbers, the current one last; `phone` in E.164 or ''."""

    subject: str
    name: str
    level: int
    numbers: tuple[str, ...] = ()
    phone: str = ""
    email: str = ""
    business: str = ""
    tax_code: str = ""


def claims(scopes: Collection[str], facts: Facts) -> dict[str, object]:
    """What these scopes give of somebody: nothing that is empty, of a business only to who acts for one.

    ID numbers below level 2 are only what somebody typed: portals link accounts by them, so they are not told.
    """
    numbers = facts.numbers if facts.level >= CONFIRMED else ()
    known: dict[str, object] = {
        "sub": facts.subject,
        "name": facts.name,
        "phone_number": facts.phone,
        "phone_number_verified": bool(facts.phone),
        "TechID": facts.subject,
        "LoaiTaiKhoan": BUSINESS if facts.business else PERSON,
        "loAs": acr(facts.level),
        "HoVaTen": facts.name,
        "SoDinhDanh": _latest(numbers, _ID),
        "SoCMND": _latest(numbers, _OLD_ID),
        "SoDienThoai": _national(facts.phone),
        "ThuDienTu": facts.email,
        "TenDoanhNghiep": facts.business,
        "MaSoThue": facts.tax_code,
        "MaSoDoanhNghiep": facts.tax_code,
    }
    return {name: known[name] for name in names(scopes) if known[name]}


def names(scopes: Collection[str]) -> list[str]:
    """The claims of these scopes, in their order."""
    return [name for key, scope in SCOPES.items() if key in scopes for name in scope.claims]


def lines(scopes: Collection[str], facts: Facts) -> list[tuple[str, str]]:
    """(name, value) for the person who is to agree: every kind of data once, '' for what they do not have."""
    given, asked = claims(scopes, facts), set(names(scopes))
    told = []
    for words, same in LINES.items():
        wanted = [name for name in same if name in asked]
        if not wanted or (set(wanted) <= OF_BUSINESS and not facts.business):
            continue
        value = str(next((given[name] for name in wanted if name in given), ""))
        told.append((words, KINDS.get(value, value) if "LoaiTaiKhoan" in wanted else LEVELS.get(value, value)))
    return told


def kinds(scopes: Collection[str], *, business: bool) -> list[str]:
    """What these scopes give, in words for people."""
    asked = set(names(scopes)) - (frozenset() if business else OF_BUSINESS)
    return [words for words, same in LINES.items() if asked & set(same)]


def acr(level: int) -> str:
    """1 → 'LoA1', as live clients ask for it."""
    return f"LoA{level}"


def level_wanted(acr_values: str) -> int:
    """The least of the levels that a portal would accept; 0 when it names none that exists."""
    known = [int(value[3:]) for value in acr_values.split() if value in LEVELS]
    return min(known, default=0)


def ordered(scopes: Iterable[str]) -> list[str]:
    """Each once, in the order of SCOPES."""
    asked = set(scopes)
    return [name for name in SCOPES if name in asked]


def _latest(numbers: tuple[str, ...], digits: int) -> str:
    return next((number for number in reversed(numbers) if len(number) == digits), "")


def _national(phone: str) -> str:
    return f"0{phone[3:]}" if phone.startswith("+84") else phone
