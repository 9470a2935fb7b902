"""The queues of the agency: what waits for whom, and taking it on."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.calendar.rules import VIETNAM
from motcua.desk import commands, queries, rules
from motcua.desk.forms import FilterForm, address, asked
from motcua.files.rules import naming, sheets
from motcua.journal.commands import seen
from motcua.kernel.errors import Invalid, Missing, NotAllowed, Refusal
from motcua.shell import fields
from motcua.shell.access import Request, officer
from motcua.workflow import commands as workflow

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NAMED = 10  # dossiers that a message names one by one


@officer
@require_GET
def home(request: Request) -> HttpResponse:
    """Where an officer begins: what is in their own hands."""
    return _page(request, rules.QUEUES[0])


@officer
@require_http_methods(["GET", "POST"])
def queue(request: Request, which: str) -> HttpResponse:
    """A queue. POST takes on the ticked dossiers, each for itself."""
    name = _name(which)
    if request.method == "GET":
        return _page(request, name)
    codes = request.POST.getlist("code")
    if not codes:
        return _page(request, name, fault=_(rules.NoneChosen().template))
    _take_on(request, codes)
    back = redirect("desk:queue", which)
    back["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
    return back


@officer
@require_GET
def export(request: Request, which: str) -> HttpResponse:
    """The queue as it is filtered, as a workbook."""
    name = _name(which)
    lines = queries.export_lines(request.actor, asked(name, request.GET), at=request.at)
    seen("queue", f"agency:{request.actor.agency}", by=request.actor, at=request.at, queue=name.key, lines=len(lines))
    local = request.at.astimezone(VIETNAM)
    head = (request.actor.agency_name, f"{_(name.title)}, {local:%H:%M %d/%m/%Y}")
    columns = {rules.BELOW: rules.BELOW_COLUMNS, rules.ASKED: rules.ASKED_COLUMNS}.get(name, rules.QUEUE_COLUMNS)
    spec = sheets.Sheet(_(name.title), columns, head, form="Hàng đợi")
    content = sheets.write(spec, [_cells(line) for line in lines])
    return HttpResponse(content, headers=naming.headers(f"{_(name.title)} {local:%Y-%m-%d}.xlsx", XLSX))


@officer
@require_http_methods(["GET", "POST"])
def save_filter(request: Request, which: str) -> HttpResponse:
    """Keep the filters of the address under a name. GET is a reloaded page: back to the queue."""
    name = _name(which)
    back = redirect("desk:queue", which)
    back["Location"] += f"?{request.GET.urlencode()}" if request.GET else ""
    form = FilterForm(request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return back
    if not form.is_valid():
        return _page(request, name, naming=form)
    _which, _mark, query = address(asked(name, request.GET), first=True).partition("?")
    try:
        kept = commands.save_filter(form.cleaned_data["name"], which, query, by=request.actor, at=request.at)
    except NotAllowed:
        raise
    except Invalid as no:
        fields.refuse(form, no)
        return _page(request, name, naming=form)
    except Refusal as no:
        form.add_error("name", _(no.template).format_map(dict(no.data)))
        return _page(request, name, naming=form)
    messages.success(request, _("Đã lưu bộ lọc “{name}”.").format(name=kept.name))
    return back


@officer
@require_GET
def filters(request: Request) -> HttpResponse:
    """The officer's own filters: to use, to remove."""
    titles = {queue.slug: queue.title for queue in (*rules.QUEUES, rules.BELOW)}
    context = {"saved": queries.saved_filters(request.actor), "titles": titles, "most": rules.MOST_FILTERS}
    return render(request, "desk/filters.html", context)


