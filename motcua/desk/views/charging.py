"""Fees taken in cash, and dossiers posted in public."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.desk import queries, rules
from motcua.desk.forms import EmptyForm, FeeForm
from motcua.desk.views.shown import back, page, refused
from motcua.dossiers import commands
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.shell.access import Request, officer


@officer
@require_http_methods(["GET", "POST"])
def fee(request: Request, code: str, key: str) -> HttpResponse:
    """Take a fee in cash; the paper receipt has a number."""
    file = queries.opened(request.actor, code, at=request.at)
    charge = next((one for one in queries.charges(file) if one.key == key), None)
    if charge is None or not file.able:
        raise rules.NotYourMove
    form = FeeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "fee", file, form=form, charge=charge, status=422 if form.errors else 200)
    number = form.cleaned_data["receipt_no"]
    try:
        commands.take_fee(file.dossier.pk, key, method="cash", receipt_no=number, by=request.actor, at=request.at)
    except NotAllowed:
        raise
    except Refusal as no:
        return refused(request, "fee", file, form, no, charge=charge)
    messages.success(request, _("Đã thu tiền, biên lai số {number}.").format(number=number))
    return back(request, "dossier", code)


@officer
@require_http_methods(["GET", "POST"])
def post(request: Request, code: str) -> HttpResponse:
    """Post the dossier in public, as its step says."""
    file = queries.opened(request.actor, code, at=request.at)
    posting = queries.posting(file, at=request.at)
    if posting is None or not file.able:
        raise rules.NotYourMove
    form = EmptyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "post", file, form=form, posting=posting)
    try:
        commands.post_publicly(file.dossier.pk, by=request.actor, at=request.at)
    except NotAllowed:
        raise
    except Refusal as no:
        return refused(request, "post", file, form, no, posting=posting)
    messages.success(request, _("Đã niêm yết công khai."))
    return back(request, "dossier", code)
