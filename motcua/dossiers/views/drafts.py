"""Beginning, answering page by page."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.catalogue.queries import live_service, service_of
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Page, Question, Section, Service
from motcua.dossiers import commands, queries
from motcua.dossiers.forms import PageForm
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import keeping, wording
from motcua.dossiers.queries.prefilling import Prefill
from motcua.dossiers.rules import Seen, StalePage
from motcua.shell.access import Request, signed_in
from motcua.shell.clock import VIETNAM
from motcua.shell.fields import tables


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
    filling = _filling(request, dossier, _page(_section(shown, section), page))
    form = filling.form
    good, status = form.is_bound and form.errors.keys() <= form.new(), 200
    if good or filling.turned:
        try:
            kept = form.answers() if good else {**form.partial(), **form.emptied()}
            if not form.choosing or filling.turned:
                dossier = commands.save_page(
                    dossier.pk, f"{section}/{page}", kept, seen=form.seen_before(), by=request.actor, at=request.at
                )
            if good and not form.choosing and not filling.turned:
                return _onwards(request, service, dossier, form, section)
        except StalePage as no:
            form.add_error(None, _(no.template))
            status = no.status
    if status == 200 and (form.choosing or filling.turned):  # noqa: PLR2004 - nothing is wrong yet
        form.errors.clear()
    for key in form.errors.keys() & form.new():
        del form.errors[key]
    if status == 200 and form.errors:  # noqa: PLR2004
        status = _BAD
    again = status == _BAD or form.choosing or filling.turned
    context = {
        "dossier": dossier, "service": service, "section": _section(shown, section), "page": filling.page, "form": form,
        "returning": request.GET.get("ve") == "kiem-tra", "turned": filling.turned, "offers": filling.offers,
        "computed": _computed(dossier, filling.page), "groups": grouped(filling.page.questions),
        "seen": form["seen"].value() if again else _opened(dossier, section, page),
    }  # fmt: skip
    return render(request, "dossiers/page.html", context, status=status)


@signed_in
@require_POST
def autosave(request: Request, ref: str, section: str, page: str) -> HttpResponse:
    """Keep the changed fields of a page while it is being filled. What is not understood yet is named, not kept."""
    dossier = queries.own_to_fill(request.actor, ref)
    here = _page(_section(_shown(dossier), section), page)
    form = _filling(request, dossier, here).form
    form.is_valid()
    changed = set(request.POST.getlist("_changed"))
    kept = {k: v for k, v in {**form.partial(), **form.emptied()}.items() if k in changed}
    if kept:
        dossier = commands.save_page(
            dossier.pk, f"{section}/{page}", kept, seen=form.seen_before(), by=request.actor, at=request.at
        )
    problems = {k: " ".join(str(text) for text in v) for k, v in form.errors.items() if k in changed}
    told = {"saved_at": f"{request.at.astimezone(VIETNAM):%H:%M}", "problems": problems}
    computed = _computed(dossier, here)
    return JsonResponse(told | ({"computed": computed} if computed else {}))


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


@dataclass(frozen=True)
class _Filling:
    """A question page at work. `offers`: kept answers that stand in its empty fields. `turned`: the table in which a
    row was added or taken out just now ("" none), and the row (-1: a new one)."""

    page: Page
    form: PageForm
    offers: dict[str, keeping.Offer]
    turned: tuple[str, int] | None


def _filling(request: Request, dossier: Dossier, page: Page) -> _Filling:
    given, on = queries.answers(dossier), request.at.astimezone(VIETNAM).date()
    sent = request.POST if request.method == "POST" else None
    offers: dict[str, keeping.Offer] = {}
    if sent is None:
        known = Prefill(dossier, request.actor)
        empty = {q.key: known.of(q.prefill) for q in page.questions if q.key not in given}
        offers = keeping.offers(dossier, [q for q in page.questions if not empty.get(q.key)], given, on=on)
        given = {**empty, **given, **{key: offer.value for key, offer in offers.items()}}
    initial = {q.key: _typed(q, given.get(q.key)) for q in page.questions}
    told = sent if sent is not None else request.GET
    wanted = [q for q in page.questions if q.kind == "unit"]
    places = {q.key: queries.places(q.level, q.key, told, initial[q.key], on=on) for q in wanted}
    say = partial(service_of(dossier.version).said, language=get_language() or "vi")
    data, turned = _turned(sent, page)
    return _Filling(page, PageForm(page, places, say, data=data, initial=initial), offers, turned)


def _typed(question: Question, value: Any) -> Any:
    """As the field shows it: days are kept as ISO text."""
    if question.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value


def _turned(sent: QueryDict | None, page: Page) -> tuple[QueryDict | None, tuple[str, int] | None]:
    """What was sent, with the row added or taken out whose button was pressed."""
    if sent is None:
        return None, None
    lists = {q.key for q in page.questions if q.kind == "list"}
    name, _colon, row = (sent.get(tables.REMOVE) or sent.get(tables.ADD) or "").partition(":")
    if name not in lists:
        return sent, None
    data = sent.copy()
    if tables.REMOVE not in sent:
        tables.another(data, name)
        return data, (name, -1)
    if row.isascii() and row.isdigit():
        tables.without(data, name, int(row))
    return data, (name, int(row) if row.isascii() and row.isdigit() else 0)


def _computed(dossier: Dossier, page: Page) -> dict[str, str]:
    """The worked out values of a page, in words, as far as the answers kept say."""
    wanted = [q for q in page.questions if q.kind == "computed"]
    if not wanted:
        return {}
    values = asked.visible(service_of(dossier.version), queries.answers(dossier))
    return {q.key: wording.words(q, values.get(q.key), {}) for q in wanted}


def grouped(questions: tuple[Question, ...]) -> list[tuple[str, list[Question]]]:
    """Runs of questions under one heading; '' for those that stand alone."""
    found: list[tuple[str, list[Question]]] = []
    for question in questions:
        if found and found[-1][0] == question.group:
            found[-1][1].append(question)
        else:
            found.append((question.group, [question]))
    return found


def _onwards(request: Request, service: Service, dossier: Dossier, form: PageForm, section: str) -> HttpResponse:
    given = queries.answers(dossier)
    page = form.page.key
    if (end := asked.exit_for(service, given)) and any(q.key == end[0].key for q in service.section(section).questions):
        return redirect("dossiers:exit", dossier.ref, end[0].key)
    shown = _section(asked.sections(service, given), section).pages
    if any(p.key == page and any(_unseen(q, form) for q in p.questions) for p in shown):
        return redirect(request.get_full_path())  # this answer brought up another question here
    if request.GET.get("ve") == "kiem-tra":
        return redirect("dossiers:check", dossier.ref)
    pages = [p.key for p in shown]
    later = pages[pages.index(page) + 1 :] if page in pages else []
    if later:
        return redirect("dossiers:page", dossier.ref, section, later[0])
    return redirect("dossiers:dossier", dossier.ref)


def _unseen(question: Question, form: PageForm) -> bool:
    return question.kind != "computed" and (question.key not in form.fields or question.key in form.errors)
