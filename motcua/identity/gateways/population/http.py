"""The register's web service: `POST {POPULATION_URL}/v1/match`, answered with a result and never with data."""

from datetime import date
from typing import Any

import requests
from django.conf import settings

from motcua.identity.gateways.population import Answer, Unreachable

SECONDS = 5
_OK = 200
_RESULTS = ("matched", "differs", "unknown")
_FIELDS = ("id_number", "name", "birth_date")


def match(id_number: str, name: str, birth_date: date) -> Answer:
    """Raises Unreachable; its text and its cause hold nothing of what was asked."""
    question = {"id_number": id_number, "name": name, "birth_date": birth_date.isoformat()}
    try:
        response = requests.post(
            f"{settings.POPULATION_URL.rstrip('/')}/v1/match",
            json=question,
            headers={"Authorization": f"Bearer {settings.POPULATION_KEY}"},
            timeout=SECONDS,
            allow_redirects=False,
        )
        said = response.json() if response.status_code == _OK else None
    except (requests.RequestException, ValueError) as error:
        raise Unreachable(type(error).__name__) from None
    if said is None:
        raise Unreachable(f"HTTP {response.status_code}")
    return _read(said)


def _read(said: Any) -> Answer:
    result = said.get("result") if isinstance(said, dict) else None
    fields = said.get("fields", []) if isinstance(said, dict) else None
    if result not in _RESULTS or not isinstance(fields, list):
        raise Unreachable("an answer of another kind")
    known = tuple(name for name in _FIELDS if name in fields)
    if result == "matched" and known:
        raise Unreachable("an answer that contradicts itself")
    return Answer(result, known)
