"""Issuing papers."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.documents import queries, rules
from motcua.documents.models import Document
from motcua.journal.commands import record
from motcua.kernel.actor import Actor
from motcua.kernel.text import tidy
from motcua.shell import queue, vault

_NEXT = """
    INSERT INTO documents_counter AS c (agency_id, series, year, last) VALUES (%s, %s, %s, 1)
    ON CONFLICT (agency_id, series, year) DO UPDATE SET last = c.last + 1
    RETURNING last
"""


@transaction.atomic
def issue(
    kind: str,
    *,
    subject: str,
    code: str,
    agency_id: int | None,
    data: Mapping[str, Any],
    by: Actor,
    at: datetime,
    title: str = "",
    series: str | None = None,
) -> Document:
    """Gives a paper its number and its words for good, within the caller's transaction; a job prints it.

    `data` is a paper's `to_json()`; `code` the dossier's. `title` and `series` default to the kind's; series '' gives
    no number. Numbers run from 1 each year in each series of each agency: others who issue there wait until this
    transaction ends, and if it is rolled back the number goes to the next: no gap, and no number twice.
    Raises KeyError for an unknown kind.
    """
    kind_title = rules.TITLES[kind]
    title = title or kind_title
    series = rules.SERIES[kind] if series is None else series
    year = at.astimezone(rules.VIETNAM).year
    n = _next(agency_id, series, year) if series else None
    number = rules.numbering(rules.TEMPLATES.get(series, f"{{n}}/{series}"), n, year) if n else ""
    said = dict(data) | {"number": number, "code": code, "title": title, "issued_at": at.isoformat()}
    document = Document.objects.create(
        kind=kind,
        number=number,
        series=series,
        year=year,
        n=n,
        subject=subject,
        dossier_code=code,
        agency_id=agency_id,
        title=title,
        issued_at=at,
        issued_by=tidy(", ".join([data["signature"]["name"], *reversed(data["signature"]["head"])]))[:260],
        data_sealed=vault.seal_json(said, purpose="document"),
    )
    record("documents.issue", subject, by=by, at=at, document=document.pk, kind=kind, number=number)
    queue.defer("documents.render", document=document.pk)
    return document


@transaction.atomic
def keep_pdf(pk: int, content: bytes) -> None:
    """Stores a paper's PDF under its hash and notes the hash, once: a later call changes neither.

    The bytes are on disk for good before the hash is committed; bytes whose hash is rolled back are harmless.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    place = queries.place_of(sha256)
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".printing-", delete=False) as printing:
            printing.write(content)
            printing.flush()
            os.fsync(printing.fileno())
        os.replace(printing.name, place)  # noqa: PTH105 - atomic on the same disk
    Document.objects.filter(pk=pk, sha256="").update(sha256=sha256, size=len(content))


def _next(agency_id: int | None, series: str, year: int) -> int:
    """The next number; the counter's row stays locked until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [agency_id, series, year])
        (last,) = cursor.fetchone()
    return int(last)
