"""Lists of people: upload or paste, dry run, decisions, apply, report; forms to download."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.administration.commands import applying, rosters
from motcua.administration.forms.rosters import UploadForm, decision
from motcua.administration.forms.users import whole
from motcua.administration.models import Roster
from motcua.administration.queries import reports
from motcua.administration.queries import rosters as queries
from motcua.administration.queries.users import choices
from motcua.administration.rules import uploads as rules
from motcua.administration.rules.rosters import KINDS, Kind, write_docx, write_xlsx
from motcua.administration.rules.users import check_users
from motcua.administration.views.roster_shown import LIGHTS, about, shown
from motcua.administration.views.roster_shown import report as to_xlsx
from motcua.administration.views.shown import today
from motcua.files.rules import naming
from motcua.journal.commands import seen
from motcua.kernel.errors import Conflict, Invalid, Missing, NotAllowed, Refusal, TooMany
from motcua.shell import fields
from motcua.shell.access import Request, officer

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WRITERS = {"xlsx": write_xlsx, "docx": write_docx}


@officer
@require_GET
def home(request: Request) -> HttpResponse:
    """The lists of all bodies that the actor manages, and the forms."""
    found = list(queries.rosters_of(request.actor)[:100])
    context = {"rosters": found, "lights": LIGHTS, "kinds": rules.KIND_WORDS, "short": rules.SHORT_KINDS}
    return render(request, "administration/rosters.html", context)


@officer
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    """A file or pasted text, and what its people are to be granted. What comes out is a dry run."""
    homes = queries.homes(request.actor)
    sent = request.method == "POST"
    form = UploadForm(
        request.POST if sent else None, request.FILES if sent else None,
        actor=request.actor, services=choices(today(request)), homes=homes,
    )  # fmt: skip
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            made = rosters.upload(
                _source(form), form.plan(""), form.home_id(), form.cleaned_data["reason"],
                by=request.actor, at=request.at,
            )  # fmt: skip
        except Invalid as no:
            fields.refuse(form, no)
            status = no.status
        except NotAllowed:
            raise
        except Refusal as no:
            form.add_error("text" if form.cleaned_data["text"].strip() else "file", _told(no))
            status = no.status
        else:
            if len(made) == 1:
                return redirect("administration:roster", made[0].pk)
            messages.success(request, _("Tệp có {count} danh sách. Hãy xem từng danh sách.").format(count=len(made)))
            return redirect("administration:rosters")
    return render(request, "administration/roster_new.html", {"form": form, "one_home": len(homes) == 1}, status=status)


@officer
@require_http_methods(["GET", "POST"])
def roster(request: Request, pk: int) -> HttpResponse:
    """The dry run, or the report, line by line; a post decides about one line and runs it again."""
    found = queries.roster(request.actor, pk)
    if request.method == "POST":
        return _decide(request, found)
    verdict = request.GET.get("loc", "")[:14]
    after = request.GET.get("sau", "")
    views, further = queries.lines(found, verdict, after=whole(after[:8]))
    seen("roster", f"roster:{pk}", by=request.actor, at=request.at, lines=len(views))
    here = reverse("administration:roster", args=[pk])
    query = {"loc": verdict, "sau": str(further)} if verdict else {"sau": str(further)}
    context = about(request, found) | {
        "verdict": verdict, "lines": [shown(view) for view in views], "here_address": here,
        "further": f"{here}?{urlencode(query)}" if further else None, "first": not after,
    }  # fmt: skip
    return render(request, "administration/roster.html", context)


@officer
@require_http_methods(["GET", "POST"])
def apply(request: Request, pk: int) -> HttpResponse:
    """What would happen, once more; then it happens."""
    found = queries.roster(request.actor, pk)
    if request.method == "GET":
        return render(request, "administration/roster_apply.html", about(request, found))
    done = applying.apply(pk, by=request.actor, at=request.at)
    if done is None:
        messages.success(request, _("Danh sách dài đang được áp dụng. Tải lại trang này sau ít phút."))
    elif done.refused:
        text = _("Đã áp dụng {done} dòng. {refused} dòng bị từ chối, lý do ghi ở từng dòng.")
        messages.warning(request, text.format(done=done.done, refused=done.refused))
    else:
        messages.success(request, _("Đã áp dụng {done} dòng.").format(done=done.done))
    return redirect("administration:roster", pk)


@officer
@require_POST
def drop(request: Request, pk: int) -> HttpResponse:
    """A list that was never applied is put away."""
    queries.roster(request.actor, pk)
    rosters.drop(pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã bỏ danh sách. Chưa ai được cấp quyền từ danh sách này."))
    return redirect("administration:rosters")


@officer
@require_GET
def report(request: Request, pk: int) -> HttpResponse:
    """Every line with what came of it, as xlsx."""
    found = queries.roster(request.actor, pk)
    seen("roster", f"roster:{pk}", by=request.actor, at=request.at, export=True)
    return _file(to_xlsx(found), f"bao-cao-danh-sach-{pk}.xlsx")


@officer
@require_GET
def form(request: Request, kind: str, ext: str) -> HttpResponse:
    """The empty form in the letter's layout."""
    check_users(request.actor)
    return _file(_writer(kind, ext)(_kind(kind), agency=request.actor.agency_name), f"mau-{kind}.{ext}")


@officer
@require_GET
def current(request: Request, kind: str, ext: str) -> HttpResponse:
    """Who holds what in the actor's subtrees now, in the letter's layout."""
    writer = _writer(kind, ext)
    if kind == "change":
        raise Missing
    lines = reports.current(request.actor, _kind(kind), today(request))
    seen("roster", f"agency:{request.actor.agency}", by=request.actor, at=request.at, current=kind, lines=len(lines))
    return _file(writer(_kind(kind), lines, agency=request.actor.agency_name), f"hien-tai-{kind}.{ext}")


def _decide(request: Request, found: Roster) -> HttpResponse:
    name, line, value = decision(request.POST)
    try:
        if name:
            rosters.decide(found.pk, line, name, value, by=request.actor, at=request.at)  # type: ignore[arg-type]
        else:
            rosters.again(found.pk, by=request.actor, at=request.at)
    except Invalid as no:
        messages.error(request, " ".join(_(text) for text in no.problems.values()))
    except (rules.UnitUnknown, Conflict, TooMany) as no:
        messages.error(request, _told(no))
    kept = {key: request.GET[key] for key in ("loc", "sau") if key in request.GET}
    address = reverse("administration:roster", args=[found.pk])
    onward = f"{address}?{urlencode(kept)}" if kept else address
    return redirect(f"{onward}#dong-{line}" if line and name not in ("leave", "take") else onward)


def _source(form: UploadForm) -> rosters.Source:
    file = form.cleaned_data["file"]
    if file:
        return rosters.Source(file.name, file.read())
    return rosters.Source(text=form.cleaned_data["text"])


def _told(no: Refusal) -> str:
    return _(no.template).format_map(dict(no.data))


def _kind(kind: str) -> Kind:
    for known in KINDS:
        if known == kind:
            return known
    raise Missing


def _writer(kind: str, ext: str) -> Any:
    if ext not in WRITERS or kind not in KINDS:
        raise Missing
    return WRITERS[ext]


def _file(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, headers=naming.headers(name, TYPES[name.rpartition(".")[2]]))
