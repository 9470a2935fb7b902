from typing import Any

from django.conf import settings
from django.http import HttpRequest


def providers(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 - Django's signature
    """`providers`: other places (the post, a bank) whose account opens one here; each has id and name."""
    return {"providers": settings.PROVIDERS}
