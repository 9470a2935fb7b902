"""Signing in by a code: sent to the phone of the account, or handed out at a counter.

Nothing here tells whether a number has an account: the pages, their order, the statements behind them are the same.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity import rules
from motcua.identity.commands import codes
from motcua.identity.forms.codes import AskCodeForm, CounterCodeForm, SignInCodeForm
from motcua.identity.models import OneTimeCode
from motcua.identity.queries import by_number
from motcua.identity.queries.codes import code as sent_code
from motcua.identity.rules.codes import PER_ADDRESS, PER_COUNTER_ADDRESS, PER_COUNTER_NUMBER
from motcua.identity.views.entering import let_in
from motcua.kernel.errors import Refusal, TooMany
from motcua.shell import limits
from motcua.shell.access import public
from motcua.shell.vault import blind, pack, unpack

_KEY = "code_sign_in"
_LIFE = 3600


@public
def ask(request: HttpRequest) -> HttpResponse:
    """For which number a code is wanted."""
    onward = _onward(request)
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    form = AskCodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "onward": onward}
    if form.is_valid():
        try:
            _send(request, form.cleaned_data["login"], onward)
        except TooMany as refusal:
            return _too_many(request, "identity/code_ask.html", context, refusal)
        return redirect("identity:sign_in_code_enter")
    return render(request, "identity/code_ask.html", context)


@public
def enter(request: HttpRequest) -> HttpResponse:
    """The code and the end of the ID number; then the person is in."""
    state = _state(request)
    if request.user.is_authenticated or not state:
        return redirect("identity:sign_in_code")
    sent = sent_code(state["code"])
    if request.POST.get("action") == "again":
        return _send_again(request, state, sent)
    form = SignInCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            used = codes.check(sent.pk, given["code"], at=request.at, last_four=given["last_four"])  # type: ignore[attr-defined]
        except TooMany as refusal:
            return _too_many(request, "identity/code_enter.html", {"form": form}, refusal)
        except Refusal as refusal:
            form.add_error("code", _(refusal.template).format_map(dict(refusal.data)))
        else:
            assert used.person is not None
            del request.session[_KEY]
            return let_in(request, used.person, method="code", onward=state["next"])
    return render(request, "identity/code_enter.html", {"form": form})


@public
def counter(request: HttpRequest) -> HttpResponse:
    """With the code from a counter, on to a new password."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = CounterCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number, typed = form.cleaned_data["id_number"], form.cleaned_data["code"]
        try:
            _count_counter(request, number)
            person = codes.recover(by_number(number), typed, at=request.at)  # type: ignore[attr-defined]
        except TooMany as refusal:
            return _too_many(request, "identity/code_counter.html", {"form": form}, refusal)
        except codes.WrongRecovery as refusal:
            form.add_error("code", _(refusal.template))
        else:
            return let_in(request, person, method="code", onward=reverse("identity:change_password"))
    return render(request, "identity/code_counter.html", {"form": form})


def _onward(request: HttpRequest) -> str:
    return rules.local_path(request.POST.get("next") or request.GET.get("next") or "")


def _state(request: HttpRequest) -> dict[str, Any]:
    state = unpack(request.session.get(_KEY), purpose=_KEY) or {}
    now = int(request.at.timestamp())  # type: ignore[attr-defined]
    return state if 0 <= now - state.get("began", 0) <= _LIFE else {}


def _send(request: HttpRequest, login: str, onward: str, instead_of: OneTimeCode | None = None) -> None:
    """Raises TooMany."""
    at = request.at  # type: ignore[attr-defined]
    limit, seconds = PER_ADDRESS
    limits.allow("code-from", limits.address_of(request), at=at, limit=limit, seconds=seconds)
    sent = codes.ask_sign_in(login, at=at, instead_of=instead_of)
    state = {"code": sent.pk, "login": login, "next": onward, "began": int(at.timestamp())}
    request.session[_KEY] = pack(state, purpose=_KEY)


def _send_again(request: HttpRequest, state: dict[str, Any], sent: OneTimeCode) -> HttpResponse:
    try:
        _send(request, state["login"], state["next"], instead_of=sent)
    except TooMany as refusal:
        form = SignInCodeForm({})
        form.errors.clear()
        return _too_many(request, "identity/code_enter.html", {"form": form}, refusal)
    messages.success(request, _("Nếu số này có tài khoản, mã mới đã được gửi. Chỉ mã mới nhất dùng được."))
    return redirect("identity:sign_in_code_enter")


def _count_counter(request: HttpRequest, number: str) -> None:
    """Ten digits in few tries: nobody finds them. Raises TooMany."""
    at = request.at  # type: ignore[attr-defined]
    account = blind(number, purpose="id").hex()
    for what, whom, (limit, seconds) in (
        ("recover", account, PER_COUNTER_NUMBER),
        ("recover-from", limits.address_of(request), PER_COUNTER_ADDRESS),
    ):
        limits.allow(what, whom, at=at, limit=limit, seconds=seconds)


def _too_many(request: HttpRequest, template: str, context: dict[str, Any], refusal: TooMany) -> HttpResponse:
    form = context["form"]
    assert isinstance(form, forms.Form)
    form.add_error(None, _(refusal.template).format_map(dict(refusal.data)))
    response = render(request, template, context, status=refusal.status)
    response["Retry-After"] = str(refusal.data["seconds"])
    return response
