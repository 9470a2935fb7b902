"""The service files of this project, read once."""

from functools import cache
from pathlib import Path

from motcua.catalogue.rules import parse
from motcua.catalogue.rules.examples import Example, read_example
from motcua.catalogue.rules.service import Service

SERVICES = Path(__file__).parents[2] / "services"
NAMES = tuple(path.stem for path in sorted(SERVICES.glob("*.yaml")))


def text(name: str) -> str:
    return (SERVICES / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def service(name: str) -> Service:
    parsed = parse(text(name))
    assert parsed.faults == ()
    assert parsed.service is not None
    return parsed.service


def examples(name: str) -> tuple[Example, ...]:
    return tuple(read_example(raw) for raw in service(name).examples)
