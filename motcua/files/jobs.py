import structlog
from procrastinate.contrib.django import app

from motcua.files import commands, queries
from motcua.files.gateways import clamav
from motcua.files.models import StoredFile
from motcua.shell import clock

_A_MINUTE_S_WORK = 100
_log = structlog.get_logger(__name__)


@app.task(name="files.scan")
def scan(file: int) -> None:
    """Have one file scanned, soon after it was kept. What gets no answer is left to `sweep`."""
    if clamav.configured():
        stored = queries.file(file)
        if stored.scan == StoredFile.Scan.WAITING:
            _scan(stored)


@app.periodic(cron="* * * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep", lock="files.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the queue says for which minute
    """Each minute: what still waits, for as long as it takes; while the scanner is down one try is enough."""
    if clamav.configured():
        for stored in queries.to_scan(_A_MINUTE_S_WORK):
            if not _scan(stored):
                return


def _scan(stored: StoredFile) -> bool:
    """False when the scanner is down: then nothing was decided about this file, nor would be about others."""
    try:
        with queries.kept(stored).open("rb") as content:
            verdict = clamav.scan(content)
    except clamav.ScannerDown as error:
        commands.note_tried(stored, at=clock.now())
        _log.warning("scanner_down", error=str(error))
        return False
    except (clamav.NoVerdict, queries.NoSuchFile) as error:
        commands.note_tried(stored, at=clock.now())
        _log.error("file_not_scanned", file=stored.pk, error=str(error))
        return True
    if verdict.malware:
        commands.note_held(stored, verdict.malware, at=clock.now())
    else:
        commands.note_passed(stored, at=clock.now())
    return True
