"""Kept files and their bytes. Gates on who may see a file belong to the rooms that attach it."""

from pathlib import Path

from django.conf import settings

from motcua.files.models import StoredFile
from motcua.kernel.errors import Conflict, Missing


class NoSuchFile(Missing):
    """Không tìm thấy tệp này. Hãy tải lại trang, hoặc tải tệp lên lại."""


class Held(Conflict):
    """Tệp “{name}” bị giữ lại vì nghi có mã độc. Hãy quét mã độc trên máy của bạn rồi tải lên một bản sạch."""


def file(pk: int) -> StoredFile:
    """The stored file of that id. Raises NoSuchFile."""
    try:
        return StoredFile.objects.get(pk=pk)
    except StoredFile.DoesNotExist:
        raise NoSuchFile from None


def path(stored: StoredFile) -> Path:
    """Where the bytes lie. Raises Held for a file that a scan holds back, NoSuchFile when the bytes are gone."""
    if stored.scan == StoredFile.Scan.HELD:
        raise Held(name=stored.name)
    place = place_of(stored.sha256)
    if not place.is_file():
        raise NoSuchFile
    return place


def content(stored: StoredFile) -> bytes:
    """All bytes. Raises Held, NoSuchFile."""
    return path(stored).read_bytes()


def place_of(sha256: str) -> Path:
    """The address of a content, kept or not: FILES_ROOT/ab/cdef…"""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:]
