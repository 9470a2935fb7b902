"""G1 to G3: pages, forms, the public look-up and the submission, each beside a replay of its statements in pgbench."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from statistics import median

from motcua.ops.bench import machine, routes
from motcua.ops.bench.figures import Goal, Measure, Round, percentile
from motcua.ops.bench.load import Outcome
from motcua.ops.bench.machine import CLIENTS, Web
from motcua.ops.bench.routes import Route
from motcua.ops.bench.world import Span, World

TRIES = 9  # look-ups of one code: the portal refuses the eleventh in an hour
_ENOUGH = 20_000  # requests prepared for a round of pages


@dataclass(frozen=True)
class Effort:
    """How much is done: seconds of each half of a round, submissions of each half, rounds."""

    rounds: int
    seconds: int
    submissions: int

    @property
    def each(self) -> int:
        """Submissions of one pgbench client in a round."""
        return -(-self.submissions // CLIENTS)

    @property
    def drafts(self) -> int:
        """Drafts that the submissions use up, the two captured and the warming ones among them."""
        return 2 + CLIENTS + self.rounds * (self.submissions + self.each * CLIENTS)


def measure(web: Web, made: World, url: str, effort: Effort) -> Iterator[Measure]:
    """One measure a route."""
    for route in routes.routes(made):
        yield _Run(web, made, url, effort, route).measure()


def one(web: Web, made: World, url: str, effort: Effort, route: Route) -> Measure:
    """A route of another part of the bench."""
    return _Run(web, made, url, effort, route).measure()


class _Run:
    def __init__(self, web: Web, made: World, url: str, effort: Effort, route: Route) -> None:
        self.web, self.made, self.url, self.effort, self.route = web, made, url, effort, route
        self.random = Random(route.name)  # noqa: S311 - which dossier is asked for
        self.next = route.keys.first + 2  # of the drafts that can be used once
        self.sent = 0

    def measure(self) -> Measure:
        scripts, statements = routes.replays(self.route)
        self._load(CLIENTS if self.route.once else 40 * CLIENTS, 2)
        rounds, latencies, cpu = [], [], []
        for _ in range(self.effort.rounds):
            limit = self._limit(scripts)
            outcome = self._load(self.effort.submissions if self.route.once else _ENOUGH, self.effort.seconds)
            rounds.append(Round(outcome.done / outcome.elapsed, limit))
            latencies += outcome.latencies
            cpu.append(outcome.cpu / outcome.done)
        note = (
            f"{statements} SQL statements; p50 {percentile(latencies, 0.5) * 1000:.0f} ms, "
            f"p95 {percentile(latencies, 0.95) * 1000:.0f} ms; load generator {median(cpu) * 1e6:.0f} µs a request"
        )
        goal = Goal("at_least", self.route.goal)
        return Measure(self.route.id, self.route.name, "req/s", tuple(rounds), goal, "pgbench, same statements", note)

    def _limit(self, scripts: list[str]) -> float:
        if not self.route.once:
            return machine.pgbench(self.url, scripts, seconds=self.effort.seconds)
        first, each = self.next, self.effort.each
        self.next += each * CLIENTS
        return machine.pgbench(self.url, scripts, variables={"i": 0, "first": first, "each": each})

    def _load(self, most: int, seconds: int) -> Outcome:
        if self.route.once:
            keys = list(range(self.next, self.next + most))
            self.next += most
            seconds = 60  # all of them, so that each half uses up the same number
        else:
            keys = self._keys(most)
        self.route.prepare()
        requests = [routes.request(self.route, k, self.sent + n) for n, k in enumerate(keys)]
        self.sent += len(keys)
        return machine.load(self.web.port, requests, seconds=seconds)

    def _keys(self, most: int) -> list[int]:
        """Pages by lot; a draft's saves always on the same connection; a code never asked for too often."""
        if self.route.form is None:
            return [self.random.randint(self.route.keys.first, self.route.keys.last) for _ in range(most)]
        if self.route.id == "G2":
            free = Span(self.made.submitted.first, self.route.keys.first - 1)
            spare = list(free) * TRIES
            return spare[self.sent : self.sent + min(most, len(spare) // (self.effort.rounds + 1))]
        drafts = list(self.route.keys)
        drafts = drafts[: len(drafts) // CLIENTS * CLIENTS]
        return drafts * max(1, min(most // len(drafts), 20))
