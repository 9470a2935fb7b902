"""Codes of procedures and of their online services (domain: 1.008360, 1.008360.000.00.00.H48, … .01)."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"([123])\.([0-9]{6})(?:\.([0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}))?(?:\.([0-9]{2}))?")
LOCAL = "3"  # the group of procedures that exist in one province only (đặc thù)


@dataclass(frozen=True, slots=True)
class Code:
    """`group` 1, 2 or 3; `number` six digits; `place` the publishing body's identifier in its spelling of 2016, empty
    for a national procedure; `service` the two digits of an online service, empty for the procedure itself."""

    group: str
    number: str
    place: str = ""
    service: str = ""

    def __str__(self) -> str:
        return ".".join(part for part in (self.group, self.number, self.place, self.service) if part)

    @property
    def procedure(self) -> str:
        """The procedure's code, without the service."""
        return str(Code(self.group, self.number, self.place))

    @property
    def local(self) -> bool:
        """It exists in one province only and specialises nothing."""
        return self.group == LOCAL

    @property
    def parent(self) -> str:
        """The national procedure that a province's own record specialises; empty for others."""
        return f"{self.group}.{self.number}" if self.place and not self.local else ""


def parse(text: str) -> Code:
    """Spaces and small letters are mended. ValueError with a Vietnamese sentence for anything else."""
    found = _CODE.fullmatch("".join(text.split()).upper())
    if found is None or (found[1] == LOCAL and not found[3]):
        raise ValueError(
            f"“{text}” không phải mã thủ tục hành chính. Mã có dạng 1.008360 (thủ tục chung), "
            "1.008360.000.00.00.H48 (của một tỉnh) hoặc 3.000181.000.00.00.H22 (chỉ có ở một tỉnh)."
        )
    return Code(found[1], found[2], found[3] or "", found[4] or "")
