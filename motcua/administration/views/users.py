"""The list of users."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from motcua.administration.forms import users as entries
from motcua.administration.queries import users as queries
from motcua.administration.rules import users as rules
from motcua.administration.views.shown import today
from motcua.agencies.rules.rights import SUBSYSTEMS, named
from motcua.files.rules import naming, sheets
from motcua.journal.commands import seen
from motcua.kernel.text import tidy
from motcua.shell.access import Request, officer
from motcua.shell.clock import VIETNAM

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILTERS = ("tim", "nguoi", "don-vi", "trang-thai", "phan-he", "quyen", "dich-vu", "quan-tri")


@officer
@require_GET
def users(request: Request) -> HttpResponse:
    """Everybody with a place in the actor's subtrees."""
    asked = entries.asked(request.GET)
    found = queries.users_page(request.actor, asked, at=request.at)
    home = f"agency:{request.actor.agency}"
    seen("users_list", home, by=request.actor, at=request.at, lines=len(found.lines))
    context = {
        "page": found, "asked": asked, "given": {key: request.GET.get(key, "") for key in _FILTERS},
        "states": [(slug, _(rules.STATES[key])) for slug, key in rules.SLUGS.items() if key != "invited"],
        "lights": rules.LIGHTS, "words": {key: _(text) for key, text in rules.STATES.items()},
        "subsystems": [(key, subsystem.name) for key, subsystem in SUBSYSTEMS.items()],
        "rights": [(key, right.name) for part in SUBSYSTEMS.values() for key, right in part.rights.items()],
        "services": queries.choices(today(request)), "chips": _chips(request, found),
        "filters": _address(request, sau=""), "further": _address(request, sau=found.further) if found.further else "",
        "filtered": any(request.GET.get(key) for key in _FILTERS), "more_open": _more(request),
    }  # fmt: skip
    return render(request, "administration/users.html", context)


@officer
@require_POST
def search(request: Request) -> HttpResponse:
    """From what was typed to the address of the list. A number becomes the account of somebody there, or nobody."""
    rules.check_users(request.actor)
    told = {key: tidy(request.POST.get(key, ""))[:120] for key in _FILTERS}
    if entries.is_number(told["tim"]):
        told["nguoi"] = queries.subject_of(request.actor, told["tim"])
        told["tim"] = ""
    wanted = {key: value for key, value in told.items() if value}
    return HttpResponseRedirect(f"{reverse('administration:users')}{'?' if wanted else ''}{urlencode(wanted)}")


@officer
@require_GET
def suggest(request: Request) -> HttpResponse:
    """The options below the search box of units, as one types."""
    rules.check_users(request.actor)
    text = tidy(request.GET.get("don-vi", ""))[:120]
    found = queries.agencies_like(request.actor, text, at=request.at) if text else []
    return render(request, "administration/agencies_like.html", {"agencies": found})


@officer
@require_GET
def export(request: Request) -> HttpResponse:
    """The list as it is filtered, as a workbook; numbers masked as on the page."""
    lines = queries.users_export(request.actor, entries.asked(request.GET), at=request.at)
    seen("users", f"agency:{request.actor.agency}", by=request.actor, at=request.at, lines=len(lines))
    local = request.at.astimezone(VIETNAM)
    title = _("Danh sách cán bộ")
    head = (request.actor.agency_name, f"{title}, {local:%H:%M %d/%m/%Y}")
    content = sheets.write(
        sheets.Sheet(title, rules.COLUMNS, head, form="Danh sách cán bộ"), [_cells(line) for line in lines]
    )
    return HttpResponse(content, headers=naming.headers(f"{title} {local:%Y-%m-%d}.xlsx", XLSX))


def _cells(line: queries.Line) -> dict[str, Any]:
    signed_in = line.signed_in.astimezone(VIETNAM).date().isoformat() if line.signed_in else ""
    return {
        "name": line.place.person.name, "number": line.number, "title": line.place.title, "office": line.place.office,
        "agency": line.place.agency.name, "identifier": line.place.agency.identifier,
        "rights": "; ".join(line.rights), "state": _(rules.STATES[line.state]), "signed_in": signed_in,
    }  # fmt: skip


def _more(request: Request) -> bool:
    return any(request.GET.get(key) for key in ("phan-he", "quyen", "dich-vu", "quan-tri"))


def _chips(request: Request, found: queries.UsersPage) -> list[tuple[str, str]]:
    """Each filter in force with the address that takes it away."""
    asked = entries.asked(request.GET)
    services = dict(queries.choices(today(request))) if asked.service else {}
    unit = found.agency.name if found.agency else asked.agency
    words = {
        "tim": asked.text and f"“{asked.text}”",
        "nguoi": asked.person and _("Theo số giấy tờ hoặc số điện thoại"),
        "don-vi": unit,
        "trang-thai": asked.state and _(rules.STATES[asked.state]),
        "phan-he": asked.subsystem and (SUBSYSTEMS[asked.subsystem].name if asked.subsystem in SUBSYSTEMS else "?"),
        "quyen": asked.right and named(asked.right),
        "dich-vu": asked.service and services.get(asked.service, asked.service),
        "quan-tri": asked.administrators and _("Chỉ người quản trị"),
    }
    return [
        (str(text), _address(request, **{key.replace("-", "_"): "", "sau": ""})) for key, text in words.items() if text
    ]


def _address(request: Request, **changes: str) -> str:
    """The query of this page with some keys changed, '' takes one out. `_` stands for a hyphen."""
    query = request.GET.copy()
    if entries.is_number(query.get("tim", "")):
        query.pop("tim")
    for key, value in changes.items():
        name = key.replace("_", "-")
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"