@officer
@require_POST
def remove_filter(request: Request, pk: int) -> HttpResponse:
    """Forget a filter."""
    gone = commands.remove_filter(pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã xóa bộ lọc “{name}”.").format(name=gone.name))
    return redirect("desk:filters")


def _page(
    request: Request, name: rules.QueueName, *, fault: str = "", naming: FilterForm | None = None
) -> HttpResponse:
    wanted = asked(name, request.GET)
    page = queries.queue_page(request.actor, wanted, at=request.at)
    saved = queries.saved_filters(request.actor)
    form = naming or FilterForm()
    context = {
        "queues": _rail(name, page), "below": rules.BELOW if page.below or name == rules.BELOW else None, "here": name,
        "asked": wanted, "page": page, "fault": fault, "address": address,
        "saved": saved, "this": address(wanted, first=True), "form": form,
        "room": len(saved) < rules.MOST_FILTERS, "most": rules.MOST_FILTERS,
        "ticked": request.POST.getlist("code"), "filters": _address(request), "chips": _chips(request, wanted, page),
        "further": _address(request, sau=page.further) if page.further else "",
        "sort_due": _address(request, xep="", sau=""), "sort_received": _address(request, xep="nhan", sau=""),
    }  # fmt: skip
    return render(request, "desk/queue.html", context, status=422 if fault or form.errors else 200)


def _rail(here: rules.QueueName, page: queries.QueuePage) -> tuple[rules.QueueName, ...]:
    """The queues; what other agencies ask only while they do."""
    return (*rules.QUEUES, rules.ASKED) if page.counts["asked"] or here == rules.ASKED else rules.QUEUES


def _name(slug: str) -> rules.QueueName:
    if (name := rules.queue_at(slug)) is None:
        raise Missing
    return name


def _take_on(request: Request, codes: list[str]) -> None:
    """Claim one after the other: what a colleague was faster with does not stop the rest."""
    taken, refused = 0, []
    for code, case in queries.chosen(request.actor, codes):
        try:
            workflow.claim(case, by=request.actor, at=request.at)
        except Refusal as no:
            refused.append(f"{code}: {_(no.template).format_map(dict(no.data))}")
        else:
            taken += 1
    if taken:
        messages.success(request, _("Bạn đã nhận {n} hồ sơ.").format(n=taken))
    for text in refused[:_NAMED]:
        messages.warning(request, text)
    if len(refused) > _NAMED:
        messages.warning(request, _("Và {n} hồ sơ khác chưa nhận được.").format(n=len(refused) - _NAMED))


def _address(request: Request, **changes: str) -> str:
    """The query of this page with some keys changed, '' takes one out: '?tim=vi+du'. `_` stands for a hyphen."""
    query = request.GET.copy()
    for key, value in changes.items():
        name = key.replace("_", "-")
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def _chips(request: Request, wanted: queries.Asked, page: queries.QueuePage) -> list[tuple[str, str]]:
    """Each filter in force with the address that takes it away."""
    language = get_language() or "vi"
    steps, services = ({one.key: one.said(language) for one in found} for found in (page.steps, page.services))
    chips = [
        (wanted.text and f"“{wanted.text}”", _address(request, tim="", sau="")),
        (steps.get(wanted.step, wanted.step), _address(request, buoc="", sau="")),
        (services.get(wanted.service, wanted.service), _address(request, dich_vu="", sau="")),
    ]
    return [(text, address) for text, address in chips if text]


def _cells(line: queries.Line) -> dict[str, Any]:
    due = line.light.due_at
    return {
        "code": line.dossier.code, "applicant": line.dossier.applicant_name, "service": line.dossier.version.short_name,
        "step": line.step.title, "people": line.dossier.people, "amount": line.dossier.amount,
        "received": _day(line.turn.opened_at), "due": _day(due) if due else "",
        "left": "" if line.light.left is None else line.light.left, "state": _(rules.STATES[line.light.state]),
        "holder": line.turn.holder.name if line.turn.holder else "", "agency": line.turn.agency.name,
    }  # fmt: skip


def _day(moment: datetime) -> str:
    day: date = moment.astimezone(VIETNAM).date()
    return day.isoformat()
