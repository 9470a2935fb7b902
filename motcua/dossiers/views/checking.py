"""The check page, and handing in."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.dossiers import commands, queries
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import keeping, sums, wording
from motcua.dossiers.rules import NeedsAssurance, NotConfirmed, NotReady, Status, assurance_task, may_file
from motcua.dossiers.views.drafts import grouped
from motcua.kernel.errors import Invalid
from motcua.shell.access import Request, signed_in
from motcua.shell.clock import VIETNAM


@signed_in
@require_GET
def check(request: Request, ref: str) -> HttpResponse:
    """All answers on one page, each with its way to change it."""
    dossier = queries.own_draft(request.actor, ref)
    return render(request, "dossiers/check.html", _check(request, dossier))


@signed_in
@require_http_methods(["GET", "POST"])
def submit(request: Request, ref: str) -> HttpResponse:
    """Hand in. A second click lands on the receipt of the first; who had to sign in first, on the check page.

    With the box ticked, the shared answers are kept for the next dossier.
    """
    dossier = queries.own_dossier(request.actor, ref)
    if dossier.status != Status.DRAFT:
        return redirect("dossiers:confirmation", ref)
    if request.method == "GET":
        return redirect("dossiers:check", ref)
    if dossier.assisted_by_id and request.actor.officer:  # the person confirms first, at the counter
        return redirect("counter:dossier", ref)
    try:
        dossier = commands.submit(dossier.pk, by=request.actor, at=request.at)
    except (NotReady, Invalid, NeedsAssurance, NotConfirmed) as no:
        messages.error(request, _(no.template).format_map(dict(no.data)))
        return render(request, "dossiers/check.html", _check(request, dossier), status=no.status)
    if request.POST.get("giu") == "on" and keeping.may_keep(dossier):
        kept = commands.keep_answers(dossier.pk, by=request.actor, at=request.at)
        messages.success(request, _("Đã giữ {n} câu trả lời để dùng lại lần sau.").format(n=kept))
    return redirect("dossiers:confirmation", ref)


def _check(request: Request, dossier: Dossier) -> dict[str, Any]:
    service = service_of(dossier.version)
    shown = asked.visible(service, queries.answers(dossier))
    sections = asked.sections(service, queries.answers(dossier))
    tasks = queries.task_list(dossier)
    present = dossier.papers.select_related("file").order_by("key", "pk")
    questions = [q for section in sections for q in section.questions]
    return {
        "dossier": dossier, "service": service, "answers": shown, "places": wording.places_of(questions, shown),
        "sections": [
            (section, [(group, rows) for page in section.pages for group, rows in _rows(page)]) for section in sections
        ],
        "problems": asked.problems(service, queries.answers(dossier)), "papers": asked.papers(service, shown),
        "files": [(p.key, p) for p in present], "ready": all(task.state == "done" for task in tasks),
        "tasks": (*tasks, *assurance_task(request.actor, service.assurance)),
        "may_file": may_file(request.actor), "shared": queries.shared_count(dossier) if dossier.people else 0,
        "spec": service.lists[0] if service.lists else None, "asked": sums.asked_for(dossier),
        "fees": sums.fees(dossier, on=request.at.astimezone(VIETNAM).date()),
        "keepable": [q for q in questions if q.shared and shown.get(q.key) not in (None, "", [])]
        if keeping.may_keep(dossier) else [],
    }  # fmt: skip


def _rows(page: Any) -> list[tuple[str, list[tuple[Any, str]]]]:
    """The questions of a page by heading, each with the key of the page where it is changed."""
    return [(group, [(question, page.key) for question in found]) for group, found in grouped(page.questions)]
