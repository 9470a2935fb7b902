"""Signing in through another provider, and linking an account there to one here.

A GET writes nothing: what the provider said waits, sealed, in the session until the person presses a button.
"""

import time
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity import rules as texts
from motcua.identity.commands import external as commands
from motcua.identity.gateways import openid
from motcua.identity.models import Person
from motcua.identity.queries import external as queries
from motcua.identity.rules import external as rules
from motcua.identity.views.care import own_proof
from motcua.identity.views.entering import let_in
from motcua.shell.access import public, signed_in
from motcua.shell.vault import pack, unpack

_TRIP, _BACK = "broker.trip", "broker.back"


@public
def start(request: HttpRequest, provider: str) -> HttpResponse:
    """GET says where the person will go; POST goes."""
    which = openid.provider(provider)
    onward = texts.local_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(onward or "identity:account")
    if request.method != "POST":
        return render(request, "identity/broker_start.html", {"provider": which, "onward": onward})
    return _leave(request, which, person=0, onward=onward)


@public
def callback(request: HttpRequest, provider: str) -> HttpResponse:
    """The provider sends the person back. What was waiting is spent, whatever comes of it."""
    which = openid.provider(provider)
    kept = unpack(request.session.pop(_TRIP, None), purpose=_TRIP)
    if not isinstance(kept, dict):
        raise rules.NotProven
    trip = rules.Trip(**kept)
    said = {name: request.GET[name] for name in ("state", "iss", "code", "error") if name in request.GET}
    rules.check_return(trip, provider, said, names_issuer=openid.names_issuer(which), now=int(time.time()))
    if said.get("error") == "access_denied":
        messages.info(
            request, _("Bạn đã không đồng ý ở trang của %(name)s nên chưa có gì thay đổi.") % {"name": which.name}
        )
        return redirect("identity:external" if trip.person else "identity:sign_in")
    if "error" in said or not said.get("code"):
        raise rules.NotProven
    subject = openid.subject(which, trip, said["code"], redirect_uri=_redirect_uri(which))
    back = {"provider": which.id, "subject": subject, "person": trip.person, "onward": trip.onward, "at": time.time()}
    request.session[_BACK] = pack(back, purpose=_BACK)
    return redirect("identity:broker_done")


@public
def done(request: HttpRequest) -> HttpResponse:
    """Back from the provider: GET shows the button, POST signs in or links."""
    back = unpack(request.session.get(_BACK), purpose=_BACK)
    if not isinstance(back, dict) or not 0 <= time.time() - back["at"] <= rules.LIFE:
        raise rules.NotProven
    which = openid.provider(back["provider"])
    if request.method != "POST":
        return render(request, "identity/broker_done.html", {"provider": which, "links": bool(back["person"])})
    del request.session[_BACK]
    if back["person"]:
        return _link(request, which, back)
    if request.user.is_authenticated:
        return redirect(back["onward"] or "identity:account")
    person = commands.use(which.id, back["subject"], at=request.at)  # type: ignore[attr-defined]
    if person is None:
        return render(request, "identity/broker_unlinked.html", {"provider": which})
    return let_in(request, person, method=f"external:{which.id}", onward=back["onward"], ceiling=which.level)


@signed_in
def external(request: HttpRequest) -> HttpResponse:
    """The person's links. POST `provider` begins a new one, after a proof of our own."""
    person = _person(request)
    if request.method == "POST":
        which = openid.provider(request.POST.get("provider", ""))
        if elsewhere := own_proof(request, "identity:external"):
            return elsewhere
        return _leave(request, which, person=person.pk, onward="")
    linked = queries.linked(person.pk)
    rows = [{"provider": one, "link": linked.get(one.id)} for one in openid.providers()]
    return render(request, "identity/broker_links.html", {"rows": rows})


@signed_in
def unlink(request: HttpRequest, provider: str) -> HttpResponse:
    """POST undoes a link, after a proof of our own."""
    which = openid.provider(provider)
    if request.method != "POST":
        return redirect("identity:external")
    if elsewhere := own_proof(request, "identity:external"):
        return elsewhere
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    commands.unlink(_person(request), which.id, called=which.name, by=by, at=at)
    messages.success(request, _("Đã bỏ liên kết với %(name)s.") % {"name": which.name})
    return redirect("identity:external")


def _link(request: HttpRequest, which: openid.Provider, back: dict[str, Any]) -> HttpResponse:
    """Only who began it: somebody else may have signed in here in the meantime."""
    if request.user.pk != back["person"]:
        raise rules.NotProven
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    commands.link(_person(request), which.id, back["subject"], called=which.name, by=by, at=at)
    messages.success(request, _("Đã liên kết. Từ nay bạn đăng nhập được qua %(name)s.") % {"name": which.name})
    return redirect("identity:external")


def _leave(request: HttpRequest, which: openid.Provider, *, person: int, onward: str) -> HttpResponse:
    """A page that goes on by itself: a form that was redirected there would be stopped by the content policy."""
    trip, address = openid.begin(which, redirect_uri=_redirect_uri(which), person=person, onward=onward)
    request.session[_TRIP] = pack(asdict(trip), purpose=_TRIP)
    request.session.pop(_BACK, None)
    return render(request, "identity/broker_go.html", {"provider": which, "address": address})


def _redirect_uri(which: openid.Provider) -> str:
    """One for each provider, under the portal's own name and not the one that the browser says."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("identity:broker_callback", args=[which.id])


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
