"""The five screens of appendix 2 to letter 3623/VPCP-KSTT as one page with numbered blocks."""

import time
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.administration.commands import placing
from motcua.administration.forms import users as entries
from motcua.administration.queries import person as people
from motcua.administration.queries import users
from motcua.administration.rules import users as rules
from motcua.administration.views.blocks import adding_context, onward, unit_context
from motcua.administration.views.shown import page, refuse
from motcua.agencies.models import Membership
from motcua.agencies.queries import agency as agency_of
from motcua.identity.models import Person
from motcua.identity.queries import id_number, phone
from motcua.identity.queries.counter import by_subject
from motcua.kernel.errors import Missing, Refusal
from motcua.kernel.text import masked
from motcua.shell.access import Request, officer

_FOUND = "users.found"


@officer
@require_GET
def add(request: Request) -> HttpResponse:
    """The page: what of it can be done yet depends on how far one has come."""
    rules.check_users(request.actor)
    if wanted := entries.whole(request.GET.get("cho", "")):
        place = users.managed(request.actor, wanted)
        if place.person_id != request.actor.person:
            return page(request, "add", adding_context(request, place))
    found = _found(request, request.GET.get("nguoi", ""))
    return page(request, "add", _context(request, found))


@officer
@require_POST
def find(request: Request) -> HttpResponse:
    """[Tìm kiếm trên VNConnect]. The number is posted, never part of an address."""
    rules.check_users(request.actor)
    form = entries.FindForm(request.POST)
    if form.is_valid():
        try:
            person = placing.find(form.cleaned_data["number"], by=request.actor, at=request.at)
        except rules.NobodyFound as no:
            form.add_error("number", _(no.template))
            return page(request, "add", _context(request, None) | {"find_form": form, "nobody": True}, form)
        except rules.TooManyLooks as no:
            form.add_error("number", _(no.template).format_map(dict(no.data)))
        else:
            _remember(request, person)
            return HttpResponseRedirect(f"{reverse('administration:add')}?nguoi={person.subject}#buoc-2")
    return page(request, "add", _context(request, None) | {"find_form": form}, form)


@officer
@require_POST
def save(request: Request) -> HttpResponse:
    """[Lưu vào hệ thống], and activation: into the actor's own unit, or the one that was picked."""
    rules.check_users(request.actor)
    found = _found(request, request.POST.get("nguoi", ""))
    if found is None:
        raise rules.FindAgain
    form = entries.UnitForm(request.POST)
    if form.is_valid():
        try:
            place = placing.take_in(
                found.subject, agency_of(form.cleaned_data["agency"]), by=request.actor, at=request.at
            )
        except Refusal as no:
            refuse(form, no)
        else:
            messages.success(request, _("Đã lưu và kích hoạt {who}.").format(who=found.name))
            return onward(request, place.pk, 3)
    return page(request, "add", _context(request, found) | {"unit_form": form}, form)


def _context(request: Request, found: Person | None) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "find_form": entries.FindForm(),
        "found": found,
        "place": None,
        "next": "them",
        "elsewhere": [],
    }
    if found is None:
        return whole
    elsewhere = people.places_of(request.actor, found.pk)
    whole |= {
        "number": masked(id_number(found)), "phone": masked(phone(found)) if phone(found) else "",
        "elsewhere": elsewhere, "own": found.pk == request.actor.person, "home": _home(request, elsewhere),
    }  # fmt: skip
    # Who is saved in the actor's own unit already needs another one at once.
    return whole | ({} if whole["home"] else unit_context(request, None))


def _home(request: Request, elsewhere: list[Membership]) -> int | None:
    """The actor's own unit, where somebody new is saved until their unit is chosen."""
    there = any(p.agency_id == request.actor.agency and p.until is None for p in elsewhere)
    trees = rules.check_users(request.actor)
    mine = any(request.actor.agency_path.startswith(tree) for tree in trees)
    return request.actor.agency if mine and not there else None


def _remember(request: Request, person: Person) -> None:
    now = int(time.time())
    kept = {key: at for key, at in request.session.get(_FOUND, {}).items() if 0 <= now - at <= rules.FOUND_FOR}
    request.session[_FOUND] = kept | {str(person.subject): now}


def _found(request: Request, subject: str) -> Person | None:
    """Whom this visit found by number a short while ago."""
    at = request.session.get(_FOUND, {}).get(subject, 0)
    if not subject or not 0 <= int(time.time()) - at <= rules.FOUND_FOR:
        return None
    try:
        return by_subject(UUID(subject))
    except (Missing, ValueError):
        return None
