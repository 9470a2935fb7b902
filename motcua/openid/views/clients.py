"""The page of an agency's administrator: which portals of the agency sign people in here."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.openid import commands, queries
from motcua.openid.forms import NewPortalForm, PortalForm
from motcua.openid.models import RelyingParty
from motcua.openid.provider.signing import issuer
from motcua.openid.rules import claims
from motcua.shell.access import Request, officer


@officer
def clients(request: Request) -> HttpResponse:
    return render(request, "openid/clients.html", {"parties": queries.parties_of(request.actor)})


@officer
def new_client(request: Request) -> HttpResponse:
    by = request.actor
    initial = {"agency": queries.agency_of(by).identifier, "kind": "confidential", "sector": "client"}
    form = NewPortalForm(request.POST if request.method == "POST" else None, by=by, initial=initial)
    if not form.is_valid():
        return render(request, "openid/client_new.html", {"form": form})
    party, secret = commands.register(
        form.setting(),
        form.cleaned_data["agency"],
        public=form.public,
        shared=form.shared,
        by=by,
        at=request.at,
        now=datetime.now(UTC),
    )
    return _secret_page(request, party, secret)


@officer
def client(request: Request, client_id: str) -> HttpResponse:
    party = queries.own_party(request.actor, client_id)
    form = PortalForm(request.POST if request.method == "POST" else None, initial=_initial(party))
    if form.is_valid():
        commands.change(party, form.setting(), by=request.actor, at=request.at)
        messages.success(request, _("Đã lưu."))
        return redirect("openid:client", client_id)
    scopes = [claims.SCOPES[scope].words for scope in party.client.get_scopes() if scope in claims.SCOPES]
    context = {
        "party": party,
        "form": form,
        "scopes": scopes,
        "discovery": f"{issuer()}/.well-known/openid-configuration",
    }
    return render(request, "openid/client.html", context)


@officer
@require_POST
def new_secret(request: Request, client_id: str) -> HttpResponse:
    """Shown once, on the page that answers: nothing keeps it."""
    party = queries.own_party(request.actor, client_id)
    return _secret_page(request, party, commands.renew_secret(party, by=request.actor, at=request.at))


@officer
@require_POST
def switch(request: Request, client_id: str) -> HttpResponse:
    party = queries.own_party(request.actor, client_id)
    if request.POST.get("active") == "no":
        commands.switch_off(party, by=request.actor, at=request.at)
        messages.success(request, _("Đã tắt. Không ai còn đăng nhập được vào cổng đó bằng tài khoản ở đây."))
    else:
        commands.switch_on(party, by=request.actor, at=request.at)
        messages.success(request, _("Đã bật lại."))
    return redirect("openid:client", client_id)


def _secret_page(request: HttpRequest, party: RelyingParty, secret: str) -> HttpResponse:
    return render(request, "openid/client_secret.html", {"party": party, "secret": secret})


def _initial(party: RelyingParty) -> dict[str, Any]:
    client = party.client
    return {
        "name": client.name,
        "redirect_uris": "\n".join(client.get_redirect_uris()),
        "scopes": client.get_scopes(),
        "post_logout_redirect_uris": "\n".join(client.get_post_logout_redirect_uris()),
        "backchannel_logout_uri": party.backchannel_logout_uri,
        "contact": party.contact,
    }
