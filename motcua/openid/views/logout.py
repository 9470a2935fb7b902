"""A portal asks that the person be signed out here too (OpenID Connect RP-Initiated Logout 1.0). The person decides."""

from datetime import UTC, datetime
from typing import Any

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.identity.commands.sessions import sign_out
from motcua.openid import queries
from motcua.openid.provider import asking, signing
from motcua.shell.access import public, signed_in
from motcua.shell.vault import pack, unpack

TICKET_SECONDS = 15 * 60


@public
@csrf_exempt
@xframe_options_deny
def logout(request: HttpRequest) -> HttpResponse:
    """Asks; without anybody signed in there is nothing to ask, and the person goes back at once."""
    if request.method == "POST":  # our cookies come with the redirect only
        return redirect(f"{request.path}?{request.POST.urlencode()}")
    now = datetime.now(UTC)
    name, back = _back(request, now)
    if not request.user.is_authenticated:
        return HttpResponse(status=302, headers={"Location": back or "/"})
    ticket = {"back": back, "who": request.session.get("sid"), "until": int(now.timestamp()) + TICKET_SECONDS}
    context = {"name": name, "back": back, "ticket": pack(ticket, purpose="openid.logout")}
    return render(request, "openid/logout.html", context)


@signed_in
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out here, and with that at every portal; then back to the one that asked."""
    ticket: dict[str, Any] = unpack(request.POST.get("ticket"), purpose="openid.logout") or {}
    sid = request.session.get("sid", "")
    same = ticket.get("who") == sid and ticket.get("until", 0) >= datetime.now(UTC).timestamp()
    sign_out(sid, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    get_adapter().logout(request)
    back = ticket["back"] if same else ""
    return render(request, "openid/onward.html", {"location": back}) if back else redirect("/")


def _back(request: HttpRequest, now: datetime) -> tuple[str, str]:
    """(name of the portal, where to go back): only with an ID token that this portal made for that client, and only to
    an address that the client registered, letter by letter. ('', '') for everything else."""
    given = request.GET
    hint = signing.own_id_token(given.get("id_token_hint", ""), now=now)
    client = queries.client(hint["aud"]) if hint else None
    if client is None or given.get("client_id", client.pk) != client.pk:
        return "", ""
    where = given.get("post_logout_redirect_uri", "")
    if where not in client.get_post_logout_redirect_uris():
        return str(client.name), ""
    return str(client.name), asking.with_state(where, given.get("state"))
