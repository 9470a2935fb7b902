"""The counter: an officer with the power "counter" helps a person who stands before them with their papers."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.identity.commands import codes
from motcua.identity.commands import counter as commands
from motcua.identity.forms import counter as entries
from motcua.identity.forms.care import CodeForm
from motcua.identity.models import Person
from motcua.identity.queries import codes as codes_queries
from motcua.identity.queries import counter as queries
from motcua.identity.queries import factors, people
from motcua.identity.rules import counter as rules
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Missing, Refusal
from motcua.shell.access import officer
from motcua.shell.clock import VIETNAM
from motcua.shell.vault import pack, unpack

_FOUND, _PHONE, _SLIP = "counter.found", "counter.phone", "counter.slip"


@officer
def find(request: HttpRequest) -> HttpResponse:
    """One person, by the whole number of their paper. The number is posted, never part of an address."""
    by = _at_counter(request)
    form = entries.FindForm(request.POST if request.method == "POST" else None)
    missing = False
    if form.is_valid():
        try:
            person = commands.find(form.cleaned_data["id_number"], by=by, at=request.at)  # type: ignore[attr-defined]
        except rules.NobodyFound as refusal:
            missing = True
            _say(form, "id_number", refusal)
        else:
            return _opened(request, person)
    return render(request, "identity/counter_find.html", {"form": form, "missing": missing})


@officer
def person(request: HttpRequest, subject: UUID) -> HttpResponse:
    """What the officer compares with the paper, and what they may do."""
    _at_counter(request)
    found = _found(request, subject)
    kinds = factors.kinds(found.pk)
    context = _shown(found) | {"totp": "totp" in kinds, "keys": "webauthn" in kinds, "acts": ACTS}
    return render(request, "identity/counter_person.html", context)


@officer
def act(request: HttpRequest, subject: UUID, name: str) -> HttpResponse:
    """One of `ACTS`: a form with what was checked and why, then the command."""
    by = _at_counter(request)
    found = _found(request, subject)
    if name not in ACTS:
        raise Missing
    spec = ACTS[name]
    form = _form(request, spec.form, found)
    if form.is_valid():
        try:
            return spec.do(request, found, form.cleaned_data, by)
        except (codes.TooManyCodes, rules.NumberOfAnother) as refusal:
            _say(form, spec.field, refusal)
    context = _shown(found) | {"form": form, "spec": spec}
    return render(request, "identity/counter_act.html", context)


@officer
def phone_code(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The code on the person's phone: they enter it themselves, nobody asks for anybody's code."""
    by, at = _at_counter(request), request.at  # type: ignore[attr-defined]
    found = _found(request, subject)
    kept = unpack(request.session.get(_PHONE), purpose=_PHONE)
    if not isinstance(kept, dict) or kept["person"] != found.pk:
        return redirect("identity:counter_act", subject, "dien-thoai")
    code = codes_queries.code(kept["code"])
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            used = codes.check(code.pk, form.cleaned_data["code"], at=at)
        except Refusal as refusal:
            _say(form, "code", refusal)
        else:
            del request.session[_PHONE]
            commands.set_phone(found.pk, used, seen=kept["seen"], reason=kept["reason"], by=by, at=at)
            messages.success(request, _("Đã đổi số điện thoại."))
            return redirect("identity:counter_person", subject)
    context = _shown(found) | {"form": form, "code": code, "new_phone": codes_queries.phone_of(code)}
    return render(request, "identity/counter_phone.html", context)


@officer
def open_account(request: HttpRequest) -> HttpResponse:
    """For somebody who cannot do it themself: no phone is needed, the password is set later with the slip."""
    by = _at_counter(request)
    form = entries.OpenForm(request.POST if request.method == "POST" else None, today=_today(request))
    if form.is_valid():
        told = dict(form.cleaned_data)
        born = told.pop("birth_date")
        try:
            opened, code = commands.open_account(**told, born=born, by=by, at=request.at)  # type: ignore[attr-defined]
        except Refusal as refusal:
            _say(form, "id_number", refusal)
        else:
            _opened(request, opened)
            return _to_slip(request, opened, code)
    return render(request, "identity/counter_open.html", {"form": form})


@officer
def slip(request: HttpRequest, subject: UUID) -> HttpResponse:
    """The code to hand over: shown once. Whoever needs it again makes another."""
    _at_counter(request)
    found = _found(request, subject)
    kept = unpack(request.session.pop(_SLIP, None), purpose=_SLIP)
    code = kept["code"] if isinstance(kept, dict) and kept["person"] == found.pk else ""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("identity:sign_in_counter")
    context = {"person": found, "code": f"{code[:5]} {code[5:]}".strip(), "address": address}
    return render(request, "identity/counter_slip.html", context)


