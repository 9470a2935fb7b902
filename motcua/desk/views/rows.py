"""The worker list on the desk: judging row by row, the ticked rows, or all that match a filter."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.desk import queries, rules
from motcua.desk.forms import ROW_FILTERS, ReasonForm, rows_chosen, rows_wanted
from motcua.desk.views.shown import page as shown_page
from motcua.dossiers import commands
from motcua.dossiers import queries as dossiers
from motcua.files.rules import naming, sheets
from motcua.journal.commands import seen
from motcua.kernel.errors import Conflict, Missing, NotAllowed, Refusal
from motcua.shell.access import Request, officer

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST_REASON = 300


@dataclass(frozen=True)
class Intent:
    """What a button of the list does. `at`: the kind of step; `whole`: to all that match the filter."""

    key: str
    at: str
    title: str
    reason: str = ""
    whole: bool = False


INTENTS: Mapping[str, Intent] = {
    intent.key: intent
    for intent in (
        Intent("confirmed", "confirm", "Xác nhận"),
        Intent("refused", "confirm", "Từ chối xác nhận", reason="rows"),
        Intent("pending", "confirm", "Bỏ kết quả, xem xét lại"),
        Intent("all_confirmed", "confirm", "Xác nhận", whole=True),
        Intent("all_refused", "confirm", "Từ chối xác nhận", reason="rows", whole=True),
        Intent("strike", "grant", "Đưa ra khỏi quyết định", reason="strike"),
        Intent("unstrike", "grant", "Đưa lại vào quyết định"),
    )
}


@officer
@require_http_methods(["GET", "POST"])
def rows(request: Request, code: str) -> HttpResponse:
    """A page of the list. POST judges the ticked rows, or asks once more before it judges all that match."""
    file = queries.opened(request.actor, code, at=request.at)
    if request.method == "GET":
        return _page(request, file)
    return _judge(request, file, rows_chosen(request.POST))


@officer
@require_http_methods(["GET", "POST"])
def row(request: Request, code: str, n: int) -> HttpResponse:
    """One person with all cells, and the same buttons."""
    file = queries.opened(request.actor, code, at=request.at)
    if request.method == "POST":
        return _judge(request, file, [n])
    view = dossiers.row(file.dossier, n)
    elsewhere = dossiers.overlaps(file.dossier.pk, [n]).get(n, ())
    seen("rows", file.dossier.subject, by=request.actor, at=request.at, rows=[n], clear=file.at_work)
    context: dict[str, Any] = {
        "view": view, "spec": queries.spec_of(file), "elsewhere": elsewhere,
        "hidden": rules.hidden, "intents": _intents(file), "n": n,
    }  # fmt: skip
    return shown_page(request, "row", file, **context)


@officer
@require_GET
def export(request: Request, code: str) -> HttpResponse:
    """The list as it is filtered, as a workbook."""
    file = queries.opened(request.actor, code, at=request.at)
    _key, wanted, _after = rows_wanted(request.GET)
    spec, cells = queries.export_rows(file, wanted)
    seen("rows_export", file.dossier.subject, by=request.actor, at=request.at, lines=len(cells), clear=file.at_work)
    content = sheets.write(spec, cells, extra=queries.EXTRA)
    return HttpResponse(content, headers=naming.headers(f"{spec.form} {file.dossier.code}.xlsx", XLSX))


def _page(request: Request, file: queries.Opened, *, fault: str = "", status: int = 200) -> HttpResponse:
    key, wanted, after = rows_wanted(request.GET)
    page = queries.rows_page(file, wanted, after=after)
    shown = [view.row.n for view in page.rows]
    seen("rows", file.dossier.subject, by=request.actor, at=request.at, rows=shown, clear=file.at_work)
    context: dict[str, Any] = {
        "page": page, "key": key, "wanted": wanted, "after": after,
        "filters": ROW_FILTERS + ((("bi-loai", "Bị đưa ra khỏi quyết định"),) if page.counts["left_out"] else ()),
        "fault": fault, "ticked": rows_chosen(request.POST), "query": request.GET.urlencode(),
        "hidden": rules.hidden, "intents": _intents(file),
    }  # fmt: skip
    return shown_page(request, "rows", file, status=status, **context)


def _intents(file: queries.Opened) -> list[Intent]:
    return [intent for intent in INTENTS.values() if intent.at == file.judging and not intent.whole]


@dataclass(frozen=True)
class _Job:
    """An intent on its way: whose, on which rows."""

    request: Request
    file: queries.Opened
    intent: Intent
    chosen: list[int]

    @property
    def wanted(self) -> dossiers.RowFilter:
        return rows_wanted(self.request.GET)[1]


def _judge(request: Request, file: queries.Opened, chosen: list[int]) -> HttpResponse:
    intent = INTENTS.get(request.POST.get("viec", ""))
    if intent is None:
        raise Missing
    if not file.able:
        raise rules.NotYourMove
    if not intent.whole and not chosen:
        return _page(request, file, fault=_(rules.NoRowsChosen().template), status=422)
    job = _Job(request, file, intent, [] if intent.whole else chosen)
    return _ask(job) if intent.reason or intent.whole else _judged(job)


def _ask(job: _Job) -> HttpResponse:
    """How many, what, and why; then the act."""
    given = job.request.POST
    sent = given if {"chac", "insert"} & given.keys() else None
    form = ReasonForm(job.intent.reason, needed=bool(job.intent.reason), longest=_LONGEST_REASON, data=sent)
    if "insert" in given:
        return _asking(job, ReasonForm(job.intent.reason, initial=form.insert()))
    return _judged(job, form) if form.is_valid() else _asking(job, form)


def _asking(job: _Job, form: ReasonForm, no: Refusal | None = None) -> HttpResponse:
    key, wanted, _after = rows_wanted(job.request.GET)
    verdicts = queries.verdicts(job.file, wanted) if job.intent.whole else {}
    context: dict[str, Any] = {
        "form": form, "intent": job.intent, "chosen": job.chosen,
        "key": key, "filters": dict(ROW_FILTERS), "wanted": wanted, "verdicts": verdicts,
        "query": job.request.GET.urlencode(), "conflict": isinstance(no, Conflict),
        "many": sum(verdicts.values()) if job.intent.whole else len(job.chosen),
    }  # fmt: skip
    status = no.status if no else 422 if form.errors else 200
    return shown_page(job.request, "judge", job.file, status=status, **context)


def _judged(job: _Job, form: ReasonForm | None = None) -> HttpResponse:
    try:
        changed = _command(job, form.cleaned_data["note"] if form else "")
    except NotAllowed:
        raise
    except Refusal as no:
        text = _(no.template).format_map(dict(no.data))
        if form is None:
            return _page(job.request, job.file, fault=text, status=no.status)
        form.add_error(None, text)
        return _asking(job, form, no)
    messages.success(job.request, _("{what}: {n} người.").format(what=_(job.intent.title), n=changed))
    back = redirect("desk:rows", job.file.dossier.code)
    back["Location"] += f"?{job.request.GET.urlencode()}" if job.request.GET else ""
    return back


def _command(job: _Job, note: str) -> int:
    pk, by, at = job.file.dossier.pk, job.request.actor, job.request.at
    if job.intent.at == "grant":
        struck = job.intent.key == "strike"
        return commands.strike_rows(pk, struck, rows=job.chosen, reason=note, by=by, at=at)
    verdict = {"pending": ""}.get(job.intent.key, job.intent.key.removeprefix("all_"))
    if job.intent.whole:
        return commands.confirm_rows(pk, verdict, wanted=job.wanted, reason=note, by=by, at=at)
    return commands.confirm_rows(pk, verdict, rows=job.chosen, reason=note, by=by, at=at)
