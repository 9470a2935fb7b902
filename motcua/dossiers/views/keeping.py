"""What is kept of one's answers for the next dossier."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.dossiers import commands
from motcua.dossiers.queries import keeping
from motcua.dossiers.rules import may_file
from motcua.shell.access import Request, signed_in


@signed_in
@require_GET
def kept(request: Request) -> HttpResponse:
    """All of it, and from which dossier; for the person, or for the business acted for."""
    consent = keeping.active(request.actor) if may_file(request.actor) else None
    context = {
        "consent": consent, "kept": keeping.kept(consent) if consent else [], "may_file": may_file(request.actor),
    }  # fmt: skip
    return render(request, "dossiers/kept.html", context)


@signed_in
@require_http_methods(["GET", "POST"])
def forget(request: Request, name: str) -> HttpResponse:
    """Delete one. Who had to sign in first comes back to the list."""
    if request.method == "POST":
        commands.forget(name, by=request.actor, at=request.at)
        messages.success(request, _("Đã xóa câu trả lời. Hồ sơ đã nộp không thay đổi."))
    return redirect("dossiers:kept")


@signed_in
@require_http_methods(["GET", "POST"])
def withdraw(request: Request) -> HttpResponse:
    """Take the consent back, after being asked once."""
    consent = keeping.active(request.actor) if may_file(request.actor) else None
    if consent is None:
        return redirect("dossiers:kept")
    if request.method == "GET":
        return render(request, "dossiers/kept_withdraw.html", {"consent": consent})
    commands.withdraw_keeping(by=request.actor, at=request.at)
    messages.success(request, _("Đã rút đồng ý và xóa tất cả các câu trả lời đã giữ."))
    return redirect("dossiers:kept")
