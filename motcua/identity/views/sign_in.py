from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from motcua.identity import commands, queries, rules
from motcua.identity.forms import DemoForm, LanguageForm, SignInForm
from motcua.identity.models import Person
from motcua.kernel.errors import Missing, TooMany
from motcua.shell.access import public, signed_in


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """One answer to a wrong password, an unknown number and a closed account."""
    onward = rules.local_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    form = SignInForm(request.POST if request.method == "POST" else None)
    status, seconds = 200, 0
    if form.is_valid():
        try:
            person = get_adapter().authenticate(request, **form.cleaned_data)
        except TooMany as refusal:
            status, seconds = refusal.status, int(str(refusal.data["seconds"]))
            form.add_error(None, _(refusal.template).format_map(dict(refusal.data)))
        else:
            if person:
                return _let_in(request, person, onward)
            form.add_error("login", _("Số hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi nhập lại."))
    response = render(request, "identity/sign_in.html", {"form": form, "onward": onward}, status=status)
    if seconds:
        response["Retry-After"] = str(seconds)
    return response


@public
def sign_out(request: HttpRequest) -> HttpResponse:
    """POST ends the session; GET, from an old bookmark, asks first."""
    if not request.user.is_authenticated:
        return redirect("/")
    if request.method != "POST":
        return render(request, "identity/sign_out.html")
    by = request.actor  # type: ignore[attr-defined]
    commands.sign_out(by=by, at=request.at)  # type: ignore[attr-defined]
    get_adapter().logout(request)
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("/")


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
    commands.choose_language(chosen, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    with translation.override(chosen):
        messages.success(request, _("Đã đổi ngôn ngữ của trang."))
    response = redirect("identity:account")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@public
def demo(request: HttpRequest) -> HttpResponse:
    """The cast of the demo; a click signs in as one of them. Nowhere else does this page exist."""
    if not settings.DEMO:
        raise Missing
    if request.method != "POST":
        return render(request, "identity/demo.html", {"people": queries.demo_people()})
    form = DemoForm(request.POST)
    person = queries.demo_person(form.cleaned_data["person"] if form.is_valid() else 0)
    return _let_in(request, person, "")


def _let_in(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    """Through all of allauth's stages, then to where the person was going."""
    response: HttpResponse = perform_login(
        request, person, redirect_url=onward or resolve_url(settings.LOGIN_REDIRECT_URL)
    )
    return response


def _account(request: HttpRequest, form: LanguageForm) -> HttpResponse:
    person = request.user
    assert isinstance(person, Person)
    context = {
        "person": person,
        "id_number": queries.id_number(person),
        "phone": queries.phone(person),
        "affiliations": queries.affiliations(person.pk),
        "form": form,
    }
    return render(request, "identity/account.html", context)
