"""What a person can recognise of a visit: the browser, the kind of machine, roughly from where."""

import hashlib
import ipaddress
import re
import secrets

# In this order: every browser also names those that it wants to be taken for.
_BROWSERS = (
    (re.compile(r"\bZalo\b", re.IGNORECASE), "Zalo"),
    (re.compile(r"\bFBA[NV]/"), "Facebook"),
    (re.compile(r"coc_coc_browser", re.IGNORECASE), "Cốc Cốc"),
    (re.compile(r"\b(?:Edg|EdgA|EdgiOS|Edge)/"), "Edge"),
    (re.compile(r"\b(?:OPR|OPT|Opera)/"), "Opera"),
    (re.compile(r"SamsungBrowser/"), "Samsung Internet"),
    (re.compile(r"\b(?:Firefox|FxiOS)/"), "Firefox"),
    (re.compile(r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/"), "Chrome"),
    (re.compile(r"\bVersion/[\d.]+.*\bSafari/"), "Safari"),
    (re.compile(r"\b(?:MSIE |Trident/)"), "Internet Explorer"),
)
_SYSTEMS = (
    (re.compile(r"\biPhone\b"), "iPhone"),
    (re.compile(r"\biPad\b"), "iPad"),
    (re.compile(r"\bAndroid\b"), "Android"),
    (re.compile(r"\bWindows\b"), "Windows"),
    (re.compile(r"\bCrOS\b"), "ChromeOS"),
    (re.compile(r"\b(?:Macintosh|Mac OS X)\b"), "máy Mac"),
    (re.compile(r"\bLinux\b"), "Linux"),
)
_UNKNOWN = "Thiết bị không rõ"
_LONGEST_PLACE = 60
_COOKIE = re.compile(r"[A-Za-z0-9_-]{43}")


def device_name(user_agent: str) -> str:
    """'Chrome trên Windows'; what is not known is left out."""
    text = user_agent[:500]
    browser = next((name for pattern, name in _BROWSERS if pattern.search(text)), "")
    system = next((name for pattern, name in _SYSTEMS if pattern.search(text)), "")
    if browser and system:
        return f"{browser} trên {system}"
    return browser or system or _UNKNOWN


def masked_address(text: str) -> str:
    """'113.160.7.9' → '113.160.x.x'; of an IPv6 address its first 48 bits. '' for what is no address."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if isinstance(address, ipaddress.IPv4Address):
        first, second, *_ = str(address).split(".")
        return f"{first}.{second}.x.x"
    network = ipaddress.ip_network((address, 48), strict=False)
    return f"{network.network_address}…"


def place(address: str, told: str = "") -> str:
    """Where a visit comes from, as a person reads it. `told` is what a trusted proxy said of the address."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in told).split())[:_LONGEST_PLACE]
    return " · ".join(part for part in (clean, masked_address(address)) if part)


def new_cookie() -> str:
    """256 random bits by which a browser is known again."""
    return secrets.token_urlsafe(32)


def digest(cookie: str) -> bytes:
    """What is kept of a device's cookie; b'' for what was never such a cookie."""
    return hashlib.sha256(cookie.encode()).digest() if _COOKIE.fullmatch(cookie) else b""
