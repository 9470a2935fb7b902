from collections.abc import Callable
from functools import cache, cached_property

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.agencies.queries import actor_for, lately_ended
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Missing, NotAllowed, Refusal
from motcua.shell.clock import VIETNAM


class _Acting:
    """What `request.actor` means."""

    @cached_property
    def actor(self) -> Actor | None:
        """Who acts, in which capacity; None for a visitor. Asked once, when somebody wants to know."""
        person = self.user  # type: ignore[attr-defined]
        if not person.is_authenticated:
            return None
        on = self.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined]
        return actor_for(person, self.session, on)  # type: ignore[attr-defined]


def actor_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Puts a lazy `request.actor` on the request.

    By a class and not by a proxy object: a proxy is never `None`, and code asks `request.actor is None`.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        request.__class__ = _with_actor(type(request))  # type: ignore[arg-type]
        return get_response(request)

    return middleware


class EndedRightsMiddleware:
    """Who is refused because their place or a right of theirs has lately ended is told which, when, by whom and why.

    Only the refusal is explained, never what it was about: one that hides a dossier says the same whether there is one
    or not. Stands behind the shell's own middleware for refusals, so that it is asked first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exc: Exception) -> HttpResponse | None:
        if not isinstance(exc, NotAllowed | Missing) or not request.user.is_authenticated:
            return None
        at = request.at  # type: ignore[attr-defined]
        ended = lately_ended(request.user.pk, request.session.get("capacity"), at)
        return None if ended is None else _explained(request, exc, ended)


def _explained(request: HttpRequest, exc: Refusal, ended: NotAllowed) -> HttpResponse:
    what, why = _said(exc), _said(ended)
    if not request.accepts("text/html"):
        return JsonResponse({"message": what, "why": why}, status=exc.status)
    return render(request, "agencies/ended.html", {"message": what, "why": why, "refusal": exc}, status=exc.status)


def _said(refusal: Refusal) -> str:
    return _(refusal.template).format_map(dict(refusal.data))


@cache
def _with_actor(base: type[HttpRequest]) -> type[HttpRequest]:
    return type(base.__name__, (_Acting, base), {})
