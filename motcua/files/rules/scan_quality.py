"""Can a scanned or photographed page be read? Judged before it is accepted, by figures of the picture alone.

The picture is judged at 120 dots an inch of an A4 page; limits were set on printed pages of 9 and 12 points, scanned
and photographed, at several blurs (tests/files/test_scan_quality.py).
"""

from collections.abc import Callable

from PIL import Image, ImageChops, ImageFilter

WORDS = {
    "blurred": "Trang {n} bị mờ, khó đọc. Hãy lau kính máy quét, hoặc giữ chắc máy và lấy nét rồi chụp lại.",
    "empty": "Trang {n} trống. Hãy xem giấy có bị đặt ngược mặt không, hoặc bỏ trang này ra.",
    "cut": "Trang {n} không trọn: chữ chạy ra ngoài mép ảnh. Hãy để cả tờ giấy nằm trong khung rồi chụp lại.",
    "small": "Trang {n} quá nhỏ, chữ sẽ không đọc được. Hãy chụp gần hơn, hoặc quét ở 200 dpi.",
    "sideways": "Trang {n} có vẻ nằm ngang. Hãy xoay cho chữ đứng thẳng rồi chụp lại.",
}

_SIDE = 1400  # pixels of the longer side at which a page is judged
_LEAST_SIDE = 900
_AROUND = 9  # pixels: about the thickness of a line of text
_CONTRAST = 60  # grey levels between a stroke and its paper, from which its sharpness can be told
_STEEP = 0.42  # how much of its contrast a stroke must gain within one pixel; a page in focus has 0.6 and more
_LEAST_INK = 0.0004  # of the paper's surface
_INK = 45  # grey levels darker than the paper around it
_EDGE = 4  # pixels
_MARKS, _LONGEST = 5, 0.05  # strokes that meet an edge; a longer one, as a share of the edge, is a line or a shadow
_TURNED = 2.5
_SAMPLE = 7  # every seventh pixel says as much as all


def judge(image: Image.Image) -> tuple[str, ...]:
    """Keys of WORDS that hold of this page; () for a good one. `image` stands as people will see it."""
    if max(image.size) < _LEAST_SIDE:
        return ("small",)
    grey = _fitted(image)
    still = grey.filter(ImageFilter.MedianFilter(3))
    paper = _around(_around(still, ImageChops.lighter, 2 * _AROUND), ImageChops.darker, 2 * _AROUND)
    ink = ImageChops.subtract(paper, still).point(lambda level: 255 * (level > _INK))
    sheet = _sheet(paper)
    inside = _share(ImageChops.multiply(ink, _shrunk(sheet)))
    if inside < _LEAST_INK:
        return ("empty",)
    found = []
    if _sharpness(still, _shrunk(sheet)) < _STEEP:
        found.append("blurred")
    if _cut(ImageChops.multiply(ink, sheet)):
        found.append("cut")
    if "blurred" not in found and _sideways(ImageChops.multiply(ink, _shrunk(sheet))):
        found.append("sideways")
    return tuple(found)


def _fitted(image: Image.Image) -> Image.Image:
    grey = image.convert("L")
    scale = _SIDE / max(grey.size)
    if scale >= 1:
        return grey
    size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
    return grey.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _around(image: Image.Image, operation: Callable[[Image.Image, Image.Image], Image.Image], size: int) -> Image.Image:
    """The lightest, or darkest, within `size` pixels: in doubling steps, along each axis. Edges do not wrap around."""
    width, height = image.size
    framed = Image.new("L", (width + 2 * size, height + 2 * size), 0 if operation is ImageChops.lighter else 255)
    framed.paste(image, (size, size))
    for axis in ((1, 0), (0, 1)):
        done = 1
        while done < size:
            step = min(done, size - done)
            framed = operation(framed, ImageChops.offset(framed, axis[0] * step, axis[1] * step))
            done += step
    half = size // 2
    return framed.crop((size + half, size + half, size + half + width, size + half + height))


def _sheet(paper: Image.Image) -> Image.Image:
    """White where the sheet lies, black where the table shows: paper is never much darker than its lightest part."""
    lightest = _level(paper, 0.98)
    return paper.point(lambda level: 255 * (level > 0.45 * lightest))


def _shrunk(sheet: Image.Image) -> Image.Image:
    """Without a seam as wide as the shadow at the sheet's edge."""
    return _around(sheet, ImageChops.darker, 4 * _AROUND)


def _level(image: Image.Image, share: float) -> int:
    """The grey level below which this share of the pixels lies."""
    counts, sum_ = image.histogram(), 0
    for level, count in enumerate(counts):
        sum_ += count
        if sum_ >= share * image.width * image.height:
            return level
    return 255


def _share(image: Image.Image) -> float:
    return sum(image.histogram()[128:]) / (image.width * image.height)


def _sharpness(still: Image.Image, sheet: Image.Image) -> float:
    """How much of its contrast a stroke gains within one pixel: the middle one of all strokes of the page.

    Other measures, such as the variance of the Laplacian, say how much text there is and how noisy the picture.
    """
    right = ImageChops.difference(still, ImageChops.offset(still, 1, 0))
    down = ImageChops.difference(still, ImageChops.offset(still, 0, 1))
    steepest = _around(ImageChops.lighter(right, down), ImageChops.lighter, _AROUND)
    lightest, darkest = (_around(still, how, _AROUND) for how in (ImageChops.lighter, ImageChops.darker))
    contrast = ImageChops.multiply(ImageChops.subtract(lightest, darkest), sheet)
    pairs = zip(steepest.tobytes()[::_SAMPLE], contrast.tobytes()[::_SAMPLE], strict=True)
    found = sorted(step / whole for step, whole in pairs if whole > _CONTRAST)
    return found[len(found) // 2] if found else 0.0


def _cut(ink: Image.Image) -> bool:
    """Does text meet an edge of the picture? A stroke that does is short; a shadow or a line of a table is long."""
    width, height = ink.size
    strips = (
        (ink.crop((0, 0, width, _EDGE)), (width, 1)),
        (ink.crop((0, height - _EDGE, width, height)), (width, 1)),
        (ink.crop((0, 0, _EDGE, height)), (1, height)),
        (ink.crop((width - _EDGE, 0, width, height)), (1, height)),
    )
    return any(_marks(strip.resize(size, Image.Resampling.BOX).tobytes()) >= _MARKS for strip, size in strips)


def _marks(edge: bytes) -> int:
    runs = bytes(level > 127 for level in edge).split(b"\x00")  # noqa: PLR2004 - half of the strip's depth
    return sum(1 for run in runs if 1 < len(run) <= _LONGEST * len(edge))


def _sideways(ink: Image.Image) -> bool:
    """Lines of text make the rows of a page change from full to empty; turned by a quarter, its columns."""
    rows = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    columns = ink.resize((ink.width, 1), Image.Resampling.BOX).tobytes()
    return _change(columns) > _TURNED * _change(rows)


def _change(profile: bytes) -> float:
    return sum((a - b) ** 2 for a, b in zip(profile, profile[3:], strict=False)) / len(profile)
