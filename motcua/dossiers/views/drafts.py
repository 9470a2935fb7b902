"""Beginning, answering page by page, checking and handing in."""

import re
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue.queries import live_service, service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Page, Section, Service
from motcua.dossiers import commands, queries
from motcua.dossiers.forms import PageForm
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import NeedsAssurance, NotReady, Seen, StalePage, Status, assurance_task, may_file
from motcua.identity.queries import person as the_person
from motcua.identity.queries import phone
from motcua.kernel.errors import Invalid
from motcua.shell.access import Request, signed_in
from motcua.shell.clock import VIETNAM


@signed_in
@require_http_methods(["GET", "POST"])
def begin(request: Request, slug: str) -> HttpResponse:
    """POST begins a draft; GET is where a visitor lands after sign-in, and asks to press the button."""
    version = live_service(slug, request.at.date())
    if request.method == "GET":
        return render(request, "dossiers/begin.html", {"service": service_of(version)})
    dossier = commands.begin(version, by=request.actor, at=request.at)
    return redirect("dossiers:dossier", dossier.ref)


@signed_in
@require_GET
def section(request: Request, ref: str, section: str) -> HttpResponse:
    """The first page of a section."""
    dossier = queries.own_to_fill(request.actor, ref)
    found = _section(_shown(dossier), section)
    return redirect("dossiers:page", ref, section, found.pages[0].key)


@signed_in
@require_http_methods(["GET", "POST"])
def page(request: Request, ref: str, section: str, page: str) -> HttpResponse:
    """One question page. A POST goes on to the next page of the section, or back to the check page that led here.

    A page that was saved in another window meanwhile comes back with what was typed, nothing saved.
    """
    dossier = queries.own_to_fill(request.actor, ref)
    service = service_of(dossier.version)
    shown = _shown(dossier)
    here = _page(_section(shown, section), page)
    form = _form(request, dossier, here)
    if form.choosing:
        form.errors.clear()
    status = 422 if form.errors else 200
    if form.is_valid() and not form.choosing:
        try:
            dossier = commands.save_answers(
                dossier.pk,
                f"{section}/{page}",
                form.answers(),
                seen=form.seen_before(),
                by=request.actor,
                at=request.at,
            )
        except StalePage as no:
            form.add_error(None, _(no.template))
            status = no.status
        else:
            return _onwards(request, service, dossier, form, section)
    context = {
        "dossier": dossier, "service": service, "section": _section(shown, section), "page": here, "form": form,
        "returning": request.GET.get("ve") == "kiem-tra",
        "seen": form["seen"].value() if status == _BAD or form.choosing else _opened(dossier, section, page),
    }  # fmt: skip
    return render(request, "dossiers/page.html", context, status=status)


@signed_in
@require_POST
def autosave(request: Request, ref: str, section: str, page: str) -> HttpResponse:
    """Keep the changed fields of a page while it is being filled. What is not understood yet is named, not kept."""
    dossier = queries.own_to_fill(request.actor, ref)
    here = _page(_section(_shown(dossier), section), page)
    form = _form(request, dossier, here)
    form.is_valid()
    changed = set(request.POST.getlist("_changed"))
    kept = {k: v for k, v in {**form.answers(), **form.emptied()}.items() if k in changed}
    if kept:
        commands.save_answers(
            dossier.pk, f"{section}/{page}", kept, seen=form.seen_before(), by=request.actor, at=request.at
        )
    problems = {k: " ".join(str(text) for text in v) for k, v in form.errors.items() if k in changed}
    return JsonResponse({"saved_at": f"{request.at.astimezone(VIETNAM):%H:%M}", "problems": problems})


@signed_in
@require_GET
def exit_page(request: Request, ref: str, question: str) -> HttpResponse:
    """Why this service does not fit, and what may be done instead."""
    dossier = queries.own_to_fill(request.actor, ref)
    service = service_of(dossier.version)
    found = asked.exit_for(service, queries.answers(dossier))
    if found is None or found[0].key != question:
        return redirect("dossiers:dossier", ref)
    where = next((s.key, p.key) for s in service.sections for p in s.pages if found[0] in p.questions)
    return render(
        request, "dossiers/exit.html", {"dossier": dossier, "service": service, "exit": found[1], "where": where}
    )


@signed_in
@require_GET
def check(request: Request, ref: str) -> HttpResponse:
    """All answers on one page, each with its way to change it."""
    dossier = queries.own_draft(request.actor, ref)
    return render(request, "dossiers/check.html", _check(request, dossier))


