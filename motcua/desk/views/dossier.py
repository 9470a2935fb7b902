"""A dossier on the desk: what was handed in, papers issued, notes, what happened, steps and terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import queries
from motcua.desk.forms import NoteForm, Trail, address, trail
from motcua.desk.views.shown import back, page
from motcua.documents.queries import documents_of
from motcua.dossiers import commands
from motcua.dossiers.queries import counts
from motcua.journal.commands import seen
from motcua.shell.access import Request, officer
from motcua.workflow.queries import history, track


@officer
@require_GET
def dossier(request: Request, code: str) -> HttpResponse:
    """What is new, answers by section, papers, requests for supplement; the dossiers beside it in the queue."""
    file = queries.opened(request.actor, code, at=request.at)
    news = queries.news(file, request.actor)
    seen("dossier", file.dossier.subject, by=request.actor, at=request.at, clear=file.at_work)
    came = trail(request.GET)
    ahead, behind = _beside(request, file, came) if came else (None, None)
    return page(
        request, "dossier", file, told=queries.told(file), counts=counts(file.dossier), news=news, ahead=ahead,
        behind=behind, address=address, extras=queries.extras(file, at=request.at),
    )  # fmt: skip


@officer
@require_GET
def documents_page(request: Request, code: str) -> HttpResponse:
    """What agencies issued on the dossier, the control slip too."""
    file = queries.opened(request.actor, code, at=request.at)
    return page(request, "documents", file, documents=documents_of(file.dossier.subject))


@officer
@require_http_methods(["GET", "POST"])
def notes(request: Request, code: str) -> HttpResponse:
    """Internal notes; POST adds one."""
    file = queries.opened(request.actor, code, at=request.at)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        commands.annotate(file.dossier.pk, form.cleaned_data["text"], by=request.actor, at=request.at)
        messages.success(request, _("Đã lưu ghi chú."))
        return back(request, "notes", code)
    return page(
        request, "notes", file, form=form, notes=queries.notes(file.dossier), status=422 if form.errors else 200
    )


@officer
@require_GET
def timeline(request: Request, code: str) -> HttpResponse:
    """What was done, by whom."""
    file = queries.opened(request.actor, code, at=request.at)
    return page(request, "timeline", file, events=queries.timeline(file))


@officer
@require_GET
def steps(request: Request, code: str) -> HttpResponse:
    """The way of the dossier, and how each agency kept its term."""
    file = queries.opened(request.actor, code, at=request.at)
    case = file.dossier.case
    assert case is not None
    return page(request, "steps", file, steps=track(case), history=history(case))


def _beside(request: Request, file: queries.Opened, came: Trail) -> tuple[queries.Beside | None, queries.Beside | None]:
    return queries.beside(request.actor, came.asked, came.place, without=file.case_id, at=request.at)
