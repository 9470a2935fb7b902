"""The shell's own addresses, and pages that fail in each way."""

from typing import Never

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from motcua.kernel.errors import Conflict, TooMany


class Taken(Conflict):
    """Hồ sơ này đã được {who} nhận."""


def page(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/refusal.html", {"message": "<b>thử</b>", "refusal": None})


def refused(request: HttpRequest) -> Never:
    raise Taken(who="Nguyễn Văn <Thử>")


def too_many(request: HttpRequest) -> Never:
    raise TooMany(seconds=42)


def forbidden(request: HttpRequest) -> Never:
    raise PermissionDenied


def suspicious(request: HttpRequest) -> Never:
    raise SuspiciousOperation


def broken(request: HttpRequest) -> Never:
    raise ZeroDivisionError


urlpatterns = [
    path("", include("motcua.shell.urls")),
    path("trang/", page),
    path("tu-choi/", refused),
    path("qua-nhieu/", too_many),
    path("cam/", forbidden),
    path("la/", suspicious),
    path("hong/", broken),
]
handler400 = "motcua.shell.views.bad_request"
handler403 = "motcua.shell.views.forbidden"
handler404 = "motcua.shell.views.not_found"
handler500 = "motcua.shell.views.broken"
