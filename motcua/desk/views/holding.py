"""Who has the dossier in hand: taking it, giving it back, giving it to a colleague."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from motcua.desk import queries, rules
from motcua.desk.forms import AssignForm
from motcua.desk.views.shown import back, page
from motcua.shell.access import Request, officer
from motcua.workflow import commands


@officer
@require_POST
def claim(request: Request, code: str) -> HttpResponse:
    """Take the dossier in hand. A second click changes nothing."""
    file = queries.opened(request.actor, code, at=request.at)
    commands.claim(file.case_id, by=request.actor, at=request.at)
    messages.success(request, _("Bạn đã nhận hồ sơ này."))
    return back(request, "dossier", code)


@officer
@require_POST
def release(request: Request, code: str) -> HttpResponse:
    """Give the dossier back to the agency."""
    file = queries.opened(request.actor, code, at=request.at)
    commands.release(file.case_id, by=request.actor, at=request.at)
    messages.success(request, _("Đã trả hồ sơ lại cho đơn vị. Đồng nghiệp nào cũng nhận được."))
    return back(request, "dossier", code)


@officer
@require_http_methods(["GET", "POST"])
def assign(request: Request, code: str) -> HttpResponse:
    """Give the dossier to a colleague who has the power, also out of another's hands."""
    file = queries.opened(request.actor, code, at=request.at)
    if not file.able:
        raise rules.NotYourMove
    people = queries.colleagues(request.actor, file, at=request.at)
    form = AssignForm(people, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        person = int(form.cleaned_data["person"])
        commands.assign(file.case_id, person, by=request.actor, at=request.at)
        messages.success(request, _("Đã giao hồ sơ cho {who}.").format(who=dict(people)[person]))
        return back(request, "dossier", code)
    return page(request, "assign", file, form=form, people=people, status=422 if form.errors else 200)
