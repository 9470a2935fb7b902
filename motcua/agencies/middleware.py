from collections.abc import Callable
from functools import cache, cached_property

from django.http import HttpRequest, HttpResponse

from motcua.agencies.queries import actor_for
from motcua.kernel.actor import Actor
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


@cache
def _with_actor(base: type[HttpRequest]) -> type[HttpRequest]:
    return type(base.__name__, (_Acting, base), {})
