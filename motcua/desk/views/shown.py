"""What all pages of a dossier share: the dossier, and whence in which queue the officer came."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from motcua.desk.forms import trail
from motcua.desk.queries import Opened
from motcua.kernel.errors import Conflict, Invalid, Refusal
from motcua.shell import fields
from motcua.shell.access import Request


def page(request: Request, name: str, file: Opened, *, status: int = 200, **context: Any) -> HttpResponse:
    """desk/`name`.html about the dossier."""
    whole = {"file": file, "dossier": file.dossier, "trail": trail(request.GET), "conflict": False, **context}
    return render(request, f"desk/{name}.html", whole, status=status)


def refused(request: Request, name: str, file: Opened, form: forms.Form, no: Refusal, **context: Any) -> HttpResponse:
    """The page of a form again, with what was typed and why it was refused."""
    if isinstance(no, Invalid):
        fields.refuse(form, no)
    else:
        form.add_error(None, _(no.template).format_map(dict(no.data)))
    return page(request, name, file, status=no.status, form=form, conflict=isinstance(no, Conflict), **context)


def back(request: Request, name: str, code: str) -> HttpResponse:
    """To another page of the dossier; the way back to the queue goes along."""
    came = trail(request.GET)
    address = reverse(f"desk:{name}", args=[code])
    return HttpResponseRedirect(f"{address}?{urlencode({'tu': came.text})}" if came else address)
