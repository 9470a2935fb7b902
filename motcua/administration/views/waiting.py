"""What waits: seniors for the second person, rights that nobody uses."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.administration.forms.users import WhyForm, whole
from motcua.administration.queries import person, waiting
from motcua.administration.rules.users import UNUSED_DAYS
from motcua.administration.views.shown import last_day, page, refuse, today
from motcua.agencies import commands
from motcua.agencies.models import Grant
from motcua.agencies.rules.rights import LEVEL_WORDS, SUBSYSTEMS, named
from motcua.journal.commands import seen
from motcua.kernel.errors import Refusal
from motcua.shell.access import Request, officer


@officer
@require_GET
def approvals(request: Request) -> HttpResponse:
    """Administrators of a whole ministry or province who wait for approval."""
    found = waiting.approvals(request.actor)
    home = f"agency:{request.actor.agency}"
    seen("users_approvals", home, by=request.actor, at=request.at, lines=len(found))
    return page(request, "approvals", {
        "waiting": found, "named": named, "level_words": LEVEL_WORDS,
        "subsystems": SUBSYSTEMS, "last_day": last_day,
    })  # fmt: skip


@officer
@require_http_methods(["GET", "POST"])
def approve(request: Request, grant: int) -> HttpResponse:
    """Approve one, or decline it with a reason."""
    found = person.grant_of(request.actor, grant)
    declined = request.method == "POST" and "decline" in request.POST
    form = WhyForm(request.POST if declined else None)
    if request.method == "POST":
        try:
            if not declined:
                commands.approve(found.pk, by=request.actor, at=request.at)
                messages.success(request, _("Đã duyệt {right} cho {who}.").format(**_said(found)))
                return redirect("administration:approvals")
            if form.is_valid():
                commands.end(found.pk, why=form.cleaned_data["why"], by=request.actor, at=request.at)
                messages.success(request, _("Đã từ chối {right} cho {who}.").format(**_said(found)))
                return redirect("administration:approvals")
        except Refusal as no:
            form = form if declined else WhyForm({"why": ""})
            form.is_valid()
            form.errors.clear()
            refuse(form, no)
    holder = found.membership
    seen("officer", f"person:{holder.person_id}", by=request.actor, at=request.at, membership=holder.pk)
    why = next((one.why for one in waiting.approvals(request.actor) if one.grant.pk == found.pk), "")
    context = {
        "grant": found, "named": named, "level_words": LEVEL_WORDS, "subsystems": SUBSYSTEMS, "why_not": why,
        "last_day": last_day, "open": found.approved_at is None and found.ended_at is None,
    }  # fmt: skip
    return page(request, "approve", context, form)


@officer
@require_GET
def unused(request: Request) -> HttpResponse:
    """Rights that nobody used for 90 days."""
    after = whole(request.GET.get("sau", ""))
    found = waiting.unused(request.actor, today(request), after=after)
    home = f"agency:{request.actor.agency}"
    seen("users_unused", home, by=request.actor, at=request.at, lines=len(found))
    further = f"?sau={found[-1].grant.pk}" if len(found) == waiting.MOST else ""
    return page(request, "unused", {"unused": found, "named": named, "days": UNUSED_DAYS, "further": further})


@officer
@require_POST
def end_unused(request: Request) -> HttpResponse:
    """Ends one of them with one click: the reason is what the list says."""
    found = person.grant_of(request.actor, whole(request.POST.get("grant", "")))
    why = _("Không dùng trong {n} ngày.").format(n=UNUSED_DAYS)
    commands.end(found.pk, why=why, by=request.actor, at=request.at)
    messages.success(request, _("Đã kết thúc quyền “{right}” của {who}.").format(**_said(found)))
    return redirect("administration:unused")


def _said(grant: Grant) -> dict[str, str]:
    return {"right": named(grant.right), "who": grant.membership.person.name}
