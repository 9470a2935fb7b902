from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from motcua.notices import queries


def unread(request: HttpRequest) -> dict[str, Any]:
    """`unread` for the header: counted only on a page that shows it, only for a signed-in person."""
    actor = getattr(request, "actor", None)
    return {"unread": SimpleLazyObject(lambda: queries.unread(actor.person)) if actor else 0}