@signed_in
@require_http_methods(["GET", "POST"])
def submit(request: Request, ref: str) -> HttpResponse:
    """Hand in. A second click lands on the receipt of the first; who had to sign in first, on the check page."""
    dossier = queries.own_dossier(request.actor, ref)
    if dossier.status != Status.DRAFT:
        return redirect("dossiers:confirmation", ref)
    if request.method == "GET":
        return redirect("dossiers:check", ref)
    try:
        commands.submit(dossier.pk, by=request.actor, at=request.at)
    except (NotReady, Invalid, NeedsAssurance) as no:
        messages.error(request, _(no.template).format_map(dict(no.data)))
        return render(request, "dossiers/check.html", _check(request, dossier), status=no.status)
    return redirect("dossiers:confirmation", ref)


@signed_in
@require_http_methods(["GET", "POST"])
def discard(request: Request, ref: str) -> HttpResponse:
    """Throw a draft away, after asking once."""
    dossier = queries.own_to_fill(request.actor, ref)
    if request.method == "GET":
        return render(request, "dossiers/discard.html", {"dossier": dossier, "service": service_of(dossier.version)})
    commands.discard(dossier.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa bản nháp."))
    return redirect("dossiers:mine")


_BAD = 422


def _opened(dossier: Dossier, section: str, page: str) -> str:
    """What the page knows now; another random visit for each opening."""
    dossier.refresh_from_db(fields=["saves"])
    return str(Seen(dossier.saves.get(f"{section}/{page}", 0), token_urlsafe(6)))


def _shown(dossier: Dossier) -> tuple[Section, ...]:
    return asked.sections(service_of(dossier.version), queries.answers(dossier))


def _section(shown: tuple[Section, ...], key: str) -> Section:
    for found in shown:
        if found.key == key:
            return found
    raise Http404


def _page(section: Section, key: str) -> Page:
    for found in section.pages:
        if found.key == key:
            return found
    raise Http404


def _form(request: Request, dossier: Dossier, page: Page) -> PageForm:
    given = queries.answers(dossier)
    initial = {q.key: given.get(q.key, _prefilled(request, dossier, q.prefill)) for q in page.questions}
    told, on = request.POST if request.method == "POST" else request.GET, request.at.astimezone(VIETNAM).date()
    wanted = [q for q in page.questions if q.kind == "unit"]
    places = {q.key: queries.places(q.level, q.key, told, initial[q.key], on=on) for q in wanted}
    say = partial(service_of(dossier.version).said, language=get_language() or "vi")
    return PageForm(page, places, say, data=request.POST if request.method == "POST" else None, initial=initial)


def _prefilled(request: Request, dossier: Dossier, what: str) -> str:
    business = dossier.business
    match what:
        case "business.name":
            return business.name if business else ""
        case "business.tax_code":
            return business.tax_code if business else ""
        case "person.name":
            return str(request.actor.name)
        case "person.phone":
            return re.sub(r"^\+84", "0", phone(the_person(request.actor.person)))
    return ""


def _onwards(request: Request, service: Service, dossier: Dossier, form: PageForm, section: str) -> HttpResponse:
    given = queries.answers(dossier)
    page = form.page.key
    if (end := asked.exit_for(service, given)) and any(q.key == end[0].key for q in service.section(section).questions):
        return redirect("dossiers:exit", dossier.ref, end[0].key)
    shown = _section(asked.sections(service, given), section).pages
    if any(p.key == page and any(q.key not in form.fields for q in p.questions) for p in shown):
        return redirect(request.get_full_path())  # this answer brought up another question here
    if request.GET.get("ve") == "kiem-tra":
        return redirect("dossiers:check", dossier.ref)
    pages = [p.key for p in shown]
    later = pages[pages.index(page) + 1 :] if page in pages else []
    if later:
        return redirect("dossiers:page", dossier.ref, section, later[0])
    return redirect("dossiers:dossier", dossier.ref)


def _check(request: Request, dossier: Dossier) -> dict[str, Any]:
    service = service_of(dossier.version)
    given = queries.answers(dossier)
    tasks = queries.task_list(dossier)
    present = dossier.papers.select_related("file").order_by("key", "pk")
    return {
        "dossier": dossier, "service": service, "sections": asked.sections(service, given), "answers": given,
        "problems": asked.problems(service, given), "papers": asked.papers(service, given),
        "files": [(p.key, p) for p in present], "ready": all(task.state == "done" for task in tasks),
        "tasks": (*tasks, *assurance_task(request.actor, service.assurance)),
        "may_file": may_file(request.actor), "shared": queries.shared_count(dossier) if dossier.people else 0,
        "spec": service.lists[0] if service.lists else None,
        "unit": dossier.unit,
    }  # fmt: skip
