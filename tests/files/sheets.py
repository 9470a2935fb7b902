"""Printed pages as pictures: typeset in Vietnamese, then scanned or photographed by calculation."""

import io
import random
from functools import cache

import typst
from PIL import Image, ImageChops, ImageFilter

from motcua.documents.rules.rendering import TINOS

_TEXT = (
    "cộng hòa xã hội chủ nghĩa việt nam độc lập tự do hạnh phúc đơn đề nghị hỗ trợ người lao động "
    "tạm hoãn hợp đồng ủy ban nhân dân thành phố kính gửi tôi tên là sinh ngày địa chỉ thường trú "
    "tại số điện thoại lý do cam đoan những điều trên đúng sự thật chịu trách nhiệm trước pháp luật"
)
_WORDS = _TEXT.split()


@cache
def printed(words: int = 300, points: int = 12, *, table: bool = False) -> Image.Image:
    """An A4 page at 200 dots an inch."""
    chosen = random.Random(words)
    paragraphs = [" ".join(chosen.choices(_WORDS, k=min(60, words - n))) + "." for n in range(0, words, 60)]
    cells = ",".join(f"[{word}]" for word in chosen.choices(_WORDS, k=60))
    text = f'#set page(paper: "a4", margin: 2cm)\n#set text(font: ("Tinos", "Libertinus Serif"), size: {points}pt)\n'
    text += "\n\n".join(paragraphs) + (f"\n#table(columns: 5, {cells})" if table else "")
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(TINOS)] if TINOS.is_dir() else [])
    return Image.open(io.BytesIO(typst.compile(text.encode(), font_paths=fonts, format="png", ppi=200))).convert("RGB")


def blank() -> Image.Image:
    return Image.new("RGB", (1654, 2339), "white")


def blurred(image: Image.Image, pixels: float) -> Image.Image:
    return image.filter(ImageFilter.GaussianBlur(pixels))


def photographed(image: Image.Image, blur: float = 0.7, *, table: tuple[int, int, int] = (70, 50, 40)) -> Image.Image:
    """On a dark table, seen from below, in a falling light, with the noise and the JPEG of a phone."""
    width, height = round(image.width * 1.12), round(image.height * 1.12)
    lying = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    lying.paste(image.convert("RGBA"), (image.width * 6 // 100, image.height * 6 // 100))
    away = round(image.width * 0.03)
    corners = (-away, 0, 0, height, width, height, width + away, 0)
    seen = lying.transform((width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    photo = Image.new("RGB", (width, height), table)
    photo.paste(seen, (0, 0), seen)
    light = (
        Image.linear_gradient("L").resize((width, height)).point(lambda level: int(255 * (0.55 + 0.45 * level / 255)))
    )
    photo = blurred(ImageChops.multiply(photo, Image.merge("RGB", (light,) * 3)), blur)
    photo = ImageChops.add(photo, Image.effect_noise(photo.size, 8).convert("RGB"), 1, -128)
    return Image.open(io.BytesIO(jpeg(photo, quality=75)))


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def pdf(*images: Image.Image) -> bytes:
    out = io.BytesIO()
    images[0].save(out, "PDF", save_all=True, append_images=images[1:], resolution=200)
    return out.getvalue()
