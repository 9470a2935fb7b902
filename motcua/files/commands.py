"""Keeping what people upload."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import transaction

from motcua.files import queries
from motcua.files.gateways import scanning
from motcua.files.models import StoredFile
from motcua.files.rules import kinds
from motcua.files.rules.naming import safe_name
from motcua.files.rules.refusals import EmptyFile, NoScan, TooLarge, WrongType
from motcua.files.rules.scans import Page
from motcua.files.rules.sizes import MAX_BYTES, MEGABYTE
from motcua.journal.commands import record
from motcua.kernel.actor import SYSTEM, Actor
from motcua.shell.queue import defer

SCANNED = ("jpg", "pdf", "png")


@transaction.atomic
def keep(
    name: str,
    content: bytes | Iterable[bytes],
    *,
    by: Actor,
    at: datetime,
    allowed: Collection[str],
    max_bytes: int = MAX_BYTES,
) -> StoredFile:
    """Keeps one upload: streamed to disk, typed by its content, stored once for each content.

    `allowed` are keys of kinds.KINDS. The bytes are on disk for good before the row is committed; bytes whose row is
    rolled back are harmless, because nothing points to them. Raises EmptyFile, TooLarge, WrongType.
    """
    chunks = (content,) if isinstance(content, bytes) else content
    shown = safe_name(name)
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.NamedTemporaryFile(dir=root, prefix=".taking-", delete=False) as taking:
        try:
            kind, sha256, size = _take(shown, chunks, taking, allowed=allowed, max_bytes=max_bytes)
            os.fsync(taking.fileno())
            _settle(Path(taking.name), queries.place_of(sha256))
        finally:
            Path(taking.name).unlink(missing_ok=True)
    stored = StoredFile.objects.create(
        sha256=sha256,
        size=size,
        kind=kind.key,
        mime=kind.mime,
        name=safe_name(name, kind.key),
        created_at=at,
        created_by=by.person,
        scan=_scan(sha256),
    )
    record("file.kept", f"file:{stored.pk}", by=by, at=at, sha256=sha256, size=size, kind=kind.key)
    if stored.scan == StoredFile.Scan.WAITING:
        defer("files.scan", file=stored.pk)
    return stored


def _scan(sha256: str) -> str:
    """Where a new upload begins: held at once when the same content is held already."""
    if StoredFile.objects.filter(sha256=sha256, scan=StoredFile.Scan.HELD).exists():
        return StoredFile.Scan.HELD
    return StoredFile.Scan.WAITING if settings.CLAMAV else StoredFile.Scan.NONE


@transaction.atomic
def note_passed(stored: StoredFile, *, at: datetime) -> None:
    """A scanner found nothing in this content: whatever was kept with it may be served, unless it is held."""
    same = StoredFile.objects.filter(sha256=stored.sha256).exclude(scan=StoredFile.Scan.HELD)
    same.update(scan=StoredFile.Scan.CLEAN, scan_tried_at=at)


@transaction.atomic
def note_held(stored: StoredFile, malware: str, *, at: datetime) -> None:
    """A scanner found malware in this content: from now on nothing that was kept with it is served to anybody.

    Who uploaded it is told. A second finding of the same changes nothing.
    """
    same = StoredFile.objects.select_for_update(no_key=True).filter(sha256=stored.sha256).order_by("pk")
    for one in same.exclude(scan=StoredFile.Scan.HELD):
        one.scan, one.scan_tried_at, one.malware = StoredFile.Scan.HELD, at, malware[:200]
        one.save(update_fields=["scan", "scan_tried_at", "malware"])
        record("file.held", f"file:{one.pk}", by=SYSTEM, at=at, sha256=one.sha256, malware=one.malware)
        if one.created_by:
            defer("notices.tell_of", person=one.created_by, event="file_held", detail=one.name)


@transaction.atomic
def note_tried(stored: StoredFile, *, at: datetime) -> None:
    """A scanner was asked and gave no answer that could be used: the file waits on."""
    StoredFile.objects.filter(pk=stored.pk).update(scan_tried_at=at)


def _settle(taken: Path, place: Path) -> None:
    """Gives the bytes their final name, so that a crash leaves either nothing or the whole file."""
    if place.is_file():
        return
    place.parent.mkdir(exist_ok=True, mode=0o750)
    taken.rename(place)
    for folder in (place.parent, place.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def keep_scan(
    name: str,
    uploads: Sequence[tuple[str, Iterable[bytes]]],
    *,
    by: Actor,
    at: datetime,
    max_bytes: int = MAX_BYTES,
) -> tuple[StoredFile, tuple[Page, ...]]:
    """Pictures and PDFs (name, chunks) of one paper as one PDF, with what is wrong with each page; `name` of the PDF.

    What came in is not kept: only what could be seen in it. `max_bytes` holds for each file and for the PDF.
    Raises NoScan, EmptyFile, TooLarge, WrongType, ScanDamaged, ScanLocked, ScanTooLarge, ScanTooSlow, TooManyPages.
    """
    if not uploads:
        raise NoScan
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True, mode=0o750)
    with tempfile.TemporaryDirectory(dir=root, prefix=".scanning-") as folder:
        sources = []
        for n, (given, chunks) in enumerate(uploads):
            place = Path(folder) / str(n)
            with place.open("w+b") as taking:
                kind, *_ = _take(safe_name(given), chunks, taking, allowed=SCANNED, max_bytes=max_bytes)
            sources.append((safe_name(given), kind.key, place))
        target = Path(folder) / "pdf"
        pages = scanning.compose(sources, target)
        with target.open("rb") as composed:
            chunks = iter(lambda: composed.read(MEGABYTE), b"")
            return keep(name, chunks, by=by, at=at, allowed=["pdf"], max_bytes=max_bytes), pages


def _take(
    shown: str, chunks: Iterable[bytes], taking: IO[bytes], *, allowed: Collection[str], max_bytes: int
) -> tuple[kinds.Kind, str, int]:
    """Writes what comes to an empty file, and hashes it as it comes; stops at the limit. (kind, sha256, size)."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(name=shown, limit=max_bytes // MEGABYTE)
        digest.update(chunk)
        taking.write(chunk)
    if not size:
        raise EmptyFile(name=shown)
    taking.flush()
    kind = kinds.kind_of(taking)  # type: ignore[arg-type]
    if kind.key not in allowed:
        raise WrongType(name=shown, found=kind.words, allowed=kinds.words(sorted(allowed)))
    return kind, digest.hexdigest(), size
