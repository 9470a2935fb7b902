from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from motcua.agencies import queries
from motcua.identity.commands import choose_capacity
from motcua.identity.rules import local_path
from motcua.identity.rules.proofs import Proof
from motcua.kernel.actor import Actor
from motcua.kernel.errors import NotAllowed
from motcua.shell.access import signed_in
from motcua.shell.clock import VIETNAM

if TYPE_CHECKING:
    from motcua.identity.models import Person


class NotYourCapacity(NotAllowed):
    """Bạn không có tư cách này, hoặc nó vừa hết hiệu lực. Hãy chọn trong danh sách tư cách của bạn."""


@signed_in
def capacity(request: HttpRequest) -> HttpResponse:
    """As whom the person works: themself, a business, a place in an agency. An officer gives a second factor first."""
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    choices = queries.capacities(cast("Person", request.user), at.astimezone(VIETNAM).date())
    onward = local_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.method != "POST":
        weak = not Proof.of(request.session).two_factors
        context = {"choices": choices, "current": _key(by), "onward": onward, "weak": weak}
        return render(request, "agencies/capacity.html", context)
    chosen = request.POST.get("capacity", "")
    if chosen not in {choice.key for choice in choices}:
        raise NotYourCapacity
    choose_capacity(chosen, by=by, at=at)
    request.session["capacity"] = chosen
    onward = onward or settings.LOGIN_REDIRECT_URL
    if chosen.startswith("member:") and not Proof.of(request.session).two_factors:
        return redirect(f"{reverse('identity:confirm')}?{urlencode({'can': 'hai-lop', 'next': onward})}")
    return redirect(onward)


def _key(by: Actor) -> str:
    """The capacity in which somebody acts now, as `capacities` names it."""
    if by.membership:
        return f"member:{by.membership}"
    return f"business:{by.business}" if by.business else "citizen"
