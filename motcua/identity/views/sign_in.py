from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from motcua.identity import queries, rules
from motcua.identity.commands import sessions
from motcua.identity.forms import DemoForm, SignInForm
from motcua.identity.views.entering import let_in
from motcua.kernel.errors import Missing, TooMany
from motcua.shell.access import public


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
                return let_in(request, person, method="password", onward=onward)
            form.add_error("login", _("Số hoặc mật khẩu không đúng. Hãy kiểm tra cả hai rồi nhập lại."))
    context = {"form": form, "onward": onward, "query": f"?{urlencode({'next': onward})}" if onward else ""}
    response = render(request, "identity/sign_in.html", context, status=status)
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
    sessions.sign_out(request.session.get("sid", ""), by=by, at=request.at)  # type: ignore[attr-defined]
    get_adapter().logout(request)
    messages.success(request, _("Bạn đã đăng xuất."))
    return redirect("/")


@public
def demo(request: HttpRequest) -> HttpResponse:
    """The cast of the demo; a click signs in as one of them. Nowhere else does this page exist."""
    if not settings.DEMO:
        raise Missing
    if request.method != "POST":
        return render(request, "identity/demo.html", {"people": queries.demo_people()})
    form = DemoForm(request.POST)
    person = queries.demo_person(form.cleaned_data["person"] if form.is_valid() else 0)
    return let_in(request, person, method="demo")
