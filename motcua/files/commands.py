"""Keeping what people upload."""

import hashlib
import os
import tempfile
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from motcua.files import queries
from motcua.files.models import StoredFile
from motcua.files.rules import kinds
from motcua.files.rules.naming import safe_name
from motcua.files.rules.refusals import EmptyFile, TooLarge, WrongType
from motcua.journal.commands import record
from motcua.kernel.actor import Actor

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE


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
            os.fsync(taking.fileno())
            sha256 = digest.hexdigest()
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
    )
    record("file.kept", f"file:{stored.pk}", by=by, at=at, sha256=sha256, size=size, kind=kind.key)
    return stored


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
