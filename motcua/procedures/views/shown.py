"""What the officers' pages of this room share."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from motcua.kernel.errors import Invalid, Missing, Refusal
from motcua.shell import fields
from motcua.shell.access import Request
from motcua.shell.clock import VIETNAM

# State of a version or a record → the light beside it.
LIGHTS = {
    "entered": "soon", "submitted": "soon", "returned": "late", "approved": "ok", "published": "done",
    "amended": "done", "abolished": "paused", "dropped": "paused", "working": "soon", "public": "done",
}  # fmt: skip


def today(request: Request) -> date:
    """The Vietnamese date of the request."""
    return request.at.astimezone(VIETNAM).date()


def page(request: Request, name: str, context: dict[str, Any], form: forms.Form | None = None) -> HttpResponse:
    """procedures/`name`.html; 422 when its form has errors."""
    failed = form is not None and form.is_bound and bool(form.errors)
    whole = {"form": form or forms.Form(), "lights": LIGHTS, **context}
    return render(request, f"procedures/{name}.html", whole, status=422 if failed else 200)


def refuse(form: forms.Form, no: Refusal, beside: str = "") -> None:
    """A refusal of a command in the form, what was typed kept. What is missing as a whole is a page."""
    if isinstance(no, Invalid):
        fields.refuse(form, no)
        return
    if isinstance(no, Missing):
        raise no
    form.add_error(beside if beside in form.fields else None, told(no))


def told(no: Refusal) -> str:
    """A refusal as a sentence."""
    return _(no.template).format_map(dict(no.data))
