"""Which units have administrators and officers: the map, the table, the lists behind the figures, reminders."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.administration.commands import reminding
from motcua.administration.forms import coverage as entries
from motcua.administration.queries import behind as behind_it
from motcua.administration.queries import covered as queries
from motcua.administration.rules import covering as rules
from motcua.administration.rules.users import check_users
from motcua.administration.views.shown import today
from motcua.agencies.models import Agency
from motcua.agencies.rules.rights import LEVEL_WORDS, STATE, SUBSYSTEMS, named
from motcua.files.rules import naming, sheets
from motcua.journal.commands import seen
from motcua.kernel.errors import Conflict
from motcua.shell.access import Request, officer
from motcua.shell.clock import VIETNAM

_FILTERS = ("phan-he", "dich-vu", "chi-thieu", "tim")


@officer
@require_GET
def coverage(request: Request) -> HttpResponse:
    """The top bodies of the state; whoever sees less is led to their own unit, or chooses among them."""
    whole, own = queries.own_trees(request.actor, today(request))
    if whole:
        return _board(request, None)
    if len(own) == 1:
        return redirect("administration:coverage_unit", own[0].identifier)
    return render(request, "administration/coverage_choice.html", {"own": own})


@officer
@require_GET
def unit(request: Request, identifier: str) -> HttpResponse:
    """A unit and what lies directly below it."""
    return _board(request, queries.unit_of(request.actor, identifier, today(request)))


@officer
@require_GET
def behind(request: Request, which: str) -> HttpResponse:
    """The list behind a figure, as things stand now."""
    if which not in rules.LISTS:
        raise Http404
    above, asked, services = _scope(request)
    page, level = entries.page(request.GET), entries.level(request.GET)
    found = behind_it.listed(
        which, above, asked, trees=check_users(request.actor), on=today(request), level=level,
        own="rieng" in request.GET, page=page,
    )  # fmt: skip
    if which in behind_it.OF_PEOPLE:
        home, unit_ = f"agency:{request.actor.agency}", above.identifier if above else ""
        seen("users_coverage", home, by=request.actor, at=request.at, list=which, unit=unit_, lines=len(found.rows))
    more = page * behind_it.PAGE < found.total
    context = {
        "which": which, "title": _(rules.LISTS[which]), "unit": above, "found": found, "asked": asked,
        "level": _(LEVEL_WORDS[level]) if level is not None else "", "level_words": LEVEL_WORDS, "named": named,
        "services": dict(services), "subsystem": SUBSYSTEMS[asked.subsystem].name, "page": page,
        "back": _back(above, request),
        "earlier": _address(request, trang=str(page - 1)) if page > 1 else "",
        "further": _address(request, trang=str(page + 1)) if more else "",
    }  # fmt: skip
    return render(request, "administration/coverage_list.html", context)


@officer
@require_GET
def export(request: Request) -> HttpResponse:
    """The board as it is filtered, as CSV."""
    above, asked, _services = _scope(request)
    board = queries.board(request.actor, above, asked, at=request.at)
    titles = [
        _("Mã định danh"), _("Đơn vị"), _("Tình trạng"), _("Đầu mối trên danh sách"), _("Đầu mối đã được cấp quyền"),
        _("Quản trị của chính đơn vị"), _("Quản trị trong cả đơn vị và cấp dưới"),
        *(_(words) for words in LEVEL_WORDS.values()), _("Số đơn vị"), _("Đơn vị chưa có ai quản trị"),
        _("Đơn vị thiếu cán bộ xử lý"), _("Hoạt động gần nhất"), _("Nhắc gần nhất"), _("Đếm lúc"),
    ]  # fmt: skip
    counted = f"{board.counted_at.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
    name = f"{_('Độ phủ')} {above.identifier if above else ''} {today(request):%Y-%m-%d}".replace("  ", " ")
    content = sheets.csv_text(titles, [_cells(row, counted) for row in board.rows])
    return HttpResponse(content, headers=naming.headers(f"{name}.csv", "text/csv; charset=utf-8"))


@officer
@require_POST
def remind(request: Request) -> HttpResponse:
    """Tells those who can mend what a unit lacks."""
    found = queries.unit_of(request.actor, request.POST.get("don-vi", ""), today(request))
    kind = entries.subsystem(request.POST)
    try:
        sent = reminding.remind(found, kind, by=request.actor, at=request.at)
    except Conflict as no:
        messages.warning(request, _(no.template).format_map(dict(no.data)))
    else:
        messages.success(request, _("Đã nhắc {n} người về {unit}.").format(n=sent.people, unit=found.name))
    to = request.POST.get("ve", "")
    back = queries.unit_of(request.actor, to, today(request)) if to else None
    return redirect(_at(back, kind))


def _board(request: Request, above: Agency | None) -> HttpResponse:
    kind = entries.subsystem(request.GET)
    services = queries.services(today(request), kind)
    asked = entries.asked(request.GET, dict(services))
    board = queries.board(request.actor, above, asked, at=request.at)
    context = {
        "board": board, "asked": asked, "top": board.top(), "services": services, "today": today(request),
        "subsystems": [(key, one.name) for key, one in SUBSYSTEMS.items()], "states": rules.STATES,
        "lights": rules.LIGHTS, "filtered": any(request.GET.get(key) for key in _FILTERS),
        "query": urlencode({key: request.GET[key] for key in _FILTERS if request.GET.get(key)}),
        "whole": STATE in {held.path for held in request.actor.held},
        "local_date": lambda moment: moment.astimezone(VIETNAM).date(),
    }  # fmt: skip
    return render(request, "administration/coverage.html", context)


def _scope(request: Request) -> tuple[Agency | None, Any, list[tuple[str, str]]]:
    """The unit that the address names (none: the whole state, for whoever sees it), and what else it asks."""
    on = today(request)
    name = request.GET.get("don-vi", "")
    above = queries.unit_of(request.actor, name, on) if name else None
    if above is None and not queries.own_trees(request.actor, on)[0]:
        raise Http404
    services = queries.services(on, entries.subsystem(request.GET))
    return above, entries.asked(request.GET, dict(services)), services


def _cells(row: queries.Row, counted: str) -> list[object]:
    figures = row.figures
    return [
        row.agency.identifier, row.agency.name, _(rules.STATES[row.state]), figures.named, figures.granted, figures.own,
        figures.admins, *(figures.at_level(level) for level in LEVEL_WORDS), figures.units, figures.bare, row.lacking,
        _day(figures.last_day), f"{row.reminded.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if row.reminded else "", counted,
    ]  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _at(above: Agency | None, kind: str) -> str:
    unit_ = reverse("administration:coverage_unit", args=[above.identifier]) if above else ""
    return f"{unit_ or reverse('administration:coverage')}?{urlencode({'phan-he': kind})}"


def _back(above: Agency | None, request: Request) -> str:
    return _at(above, entries.subsystem(request.GET))


def _address(request: Request, **changed: str) -> str:
    return f"?{urlencode({**request.GET.dict(), **changed})}"
