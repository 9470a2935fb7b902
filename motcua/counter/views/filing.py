"""A draft in the clerk's hands: its papers, its code, and handing it in."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue.queries import service_of
from motcua.counter import commands, queries, rules
from motcua.counter.forms import AcceptForm, CodeForm, ScanForm
from motcua.files import queries as files
from motcua.files.rules import naming
from motcua.files.rules.refusals import FileRefused
from motcua.files.rules.scan_quality import WORDS
from motcua.identity.commands import codes
from motcua.identity.queries import people
from motcua.kernel.errors import Refusal
from motcua.shell.access import Request, officer
from motcua.shell.serving import streamed


@officer
@require_GET
def dossier(request: Request, ref: str) -> HttpResponse:
    """What is done, what is missing; the papers to scan; the code to send."""
    found = queries.draft(request.actor, ref)
    person = people.person(found.applicant_id)
    service = service_of(found.version)
    present: dict[str, list[object]] = {}
    for paper in found.papers.select_related("file").order_by("pk"):
        present.setdefault(paper.key, []).append(paper)
    context = {
        "dossier": found, "person": person, "service": service, "papers": queries.papers(found), "present": present,
        "scans": queries.scans(found), "fees": queries.fees(found), "unready": queries.unready(found),
        "phone": people.phone(person), "identified": person.assurance >= service.assurance,
        "originals": queries.originals_seen(found),
    }  # fmt: skip
    return render(request, "counter/dossier.html", context)


@officer
@require_http_methods(["GET", "POST"])
def scan(request: Request, ref: str, key: str) -> HttpResponse:
    """Pictures and PDFs of one paper; they are put together and judged before anybody accepts them."""
    found = queries.draft(request.actor, ref)
    spec = queries.paper(found, key)
    form = ScanForm(request.POST, request.FILES) if request.method == "POST" else ScanForm()
    if form.is_valid():
        uploads = [(str(one.name), one.chunks()) for one in form.cleaned_data["pages"]]
        try:
            made = commands.keep_scan(found, key, uploads, by=request.actor, at=request.at)
        except (FileRefused, rules.TooManyScans) as no:
            form.add_error("pages", _(no.template).format_map(dict(no.data)))
        else:
            return redirect("counter:scanned", ref, made.pk)
    context = {"dossier": found, "spec": spec, "form": form}
    return render(request, "counter/scan.html", context, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "POST"])
def scanned(request: Request, ref: str, pk: int) -> HttpResponse:
    """What is wrong with which page; accepted, or scanned anew."""
    found = queries.draft(request.actor, ref)
    made = queries.scan(found, pk)
    told = [_(WORDS[problem]).format(n=n) for n, problems in made.pages for problem in problems]
    form = AcceptForm(request.POST if request.method == "POST" else None, problems=bool(told))
    if request.method == "POST" and "bo" in request.POST:
        commands.drop_scan(found, pk, by=request.actor, at=request.at)
        return redirect("counter:scan", ref, made.key)
    if form.is_valid():
        said = form.cleaned_data
        try:
            commands.accept_scan(
                found, pk, original_seen=said["original_seen"], reason=said.get("reason", ""), by=request.actor,
                at=request.at,
            )  # fmt: skip
        except Refusal as no:
            form.add_error(None, _(no.template).format_map(dict(no.data)))
        else:
            messages.success(request, _("Đã thêm giấy tờ vào hồ sơ."))
            return redirect("counter:dossier", ref)
    context = {
        "dossier": found, "scan": made, "spec": queries.paper(found, made.key), "told": told, "form": form,
        "pages": len(made.pages),
    }  # fmt: skip
    return render(request, "counter/scanned.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def scan_file(request: Request, ref: str, pk: int) -> FileResponse:
    """The PDF that was put together."""
    made = queries.scan(queries.draft(request.actor, ref), pk)
    headers = naming.headers(made.file.name, made.file.mime, inline=True)
    return streamed(files.opened(made.file), headers)


@officer
@require_POST
def ask(request: Request, ref: str) -> HttpResponse:
    """Send the person their code."""
    found = queries.draft(request.actor, ref)
    try:
        commands.ask_code(found, by=request.actor, at=request.at)
    except (rules.NotIdentified, rules.NoPhone, rules.Unfinished, codes.TooManyCodes) as no:
        messages.error(request, _(no.template).format_map(dict(no.data)))
        return redirect("counter:dossier", ref)
    return redirect("counter:confirm", ref)


@officer
@require_http_methods(["GET", "POST"])
def confirm(request: Request, ref: str) -> HttpResponse:
    """The person reads what they confirm, and types the code of their message. A second click finds it handed in."""
    try:
        found = queries.draft(request.actor, ref)
    except rules.NothingHere:
        queries.filed(request.actor, ref, at=request.at)
        return redirect("counter:filed", ref)
    try:
        awaited = queries.awaited_code(found, request.actor)
    except rules.NotAsked as no:
        messages.error(request, _(no.template))
        return redirect("counter:dossier", ref)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            commands.confirm(found, form.cleaned_data["code"], by=request.actor, at=request.at)
        except Refusal as no:
            form.add_error("code", _(no.template).format_map(dict(no.data)))
        else:
            return redirect("counter:filed", ref)
    context = {
        "dossier": found, "service": service_of(found.version), "fees": queries.fees(found), "form": form,
        "awaited": awaited,
    }  # fmt: skip
    return render(request, "counter/confirm.html", context, status=422 if form.errors else 200)
