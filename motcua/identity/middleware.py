from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "motcua_device"
_YEAR = 365 * 24 * 3600


def device_middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Gives a browser the cookie by which it is known next time, once a sign-in put one on the request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        cookie = getattr(request, "device_cookie", "")
        if cookie:
            secure = settings.SESSION_COOKIE_SECURE
            response.set_cookie(COOKIE, cookie, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
        return response

    return middleware
