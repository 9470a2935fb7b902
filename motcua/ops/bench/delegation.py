"""Rights of a whole country: what they cost a request, and the pages of those who administer them.

Server time is measured around Django's whole stack in this process, middleware included, one request after another:
what a page takes by itself. How many of them a web server answers in a second is what `pages` measures.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.administration.commands import reminding
from motcua.administration.commands.rosters import Source, upload
from motcua.administration.rules.ground import Plan
from motcua.administration.rules.rosters import Line, write_xlsx
from motcua.agencies.models import Grant, Membership
from motcua.agencies.queries import actor_for, existing
from motcua.kernel.actor import Actor
from motcua.kernel.text import fold
from motcua.ops.bench import national
from motcua.ops.bench.figures import Goal, Measure, Round, percentile
from motcua.ops.bench.machine import BenchError
from motcua.ops.bench.national import PLACE, Country
from motcua.ops.bench.routes import TOKEN, visitor
from motcua.ops.bench.world import sign_in

_PAGE, _RIGHTS = 50.0, 50.0  # milliseconds, p95
_NATIONAL, _OWN = "benchnational", "benchprovince"
_HELD = (1, 10, 200)
_LINES = 5000


@dataclass(frozen=True)
class Asked:
    """A kind of request: the n-th address, or the n-th form to post there; the right status."""

    name: str
    session: str
    address: Callable[[int], str]
    form: Callable[[int], dict[str, str]] | None = None
    status: int = 200


def measure(country: Country, rounds: int, requests: int, *, at: datetime) -> Iterator[Measure]:
    """Everything about delegation. `requests` of each page in a round, all of them different where that can be."""
    yield from _rights(rounds, requests, at=at)
    _sign_in()
    began = time.perf_counter()
    reminding.count(at=at)
    yield Measure(
        "", "coverage: count the whole state", "s", (Round(time.perf_counter() - began),), note="nine subsystems"
    )
    for asked in _pages(country, at=at):
        yield _page(asked, rounds, requests)
    yield _dry_run(rounds, at=at)


def _rights(rounds: int, requests: int, *, at: datetime) -> Iterator[Measure]:
    """From the person to the actor with all rights, of officers who hold some."""
    for held in _HELD:
        place = _holder(held, at)
        session = {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}

        def acting(place: Membership = place, session: Mapping[str, object] = session) -> Actor:
            return actor_for(place.person, session, at.date())

        with CaptureQueriesContext(connection) as statements:
            found = acting()
        if len(found.held) != held or len(statements) != 1:
            raise BenchError(f"{len(found.held)} of {held} rights in {len(statements)} statements")
        times = tuple(Round(percentile([_timed(acting) for _ in range(requests)], 0.95)) for _ in range(rounds))
        goal = Goal("below", _RIGHTS) if held == max(_HELD) else None
        note = f"p95 of {requests}; 1 statement"
        yield Measure("", f"rights of a request, {held} held", "ms", times, goal, note=note)


def _holder(held: int, at: datetime) -> Membership:
    """Somebody who holds so many rights: for other scopes, as an administrator of many units."""
    place = Membership.objects.select_related("person").get(pk=PLACE + 1000 + held)
    Membership.objects.filter(pk=place.pk).update(active=True)
    Grant.objects.filter(membership=place, ended_at=None).update(ended_at=at, ended_why="Bench")
    scopes = existing(at.date()).filter(level="commune").order_by("pk")[:held]
    Grant.objects.bulk_create(
        Grant(
            membership=place, subsystem="covid", right="view", scope=scope, since=at.date(), given_at=at, approved_at=at
        )
        for scope in scopes
    )
    return place


def _sign_in() -> None:
    """An administrator of the state, and one of Quảng Ngãi."""
    for key, identifier in ((_NATIONAL, "G22"), (_OWN, "H48")):
        place = _administrator(identifier)
        sign_in(place.person, f"member:{place.pk}", key)


def _administrator(identifier: str) -> Membership:
    """Who manages users in that agency and all below it."""
    places = Membership.objects.filter(agency__identifier=identifier, active=True, pk__gt=PLACE)
    return places.filter(grants__right="users", grants__level=None).select_related("person").order_by("pk")[0]


def _pages(country: Country, *, at: datetime) -> Sequence[Asked]:
    tops = list(existing(at.date()).filter(parent=None, role="committee").order_by("pk"))
    units = [agency.identifier for agency in tops]
    places = list(existing(at.date()).filter(level="district").order_by("pk").values_list("identifier", flat=True))
    random = Random("delegation")  # noqa: S311 - who is looked for
    people = [random.randint(1, country.people) for _ in range(10_000)]
    users, search = reverse("administration:users"), reverse("administration:users_search")
    coverage = reverse("administration:coverage")

    def unit(n: int) -> str:
        return reverse("administration:coverage_unit", args=[units[n % len(units)]])

    def name(n: int) -> str:
        return national.name(people[n % len(people)])

    return (
        Asked("user list, whole state", _NATIONAL, lambda _: users),
        Asked("user list, a province", _OWN, lambda _: users),
        Asked("user list, by unit", _NATIONAL, lambda n: f"{users}?don-vi={places[n % len(places)]}"),
        Asked("user search by ID number", _NATIONAL, lambda _: search,
              lambda n: {"tim": national.id_number(people[n % len(people)])}, 302),
        Asked("user search by phone", _NATIONAL, lambda _: search,
              lambda n: {"tim": f"0{national.phone(people[n % len(people)])[3:]}"}, 302),
        Asked("user search by name", _NATIONAL, lambda n: f"{users}?{urlencode({'tim': name(n)})}"),
        Asked("user search by name without accents", _NATIONAL,
              lambda n: f"{users}?{urlencode({'tim': fold(name(n))})}"),
        Asked("coverage, whole state", _NATIONAL, lambda _: coverage),
        Asked("coverage, a province", _NATIONAL, unit),
    )  # fmt: skip


def _dry_run(rounds: int, *, at: datetime) -> Measure:
    """A list of officers as letter 2107 has them, uploaded by the state's administrator: read, kept and judged."""
    admin = _administrator("G22")
    by = actor_for(admin.person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{admin.pk}"}, at.date())
    places = Membership.objects.filter(pk__gt=PLACE, agency__level="district").select_related("agency").order_by("pk")
    lines = [
        Line(n, name=national.name(k), unit=place.agency.name, id_number=national.id_number(k),
             phone=f"0{national.phone(k)[3:]}")
        for n, place in enumerate(places[:_LINES], start=1)
        if (k := place.pk - PLACE)
    ]  # fmt: skip
    source = Source("danh-sach.xlsx", write_xlsx("officers", lines))
    said: Counter[str] = Counter()

    def once() -> None:
        with transaction.atomic():
            (roster,) = upload(source, Plan("officers", rights=("covid/process",)), None, "", by=by, at=at)
            said.clear()
            said.update(roster.lines.values_list("verdict", flat=True))
            transaction.set_rollback(True)

    times = tuple(Round(_timed(once) / 1000) for _ in range(rounds))
    if said.total() != len(lines):
        raise BenchError(f"{said.total()} of {len(lines)} lines")
    note = ", ".join(f"{verdict} {n}" for verdict, n in said.most_common())
    return Measure("", f"roster of {len(lines)} lines, upload and dry run", "s", times, Goal("below", 5.0), note=note)


def _page(asked: Asked, rounds: int, requests: int) -> Measure:
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="vi", HTTP_X_FORWARDED_PROTO="https")
    client.cookies[settings.SESSION_COOKIE_NAME] = asked.session
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    sent = iter(range(1_000_000))

    def once() -> None:
        n = next(sent)
        form = None if asked.form is None else {**asked.form(n), "csrfmiddlewaretoken": TOKEN}
        ways: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": visitor(n)}
        answer = client.get(asked.address(n), **ways) if form is None else client.post(asked.address(n), form, **ways)
        if answer.status_code != asked.status:
            raise BenchError(f"{asked.name}: {answer.status_code} {answer.content[:300]!r}")

    for _ in range(3):
        once()
    with CaptureQueriesContext(connection) as captured:
        once()
    statements = len(captured)  # before the next request empties the log
    times = [[_timed(once) for _ in range(requests)] for _ in range(rounds)]
    note = (
        f"p95 of {requests}; p50 {percentile([t for one in times for t in one], 0.5):.0f} ms; "
        f"{statements} SQL statements"
    )
    found = tuple(Round(percentile(one, 0.95)) for one in times)
    return Measure("", asked.name, "ms", found, Goal("below", _PAGE), note=note)


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
