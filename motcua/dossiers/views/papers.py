"""Papers handed in, and papers received."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.catalogue.queries import service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Paper
from motcua.documents import queries as documents
from motcua.dossiers import commands, queries
from motcua.dossiers.forms import PaperForm
from motcua.dossiers.models import Dossier, Supplement
from motcua.dossiers.rules import NotNow, Status, check_filer, may_file
from motcua.files import commands as files
from motcua.files import queries as stored
from motcua.files.rules import naming
from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal
from motcua.shell.access import Request, signed_in
from motcua.shell.serving import streamed


@signed_in
@require_http_methods(["GET", "POST"])
def papers(request: Request, ref: str) -> HttpResponse:
    """Every paper with its files; POST adds one file to one paper."""
    dossier = queries.own_dossier(request.actor, ref)
    current = queries.current_supplement(dossier)
    if request.method == "POST":
        _check_open(request, dossier, current)
    key = request.POST.get("paper", "")
    forms = {}
    for spec in _specs(dossier):
        sent = request.method == "POST" and key == spec.key
        forms[spec.key] = PaperForm(
            spec.accepts, spec.max_mb, prefix=spec.key,
            data=request.POST if sent else None, files=request.FILES if sent else None,
        )  # fmt: skip
    form = forms.get(key)
    if form is not None and form.is_valid() and _added(request, dossier, key, form):
        return redirect("dossiers:papers", ref)
    context = {
        "dossier": dossier, "specs": _specs(dossier), "forms": forms, "failed": form, "failed_key": key,
        "files": list(dossier.papers.select_related("file").order_by("pk")), "round": current.n if current else 0,
        "draft": dossier.status == Status.DRAFT,
        "open": may_file(request.actor) and (dossier.status == Status.DRAFT or current is not None),
    }  # fmt: skip
    return render(request, "dossiers/papers.html", context, status=422 if form is not None and form.errors else 200)


@signed_in
@require_GET
def paper(request: Request, ref: str, pk: int) -> FileResponse:
    """A file of an own dossier."""
    found = queries.own_paper(request.actor, ref, pk)
    return streamed(stored.opened(found.file), naming.headers(found.name, found.file.mime, inline=True))


@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: Request, ref: str, pk: int) -> HttpResponse:
    """Take a file back. Who had to sign in first comes back to the papers."""
    dossier = queries.own_dossier(request.actor, ref)
    if request.method == "GET":
        return redirect("dossiers:papers", ref)
    commands.remove_paper(dossier.pk, pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa tệp."))
    return redirect("dossiers:papers", ref)


@signed_in
@require_GET
def document(request: Request, ref: str, pk: int) -> HttpResponse:
    """A paper that an agency issued on this dossier, as PDF."""
    dossier = queries.own_dossier(request.actor, ref)
    found = documents.document(pk, dossier.subject)
    if found.kind == "control":
        raise Missing
    return HttpResponse(
        documents.pdf(found),
        headers=naming.headers(f"{found.title} {found.dossier_code}.pdf", "application/pdf", inline=True),
    )


def _check_open(request: Request, dossier: Dossier, current: Supplement | None) -> None:
    """Before a file is looked at at all. Raises ViewerOnly, NotNow."""
    check_filer(request.actor)
    if dossier.status != Status.DRAFT and current is None:
        raise NotNow(status=Status(dossier.status).label.lower())


def _specs(dossier: Dossier) -> list[Paper]:
    current = queries.current_supplement(dossier)
    found = asked.papers(service_of(dossier.version), queries.answers(dossier))
    return [spec for spec in found if current is None or spec.key in current.wanted]


def _added(request: Request, dossier: Dossier, key: str, form: PaperForm) -> bool:
    """Keep and attach; a refusal of either becomes the form's error."""
    file = form.cleaned_data["file"]
    spec = service_of(dossier.version).paper(key)
    accepts, max_mb = spec.accepts, spec.max_mb
    try:
        # Kept before it is attached: a file that nothing points to is harmless, and no transaction waits for a disk.
        kept = files.keep(
            file.name, file.chunks(), by=request.actor, at=request.at, allowed=accepts, max_bytes=max_mb * 1024 * 1024
        )
        commands.add_paper(dossier.pk, key, kept, name=naming.safe_name(file.name), by=request.actor, at=request.at)
    except (Conflict, NotAllowed):
        raise
    except Refusal as no:
        form.add_error("file", _(no.template).format_map(dict(no.data)))
        return False
    messages.success(request, _("Đã thêm tệp “{name}”.").format(name=naming.safe_name(file.name)))
    return True
