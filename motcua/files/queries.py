"""Kept files and their bytes. Gates on who may see a file belong to the rooms that attach it."""

from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import F

from motcua.files.models import StoredFile
from motcua.kernel.errors import Missing, Refusal


class NoSuchFile(Missing):
    """Không tìm thấy tệp này. Hãy tải lại trang, hoặc tải tệp lên lại."""


class FileHeld(Refusal):
    """Tệp “{name}” bị giữ lại vì nghi có mã độc; không ai mở được tệp này. Người nộp hồ sơ hãy xóa tệp, quét mã độc trên máy của mình rồi tải lên một bản sạch."""  # noqa: E501

    status = 423


class FileWaiting(Refusal):
    """Tệp “{name}” đang chờ quét mã độc nên chưa mở được. Thường chỉ mất vài phút: hãy mở lại sau."""

    status = 423


def file(pk: int) -> StoredFile:
    """The stored file of that id. Raises NoSuchFile."""
    try:
        return StoredFile.objects.get(pk=pk)
    except StoredFile.DoesNotExist:
        raise NoSuchFile from None


def servable(stored: StoredFile) -> StoredFile:
    """The gate that every file passes on its way out; `path`, `content` and `opened` ask it themselves.

    Raises FileHeld, and FileWaiting until a scanner has passed it.
    """
    if stored.scan == StoredFile.Scan.HELD:
        raise FileHeld(name=stored.name)
    if stored.scan == StoredFile.Scan.WAITING:
        raise FileWaiting(name=stored.name)
    return stored


def path(stored: StoredFile) -> Path:
    """Where the bytes lie. Raises FileHeld, FileWaiting, NoSuchFile when the bytes are gone."""
    return kept(servable(stored))


def content(stored: StoredFile) -> bytes:
    """All bytes. Raises FileHeld, FileWaiting, NoSuchFile."""
    return path(stored).read_bytes()


def opened(stored: StoredFile) -> BinaryIO:
    """The bytes to be read, and closed, by a FileResponse. Raises FileHeld, FileWaiting, NoSuchFile."""
    return path(stored).open("rb")


def kept(stored: StoredFile) -> Path:
    """Where the bytes lie, whatever a scanner says: for the scanner. Raises NoSuchFile."""
    place = place_of(stored.sha256)
    if not place.is_file():
        raise NoSuchFile
    return place


def to_scan(limit: int) -> list[StoredFile]:
    """What no scanner has passed yet: first what waits for it, then what was kept before there was one."""
    longest = F("scan_tried_at").asc(nulls_first=True)
    waiting = StoredFile.objects.filter(scan=StoredFile.Scan.WAITING).order_by(longest, "pk")[:limit]
    before = StoredFile.objects.filter(scan=StoredFile.Scan.NONE).order_by(longest, "pk")
    found = list(waiting)
    return found + list(before[: limit - len(found)])


def place_of(sha256: str) -> Path:
    """The address of a content, kept or not: FILES_ROOT/ab/cdef…"""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:]
