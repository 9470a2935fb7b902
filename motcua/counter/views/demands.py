"""Who asked for paper although a valid electronic dossier was there: for administrators, in their subtrees."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.agencies.rules.rights import trees
from motcua.counter import commands, queries
from motcua.counter.forms import SettleForm
from motcua.kernel.errors import NotAllowed
from motcua.shell.access import Request, officer


@officer
@require_GET
def demands(request: Request) -> HttpResponse:
    """The open ones, or those that were looked into."""
    _check(request)
    settled = request.GET.get("xem") == "da-xem-xet"
    before = request.GET.get("truoc", "")
    rows, more = queries.paper_demands(
        request.actor, settled=settled, before=int(before) if before.isascii() and before.isdigit() else 0
    )
    return render(request, "counter/demands.html", {"rows": rows, "more": more, "settled": settled})


@officer
@require_http_methods(["GET", "POST"])
def settle(request: Request, pk: int) -> HttpResponse:
    """One of them, with its words; what became of it is noted."""
    _check(request)
    demand = queries.paper_demand(request.actor, pk)
    form = SettleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        commands.settle_demand(demand.pk, form.cleaned_data["note"], by=request.actor, at=request.at)
        messages.success(request, _("Đã ghi kết luận."))
        return redirect("counter:demands")
    return render(request, "counter/demand.html", {"demand": demand, "form": form}, status=422 if form.errors else 200)


def _check(request: Request) -> None:
    """Those who manage officers look into what officers ask for. Raises NotAllowed."""
    if not trees(request.actor, "system", "users"):
        raise NotAllowed
