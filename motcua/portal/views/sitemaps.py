"""The sitemap: an index, the portal's own pages, and the procedures in parts."""

from datetime import date
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.kernel.errors import Missing
from motcua.procedures.queries import open_data
from motcua.shell.access import public
from motcua.shell.clock import VIETNAM

PART = 50_000  # addresses, as sitemaps.org limits a file
_MOST = 50_000  # parts, as it limits an index
_PAGES = ("portal:home", "portal:services", "portal:lookup", "portal:help", "portal:accessibility",
          "procedures:open_data", "procedures:embedding")  # fmt: skip
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@public
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    count = open_data.count(_today(request))
    parts = [_absolute(reverse("portal:sitemap_part", args=[n])) for n in range(1 + -(-count // PART))]
    told = "".join(f"<sitemap><loc>{escape(part)}</loc></sitemap>" for part in parts)
    return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">{told}</sitemapindex>')


@public
@require_GET
def part(request: HttpRequest, n: int) -> HttpResponse:
    """0: pages and services; from 1 on, procedures."""
    on = _today(request)
    if n == 0:
        addresses = [reverse(name) for name in _PAGES]
        addresses += [reverse("portal:service", args=[version.slug]) for version in catalogue.live_services(on)]
        return _urls([(address, "") for address in addresses])
    rows = open_data.addresses(on, limit=PART, offset=(n - 1) * PART) if n < _MOST else []
    if not rows:
        raise Missing
    return _urls([(reverse("procedures:procedure", args=[code]), since.isoformat()) for code, since in rows])


def _urls(of: list[tuple[str, str]]) -> HttpResponse:
    told = "".join(
        f"<url><loc>{escape(_absolute(address))}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>"
        for address, day in of
    )
    return _xml(f'<urlset xmlns="{_NAMESPACE}">{told}</urlset>')


def _xml(body: str) -> HttpResponse:
    response = HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n', content_type="application/xml")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _absolute(address: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{address}"


def _today(request: HttpRequest) -> date:
    return request.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined,no-any-return]
