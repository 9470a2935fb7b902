"""Who may call a route: each view says so with one of these, and a house test asks every route."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

from motcua.kernel.actor import Actor
from motcua.kernel.errors import NotAllowed

View = Callable[..., HttpResponseBase]
Called = TypeVar("Called", bound=Callable[..., Any])


class Request(HttpRequest):
    """What a view receives: the middleware put the moment and the actor there (None for a visitor on public pages)."""

    at: datetime
    actor: Actor


class OfficersOnly(NotAllowed):
    """Trang này dành cho cán bộ. Hãy chọn tư cách cán bộ ở đầu trang, hoặc nhờ người quản trị của đơn vị cấp quyền."""


def public(view: Called) -> Called:
    """Anybody, signed in or not."""
    return _marked(view, "public")


def signed_in(view: View) -> View:
    """Any signed-in person; a visitor is led to sign-in and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        return view(request, *args, **kwargs)

    return _marked(guarded, "signed_in")


def officer(view: View) -> View:
    """A signed-in person who now acts from a membership in an agency. Raises OfficersOnly."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        actor = request.actor  # type: ignore[attr-defined]
        if actor is None or not actor.officer:
            raise OfficersOnly
        return view(request, *args, **kwargs)

    return _marked(guarded, "officer")


def _marked(view: Called, access: str) -> Called:
    view.access = access  # type: ignore[attr-defined]
    return view
