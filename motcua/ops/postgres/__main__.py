"""`python -m motcua.ops.postgres run -- COMMAND …`: beside a throw-away server, or beside MOTCUA_DATABASE_URL."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from motcua.ops.postgres import Server

_USAGE = "usage: python -m motcua.ops.postgres run -- COMMAND [ARGUMENT …]"


def _run(command: list[str], url: str) -> int:
    """The command's exit code. Ctrl-C reaches the command by itself; the server outlives it."""
    with subprocess.Popen(command, env=os.environ | {"MOTCUA_DATABASE_URL": url}) as child:

        def end(number: int, _: FrameType | None) -> None:
            if number == signal.SIGTERM:
                child.terminate()

        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, end)
        return child.wait()


def main(arguments: list[str]) -> int:
    if arguments[:2] != ["run", "--"] or not arguments[2:]:
        raise SystemExit(_USAGE)
    given = os.environ.get("MOTCUA_DATABASE_URL")
    if given:
        return _run(arguments[2:], given)
    root = Path(__file__).resolve().parents[3]
    var = Path(os.environ.get("MOTCUA_VAR", root / "var")) / "test" / str(os.getpid())
    server = Server(var, durable=False)
    try:
        with server:
            return _run(arguments[2:], server.url)
    finally:
        for folder in (server.home, var):
            shutil.rmtree(folder, ignore_errors=True)


raise SystemExit(main(sys.argv[1:]))
