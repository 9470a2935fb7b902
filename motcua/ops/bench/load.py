"""The load: keep-alive connections to 127.0.0.1 that send prepared requests and check each answer. No Django here.

Runs in a process of its own: `python -m motcua.ops.bench.load`, the plan as JSON on standard input, the outcome on
standard output. It ends with the plan or after its seconds, whichever comes first.
"""

import json
import resource
import selectors
import socket
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any

_CHUNK = 65536
_STALL = 20.0  # seconds without any answer


@dataclass
class Outcome:
    """`latencies` in seconds; `cpu` is what the generator itself used; `wrong` holds the first odd answer."""

    done: int = 0
    elapsed: float = 0.0
    cpu: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: str = ""


class _Line:
    """One connection and what it has still to send: (request, status, mark) each."""

    def __init__(self, port: int, requests: list[list[Any]]) -> None:
        self.requests = iter([(r.encode("latin-1"), s, m.encode("latin-1")) for r, s, m in requests])
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_STALL)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.status, self.mark, self.sent, self.whole = 0, b"", 0.0, 0
        self.answer = bytearray()

    def send(self) -> bool:
        """The next request; False when there is none."""
        request = next(self.requests, None)
        if request is None:
            return False
        body, self.status, self.mark = request
        self.answer.clear()
        self.whole = 0
        self.sent = time.perf_counter()
        self.socket.sendall(body)
        return True

    def receive(self) -> bool:
        """True once the answer is whole."""
        data = self.socket.recv(_CHUNK)
        if not data:
            raise ConnectionError("the server closed the connection")
        self.answer += data
        if not self.whole and (end := self.answer.find(b"\r\n\r\n")) >= 0:
            self.whole = end + 4 + _length(bytes(self.answer[:end]).lower())
        return bool(self.whole) and len(self.answer) >= self.whole

    def trouble(self) -> str:
        if self.answer.startswith(b"HTTP/1.1 %d " % self.status) and self.mark in self.answer:
            return ""
        return f"wanted {self.status} with {self.mark!r}, got {bytes(self.answer[:400])!r}"


def _length(head: bytes) -> int:
    found = head.partition(b"\r\ncontent-length:")[2]
    return int(found.split(b"\r\n", 1)[0]) if found else 0


def run(port: int, lines: list[list[list[Any]]], seconds: float) -> Outcome:
    """Send each line's requests one after another on its own connection, all lines side by side."""
    outcome = Outcome()
    chooser = selectors.DefaultSelector()
    began, cpu = time.perf_counter(), _cpu()
    connected = [_Line(port, requests) for requests in lines]
    busy = [line for line in connected if line.send()]
    for line in busy:
        chooser.register(line.socket, selectors.EVENT_READ, line)
    until, open_lines = began + seconds, len(busy)
    while open_lines and not outcome.wrong:
        ready = chooser.select(_STALL)
        if not ready:
            outcome.wrong = f"no answer for {_STALL:.0f} seconds"
        for key, _ in ready:
            line = key.data
            if not line.receive():
                continue
            now = time.perf_counter()
            outcome.done += 1
            outcome.latencies.append(now - line.sent)
            outcome.wrong = outcome.wrong or line.trouble()
            if now > until or not line.send():
                chooser.unregister(line.socket)
                open_lines -= 1
    outcome.elapsed, outcome.cpu = time.perf_counter() - began, _cpu() - cpu
    for line in connected:
        line.socket.close()
    chooser.close()
    return outcome


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    plan = json.load(sys.stdin)
    json.dump(asdict(run(plan["port"], plan["lines"], plan["seconds"])), sys.stdout)


if __name__ == "__main__":
    main()
