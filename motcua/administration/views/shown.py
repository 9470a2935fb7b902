"""What the pages about one user share."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.administration.queries import person as queries
from motcua.administration.queries.users import state_of
from motcua.administration.rules.users import LIGHTS, STATES
from motcua.agencies.models import Membership
from motcua.agencies.rules.delegation import OwnRights
from motcua.identity.queries import id_number, phone
from motcua.journal.commands import seen
from motcua.kernel.errors import Invalid, Missing, Refusal
from motcua.kernel.text import masked
from motcua.shell import fields
from motcua.shell.access import Request
from motcua.shell.clock import VIETNAM


def today(request: Request) -> date:
    """The Vietnamese date of the request."""
    return request.at.astimezone(VIETNAM).date()


def about(request: Request, place: Membership) -> dict[str, Any]:
    """Name, masked numbers, unit and state, for the head of each page about somebody: whoever reads it, is noted."""
    seen("officer", f"person:{place.person_id}", by=request.actor, at=request.at, membership=place.pk)
    state = state_of(place, today(request))
    return {
        "place": place,
        "who": place.person,
        "number": masked(id_number(place.person)),
        "phone": masked(phone(place.person)) if phone(place.person) else "",
        "state": state,
        "state_words": _(STATES[state]),
        "light_state": LIGHTS[state],
        "own": place.person_id == request.actor.person,
        "why_own": _(OwnRights().template),
        "last_day": last_day,
    }


def page(request: Request, name: str, context: dict[str, Any], form: forms.Form | None = None) -> HttpResponse:
    """administration/`name`.html; 422 when its form has errors."""
    whole = {"form": form or forms.Form(), **context}
    failed = form is not None and form.is_bound and bool(form.errors)
    return render(request, f"administration/{name}.html", whole, status=422 if failed else 200)


def last_day(until: date | None) -> date | None:
    """The last day of a right whose first day without it is `until`."""
    return until - timedelta(days=1) if until else None


def refuse(form: forms.Form, no: Refusal, beside: str = "") -> None:
    """A refusal of a command in the form, what was typed kept. What is missing or forbidden as a whole is a page."""
    if isinstance(no, Invalid):
        fields.refuse(form, no)
        return
    if isinstance(no, Missing):
        raise no
    form.add_error(beside if beside in form.fields else None, _(no.template).format_map(dict(no.data)))


def not_oneself(request: Request, place: Membership) -> None:
    """The pages that change somebody's rights are not for one's own. Raises OwnRights."""
    if place.person_id == request.actor.person:
        raise OwnRights


def falling(ids: list[int]) -> dict[str, Any]:
    """What would fall, for a page that asks before."""
    fall = queries.would_fall(ids)
    return {"fall": fall, "bare": {place.pk for place in fall.bare}}
