"""A request that brings more than the portal takes at once is refused before a byte of it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from motcua.files.rules.refusals import TooMuchAtOnce
from motcua.files.rules.sizes import MEGABYTE

_FIELDS = MEGABYTE  # what the fields of a form may take beside its files
Handler = Callable[[HttpRequest], HttpResponse]


def upload_middleware(get_response: Handler) -> Handler:
    """The declared length is the true one at most: the server hands over no more than that."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _length(request) <= settings.UPLOAD_MOST_MB * MEGABYTE + _FIELDS:
            return get_response(request)
        refusal = TooMuchAtOnce(limit=settings.UPLOAD_MOST_MB)
        message = gettext(refusal.template).format_map(dict(refusal.data))
        response = render(request, "shell/refusal.html", {"message": message, "refusal": refusal}, status=413)
        response["Connection"] = "close"
        return response

    return middleware


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
