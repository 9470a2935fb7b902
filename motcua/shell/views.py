"""Health, small files of the site, language, and the pages for requests that fail before any room is reached."""

import time
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from motcua.shell import queries
from motcua.shell.access import public, signed_in

language = public(set_language)


@public
def alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """The process answers: nothing else is asked."""
    return HttpResponse("ok", content_type="text/plain")


@public
def ready(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Can requests be served: the database answers and has every migration. The worker is told, not required."""
    state: dict[str, Any] = {"database": False, "pending_migrations": None, "worker": False}
    try:
        state["database"] = queries.database_answers()
        state["pending_migrations"] = queries.pending_migrations()
        state["worker"] = state["pending_migrations"] == 0 and queries.worker_alive()
    except DatabaseError as failure:
        state["failure"] = type(failure).__name__
    state["ready"] = state["database"] and state["pending_migrations"] == 0
    return JsonResponse(state, status=200 if state["ready"] else 503)


@public
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    icons = [
        {"src": static("img/motcua.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        {"src": static("img/motcua-maskable.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        {"src": static("img/motcua-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("img/motcua-512.png"), "sizes": "512x512", "type": "image/png"},
    ]
    about = {
        "name": _("Một Cửa – Cổng dịch vụ công"),
        "short_name": "Một Cửa",
        "lang": "vi",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#fbf9f4",
        "theme_color": "#142850",
        "icons": icons,
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@public
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    closed = ("/ho-so/", "/ban-lam-viec/", "/tra-cuu/", "/tep/", "/thu-nghiem/", "/tai-khoan/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    lines.append(f"Sitemap: {settings.PUBLIC_URL.rstrip('/')}/sitemap.xml")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


@public
def favicon(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    return HttpResponseRedirect(static("img/motcua.svg"))


@require_POST
@signed_in
def stay(request: HttpRequest) -> HttpResponse:
    """The person at a page that was open for long says that they are still there."""
    request.session["prolonged_at"] = int(time.time())
    return JsonResponse({"seconds": request.session.get_expiry_age()})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's signature
    """A form sent without its token: an old page, or cookies switched off. Nothing was changed."""
    message = _("Trang này đã mở quá lâu hoặc trình duyệt chặn cookie. Hãy quay lại, tải lại trang rồi gửi lần nữa.")
    return _refused(request, message, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _refused(request, _("Yêu cầu không đọc được. Hãy quay lại trang trước và thử lần nữa."), 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return _refused(request, _("Bạn không có quyền xem trang này."), 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's signature
    message = _("Trang này không có, đã chuyển chỗ, hoặc không phải của bạn.")
    return _refused(request, message, 404)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Something of ours failed. The page asks nothing of the database, the session or the context."""
    return HttpResponse(render_to_string("shell/500.html"), status=500)


def _refused(request: HttpRequest, message: str, status: int) -> HttpResponse:
    return render(request, "shell/refusal.html", {"message": message, "refusal": {"status": status}}, status=status)
