"""The worker list: template, upload, preview with every problem, rows by hand."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules.service import ListSpec
from motcua.dossiers import commands, queries
from motcua.dossiers.commands.lists import NoListHere
from motcua.dossiers.forms import ListForm, RowForm
from motcua.dossiers.models import Dossier, Row
from motcua.dossiers.rules import Status, check_filer, may_file
from motcua.files.rules import naming, sheets
from motcua.kernel.errors import Conflict, Invalid, NotAllowed, Refusal
from motcua.kernel.text import tidy
from motcua.shell import fields
from motcua.shell.access import Request, signed_in
from motcua.shell.jinja import number

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@signed_in
@require_http_methods(["GET", "POST"])
def workers(request: Request, ref: str) -> HttpResponse:
    """The list as it stands; POST puts an uploaded file in its place.

    It is the employer's own list, who must find the wrong number in it: numbers are shown in full.
    """
    sent = request.method == "POST"
    dossier = queries.own_dossier(request.actor, ref)
    if sent:
        check_filer(request.actor)
    spec = _spec(dossier)
    form = ListForm(spec, data=request.POST if sent else None, files=request.FILES if sent else None)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            dossier = commands.upload_list(dossier.pk, file.name, file.read(), by=request.actor, at=request.at)
        except (Conflict, NotAllowed):
            raise
        except Refusal as no:
            form.add_error("file", _(no.template).format_map(dict(no.data)))
        else:
            return _told(request, dossier)
    return render(
        request, "dossiers/list.html", _context(request, dossier, spec, form), status=422 if form.errors else 200
    )


@signed_in
@require_GET
def template(request: Request, ref: str) -> HttpResponse:
    """The empty Excel template of this service's list."""
    spec = _spec(queries.own_dossier(request.actor, ref))
    return _sheet(sheets.write(spec), f"{spec.form}.xlsx")


@signed_in
@require_GET
def export(request: Request, ref: str) -> HttpResponse:
    """The list as it stands, to be corrected in Excel and uploaded again."""
    dossier = queries.own_dossier(request.actor, ref)
    spec = _spec(dossier)
    rows = [queries.values_of(row) for row in queries.filtered(dossier, queries.RowFilter())]
    return _sheet(sheets.write(spec, rows), f"{spec.form} {dossier.code or ''}.xlsx")


@signed_in
@require_http_methods(["GET", "POST"])
def new_row(request: Request, ref: str) -> HttpResponse:
    """Add a person by hand."""
    dossier = queries.own_to_fill(request.actor, ref)
    return _row_page(request, dossier, None)


@signed_in
@require_http_methods(["GET", "POST"])
def row(request: Request, ref: str, n: int) -> HttpResponse:
    """Correct a person's row. One that may not be changed now is seen in the list."""
    dossier = queries.own_dossier(request.actor, ref)
    view = queries.row(dossier, n)
    check_filer(request.actor)
    asked = queries.current_supplement(dossier)
    if request.method == "GET" and not (dossier.status == Status.DRAFT or queries.correctable(view.row, asked)):
        return redirect("dossiers:list", ref)
    return _row_page(request, dossier, view)


