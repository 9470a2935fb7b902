"""How a file is named to people and to browsers."""

import re
from urllib.parse import quote

from motcua.kernel.text import fold, tidy

MAX_NAME = 120
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f;%]+')
_PLAIN = re.compile(r"[^A-Za-z0-9._ -]+")


def safe_name(name: str, extension: str = "") -> str:
    """A name to show and to save under: no folders, no marks that systems forbid, not hidden, not too long.

    `extension` (without dot) replaces one that the content contradicts: 'anh.exe' that is a PNG → 'anh.png'.
    """
    last = re.split(r"[\\/]", name)[-1]
    clean = tidy(_FORBIDDEN.sub(" ", last)).strip(". ")
    stem, dot, said = clean.rpartition(".")
    if not dot:
        stem, said = clean, ""
    said = re.sub(r"[^A-Za-z0-9]", "", said)[:8]
    ending = extension or said
    if extension and extension.lower() == {"jpeg": "jpg"}.get(said.lower(), said.lower()):
        ending = said
    stem = stem.strip(". ")[: MAX_NAME - len(ending) - 1].strip(". ") or "tep"
    return f"{stem}.{ending}" if ending else stem


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition with a plain name for old clients and the true one after RFC 5987."""
    shown = safe_name(name)
    plain = _PLAIN.sub("_", fold_keeping_case(shown)) or "tep"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(shown, safe='')}"


def headers(name: str, mime: str, *, inline: bool = False) -> dict[str, str]:
    """What must go out with every kept file: its type is not guessed, nothing in it runs, no cache shares it."""
    return {
        "Content-Type": mime,
        "Content-Disposition": disposition(name, inline=inline),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; sandbox",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",
    }


def fold_keeping_case(text: str) -> str:
    """'Danh sách Đợt 1' → 'Danh sach Dot 1'."""
    return "".join(f.upper() if c.isupper() else f for c in text for f in [fold(c) or c])
