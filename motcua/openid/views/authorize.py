"""A person comes from another portal and goes back with a code: signed in, at the level asked for, having agreed."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from allauth.idp.oidc.internal.oauthlib.utils import get_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_deny
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from motcua.identity.rules.proofs import Proof, amr
from motcua.kernel.errors import Conflict, Refusal
from motcua.openid import commands, queries
from motcua.openid.provider import asking as provider
from motcua.openid.provider import signing
from motcua.openid.rules import claims, steps
from motcua.shell.access import public, signed_in
from motcua.shell.vault import pack, unpack

# The parameter of our own with which a person returns from a page that this request sent them to.
RETURN = "ve"
TICKET_SECONDS = 15 * 60
Ticket = dict[str, Any]


class NotThatPortal(Refusal):
    """Cổng vừa đưa bạn đến đây chưa đăng ký đúng với chúng tôi. Để an toàn, chúng tôi không đưa bạn đi tiếp. Hãy quay
    lại cổng đó và báo cho họ biết."""

    status = 400


class AskedTooLongAgo(Conflict):
    """Trang hỏi ý kiến này đã cũ hoặc được mở trong lần đăng nhập khác. Hãy quay lại cổng kia và bấm đăng nhập lại."""


class NoVisit(Conflict):
    """Lần đăng nhập này đã cũ. Hãy đăng xuất, đăng nhập lại rồi bấm đăng nhập ở cổng kia."""


@public
@csrf_exempt
@xframe_options_deny
def authorize(request: HttpRequest) -> HttpResponse:
    """The next page that is missing, or the way back to the portal."""
    if request.method == "POST":  # OpenID Connect Core 3.1.2.1; our cookies come with the redirect only
        return redirect(f"{request.path}?{request.POST.urlencode()}")
    now = datetime.now(UTC)
    uri, ticket = _without_return(request)
    try:
        asking = provider.read(uri, now=now, at=request.at)  # type: ignore[attr-defined]
    except provider.Unredirectable:
        raise NotThatPortal from None
    except provider.Returned as error:
        return _onward(request, error.location, via_page=bool(ticket))
    return _next(request, asking, ticket, now)


@signed_in
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """The person's answer to the consent page: about the request that the page showed, whatever is posted here."""
    now = datetime.now(UTC)
    at, by = request.at, request.actor  # type: ignore[attr-defined]
    ticket = unpack(request.POST.get("ticket"), purpose="openid.ticket")
    if not ticket or ticket["until"] < now.timestamp() or ticket["who"] != _who(request):
        raise AskedTooLongAgo
    try:
        asking = provider.read(ticket["uri"], now=now, at=at)
    except (provider.Unredirectable, provider.Returned):
        raise NotThatPortal from None
    if request.POST.get("answer") != "yes":
        return _onward(request, asking.error("access_denied"), via_page=True)
    here = _here(request, asking, ticket, now, consented=True)
    if steps.next_step(steps.after_consent(asking.wish), here) is not steps.Step.ANSWER:
        return redirect(_with_return(ticket["uri"], ticket, now))
    commands.agree(asking.client, asking.scopes, _capacity(request), by=by, at=at)
    return _onward(request, _code(request, asking, now), via_page=True)


def _next(request: HttpRequest, asking: provider.Asking, ticket: Ticket | None, now: datetime) -> HttpResponse:
    step = steps.next_step(asking.wish, _here(request, asking, ticket, now))
    if _somebody_else(request, asking, now):
        location = asking.error("login_required")
    elif step is steps.Step.ANSWER:
        location = _code(request, asking, now)
    elif asking.wish.silent:
        location = asking.error(steps.SILENT[step])
    else:
        return _page(request, asking, step, ticket, now)
    return _onward(request, location, via_page=bool(ticket))


# ── who is here ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _here(
    request: HttpRequest,
    asking: provider.Asking,
    ticket: Ticket | None,
    now: datetime,
    *,
    consented: bool = False,
) -> steps.Here:
    second = int(now.timestamp())
    if not request.user.is_authenticated:
        return steps.Here(signed_in=False, second=second)
    agreed = queries.consent(request.user.pk, asking.client.pk)
    return steps.Here(
        signed_in=True,
        second=second,
        proved_at=Proof.of(request.session).at,
        sent_at=int(ticket["sent"]) if ticket else 0,
        level=request.actor.assurance,  # type: ignore[attr-defined]
        consented=consented
        or (agreed is not None and steps.covers(agreed.scopes, agreed.capacities, asking.scopes, _capacity(request))),
    )


