"""The app that makes codes, and the recovery codes beside it."""

import time
from urllib.parse import urlencode

import segno
from allauth.mfa.adapter import get_adapter
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity import rules
from motcua.identity.commands import factors as commands
from motcua.identity.forms.factors import CodeForm
from motcua.identity.models import Person
from motcua.identity.queries import factors as queries
from motcua.identity.views.entering import ask_again, prove
from motcua.shell import limits
from motcua.shell.access import signed_in
from motcua.shell.vault import pack, unpack

PENDING = "totp_pending"  # session keys: the sealed secret on its way, where to go after the codes were shown once
SHOW_ONCE = "recovery_onward"
_PURPOSE = "mfa.pending"
_TRIES, _WINDOW = 20, 15 * 60


@signed_in
def factors(request: HttpRequest) -> HttpResponse:
    """What the person has beside the password."""
    person = _person(request)
    spare = queries.authenticator(person.pk, "recovery_codes")
    context = {
        "app": queries.authenticator(person.pk, "totp"),
        "left": len(RecoveryCodes(spare).get_unused_codes()) if spare else 0,
        "keys": queries.passkeys(person.pk),
    }
    return render(request, "identity/factors.html", context)


@signed_in
def add_app(request: HttpRequest) -> HttpResponse:
    """Show the secret to the app, and take the app's first code for an answer."""
    onward = _onward(request)
    again = ask_again(request, _here("identity:add_app", onward))
    if again:
        return again
    person = _person(request)
    if queries.has_totp(person.pk):
        return redirect(onward or "identity:factors")
    secret = unpack(request.session.get(PENDING), purpose=_PURPOSE)
    if not secret:
        secret = generate_totp_secret()
        request.session[PENDING] = pack(secret, purpose=_PURPOSE)
    form = CodeForm(request.POST if request.method == "POST" else None, recovery=False)
    if form.is_valid() and _enrolled(request, form, secret):
        del request.session[PENDING]
        prove(request, "totp")
        request.session[SHOW_ONCE] = onward or reverse("identity:factors")
        return redirect("identity:recovery_codes")
    context = {"form": form, "onward": onward, "secret": _spaced(secret), "picture": _picture(person, secret)}
    return render(request, "identity/factor_add.html", context)


@signed_in
def remove_app(request: HttpRequest) -> HttpResponse:
    again = ask_again(request, reverse("identity:remove_app"))
    if again:
        return again
    if request.method != "POST":
        return render(request, "identity/factor_remove.html")
    commands.remove_app(_person(request).pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bỏ mã từ ứng dụng. Từ nay chỉ cần mật khẩu khi đăng nhập."))
    return redirect("identity:factors")


@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """The codes, once; otherwise the question whether to make new ones."""
    person = _person(request)
    onward = request.session.pop(SHOW_ONCE, "")
    spare = queries.authenticator(person.pk, "recovery_codes")
    if onward and spare and request.method == "GET":
        codes = [f"{code[:4]} {code[4:]}" for code in RecoveryCodes(spare).get_unused_codes()]
        return render(request, "identity/recovery_codes.html", {"codes": codes, "onward": onward})
    again = ask_again(request, reverse("identity:recovery_codes"))
    if again:
        return again
    if request.method != "POST":
        return render(request, "identity/recovery_renew.html")
    commands.renew_recovery_codes(person.pk, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    request.session[SHOW_ONCE] = reverse("identity:factors")
    return redirect("identity:recovery_codes")


def _enrolled(request: HttpRequest, form: CodeForm, secret: str) -> bool:
    person, at = _person(request), request.at  # type: ignore[attr-defined]
    limits.allow("add-app", str(person.pk), at=at, limit=_TRIES, seconds=_WINDOW)
    step = int(time.time()) // commands.PERIOD
    by = request.actor  # type: ignore[attr-defined]
    try:
        commands.enrol_app(person.pk, secret, form.cleaned_data["code"], step=step, by=by, at=at)
    except commands.WrongAppCode as refusal:
        form.add_error("code", _(refusal.template))
        return False
    return True


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _onward(request: HttpRequest) -> str:
    return rules.local_path(request.POST.get("next") or request.GET.get("next") or "")


def _here(name: str, onward: str) -> str:
    return f"{reverse(name)}?{urlencode({'next': onward})}" if onward else reverse(name)


def _spaced(secret: str) -> str:
    """In fours, as one reads it out or types it."""
    return " ".join(secret[n : n + 4] for n in range(0, len(secret), 4))


def _picture(person: Person, secret: str) -> str:
    """The secret as a QR code, in an address that holds the whole picture."""
    uri = get_adapter().build_totp_url(person, secret)
    return str(segno.make(uri, error="m").svg_data_uri(scale=5, border=4, light="#fff"))
