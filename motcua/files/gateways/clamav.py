"""ClamAV: clamd's INSTREAM protocol, over TCP or a unix socket (settings.CLAMAV)."""

import socket
from dataclasses import dataclass
from typing import Any, BinaryIO

import clamd
from django.conf import settings


class ScannerDown(Exception):  # noqa: N818 - what it says
    """The scanner is not there, or it was silent for too long."""


class NoVerdict(Exception):  # noqa: N818 - what it says
    """The scanner answered, but not about this content: too large for it, an error, nonsense."""


@dataclass(frozen=True)
class Verdict:
    """`malware` is the scanner's name for what it found; '' for nothing."""

    malware: str = ""


class _Socket(socket.socket):
    """Sends all or fails. The library asks `send`, which may send a part: another content would be scanned."""

    def send(self, data: Any, flags: int = 0, /) -> int:
        self.sendall(data, flags)
        return len(data)


class _Client(clamd.ClamdNetworkSocket):  # type: ignore[misc]
    """The library's client, with a limit of time for connecting too, and IPv6."""

    def __init__(self, address: str, timeout: float) -> None:
        self.address, self.timeout = address, timeout

    def _init_socket(self) -> None:
        try:
            if self.address.startswith("/"):
                self._connect(socket.AF_UNIX, self.address)
                return
            host, _, port = self.address.rpartition(":")
            found = socket.getaddrinfo(host.strip("[]"), int(port), type=socket.SOCK_STREAM)
            self._connect(found[0][0], found[0][4])
        except (OSError, ValueError) as error:
            raise clamd.ConnectionError(str(error)) from error

    def _connect(self, family: socket.AddressFamily | int, to: Any) -> None:
        self.clamd_socket = _Socket(family, socket.SOCK_STREAM)
        self.clamd_socket.settimeout(self.timeout)
        try:
            self.clamd_socket.connect(to)
        except OSError:
            self.clamd_socket.close()
            raise

    def _close_socket(self) -> None:
        if hasattr(self, "clamd_socket"):
            self.clamd_socket.close()


def configured() -> bool:
    return bool(settings.CLAMAV)


def scan(content: BinaryIO) -> Verdict:
    """What the scanner says of this content. Only its plain OK counts as clean. Raises ScannerDown, NoVerdict."""
    try:
        said = _Client(settings.CLAMAV, settings.CLAMAV_TIMEOUT).instream(content)
    except (clamd.ConnectionError, OSError) as error:
        raise ScannerDown(str(error)) from None
    except (clamd.ClamdError, UnicodeDecodeError) as error:
        raise NoVerdict(str(error)[:200]) from None
    if said is None:
        raise NoVerdict("the scanner hung up without an answer")
    match said:
        case {"stream": ("OK", None)}:
            return Verdict()
        case {"stream": ("FOUND", str(malware))}:
            return Verdict(malware)
    raise NoVerdict(str(said)[:200])
