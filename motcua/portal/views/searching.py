"""Finding what one needs to do: services that are handed in here, and all procedures of the country."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from motcua.catalogue import queries as catalogue
from motcua.kernel.text import fold
from motcua.portal.forms import SearchForm
from motcua.procedures.queries import public as procedures
from motcua.procedures.queries import search
from motcua.procedures.queries.search import PAGE, Filters
from motcua.procedures.rules import words
from motcua.shell.access import public
from motcua.shell.clock import VIETNAM

_SERVICES = 200


@public
@require_GET
def services(request: HttpRequest) -> HttpResponse:
    """What the question and the filters find; without either, the services and the events of a life."""
    on = request.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined]
    form = SearchForm(request.GET, owners=search.owners(on))
    asked, page = form.value("q"), form.page
    online = procedures.served_codes(on)
    filters = Filters(**form.filters, services=tuple(online))
    found = search.search(asked, on, filters=filters, page=page)
    here = [] if filters or page > 1 else catalogue.offered_to_all(asked, on, limit=_SERVICES)
    whole = form.kept
    context: dict[str, Any] = {
        "form": form, "asked": asked, "filters": filters, "found": found, "online": online, "words": words,
        "services": [catalogue.service_of(version) for version in here],
        "fields": sorted({hit.told.split(" · ")[0] for hit in found.hits} - {filters.field}, key=fold),
        "chips": [(label, _address(whole, **{name: ""})) for name, label in form.chosen],
        "narrow": lambda name, value: _address(whole, **{name: value}),
        "reading": lambda text: _address(whole, q=text),
        "previous": _address(whole, trang=str(page - 1)) if page > 1 else None,
        "next": _address(whole, trang=str(page + 1)) if page * PAGE < found.total else None,
    }  # fmt: skip
    return render(request, "portal/services.html", context)


@public
@require_GET
def fields(request: HttpRequest) -> HttpResponse:
    """All fields that have a procedure."""
    on = request.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined]
    told = [(name, many, _address({}, **{"linh-vuc": name})) for name, many in search.fields(on)]
    return render(request, "portal/fields.html", {"fields": told})


def _address(kept: dict[str, str], **changed: str) -> str:
    """The search with other choices; a change other than of the page begins at its first one."""
    values = {**{name: value for name, value in kept.items() if name != "trang"}, **changed}
    asked = urlencode({name: value for name, value in values.items() if value})
    return f"{reverse('portal:services')}?{asked}" if asked else reverse("portal:services")
