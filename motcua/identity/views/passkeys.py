"""Keys that a device keeps: made, named, given up; and signing in with one."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from motcua.identity import rules
from motcua.identity.commands import factors as commands
from motcua.identity.forms.factors import KeyForm
from motcua.identity.models import Person
from motcua.identity.queries import factors as queries
from motcua.identity.rules.devices import device_name
from motcua.identity.views import ceremonies
from motcua.identity.views.entering import ask_again, let_in, prove
from motcua.identity.views.second_factor import CONFIRM
from motcua.kernel.errors import Refusal
from motcua.shell.access import public, signed_in

SIGN_IN = "sign_in"


@require_POST
@public
def ask(request: HttpRequest) -> HttpResponse:
    """What the browser's key is to sign: for a sign-in, or for somebody signed in to prove themself again."""
    purpose = CONFIRM if request.user.is_authenticated else SIGN_IN
    return JsonResponse(ceremonies.ask_to_sign(request, purpose))


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """POST: the signed answer. A key that is refused leads back to the ordinary page, which says so."""
    onward = rules.local_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    back = f"{settings.LOGIN_URL}?{urlencode({'next': onward})}" if onward else settings.LOGIN_URL
    if request.method != "POST":
        return redirect(back)
    try:
        person = ceremonies.signed(request, request.POST.get("credential", ""), SIGN_IN)
    except ceremonies.PasskeyRefused as refusal:
        messages.error(request, _(refusal.template))
        return redirect(back)
    return let_in(request, person, method="passkey", onward=onward)


@signed_in
def passkeys(request: HttpRequest) -> HttpResponse:
    context = {"keys": queries.passkeys(_person(request).pk), "most": commands.MOST_KEYS}
    return render(request, "identity/passkeys.html", context)


@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """Name the key and have the device make it. Whoever just made a key has shown that they hold it."""
    onward = rules.local_path(request.POST.get("next") or request.GET.get("next") or "")
    again = ask_again(request, _add_page(onward))
    if again:
        return again
    person = _person(request)
    initial = {"name": device_name(request.headers.get("user-agent", ""))}
    form = KeyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        by = request.actor  # type: ignore[attr-defined]
        try:
            ceremonies.made(request, request.POST.get("credential", ""), form.cleaned_data["name"], by=by)
        except Refusal as refusal:
            form.add_error(None, _(refusal.template).format_map(dict(refusal.data)))
        else:
            prove(request, "passkey")
            messages.success(request, _("Đã tạo khóa. Lần sau bạn đăng nhập được bằng khóa này, không cần mật khẩu."))
            return redirect(onward or "identity:passkeys")
    return render(request, "identity/passkey_add.html", {"form": form, "onward": onward, "person": person})


@require_POST
@signed_in
def ask_to_make(request: HttpRequest) -> HttpResponse:
    """What the browser is to make. 403: the person must prove themself again first."""
    if ask_again(request, _add_page("")):
        return JsonResponse({"refused": "stale"}, status=403)
    return JsonResponse(ceremonies.ask_to_make(request, _person(request)))


@signed_in
def passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """One key: its name."""
    person = _person(request)
    key = queries.passkey(person.pk, pk)
    again = ask_again(request, reverse("identity:passkey", args=[pk]))
    if again:
        return again
    form = KeyForm(request.POST if request.method == "POST" else None, initial={"name": key.data["name"]})
    if form.is_valid():
        commands.rename_passkey(person.pk, pk, form.cleaned_data["name"], by=request.actor, at=request.at)  # type: ignore[attr-defined]
        messages.success(request, _("Đã đổi tên khóa."))
        return redirect("identity:passkeys")
    return render(request, "identity/passkey.html", {"form": form, "key": key})


@signed_in
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    person = _person(request)
    key = queries.passkey(person.pk, pk)
    again = ask_again(request, reverse("identity:remove_passkey", args=[pk]))
    if again:
        return again
    if request.method != "POST":
        return render(request, "identity/passkey_remove.html", {"key": key})
    commands.remove_passkey(person.pk, pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bỏ khóa. Khóa đó không đăng nhập được nữa."))
    return redirect("identity:passkeys")


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _add_page(onward: str) -> str:
    page = reverse("identity:add_passkey")
    return f"{page}?{urlencode({'next': onward})}" if onward else page
