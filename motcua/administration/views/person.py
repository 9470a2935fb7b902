"""The page of one user: who they are, where they work, each right; activating, locking, ending a right."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.administration.forms.users import WhyForm
from motcua.administration.queries import person as queries
from motcua.administration.queries import users
from motcua.administration.queries.preview import preview
from motcua.administration.views.shown import about, falling, last_day, page, refuse, today
from motcua.agencies import commands
from motcua.agencies.queries import grants_of, held
from motcua.agencies.rules.rights import LEVEL_WORDS, SUBSYSTEMS, named
from motcua.catalogue.queries import live_services
from motcua.kernel.errors import Refusal
from motcua.shell.access import Request, officer


@officer
@require_GET
def person(request: Request, membership: int) -> HttpResponse:
    """What somebody holds in a place, who gave it, until when; what can be done about it. Own rights: read only."""
    place = users.managed(request.actor, membership)
    on = today(request)
    now = [held(grant) for grant in grants_of(place.pk, on)]
    context = about(request, place) | {
        "rights": queries.rights(request.actor, place, on), "named": named, "level_words": LEVEL_WORDS,
        "subsystems": SUBSYSTEMS, "sight": preview(place, now, on), "last_day": last_day,
        "services": {version.slug: version.short_name for version in live_services(on)},
        "others": [one for one in queries.places_of(request.actor, place.person_id) if one.pk != place.pk],
    }  # fmt: skip
    return page(request, "person", context)


@officer
@require_POST
def activate(request: Request, membership: int) -> HttpResponse:
    """[Kích hoạt]."""
    place = users.managed(request.actor, membership)
    commands.activate(place.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã kích hoạt {who}. Các quyền có hiệu lực ngay.").format(who=place.person.name))
    return redirect("administration:person", place.pk)


@officer
@require_POST
def deactivate(request: Request, membership: int) -> HttpResponse:
    """[Khóa]: no right of the place counts until it is activated again."""
    place = users.managed(request.actor, membership)
    commands.deactivate(place.pk, by=request.actor, at=request.at)
    messages.success(request, _("Đã khóa {who}. Các quyền tạm ngừng có hiệu lực.").format(who=place.person.name))
    return redirect("administration:person", place.pk)


@officer
@require_http_methods(["GET", "POST"])
def end_grant(request: Request, grant: int) -> HttpResponse:
    """Ends one right, with a reason; shows first what falls with it."""
    found = queries.grant_of(request.actor, grant)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            ended = commands.end(found.pk, why=form.cleaned_data["why"], by=request.actor, at=request.at)
        except Refusal as no:
            refuse(form, no, "why")
        else:
            said = _("Đã kết thúc quyền “{right}” của {who}.").format(
                right=named(found.right), who=found.membership.person.name
            )
            if ended.fallen:
                said += " " + _("{n} quyền khác kết thúc theo.").format(n=len(ended.fallen))
            messages.success(request, said)
            return redirect("administration:person", found.membership_id)
    context = about(request, found.membership) | falling([found.pk]) | {
        "grant": found, "named": named, "level_words": LEVEL_WORDS,
        "why_not": queries.may_end(request.actor, found),
    }  # fmt: skip
    return page(request, "end_grant", context, form)
