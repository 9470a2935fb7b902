"""The page of a procedure, for everybody: in plain words, printed, and as linked data."""

import hashlib
from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET
from markupsafe import Markup

from motcua.procedures.queries import public
from motcua.procedures.queries.public import NoProcedure, Page
from motcua.procedures.rules import content, plain, words
from motcua.procedures.rules import linked as linking
from motcua.shell import clock
from motcua.shell.access import Request
from motcua.shell.access import public as public_view
from motcua.shell.clock import VIETNAM

_KEPT = 400  # pages; each is some tens of kilobytes
_made: OrderedDict[tuple[str, str, str, int | None], tuple[str, Markup, int]] = OrderedDict()
_lock = Lock()
_GONE = 410


@public_view
@require_GET
def procedure(request: Request, code: str) -> HttpResponse:
    """What one needs, how long, how much, who decides and where. A province without a record uses the national one."""
    on = request.at.astimezone(VIETNAM).date()
    stamp = public.stamp(code, on)
    if not stamp and (national := public.national(code, on)):
        return redirect("procedures:procedure", national)
    return _shown(request, code, on, stamp, None)


@public_view
@require_GET
def wording(request: Request, code: str, n: int) -> HttpResponse:
    """A wording of the history."""
    on = request.at.astimezone(VIETNAM).date()
    return _shown(request, code, on, public.stamp(code, on), n)


@public_view
@require_GET
def linked(request: Request, code: str) -> HttpResponse:
    """The procedure as JSON-LD. Inline data blocks are inline script to the house: pages link here."""
    on = request.at.astimezone(VIETNAM).date()
    page = public.page(code, on)
    if page.version is None:
        raise NoProcedure(code=code)
    services = [_absolute(reverse("portal:service", args=[version.slug])) for version in page.services]
    services += [address for _, address in plain.elsewhere(page.whole.content, on)]
    told = linking.graph(
        code, page.whole.content, _absolute(reverse("procedures:procedure", args=[code])),
        publisher=page.record.owner.name, services=services, on=on,
    )  # fmt: skip
    response = JsonResponse(told, json_dumps_params={"ensure_ascii": False}, content_type="application/ld+json")
    response["Cache-Control"], response["Access-Control-Allow-Origin"] = "public, max-age=300", "*"
    return response


def _shown(request: Request, code: str, on: date, stamp: str, n: int | None) -> HttpResponse:
    """A stranger's browser that has the page already is told so, from one statement."""
    if not stamp:
        raise NoProcedure(code=code)
    tag = f'"{hashlib.sha256(f"{stamp}|{n}|{get_language()}".encode()).hexdigest()[:32]}"'
    stranger = settings.SESSION_COOKIE_NAME not in request.COOKIES and not clock.training()
    if stranger and request.headers.get("If-None-Match") == tag:
        return _marked(HttpResponseNotModified(), tag)
    title, body, status = _body(code, on, stamp, n)
    shown = {"title": title, "body": body, "code": code, "n": n}
    response = render(request, "procedures/public_procedure.html", shown, status=status)
    return _marked(response, tag) if stranger and status != _GONE else response


def _marked(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"], response["Cache-Control"] = tag, "private, no-cache"
    return response


def _body(code: str, on: date, stamp: str, n: int | None) -> tuple[str, Markup, int]:
    """The same for all people: title, page and status, made once for each state of the procedure."""
    key = (code, stamp, get_language() or "", n)
    with _lock:
        if key in _made:
            _made.move_to_end(key)
            return _made[key]
    page = public.page(code, on, n)
    gone = n is None and not page.current
    made = (page.whole.content.name, _drawn(page, on), _GONE if gone else 200)
    with _lock:
        _made[key] = made
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return made


def _drawn(page: Page, on: date) -> Markup:
    told = page.whole.content
    shown: dict[str, Any] = {
        "page": page, "told": told, "on": on, "ways": plain.ways(told), "term": plain.how_long(told),
        "fee": plain.how_much(told), "decides": plain.who_decides(told), "elsewhere": plain.elsewhere(told, on),
        "related": list(plain.related(told)), "words": words, "titles": content.TITLES,
        "own": [name for name in content.TITLES if name in page.whole.own and name != "unconfirmed"],
        "differing": _differing(page),
    }  # fmt: skip
    return Markup(render_to_string("procedures/_public_procedure.html", shown))  # noqa: S704 - our own template


def _differing(page: Page) -> list[tuple[str, str, str]]:
    """The province's differences in short fields, beside the national text; long ones are marked where they stand."""
    if page.base is None:
        return []
    told = []
    for name in content.TITLES:
        if name in page.whole.own:
            own, national = (_in_words(getattr(of, name), name) for of in (page.whole.content, page.base))
            if own or national:
                told.append((content.TITLES[name], national, own))
    return told


def _in_words(value: Any, name: str) -> str:
    if name == "channels":
        only = content.Content(channels=value)
        return "; ".join(f"{way.channel}: {way.term}, {', '.join(way.fees)}" for way in plain.ways(only))
    if name == "papers":
        return "; ".join(paper.name for one in value for paper in one.papers)
    if name == "steps":
        return " ".join(step for one in value for step in one.steps)
    return _listed(value, name)


_CHOICES = {"levels": words.LEVELS, "audiences": words.AUDIENCES, "events": words.EVENTS, "kind": words.KINDS}


def _listed(value: Any, name: str) -> str:
    """Texts, numbers, keys of the fixed lists, and things with a name, a number or a code."""
    if isinstance(value, tuple):
        return "; ".join(part for one in value if (part := _listed(one, name)))
    if isinstance(value, str | int):
        return str(_CHOICES.get(name, {}).get(str(value), value))
    known = (getattr(value, key, "") for key in ("number", "name", "url", "code"))
    return next((str(one) for one in known if one), "")


def _absolute(address: str) -> str:
    return f"{settings.PUBLIC_URL.rstrip('/')}{address}"
