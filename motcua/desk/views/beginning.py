"""Lists that an agency draws up itself."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from motcua.desk import queries
from motcua.shell.access import Request, officer


@officer
@require_GET
def begin(request: Request) -> HttpResponse:
    """The services for which the officer may draw up a list; each begins a dossier of the agency."""
    return render(request, "desk/begin.html", {"services": queries.to_begin(request.actor, at=request.at)})
