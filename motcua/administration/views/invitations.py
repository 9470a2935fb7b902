"""People who are invited and have not registered yet."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from motcua.administration.commands import fulfilling, inviting
from motcua.administration.forms.rosters import InviteForm
from motcua.administration.models import Invitation
from motcua.administration.queries import invitations as queries
from motcua.administration.queries.matching import unit_of
from motcua.administration.queries.rosters import units_named
from motcua.administration.queries.users import choices
from motcua.administration.rules import uploads as rules
from motcua.administration.rules.rosters import Line
from motcua.administration.rules.users import TooManyLooks, check_users
from motcua.administration.views.shown import today
from motcua.agencies.models import Agency
from motcua.journal.commands import seen
from motcua.kernel.errors import Conflict, Invalid, Missing, TooMany
from motcua.shell import fields
from motcua.shell.access import Request, officer

STATES = {"cho": "waiting", "xong": "fulfilled", "het": "lapsed", "rut": "withdrawn"}


@officer
@require_GET
def invitations(request: Request) -> HttpResponse:
    """Those of the actor's subtrees, newest first; `?trang-thai=xong`: those that are settled so."""
    slug = request.GET.get("trang-thai", "cho")
    state = STATES.get(slug, "waiting")
    before = request.GET.get("truoc", "")
    found, further = queries.page(
        request.actor,
        state,
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,  # noqa: PLR2004
    )
    seen("invitations", f"agency:{request.actor.agency}", by=request.actor, at=request.at, lines=len(found))
    counts = queries.counts(request.actor)
    context = {
        "found": found, "state": state,
        "tabs": [(key, _(Invitation.State(one).label), counts[one], one == state) for key, one in STATES.items()],
        "further": f"?trang-thai={slug}&truoc={further}" if further else None,
    }  # fmt: skip
    return render(request, "administration/invitations.html", context)


@officer
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    """One person who has no account is to have these rights as soon as they register."""
    check_users(request.actor)
    sent = request.POST if request.method == "POST" else None
    form = InviteForm(sent, actor=request.actor, services=choices(today(request)))
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            made = _invite(request, form)
        except Invalid as no:
            fields.refuse(form, no)
            status = no.status
        except (rules.UnitUnknown, rules.AlreadyRegistered, TooManyLooks) as no:
            field = "agency" if isinstance(no, rules.UnitUnknown) else "id_number"
            form.add_error(field, _(no.template).format_map(dict(no.data)))
            status = no.status
        else:
            messages.success(request, _("Đã mời {name}. Quyền được cấp khi họ đăng ký.").format(name=made.name))
            return redirect("administration:invitation", made.pk)
    return render(request, "administration/invite.html", {"form": form}, status=status)


@officer
@require_GET
def invitation(request: Request, pk: int) -> HttpResponse:
    """The letter to print or to send, and what became of the invitation."""
    found = queries.one(request.actor, pk)
    seen("invitation", f"agency:{found.found.agency_id}", by=request.actor, at=request.at, invitation=pk)
    return render(request, "administration/invitation.html", {"view": found, "address": settings.PUBLIC_URL})


@officer
@require_POST
def act(request: Request, pk: int, name: str) -> HttpResponse:
    """Withdraw, remind, or say that the account is of the invited."""
    queries.one(request.actor, pk)
    if name not in _ACTS:
        raise Missing
    try:
        text = _ACTS[name](request, pk)
    except Invalid as no:
        messages.error(request, " ".join(_(problem) for problem in no.problems.values()))
    except (Conflict, TooMany) as no:
        messages.error(request, _(no.template).format_map(dict(no.data)))
    else:
        messages.success(request, text)
    return redirect("administration:invitation", pk)


def _withdraw(request: Request, pk: int) -> str:
    inviting.withdraw(pk, request.POST.get("ly-do", "")[:400], by=request.actor, at=request.at)
    return _("Đã rút lời mời.")


def _remind(request: Request, pk: int) -> str:
    found = inviting.remind(pk, by=request.actor, at=request.at)
    if found.phone_index is None:
        return _("Lời mời được gia hạn. Không có số điện thoại nên hãy gửi thư mời.")
    return _("Đã gửi lại tin nhắn mời và gia hạn lời mời.")


def _confirm(request: Request, pk: int) -> str:
    found = fulfilling.confirm(pk, by=request.actor, at=request.at)
    if found.state == Invitation.State.LAPSED:
        return _("Lời mời không còn hiệu lực: {why}").format(why=found.settled_why)
    return _("Đã xác nhận và cấp quyền.")


_ACTS: dict[str, Any] = {"rut": _withdraw, "nhac": _remind, "xac-nhan": _confirm}


def _invite(request: Request, form: InviteForm) -> Invitation:
    """Raises UnitUnknown, and as `commands.inviting.invite`."""
    told = form.cleaned_data
    agency = _agency(told["agency"], request)
    plan = form.plan("officers")
    rules.check_plan(plan, plan.kind)
    wishes = plan.wishes(Line(0), unit_of(agency))
    return inviting.invite(
        told["name"], told["id_number"], told["phone"], agency.pk, wishes,
        title=told["title"], reason=told["reason"], by=request.actor, at=request.at,
    )  # fmt: skip


def _agency(text: str, request: Request) -> Agency:
    found = units_named(text, request.at)
    if len(found) != 1:
        raise rules.UnitUnknown(place=text[:80], count=len(found))
    return found[0]