def _capacity(request: HttpRequest) -> str:
    """As whom the person goes there: for a business who may file for it; an officer goes as the person they are."""
    by = request.actor  # type: ignore[attr-defined]
    return f"business:{by.business}" if by.business and "file" in by.powers else "citizen"


def _who(request: HttpRequest) -> list[object]:
    """Of which visit and in which capacity a consent page was shown."""
    return [request.user.pk, request.session.get("sid"), _capacity(request)]


def _somebody_else(request: HttpRequest, asking: provider.Asking, now: datetime) -> bool:
    """The portal expects a certain person (id_token_hint), and it is not the one who is signed in."""
    if not asking.hint or not request.user.is_authenticated:
        return False
    hint = signing.own_id_token(asking.hint, now=now)
    sector = asking.client.party.sector
    return hint is None or hint["sub"] != queries.subject(request.user.subject, sector)


# ── the pages ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(
    request: HttpRequest, asking: provider.Asking, step: steps.Step, ticket: Ticket | None, now: datetime
) -> HttpResponse:
    if step is steps.Step.CONSENT:
        return _consent_page(request, asking, ticket, now)
    back = {"next": _with_return(asking.uri, ticket, now)}
    if step is steps.Step.LEVEL:
        return redirect(f"{reverse('identity:level')}?{urlencode({'muc': asking.wish.level, **back})}")
    address = settings.LOGIN_URL if step is steps.Step.SIGN_IN else reverse("identity:confirm")
    return redirect(f"{address}?{urlencode(back)}")


def _consent_page(request: HttpRequest, asking: provider.Asking, came: Ticket | None, now: datetime) -> HttpResponse:
    by, capacity = request.actor, _capacity(request)  # type: ignore[attr-defined]
    party = asking.client.party
    facts = queries.facts(request.user, party.sector, level=by.assurance, capacity=capacity)  # type: ignore[arg-type]
    ticket = {
        "uri": asking.uri,
        "who": _who(request),
        "until": int(now.timestamp()) + TICKET_SECONDS,
        "sent": came["sent"] if came else 0,
    }
    context = {
        "party": party,
        "lines": claims.lines(asking.scopes, facts),
        "business": facts.business,
        "ticket": pack(ticket, purpose="openid.ticket"),
        "again": _with_return(asking.uri, came, now),
    }
    return render(request, "openid/consent.html", context)


def _code(request: HttpRequest, asking: provider.Asking, now: datetime) -> str:
    proof, sid = Proof.of(request.session), request.session.get("sid")
    if not sid:
        raise NoVisit
    standing = {
        "person": request.user.pk,
        "sid": sid,
        "level": request.actor.assurance,  # type: ignore[attr-defined]
        "amr": amr(proof.methods),
        "auth_time": proof.at,
        "capacity": _capacity(request),
    }
    return provider.code(asking, standing, now=now)


def _onward(request: HttpRequest, location: str, *, via_page: bool) -> HttpResponse:
    """To the portal. A browser that came here by a form of ours is led on by a page: our content policy lets forms,
    and what they redirect to, lead nowhere else."""
    if via_page:
        return render(request, "openid/onward.html", {"location": location})
    return HttpResponse(status=302, headers={"Location": location})


# ── coming back ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _with_return(uri: str, ticket: Ticket | None, now: datetime) -> str:
    """The same request, marked with when it first sent the person away to prove who they are."""
    sent = ticket["sent"] if ticket and ticket["sent"] else int(now.timestamp())
    mark = pack({"of": _digest(uri), "sent": sent}, purpose="openid.return")
    return f"{uri}&{urlencode({RETURN: mark})}"


def _without_return(request: HttpRequest) -> tuple[str, Ticket | None]:
    """The request as the portal made it, and the mark when it is this request's; an old one says nothing of when."""
    full = get_uri(request)
    uri, _, mark = full.rpartition(f"&{RETURN}=")
    ticket = unpack(mark, purpose="openid.return")
    if not ticket or ticket["of"] != _digest(uri):
        return full, None
    old = datetime.now(UTC).timestamp() - ticket["sent"] > steps.RETURN_WITHIN
    return uri, {**ticket, "sent": 0} if old else ticket


def _digest(uri: str) -> str:
    return sha256(uri.encode()).hexdigest()