@signed_in
@require_http_methods(["GET", "POST"])
def remove_row(request: Request, ref: str, n: int) -> HttpResponse:
    """Take a row out. Who had to sign in first comes back to the row."""
    dossier = queries.own_dossier(request.actor, ref)
    if request.method == "GET":
        return redirect("dossiers:row", ref, n)
    commands.remove_row(dossier.pk, n, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa dòng {n} khỏi danh sách.").format(n=n))
    return redirect("dossiers:list", ref)


@signed_in
@require_http_methods(["GET", "POST"])
def clear(request: Request, ref: str) -> HttpResponse:
    """Empty the list, after asking once."""
    dossier = queries.own_to_fill(request.actor, ref)
    if request.method == "GET":
        return render(
            request,
            "dossiers/clear.html",
            {"dossier": dossier, "spec": _spec(dossier), "service": service_of(dossier.version)},
        )
    commands.clear_list(dossier.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa danh sách. Bạn có thể tải lên danh sách khác."))
    return redirect("dossiers:list", ref)


def _row_page(request: Request, dossier: Dossier, view: queries.RowView | None) -> HttpResponse:
    spec = _spec(dossier)
    n = view.row.n if view else None
    initial = _shown(spec, view.values) if view else {}
    sent = _accepted(request, queries.suggestions(view, spec) if view else {}) if request.method == "POST" else None
    say = partial(service_of(dossier.version).said, language=get_language() or "vi")
    form = RowForm(spec, say, data=sent, initial=initial)
    problems = _by_column(view.row) if view else {}
    if form.is_valid():
        try:
            saved = commands.save_row(dossier.pk, n, form.values(), by=request.actor, at=request.at)
        except Invalid as no:
            fields.refuse(form, no)
        else:
            if not saved.problems:
                messages.success(request, _("Đã lưu dòng {n}.").format(n=saved.n))
                return redirect("dossiers:list", dossier.ref)
            if n is None:
                return redirect("dossiers:row", dossier.ref, saved.n)
            view = queries.row(dossier, saved.n)
            problems = _by_column(saved)
            fields.refuse(form, Invalid(problems))
    context = {
        "dossier": dossier, "spec": spec, "service": service_of(dossier.version),
        "form": form, "n": n, "problems": problems, "row": view.row if view else None,
        "suggested": queries.suggestions(view, spec) if view else {}, "draft": dossier.status == Status.DRAFT,
    }  # fmt: skip
    return render(request, "dossiers/row.html", context, status=422 if form.errors else 200)


def _accepted(request: Request, suggested: dict[str, str]) -> QueryDict:
    """What was typed; where the button beside a cell was pressed, with the value that it offers."""
    typed = request.POST.copy()
    if (column := typed.get("_dung", "")) in suggested:
        typed[column] = suggested[column]
    return typed


def _by_column(row: Row) -> dict[str, str]:
    """Column key → everything wrong there."""
    found: dict[str, str] = {}
    for column, _code, text in row.problems:
        found[column] = f"{found[column]} {text}" if column in found else text
    return found


def _shown(spec: ListSpec, values: dict[str, str]) -> dict[str, str]:
    """Dates are kept as ISO text and shown as people write them."""
    shown = dict(values)
    for column in spec.columns:
        if column.kind == "date":
            shown[column.key] = queries.date_as_written(values.get(column.key, ""))
    return shown


def _context(request: Request, dossier: Dossier, spec: ListSpec, form: ListForm) -> dict[str, Any]:
    after = request.GET.get("sau", "")
    wanted = queries.RowFilter(
        problems=request.GET.get("loi") == "1" if "loi" in request.GET else bool(dossier.list_problems),
        text=tidy(request.GET.get("tim", ""))[:100],
        verdict="refused" if request.GET.get("tu-choi") == "1" else "",
    )
    draft, may = dossier.status == Status.DRAFT, may_file(request.actor)
    rows, further = queries.rows_page(dossier, wanted, after=int(after) if after.isdecimal() else 0, overlapping=draft)
    asked = queries.current_supplement(dossier)
    changeable = {view.row.n for view in rows if may and (draft or queries.correctable(view.row, asked))}
    return {
        "dossier": dossier, "spec": spec, "service": service_of(dossier.version),
        "form": form, "rows": rows, "further": further, "wanted": wanted,
        "draft": draft, "editable": draft and may, "changeable": changeable,
        "by_column": queries.problems_by_column(dossier, spec),
    }  # fmt: skip


def _told(request: Request, dossier: Dossier) -> HttpResponse:
    if dossier.list_problems:
        text = _("Đã đọc {people} dòng. {problems} dòng cần sửa, xem bên dưới.")
        messages.warning(request, text.format(people=number(dossier.people), problems=number(dossier.list_problems)))
    else:
        messages.success(request, _("Đã đọc {people} dòng, không có lỗi.").format(people=number(dossier.people)))
    return redirect("dossiers:list", dossier.ref)


def _spec(dossier: Dossier) -> ListSpec:
    specs = service_of(dossier.version).lists
    if not specs:
        raise NoListHere
    return specs[0]


def _sheet(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, headers=naming.headers(name, XLSX))
