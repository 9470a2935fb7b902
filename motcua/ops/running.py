"""Starting and stopping what a running portal consists of: database, migrations, worker, web server."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from motcua.ops.postgres import Server
from motcua.ops.sandbox.bank import CLIENT_ID, SECRET
from motcua.ops.sandbox.pages import BANK
from motcua.ops.sandbox.server import POPULATION_KEY, SMS_KEY

ROOT = Path(__file__).resolve().parent.parent.parent
VAR = Path(os.environ.get("MOTCUA_VAR", ROOT / "var"))
_PATIENCE = 30  # seconds for a child to end by itself


def web_command(*, port: int, host: str = "127.0.0.1", workers: int = 2) -> list[str]:
    """The web server: one process a core, WSGI (performance.md §2)."""
    return [
        sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi",
        "--host", host, "--port", str(port), "--workers", str(workers), "--no-ws", "--log-level", "error",
        "--workers-kill-timeout", "10", "--blocking-threads", "2", "--backpressure", "64",
    ]  # fmt: skip


def worker_command() -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker", "--concurrency", "2"]


def sandbox_command(*, port: int, host: str = "127.0.0.1", url: str = "") -> list[str]:
    """The invented foreign systems (docs/sandbox.md)."""
    command = [sys.executable, "-m", "motcua.ops.sandbox", "--port", str(port), "--host", host]
    return [*command, "--url", url] if url else command


def connected_to_sandbox(port: int) -> dict[str, str]:
    """The settings of a portal whose foreign systems are the sandbox on this port of the same machine."""
    url = f"http://localhost:{port}"
    bank = {
        "id": "ngan-hang-vi-du", "name": BANK, "server_url": f"{url}/bank", "client_id": CLIENT_ID, "secret": SECRET,
        "level": 2,
    }  # fmt: skip
    return {
        "MOTCUA_POPULATION_URL": f"{url}/population", "MOTCUA_POPULATION_KEY": POPULATION_KEY,
        "MOTCUA_SMS_URL": f"{url}/sms", "MOTCUA_SMS_KEY": SMS_KEY, "MOTCUA_PROVIDERS": json.dumps([bank]),
        "MOTCUA_NOTICES_GATEWAY": "motcua.notices.gateways.http",
    }  # fmt: skip


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def demo(*, port: int, dossiers: int) -> int:
    """Bring everything up in order, wait for Ctrl-C, take it down in the reverse order. Returns the exit code."""
    console = Console()
    began = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as down:
        try:
            if not os.environ.get("MOTCUA_DATABASE_URL"):
                os.environ["MOTCUA_DATABASE_URL"] = down.enter_context(Server(VAR)).url
            outside = _free_port()
            down.enter_context(_Child([*sandbox_command(port=outside), "--quiet"]))
            for name, value in connected_to_sandbox(outside).items():
                os.environ.setdefault(name, value)
            os.environ.setdefault("MOTCUA_PUBLIC_URL", f"http://localhost:{port}")
            _prepare(console, dossiers)
            down.enter_context(_Child(worker_command()))
            web = down.enter_context(_Child(web_command(port=port)))
            _wait_until_ready(web, port)
            _greet(console, port, outside, time.monotonic() - began)
            return web.wait()
        except KeyboardInterrupt:
            console.print("\nĐang dừng …")
    console.print("Đã dừng.")
    return 0


def _prepare(console: Console, dossiers: int) -> None:
    """Tables, reference data and demo data; each only when missing."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from motcua.ops import demo as demo_data
    from motcua.ops import reference

    call_command("migrate", interactive=False, verbosity=0)
    if demo_data.loaded():
        return
    with Progress(console=console) as progress:
        task = progress.add_task("Dữ liệu dùng chung", total=4)
        for name, _ in reference.load():
            progress.update(task, advance=1, description=f"Dữ liệu dùng chung: {name}")
        task = progress.add_task("Hồ sơ mẫu", total=dossiers)
        for _ in demo_data.load(dossiers):
            progress.update(task, advance=1)


def _wait_until_ready(web: "_Child", port: int) -> None:
    address = f"http://127.0.0.1:{port}/readyz"
    while True:
        if web.process.poll() is not None:
            raise SystemExit(f"Máy chủ web không khởi động được (cổng {port} có đang bận không?).")
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _greet(console: Console, port: int, outside: int, seconds: float) -> None:
    from motcua.identity.queries import demo_people, id_number
    from motcua.ops.demo import PASSWORD

    table = Table(title=f"Một Cửa: http://localhost:{port}  (sẵn sàng sau {seconds:.1f} giây, dừng bằng Ctrl-C)")
    for column in ("Người (hư cấu)", "Phần trong câu chuyện", "Đăng nhập bằng"):
        table.add_column(column)
    for member in demo_people():
        table.add_row(member.person.name, member.part, id_number(member.person))
    console.print(table)
    console.print(f"Mật khẩu của mọi người: {PASSWORD}. Vào bằng một lần bấm: http://localhost:{port}/thu-nghiem/")
    console.print(f"Cơ sở dữ liệu dân cư, nhà mạng, ngân hàng (giả lập): http://localhost:{outside}")


class _Child:
    """A child process in its own group, ended with SIGTERM, then, out of patience, SIGKILL."""

    def __init__(self, command: list[str]) -> None:
        self.process = subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def __enter__(self) -> Self:
        return self

    def wait(self) -> int:
        return self.process.wait()

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
