"""The person's page: which portals may see what of them, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.openid import commands, queries
from motcua.openid.models import Consent
from motcua.openid.rules import claims
from motcua.shell.access import signed_in


@signed_in
def sharing(request: HttpRequest) -> HttpResponse:
    shared = [(one, _words(one.consent)) for one in queries.shared_by(request.user.pk)]  # type: ignore[arg-type]
    return render(request, "openid/sharing.html", {"shared": shared})


@signed_in
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """GET says what it means, POST does it."""
    consent = queries.own_consent(request.user.pk, pk)  # type: ignore[arg-type]
    if request.method != "POST":
        return render(request, "openid/withdraw.html", {"party": consent.client.party})
    commands.withdraw(pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Đã rút lại. Cổng đó không còn xem được dữ liệu của bạn ở đây."))
    return redirect("openid:consents")


def _words(consent: Consent) -> list[str]:
    return claims.kinds(consent.scopes, business=any(one != "citizen" for one in consent.capacities))
