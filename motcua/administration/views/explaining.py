"""Why does this person see this, who can see it, and what can this person do: three questions, each written down."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.administration.forms import explaining as forms
from motcua.administration.forms.users import is_number, is_subject
from motcua.administration.queries import explaining as queries
from motcua.administration.queries import sheet as sheets
from motcua.administration.queries import things
from motcua.administration.queries.users import Asked, managed, subject_of, users_page
from motcua.administration.rules.explaining import NothingToExplain
from motcua.administration.rules.users import check_users
from motcua.administration.views.shown import today
from motcua.journal.commands import seen
from motcua.kernel.text import tidy
from motcua.shell.access import Request, officer


@officer
@require_http_methods(["GET", "POST"])
def find(request: Request) -> HttpResponse:
    """Whom is it about? By name in the address; a number becomes the account that it belongs to."""
    check_users(request.actor)
    form = forms.FindForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        text = tidy(form.cleaned_data["tim"])
        about = {"nguoi": subject_of(request.actor, text)} if is_number(text) else {"tim": text}
        return redirect(f"{reverse('administration:explain_find')}?{urlencode(about)}")
    asked = Asked(text=tidy(request.GET.get("tim", ""))[:100], person=_subject(request.GET.get("nguoi", "")))
    looked = bool(asked.text or asked.person)
    page = users_page(request.actor, asked, at=request.at) if looked else None
    context = {"form": form, "page": page, "looked": looked, "code_form": forms.CodeForm()}
    return render(request, "administration/explain_find.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def explain(request: Request, membership: int) -> HttpResponse:
    """Why the person of this place sees a thing, or what is missing. `?loai=ho-so&ma=…`."""
    place = managed(request.actor, membership)
    kind, text = forms.thing_of(request.GET)
    form = forms.ThingForm(request.GET if request.GET.get("loai") or request.GET.get("ma") else None)
    answer = None
    if kind and form.is_valid():
        try:
            thing = things.own_thing(request.actor, kind, text)
        except NothingToExplain as no:
            form.add_error("ma", _(no.template))
        else:
            answer = queries.explain(request.actor, membership, thing, today(request))
            seen(
                "rights", f"agency:{place.agency_id}", by=request.actor, at=request.at,
                membership=membership, about=thing.kind, name=thing.name,
            )  # fmt: skip
    context = {"form": form, "place": place, "answer": answer}
    return render(request, "administration/explain.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def viewers(request: Request) -> HttpResponse:
    """Who can see a dossier now, and why. `?ma=…`."""
    check_users(request.actor)
    form = forms.CodeForm(request.GET if "ma" in request.GET else None)
    found = None
    if form.is_valid():
        try:
            found = queries.viewers(request.actor, form.cleaned_data["ma"], today(request))
        except NothingToExplain as no:
            form.add_error("ma", _(no.template))
        else:
            seen(
                "viewers", f"agency:{request.actor.agency}", by=request.actor, at=request.at,
                name=found[0].name, count=len(found[1]),
            )  # fmt: skip
    context = {"form": form, "thing": found[0] if found else None, "viewers": found[1] if found else ()}
    return render(request, "administration/viewers.html", context, status=422 if form.errors else 200)


@officer
@require_GET
def sheet(request: Request, membership: int) -> HttpResponse:
    """What this person can do, to be printed and signed."""
    found = sheets.sheet(request.actor, membership, today(request))
    seen("rights_sheet", f"agency:{found.place.agency_id}", by=request.actor, at=request.at, membership=membership)
    return render(request, "administration/sheet.html", {"sheet": found, "own": False})


@officer
@require_GET
def mine(request: Request) -> HttpResponse:
    """An officer's own rights, each with the way by which it came to them. Anybody may read their own."""
    return render(request, "administration/own_rights.html", {"sheet": sheets.own_sheet(request.actor, today(request))})


def _subject(text: str) -> str:
    return text if is_subject(text) else ""
