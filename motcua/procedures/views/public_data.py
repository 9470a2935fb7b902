"""The database as open data, and the badge with which other sites lead here."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.procedures.queries import open_data
from motcua.procedures.rules import content
from motcua.procedures.rules.open_data import COLUMNS, LICENCE, Row, line, whole
from motcua.shell import limits
from motcua.shell.access import Request, public
from motcua.shell.clock import VIETNAM

_TIMES, _WINDOW = 5, 3600  # whole sets for one address in an hour
_BADGE_AGE = 86_400


@public
@require_GET
def about(request: Request) -> HttpResponse:
    """What there is, under which licence, and what the columns mean."""
    count = open_data.count(_today(request))
    shown = {"count": count, "columns": COLUMNS, "licence": LICENCE, "titles": content.TITLES}
    return render(request, "procedures/public_open_data.html", shown)


@public
@require_GET
def as_csv(request: Request) -> HttpResponseBase:
    """All public procedures, for a spreadsheet."""
    return _sent(request, "thu-tuc.csv", "text/csv; charset=utf-8", _csv)


@public
@require_GET
def as_json(request: Request) -> HttpResponseBase:
    """All public procedures with all their fields."""
    return _sent(request, "thu-tuc.json", "application/json", _json)


@public
@require_GET
def embedding(request: Request) -> HttpResponse:
    """How another site leads its readers here (letter 002: a logo with a link in a prominent place)."""
    return render(request, "procedures/public_embedding.html", {"home": settings.PUBLIC_URL.rstrip("/")})


@public
@require_GET
def badge(request: Request) -> HttpResponse:  # noqa: ARG001 - a view
    """A picture for other sites: theirs to show, nothing in it runs."""
    response = HttpResponse(render_to_string("procedures/badge.svg"), content_type="image/svg+xml")
    response["Cache-Control"] = f"public, max-age={_BADGE_AGE}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _sent(request: Request, name: str, kind: str, told: Callable[[date], Iterator[str]]) -> HttpResponseBase:
    on = _today(request)
    tag = f'"{name}-{open_data.state(on)}"'
    if request.headers.get("If-None-Match") == tag:
        response: HttpResponseBase = HttpResponseNotModified()
    else:
        limits.allow("open-data", limits.address_of(request), at=request.at, limit=_TIMES, seconds=_WINDOW)
        response = StreamingHttpResponse(told(on), content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"], response["Cache-Control"] = tag, "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _rows(on: date) -> Iterator[Row]:
    for version, told in open_data.everything(on):
        record = version.procedure
        parent = record.parent.code if record.parent else ""
        yield Row(record.code, parent, record.owner.name, version.public_from or on, told)


def _csv(on: date) -> Iterator[str]:
    yield "\ufeff"  # without it, spreadsheets take the letters for another alphabet's
    page = StringIO()
    out = csv.writer(page)
    out.writerow([column.name for column in COLUMNS])
    for row in _rows(on):
        out.writerow(line(row))
        if page.tell() > 1 << 16:
            yield page.getvalue()
            page.seek(0)
            page.truncate()
    yield page.getvalue()


def _json(on: date) -> Iterator[str]:
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('procedures:open_data')}"
    head = {"licence": LICENCE, "documentation": address, "date": on.isoformat()}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "procedures": ['
    for n, row in enumerate(_rows(on)):
        yield (",\n" if n else "\n") + json.dumps(whole(row), ensure_ascii=False)
    yield "\n]}\n"


def _today(request: Request) -> date:
    return request.at.astimezone(VIETNAM).date()
