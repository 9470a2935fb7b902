"""The counter's front page, and the person who stands before it."""

import time
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.counter import commands, queries, rules
from motcua.counter.forms import FindForm
from motcua.identity.commands import counter as identity
from motcua.identity.models import Person
from motcua.identity.queries import counter as accounts
from motcua.identity.queries import people
from motcua.identity.rules.counter import NobodyFound, TooManyLooks
from motcua.kernel.errors import Refusal
from motcua.shell.access import Request, officer

# The pages that confirm an identity keep whom they found under this name too: found once, found for both.
_FOUND = "counter.found"


@officer
@require_http_methods(["GET", "POST"])
def home(request: Request) -> HttpResponse:
    """What waits and what was handed in today; and one person, by the whole number of their paper."""
    queries.check(request.actor)
    form = FindForm(request.POST if request.method == "POST" else None)
    missing = False
    if form.is_valid():
        try:
            found = identity.find(form.cleaned_data["id_number"], by=request.actor, at=request.at)
        except (NobodyFound, TooManyLooks) as no:
            missing = isinstance(no, NobodyFound)
            _say(form, "id_number", no)
        else:
            return _opened(request, found)
    context = {
        "form": form, "missing": missing, "drafts": queries.drafts(request.actor),
        "awaited": queries.awaited(request.actor, at=request.at),
        "filed": queries.filed_today(request.actor, at=request.at),
    }  # fmt: skip
    return render(request, "counter/home.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def person(request: Request, subject: UUID) -> HttpResponse:
    """Whom the clerk found, and the services that they may be helped with. Nothing of their other dossiers."""
    found = _found(request, subject)
    affiliations = queries.may_file_for(found)
    chosen = request.GET.get("cho", "")
    business = next((one for one in affiliations if str(one.business_id) == chosen), None)
    text = request.GET.get("tim", "")[:100]
    context = {
        "person": found, "id_number": people.id_number(found), "phone": people.phone(found),
        "birth_date": people.birth_date(found), "affiliations": affiliations, "business": business, "text": text,
        "services": queries.services(text, business=business is not None, at=request.at),
        "drafts": [one for one in queries.drafts(request.actor) if one.applicant_id == found.pk],
    }  # fmt: skip
    return render(request, "counter/person.html", context)


@officer
@require_GET
def slip(request: Request, subject: UUID) -> HttpResponse:
    """Printed for the person: that they have an account here, and how to get in. No secret stands on it."""
    found = _found(request, subject)
    address = settings.PUBLIC_URL.rstrip("/")
    context = {
        "person": found, "id_number": people.id_number(found), "phone": people.phone(found), "address": address,
        "sign_in": address + reverse("identity:sign_in"),
    }  # fmt: skip
    return render(request, "counter/slip.html", context)


@officer
@require_POST
def begin(request: Request, subject: UUID, slug: str) -> HttpResponse:
    """A draft for the person, or for their business."""
    found = _found(request, subject)
    chosen = request.POST.get("business", "")
    business = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None  # noqa: PLR2004
    dossier = commands.begin(found.pk, slug, business=business, by=request.actor, at=request.at)
    return redirect("counter:dossier", dossier.ref)


def _opened(request: Request, found: Person) -> HttpResponse:
    now = int(time.time())
    kept = {key: at for key, at in request.session.get(_FOUND, {}).items() if 0 <= now - at <= rules.FOUND_FOR}
    request.session[_FOUND] = kept | {str(found.subject): now}
    return redirect("counter:person", found.subject)


def _found(request: Request, subject: UUID) -> Person:
    """Whom this visit found by number a short while ago. Raises NoCounter, FindAgain."""
    queries.check(request.actor)
    at = request.session.get(_FOUND, {}).get(str(subject), 0)
    if not 0 <= int(time.time()) - at <= rules.FOUND_FOR:
        raise rules.FindAgain
    return accounts.by_subject(subject)


def _say(form: forms.Form, field: str, refusal: Refusal) -> None:
    form.add_error(field, _(refusal.template).format_map(dict(refusal.data)))
