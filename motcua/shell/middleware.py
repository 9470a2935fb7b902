"""What every request passes: the time, one writing rule, one place for refusals, one content policy."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext

from motcua.kernel.errors import Refusal, TooMany
from motcua.shell import clock

Handler = Callable[[HttpRequest], HttpResponse]

# What a safe request may still write: its session, the rate limiter, the clock's first anchor,
# and the journal (a view of personal data is itself journalled).
_WRITABLE = frozenset({"identity_session", "shell_hit", "shell_clockanchor", "journal_entry"})
# Each write in a statement, inside a WITH too, and its table; but not FOR UPDATE, FOR NO KEY UPDATE, DO UPDATE.
_WRITE = re.compile(
    r"""(?:\bINSERT\s+INTO|\b(?P<lock>(?:FOR|KEY|DO)\s+)?\bUPDATE|\bDELETE\s+FROM|\bMERGE\s+INTO
        |\bTRUNCATE(?:\s+TABLE)?|^\s*COPY)\s+(?:ONLY\s+)?"?(?P<table>\w+)"?""",
    re.IGNORECASE | re.VERBOSE,
)


def written_tables(sql: str) -> set[str]:
    """The tables that a statement writes: only a WITH, and no SELECT, can hide a write."""
    if sql.lstrip()[:6].upper() == "SELECT":
        return set()
    return {found["table"].lower() for found in _WRITE.finditer(sql) if not found["lock"]}


def time_middleware(get_response: Handler) -> Handler:
    """Puts `request.at` on the request: the one moment at which all of it happens."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        return get_response(request)

    return middleware


def safe_methods_do_not_write(get_response: Handler) -> Handler:
    """GET and HEAD never write; a write that tries is an error, in production too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        with connection.execute_wrapper(_reads_only):
            return get_response(request)

    return middleware


def _reads_only(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
    text = str(sql)
    if written_tables(text) - _WRITABLE:
        raise RuntimeError(f"A safe request tried to write: {text[:80]}")
    return execute(sql, params, many, context)


class RefusalMiddleware:
    """Turns a Refusal raised anywhere below into one page with the way out."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        if not isinstance(exc, Refusal):
            return None
        message = gettext(exc.template).format_map(dict(exc.data))
        response = render(request, "shell/refusal.html", {"message": message, "refusal": exc}, status=exc.status)
        if isinstance(exc, TooMany):
            response["Retry-After"] = str(exc.data["seconds"])
        return response


def security_headers(get_response: Handler) -> Handler:
    """A strict content policy without inline script, and the usual headers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        )
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language_middleware(get_response: Handler) -> Handler:
    """Vietnamese, unless the person chose another language here: a borrowed phone's own setting chooses nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.setdefault("Content-Language", language)
        return response

    return middleware
