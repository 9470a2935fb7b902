"""The tree of units, and each change of it: first shown with what it does, then ordered."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.administration.commands.units import end_units
from motcua.administration.forms import units as forms
from motcua.administration.queries import units as queries
from motcua.administration.views.shown import refuse, today
from motcua.agencies.commands import succession
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import New, Order
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import LEVEL_WORDS, named
from motcua.kernel.errors import Invalid, Missing, Refusal
from motcua.kernel.text import tidy
from motcua.shell.access import Request, officer


@officer
@require_GET
def units(request: Request) -> HttpResponse:
    """The roots of the actor's trees, or what a search found in them."""
    found = queries.browse(request.actor, tidy(request.GET.get("tim", ""))[:120], today(request))
    return render(request, "administration/units.html", {"found": found, "on": today(request)})


@officer
@require_GET
def unit(request: Request, pk: int) -> HttpResponse:
    """One unit: where it stands, what is below it, what was and is ordered."""
    agency = queries.own_unit(request.actor, pk)
    context = {
        "unit": queries.unit(request.actor, agency, today(request)),
        "on": today(request),
    }
    return render(request, "administration/unit_page.html", context)


@officer
@require_http_methods(["GET", "POST"])
def rename(request: Request, pk: int) -> HttpResponse:
    """Another name."""
    agency = queries.own_unit(request.actor, pk)
    form = forms.RenameForm(request.POST if request.method == "POST" else None, initial={"name": agency.name})

    def act(order: Order) -> None:
        tree.rename(agency, form.cleaned_data["name"], order, by=request.actor, at=request.at)

    return _changed(request, agency, form, act, title=_("Đổi tên"), names=("name", "on", "basis"))


@officer
@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    """Under another unit. The first press shows who gains and who loses; the second, of exactly that, orders it."""
    agency = queries.own_unit(request.actor, pk)
    form = forms.MoveForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        try:
            parent = queries.own_unit_named(request.actor, form.cleaned_data["parent"])
            seen = form.cleaned_data["seen"]
            if seen:
                tree.move_under(agency, parent, _order(form), by=request.actor, at=request.at, expected=seen)
                return _done(request, agency, form)
            found = tree.check_move(agency, parent, _order(form), by=request.actor, at=request.at)
        except Missing:
            form.add_error("parent", _("Không có đơn vị mang mã này trong phạm vi của bạn."))
        except Refusal as no:
            refuse(form, no, "parent")
    context = {
        "form": form, "agency": agency, "effects": found, "parent": parent if found else None,
        "sides": _sides(found) if found else (), "most": _SHOWN,
    }  # fmt: skip
    return render(request, "administration/unit_move.html", context, status=422 if form.errors else 200)


@officer
@require_http_methods(["GET", "POST"])
def end(request: Request, pk: int) -> HttpResponse:
    """Merged into one, split into several, or abolished."""
    agency = queries.own_unit(request.actor, pk)
    form = forms.EndForm(request.POST if request.method == "POST" else None)

    def act(order: Order) -> None:
        heirs = _named(request, "successors", form.identifiers())
        bring = bool(form.cleaned_data["bring_below"])
        end_units([agency], heirs, order, bring_below=bring, by=request.actor, at=request.at)

    return _changed(
        request, agency, form, act, title=_("Kết thúc hoạt động"), names=("successors", "bring_below", "on", "basis"),
        work=queries.open_work([agency]),
    )  # fmt: skip


@officer
@require_http_methods(["GET", "POST"])
def take_in(request: Request, pk: int) -> HttpResponse:
    """Other units are merged into this one."""
    agency = queries.own_unit(request.actor, pk)
    form = forms.TakeInForm(request.POST if request.method == "POST" else None)

    def act(order: Order) -> None:
        formers = _named(request, "formers", forms.lines(form.cleaned_data["formers"]))
        bring = bool(form.cleaned_data["bring_below"])
        end_units(formers, [agency], order, bring_below=bring, by=request.actor, at=request.at)

    return _changed(
        request, agency, form, act, title=_("Nhập đơn vị khác vào"), names=("formers", "bring_below", "on", "basis")
    )


