"""G4: ten thousand workers, from the file to the preview, and confirmed in one stroke."""

import http.client
import time
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.catalogue.rules.service import ListSpec
from motcua.dossiers import commands
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import RowFilter
from motcua.files.rules import sheets
from motcua.kernel.actor import Actor
from motcua.ops import demo_data
from motcua.ops.bench import machine
from motcua.ops.bench.figures import Goal, Measure, Round
from motcua.ops.bench.fresh import list_spec
from motcua.ops.bench.machine import BenchError, Web
from motcua.ops.bench.routes import TOKEN
from motcua.ops.bench.world import DOSSIER, World, filer, officer_of, ref, session
from motcua.workflow.queries import open_turn

_MEGABYTES, _PREVIEW, _CONFIRM = 300, 3.0, 1.0
_BOUNDARY = "bench-boundary-of-parts"
_FIRST = 40_000_000  # a run of invented workers that no other list of the bench uses


def workbook(spec: ListSpec, count: int) -> bytes:
    """The filled template of `count` invented workers, dates as Excel dates."""
    keys = [column.key for column in spec.columns]
    rows = [dict(zip(keys, map(_iso, worker), strict=True)) for worker in demo_data.workers(_FIRST, count)]
    return sheets.write(spec, rows)


def _iso(cell: str) -> str:
    day, _, rest = cell.partition("/")
    month, _, year = rest.partition("/")
    return f"{year}-{month}-{day}" if year.isdigit() and len(year) == 4 else cell  # noqa: PLR2004 - dd/mm/yyyy


def measure(web: Web, made: World, var: Path, rows: int, rounds: int) -> Iterator[Measure]:
    """Reading beside bare calamine, in fresh processes; the upload through the web server; the confirmation."""
    file = var / "workers.xlsx"
    file.write_bytes(workbook(list_spec(), rows))
    yield from _reading(file, rows, rounds)
    k = made.saved.first
    yield from _uploads(web, file, k, rows, rounds)
    yield _confirmation(made, k, rows, rounds)


def _reading(file: Path, rows: int, rounds: int) -> Iterator[Measure]:
    bare, checked = [], []
    for _ in range(rounds):
        bare.append(machine.fresh("bare", str(file)))
        checked.append(machine.fresh("checked", str(file)))
    if any(found["rows"] != rows for found in checked):
        raise BenchError(f"{checked[0]['rows']} of {rows} rows were read")
    speeds = [Round(rows / c["seconds"], rows / b["seconds"]) for b, c in zip(bare, checked, strict=True)]
    seconds = median(c["seconds"] for c in checked)
    note = f"{seconds:.2f} s for {rows} rows of 14 columns; calamine alone {median(b['seconds'] for b in bare):.2f} s"
    goal = Goal("at_least", 0.25)
    yield Measure("G4", "worker list: read and check", "rows/s", tuple(speeds), goal, "bare calamine", note)
    peaks = tuple(Round(c["peak_mb"], b["peak_mb"]) for b, c in zip(bare, checked, strict=True))
    goal = Goal("below", _MEGABYTES)
    yield Measure("G4", "worker list: peak memory, fresh process", "MB", peaks, goal, "bare calamine")


def _uploads(web: Web, file: Path, k: int, rows: int, rounds: int) -> Iterator[Measure]:
    found, peaks = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        _upload(web.port, file, k)
        page = _ask(web.port, k, 200)
        found.append(Round(time.perf_counter() - began))
        peaks.append(Round(web.memory()[1]))
        if Dossier.objects.get(pk=DOSSIER + k).people != rows or ref(k).encode() not in page:
            raise BenchError("the upload did not arrive")
    goal = Goal("below", _PREVIEW)
    yield Measure("G4", "worker list: upload to preview", "s", tuple(found), goal, note="two requests")
    yield Measure("G4", "worker list: peak memory, web worker", "MB", tuple(peaks), Goal("below", _MEGABYTES))


def _upload(port: int, file: Path, k: int) -> None:
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'.encode(),
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n\r\n'.encode(),
        file.read_bytes(),
        f"\r\n--{_BOUNDARY}--\r\n".encode(),
    ]
    head = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    _ask(port, k, 302, b"".join(parts), head)


def _ask(port: int, k: int, status: int, body: bytes | None = None, head: Mapping[str, str] = {}) -> bytes:
    """The list's page, or the upload to it when there is a `body`."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={session(k)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    address = reverse("dossiers:list", args=[ref(k)])
    line.request("POST" if body else "GET", address, body, {**head, "Cookie": cookies, "Accept-Language": "vi"})
    answer = line.getresponse()
    content = answer.read()
    line.close()
    if answer.status != status:
        raise BenchError(f"the list: {answer.status} {content[:300]!r}")
    return content


def _confirmation(made: World, k: int, rows: int, rounds: int) -> Measure:
    """Social insurance confirms, refuses, confirms all rows that match a filter."""
    at = made.at
    dossier = commands.submit(DOSSIER + k, by=filer(made, k), at=at)
    assert dossier.case_id is not None
    turn = open_turn(dossier.case_id)
    assert turn is not None
    officer = officer_of(turn.agency_id, at=at)
    found = []
    for n in range(rounds):
        verdict, reason = ("refused", "Không đóng bảo hiểm xã hội tháng 3.") if n % 2 else ("confirmed", "")
        found.append(Round(_confirm(dossier, verdict, reason, rows, officer=officer, at=at)))
    goal = Goal("below", _CONFIRM)
    return Measure("", "confirm a whole list", "s", tuple(found), goal, note=f"{rows} rows, one UPDATE")


def _confirm(dossier: Dossier, verdict: str, reason: str, rows: int, *, officer: Actor, at: datetime) -> float:
    """Seconds. Raises BenchError unless all rows change in one UPDATE."""
    with CaptureQueriesContext(connection) as found:
        began = time.perf_counter()
        changed = commands.confirm_rows(dossier.pk, verdict, wanted=RowFilter(), reason=reason, by=officer, at=at)
        seconds = time.perf_counter() - began
    updates = [q for q in found.captured_queries if q["sql"].startswith('UPDATE "dossiers_row"')]
    if changed != rows or len(updates) != 1:
        raise BenchError(f"confirming changed {changed} rows in {len(updates)} statements")
    return seconds
