"""One page for each action of a step: what will happen, the reason, and the act itself."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.calendar.rules import VIETNAM
from motcua.desk import queries, rules
from motcua.desk.forms import ActForm, PutOffForm
from motcua.desk.views.shown import back, page
from motcua.dossiers import commands
from motcua.dossiers.queries import counts
from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Refusal
from motcua.shell import fields
from motcua.shell.access import Request, officer
from motcua.workflow.queries import step_of
from motcua.workflow.rules import Action, Step

_CLOSING = datetime(2020, 1, 1, 17, tzinfo=VIETNAM)


@officer
@require_http_methods(["GET", "POST"])
def act(request: Request, code: str, action: str) -> HttpResponse:
    """What the action does, and doing it. A refusal comes back beside what was typed."""
    file = queries.opened(request.actor, code, at=request.at)
    step = _step_shown(request, file)
    spec = next((a for a in step.actions if a.key == action), None) if step else None
    if spec is None or (_current(request, file) and not queries.allows(file, spec)):
        raise rules.NotYourMove
    form = _form(request, file, spec)
    if request.method == "POST" and "insert" in request.POST:
        return _page(request, file, spec, _form(request, file, spec, initial=form.insert()))
    if not form.is_valid():
        return _page(request, file, spec, form)
    try:
        commands.act(
            file.dossier.pk, action, turn=form.cleaned_data["turn"], note=form.cleaned_data["note"],
            wanted=form.cleaned_data.get("wanted", ()), findings=form.findings(), by=request.actor, at=request.at,
        )  # fmt: skip
    except NotAllowed:
        raise
    except Refusal as no:
        return _refused(request, file, spec, form, no)
    messages.success(request, _("Đã làm xong: {what}.").format(what=spec.title))
    return back(request, "dossier", code)


@officer
@require_http_methods(["GET", "POST"])
def put_off(request: Request, code: str) -> HttpResponse:
    """Apologise to the applicant and name a new date (Mẫu 04)."""
    file = queries.opened(request.actor, code, at=request.at)
    if not file.able:
        raise rules.NotYourMove
    sent = request.method == "POST"
    form = PutOffForm("late", data=request.POST if sent else None)
    if sent and "insert" in request.POST:
        return page(request, "put_off", file, form=PutOffForm("late", initial=form.insert()))
    if form.is_valid():
        until, note = form.moment(_CLOSING), form.cleaned_data["note"]
        try:
            commands.put_off(file.dossier.pk, until, note, by=request.actor, at=request.at)
        except Invalid as no:
            fields.refuse(form, no)
        except NotAllowed:
            raise
        except Refusal as no:
            form.add_error(None, _(no.template).format_map(dict(no.data)))
            return page(request, "put_off", file, form=form, status=no.status)
        else:
            messages.success(request, _("Đã gửi phiếu xin lỗi và hẹn lại ngày trả kết quả."))
            return back(request, "documents", code)
    return page(request, "put_off", file, form=form, status=422 if form.errors else 200)


def _current(request: Request, file: queries.Opened) -> bool:
    """Does the page speak of the turn that is open now?"""
    if file.turn is None:
        return False
    return request.method == "GET" or request.POST.get("turn", "") == str(file.turn.n)


def _step_shown(request: Request, file: queries.Opened) -> Step | None:
    """The step that the officer's page showed: a stale page keeps its words, and is refused by the command."""
    if request.method == "GET":
        return file.step
    shown = request.POST.get("turn", "")
    if not (shown.isascii() and shown.isdigit() and len(shown) < 5):  # noqa: PLR2004 - a small number
        return None
    turn = queries.turn_shown(file.dossier, int(shown))
    return step_of(turn) if turn else None


def _form(request: Request, file: queries.Opened, spec: Action, **more: Any) -> ActForm:
    papers: list[tuple[str, str]] = []
    if spec.kind == "return":
        papers = [(paper.key, paper.name) for paper in file.service.papers]
        if file.step and file.step.extra.get("rows") == "confirm":
            papers.append(("list", _("Danh sách người lao động: sửa các dòng không được xác nhận")))
    if request.method == "POST" and not more:
        more = {"data": request.POST}
    elif not more:
        more = {"initial": {"turn": file.turn.n if file.turn else 0, **queries.found(file, spec)}}
    language = get_language() or "vi"
    return ActForm(
        "return" if spec.kind == "return" else "move", papers=papers, needed=spec.reason,
        asks=file.service.asks(spec.extra), say=lambda text: file.service.said(text, language), **more,
    )  # fmt: skip


def _page(request: Request, file: queries.Opened, spec: Action, form: ActForm, **more: Any) -> HttpResponse:
    current = file.turn is not None and str(form["turn"].value()) == str(file.turn.n)
    context = {
        "form": form, "spec": spec, "current": current, "counts": counts(file.dossier),
        "next": queries.next_holder(file, spec, at=request.at) if current else None,
        "answer_by": queries.answer_by(file, at=request.at) if current and spec.kind == "return" else None,
        "conflict": False,
    }  # fmt: skip
    status = more.pop("status", 422 if form.errors else 200)
    return page(request, "act", file, status=status, **{**context, **more})


def _refused(request: Request, file: queries.Opened, spec: Action, form: ActForm, no: Refusal) -> HttpResponse:
    if isinstance(no, Invalid):
        fields.refuse(form, no)
    else:
        form.add_error(None, _(no.template).format_map(dict(no.data)))
    fresh = queries.opened(request.actor, file.dossier.code or "", at=request.at)
    return _page(request, fresh, spec, form, status=no.status, conflict=isinstance(no, Conflict))
