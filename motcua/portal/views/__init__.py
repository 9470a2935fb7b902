"""The front door: home, services, look-up, help, status."""

from typing import Any
from urllib.parse import quote

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import UncoveredYear, days_left
from motcua.catalogue import queries as catalogue
from motcua.catalogue.rules.service import Service
from motcua.dossiers.queries import PublicStatus, public_status
from motcua.files.rules import naming, sheets
from motcua.identity.rules.proofs import Proof
from motcua.kernel.errors import Missing
from motcua.portal import queries, rules
from motcua.portal.forms import LookUpForm
from motcua.portal.rules import TRIES_PER_ADDRESS, TRIES_PER_CODE, WINDOW
from motcua.shell import limits
from motcua.shell import queries as health
from motcua.shell.access import public, signed_in
from motcua.workflow.rules import Step, agency_words, longest_term, parse, path

SHOWN = 6
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    at = request.at  # type: ignore[attr-defined]
    services = [catalogue.service_of(version) for version in catalogue.offered_to_all("", at.date(), limit=SHOWN)]
    return render(request, "portal/home.html", {"services": services, "figures": queries.figures(at)})


@signed_in
@require_GET
def inside(request: HttpRequest) -> HttpResponse:
    """Where one lands after sign-in or a change of capacity: officers at their desk, others at the front door.

    Whoever last worked as an officer but gave no second factor today is asked for it, and told that they need not.
    """
    chosen = str(request.session.get("capacity", ""))
    if chosen.startswith("member:") and not Proof.of(request.session).two_factors:
        return redirect(f"{reverse('identity:confirm')}?can=hai-lop&next={quote(request.path)}")
    by = request.actor  # type: ignore[attr-defined]
    if not by.officer:
        return redirect("portal:home")
    return redirect(next((page for power, page in rules.FIRST_PAGES if power in by.powers), "desk:home"))


@public
@require_GET
def service(request: HttpRequest, slug: str) -> HttpResponse:
    """What one needs to know before beginning."""
    found = catalogue.service_of(catalogue.live_service(slug, request.at.date()))  # type: ignore[attr-defined]
    return render(request, "portal/service.html", {"service": found, **_course(found)})


@public
@require_GET
def list_template(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """The empty Excel form of a service's list, for those who prepare before they sign in."""
    found = catalogue.service_of(catalogue.live_service(slug, request.at.date()))  # type: ignore[attr-defined]
    spec = next((spec for spec in found.lists if spec.key == key), None)
    if spec is None:
        raise Missing
    response = HttpResponse(sheets.template(spec), content_type=XLSX)
    response["Content-Disposition"] = naming.disposition(f"{spec.form}.xlsx", inline=False)
    return response


@public
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Where a dossier stands, for whoever holds its receipt. A wrong pair is answered as an unknown code is."""
    code = request.GET.get("ma", "")[:60]  # the QR code on the receipt brings it along
    form = LookUpForm(request.POST if request.method == "POST" else None, initial={"code": code})
    if not form.is_valid():
        return render(request, "portal/look_up.html", {"form": form}, status=422 if form.errors else 200)
    code, at = form.cleaned_data["code"], request.at  # type: ignore[attr-defined]
    limits.allow("look-up", code, at=at, limit=TRIES_PER_CODE, seconds=WINDOW)
    limits.allow("look-up-from", limits.address_of(request), at=at, limit=TRIES_PER_ADDRESS, seconds=WINDOW)
    status = public_status(code, form.cleaned_data["last4"])
    if status is None:
        form.add_error(None, _("Không tìm thấy hồ sơ có mã và 4 số cuối này. Hãy xem lại cả hai trên giấy tiếp nhận."))
        return render(request, "portal/look_up.html", {"form": form}, status=404)
    return render(request, "portal/found.html", {"status": status, "light": _light(request, status)})


@public
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/help.html")


@public
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html")


@public
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """What works now, in plain words; 503 when something that people need does not."""
    state: dict[str, Any] = {"database": False, "worker": False, "silent": None}
    try:
        state["database"] = health.database_answers()
        state["worker"] = health.worker_alive()
        state["silent"] = queries.silent()
    except DatabaseError:
        state["database"] = False
    return render(request, "portal/status.html", {"state": state}, status=200 if state["database"] else 503)


def _course(service: Service) -> dict[str, Any]:
    """The steps after the submission as pictured to the reader, and the whole term in words."""
    flow = parse(service.flow)
    first = {"state": "todo", "title": _("Bạn nộp hồ sơ"), "lines": [_("trên cổng này")]}
    steps = [{"state": "todo", "title": step.title, "lines": _told(step)} for step in path(flow)]
    return {"steps": [first, *steps], "term": ", ".join(term.words() for term in longest_term(flow))}


def _told(step: Step) -> list[str]:
    """Who and how long; who only where the title does not say it already."""
    who, term = agency_words(step), _("trong {term}").format(term=step.term.words())
    return [term] if step.title.startswith(who) else [who, term]


def _light(request: HttpRequest, status: PublicStatus) -> rules.Light | None:
    """None where no clock runs, or the calendar of the year is not known yet."""
    if status.due_at is None or status.paused or status.finished_at:
        return None
    at = request.at  # type: ignore[attr-defined]
    try:
        return rules.light(at, status.due_at, days_left(at, status.due_at, calendar_for()))
    except UncoveredYear:
        return None
