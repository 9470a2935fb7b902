"""The type of a file, from what is in it and never from its name."""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

import olefile

HEAD = 4096


@dataclass(frozen=True)
class Kind:
    """`key` is what `allowed` lists name; "" for a type that the portal never keeps. `words` say it in Vietnamese."""

    key: str
    mime: str
    words: str


def _strange(words: str) -> Kind:
    return Kind("", "application/octet-stream", words)


PDF = Kind("pdf", "application/pdf", "tệp PDF")
JPG = Kind("jpg", "image/jpeg", "ảnh JPEG")
PNG = Kind("png", "image/png", "ảnh PNG")
XLSX = Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "bảng tính Excel (.xlsx)")
XLS = Kind("xls", "application/vnd.ms-excel", "bảng tính Excel đời cũ (.xls)")
ODS = Kind("ods", "application/vnd.oasis.opendocument.spreadsheet", "bảng tính OpenDocument (.ods)")
CSV = Kind("csv", "text/csv", "tệp văn bản dạng bảng (.csv)")
DOCX = Kind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "văn bản Word (.docx)")
KINDS = {k.key: k for k in (PDF, JPG, PNG, XLSX, XLS, ODS, CSV, DOCX)}
TABLES = ("xlsx", "xls", "ods", "csv")

DOC = _strange("văn bản Word đời cũ (.doc)")
LOCKED = _strange("tệp Office được đặt mật khẩu")
UNKNOWN = _strange("tệp không rõ loại")
_WEB = _strange("trang web (HTML) lưu dưới tên khác")

_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"\xff\xd8\xff", JPG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF8", _strange("ảnh GIF")),
    (b"BM", _strange("ảnh BMP")),
    (b"II*\x00", _strange("ảnh TIFF")),
    (b"MM\x00*", _strange("ảnh TIFF")),
    (b"8BPS", _strange("ảnh Photoshop")),
    (b"Rar!", _strange("tệp nén RAR")),
    (b"7z\xbc\xaf\x27\x1c", _strange("tệp nén 7z")),
    (b"\x1f\x8b", _strange("tệp nén GZIP")),
    (b"BZh", _strange("tệp nén BZIP2")),
    (b"\xfd7zXZ\x00", _strange("tệp nén XZ")),
    (b"MZ", _strange("chương trình Windows")),
    (b"\x7fELF", _strange("chương trình Linux")),
    (b"{\\rtf", _strange("văn bản RTF")),
    (b"ID3", _strange("tệp âm thanh")),
    (b"OggS", _strange("tệp âm thanh")),
    (b"SQLite format 3\x00", _strange("tệp cơ sở dữ liệu")),
)
_ZIPPED: tuple[tuple[str, Kind], ...] = (
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", _strange("bảng tính Excel nhị phân (.xlsb)")),
    ("word/document.xml", DOCX),
    ("ppt/presentation.xml", _strange("bài trình chiếu PowerPoint")),
)
_MIMETYPES: dict[bytes, Kind] = {
    b"application/vnd.oasis.opendocument.spreadsheet": ODS,
    b"application/vnd.oasis.opendocument.text": _strange("văn bản OpenDocument (.odt)"),
    b"application/vnd.oasis.opendocument.presentation": _strange("bài trình chiếu OpenDocument"),
    b"application/epub+zip": _strange("sách điện tử EPUB"),
}
_OLE: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", LOCKED),
    ("Workbook", XLS),
    ("Book", XLS),
    ("WordDocument", DOC),
    ("PowerPoint Document", _strange("bài trình chiếu PowerPoint đời cũ")),
)


_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def kind_of(stream: BinaryIO) -> Kind:  # noqa: PLR0911 one for each family of marks
    """What a seekable file is. A file that nobody knows is UNKNOWN; never raises for odd content."""
    stream.seek(0)
    head = stream.read(HEAD)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(stream)
    if head.startswith(olefile.MAGIC):
        return _ole(stream)
    if b"%PDF-" in head[:1024]:
        return PDF
    if head[4:8] == b"ftyp":
        return _strange("ảnh HEIC" if head[8:12] in (b"heic", b"heix", b"mif1") else "tệp video")
    if head[:4] == b"RIFF":
        return _strange("ảnh WebP" if head[8:12] == b"WEBP" else "tệp âm thanh hoặc video")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    return _text(head)


def kind_of_bytes(content: bytes) -> Kind:
    return kind_of(io.BytesIO(content))


def words(keys: tuple[str, ...] | list[str]) -> str:
    """('xlsx', 'pdf') → 'bảng tính Excel (.xlsx) hoặc tệp PDF': for messages."""
    names = [KINDS[k].words for k in keys]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " hoặc " + names[-1]


def _zipped(stream: BinaryIO) -> Kind:
    try:
        with zipfile.ZipFile(stream) as parcel:
            names = set(parcel.NameToInfo)
            if "mimetype" in names and parcel.getinfo("mimetype").file_size < HEAD:
                with parcel.open("mimetype") as said:
                    return _MIMETYPES.get(said.read(HEAD).strip(), _strange("tệp nén ZIP"))
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return _strange("tệp nén ZIP bị hỏng hoặc được đặt mật khẩu")
    return next((kind for name, kind in _ZIPPED if name in names), _strange("tệp nén ZIP"))


def _ole(stream: BinaryIO) -> Kind:
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream) as box:
            return next((kind for name, kind in _OLE if box.exists(name)), _strange("tệp Office đời cũ"))
    except Exception:  # noqa: BLE001 a hostile container may fail in any way; all mean the same
        return _strange("tệp Office đời cũ bị hỏng")


def _text(head: bytes) -> Kind:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return CSV
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return _WEB
    if start.startswith(b"<?xml"):
        return _strange("bảng tính dạng XML" if b"spreadsheet" in start else "tệp XML")
    return UNKNOWN if not head or _BINARY.search(head) else CSV
