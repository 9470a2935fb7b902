"""Which addresses of other portals are sound: where a browser is sent, and where this portal itself sends something."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

LONGEST = 500
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_PLAIN = re.compile(r"[a-z][a-z0-9+.-]*://[\w\-.~:/?\[\]@!$&'()+,;=%]+", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
# NAT64, 6to4 and the like carry an IPv4 address inside, which may be a private one.
_CARRIERS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))
_INSIDE = (".local", ".internal", ".localhost", ".lan", ".home", ".arpa")


def redirect_fault(text: str, *, local: bool) -> str:
    """Why a browser may not be sent to this address; '' for a sound one. `local`: this machine itself will do too."""
    return next(_faults(text, local=local), "")


def _faults(text: str, *, local: bool) -> Iterator[str]:
    if len(text) > LONGEST:
        yield f"Địa chỉ dài quá {LONGEST} ký tự."
    if not _PLAIN.fullmatch(text):
        yield "Chỉ dùng chữ không dấu, không có khoảng trắng, dấu sao, dấu gạch chéo ngược hoặc phần sau dấu #."
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        yield "Địa chỉ viết không đúng. Ví dụ: https://dichvucong.example.gov.vn/dang-nhap/ve"
        return
    if "@" in parts.netloc:
        yield "Địa chỉ không được chứa tên đăng nhập."
    if any(part in (".", "..") for part in parts.path.split("/")) or "%2e" in parts.path.lower():
        yield "Đường dẫn không được chứa «..»."
    if local and parts.scheme in ("http", "https") and host in _LOOPBACK:
        return
    if parts.scheme != "https":
        yield "Địa chỉ phải bắt đầu bằng https://"
    if not _HOST.fullmatch(host) or parts.netloc != parts.netloc.lower() or host.endswith(_INSIDE):
        yield "Hãy dùng tên miền viết thường, ví dụ dichvucong.example.gov.vn"


def reachable(address: str, *, local: bool) -> bool:
    """May this portal itself connect to this IP address? Never into a private network."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    if ip.is_loopback:
        return local
    carried = ip.version == 6 and any(ip in network for network in _CARRIERS)  # noqa: PLR2004 - IPv6
    return ip.is_global and not ip.is_multicast and not carried


def lines(text: str) -> list[str]:
    """One address a line, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
