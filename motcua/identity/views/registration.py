"""Opening an account: one thing a page. What was typed waits sealed in the session, for an hour."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity import rules
from motcua.identity.commands import IdNumberTaken, codes
from motcua.identity.commands import registration as commands
from motcua.identity.forms.codes import CodeForm
from motcua.identity.forms.registration import BirthDateForm, IdNumberForm, NameForm, PasswordForm, PhoneForm
from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries import by_number, id_number, phone
from motcua.identity.queries.codes import code as sent_code
from motcua.identity.rules.codes import PER_ADDRESS
from motcua.identity.views.entering import let_in
from motcua.kernel.errors import Missing, Refusal, TooMany
from motcua.shell import limits
from motcua.shell.access import public, signed_in
from motcua.shell.clock import VIETNAM
from motcua.shell.vault import pack, unpack

_KEY = "registration"
_LIFE = 3600
# The address of each question, in order, and what the session calls its answer.
_STEPS = {"giay-to": "id_number", "ho-ten": "name", "ngay-sinh": "birth_date", "dien-thoai": "phone"}
_FORMS: dict[str, type[forms.Form]] = {
    "giay-to": IdNumberForm,
    "ho-ten": NameForm,
    "ngay-sinh": BirthDateForm,
    "dien-thoai": PhoneForm,
}
# After a change of these the code proves nothing any more: one code, one person.
_PROVED_FOR = ("giay-to", "dien-thoai")


@public
def register(request: HttpRequest) -> HttpResponse:
    """What one needs for it; starts anew."""
    onward = rules.local_path(request.POST.get("next") or request.GET.get("next") or "")
    if request.user.is_authenticated:
        return redirect(onward or settings.LOGIN_REDIRECT_URL)
    if request.method != "POST":
        return render(request, "identity/register_start.html", {"onward": onward})
    _keep(request, {"next": onward, "began": _stamp(request)})
    return redirect("identity:register_step", "giay-to")


@public
def step(request: HttpRequest, step: str) -> HttpResponse:
    """One of the four questions before the code."""
    if step not in _STEPS:
        raise Missing
    state = _state(request)
    if led := _led(request, state, before=step):
        return led
    answer = _STEPS[step]
    form = _form(request, step, state.get(answer))
    if form.is_valid():
        given = form.cleaned_data[answer]
        if step in _PROVED_FOR and given != state.get(answer):
            state = {key: value for key, value in state.items() if key not in ("code", "proved")}
        state[answer] = given
        if step != "dien-thoai":
            _keep(request, state)
            return redirect("identity:register_step", _after(step))
        try:
            _send(request, state)
        except TooMany as refusal:
            return _too_many(request, _page(step), {"form": form, "step": step, "back": _before(step)}, form, refusal)
        return redirect("identity:register_code")
    return render(request, _page(step), {"form": form, "step": step, "back": _before(step)})


@public
def code(request: HttpRequest) -> HttpResponse:
    """The code from the message. A right one proves the phone; only then is told whether the ID number is free."""
    state = _state(request)
    if led := _led(request, state, before="ma"):
        return led
    if state.get("proved"):
        return redirect("identity:register_password")
    sent = sent_code(state["code"])
    again = request.POST.get("action") == "again"
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    context: dict[str, Any] = {"form": form, "code": sent, "phone": state["phone"], "slow": _slow(request, sent)}
    if again:
        return _send_again(request, state, sent, context)
    if form.is_valid():
        try:
            codes.check(sent.pk, form.cleaned_data["code"], at=request.at)  # type: ignore[attr-defined]
        except Refusal as refusal:
            form.add_error("code", _(refusal.template).format_map(dict(refusal.data)))
        else:
            if by_number(state["id_number"]):
                return _taken(request, state)
            _keep(request, {**state, "proved": True})
            return redirect("identity:register_password")
    return render(request, "identity/register_code.html", context)


@public
def password(request: HttpRequest) -> HttpResponse:
    """The last thing: a password; then the account is open and its owner signed in."""
    state = _state(request)
    if led := _led(request, state, before="mat-khau"):
        return led
    known = {key: state[key] for key in ("id_number", "phone", "name")}
    known["birth_date"] = date.fromisoformat(state["birth_date"])
    form = PasswordForm(request.POST if request.method == "POST" else None, known=known)
    if not form.is_valid():
        return render(request, "identity/register_password.html", {"form": form})
    try:
        person = commands.open_account(**known, **form.cleaned_data, at=request.at)  # type: ignore[attr-defined]
    except IdNumberTaken:
        return _taken(request, state)
    del request.session[_KEY]
    onward = state.get("next", "")
    done = reverse("identity:register_done") + (f"?{urlencode({'next': onward})}" if onward else "")
    return let_in(request, person, method="code", onward=done)


@signed_in
def done(request: HttpRequest) -> HttpResponse:
    """What the account can do now, and how it can do more."""
    person = request.user
    assert isinstance(person, Person)
    context = {
        "person": person,
        "id_number": id_number(person),
        "phone": phone(person),
        "onward": rules.local_path(request.GET.get("next") or ""),
    }
    return render(request, "identity/register_done.html", context)


def _state(request: HttpRequest) -> dict[str, Any]:
    """What was answered so far; empty when nothing was, or more than an hour ago."""
    state = unpack(request.session.get(_KEY), purpose=_KEY) or {}
    return state if 0 <= _stamp(request) - state.get("began", 0) <= _LIFE else {}


def _keep(request: HttpRequest, state: dict[str, Any]) -> None:
    request.session[_KEY] = pack(state, purpose=_KEY)


def _stamp(request: HttpRequest) -> int:
    return int(request.at.timestamp())  # type: ignore[attr-defined]


def _led(request: HttpRequest, state: dict[str, Any], *, before: str) -> HttpResponse | None:
    """To the first question without an answer, when it comes before this page."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    if not state:
        if _KEY in request.session:
            del request.session[_KEY]
            messages.info(request, _("Đã quá một giờ nên những gì bạn gõ đã được xóa để giữ kín. Hãy làm lại từ đầu."))
        return redirect("identity:register")
    for name, answer in _STEPS.items():
        if name == before:
            return None
        if answer not in state:
            return redirect("identity:register_step", name)
    if "code" not in state:
        return redirect("identity:register_step", "dien-thoai")
    return None if before == "ma" or state.get("proved") else redirect("identity:register_code")


