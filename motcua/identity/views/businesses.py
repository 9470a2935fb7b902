"""A business's account: opened by whoever represents it by law, who then admits others."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from motcua.identity.commands import TaxCodeTaken, admit, retire
from motcua.identity.commands import businesses as commands
from motcua.identity.forms.businesses import BusinessForm, InviteForm, RoleForm
from motcua.identity.models import Affiliation
from motcua.identity.queries import businesses as queries
from motcua.identity.rules.businesses import LEAST_LEVEL, NAMINGS
from motcua.shell import limits
from motcua.shell.access import Request, signed_in


@signed_in
def open_business(request: Request) -> HttpResponse:
    """For a person whose identity is confirmed; others are led there and come back."""
    if led := _led_up(request):
        return led
    form = BusinessForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        try:
            made = commands.found_business(
                given["tax_code"], given["name"], given["kind"], by=request.actor, at=request.at
            )
        except TaxCodeTaken:
            return render(request, "identity/business_taken.html", {"tax_code": given["tax_code"]}, status=409)
        messages.success(request, _("Đã mở tài khoản cho {name}.").format(name=made.name))
        return redirect("identity:business", made.pk)
    return render(request, "identity/business_open.html", {"form": form})


@signed_in
def business(request: Request, pk: int) -> HttpResponse:
    """Who may act for it, as its members see it; others find no such page."""
    own = queries.own_affiliation(request.actor, pk)
    context = {
        "business": own.business,
        "kind": own.business.get_kind_display(),
        "members": queries.members(own.business),
        "represents": own.role == Affiliation.Role.REPRESENTATIVE,
        "working": request.actor.business == pk,
        "me": request.actor.person,
    }
    return render(request, "identity/business.html", context)


@signed_in
def invite(request: Request, pk: int) -> HttpResponse:
    """Admit somebody by ID number and name. One answer for all that does not fit."""
    own = _represented(request, pk)
    if led := _led_up(request):
        return led
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        limit, seconds = NAMINGS
        limits.allow("admit", f"person {request.actor.person}", at=request.at, limit=limit, seconds=seconds)
        try:
            member = commands.invite(**form.cleaned_data, business=own.business, by=request.actor, at=request.at)
        except (commands.NobodyByThat, commands.AlreadyAdmitted, commands.RepresentativeStays) as refusal:
            form.add_error("id_number", _(refusal.template).format_map(dict(refusal.data)))
        else:
            messages.success(request, _("Đã thêm {name}.").format(name=member.person.name))
            return redirect("identity:business", pk)
    return render(request, "identity/business_admit.html", {"form": form, "business": own.business})


@signed_in
def member(request: Request, pk: int, person: int) -> HttpResponse:
    """Change what a member may do, or end it."""
    own = _represented(request, pk)
    if led := _led_up(request):
        return led
    found = queries.member(own.business, person)
    if found.role == Affiliation.Role.REPRESENTATIVE:
        raise commands.RepresentativeStays(business=own.business.name)
    if request.POST.get("action") == "retire":
        retire(found.person, own.business, by=request.actor, at=request.at)
        messages.success(request, _("{name} không còn quyền tại doanh nghiệp.").format(name=found.person.name))
        return redirect("identity:business", pk)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": found.role})
    if form.is_valid():
        if form.cleaned_data["role"] != found.role:
            admit(found.person, own.business, form.cleaned_data["role"], by=request.actor, at=request.at)
        messages.success(request, _("Đã lưu quyền của {name}.").format(name=found.person.name))
        return redirect("identity:business", pk)
    context = {"form": form, "business": own.business, "member": found}
    return render(request, "identity/business_member.html", context)


def _represented(request: Request, pk: int) -> Affiliation:
    """Raises NoSuchBusiness for strangers, OnlyRepresentative for other members."""
    own = queries.own_affiliation(request.actor, pk)
    if own.role != Affiliation.Role.REPRESENTATIVE:
        raise commands.OnlyRepresentative(business=own.business.name)
    return own


def _led_up(request: HttpRequest) -> HttpResponse | None:
    """To the confirmation of identity and back, when this visit is not yet worth it."""
    if request.actor.assurance >= LEAST_LEVEL:  # type: ignore[attr-defined]
        return None
    query = urlencode({"muc": LEAST_LEVEL, "next": request.path})
    return redirect(f"{reverse('identity:level')}?{query}")
