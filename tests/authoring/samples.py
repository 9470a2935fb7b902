"""The invented service, and ways to change it."""

from pathlib import Path

ROOF = (Path(__file__).parent / "mai-nha.yaml").read_text(encoding="utf-8")
SLUG = "sua-mai-nha-vi-du"


def changed(old: str, new: str, text: str = ROOF) -> str:
    """The text with one thing changed; the old thing must stand there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)
