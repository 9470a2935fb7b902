"""Leading a person up to the level that something asks for, and back to where they were."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import HttpResponseClientRedirect

from motcua.identity import rules as texts
from motcua.identity.commands import assurance as commands
from motcua.identity.gateways.population import connected
from motcua.identity.models import Person, RegisterCheck
from motcua.identity.queries import assurance as queries
from motcua.identity.queries.people import birth_date, id_number
from motcua.identity.rules import assurance as rules
from motcua.identity.rules.proofs import Proof
from motcua.shell.access import signed_in

_LONG = timedelta(seconds=60)


@signed_in
def level(request: HttpRequest) -> HttpResponse:
    """`?muc=2|3&next=/…`: what is missing for that level, one thing at a time; nothing missing: back."""
    wanted = rules.wanted_level(request.POST.get("muc") or request.GET.get("muc") or "")
    onward = texts.local_path(request.POST.get("next") or request.GET.get("next") or "")
    person = _person(request)
    ceiling = Proof.of(request.session).ceiling
    now = request.actor.assurance  # type: ignore[attr-defined]
    step = rules.next_step(wanted, now=now, own=person.assurance, ceiling=ceiling)
    if step == "done":
        return _arrived(request, onward)
    here = _address(wanted, onward)
    if step != "confirm":
        context = {"wanted": wanted, "here": here, "onward": onward}
        return render(request, f"identity/level_{step}.html", context)
    if request.method == "POST":
        check = commands.ask(person, by=request.actor, at=request.at)  # type: ignore[attr-defined]
        return redirect(f"{reverse('identity:level_wait', args=[check.pk])}?{_query(wanted, onward)}")
    context = {
        "wanted": wanted,
        "onward": onward,
        "person": person,
        "id_number": id_number(person),
        "birth_date": birth_date(person),
        "connected": connected(),
        "last": queries.last_check(person.pk),
    }
    return render(request, "identity/level_confirm.html", context)


@signed_in
def wait(request: HttpRequest, check: int) -> HttpResponse:
    """While the register is asked this page asks again by itself, or by its button; then it says what came out."""
    wanted = rules.wanted_level(request.GET.get("muc") or "")
    onward = texts.local_path(request.GET.get("next") or "")
    person = _person(request)
    found = queries.own_check(person.pk, check)
    if person.assurance >= rules.CONFIRMED:
        address = _address(wanted, onward)
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]
    context = {
        "check": found,
        "wanted": wanted,
        "onward": onward,
        "slow": request.at - found.asked_at > _LONG,  # type: ignore[attr-defined]
        "differs": [_FIELDS[name] for name in found.fields if name in _FIELDS],
    }
    waiting = found.result == RegisterCheck.Result.WAITING
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(status=204) if waiting else HttpResponseClientRedirect(request.get_full_path())
    page = "level_wait" if waiting else "level_result"
    return render(request, f"identity/{page}.html", context)


_FIELDS = {
    "id_number": gettext_lazy("Số giấy tờ"),
    "name": gettext_lazy("Họ và tên"),
    "birth_date": gettext_lazy("Ngày sinh"),
}


def _arrived(request: HttpRequest, onward: str) -> HttpResponse:
    if request.method == "GET" and not onward:
        messages.success(request, _("Danh tính của bạn đã được xác nhận."))
    return redirect(onward or "identity:account")


def _address(wanted: int, onward: str) -> str:
    return f"{reverse('identity:level')}?{_query(wanted, onward)}"


def _query(wanted: int, onward: str) -> str:
    return urlencode({"muc": wanted} | ({"next": onward} if onward else {}))


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
