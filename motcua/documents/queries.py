"""Issued papers and their PDFs. Who may see one is the gate of the room whose subject it is."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.documents import rules
from motcua.documents.models import Document
from motcua.kernel.errors import Missing, Refusal
from motcua.shell import vault


class NoSuchDocument(Missing):
    """Không tìm thấy giấy tờ này. Hãy mở lại từ trang hồ sơ."""


class DamagedDocument(Refusal):
    """Bản lưu của giấy tờ “{title}” bị hỏng nên không được đưa ra. Người quản trị cần khôi phục từ bản sao lưu."""

    status = 500


def document(pk: int, subject: str) -> Document:
    """The paper of that id, if it is of that subject. Raises NoSuchDocument."""
    try:
        return Document.objects.defer("data_sealed").get(pk=pk, subject=subject)
    except Document.DoesNotExist:
        raise NoSuchDocument from None


def documents_of(subject: str) -> list[Document]:
    """All papers of a subject, oldest first, without what they say."""
    return list(Document.objects.defer("data_sealed").filter(subject=subject).order_by("issued_at", "pk"))


def data(document: Document) -> dict[str, Any]:
    """What the paper says, unsealed: personal data."""
    said: dict[str, Any] = vault.unseal_json(document.data_sealed, purpose="document")
    return said


def pdf(document: Document) -> bytes:
    """The PDF: as stored, or printed on the fly, with the same bytes, when the job has not run yet or the file is gone.

    Raises DamagedDocument when what could be given is not what was issued.
    """
    if document.sha256:
        place = place_of(document.sha256)
        if place.is_file() and _digest(stored := place.read_bytes()) == document.sha256:
            return stored
    printed = rules.render(document.kind, data(document))
    if document.sha256 and _digest(printed) != document.sha256:
        raise DamagedDocument(title=document.title)
    return printed


def unprinted(pk: int) -> Document | None:
    """The paper, if its PDF is still to be stored."""
    found = Document.objects.filter(pk=pk).first()
    if found and found.sha256 and place_of(found.sha256).is_file():
        return None
    return found


def place_of(sha256: str) -> Path:
    """Where a PDF lies, stored or not: FILES_ROOT/documents/ab/cdef….pdf"""
    return Path(settings.FILES_ROOT) / "documents" / sha256[:2] / f"{sha256[2:]}.pdf"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
