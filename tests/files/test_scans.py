"""Pictures and PDFs of one paper become one PDF; what is made to do harm is refused, in bounded memory and time."""

import io
import os
import struct
import zlib
from datetime import UTC, datetime

import pypdfium2
import pytest
from PIL import Image

from motcua.files import commands, queries
from motcua.files.gateways import scanning
from motcua.files.models import StoredFile
from motcua.files.rules import refusals, scans
from motcua.files.rules.scans import Page, Source, compose
from motcua.kernel.actor import Actor
from tests.files import builders
from tests.files.sheets import blank, blurred, jpeg, pdf, photographed, png, printed

AT = datetime(2020, 5, 12, 8, 0, tzinfo=UTC)
BY = Actor(person=7, name="Trần Thị Mẫu")
KINDS = {b"\xff\xd8": "jpg", b"\x89P": "png", b"%P": "pdf"}


@pytest.fixture
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def composed(*contents):
    out = io.BytesIO()
    sources = [Source(f"tệp {n}", KINDS[content[:2]], io.BytesIO(content)) for n, content in enumerate(contents, 1)]
    return compose(sources, out), out.getvalue()


def opened(content):
    document = pypdfium2.PdfDocument(content)
    return [page.render(scale=1).to_pil().convert("RGB") for page in document], [page.get_size() for page in document]


def test_several_files_are_one_pdf_in_their_order():
    stamped = printed(20).copy()
    stamped.paste((200, 20, 30), (300, 300, 700, 700))
    pages, content = composed(jpeg(printed()), png(stamped), pdf(blank(), blurred(printed(), 4)), jpeg(printed()))
    assert pages == (Page(1), Page(2), Page(3, ("empty",)), Page(4, ("blurred",)), Page(5))
    images, sizes = opened(content)
    assert all(abs(width - 595) < 1 and abs(height - 842) < 1 for width, height in sizes)
    assert len(sizes) == 5
    red = images[1].getpixel((180, 180))
    assert red[0] > 150
    assert red[1] < 80
    assert images[2].getextrema() == ((255, 255),) * 3
    assert min(images[0].convert("L").tobytes()) < 60


def test_what_a_camera_adds_is_gone_and_the_page_stands_upright():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = 6, "Máy Ảnh Mẫu", {1: "N", 2: (15.0, 7.0, 12.0)}
    lying = printed().rotate(90, expand=True)
    pages, content = composed(jpeg(lying, exif=exif, comment=b"SECRET"))
    assert pages == (Page(1),)
    for told in (b"Exif", b"SECRET", "Máy Ảnh".encode(), b"CreationDate", b"Producer", b"Title", b"/Info"):
        assert told not in content
    _, ((width, height),) = opened(content)
    assert height > width


def test_the_same_pages_are_the_same_bytes():
    assert composed(jpeg(printed()))[1] == composed(jpeg(printed()))[1]


def test_a_page_is_as_large_as_needed_and_no_larger():
    huge = printed().resize((5000, 7071))
    one, two = len(composed(jpeg(huge, quality=95))[1]), len(composed(jpeg(printed(), quality=95))[1])
    assert one < 1.3 * two
    assert two < 700_000
    embedded = Image.open(io.BytesIO(_first_jpeg(composed(jpeg(huge))[1])))
    assert max(embedded.size) == 2339
    assert embedded.mode == "L", "a page without colour is kept in grey"


def test_clear_parts_of_a_png_are_white_and_sixteen_bits_are_eight():
    clear = Image.new("RGBA", (1000, 1400), (0, 0, 0, 0))
    assert opened(composed(png(clear))[1])[0][0].getextrema() == ((255, 255),) * 3
    deep = Image.new("I;16", (1000, 1400), 65535)
    assert opened(composed(png(deep))[1])[0][0].getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("mode", ["1", "P", "L", "CMYK", "LA", "RGB"])
def test_every_mode_of_a_picture(mode):
    image = printed().convert(mode) if mode != "LA" else printed().convert("L").convert("LA")
    content = jpeg(image) if mode == "CMYK" else png(image)
    assert composed(content)[0] == (Page(1),)


def _first_jpeg(content):
    start = content.index(b"\xff\xd8\xff")
    return content[start : content.index(b"\nendstream", start)]


