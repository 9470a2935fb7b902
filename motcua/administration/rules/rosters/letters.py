"""Letters that look like ours and are not: Cyrillic А, Greek Ο, the Icelandic Ð of old fonts, fullwidth signs.

In a name they are corrected and the line says so: the name only confirms whom the number found, a corrected one
matches the account, and a refusal would send back a list that looks right on every screen. In a number nothing is
corrected but digits of another width: there a letter for a figure is a proposal at most. A letter without one certain
twin is refused and named.
"""

import unicodedata

from motcua.kernel.text import tidy

_TWINS = str.maketrans(
    # Cyrillic
    "АВЕКМНОРСТУХІЈЅҮаеорсухіјѕүԁԛԝһ"
    # Greek
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν"
    # Latin letters of other alphabets
    "ÐƉðɖɩı",
    "ABEKMHOPCTYXIJSYaeopcyxijsydqwh"
    "ABEZHIKMNOPTYXopv"
    "ĐĐđđii",
)  # fmt: skip
_FULLWIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def corrected(text: str) -> tuple[str, tuple[str, ...]]:
    """(the tidy text with twins replaced, the letters that were replaced). Accents on a twin stay on its letter."""
    clean = tidy(text)
    if clean.isascii():
        return clean, ()
    parts = unicodedata.normalize("NFD", clean)
    mended = unicodedata.normalize("NFC", parts.translate(_TWINS).translate(_FULLWIDTH))
    signs = tuple(dict.fromkeys(c for c in parts if ord(c) in _TWINS or ord(c) in _FULLWIDTH))
    return (tidy(mended), signs) if signs else (clean, ())


def named(sign: str) -> str:
    """A sign for a message: '“а” (chữ Ki-rin)'."""
    name = unicodedata.name(sign, "")
    script = next((words for start, words in _SCRIPTS if name.startswith(start)), "")
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return f"“{shown}” ({script})" if script else f"“{shown}”"


_SCRIPTS = (
    ("CYRILLIC", "chữ Ki-rin"),
    ("GREEK", "chữ Hy Lạp"),
    ("FULLWIDTH", "ký tự khổ rộng"),
    ("LATIN", "chữ của bảng chữ cái khác"),
    ("CJK", "chữ Hán"),
    ("HANGUL", "chữ Hàn"),
    ("THAI", "chữ Thái"),
)
