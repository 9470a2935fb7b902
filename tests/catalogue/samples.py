"""A small invented service, and ways to spoil it."""

from pathlib import Path

from motcua.catalogue import rules

HERE = Path(__file__).parent
SAMPLE = (HERE / "sample.yaml").read_text(encoding="utf-8")
REAL = (HERE.parent.parent / "services" / "tam-hoan-hop-dong.yaml").read_text(encoding="utf-8")


def planted(old: str, new: str, text: str = SAMPLE) -> str:
    """The text with one thing changed; the old thing must stand there exactly once."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def whole(text: str) -> rules.Service:
    parsed = rules.parse(text)
    assert parsed.faults == ()
    assert parsed.service is not None
    return parsed.service
