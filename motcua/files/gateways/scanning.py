"""Scanned pages into one PDF, by a process of their own: a file that is made to do harm stops nothing but itself."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from motcua.files.rules import refusals
from motcua.files.rules.scans import Page

SECONDS = 120  # from beginning to end


def compose(sources: Sequence[tuple[str, str, Path]], target: Path) -> tuple[Page, ...]:
    """Writes the PDF of all pages to `target`; says what is wrong with each. `sources`: (name, kind, where it lies).

    Raises ScanDamaged, ScanLocked, ScanTooLarge, TooManyPages, ScanTooSlow.
    """
    asked = {"sources": [[name, kind, str(path)] for name, kind, path in sources], "target": str(target)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "motcua.files.gateways.scan_process"],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={"PYTHONPATH": str(settings.BASE_DIR), "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise refusals.ScanTooSlow from None
    if done.returncode:
        # Killed by a limit, or by what it read.
        raise refusals.ScanTooSlow
    said = json.loads(done.stdout)
    if name := said.get("refused"):
        refused: type[refusals.FileRefused] = getattr(refusals, name)
        raise refused(**said["data"])
    return tuple(Page(n, tuple(problems)) for n, problems in said["pages"])
