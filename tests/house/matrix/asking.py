"""One route, asked by everybody: about an own object, a foreign one, one that is not there, and a mixture."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from tests.house.matrix import table
from tests.house.matrix.cast import CAST, Someone
from tests.house.matrix.objects import Objects, mixed
from tests.house.matrix.routes import Route
from tests.house.matrix.table import FORBIDDEN, MISSING, OPENS, SIGN_IN, expected, kind_of
from tests.house.matrix.walking import PASSING, Walker, faceless, outcome

_NOT_SO = "405"
Target = tuple[str, Mapping[str, Any]]  # whose it is, and how an address names it


@dataclass(frozen=True)
class Stage:
    walker: Walker
    objects: Objects


@dataclass(frozen=True)
class Answer:
    """`family`: whose the object is. `happened`: in the words of the table."""

    who: Someone
    family: str
    method: str
    address: str
    happened: str
    written: frozenset[str]
    response: HttpResponse


def faults(route: Route, stage: Stage) -> list[str]:
    """Everything that is not as the table says, in words."""
    answers = list(_answers(route, stage))
    return [
        *(fault for answer in answers for fault in _of_one(route, answer)),
        *_told_apart(answers),
        *_never_open(route, answers),
    ]


def _answers(route: Route, stage: Stage) -> Iterator[Answer]:
    for method in ("GET", "POST"):
        if not _takes(route, method, stage):
            continue
        for who in CAST:
            for target in _targets(route, who, method, stage.objects):
                yield _asked(route, stage, who, target, method)


def _takes(route: Route, method: str, stage: Stage) -> bool:
    """Whether the route knows the method at all: asked by whoever it opens for, else by a citizen."""
    families = stage.objects[kind_of(route)]
    ways = [(who, family) for family in families for who in CAST if expected(route, who, family, method) == OPENS]
    who, family = ways[0] if ways else (CAST[1], next(iter(families)))
    return _asked(route, stage, who, (family, families[family]), method).happened != _NOT_SO


def _targets(route: Route, who: Someone, method: str, objects: Objects) -> Iterator[Target]:
    """What is theirs, if anything; one thing that is another's; what is not there; what is half theirs."""
    kind = kind_of(route)
    families = objects[kind]
    there = [family for family in families if family != "missing"]
    own = [family for family in there if expected(route, who, family, method) == OPENS]
    other = [family for family in there if family not in own]
    # Whom the view itself keeps out learns nothing of any object; and a form goes through the same gate as its page.
    closed = expected(route, who, other[0], method) == FORBIDDEN and not who.officer if other else False
    nothing = ["missing"] if "missing" in families and not closed and (method == "GET" or own) else []
    for family in (*own[:1], *other[:1], *nothing):
        yield family, families[family]
    if method == "POST" or route.name not in table.LEADS_BACK:
        yield from mixed(kind, objects, route.parameters).items()


def _asked(route: Route, stage: Stage, who: Someone, target: Target, method: str) -> Answer:
    family, named = target
    address = reverse(route.name, kwargs={name: named[name] for name in route.parameters})
    sent = {**table.BODIES.get(route.name, {}), **named.get(table.SENT, {})}
    response, written = stage.walker.ask(who.key, method, address, sent)
    return Answer(who, family, method, address, outcome(response), frozenset(written), response)


def _of_one(route: Route, answer: Answer) -> Iterator[str]:
    wanted = expected(route, answer.who, answer.family, answer.method)
    told = f"{answer.method} {answer.address} ({answer.family or 'no object'}) as {answer.who.key}"
    if answer.happened not in (wanted, _NOT_SO) and (wanted, answer.happened) != (OPENS, table.AGAIN):
        yield f"{told}: {answer.happened} ({answer.response.status_code}), not {wanted}"
    forgiven = route.name in table.FORGIVING
    refused = (answer.family == "mixed" and not forgiven) or answer.happened in (SIGN_IN, FORBIDDEN, MISSING, _NOT_SO)
    if refused and (changed := answer.written - PASSING):
        yield f"{told}: refused, and wrote {sorted(changed)}"


def _told_apart(answers: list[Answer]) -> Iterator[str]:
    """Somebody else's and what is not there: the same page, to the letter."""
    refused = {(a.who.key, a.method, a.family): a for a in answers if a.happened == MISSING}
    for (who, method, family), answer in refused.items():
        nothing = refused.get((who, method, "gone" if family == "mixed" else "missing"))
        if nothing and family not in ("missing", "gone") and _page(answer) != _page(nothing):
            yield f"{method} {answer.address} as {who} tells that the object exists"


def _page(answer: Answer) -> str:
    return faceless(answer.response, answer.address)


def _never_open(route: Route, answers: list[Answer]) -> Iterator[str]:
    """A page that nobody of the cast can open proves nothing; neither does a method that only some are told of."""
    if not any(a.happened in (OPENS, table.AGAIN) for a in answers) and route.name not in table.CLOSED:
        yield f"{route.name} opens for nobody"
    for method in ("GET", "POST"):
        seen = {a.happened for a in answers if a.method == method}
        if {OPENS, _NOT_SO} <= seen:
            yield f"{method} {route.name} is taken from some and not from others"
