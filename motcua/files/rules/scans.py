"""Pages that were scanned or photographed become one PDF: upright, of a sensible size, without what a camera adds.

Every page is drawn anew as a picture: nothing of the files that came in is in the PDF but what could be seen. To be run
where memory and time are bounded (`motcua.files.gateways.scanning`): the files may be made to do harm.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import pypdfium2
import pypdfium2.raw
from PIL import Image, ImageChops, ImageOps

from motcua.files.rules.refusals import ScanDamaged, ScanLocked, ScanTooLarge, TooManyPages
from motcua.files.rules.scan_quality import judge

MAX_PAGES = 100
_DPI, _POINTS = 200, 72
_A4 = 842.0  # points of the longer side
_LONGEST = 1191.0  # points: A3; what is larger is drawn smaller
_PIXELS = {"JPEG": 200_000_000, "PNG": 50_000_000}  # a JPEG is decoded at a smaller scale
_QUALITY = 80
_COLOURED = 0.0005  # of the pixels: a stamp has more
_CHROMA = 40


@dataclass(frozen=True)
class Source:
    """A file as it came in; `kind` as kinds.kind_of told: jpg, png or pdf."""

    name: str
    kind: str
    content: BinaryIO


@dataclass(frozen=True)
class Page:
    """`n` from 1; `problems`: keys of scan_quality.WORDS."""

    n: int
    problems: tuple[str, ...] = ()


def compose(sources: Iterable[Source], out: BinaryIO) -> tuple[Page, ...]:
    """One PDF of all pages in their order, and what is wrong with each.

    Raises ScanDamaged, ScanLocked, ScanTooLarge, TooManyPages, naming the file.
    """
    sheets = _Sheets(out)
    pages: list[Page] = []
    for source in sources:
        for image, longer in _pictures(source):
            if len(pages) == MAX_PAGES:
                raise TooManyPages(name=source.name, limit=MAX_PAGES)
            pages.append(Page(len(pages) + 1, judge(image)))
            sheets.add(image, longer)
    sheets.close()
    return tuple(pages)


def _pictures(source: Source) -> Iterator[tuple[Image.Image, float]]:
    """Each page with the length of its longer side in points."""
    if source.kind == "pdf":
        yield from _of_pdf(source)
    else:
        # How large the sheet was nobody knows: it is taken for A4.
        yield _plain(_of_image(source), _A4), _A4


def _of_image(source: Source) -> Image.Image:
    # What a hostile picture makes a decoder do is many things; all mean that the picture is not one.
    try:
        image: Image.Image = Image.open(source.content, formats=["JPEG", "PNG"])
        if image.width * image.height > _PIXELS[str(image.format)]:
            raise ScanTooLarge(name=source.name)
        side = round(_A4 / _POINTS * _DPI)
        image.draft(None, (side, side))
        image.load()
        return ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError, IndexError, ZeroDivisionError):
        raise ScanDamaged(name=source.name) from None
    except Image.DecompressionBombError:
        raise ScanTooLarge(name=source.name) from None


def _of_pdf(source: Source) -> Iterator[tuple[Image.Image, float]]:
    try:
        document = pypdfium2.PdfDocument(source.content)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", 0) == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise (ScanLocked if locked else ScanDamaged)(name=source.name) from None
    if not count:
        raise ScanDamaged(name=source.name)
    if count > MAX_PAGES:
        raise TooManyPages(name=source.name, limit=MAX_PAGES)
    for n in range(count):
        try:
            page = document[n]
            full = max(1.0, *page.get_size())
            longer = min(full, _LONGEST)
            bitmap = page.render(scale=longer / full * _DPI / _POINTS, prefer_bgrx=True)
            yield _plain(bitmap.to_pil(), longer), longer
            bitmap.close()
            page.close()
        except (pypdfium2.PdfiumError, ValueError, OverflowError, SystemError):
            raise ScanDamaged(name=source.name) from None


def _plain(image: Image.Image, longer: float) -> Image.Image:
    """Upright pixels and nothing else: on white, in grey unless there is colour, at 200 dots an inch at most."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, "white")
        image.paste(clear, mask=clear.getchannel("A"))
    elif image.mode.startswith("I"):
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    image = image if image.mode in ("L", "RGB") else image.convert("RGB")
    most = round(longer / _POINTS * _DPI)
    if max(image.size) > most:
        image = image.resize(_within(image.size, most), Image.Resampling.LANCZOS, reducing_gap=3.0)
    if image.mode == "RGB" and not _coloured(image):
        image = image.convert("L")
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _within(size: tuple[int, int], most: float) -> tuple[int, int]:
    scale = most / max(size)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _coloured(image: Image.Image) -> bool:
    red, green, blue = image.resize(_within(image.size, min(600, max(image.size))), Image.Resampling.BOX).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    least = ImageChops.darker(ImageChops.darker(red, green), blue)
    chroma = ImageChops.subtract(most, least).histogram()
    return sum(chroma[_CHROMA:]) > _COLOURED * sum(chroma)


class _Sheets:
    """Writes a PDF page by page: each is one JPEG. No dates, no producer, no title; equal pages make equal bytes."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._at = out, 0
        self._offsets: dict[int, int] = {}
        self._pages: list[int] = []
        self._write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")

    def add(self, image: Image.Image, longer: float) -> None:
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=_QUALITY, optimize=True)
        width, height = (round(side * longer / max(image.size), 2) for side in image.size)
        first = 3 + 3 * len(self._pages)
        space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
        self._pages.append(first)
        self._object(first, f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {first + 1} 0 R"
                            f"/Resources<</XObject<</P {first + 2} 0 R>>>>>>")  # fmt: skip
        self._stream(first + 1, "", f"{width} 0 0 {height} 0 0 cm /P Do".encode())
        self._stream(
            first + 2,
            f"/Type/XObject/Subtype/Image/Width {image.width}/Height {image.height}/ColorSpace/{space}"
            "/BitsPerComponent 8/Filter/DCTDecode",
            jpeg.getvalue(),
        )

    def close(self) -> None:
        kids = " ".join(f"{n} 0 R" for n in self._pages)
        self._object(2, f"<</Type/Pages/Kids[{kids}]/Count {len(self._pages)}>>")
        self._object(1, "<</Type/Catalog/Pages 2 0 R>>")
        table, size = self._at, len(self._offsets) + 1
        lines = "".join(f"{self._offsets[n]:010} 00000 n \n" for n in range(1, size))
        self._write(f"xref\n0 {size}\n0000000000 65535 f \n{lines}".encode())
        self._write(f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n".encode())

    def _stream(self, n: int, about: str, content: bytes) -> None:
        self._object(n, f"<<{about}/Length {len(content)}>>", b"\nstream\n" + content + b"\nendstream")

    def _object(self, n: int, said: str, more: bytes = b"") -> None:
        self._offsets[n] = self._at
        self._write(f"{n} 0 obj\n{said}".encode() + more + b"\nendobj\n")

    def _write(self, content: Any) -> None:
        self._out.write(content)
        self._at += len(content)
