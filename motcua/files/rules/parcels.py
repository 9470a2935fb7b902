"""Zipped workbooks are unpacked here under limits and packed again, so that the reader sees nothing else.

The directory of a zip file may lie about sizes, entries may overlap, and two readers may disagree on what is in it.
So the reader never gets the upload itself: it gets a new, uncompressed file of exactly what was unpacked and counted.
"""

import io
import zipfile
import zlib
from typing import Protocol

from motcua.files.rules.refusals import Damaged, Protected, Swollen

MAX_ENTRIES = 2_000
MAX_UNPACKED = 96 * 1024 * 1024
MAX_RATIO = 200  # of real workbooks: below 40
RATIO_FLOOR = 4 * 1024 * 1024  # smaller files may be as regular as they like
STEP = 1024 * 1024
_ENCRYPTED = 0x1
_NEEDED = (".xml", ".rels", "mimetype")


class Watch(Protocol):
    """Looks at what is unpacked and may refuse: each chunk as it comes, then each part as a whole."""

    def chunk(self, part: str, data: bytes) -> None: ...

    def whole(self, part: str, data: bytes) -> None: ...


def repacked(content: bytes, name: str, watch: Watch) -> bytes:
    """The parts that may hold cells, stored without compression, after `watch` has seen each of them.

    Raises Damaged, Protected (the zip's own password), Swollen, and what `watch` raises.
    """
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parcel, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
            entries = parcel.infolist()
            if len(entries) > MAX_ENTRIES:
                raise Swollen(name=name)
            wanted = [e for e in entries if e.filename.endswith(_NEEDED)]
            if sum(e.file_size for e in wanted) > MAX_UNPACKED:
                raise Swollen(name=name)
            if len({e.filename for e in wanted}) < len(wanted):
                raise Damaged(name=name)
            room = MAX_UNPACKED
            for entry in wanted:
                if entry.flag_bits & _ENCRYPTED:
                    raise Protected(name=name)
                data = _unpacked(parcel, entry, min(room, _allowed(entry)), name, watch)
                room -= len(data)
                watch.whole(entry.filename, data)
                new.writestr(zipfile.ZipInfo(entry.filename), data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as broken:
        raise Damaged(name=name) from broken
    return out.getvalue()


def _allowed(entry: zipfile.ZipInfo) -> int:
    return max(RATIO_FLOOR, entry.compress_size * MAX_RATIO)


def _unpacked(parcel: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, name: str, watch: Watch) -> bytes:
    data = bytearray()
    with parcel.open(entry) as part:
        while chunk := part.read(STEP):
            if len(data) + len(chunk) > limit:
                raise Swollen(name=name)
            watch.chunk(entry.filename, chunk)
            data += chunk
    return bytes(data)
