"""A person changes their phone, ID number or password, after proving themself anew."""

import logging

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity.commands import care as commands
from motcua.identity.commands import codes
from motcua.identity.commands.registration import tell_registered_elsewhere
from motcua.identity.forms.care import CodeForm
from motcua.identity.forms.registration import IdNumberForm, PasswordForm, PhoneForm
from motcua.identity.gateways.population import Unreachable, connected, register
from motcua.identity.models import OneTimeCode, Person
from motcua.identity.queries import assurance, people
from motcua.identity.queries import codes as codes_queries
from motcua.identity.rules import care as rules
from motcua.identity.rules.assurance import CONFIRMED, DAY
from motcua.identity.views.entering import ask_again
from motcua.kernel.errors import Refusal
from motcua.shell import limits
from motcua.shell.access import signed_in

logger = logging.getLogger(__name__)
_CODE = "care.phone"
_PHONES_A_DAY = 10


def own_proof(request: HttpRequest, name: str) -> HttpResponse | None:
    """None after a fresh proof of our own; else the way to give one and come back to the page `name`."""
    return ask_again(request, reverse(name))


@signed_in
def change_phone(request: HttpRequest) -> HttpResponse:
    """The new number first; a code goes to it."""
    if elsewhere := own_proof(request, "identity:change_phone"):
        return elsewhere
    person = _person(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        phone, at = form.cleaned_data["phone"], request.at  # type: ignore[attr-defined]
        try:
            if phone == people.phone(person):
                raise rules.SamePhone
            limits.allow("change-phone", str(person.pk), at=at, limit=_PHONES_A_DAY, seconds=DAY)
            request.session[_CODE] = codes.send("phone", phone=phone, person=person, at=at).pk
        except Refusal as refusal:
            _say(form, "phone", refusal)
        else:
            return redirect("identity:change_phone_code")
    return render(request, "identity/care_phone.html", {"form": form, "phone": people.phone(person)})


@signed_in
def change_phone_code(request: HttpRequest) -> HttpResponse:
    """Then the code. Only it changes anything."""
    code = _pending(request)
    if code is None:
        return redirect("identity:change_phone")
    if elsewhere := own_proof(request, "identity:change_phone_code"):
        return elsewhere
    at = request.at  # type: ignore[attr-defined]
    again = "again" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not again else None)
    context = {"form": form, "code": code, "phone": codes_queries.phone_of(code), "refused": ""}
    try:
        if again:
            request.session[_CODE] = codes.send_again(code, at=at).pk
            return redirect("identity:change_phone_code")
        if form.is_valid():
            used = codes.check(code.pk, form.cleaned_data["code"], at=at)
            commands.change_phone(_person(request), used, by=request.actor, at=at)  # type: ignore[attr-defined]
            del request.session[_CODE]
            messages.success(request, _("Đã đổi số điện thoại."))
            return redirect("identity:account")
    except Refusal as refusal:
        if again:
            context["refused"] = _(refusal.template).format_map(dict(refusal.data))
        else:
            _say(form, "code", refusal)
    return render(request, "identity/care_phone_code.html", context)


@signed_in
def change_id(request: HttpRequest) -> HttpResponse:
    """From a CMND to a CCCD. A confirmed person's new number is looked up in the register at once."""
    if elsewhere := own_proof(request, "identity:change_id"):
        return elsewhere
    person = _person(request)
    old = people.id_number(person)
    online = len(old) < rules.CITIZEN_DIGITS and (connected() or person.assurance < CONFIRMED)
    form = IdNumberForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _exchange(request, person, old, form.cleaned_data["id_number"])
        except Refusal as refusal:
            if not online:
                raise
            _say(form, "id_number", refusal)
        else:
            messages.success(request, _("Đã đổi số giấy tờ. Số cũ vẫn dẫn đến tài khoản của bạn."))
            return redirect("identity:account")
    context = {
        "form": form,
        "id_number": old,
        "online": online,
        "looked_up": person.assurance >= CONFIRMED,
        "full": len(old) >= rules.CITIZEN_DIGITS,
    }
    return render(request, "identity/care_id.html", context)


@signed_in
def change_password(request: HttpRequest) -> HttpResponse:
    """After a fresh proof, or just after signing in with a code, which is one."""
    if elsewhere := own_proof(request, "identity:change_password"):
        return elsewhere
    person = _person(request)
    known = {
        "name": person.name,
        "id_number": people.id_number(person),
        "phone": people.phone(person),
        "birth_date": people.birth_date(person),
    }
    form = PasswordForm(request.POST if request.method == "POST" else None, known=known)
    if form.is_valid():
        commands.change_password(
            person,
            form.cleaned_data["password"],
            sid=str(request.session.get("sid", "")),
            by=request.actor,  # type: ignore[attr-defined]
            at=request.at,  # type: ignore[attr-defined]
        )
        update_session_auth_hash(request, people.person(person.pk))
        messages.success(request, _("Đã đổi mật khẩu. Các thiết bị khác đã bị đăng xuất."))
        return redirect("identity:account")
    return render(request, "identity/care_password.html", {"form": form})


def _exchange(request: HttpRequest, person: Person, old: str, new: str) -> None:
    """Ask the register between two commands: no transaction waits for a network."""
    at = request.at  # type: ignore[attr-defined]
    rules.check_online_exchange(old, new)
    limits.allow("change-id", str(person.pk), at=at, limit=rules.EXCHANGES_A_DAY, seconds=DAY)
    matched = _matched(person, new) if person.assurance >= CONFIRMED else None
    try:
        commands.exchange_id(person, new, matched=matched, by=request.actor, at=at)  # type: ignore[attr-defined]
    except rules.IdNumberInUse:
        tell_registered_elsewhere(new, at=at)
        raise


def _matched(person: Person, number: str) -> bytes | None:
    """The mark of what the register confirmed; None when it says no. Raises RegisterDown."""
    born = people.birth_date(person)
    if born is None or not connected():
        return None
    try:
        answer = register().match(number, person.name, born)
    except Unreachable as error:
        logger.warning("The population register did not answer: %s", error)
        raise rules.RegisterDown from None
    return assurance.mark(person, number) if answer.result == "matched" else None


def _pending(request: HttpRequest) -> OneTimeCode | None:
    """The code that this visit awaits, if it is this person's."""
    pk = request.session.get(_CODE)
    try:
        code = codes_queries.code(pk) if isinstance(pk, int) else None
    except codes_queries.NoSuchCode:
        return None
    return code if code and code.person_id == request.user.pk else None


def _say(form: PhoneForm | CodeForm | IdNumberForm, field: str, refusal: Refusal) -> None:
    form.add_error(field, _(refusal.template).format_map(dict(refusal.data)))


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
