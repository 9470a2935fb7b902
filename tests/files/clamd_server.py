"""A scanner that speaks clamd's INSTREAM on a port of its own, for as long as a test lasts."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

# The harmless test text of the antivirus makers, in two parts, so that no scanner of a developer's machine stops here.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
FOUND = b"stream: Win.Test.EICAR_HDB-1 FOUND\n"


def judge(content: bytes) -> bytes:
    return FOUND if EICAR in content else b"stream: OK\n"


@dataclass
class Scanner:
    """`answer` makes the reply of a content; `seen` are the contents as they came; `wait` seconds before a reply."""

    answer: Callable[[bytes], bytes] = judge
    wait: float = 0
    most: int = 1 << 30
    seen: list[bytes] = field(default_factory=list)
    address: str = ""

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self._talk(connection)
                except OSError:
                    continue

    def _talk(self, connection: socket.socket) -> None:
        with connection.makefile("rb") as stream:
            if stream.readline() != b"nINSTREAM\n":
                connection.sendall(b"UNKNOWN COMMAND ERROR\n")
                return
            content = b""
            while size := struct.unpack("!L", stream.read(4))[0]:
                content += stream.read(size)
                if len(content) > self.most:
                    connection.sendall(b"INSTREAM size limit exceeded. ERROR\n")
                    return
        self.seen.append(content)
        time.sleep(self.wait)
        connection.sendall(self.answer(content))


@contextmanager
def scanner(path: str = "", **options: object) -> Iterator[Scanner]:
    """On a free port of this machine, or on a unix socket."""
    made = Scanner(**options)  # type: ignore[arg-type]
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(path or ("127.0.0.1", 0))
    listener.listen(5)
    made.address = path or f"127.0.0.1:{listener.getsockname()[1]}"
    thread = threading.Thread(target=made.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        # Closing alone does not wake who waits in accept.
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
