"""The steps of a record: submit, approve, return, publish, amend, abolish; and the decisions that they need."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.agencies.queries import agency_by_identifier
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Conflict, Missing, Refusal
from motcua.procedures.commands import deciding, decisions, entering, orders
from motcua.procedures.commands.orders import Ordered
from motcua.procedures.forms.admin import ChooseDecisionForm, DecisionForm, OrderForm, ReturnForm
from motcua.procedures.models.publishing import Kind
from motcua.procedures.queries import admin as queries
from motcua.procedures.queries.admin import Shown
from motcua.procedures.rules.life import NoProcedure
from motcua.procedures.views.shown import page, refuse, today, told
from motcua.shell.access import Request, officer

Act = Callable[[Shown, Actor, datetime], object]


def _version(shown: Shown) -> int:
    if shown.draft is None:
        raise NoProcedure
    return shown.draft.pk


# Address word → (step, what is done, what is said after it). Those that ask something have views of their own.
STEPS: Mapping[str, tuple[Act, str]] = {
    "trinh": (lambda shown, by, at: deciding.submit(_version(shown), by=by, at=at), "Đã trình duyệt."),
    "bo": (lambda shown, by, at: entering.drop(_version(shown), by=by, at=at), "Đã bỏ bản nhập."),
    "sua-doi": (
        lambda shown, by, at: entering.amend(shown.record.pk, by=by, at=at),
        "Đã mở bản sửa đổi, bổ sung. Bản đang công khai vẫn giữ nguyên đến khi bản này được công khai.",
    ),
    "nhap-lai": (
        lambda shown, by, at: entering.enter_again(shown.record.pk, shown.whole.content, by=by, at=at),
        "Đã mở bản nhập mới.",
    ),
}  # fmt: skip


@officer
@require_POST
def step(request: Request, pk: int, word: str) -> HttpResponse:
    """A step that asks nothing."""
    shown = queries.shown(request.actor, pk, today(request))
    if word not in STEPS:
        raise Missing
    act, said = STEPS[word]
    try:
        act(shown, request.actor, request.at)
    except Conflict as no:
        messages.error(request, told(no))
    except Refusal as no:
        if no.status != 422:  # noqa: PLR2004 - what is not allowed or missing is a page of its own
            raise
        messages.error(request, told(no))
    else:
        messages.success(request, _(said))
    return redirect("procedures:admin_record", pk)


@officer
@require_http_methods(["GET", "POST"])
def judge(request: Request, pk: int) -> HttpResponse:
    """Approve what is shown, or send it back with a reason."""
    shown = queries.shown(request.actor, pk, today(request))
    form = ReturnForm(request.POST if request.POST.get("viec") == "tra-lai" else None)
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "duyet":
                seen = request.POST.get("seen", "")
                deciding.approve(
                    _version(shown), seen=int(seen) if seen.isascii() and seen.isdigit() else None, by=request.actor,
                    at=request.at,
                )  # fmt: skip
                messages.success(request, _("Đã duyệt."))
                return redirect("procedures:admin_record", pk)
            if form.is_valid():
                deciding.send_back(_version(shown), why=form.cleaned_data["why"], by=request.actor, at=request.at)
                messages.success(request, _("Đã trả lại cho người nhập."))
                return redirect("procedures:admin_record", pk)
        except Conflict as no:
            messages.error(request, told(no))
            return redirect("procedures:admin_record", pk)
    return page(request, "admin_judge", {"shown": shown}, form)


@officer
@require_http_methods(["GET", "POST"])
def publish(request: Request, pk: int) -> HttpResponse:
    """Public under a decision."""
    shown = queries.shown(request.actor, pk, today(request))
    kind = Kind.AMEND if shown.public else Kind.NEW
    form = ChooseDecisionForm(
        request.POST if request.method == "POST" else None, decisions=queries.decisions_for(shown.record, kind)
    )
    if form.is_valid():
        try:
            deciding.publish(_version(shown), int(form.cleaned_data["decision"]), by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "decision")
        else:
            messages.success(request, _("Đã công khai."))
            return redirect("procedures:admin_record", pk)
    return page(request, "admin_publish", {"shown": shown, "abolishing": False}, form)


@officer
@require_http_methods(["GET", "POST"])
def abolish(request: Request, pk: int) -> HttpResponse:
    """No longer in force under a decision."""
    shown = queries.shown(request.actor, pk, today(request))
    form = ChooseDecisionForm(
        request.POST if request.method == "POST" else None,
        decisions=queries.decisions_for(shown.record, Kind.ABOLISH),
    )
    if form.is_valid():
        try:
            deciding.abolish(pk, int(form.cleaned_data["decision"]), by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "decision")
        else:
            messages.success(request, _("Đã bãi bỏ."))
            return redirect("procedures:admin_record", pk)
    return page(request, "admin_publish", {"shown": shown, "abolishing": True}, form)


@officer
@require_GET
def all_decisions(request: Request) -> HttpResponse:
    """The decisions of the officer's agencies, with what they publish."""
    context = {
        "decisions": list(queries.decisions(request.actor)[:100]), "kinds": dict(Kind.choices),
        "may_publish": bool(queries.agencies(request.actor, "publish")),
    }  # fmt: skip
    return page(request, "admin_decisions", context)


@officer
@require_http_methods(["GET", "POST"])
def decide(request: Request) -> HttpResponse:
    """Write a signed decision down."""
    own = queries.agencies(request.actor, "publish")
    if not own:
        raise queries.NoDatabase
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        agency = next((one for one in own if str(one.pk) == request.POST.get("agency")), own[0])
        try:
            decisions.announce(agency, form.announcement(), form.items(), by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "number")
        else:
            messages.success(request, _("Đã ghi quyết định. Hạn công khai đang được tính."))
            back = request.POST.get("ve", "")
            if back.isascii() and back.isdigit() and len(back) < 10:  # noqa: PLR2004
                return redirect("procedures:admin_publish", int(back))
            return redirect("procedures:admin_decisions")
    return page(request, "admin_decision", {"own": own, "back": request.GET.get("ve", "")[:9]}, form)


@officer
@require_http_methods(["GET", "POST"])
def order(request: Request, pk: int) -> HttpResponse:
    """Letter 001: dossiers are accepted before publication under a named order."""
    found = queries.record(request.actor, pk)
    form = OrderForm(request.POST if request.method == "POST" else None, initial={"agency": found.owner.identifier})
    if form.is_valid():
        data = form.cleaned_data
        agency = agency_by_identifier(data["agency"])
        if agency is None:
            form.add_error("agency", _("Không có cơ quan nào mang mã này."))
        else:
            given = Ordered(data["number"], agency, data["signed_on"], data["since"], data["until"], data["url"])
            try:
                orders.accept_before(pk, given, by=request.actor, at=request.at)
            except Refusal as no:
                refuse(form, no, "number")
            else:
                messages.success(request, _("Đã ghi văn bản. Hồ sơ được tiếp nhận trước khi công khai."))
                return redirect("procedures:admin_record", pk)
    return page(request, "admin_order", {"record": found}, form)


@officer
@require_POST
def end_order(request: Request, pk: int, order: int) -> HttpResponse:
    """No further dossiers under it."""
    queries.order(request.actor, pk, order)
    orders.end_order(order, by=request.actor, at=request.at)
    messages.success(request, _("Đã dừng tiếp nhận theo văn bản này."))
    return redirect("procedures:admin_record", pk)
