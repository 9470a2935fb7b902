"""Where the person is signed in, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from motcua.identity.commands import sessions as commands
from motcua.identity.queries import sessions as queries
from motcua.identity.views.entering import ask_again
from motcua.shell import clock
from motcua.shell.access import signed_in


@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """Each visit with device, place and times. Sessions live in the world's time; the page shows the portal's."""
    mine = request.session.get("sid", "")
    visits = queries.sessions_of(request.actor.person, timezone.now())  # type: ignore[attr-defined]
    context = {
        "visits": [(visit, str(visit.sid) == mine) for visit in visits],
        "others": sum(str(visit.sid) != mine for visit in visits),
        "offset": clock.offset(),
    }
    return render(request, "identity/sessions.html", context)


@signed_in
def end(request: HttpRequest, sid: UUID) -> HttpResponse:
    """One visit: the question, then the end of it. One's own ends by signing out."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    if str(sid) == request.session.get("sid", ""):
        return redirect("identity:sign_out")
    visit = queries.session(by.person, sid, timezone.now())
    again = ask_again(request, reverse("identity:end_session", args=[sid]))
    if again:
        return again
    if request.method != "POST":
        return render(request, "identity/sessions_end.html", {"visit": visit, "offset": clock.offset()})
    commands.end(by.person, sid, by=by, at=at)
    messages.success(request, _("Đã kết thúc phiên đó. Thiết bị ấy phải đăng nhập lại."))
    return redirect("identity:sessions")


@signed_in
def end_others(request: HttpRequest) -> HttpResponse:
    again = ask_again(request, reverse("identity:end_other_sessions"))
    if again:
        return again
    if request.method != "POST":
        return render(request, "identity/sessions_end.html", {"visit": None})
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    count = commands.end_all(by.person, but=request.session.get("sid", ""), by=by, at=at)
    messages.success(request, _("Đã kết thúc %(count)s phiên khác.") % {"count": count})
    return redirect("identity:sessions")
