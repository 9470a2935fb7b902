"""The applicant's pages of a draft, in test mode: nothing becomes a dossier."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.authoring import commands, queries
from motcua.authoring.models import ServiceDraft
from motcua.authoring.rules import NoDraft
from motcua.authoring.views.shown import about, today
from motcua.catalogue.rules import answers as asked
from motcua.catalogue.rules.service import Page, Question, Section, Service
from motcua.dossiers.forms import PageForm
from motcua.dossiers.queries import places
from motcua.dossiers.queries.wording import words
from motcua.shell.access import Request, officer
from motcua.shell.fields import tables
from motcua.territory import queries as territory

_BAD = 422
# What the portal would know of an applicant, invented.
_KNOWN: Mapping[str, str] = {
    "business.name": "Công ty TNHH Ví Dụ", "business.tax_code": "0000000000", "person.name": "Nguyễn Văn Thử",
    "person.phone": "0900000000",
}  # fmt: skip


@officer
@require_GET
def tasks(request: Request, pk: int) -> HttpResponse:
    """The sections, as an applicant's task list has them."""
    found, service = _draft(request, pk)
    given = queries.trial_answers(found, request.actor.person)
    wrong = asked.problems(service, given)
    sections = [
        (section, "todo" if any(q.key in wrong for q in section.questions) else "done")
        for section in asked.sections(service, given)
    ]
    context = {**about(request, found), "service": service, "sections": sections, "given": bool(given)}
    return render(request, "authoring/trial.html", context)


@officer
@require_http_methods(["GET", "POST"])
def page(request: Request, pk: int, section: str, page: str) -> HttpResponse:
    """One question page. A POST goes on to the next page of the section."""
    found, service = _draft(request, pk)
    given = queries.trial_answers(found, request.actor.person)
    where = _section(asked.sections(service, given), section)
    here = next((one for one in where.pages if one.key == page), None)
    if here is None:
        raise Http404
    form, turned = _form(request, service, here, given)
    kept = form.answers() if form.is_valid() else form.partial() if form.is_bound else {}
    if kept:
        commands.keep_trial(found.pk, kept, by=request.actor, at=request.at)
        given = {**given, **kept}
    if form.choosing or turned:
        form.errors.clear()
    elif form.is_valid():
        return _onwards(found, service, given, section, here)
    computed = asked.visible(service, given)
    context = {
        **about(request, found), "service": service, "section": where, "page": here, "form": form, "turned": turned,
        "computed": {q.key: words(q, computed.get(q.key), {}) for q in here.questions if q.kind == "computed"},
    }  # fmt: skip
    return render(request, "authoring/trial_page.html", context, status=_BAD if form.errors else 200)


@officer
@require_GET
def check(request: Request, pk: int) -> HttpResponse:
    """All answers, and what the portal would make of them: fees, claim, papers, path, due dates."""
    found, service = _draft(request, pk)
    given = queries.trial_answers(found, request.actor.person)
    units = [q.key for q in service.questions() if q.kind == "unit" and isinstance(given.get(q.key), int)]
    named = territory.paths(given[key] for key in units)
    context = {
        **about(request, found), "service": service, "sections": asked.sections(service, given),
        "answers": asked.visible(service, given), "units": {key: named.get(given[key], "") for key in units},
        "outcome": queries.outcome(service, given), "ways": queries.shown_paths(service, request.at),
    }  # fmt: skip
    return render(request, "authoring/trial_check.html", context)


@officer
@require_POST
def clear(request: Request, pk: int) -> HttpResponse:
    """Begin anew."""
    found, _service = _draft(request, pk)
    commands.clear_trial(found.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa câu trả lời chạy thử."))
    return redirect("authoring:trial", found.pk)


def _draft(request: Request, pk: int) -> tuple[ServiceDraft, Service]:
    found = queries.draft(request.actor, pk)
    service = queries.read(found).service
    if service is None:
        raise NoDraft
    return found, service


def _section(shown: tuple[Section, ...], key: str) -> Section:
    for found in shown:
        if found.key == key:
            return found
    raise Http404


def _form(
    request: Request, service: Service, page: Page, given: Mapping[str, Any]
) -> tuple[PageForm, tuple[str, int] | None]:
    initial = {q.key: _typed(q, given.get(q.key, _KNOWN.get(q.prefill, ""))) for q in page.questions}
    sent, turned = _turned(request.POST, page) if request.method == "POST" else (None, None)
    told = sent if sent is not None else request.GET
    wanted = [q for q in page.questions if q.kind == "unit"]
    offered = {q.key: places(q.level, q.key, told, initial[q.key], on=today(request)) for q in wanted}
    say = partial(service.said, language=get_language() or "vi")
    return PageForm(page, offered, say, data=sent, initial=initial), turned


def _typed(question: Question, value: Any) -> Any:
    """As the field shows it: days are kept as ISO text."""
    if question.kind == "date" and isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value


def _turned(sent: QueryDict, page: Page) -> tuple[QueryDict, tuple[str, int] | None]:
    """What was sent, with the row of a table added (-1) or taken out whose button was pressed."""
    name, _colon, row = (sent.get(tables.REMOVE) or sent.get(tables.ADD) or "").partition(":")
    if name not in {q.key for q in page.questions if q.kind == "list"}:
        return sent, None
    data = sent.copy()
    if tables.REMOVE not in sent:
        tables.another(data, name)
        return data, (name, -1)
    n = int(row) if row.isascii() and row.isdigit() else 0
    tables.without(data, name, n)
    return data, (name, n)


def _onwards(draft: ServiceDraft, service: Service, given: Mapping[str, Any], section: str, page: Page) -> HttpResponse:
    shown = next((s.pages for s in asked.sections(service, given) if s.key == section), ())
    asked_here = {q.key for q in page.questions}
    if any(one.key == page.key and any(q.key not in asked_here for q in one.questions) for one in shown):
        return redirect("authoring:trial_page", draft.pk, section, page.key)  # this answer brought up another question
    end = asked.exit_for(service, given)
    if end is not None and end[0].key in asked_here:
        return redirect("authoring:trial_check", draft.pk)
    keys = [one.key for one in shown]
    later = keys[keys.index(page.key) + 1 :] if page.key in keys else []
    if later:
        return redirect("authoring:trial_page", draft.pk, section, later[0])
    return redirect("authoring:trial", draft.pk)
