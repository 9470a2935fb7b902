"""Where is my dossier? Its page, its receipt, the answer to a request for supplement, withdrawal."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue.queries import service_of
from motcua.documents import queries as documents
from motcua.dossiers import commands, queries
from motcua.dossiers.forms import PaperDemandForm, ReplyForm, WithdrawForm
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import sums
from motcua.dossiers.rules import NeedsAssurance, Status, assurance_task, check_filer, may_file
from motcua.kernel.errors import Conflict, NotAllowed, Refusal
from motcua.shell.access import Request, signed_in
from motcua.shell.clock import VIETNAM

_PAGE = 20


@signed_in
@require_GET
def mine(request: Request) -> HttpResponse:
    """The dossiers of the person, or of the business acted for; latest first."""
    before = request.GET.get("truoc", "")
    found = queries.own_page(request.actor, before=int(before) if before.isdecimal() else None, size=_PAGE)
    return render(request, "dossiers/mine.html", {"cards": found.cards, "further": found.further})


@signed_in
@require_GET
def dossier(request: Request, ref: str) -> HttpResponse:
    """A draft's task list, or where a dossier stands: who holds it, until when, what comes next."""
    found = queries.own_dossier(request.actor, ref)
    if found.status == Status.DRAFT:
        service = service_of(found.version)
        tasks = (*queries.task_list(found), *assurance_task(request.actor, service.assurance))
        context = {
            "dossier": found, "service": service, "tasks": tasks,
            "done": sum(task.state == "done" for task in tasks), "may_file": may_file(request.actor),
        }  # fmt: skip
        return render(request, "dossiers/tasks.html", context)
    return render(request, "dossiers/dossier.html", _standing(request, found))


@signed_in
@require_GET
def confirmation(request: Request, ref: str) -> HttpResponse:
    """The number, what happens next and when, and the receipt. May be bookmarked."""
    found = queries.own_dossier(request.actor, ref)
    if found.status == Status.DRAFT:
        return redirect("dossiers:dossier", ref)
    return render(request, "dossiers/confirmation.html", _standing(request, found))


@signed_in
@require_http_methods(["GET", "POST"])
def supplement(request: Request, ref: str) -> HttpResponse:
    """What the agency asks for, and the way to send it. Who must be surer first keeps what they wrote."""
    found = queries.own_dossier(request.actor, ref)
    asked = queries.current_supplement(found)
    check_filer(request.actor)
    if asked is None:
        return redirect("dossiers:dossier", ref)
    form = ReplyForm(request.POST if request.method == "POST" else None, initial={"reply": asked.reply})
    if form.is_valid():
        reply = form.cleaned_data["reply"]
        try:
            commands.supplement(found.pk, reply, by=request.actor, at=request.at)
        except NeedsAssurance:
            commands.keep_reply(found.pk, reply, by=request.actor, at=request.at)
            asking = urlencode({"muc": str(service_of(found.version).assurance), "next": request.path})
            return redirect(f"{reverse('identity:level')}?{asking}")
        except (Conflict, NotAllowed):
            raise
        except Refusal as no:
            form.add_error(None, _(no.template).format_map(dict(no.data)))
        else:
            messages.success(request, _("Đã gửi phần bổ sung. Thời hạn giải quyết tiếp tục được tính."))
            return redirect("dossiers:dossier", ref)
    context = {
        "dossier": found, "service": service_of(found.version), "asked": asked, "form": form,
        "files": list(found.papers.filter(round=asked.n).order_by("pk")),
        "counts": queries.counts(found), "corrected": queries.corrected_count(found, asked),
    }  # fmt: skip
    return render(request, "dossiers/supplement.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, ref: str) -> HttpResponse:
    """Take the dossier back, after being told what that means."""
    found = queries.own_dossier(request.actor, ref)
    check_filer(request.actor)
    if not Status(found.status).open:
        return redirect("dossiers:dossier", ref)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        commands.withdraw(found.pk, form.cleaned_data["reason"], by=request.actor, at=request.at)
        messages.success(request, _("Đã rút hồ sơ {code}.").format(code=found.code))
        return redirect("dossiers:dossier", ref)
    return render(request, "dossiers/withdraw.html", {"dossier": found, "form": form})


@signed_in
@require_http_methods(["GET", "POST"])
def demand_paper(request: Request, ref: str) -> HttpResponse:
    """Tell that an officer asked for paper although everything was handed in here."""
    found = queries.own_dossier(request.actor, ref)
    check_filer(request.actor)
    if not Status(found.status).open:
        return redirect("dossiers:dossier", ref)
    form = PaperDemandForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        commands.demand_paper(found.pk, form.cleaned_data["text"], by=request.actor, at=request.at)
        messages.success(
            request, _("Đã báo. Người quản trị của cơ quan sẽ xem; hồ sơ của bạn vẫn được giải quyết tiếp.")
        )
        return redirect("dossiers:dossier", ref)
    return render(
        request, "dossiers/demand_paper.html", {"dossier": found, "form": form}, status=422 if form.errors else 200
    )


def _standing(request: Request, found: Dossier) -> dict[str, Any]:
    standing, service = queries.standing(found, at=request.at), service_of(found.version)
    refused, _further = (
        queries.rows_page(found, queries.RowFilter(verdict="refused"), size=20) if service.lists else ([], None)
    )
    return {
        "dossier": found, "service": service, "standing": standing, "spec": service.lists[0] if service.lists else None,
        "fees": sums.fees(found, on=request.at.astimezone(VIETNAM).date()), "asked_for": sums.asked_for(found),
        "status": Status(found.status), "refused": refused, "counts": queries.counts(found),
        "documents": [d for d in documents.documents_of(found.subject) if d.kind != "control"],
        "events": queries.applicant_timeline(found), "asked": queries.current_supplement(found),
        "files": list(found.papers.order_by("pk")), "may_file": may_file(request.actor),
    }  # fmt: skip
