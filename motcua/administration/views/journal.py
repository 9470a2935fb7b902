"""The journal of the actor's subtrees."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from motcua.administration.forms import journal as entries
from motcua.administration.queries import journal as queries
from motcua.administration.rules.telling import KINDS
from motcua.administration.views.shown import today
from motcua.agencies.models import Agency, Membership
from motcua.files.rules import naming, sheets
from motcua.files.rules.sheets import Column, Sheet
from motcua.journal.commands import seen
from motcua.shell.access import Request, officer
from motcua.shell.clock import VIETNAM

_FILTERS = ("viec", "can-bo", "co-quan", "ten", "don-vi", "tu", "den")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_COLUMNS = (
    Column("at", "Lúc", 18),
    Column("who", "Người làm", 26),
    Column("agency", "Đơn vị", 36),
    Column("text", "Việc", 70),
    Column("why", "Lý do", 40),
    Column("entry", "Số nhật ký", 12),
)


@officer
@require_GET
def journal(request: Request) -> HttpResponse:
    """What was done in the actor's subtrees, newest first; about rights unless asked for more."""
    asked = entries.asked(request.GET)
    who, where = entries.words(request.GET)
    people = queries.people_like(request.actor, who) if who else []
    agencies = queries.agencies_like(request.actor, where, today(request)) if where else []
    place, agency = queries.chosen(request.actor, asked)
    if (who and len(people) == 1) or (where and len(agencies) == 1):
        return _narrowed(request, people, agencies)
    unclear = bool(who or where)
    page = queries.JournalPage((), "") if unclear else queries.journal_page(request.actor, asked)
    seen(
        "journal", f"agency:{request.actor.agency}", by=request.actor, at=request.at, lines=len(page.lines),
        people=len(people), kind=asked.kind, membership=asked.membership or None, agency=asked.agency or None,
    )  # fmt: skip
    context = {
        "page": page, "asked": asked, "kind": entries.kind_of(request.GET), "unclear": unclear,
        "kinds": [(key, _(text)) for key, (_group, text) in KINDS.items()], "place": place, "agency": agency,
        "people": [(one, _address(request, ten="", **{"can-bo": str(one.pk)})) for one in people],
        "agencies": [(one, _address(request, **{"don-vi": "", "co-quan": str(one.pk)})) for one in agencies],
        "given": {key: request.GET.get(key, "") for key in _FILTERS},
        "filtered": any(request.GET.get(key) for key in _FILTERS if key != "viec"),
        "further": _address(request, sau=page.further) if page.further else "",
        "newest": _address(request) if asked.after else "", "most": queries.EXPORT,
        "exports": [(kind, _address(request, "administration:journal_export", dang=kind)) for kind in ("xlsx", "csv")],
        "without_person": _address(request, ten="", **{"can-bo": ""}),
        "without_agency": _address(request, **{"don-vi": "", "co-quan": ""}),
    }  # fmt: skip
    return render(request, "administration/journal.html", context)


@officer
@require_GET
def export(request: Request) -> HttpResponse:
    """The same entries as a file, at most `queries.EXPORT`, the newest; that it was taken is written down too."""
    asked = entries.asked(request.GET)
    found = queries.journal_page(request.actor, asked, size=queries.EXPORT)
    rows = [_cells(line) for line in found.lines]
    seen(
        "journal_export", f"agency:{request.actor.agency}", by=request.actor, at=request.at,
        rows=len(rows), kind=asked.kind, membership=asked.membership or None, agency=asked.agency or None,
        since=asked.since, until=asked.until,
    )  # fmt: skip
    local = request.at.astimezone(VIETNAM)
    title = _("Nhật ký đơn vị")
    name = f"{title} {local:%Y-%m-%d}"
    if request.GET.get("dang") == "csv":
        content = sheets.csv_text([column.title for column in _COLUMNS], [list(row.values()) for row in rows])
        return HttpResponse(content, headers=naming.headers(f"{name}.csv", "text/csv; charset=utf-8"))
    limit = _("Chỉ gồm {most} dòng mới nhất.").format(most=queries.EXPORT) if found.further else ""
    head = tuple(line for line in (request.actor.agency_name, f"{title}, {local:%H:%M %d/%m/%Y}", limit) if line)
    content = sheets.write(Sheet(title, _COLUMNS, head, form=title, max_rows=queries.EXPORT), rows)
    return HttpResponse(content, headers=naming.headers(f"{name}.xlsx", _XLSX))


def _cells(line: queries.Line) -> dict[str, str]:
    return {
        "at": f"{line.at.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}", "who": line.who, "agency": line.agency,
        "text": line.text, "why": line.why, "entry": str(line.entry),
    }  # fmt: skip


def _narrowed(request: Request, people: list[Membership], agencies: list[Agency]) -> HttpResponse:
    """One was meant: the address names it from now on."""
    changed: dict[str, str] = {}
    if len(people) == 1:
        changed |= {"ten": "", "can-bo": str(people[0].pk)}
    if len(agencies) == 1:
        changed |= {"don-vi": "", "co-quan": str(agencies[0].pk)}
    return redirect(_address(request, **changed))


def _address(request: Request, name: str = "administration:journal", /, **changed: str) -> str:
    kept = {key: str(value) for key, value in request.GET.items() if key in _FILTERS} | changed
    query = urlencode({key: value for key, value in kept.items() if value})
    return f"{reverse(name)}{'?' if query else ''}{query}"
