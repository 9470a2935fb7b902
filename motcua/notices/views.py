from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.kernel.errors import Missing
from motcua.notices import commands, queries
from motcua.shell.access import public, signed_in

LONGEST_ID = 18


@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    cursor = request.GET.get("truoc", "")
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= LONGEST_ID else None
    page = queries.inbox(request.actor.person, before=before)  # type: ignore[attr-defined]
    return render(request, "notices/inbox.html", {"page": page, "first": before is None})


@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Marks the message as read and goes where it leads. A GET, after signing in again, only shows the inbox."""
    if request.method != "POST":
        return redirect("notices:inbox")
    by = request.actor  # type: ignore[attr-defined]
    notice = queries.own_notice(by.person, pk)
    commands.read(notice, by=by, at=request.at)  # type: ignore[attr-defined]
    return redirect(notice.link or "notices:inbox")


@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        commands.read_all(by=request.actor, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, _("Mọi thư đã được đánh dấu là đã đọc."))
    return redirect("notices:inbox")


@public
def outbox(request: HttpRequest) -> HttpResponse:
    """What the demo would have sent by SMS and e-mail. Nowhere else does this page exist."""
    if not settings.DEMO:
        raise Missing
    return render(request, "notices/outbox.html", {"outgoing": queries.outbox()})
