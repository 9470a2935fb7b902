"""Procedures out of a file: upload, look at what would be entered, enter."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.files.rules import naming
from motcua.kernel.errors import Refusal
from motcua.procedures.commands import importing
from motcua.procedures.forms.admin import UploadForm
from motcua.procedures.queries import admin as queries
from motcua.procedures.rules import workbook
from motcua.procedures.views.shown import page, refuse, told
from motcua.shell.access import Request, officer

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SHOWN = 200


@officer
@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The last imports, and a new one: what comes out is a dry run."""
    own = queries.agencies(request.actor, "enter")
    sent = request.method == "POST"
    if sent and not own:
        raise queries.NoDatabase
    form = UploadForm(request.POST if sent else None, request.FILES if sent else None, agencies=own)
    if form.is_valid():
        file = form.cleaned_data["file"]
        agency = form.agencies[form.cleaned_data["agency"]]
        try:
            made = importing.upload(agency, file.read(), file.name, by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "file")
        else:
            return redirect("procedures:import", made.pk)
    return page(request, "admin_imports", {"uploads": list(queries.uploads(request.actor)), "own": own}, form)


@officer
@require_http_methods(["GET", "POST"])
def one(request: Request, pk: int) -> HttpResponse:
    """What would be entered and what was refused; then it is entered, or put away."""
    found = queries.upload(request.actor, pk)
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "bo":
                importing.drop(pk, by=request.actor, at=request.at)
                messages.success(request, _("Đã bỏ tệp. Không có gì được nhập."))
                return redirect("procedures:imports")
            count, refused = importing.enter(pk, by=request.actor, at=request.at)
        except importing.NothingToEnter as no:
            messages.error(request, told(no))
            return redirect("procedures:import", pk)
        messages.success(
            request,
            _("Đã nhập {count} thủ tục; {refused} dòng bị từ chối.").format(count=count, refused=len(refused)),
        )
        return redirect("procedures:import", pk)
    context = {"upload": found, "records": found.records[:_SHOWN], "refused": found.refused[:_SHOWN], "most": _SHOWN}
    return page(request, "admin_import", context)


@officer
@require_GET
def template(request: Request) -> HttpResponse:
    """The empty workbook."""
    queries.paths(request.actor)
    return HttpResponse(workbook.template(), headers=naming.headers("mau-nhap-thu-tuc.xlsx", _XLSX))
