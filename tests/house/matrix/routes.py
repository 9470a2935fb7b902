"""The routes as the portal resolves them: name, parameters, what the view says of itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.house.test_structure import declared


@dataclass(frozen=True)
class Route:
    """`name` with its namespace. `access`: public, signed_in or officer, as the view says; `free`: takes forms from
    elsewhere."""

    name: str
    address: str
    parameters: tuple[str, ...]
    access: str
    free: bool


def routes(patterns: Any = None, before: str = "", spaces: tuple[str, ...] = ()) -> Iterator[Route]:
    """All of them, from the resolver."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from routes(pattern.url_patterns, address, inner)
        elif isinstance(pattern, URLPattern):
            assert pattern.name, f"{address} has no name"
            said = declared(pattern.callback)
            assert len(said) == 1, f"{address} says several things of who may call it: {said}"
            free = bool(getattr(pattern.callback, "csrf_exempt", False))
            known = tuple(pattern.pattern.converters) + tuple(_outer(before))
            yield Route(":".join((*spaces, pattern.name)), address, known, str(*said), free)


def of_officers(name: str) -> bool:
    """Of the rooms in which officers work."""
    return name.split(":", maxsplit=1)[0] in ("desk", "administration")


def _outer(before: str) -> list[str]:
    """Parameters of the part of an address in front."""
    return [part.split(">")[0].split(":")[-1] for part in before.split("<")[1:]]
