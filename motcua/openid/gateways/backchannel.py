"""Telling a portal that a visit ended (OpenID Connect Back-Channel Logout 1.0).

The address was typed by somebody: this portal never connects into a private network for them. The name is resolved
once, and the connection goes to the address that was looked at, whatever the name says a moment later.
"""

import socket
import ssl
from urllib.parse import urlencode, urlsplit

import urllib3

from motcua.openid.rules.addresses import reachable

_TIMEOUT = urllib3.Timeout(connect=5, read=5)
_TAKEN = (200, 204)


class Unheard(Exception):  # noqa: N818 - what it says
    """The portal did not take the news. The text says why, without the token."""


def tell(uri: str, logout_token: str, *, local: bool) -> None:
    """POST the token. Raises Unheard. `local`: this machine itself may be told, in demonstrations and tests."""
    parts = urlsplit(uri)
    if parts.scheme != "https" and not local:
        raise Unheard("not https")
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    address = _address(host, port, local=local)
    headers = {"Host": parts.netloc, "Content-Type": "application/x-www-form-urlencoded", "User-Agent": "motcua"}
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        with _pool(parts.scheme, host, address, port) as pool:
            answer = pool.urlopen(
                "POST", path, urlencode({"logout_token": logout_token}), headers,
                retries=False, redirect=False, preload_content=False, timeout=_TIMEOUT,
            )  # fmt: skip
            status = answer.status
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError) as error:
        raise Unheard(type(error).__name__) from None
    if status not in _TAKEN:
        raise Unheard(f"status {status}")


def _address(host: str, port: int, *, local: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        raise Unheard("no such name") from None
    for *_, sockaddr in found:
        if reachable(str(sockaddr[0]), local=local):
            return str(sockaddr[0])
    raise Unheard("a private address")


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    if scheme != "https":
        return urllib3.HTTPConnectionPool(address, port)
    context = ssl.create_default_context()
    return urllib3.HTTPSConnectionPool(address, port, ssl_context=context, server_hostname=host, assert_hostname=host)
