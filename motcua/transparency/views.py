"""Who looked at my data, and why: the person's pages and those of who answers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.journal.commands import seen
from motcua.kernel.errors import Conflict, Invalid
from motcua.shell import fields
from motcua.shell.access import Request, officer, signed_in
from motcua.transparency import commands, queries, rules
from motcua.transparency.forms import AnswerForm, AskForm, wanted


@signed_in
@require_GET
def views(request: Request) -> HttpResponse:
    """Who looked at the person's data, newest first; `?cua=doanh-nghiep`: at those of businesses they represent."""
    asked = wanted(request.GET)
    page = queries.views(request.actor, asked)
    older = _address(request, truoc=str(page.older)) if page.older else None
    context = {
        "asked": asked, "page": page, "choices": queries.choices(request.actor, asked), "older": older,
        "newest": _address(request, truoc="") if asked.before else None, "sure": request.actor.assurance > 1,
        "filtered": bool(asked.agency or asked.dossier or asked.month),
    }  # fmt: skip
    return render(request, "transparency/views.html", context)


@signed_in
@require_GET
def view(request: Request, entry: int) -> HttpResponse:
    """One view, with the question about it and its answer."""
    found = queries.view(request.actor, entry)
    return render(request, "transparency/view.html", {"view": found})


@signed_in
@require_http_methods(["GET", "POST"])
def ask(request: Request, entry: int) -> HttpResponse:
    """Ask the agency why."""
    found = queries.view(request.actor, entry)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            asked = commands.ask(found, form.cleaned_data["question"], by=request.actor, at=request.at)
        except Invalid as no:
            fields.refuse(form, no)
        else:
            due = f"{asked.due_at:%d/%m/%Y}"
            messages.success(request, _("Đã gửi câu hỏi. Cơ quan trả lời chậm nhất ngày {due}.").format(due=due))
            return redirect("transparency:view", entry)
    context = {"view": found, "form": form, "within": rules.ANSWER_WITHIN.words()}
    return render(request, "transparency/ask.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def inquiries(request: Request) -> HttpResponse:
    """What people ask the agency about views of their data, most urgent first; `?da-tra-loi=1`: what was answered."""
    answered = request.GET.get("da-tra-loi") == "1"
    found = queries.open_inquiries(request.actor, answered=answered)
    return render(request, "transparency/inquiries.html", {"found": found, "answered": answered})


@officer
@require_http_methods(["GET", "POST"])
def inquiry(request: Request, pk: int) -> HttpResponse:
    """A question, the view that it is about, and the answer."""
    found = queries.asking(request.actor, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            commands.answer(pk, form.cleaned_data["answer"], by=request.actor, at=request.at)
        except Invalid as no:
            fields.refuse(form, no)
            status = no.status
        except Conflict as no:
            form.add_error(None, _(no.template).format_map(dict(no.data)))
            found, status = queries.asking(request.actor, pk), no.status
        else:
            messages.success(request, _("Đã gửi câu trả lời cho người hỏi."))
            return redirect("transparency:inquiries")
    asker = f"person:{found.inquiry.person_id}"
    seen("inquiry", asker, by=request.actor, at=request.at, inquiry=pk)
    own = request.actor.person in (found.viewer_id, found.inquiry.person_id)
    context = {"found": found, "form": form, "own": own}
    return render(request, "transparency/inquiry.html", context, status=status)


def _address(request: Request, **changed: str) -> str:
    kept: dict[str, Any] = {**request.GET.dict(), **changed}
    query = urlencode({key: value for key, value in kept.items() if value})
    return f"{reverse('transparency:views')}?{query}" if query else reverse("transparency:views")
