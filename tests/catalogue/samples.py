"""A small invented service, and ways to spoil it."""

from pathlib import Path

from motcua.catalogue import rules

HERE = Path(__file__).parent
SAMPLE = (HERE / "sample.yaml").read_text(encoding="utf-8")
SAMPLE2 = (HERE / "sample2.yaml").read_text(encoding="utf-8")
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


def _without(text: str, first: str, after: str, instead: str = "") -> str:
    """The text with everything from one line up to another left out."""
    start, end = text.index(first), text.index(after)
    return text[:start] + instead + text[end:]


_CLAIM = (
    "claim: {name: leader_name, identity: leader_id, birth: leader_birth, since: 2020-05-01, months: 2,"
    " amount: lacking}\n"
)
CLAIM = _without(
    _without(SAMPLE2, "lists:\n", "fees:\n", _CLAIM).replace(", annex: members", ""), "    people:\n", "    does:\n"
)
"""The second sample with one beneficiary, made from the answers, instead of a list."""