def _form(request: HttpRequest, step: str, kept: Any) -> forms.Form:
    answer = _STEPS[step]
    more: dict[str, Any] = {}
    if step == "ngay-sinh":
        more["today"] = request.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined]
        kept = date.fromisoformat(kept) if kept else None
    if step == "dien-thoai" and kept:
        kept = kept.replace("+84", "0", 1)
    return _FORMS[step](request.POST if request.method == "POST" else None, initial={answer: kept}, **more)


def _send(request: HttpRequest, state: dict[str, Any]) -> None:
    """Send a code, unless one for the same answers is under way. Raises TooMany."""
    at = request.at  # type: ignore[attr-defined]
    if "code" not in state:
        limit, seconds = PER_ADDRESS
        limits.allow("code-from", limits.address_of(request), at=at, limit=limit, seconds=seconds)
        state["code"] = codes.send("register", phone=state["phone"], person=None, at=at).pk
    _keep(request, state)


def _send_again(
    request: HttpRequest, state: dict[str, Any], sent: OneTimeCode, context: dict[str, Any]
) -> HttpResponse:
    try:
        fresh = codes.send_again(sent, at=request.at)  # type: ignore[attr-defined]
    except TooMany as refusal:
        form = CodeForm({})
        form.errors.clear()
        return _too_many(request, "identity/register_code.html", {**context, "form": form}, form, refusal)
    _keep(request, {**state, "code": fresh.pk})
    messages.success(request, _("Đã gửi mã mới. Chỉ mã mới nhất dùng được."))
    return redirect("identity:register_code")


def _too_many(
    request: HttpRequest, template: str, context: dict[str, Any], form: forms.Form, refusal: TooMany
) -> HttpResponse:
    form.add_error(None, _(refusal.template).format_map(dict(refusal.data)))
    response = render(request, template, context, status=refusal.status)
    response["Retry-After"] = str(refusal.data["seconds"])
    return response


def _taken(request: HttpRequest, state: dict[str, Any]) -> HttpResponse:
    """The phone is proved, so that its holder may know; the owner of the account is told as well."""
    commands.tell_registered_elsewhere(state["id_number"], at=request.at)  # type: ignore[attr-defined]
    del request.session[_KEY]
    return render(request, "identity/register_taken.html", {"onward": state.get("next", "")}, status=409)


def _slow(request: HttpRequest, sent: OneTimeCode) -> bool:
    """Still waiting after a while: the gateway is down, and the page says so."""
    waited = request.at - sent.made_at  # type: ignore[attr-defined]
    return sent.state == OneTimeCode.State.QUEUED and waited.total_seconds() >= 15  # noqa: PLR2004 - a message's usual way


def _page(step: str) -> str:
    return f"identity/register_{_STEPS[step]}.html"


def _after(step: str) -> str:
    names = list(_STEPS)
    return names[names.index(step) + 1]


def _before(step: str) -> str:
    names = list(_STEPS)
    place = names.index(step)
    return reverse("identity:register_step", args=[names[place - 1]]) if place else reverse("identity:register")
