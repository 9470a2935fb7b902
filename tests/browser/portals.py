"""Portals to walk in: a database copied from a template, web server and worker, as `motcua demo` starts them."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from motcua.ops.running import connected_to_sandbox, sandbox_command

ROOT = Path(__file__).parents[2]
STORY_DAY = "2020-05-12T08:00+07:00"  # a Tuesday, in office hours
_PATIENCE = 60
_FILL = """
import django; django.setup()
from django.core.management import call_command
from motcua.ops import demo, reference
call_command("migrate", interactive=False, verbosity=0)
list(reference.load())
list(demo.load(0))
"""
_STATIC = """
import django; django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


def server_url(name: str) -> str:
    """The address of a database beside the one that MOTCUA_DATABASE_URL names."""
    return urlunsplit(urlsplit(os.environ["MOTCUA_DATABASE_URL"])._replace(path=f"/{name}"))


def _statement(text: str, *names: str) -> None:
    with psycopg.connect(server_url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(text).format(*map(sql.Identifier, names)))


@contextmanager
def database(*, template: str = "template0") -> Iterator[str]:
    """A database with a random name, gone afterwards whoever is still connected."""
    name = f"motcua_browser_{secrets.token_hex(5)}"
    _statement("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield name
    finally:
        _statement("DROP DATABASE {} WITH (FORCE)", name)


def environment(name: str, var: Path, **more: str) -> dict[str, str]:
    return os.environ | {"MOTCUA_MODE": "demo", "MOTCUA_DATABASE_URL": server_url(name), "MOTCUA_VAR": str(var), **more}


def fill(name: str, var: Path) -> None:
    """Reference data, the people of the demo without dossiers, and the static files."""
    env = environment(name, var)
    env.pop("MOTCUA_CLOCK_START", None)
    jobs = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=env) for code in (_FILL, _STATIC)]
    assert [job.wait(300) for job in jobs] == [0, 0]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Portal:
    """One running portal. `clock` is where its training clock started; `sandbox` is its foreign systems' port."""

    database: str
    var: Path
    clock: str
    sandbox: int
    port: int = field(default_factory=free_port)
    _web: subprocess.Popen[bytes] | None = None
    _worker: subprocess.Popen[bytes] | None = None
    _read: dict[str, int] = field(default_factory=dict)
    _spare: list[tuple[str, str]] = field(default_factory=list)
    _people: int = 100_000

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def settings(self) -> dict[str, str]:
        """The environment of this portal's own commands."""
        own = {"MOTCUA_CLOCK_START": self.clock, "MOTCUA_PUBLIC_URL": self.url, **connected_to_sandbox(self.sandbox)}
        return environment(self.database, self.var, **own)

    def messages(self, to: str = "") -> list[str]:
        """The texts that the SMS provider took, for one number or for all portals here; oldest first."""
        with urllib.request.urlopen(f"http://localhost:{self.sandbox}/sms/v1/messages", timeout=10) as answer:
            return [found["text"] for found in json.load(answer) if to in ("", found["to"])]

    def start(self) -> None:
        self.start_web()
        command = [sys.executable, "manage.py", "procrastinate", "worker", "--concurrency", "2"]
        self._worker = self._spawn("worker", command)
        self._until_ready()

    def start_web(self) -> None:
        self._web = self._spawn("web", [
            sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", "1", "--no-ws", "--log-level", "warning", "--blocking-threads", "8",
            "--backpressure", "64", "--workers-kill-timeout", "5",
        ])  # fmt: skip
        self._until_ready()

    def stop_web(self) -> None:
        self._web = _end(self._web)

    def stop(self) -> None:
        self.stop_web()
        self._worker = _end(self._worker)

    def told(self) -> str:
        """What web server and worker wrote since the last time of asking."""
        parts = []
        for path in sorted(self.var.glob(f"{self.port}-*.log")):
            with path.open("rb") as log:
                log.seek(self._read.get(path.name, 0))
                parts.append(log.read().decode(errors="replace"))
                self._read[path.name] = log.tell()
        return "".join(parts)

    def spare(self) -> tuple[str, str]:
        """Address and code of a dossier that the employer of the story just filed and that no test has touched yet."""
        if not self._spare:
            said = self.run("tests.browser.seed", str(self._people), "6")
            self._people += 100
            self._spare = [tuple(line.split()) for line in said.splitlines()]  # type: ignore[misc]
        return self._spare.pop(0)

    def run(self, module: str, *arguments: str) -> str:
        """What `python -m module …` says that works on this portal's database."""
        command = [sys.executable, "-m", module, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.settings, check=True, stdout=subprocess.PIPE, text=True, timeout=120
        )
        return done.stdout

    def query(self, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """What the database holds, for what no page shows."""
        with psycopg.connect(server_url(self.database), autocommit=True) as connection:
            return connection.execute(statement, parameters).fetchall()

    def _spawn(self, what: str, command: list[str]) -> subprocess.Popen[bytes]:
        env = self.settings | {"PYTHONUNBUFFERED": "1"}
        with (self.var / f"{self.port}-{what}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)

    def _until_ready(self) -> None:
        before = time.monotonic()
        while time.monotonic() < before + _PATIENCE:
            assert self._web is not None
            assert self._web.poll() is None, self.told()
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"The portal was not ready after {_PATIENCE} s: {self.told()}")


def _end(process: subprocess.Popen[bytes] | None) -> None:
    """Ask it to end; the exit must be by itself."""
    if process is None:
        return
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise


@contextmanager
def sandbox() -> Iterator[int]:
    """The port of invented foreign systems: docs/sandbox.md."""
    port = free_port()
    process = subprocess.Popen(sandbox_command(port=port), cwd=ROOT, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield port
    finally:
        _end(process)


@contextmanager
def portals(var: Path) -> Iterator[Any]:
    """`start(clock)` → a running portal; the same one for the same clock. All end with the block."""
    running: dict[str, Portal] = {}
    with ExitStack() as down:
        template = down.enter_context(database())
        fill(template, var)
        outside = down.enter_context(sandbox())

        def start(clock: str = STORY_DAY) -> Portal:
            if clock not in running:
                found = Portal(down.enter_context(database(template=template)), var, clock, outside)
                down.callback(found.stop)
                found.start()
                running[clock] = found
            return running[clock]

        yield start, running


def faults(log: str) -> str:
    """Tracebacks in a log, and what came before each."""
    return "\n".join(re.findall(r"(?:.*\n)?(?:.*\n)?.*Traceback \(most recent[\s\S]*?\n(?=\S)[^\n]*", log))
