"""What the agency is asked by another: giving its opinion."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk import queries, rules
from motcua.desk.forms import OpinionForm
from motcua.desk.views.shown import back, page, refused
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.shell.access import Request, officer
from motcua.workflow import commands


@officer
@require_http_methods(["GET", "POST"])
def opinion(request: Request, code: str, pk: int) -> HttpResponse:
    """The opinion that the officer's agency is asked for; once given it stands."""
    file = queries.opened(request.actor, code, at=request.at)
    asked = next((one for one in file.opinions if one.pk == pk and one.agency_id == request.actor.agency), None)
    if asked is None or (request.method == "GET" and asked not in file.asked):
        raise rules.NotAskedNow
    form = OpinionForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "opinion", file, form=form, asked=asked, status=422 if form.errors else 200)
    try:
        commands.give_opinion(
            pk, form.cleaned_data["verdict"], form.cleaned_data["text"], by=request.actor, at=request.at
        )
    except NotAllowed:
        raise
    except Refusal as no:
        return refused(request, "opinion", file, form, no, asked=asked)
    messages.success(request, _("Đã gửi ý kiến của cơ quan bạn."))
    return back(request, "dossier", code)
