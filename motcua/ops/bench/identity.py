"""Signing in, being found among two million accounts, and what other portals ask for."""

import os
import re
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import get_hasher, verify_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.identity.middleware import COOKIE
from motcua.identity.models import Person
from motcua.identity.queries import by_number
from motcua.ops import demo
from motcua.ops.bench import accounts, machine, scripts
from motcua.ops.bench.accounts import PERSON, Accounts, bearer, id_number, phone
from motcua.ops.bench.figures import Goal, Measure, Round, percentile
from motcua.ops.bench.load import Outcome
from motcua.ops.bench.machine import BenchError, Web
from motcua.ops.bench.routes import TOKEN, visitor

_PER_CORE, _STATEMENTS, _SEARCH = 12, 15, 5.0  # sign-ins a second, statements, milliseconds
_RATIO = 0.05
_LOOK_UPS = 2_000
# What a request makes up itself, in a captured statement: the hash of a token.
_HASH = re.compile(r"'[0-9a-f]{64}'")
_TWO_HASHES = re.compile(r"'\{[0-9a-f]{64},[0-9a-f]{64}\}'")
_KEPT_ID = re.compile(r" \\gset \w+$", re.MULTILINE)
_NEW = "encode(sha256(random()::text::bytea), 'hex')"
_AGENT = "Mozilla/5.0 (Linux; Android 10) Chrome/120.0 Mobile"


