"""Blocks three to five, each also a page of its own: the unit, the rights, the services."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from motcua.administration.commands import granting, placing
from motcua.administration.forms import users as entries
from motcua.administration.queries import offering, person, picking, preview, users
from motcua.administration.views.shown import about, last_day, not_oneself, page, refuse, today
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import agency as agency_of
from motcua.agencies.queries import grants_of, held
from motcua.agencies.rules.rights import named, right_of
from motcua.kernel.actor import Held
from motcua.kernel.errors import Invalid, Refusal
from motcua.shell.access import Request, officer
from motcua.shell.clock import VIETNAM

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

Context = dict[str, Any]
_ADDING = "them"


@officer
@require_http_methods(["GET", "POST"])
def unit(request: Request, membership: int) -> HttpResponse:
    """[Thay đổi đơn vị]: the unit, title and office."""
    place = _place(request, membership)
    form = entries.UnitForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        told = form.cleaned_data
        try:
            moved = placing.seat(
                place.pk, agency_of(told["agency"]), told["title"], told["office"], by=request.actor, at=request.at
            )
        except Refusal as no:
            refuse(form, no, "agency")
        else:
            messages.success(
                request, _("{who} làm việc tại {agency}.").format(who=place.person.name, agency=moved.agency.name)
            )
            return onward(request, moved.pk, 4)
    return _shown(request, place, "unit", unit_context(request, place, form))


@officer
@require_http_methods(["GET", "POST"])
def rights(request: Request, membership: int) -> HttpResponse:
    """[Gán quyền]: rights and levels as cards; what the actor may not give is greyed and says why."""
    place = _place(request, membership)
    cards = offering.cards(request.actor, place, today(request))
    form = entries.RightsForm(cards, data=request.POST) if request.method == "POST" else None
    looked: Context = {}
    if form is not None and form.is_valid():
        try:
            picked = _picked(request, form, cards)
            if "preview" in request.POST:
                looked = {"looked": _look(request, place, [*_now(request, place), *_would_hold(place, picked)])}
            else:
                granting.give(place.pk, picked, reason=form.cleaned_data["reason"], by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "rights")
        else:
            if not looked:
                messages.success(request, _("Đã gán quyền cho {who}.").format(who=place.person.name))
                return onward(request, place.pk, 5)
    return _shown(request, place, "rights", rights_context(request, place, form) | looked)


@officer
@require_http_methods(["GET", "POST"])
def services(request: Request, membership: int) -> HttpResponse:
    """[Cấu hình dịch vụ]: for which services each right is."""
    place = _place(request, membership)
    offered = _configurable(request, place)
    form = entries.ServicesForm(offered, data=request.POST) if request.method == "POST" else None
    looked: Context = {}
    if form is not None and form.is_valid():
        wanted = form.wanted()
        try:
            if "preview" in request.POST:
                looked = {"looked": _look(request, place, _with_services(request, place, wanted))}
            else:
                done = granting.configure(
                    place.pk, wanted, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
                )
        except Refusal as no:
            refuse(form, no)
        else:
            if not looked:
                _told(request, place, done)
                return onward(request, place.pk, 6)
    return _shown(request, place, "services", services_context(request, place, form, offered) | looked)


def unit_context(request: Request, place: Membership | None, form: forms.Form | None = None) -> Context:
    """The search and the tree, and where somebody works now."""
    given = request.GET if request.method == "GET" else request.POST
    initial = {"agency": place.agency_id, "title": place.title, "office": place.office} if place else {}
    under = entries.whole(given.get("duoi", "")) or (place.agency_id if place else request.actor.agency or 0)
    return {
        "unit_form": form or entries.UnitForm(initial=initial),
        "picking": picking.picking(request.actor, today(request), text=given.get("tim-don-vi", "")[:120], under=under),
        "chosen": str(form["agency"].value() or "") if form else str(place.agency_id if place else ""),
    }  # fmt: skip


def rights_context(request: Request, place: Membership, form: forms.Form | None = None) -> Context:
    """The cards, and what a colleague has when it is to be copied."""
    found: entries.RightsForm
    if isinstance(form, entries.RightsForm):
        found = form
    else:
        cards = offering.cards(request.actor, place, today(request))
        found = entries.RightsForm(cards, initial={"rights": _copied(request, place)[0]})
    return {
        "rights_form": found, "cards": found.cards, "colleagues": person.colleagues(place, today(request)),
        "like": request.GET.get("nhu", ""), "last_day": last_day, "longest": _longest(found.cards),
    }  # fmt: skip


def services_context(
    request: Request, place: Membership, form: forms.Form | None = None, offered: Any = None
) -> Context:  # fmt: skip
    """Each right that is given for services, with its checklist."""
    offered = _configurable(request, place) if offered is None else offered
    if form is None:
        copied = _copied(request, place)[1]
        initial: Context = {}
        for grant in offered:
            key = f"{grant.subsystem}.{grant.right}"
            if key in copied:
                initial[f"all-{grant.pk}"] = "all" if copied[key] is None else "some"
                initial[f"services-{grant.pk}"] = sorted(copied[key] or ())
        form = entries.ServicesForm(offered, initial=initial)
    return {
        "services_form": form, "configurable": [(grant, named(grant.right)) for grant in offered],
        "colleagues": person.colleagues(place, today(request)), "like": request.GET.get("nhu", ""),
        "sight": _look(request, place, _now(request, place)),
    }  # fmt: skip


def onward(request: Request, membership: int, block: int) -> HttpResponse:
    """Back to the page that the block was on: the five blocks, at the next one, or the user's own page."""
    if request.POST.get("next") == _ADDING:
        return HttpResponseRedirect(f"{reverse('administration:add')}?cho={membership}#buoc-{block}")
    return HttpResponseRedirect(reverse("administration:person", args=[membership]))


