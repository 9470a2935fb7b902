"""Agency identifiers in their two spellings (QCVN 102:2016 and QĐ 20/2020/QĐ-TTg)."""

import re

_OLD = re.compile(r"([0-9]{3})\.([0-9]{2,3})\.([0-9]{2,3})\.([A-Z][0-9]{2})")
_NEW = re.compile(r"([A-Z][0-9]{2})((?:\.[0-9]{1,5}){0,4})")

_FITS = re.compile(r"[A-Z][0-9]{2}(?:\.[0-9]{2,3}){0,3}")


def canonical_identifier(text: str) -> str:
    """Both spellings of one agency → one: '000.00.01.H48', 'h48.01' and 'H48.1' → 'H48.01'.

    The old one reads right to left, the new one, of variable depth, left to right. Zero parts at the deep end
    say nothing and are dropped; each other part has two digits, or as many as its number needs.
    """
    text = "".join(text.split()).upper()
    if old := _OLD.fullmatch(text):
        fourth, third, second, first = old.groups()
        parts = [second, third, fourth]
    elif new := _NEW.fullmatch(text):
        first, parts = new[1], new[2].split(".")[1:]
    else:
        raise ValueError(f"“{text}” không phải mã định danh cơ quan. Mã có dạng H48.01 hoặc 000.00.01.H48.")
    numbers = [int(part) for part in parts]
    while numbers and not numbers[-1]:
        numbers.pop()
    return ".".join([first, *(f"{n:02d}" for n in numbers)])


def legacy_identifier(canonical: str) -> str:
    """'H48.01' → '000.00.01.H48'; '' when it is too deep or too wide for the old spelling."""
    if not _FITS.fullmatch(canonical):
        return ""
    first, second, third, fourth = [*canonical.split("."), "00", "00", "00"][:4]
    return f"{fourth.zfill(3)}.{third}.{second}.{first}"
