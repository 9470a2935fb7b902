"""The process in which foreign pictures and PDFs are opened: `python -m motcua.files.gateways.scan_process`.

It bounds itself before it opens anything, knows no secret and no database, and ends after one paper. Reads JSON from
stdin, writes the PDF to the named file and JSON to stdout.
"""

import contextlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

from motcua.files.rules.refusals import FileRefused
from motcua.files.rules.scans import Source, compose

MEMORY = 1536 * 1024 * 1024  # bytes of address space
SECONDS = 90  # of the processor
WRITTEN = 256 * 1024 * 1024  # bytes of one file


def run(asked: dict[str, Any]) -> dict[str, Any]:
    """`asked`: {"sources": [[name, kind, path], …], "target": path}."""
    with contextlib.ExitStack() as stack:
        sources = [
            Source(name, kind, stack.enter_context(Path(path).open("rb"))) for name, kind, path in asked["sources"]
        ]
        out = stack.enter_context(Path(asked["target"]).open("wb"))
        try:
            return {"pages": [[page.n, page.problems] for page in compose(sources, out)]}
        except FileRefused as refusal:
            return {"refused": type(refusal).__name__, "data": dict(refusal.data)}
        except MemoryError:
            return {"refused": "ScanTooSlow", "data": {}}


def main() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    sys.stdout.write(json.dumps(run(json.load(sys.stdin))))


if __name__ == "__main__":
    main()
