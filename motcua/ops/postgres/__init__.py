"""Our own launcher of the PostgreSQL that comes with the portal or lies on the machine: one for each `var` folder."""

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, Self

import psycopg

from motcua.ops.postgres import machine
from motcua.ops.postgres.machine import ServerError

__all__ = ["Server", "ServerError"]

_PATIENCE = 60  # seconds without a word in the log before a start, or a stop, counts as failed
_ELSEWHERE = Path("/var/lib/motcua")  # for root, when `var` lies in a folder that the server's user may not pass

_ORPHANS = "is still in use"  # of a killed server, for a moment


class Server:
    """`with Server(var) as server: server.url`. Data in var/postgres, the address of the database in var/postgres.url.

    While another living launcher runs the server of the same folder, this one uses it and leaves it running.
    A server whose launcher was killed is taken over. Not `durable`: data may be lost with the machine, for tests.
    """

    def __init__(self, var: Path, *, durable: bool = True) -> None:
        self.var, self.durable, self.url = var.absolute(), durable, ""
        self._user = machine.run_as() if os.geteuid() == 0 else None
        self.home = self.var / "postgres"
        if self._user and not machine.passable(self.home):
            self.home = _ELSEWHERE / hashlib.sha256(bytes(self.var)).hexdigest()[:12]
        self.data, self.log = self.home / "data", self.home / "log"
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Returns the address once the database answers there. Raises ServerError."""
        self.var.mkdir(parents=True, exist_ok=True)
        self.home.mkdir(parents=True, exist_ok=True, mode=0o755)
        self._lock = machine.locked(self.home / "lock")
        if self._lock:
            binaries = machine.binaries(self.home, self._user)
            if not (self.data / "PG_VERSION").exists():
                self._initialise(binaries)
            if not self.pid():
                self._launch(binaries)
        self.url = self._ready()
        machine.write(self.var / "postgres.url", self.url)
        return self.url

    def stop(self) -> None:
        """Fast and clean: sessions end, everything is on disk. A server of another launcher stays."""
        for number in (signal.SIGINT, signal.SIGQUIT) if self._lock else ():
            if pid := self.pid():
                os.kill(pid, number)
                machine.until(lambda: not self.pid(), _PATIENCE)
        if self._process:
            self._process.wait()
        if self._lock:
            self._lock.close()
        self._lock = self._process = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def pid(self) -> int:
        """The running server's process, 0 for none. A pid file that survived a kill, or a reboot, is not believed."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, IndexError):
            return 0
        if os.fsencode(self.data) in command.split(b"\0"):
            return pid
        if command:  # another program got the number meanwhile, which the server would take for a running server
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        return 0

    def _initialise(self, binaries: Path) -> None:
        password = secrets.token_urlsafe(24)
        machine.write(self.home / "password", password)
        handed = self.home / "password.initdb"
        machine.write(handed, password)
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if self._user:
            for path in (self.data, handed):
                os.chown(path, self._user.pw_uid, self._user.pw_gid)
        options = ["-E", "UTF8", "--locale=C.UTF-8", "--data-checksums", "-A", "scram-sha-256", "-U", "motcua"]
        command = [str(binaries / "initdb"), "-D", str(self.data), *options, f"--pwfile={handed}"]
        if not self.durable:
            command.append("--no-sync")
        done = self._spawn(command, subprocess.PIPE)
        output, _ = done.communicate()
        handed.unlink()
        if done.returncode:
            shutil.rmtree(self.data)
            raise ServerError(f"initdb failed: {output.decode(errors='replace').strip()}")

    def _launch(self, binaries: Path) -> None:
        made_by = int((self.data / "PG_VERSION").read_text())
        major = machine.major(binaries)
        if made_by != major:
            raise ServerError(f"Data of PostgreSQL {made_by}, server {major}: restore a backup or use pg_upgrade.")
        port = machine.free_port(self.home / "port")
        options = {"port": port, **machine.settings(durable=self.durable)}
        switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self._process = self._spawn([str(binaries / "postgres"), "-D", str(self.data), *switches], log)

    def _spawn(self, command: list[str], output: int | IO[bytes]) -> "subprocess.Popen[bytes]":
        """A child of ours, out of reach of the terminal's Ctrl-C: we stop it last."""
        who = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            command, cwd=self.home, env=plain, stdout=output, stderr=subprocess.STDOUT, start_new_session=True, **who
        )

    def _ready(self) -> str:
        """A real login is the proof. Recovery after a crash may take as long as its log goes on."""
        began = quiet_since = time.monotonic()
        size = -1
        while True:
            try:
                return self._log_in()
            except (psycopg.OperationalError, FileNotFoundError):
                time.sleep(0.05)
            if self._process and self._process.poll() is not None:
                if _ORPHANS in self._last_words() and time.monotonic() - began < _PATIENCE:
                    time.sleep(0.2)
                    self._launch(machine.binaries(self.home, self._user))
                    continue
                raise ServerError(f"PostgreSQL ended while starting:\n{self._last_words()}")
            if (grown := self.log.stat().st_size if self.log.exists() else 0) != size:
                quiet_since, size = time.monotonic(), grown
            if time.monotonic() - quiet_since > _PATIENCE:
                raise ServerError(f"PostgreSQL does not answer:\n{self._last_words()}")

    def _log_in(self) -> str:
        """The portal's database, created at the first login."""
        port, password = ((self.home / name).read_text() for name in ("port", "password"))
        address = f"postgresql://motcua:{password}@127.0.0.1:{port}"
        with psycopg.connect(f"{address}/postgres", autocommit=True, connect_timeout=5) as session:
            if not session.execute("SELECT 1 FROM pg_database WHERE datname = 'motcua'").fetchone():
                session.execute("CREATE DATABASE motcua")
        return f"{address}/motcua"

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:]) if self.log.exists() else ""
