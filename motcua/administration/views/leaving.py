"""Ending a place, and standing in for somebody during leave."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from motcua.administration.commands import leaving
from motcua.administration.forms import users as entries
from motcua.administration.queries import person as queries
from motcua.administration.queries import users, waiting
from motcua.administration.queries.preview import preview
from motcua.administration.views.shown import about, falling, last_day, not_oneself, page, refuse, today
from motcua.agencies import commands
from motcua.agencies.models import Grant
from motcua.agencies.queries import grants_of, held
from motcua.agencies.rules.rights import LEVEL_WORDS, named
from motcua.journal.commands import seen
from motcua.kernel.errors import Refusal
from motcua.shell.access import Request, officer


@officer
@require_http_methods(["GET", "POST"])
def leave(request: Request, membership: int) -> HttpResponse:
    """[Kết thúc]: what is still open and what would fall, and to whom it goes."""
    place = users.managed(request.actor, membership)
    not_oneself(request, place)
    on = today(request)
    people, heirs = queries.colleagues(place, on), queries.heirs(place, on)
    form = entries.LeaveForm(people, heirs, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            left = leaving.end(
                place.pk, why=told["why"], colleague=entries.whole(told["colleague"]) or None,
                heir=entries.whole(told["heir"]) or None, by=request.actor, at=request.at,
            )  # fmt: skip
        except Refusal as no:
            refuse(form, no, "why")
        else:
            _told(request, left)
            return redirect("administration:person", place.pk)
    context = about(request, place) | falling(queries.open_ids(place)) | {
        "work": queries.open_work(place, on), "given": queries.given_by(place), "people": people, "heirs": heirs,
        "named": named, "level_words": LEVEL_WORDS, "open": len(queries.open_ids(place)),
    }  # fmt: skip
    return page(request, "leave", context, form)


@officer
@require_http_methods(["GET", "POST"])
def stand_in(request: Request, membership: int) -> HttpResponse:
    """[Người làm thay]: a colleague holds the rights of the absent for some days."""
    place = users.managed(request.actor, membership)
    on = today(request)
    people = [one for one in queries.colleagues(place, on) if one.person_id != request.actor.person]
    form = entries.StandInForm(people, data=request.POST if request.method == "POST" else None)
    rights = [grant for grant in grants_of(place.pk, on) if grant.level is None]
    looked = {}
    if form.is_valid():
        told = form.cleaned_data
        colleague = next(one for one in people if str(one.pk) == told["colleague"])
        if "preview" in request.POST:
            both = [held(grant) for grant in (*rights, *grants_of(colleague.pk, on))]
            looked = {"looked": preview(colleague, both, on), "cover": colleague}
        else:
            try:
                commands.stand_in(
                    place.pk, colleague.pk, since=told["since"], until=_after(told["last"]), reason=told["reason"],
                    by=request.actor, at=request.at,
                )  # fmt: skip
            except Refusal as no:
                refuse(form, no, "colleague")
            else:
                said = _("{colleague} làm thay {who} đến hết ngày {day}.")
                messages.success(
                    request,
                    said.format(colleague=colleague.person.name, who=place.person.name, day=f"{told['last']:%d/%m/%Y}"),
                )
                return redirect("administration:person", place.pk)
    running = [one for one in waiting.stand_ins(request.actor, on) if _about(one, place.pk)]
    context = about(request, place) | {
        "people": people, "rights": rights, "named": named, "running": running, "last_day": last_day, **looked,
    }  # fmt: skip
    return page(request, "stand_in", context, form)


@officer
@require_GET
def stand_ins(request: Request) -> HttpResponse:
    """Who stands in for whom now or soon."""
    running = waiting.stand_ins(request.actor, today(request))
    home = f"agency:{request.actor.agency}"
    seen("users_standing_in", home, by=request.actor, at=request.at, lines=len(running))
    return page(request, "stand_ins", {"running": running, "named": named, "last_day": last_day})


def _after(last: date) -> date:
    return last + timedelta(days=1)


def _about(grant: Grant, membership: int) -> bool:
    absent = grant.stands_for.membership_id if grant.stands_for else 0
    return membership in (absent, grant.membership_id)


def _told(request: Request, left: leaving.Left) -> None:
    name = left.place.person.name
    messages.success(request, _("{who} đã thôi làm việc tại đơn vị này.").format(who=name))
    if left.handed.given or left.handed.queued:
        said = _("Hồ sơ đang giữ: {given} chuyển cho đồng nghiệp, {queued} trả về hàng chung.")
        messages.info(request, said.format(given=len(left.handed.given), queued=len(left.handed.queued)))
    if left.taken.moved or left.taken.left:
        said = _("Quyền đã cấp: {moved} được tiếp quản, {left} không tiếp quản được.")
        messages.info(request, said.format(moved=len(left.taken.moved), left=len(left.taken.left)))
    if left.fallen:
        messages.warning(request, _("{n} quyền khác kết thúc theo.").format(n=len(left.fallen)))
