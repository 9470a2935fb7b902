"""Vietnamese text: composed form, folding for search, masking."""

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d"})
_SPACES = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def tidy(text: str) -> str:
    """Composed (NFC), without invisible and direction marks, single spaces, trimmed."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text))).strip()


def fold(text: str) -> str:
    """Lower case without accents: 'Hỗ trợ Đà Nẵng' → 'ho tro da nang'. Equals the database's vn_fold on tidy text."""
    plain = unicodedata.normalize("NFD", tidy(text)).translate(_D)
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


def digits(text: str) -> str:
    """The ASCII digits of what a person typed: '0905 123 456' → '0905123456'."""
    return "".join(c for c in text if "0" <= c <= "9")


def masked(number: str, *, last: int = 4) -> str:
    """'051199004821' → '•••• 4821'. Never longer than what it hides."""
    return f"•••• {number[-last:]}" if len(number) > last else "••••"
