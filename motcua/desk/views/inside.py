"""Passing a dossier on inside the agency, to whoever does the next part of the step, and giving it back."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk import queries, rules
from motcua.desk.forms import InsideForm
from motcua.desk.views.shown import back, page, refused
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.shell.access import Request, officer
from motcua.workflow import commands


@officer
@require_http_methods(["GET", "POST"])
def onward(request: Request, code: str) -> HttpResponse:
    """To the next part of the step."""
    return _pass(request, code, onward=True)


@officer
@require_http_methods(["GET", "POST"])
def backward(request: Request, code: str) -> HttpResponse:
    """To the part before, with a reason."""
    return _pass(request, code, onward=False)


def _pass(request: Request, code: str, *, onward: bool) -> HttpResponse:
    file = queries.opened(request.actor, code, at=request.at)
    part = file.onward if onward else file.backward
    if request.method == "GET" and part is None:
        raise rules.NotYourMove
    turn, stage = (file.turn.n, file.turn.stage) if file.turn else (0, 0)
    initial = {"turn": turn, "stage": stage}
    form = InsideForm(not onward, data=request.POST if request.method == "POST" else None, initial=initial)
    context = {"part": part, "onward": onward}
    if not form.is_valid():
        return page(request, "inside", file, form=form, status=422 if form.errors else 200, **context)
    act = commands.pass_inside if onward else commands.back_inside
    try:
        act(file.case_id, by=request.actor, at=request.at, **form.cleaned_data)
    except NotAllowed:
        raise
    except Refusal as no:
        return refused(request, "inside", file, form, no, **context)
    messages.success(request, _("Đã chuyển hồ sơ trong cơ quan."))
    return back(request, "dossier", code)