def adding_context(request: Request, place: Membership, **more: Any) -> Context:
    """All five blocks about somebody who is saved already; `more` replaces what a block that was refused has typed."""
    parts: dict[str, Callable[[], Context]] = {
        "unit_form": lambda: unit_context(request, place),
        "rights_form": lambda: rights_context(request, place),
        "services_form": lambda: services_context(request, place),
    }
    whole: Context = {"find_form": entries.FindForm(), "found": None, "elsewhere": []}
    for name, part in parts.items():
        if name not in more:
            whole |= part()
    return whole | more | about(request, place) | {"next": _ADDING}


def _longest(cards: "Sequence[offering.Card]") -> "date | None":
    """The first day on which the actor could no longer give something of what is offered; None when they always can."""
    ends = [one.until for card in cards for one in (*card.rights, *card.levels) if one.open and one.until is not None]
    return min(ends, default=None)


def _place(request: Request, membership: int) -> Membership:
    place = users.managed(request.actor, membership)
    not_oneself(request, place)
    return place


def _shown(request: Request, place: Membership, name: str, context: Context) -> HttpResponse:
    form = context[f"{name}_form"]
    if request.POST.get("next") == _ADDING:
        return page(request, "add", adding_context(request, place, **context), form)
    return page(request, name, about(request, place) | context | {"next": ""}, form)


def _picked(
    request: Request, form: entries.RightsForm, cards: tuple[offering.Card, ...]
) -> granting.Picked:  # fmt: skip
    """What is ticked, each right for as many services as the actor may give. Raises Invalid."""
    told = form.cleaned_data
    most = {offer.key: offer.services for card in cards for offer in card.rights}
    scope = None
    if told["scope"]:
        meant = users.agencies_like(request.actor, told["scope"], at=request.at)
        if len(meant) != 1:
            raise Invalid({"scope": "Có nhiều hoặc không có đơn vị nào như vậy. Hãy ghi mã định danh."})
        scope = meant[0].pk
    return granting.Picked(
        rights={key: most.get(key) for key in told["rights"]},
        levels=told["levels"],
        scope=scope,
        since=told["since"],
        until=entries.first_without(told["last"]),
    )


def _now(request: Request, place: Membership) -> list[Held]:
    return [held(grant) for grant in grants_of(place.pk, today(request))]


def _would_hold(place: Membership, picked: granting.Picked) -> list[Held]:
    return [
        Held(subsystem, name, place.agency.path, services)
        for key, services in picked.rights.items()
        for subsystem, _dot, name in [key.partition(".")]
    ]


def _with_services(request: Request, place: Membership, wanted: dict[int, frozenset[str] | None]) -> list[Held]:
    now = _now(request, place)
    return [
        Held(one.subsystem, one.right, one.path, wanted.get(one.grant, one.services), one.level, one.until, one.grant)
        for one in now
    ]


def _look(request: Request, place: Membership, rights: list[Held]) -> preview.Preview:
    return preview.preview(place, rights, today(request))


def _configurable(request: Request, place: Membership) -> dict[Grant, list[Any]]:
    """The working rights of the place that are given for services, each with the services it may be for."""
    on = request.at.astimezone(VIETNAM).date()
    found: dict[Grant, list[Any]] = {}
    for grant in person.working(place, on):
        right = right_of(grant.subsystem, grant.right)
        if right is not None and right.services:
            found[grant] = preview.handled_at(place, grant.subsystem, on, below=not right.seat)
    return found


def _copied(request: Request, place: Membership) -> tuple[Any, Any]:
    """What the colleague of ?nhu= has; nothing for who is none."""
    wanted = entries.whole(request.GET.get("nhu", ""))
    for colleague in person.colleagues(place, today(request)) if wanted else ():
        if colleague.pk == wanted:
            return person.copied(colleague, today(request))
    return (), {}


def _told(request: Request, place: Membership, done: granting.Configured) -> None:
    if not done.given:
        messages.info(request, _("Không có gì thay đổi."))
        return
    messages.success(request, _("Đã cấu hình dịch vụ cho {who}.").format(who=place.person.name))
    if done.fallen:
        messages.warning(
            request, _("{n} quyền làm thay dựa trên quyền cũ đã kết thúc theo.").format(n=len(done.fallen))
        )