@dataclass(frozen=True)
class Asked:
    """A request to the portal: what differs from GET without cookies. `mark` must stand in the answer."""

    address: str
    status: int
    mark: str
    form: dict[str, str] | None = None
    bearer: str = ""
    basic: str = ""
    cookies: tuple[tuple[str, str], ...] = ()

    @property
    def authorization(self) -> str:
        return f"Bearer {self.bearer}" if self.bearer else f"Basic {self.basic}" if self.basic else ""

    def text(self, n: int) -> tuple[str, int, str]:
        """As the load sends it, from the n-th visitor."""
        head = {"Host": "127.0.0.1", "X-Forwarded-For": visitor(n), "User-Agent": _AGENT, "Accept-Language": "vi"}
        if self.authorization:
            head["Authorization"] = self.authorization
        if self.cookies:
            head["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies)
        body = "" if self.form is None else urlencode(self.form)
        if self.form is not None:
            head |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        method = "GET" if self.form is None else "POST"
        return f"{method} {self.address} HTTP/1.1\r\n{lines}\r\n{body}", self.status, self.mark

    def captured(self, n: int) -> list[str]:
        """The statements of this request as the database gets them, with BEGIN and COMMIT."""
        client = Client(HTTP_HOST="127.0.0.1", HTTP_X_FORWARDED_FOR=visitor(n), HTTP_USER_AGENT=_AGENT)
        if self.authorization:
            client.defaults["HTTP_AUTHORIZATION"] = self.authorization
        client.cookies.load(dict(self.cookies))
        with CaptureQueriesContext(connection) as found:
            answer = client.get(self.address) if self.form is None else client.post(self.address, self.form)
        if answer.status_code != self.status:
            raise BenchError(f"{self.address}: {answer.status_code} {answer.content[:300]!r}")
        return [query["sql"] for query in found.captured_queries]


def measure(web: Web, url: str, made: Accounts, rounds: int, seconds: int) -> Iterator[Measure]:
    """Everything about accounts."""
    yield _search(made, "ID number", id_number, rounds)
    yield _search(made, "phone", phone, rounds)
    yield from _sign_ins(web, made, rounds, seconds)
    yield _shared(web, made, url, rounds, seconds)
    yield _refreshes(web, made, url, rounds, seconds)


def _search(made: Accounts, what: str, number: Callable[[int], str], rounds: int) -> Measure:
    """As the portal calls it: the number as typed, to the account with its row."""
    random = Random(what)  # noqa: S311 - which account is looked for
    found = []
    for _ in range(rounds):
        times = []
        for k in random.choices(made.known, k=_LOOK_UPS):
            began = time.perf_counter()
            person = by_number(number(k))
            times.append((time.perf_counter() - began) * 1000)
            if person is None or person.pk != PERSON + k:
                raise BenchError(f"{what} of account {k} was not found")
        found.append(Round(percentile(times, 0.95)))
    note = f"p95 of {_LOOK_UPS} among {made.count:,} accounts, from the typed number to the row"
    return Measure("", f"find an account by {what}", "ms", tuple(found), Goal("below", _SEARCH), note=note)


def _sign_in(k: int) -> Asked:
    form = {"login": id_number(k), "password": demo.PASSWORD, "csrfmiddlewaretoken": TOKEN}
    cookies = ((settings.CSRF_COOKIE_NAME, TOKEN), (COOKIE, accounts.COOKIE))
    return Asked(settings.LOGIN_URL, 302, "ocation: /", form, cookies=cookies)


def _sign_ins(web: Web, made: Accounts, rounds: int, seconds: int) -> Iterator[Measure]:
    """With the password, on a device that the account knows, through the whole web server."""
    random = Random("sign in")  # noqa: S311
    _sign_in(made.known[0]).captured(0)
    statements = len(_sign_in(made.known[1]).captured(1))
    _load(web, [_sign_in(k) for k in random.choices(made.known, k=32)], 2)
    found, latencies = [], []
    for _ in range(rounds):
        outcome = _load(web, [_sign_in(k) for k in random.sample(made.known, min(2_000, len(made.known)))], seconds)
        found.append(Round(outcome.done / outcome.elapsed / (os.cpu_count() or 1)))
        latencies += outcome.latencies
    hasher: Any = get_hasher()
    hashing = f"Argon2id {hasher.memory_cost // 1024} MiB, t={hasher.time_cost}, p={hasher.parallelism}"
    note = (
        f"{hashing}: {_hash_seconds() * 1000:.0f} ms by itself; p50 {percentile(latencies, 0.5) * 1000:.0f} ms; "
        "the processors are shared with database and load generator"
    )
    goal = Goal("above", _PER_CORE)
    yield Measure("", "sign-in with password", "a second and core", tuple(found), goal, note=note)
    goal = Goal("below", _STATEMENTS + 1)
    yield Measure("", "SQL of a sign-in", "statements", (Round(statements),), goal, note="BEGIN and COMMIT counted")


def _hash_seconds() -> float:
    kept = Person.objects.get(pk=PERSON + 1).password
    times = []
    for _ in range(5):
        began = time.perf_counter()
        verify_password(demo.PASSWORD, kept)
        times.append(time.perf_counter() - began)
    return median(times)


def _shared(web: Web, made: Accounts, url: str, rounds: int, seconds: int) -> Measure:
    """/oauth2/userinfo with an access token, all scopes."""
    people = range(1, made.visits + 1)
    random = Random("userinfo")  # noqa: S311

    def asked(k: int) -> Asked:
        return Asked(reverse("openid:userinfo"), 200, '"sub"', bearer=bearer(k))

    asked(1).captured(1)
    statements = asked(2).captured(2)
    known = f"encode(sha256(('bench-token-' || {PERSON + 2})::bytea), 'hex')"
    replay = _replay([_HASH.sub(known, sql) for sql in statements], 2, people)
    _load(web, [asked(k) for k in random.choices(people, k=200)], 2)
    results, latencies = [], []
    for _ in range(rounds):
        limit = machine.pgbench(url, [replay], seconds=seconds)
        outcome = _load(web, [asked(k) for k in random.choices(people, k=4_000 * seconds)], seconds)
        results.append(Round(outcome.done / outcome.elapsed, limit))
        latencies += outcome.latencies
    return _ratio("other portals: userinfo", results, len(statements), latencies)


def _refreshes(web: Web, made: Accounts, url: str, rounds: int, seconds: int) -> Measure:
    """/oauth2/token with a refresh token, each used once."""
    basic = b64encode(f"{made.client}:{made.secret}".encode()).decode()

    def asked(k: int) -> Asked:
        form = {"grant_type": "refresh_token", "refresh_token": made.refresh[k]}
        return Asked(reverse("openid:token"), 200, '"access_token"', form, basic=basic)

    fresh = iter(made.refresh)
    asked(next(fresh)).captured(1)
    k = next(fresh)
    statements = asked(k).captured(2)
    replay = _replay(
        [_TWO_HASHES.sub(f"ARRAY[{_NEW}, {_NEW}]", sql) for sql in statements],
        k,
        range(len(made.refresh) + 1, made.visits),
    )
    _load(web, [asked(next(fresh)) for _ in range(32)], 2)
    results, latencies = [], []
    each = (len(made.refresh) - 34) // rounds
    for _ in range(rounds):
        limit = machine.pgbench(url, [replay], seconds=seconds)
        outcome = _load(web, [asked(next(fresh)) for _ in range(each)], seconds)
        results.append(Round(outcome.done / outcome.elapsed, limit))
        latencies += outcome.latencies
    return _ratio("other portals: refresh", results, len(statements), latencies)


def _replay(statements: list[str], k: int, people: range) -> str:
    """The statements of account k's request, for one of `people` by lot."""
    chosen = [f"\\set v random({PERSON + people[0]}, {PERSON + people[-1]})"]
    found = scripts.script(statements, {str(PERSON + k): "v"}, chosen)
    return _KEPT_ID.sub(";", found)  # two rows give two ids, and nothing uses them


def _ratio(name: str, results: list[Round], statements: int, latencies: list[float]) -> Measure:
    note = f"{statements} SQL statements; p95 {percentile(latencies, 0.95) * 1000:.0f} ms"
    return Measure("", name, "req/s", tuple(results), Goal("at_least", _RATIO), "pgbench, same statements", note)


def _load(web: Web, asked: list[Asked], seconds: int) -> Outcome:
    return machine.load(web.port, [one.text(n) for n, one in enumerate(asked)], seconds=seconds)