def bomb():
    """A PNG of 50,000 by 50,000 pixels in some hundred bytes."""

    def chunk(kind, data):
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    header = struct.pack("!IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


def many(pages):
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(595, 842)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# Standard security handler, revision 2, with a user password: made once by hand, opens nowhere without it.
LOCKED = (
    b"%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n"
    b"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    b"4 0 obj\n<</Filter/Standard/V 1/R 2/O<" + b"11" * 32 + b">/U<" + b"22" * 32 + b">/P -44>>\nendobj\n"
    b"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<" + b"33" * 16 + b"><" + b"33" * 16 + b">]>>\n%%EOF\n"
)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (bomb(), refusals.ScanTooLarge),
        (many(1000), refusals.TooManyPages),
        (many(101), refusals.TooManyPages),
        (LOCKED, refusals.ScanLocked),
        (b"%PDF-1.7\n" + os.urandom(5000), refusals.ScanDamaged),
        (b"%PDF-1.7\n", refusals.ScanDamaged),
        (pdf(blank())[:700], refusals.ScanDamaged),
        (jpeg(printed())[:20_000], refusals.ScanDamaged),
        (builders.JPEG, refusals.ScanDamaged),
        (png(printed())[:9_000], refusals.ScanDamaged),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), refusals.ScanDamaged),
    ],
)
def test_what_is_not_opened(content, refusal):
    with pytest.raises(refusal) as refused:
        composed(jpeg(printed()), content)
    assert "“tệp 2”" in str(refused.value)


def test_so_many_pages_are_the_most(monkeypatch):
    assert scans.MAX_PAGES == 100
    monkeypatch.setattr(scans, "MAX_PAGES", 5)
    assert len(composed(many(5))[0]) == 5
    with pytest.raises(refusals.TooManyPages):
        composed(many(5), jpeg(printed()))


def test_a_page_as_large_as_a_field_is_drawn_small():
    document = pypdfium2.PdfDocument.new()
    document.new_page(14_400, 10)
    document.new_page(200_000, 200_000)
    out = io.BytesIO()
    document.save(out)
    pages, content = composed(out.getvalue())
    assert len(pages) == 2
    assert max(max(size) for size in opened(content)[1]) <= 1191


@pytest.mark.django_db
def test_kept_as_one_file(root):
    stored, pages = commands.keep_scan(
        "Sổ hộ khẩu.pdf", [("a.jpg", [jpeg(photographed(printed()))]), ("b.bin", [png(blank())])], by=BY, at=AT
    )
    assert pages == (Page(1), Page(2, ("empty",)))
    assert (stored.name, stored.kind, stored.created_by) == ("Sổ hộ khẩu.pdf", "pdf", 7)
    assert len(opened(queries.content(stored))[0]) == 2
    assert [path.name for path in root.iterdir()] == [stored.sha256[:2]], "nothing of what came in stays"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("uploads", "refusal"),
    [
        ([], refusals.NoScan),
        ([("a.jpg", [b""])], refusals.EmptyFile),
        ([("a.jpg", [jpeg(printed())]), ("b.exe", [b"MZ" + bytes(99)])], refusals.WrongType),
        ([("a.docx", [builders.docx()])], refusals.WrongType),
        ([("a.pdf", [b"%PDF-" + bytes(1 << 20)] * 3)], refusals.TooLarge),
        ([("a.png", [bomb()])], refusals.ScanTooLarge),
        ([("a.pdf", [LOCKED])], refusals.ScanLocked),
    ],
)
def test_refusals_leave_nothing_behind(root, uploads, refusal):
    with pytest.raises(refusal):
        commands.keep_scan("x.pdf", uploads, by=BY, at=AT, max_bytes=2 << 20)
    assert not StoredFile.objects.exists()
    assert list(root.rglob("*")) == [] or [p for p in root.rglob("*") if p.is_file()] == []


@pytest.mark.django_db
def test_the_process_is_stopped_when_it_takes_too_long(root, monkeypatch):
    monkeypatch.setattr(scanning, "SECONDS", 0.01)
    with pytest.raises(refusals.ScanTooSlow):
        commands.keep_scan("x.pdf", [("a.jpg", [jpeg(printed())])], by=BY, at=AT)
    assert not StoredFile.objects.exists()


def test_the_process_bounds_itself_and_knows_no_secret(tmp_path, monkeypatch):
    """What it may use: read out of a process that was started the same way."""
    asked = []
    monkeypatch.setattr(scanning.subprocess, "run", lambda command, **more: asked.append((command, more)) or _Done())
    scanning.compose([("a", "jpg", tmp_path / "a")], tmp_path / "out")
    ((_, more),) = asked
    assert set(more["env"]) == {"PYTHONPATH", "PYTHONIOENCODING"}
    assert more["timeout"] == scanning.SECONDS


class _Done:
    returncode, stdout = 0, '{"pages": []}'


def test_more_memory_than_it_has_is_a_refusal(root, tmp_path):
    """A PNG within the limit of pixels, sixteen bits deep with four channels, twice: it ends, one way or the other."""
    place = tmp_path / "big.png"
    Image.new("RGBA", (7000, 7000), "white").save(place)
    try:
        pages = scanning.compose([("big.png", "png", place)] * 2, tmp_path / "out.pdf")
        assert [page.problems for page in pages] == [("empty",)] * 2
    except refusals.ScanTooSlow:
        pass
