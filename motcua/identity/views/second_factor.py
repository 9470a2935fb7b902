"""The second step of a sign-in, and the question "is it still you?" in the middle of a visit."""

import time
from math import ceil
from urllib.parse import urlencode

from allauth.account.internal.stagekit import clear_login
from allauth.account.stages import LoginStageController
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import verify_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.identity import rules
from motcua.identity.commands import factors as commands
from motcua.identity.factors import SecondFactor
from motcua.identity.forms.factors import CodeForm, PasswordForm
from motcua.identity.models import Person
from motcua.identity.queries import factors as queries
from motcua.identity.rules.proofs import Proof
from motcua.identity.views import ceremonies
from motcua.identity.views.entering import prove
from motcua.kernel.errors import TooMany
from motcua.shell import limits
from motcua.shell.access import public, signed_in

TRIES = 5
WINDOW = 15 * 60
CONFIRM = "confirm"


class TooManyCodes(TooMany):
    """Bạn đã nhập sai nhiều lần. Hãy đợi {minutes} phút, hoặc dùng khóa của máy, hoặc đến bộ phận một cửa gần nhất."""


@public
def second_factor(request: HttpRequest) -> HttpResponse:
    """After the password of somebody who enrolled an app: its code, or a recovery code."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    stage = LoginStageController.enter(request, SecondFactor.key)
    if stage is None:
        return redirect(settings.LOGIN_URL)
    if "bo" in request.POST:
        clear_login(request)
        return redirect(settings.LOGIN_URL)
    form = CodeForm(request.POST if request.method == "POST" else None)
    status, method = _checked(request, form, stage.login.user.pk)
    if method:
        request.proof = Proof.of(stage.login.state).with_(method, int(time.time()))  # type: ignore[attr-defined]
        response: HttpResponse = stage.exit()
        return response
    context = {"form": form, "onward": stage.login.redirect_url}
    return render(request, "identity/second_factor.html", context, status=status)


@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """`?next=/…`: prove again that it is you, by password, app or passkey, and back. `can=hai-lop`: by a second factor,
    as an officer must; whoever has none yet is shown how to get one."""
    person = request.user
    assert isinstance(person, Person)
    asked = {**request.GET.dict(), **request.POST.dict()}
    onward = rules.local_path(asked.get("next", "")) or settings.LOGIN_REDIRECT_URL
    strong = asked.get("can") == "hai-lop"
    if strong and Proof.of(request.session).two_factors:
        return redirect(onward)
    if "credential" in request.POST:
        return _by_passkey(request, person, onward)
    kinds = queries.kinds(person.pk)
    ways = ["code"] if "totp" in kinds else []
    ways = ways if strong else ["password", *ways]
    way = asked["cach"] if asked.get("cach") in ways else next(iter(ways), "")
    posted = request.POST if request.method == "POST" and way else None
    form: PasswordForm | CodeForm
    if way == "password":
        status, method = _known(request, form := PasswordForm(posted), person)
    else:
        status, method = _checked(request, form := CodeForm(posted), person.pk)
    if method:
        prove(request, method)
        return redirect(onward)
    context = {
        "form": form,
        "way": way,
        "other": next((other for other in ways if other != way), ""),
        "strong": strong,
        "passkeys": "webauthn" in kinds,
        "onward": onward,
        "again": _again(onward, strong=strong),
    }
    return render(request, "identity/factor_confirm.html", context, status=status)


def _again(onward: str, *, strong: bool) -> str:
    """The query with which this page asks once more."""
    return urlencode({"next": onward, **({"can": "hai-lop"} if strong else {})})


def _by_passkey(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    try:
        ceremonies.signed(request, request.POST["credential"], CONFIRM, whose=person.pk)
    except ceremonies.PasskeyRefused as refusal:
        messages.error(request, _(refusal.template))
        query = _again(onward, strong=request.POST.get("can") == "hai-lop")
        return redirect(f"{request.path}?{query}")
    prove(request, "passkey")
    return redirect(onward)


def _known(request: HttpRequest, form: PasswordForm, person: Person) -> tuple[int, str]:
    if not form.is_valid():
        return 200, ""
    tries = [limits.Try("confirm", str(person.pk), TRIES)]
    if refusal := _counted(request, tries):
        form.add_error(None, refusal)
        return 429, ""
    if not verify_password(form.cleaned_data["password"], person.password)[0]:
        form.add_error("password", _("Mật khẩu không đúng. Hãy nhập lại."))
        return 200, ""
    limits.take_back(tries, at=request.at, seconds=WINDOW)  # type: ignore[attr-defined]
    return 200, "password"


def _checked(request: HttpRequest, form: CodeForm, person_id: int) -> tuple[int, str]:
    """Five wrong codes in a quarter of an hour, for one person in all browsers: a million cannot be guessed."""
    if not form.is_valid():
        return 200, ""
    at = request.at  # type: ignore[attr-defined]
    tries = [limits.Try("second-factor", str(person_id), TRIES)]
    if refusal := _counted(request, tries):
        form.add_error(None, refusal)
        return 429, ""
    step = int(time.time()) // commands.PERIOD
    method = commands.use_code(person_id, form.cleaned_data["code"], step=step, at=at)
    if not method:
        form.add_error("code", _("Mã không đúng hoặc đã dùng rồi. Hãy đợi ứng dụng hiện mã mới rồi nhập mã đó."))
        return 200, ""
    limits.take_back(tries, at=at, seconds=WINDOW)
    return 200, method


def _counted(request: HttpRequest, tries: list[limits.Try]) -> str:
    """'' when there may be another try, else why not."""
    try:
        limits.allow_all(tries, at=request.at, seconds=WINDOW)  # type: ignore[attr-defined]
    except TooMany as many:
        refusal = TooManyCodes(minutes=ceil(int(str(many.data["seconds"])) / 60), seconds=many.data["seconds"])
        return _(refusal.template).format_map(dict(refusal.data))
    return ""
