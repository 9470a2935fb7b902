"""Drafts: the list, a new one, its text with its faults, what its flow does."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.authoring import commands, queries
from motcua.authoring.forms import TextForm
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import EDITABLE, WRITE, NotAnAuthor, TextChanged, faulty_lines, may
from motcua.authoring.views.shown import about, today
from motcua.catalogue import rules as services
from motcua.shell.access import Request, officer

_BAD = 422


@officer
@require_GET
def drafts(request: Request) -> HttpResponse:
    """What is being written, what waits, and what is live."""
    context = {
        "drafts": queries.drafts(request.actor), "live": queries.live_here(request.actor), "on": today(request),
        "may_write": may(request.actor, WRITE),
    }  # fmt: skip
    return render(request, "authoring/drafts.html", context)


@officer
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """Upload or paste. Faulty texts are kept too: their faults are shown where they are mended."""
    if not may(request.actor, WRITE):
        raise NotAnAuthor
    form = TextForm(request.POST if request.method == "POST" else None, request.FILES or None)
    if form.is_valid():
        draft = commands.begin(form.cleaned_data["text"], name=form.file_name, by=request.actor, at=request.at)
        return _kept(request, draft)
    return render(request, "authoring/new.html", {"form": form}, status=_BAD if form.errors else 200)


@officer
@require_http_methods(["GET", "POST"])
def version(request: Request, version: int) -> HttpResponse:
    """A published version, as its file says it; a POST begins a draft with its text."""
    found = queries.published_text(request.actor, version)
    if request.method == "POST":
        draft = commands.follow_up(found, by=request.actor, at=request.at)
        messages.success(request, _("Đã tạo bản soạn mới từ phiên bản {n}.").format(n=found.number))
        return redirect("authoring:edit", draft.pk)
    context = {"version": found, "on": today(request), "may_write": may(request.actor, WRITE)}
    return render(request, "authoring/version.html", context)


@officer
@require_GET
def draft(request: Request, pk: int) -> HttpResponse:
    """Where the draft stands, its faults, and what may be done with it."""
    found = queries.draft(request.actor, pk)
    parsed = queries.read(found)
    context = {
        **about(request, found), "service": parsed.service, "lines": faulty_lines(found.text, parsed.faults),
        "not_taken": queries.not_taken(parsed.service, today(request)) if parsed.service else "",
        "unconfirmed": parsed.service.unconfirmed if parsed.service else (),
    }  # fmt: skip
    return render(request, "authoring/draft.html", context)


@officer
@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """The text in a box, its faults beside their lines. What was typed is kept, faulty or not."""
    found = queries.draft(request.actor, pk)
    if found.state not in EDITABLE:
        return redirect("authoring:draft", found.pk)
    bound = request.POST if request.method == "POST" else None
    form = TextForm(bound, request.FILES or None, initial={"text": found.text, "seen": found.digest})
    status = _BAD if form.errors else 200
    if form.is_valid():
        try:
            saved = commands.rewrite(
                found.pk, form.cleaned_data["text"], seen=form.cleaned_data["seen"], name=form.file_name,
                by=request.actor, at=request.at,
            )  # fmt: skip
        except TextChanged as no:
            form.add_error(None, _(no.template).format_map(dict(no.data)))
            status = no.status
        else:
            return _kept(request, saved)
    text = str(form["text"].value() or "")
    lines = faulty_lines(text, services.parse(text).faults)
    context = {**about(request, found), "form": form, "text": text, "lines": lines, "numbered": _numbered(text)}
    return render(request, "authoring/edit.html", context, status=status)


@officer
@require_GET
def download(request: Request, pk: int) -> HttpResponse:
    """The text as a file."""
    found = queries.draft(request.actor, pk)
    response = HttpResponse(found.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug or "dich-vu"}.yaml"'
    return response


@officer
@require_GET
def flow(request: Request, pk: int) -> HttpResponse:
    """The flow as a picture, each way through it with its longest terms, and what the file's examples came to."""
    found = queries.draft(request.actor, pk)
    parsed = queries.read(found)
    if parsed.service is None:
        return redirect("authoring:draft", found.pk)
    context = {
        **about(request, found), "service": parsed.service, "ways": queries.shown_paths(parsed.service, request.at),
        "picture": queries.picture(parsed.service, get_language() or "vi"),
        "examples": queries.simulated(parsed.service),
    }  # fmt: skip
    return render(request, "authoring/flow.html", context)


def _numbered(text: str) -> int:
    return max(text.count("\n") + 1, 12)


def _kept(request: Request, draft: ServiceDraft) -> HttpResponse:
    """Back to the text while it has faults; to the draft once it is whole."""
    if draft.faults:
        messages.warning(request, _("Đã lưu. Tệp còn {n} lỗi cần sửa.").format(n=draft.faults))
        return redirect("authoring:edit", draft.pk)
    messages.success(request, _("Đã lưu. Tệp không có lỗi."))
    return redirect("authoring:draft", draft.pk)