@officer
@require_http_methods(["GET", "POST"])
def new(request: Request, pk: int) -> HttpResponse:
    """A new unit below this one."""
    parent = queries.own_unit(request.actor, pk)
    form = forms.NewForm(request.POST if request.method == "POST" else None)

    def act(order: Order) -> None:
        data = form.cleaned_data
        (like,) = _named(request, "like", [data["like"]])
        made = New(data["identifier"], data["name"], parent, like, data["sector"])
        tree.establish(made, order, by=request.actor, at=request.at)

    names = ("identifier", "name", "like", "sector", "on", "basis")
    return _changed(request, parent, form, act, title=_("Lập đơn vị trực thuộc"), names=names)


@officer
@require_POST
def call_off(request: Request, pk: int, change: int) -> HttpResponse:
    """Takes an order back before its day."""
    found = queries.own_change(request.actor, pk, change)
    tree.call_off(found.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã hủy thay đổi đã lên lịch."))
    return redirect("administration:unit_page", pk)


@officer
@require_http_methods(["GET", "POST"])
def inherit(request: Request, pk: int, successor: int) -> HttpResponse:
    """Which rights follow to a successor, and who gains what by it; nothing follows that is not ticked."""
    former, heir = queries.own_heir(request.actor, pk, successor)
    found = queries.gains(request.actor, former, heir, today(request))
    form = forms.InheritForm(request.POST if request.method == "POST" else None, gains=found)
    if form.is_valid():
        chosen = [int(pk) for pk in form.cleaned_data["grants"]]
        try:
            done = succession.inherit(
                former, heir, chosen, reason=form.cleaned_data["reason"], by=request.actor, at=request.at
            )
        except Refusal as no:
            refuse(form, no, "grants")
        else:
            messages.success(request, _("Đã cấp {n} quyền tại {agency}.").format(n=len(done.given), agency=heir.name))
            return redirect("administration:unit_page", former.pk)
    ticked = set(request.POST.getlist("grants")) if request.method == "POST" else set()
    context = {"form": form, "former": former, "heir": heir, "gains": found, "ticked": ticked}
    return render(request, "administration/unit_inherit.html", context, status=422 if form.errors else 200)


_SHOWN = 100


def _sides(found: Any) -> Sequence[tuple[str, str, list[tuple[Any, str, str]]]]:
    """What a move does, in three lists: (heading, hint, [(grant, right, level)])."""

    def rows(grants: Any) -> list[tuple[Any, str, str]]:
        return [(g, named(g.right), LEVEL_WORDS.get(g.level, "") if g.level is not None else "") for g in grants]

    return (
        (_("Được thêm quyền tại các đơn vị này"), "", rows(found.gain)),
        (_("Mất quyền tại các đơn vị này"), "", rows(found.lose)),
        (
            _("Quyền phải kết thúc"),
            _("Người giữ làm việc ở đơn vị không còn là cấp trên của phạm vi ấy."), rows(found.stranded),
        ),
    )  # fmt: skip


def _changed(
    request: Request, agency: Agency, form: Any, act: Callable[[Order], None],
    *, title: str, names: Sequence[str], work: int = 0,
) -> HttpResponse:  # fmt: skip
    """A form whose order is carried out, or shown again with what was refused."""
    if form.is_valid():
        try:
            act(_order(form))
        except Refusal as no:
            if not form.errors:
                refuse(form, no)
        else:
            return _done(request, agency, form)
    context = {"form": form, "agency": agency, "title": title, "names": names, "work": work}
    return render(request, "administration/unit_change.html", context, status=422 if form.errors else 200)


def _done(request: Request, agency: Agency, form: Any) -> HttpResponse:
    later = form.cleaned_data["on"] > today(request)
    messages.success(request, _("Đã lên lịch thay đổi.") if later else _("Đã thực hiện thay đổi."))
    return redirect("administration:unit_page", agency.pk)


def _order(form: Any) -> Order:
    return Order(form.cleaned_data["on"], form.cleaned_data["basis"])


def _named(request: Request, field: str, identifiers: Sequence[str]) -> list[Agency]:
    """The units that were typed. Raises Invalid, naming the first that is not in the actor's trees."""
    found = []
    for text in identifiers:
        try:
            found.append(queries.own_unit_named(request.actor, text))
        except Missing as no:
            said = _("Không có đơn vị mang mã “{text}” trong phạm vi của bạn.").format(text=text[:40])
            raise Invalid({field: said}) from no
    return found
