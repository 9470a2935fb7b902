"""Handing a draft in, comparing it, publishing or returning it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.authoring import commands, queries
from motcua.authoring.forms import PublishForm, ReturnForm, SeenForm
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import ExampleFails, StillFaulty
from motcua.authoring.views.shown import about, today
from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal
from motcua.shell.access import Request, officer

_BAD = 422


@officer
@require_POST
def submit(request: Request, pk: int) -> HttpResponse:
    """To the second person."""
    found = queries.draft(request.actor, pk)
    form = SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    try:
        commands.submit(found.pk, seen=seen, by=request.actor, at=request.at)
    except (StillFaulty, ExampleFails) as no:
        messages.error(request, _(no.template).format_map(dict(no.data)))
    else:
        messages.success(request, _("Đã trình. Người thứ hai có quyền công bố sẽ xem và quyết định."))
    return redirect("authoring:draft", found.pk)


@officer
@require_POST
def take_back(request: Request, pk: int) -> HttpResponse:
    """To write further."""
    found = queries.draft(request.actor, pk)
    commands.take_back(found.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã lấy lại. Bạn sửa tiếp được."))
    return redirect("authoring:draft", found.pk)


@officer
@require_POST
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Not wanted any more."""
    found = queries.draft(request.actor, pk)
    commands.withdraw(found.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã bỏ bản soạn này."))
    return redirect("authoring:drafts")


@officer
@require_GET
def compare(request: Request, pk: int) -> HttpResponse:
    """What is other than in the version that it would follow; the second person decides here."""
    return _compared(request, queries.draft(request.actor, pk))


@officer
@require_POST
def publish(request: Request, pk: int) -> HttpResponse:
    """The second person's yes."""
    found = queries.draft(request.actor, pk)
    form = PublishForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            version = commands.publish(
                found.pk, seen=data["seen"], against=data["against"], valid_from=data["valid_from"],
                by=request.actor, at=request.at,
            )  # fmt: skip
        except (Conflict, Missing, NotAllowed):
            raise
        except Refusal as no:
            form.add_error("valid_from", _(no.template).format_map(dict(no.data)))
        else:
            told = _("Đã công bố “{name}”, có hiệu lực từ ngày {day}.")
            messages.success(request, told.format(name=version.short_name, day=f"{version.valid_from:%d/%m/%Y}"))
            return redirect("authoring:draft", found.pk)
    return _compared(request, found, publishing=form)


@officer
@require_POST
def give_back(request: Request, pk: int) -> HttpResponse:
    """The second person's no."""
    found = queries.draft(request.actor, pk)
    form = ReturnForm(request.POST, auto_id="id_returned_%s")
    if not form.is_valid():
        return _compared(request, found, returning=form)
    data = form.cleaned_data
    commands.give_back(found.pk, data["reason"], seen=data["seen"], by=request.actor, at=request.at)
    messages.success(request, _("Đã trả lại cho người soạn."))
    return redirect("authoring:draft", found.pk)


def _compared(request: Request, draft: ServiceDraft, *, publishing: Any = None, returning: Any = None) -> HttpResponse:
    parsed = queries.read(draft)
    if parsed.service is None:
        return redirect("authoring:draft", draft.pk)
    before, was = queries.comparison(draft)
    first = max(parsed.service.valid_from, today(request))
    told = {"seen": draft.digest, "against": before.pk if before else 0, "valid_from": first}
    failed = next((form for form in (publishing, returning) if form is not None), None)
    context = {
        **about(request, draft), "service": parsed.service, "before": before,
        "changes": queries.changes(was, parsed.service), "form": failed or PublishForm(initial=told),
        "publishing": publishing or PublishForm(initial=told), "failed": bool(failed),
        "returning": returning or ReturnForm(initial=told, auto_id="id_returned_%s"),
        "not_taken": queries.not_taken(parsed.service, first),
    }  # fmt: skip
    return render(request, "authoring/compare.html", context, status=_BAD if failed else 200)
