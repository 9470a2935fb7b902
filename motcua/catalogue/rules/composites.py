"""Question kinds that are read as several questions: an address, a person, a business."""

from collections.abc import Mapping
from typing import Any

_Part = tuple[str, str, str, dict[str, Any]]
_NAME: _Part = ("name", "Họ và tên", "text", {"max_length": 100})
PARTS: Mapping[str, tuple[_Part, ...]] = {
    "address": (("", "Tỉnh, huyện, xã", "unit", {}), ("street", "Số nhà, đường, thôn, tổ dân phố", "text", {})),
    "person": (
        _NAME, ("birth", "Ngày sinh", "date", {}), ("id", "Số CMND/CCCD", "id_number", {"width": 20}),
        ("phone", "Số điện thoại", "phone", {"width": 20}),
    ),
    "business": (
        ("name", "Tên doanh nghiệp", "text", {}), ("tax_code", "Mã số thuế", "tax_code", {"width": 20}),
    ),
}  # fmt: skip
PREFILLED: Mapping[str, Mapping[str, str]] = {
    "person": {"name": "person.name", "birth": "person.birth_date", "id": "person.id_number", "phone": "person.phone"},
    "business": {"name": "business.name", "tax_code": "business.tax_code"},
}
STANDARD_EN: Mapping[str, str] = {
    "Tỉnh, huyện, xã": "Province, district, commune",
    "Số nhà, đường, thôn, tổ dân phố": "House number, street, village",
    "Họ và tên": "Full name",
    "Ngày sinh": "Date of birth",
    "Số CMND/CCCD": "Identity number (CMND/CCCD)",
    "Số điện thoại": "Phone number",
    "Tên doanh nghiệp": "Name of the business",
    "Mã số thuế": "Tax code",
}
"""What the parts of composite questions are called: the file does not write these, so it need not translate them."""