def _confirm(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    commands.confirm_identity(found.pk, **told, by=by, at=request.at)  # type: ignore[attr-defined]
    return _back(request, found, _("Đã xác minh danh tính."))


def _phone(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    rules.check(by, found.pk)
    sent = codes.send("phone", phone=told["phone"], person=found, at=request.at)  # type: ignore[attr-defined]
    kept = {"person": found.pk, "code": sent.pk, "seen": told["seen"], "reason": told["reason"]}
    request.session[_PHONE] = pack(kept, purpose=_PHONE)
    return redirect("identity:counter_phone_code", found.subject)


def _exchange(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    number = told.pop("id_number")
    commands.exchange_id(found.pk, number, **told, by=by, at=request.at)  # type: ignore[attr-defined]
    return _back(request, found, _("Đã đổi số giấy tờ. Số cũ vẫn dẫn đến tài khoản này."))


def _correct(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    name, born = told.pop("name"), told.pop("birth_date")
    commands.correct(found.pk, name, born, **told, by=by, at=request.at)  # type: ignore[attr-defined]
    return _back(request, found, _("Đã sửa theo giấy tờ."))


def _recover(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    code = commands.recover(found.pk, **told, by=by, at=request.at)  # type: ignore[attr-defined]
    return _to_slip(request, found, code)


def _end_sessions(request: HttpRequest, found: Person, told: dict[str, Any], by: Actor) -> HttpResponse:
    commands.end_sessions(found.pk, **told, by=by, at=request.at)  # type: ignore[attr-defined]
    return _back(request, found, _("Đã đăng xuất người này khỏi mọi thiết bị."))


@dataclass(frozen=True)
class Act:
    """What an officer may do: the form that asks for it, what does it, and the field beside which a refusal stands."""

    title: Any
    text: Any
    form: type[entries.ReasonForm]
    do: Callable[[HttpRequest, Person, dict[str, Any], Actor], HttpResponse]
    field: str


ACTS = {
    "xac-nhan": Act(
        title=gettext_lazy("Xác minh danh tính"),
        text=gettext_lazy("Sau khi xác minh, người này dùng được các dịch vụ cần biết chắc họ là ai."),
        form=entries.CheckedForm,
        do=_confirm,
        field="checked",
    ),
    "dien-thoai": Act(
        title=gettext_lazy("Đặt số điện thoại mới"),
        text=gettext_lazy("Số cũ không dùng để đăng nhập được nữa, và được báo tin."),
        form=entries.PhoneForm,
        do=_phone,
        field="phone",
    ),
    "giay-to": Act(
        title=gettext_lazy("Đổi số giấy tờ"),
        text=gettext_lazy("Dùng khi người dân có giấy tờ mới. Số cũ vẫn dẫn đến tài khoản này."),
        form=entries.IdNumberForm,
        do=_exchange,
        field="id_number",
    ),
    "ho-ten": Act(
        title=gettext_lazy("Sửa họ tên, ngày sinh"),
        text=gettext_lazy("Ghi đúng như trên giấy tờ."),
        form=entries.NamedForm,
        do=_correct,
        field="name",
    ),
    "lay-lai": Act(
        title=gettext_lazy("Lấy lại tài khoản"),
        text=gettext_lazy(
            "Mật khẩu, khóa đăng nhập, mã từ ứng dụng và tài khoản liên kết cũ đều bị bỏ; mọi thiết bị bị đăng xuất. "
            "Người dân nhận một phiếu có mã để đặt mật khẩu mới."
        ),
        form=entries.RecoverForm,
        do=_recover,
        field="reason",
    ),
    "dang-xuat": Act(
        title=gettext_lazy("Đăng xuất mọi thiết bị"),
        text=gettext_lazy("Dùng khi người dân mất điện thoại hoặc quên đăng xuất ở nơi khác."),
        form=entries.ReasonForm,
        do=_end_sessions,
        field="reason",
    ),
}


def _form(request: HttpRequest, kind: Callable[..., forms.Form], found: Person) -> forms.Form:
    more = {"today": _today(request)} if kind is entries.NamedForm else {}
    initial: dict[str, Any] = {"seen": queries.stamp(found)}
    if kind is entries.NamedForm:
        initial |= {"name": found.name, "birth_date": people.birth_date(found)}
    return kind(request.POST if request.method == "POST" else None, initial=initial, **more)


def _shown(found: Person) -> dict[str, Any]:
    return {
        "person": found,
        "id_number": people.id_number(found),
        "phone": people.phone(found),
        "birth_date": people.birth_date(found),
    }


def _at_counter(request: HttpRequest) -> Actor:
    """Raises NoCounterPower."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    rules.check(by, 0)
    return by


def _opened(request: HttpRequest, found: Person) -> HttpResponse:
    """From now on this visit may open the person's page, for half an hour."""
    now = int(time.time())
    kept = {key: at for key, at in request.session.get(_FOUND, {}).items() if 0 <= now - at <= rules.FOUND_FOR}
    request.session[_FOUND] = kept | {str(found.subject): now}
    return redirect("identity:counter_person", found.subject)


def _found(request: HttpRequest, subject: UUID) -> Person:
    """Whom this visit found by number a short while ago. Raises FindAgain."""
    at = request.session.get(_FOUND, {}).get(str(subject), 0)
    if not 0 <= int(time.time()) - at <= rules.FOUND_FOR:
        raise rules.FindAgain
    return queries.by_subject(subject)


def _to_slip(request: HttpRequest, found: Person, code: str) -> HttpResponse:
    request.session[_SLIP] = pack({"person": found.pk, "code": code}, purpose=_SLIP)
    return redirect("identity:counter_slip", found.subject)


def _back(request: HttpRequest, found: Person, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("identity:counter_person", found.subject)


def _say(form: forms.Form, field: str, refusal: Refusal) -> None:
    form.add_error(field, _(refusal.template).format_map(dict(refusal.data)))


def _today(request: HttpRequest) -> Any:
    return request.at.astimezone(VIETNAM).date()  # type: ignore[attr-defined]
