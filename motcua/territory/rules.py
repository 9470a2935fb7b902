"""How units are named, and the refusals about them."""

from motcua.kernel.errors import Missing

HO_CHI_MINH = "Thành phố Hồ Chí Minh"


class NoUnit(Missing):
    """Không tìm thấy đơn vị hành chính này. Hãy chọn lại tỉnh, huyện, xã."""


class NoUnitWithCode(Missing):
    """Ngày {day} không có đơn vị hành chính nào mang mã {code}."""


def short_name(name: str, kind: str) -> str:
    """The name without its kind: 'Huyện Mộ Đức' → 'Mộ Đức'. A number keeps it: 'Quận 1' (NĐ 30/2020, Phụ lục I)."""
    head, rest = name[: len(kind)], name[len(kind) :].strip()
    return rest if head.lower() == kind and rest and not rest[0].isdigit() else name


def in_sentence(name: str) -> str:
    """As it stands after another word: 'Huyện Mộ Đức' → 'huyện Mộ Đức'. Not the city named after a person."""
    return name if name == HO_CHI_MINH else name[:1].lower() + name[1:]


def dateline(name: str, kind: str) -> str:
    """The place before the date of a paper (NĐ 30/2020, Phụ lục I): 'Quảng Ngãi', 'Mộ Đức', 'Quận 1'."""
    return name if name == HO_CHI_MINH else short_name(name, kind)
