"""The account in one page: everything it is made of, and where each is changed."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from motcua.identity.commands.accounts import choose_language
from motcua.identity.forms import LanguageForm
from motcua.identity.models import Person
from motcua.identity.queries import care, external, factors, people, sessions
from motcua.shell.access import signed_in

_YEAR = 365 * 24 * 3600


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    return _account(request, LanguageForm(initial={"language": translation.get_language()}))


@signed_in
def language(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("identity:account")
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return _account(request, form)
    chosen = form.cleaned_data["language"]
    choose_language(chosen, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    with translation.override(chosen):
        messages.success(request, _("Đã đổi ngôn ngữ của trang."))
    response = redirect("identity:account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _account(request: HttpRequest, form: LanguageForm) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    kinds = factors.kinds(person.pk)
    context = {
        "person": person,
        "id_number": people.id_number(person),
        "former_numbers": care.former_id_numbers(person.pk),
        "phone": people.phone(person),
        "affiliations": people.affiliations(person.pk),
        "totp": "totp" in kinds,
        "has_key": "webauthn" in kinds,
        # Visits end by the world's clock, whatever day the portal shows.
        "visits": len(sessions.sessions_of(person.pk, timezone.now())),
        "linked": len(external.linked(person.pk)),
        "form": form,
    }
    return render(request, "identity/account.html", context)
