"""What is asked of the portal: the routes under test, as requests on a socket and as captured statements."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.ops.bench import scripts, world
from motcua.ops.bench.machine import BenchError
from motcua.ops.bench.world import BUSINESS, CASE, DOSSIER, FIRMS, ISSUED, TURN, Span, World

TOKEN = "benchbenchbenchbenchbenchbench22"  # noqa: S105 - cookie and form field need only agree
PAGE = "finance/difficulty"


@dataclass(frozen=True)
class Route:
    """A page (no `form`) or a form. `mark` must stand in a right answer; `keys` are the dossiers it may be asked for.

    `variants`: so many captured requests stand for all; with one, its statements are rewritten for every dossier.
    `once`: a dossier can be used once. `prepare` comes before requests are made.
    """

    id: str
    name: str
    goal: float
    address: Callable[[int], str]
    session: Callable[[int], str]
    keys: Span
    status: int
    mark: Callable[[int], str]
    form: Callable[[int], Mapping[str, str]] | None = None
    variants: int = 1
    once: bool = False
    prepare: Callable[[], None] = lambda: None


def routes(made: World) -> list[Route]:
    """In the order of the goals."""
    saved, officers = _Saves(made), made.officers
    tail = Span(made.submitted.last - 63, made.submitted.last)
    return [
        Route("G1", "page: my dossiers", 0.04, lambda _: reverse("dossiers:mine"), world.session, made.submitted, 200,
              lambda _: 'class="mc-table"', variants=8),
        Route("G1", "page: a dossier", 0.04, lambda k: reverse("dossiers:dossier", args=[world.ref(k)]), world.session,
              made.submitted, 200, world.code),
        Route("G1", "page: an officer's queue", 0.04, lambda _: reverse("desk:queue", args=["chua-ai-nhan"]),
              lambda k: officers[k % len(officers)], made.submitted, 200, lambda _: "H48-200512-",
              variants=len(officers)),
        Route("G1", "form: save a question page", 0.08, _page_of, world.session, made.saved, 302, world.ref, saved.form,
              prepare=saved.read),
        Route("G2", "public look-up", 0.09, lambda _: reverse("portal:lookup"), lambda _: "", tail, 200, world.code,
              lambda k: {"code": world.code(k), "last4": made.last4[k]}, variants=64),
        Route("G3", "submit", 0.12, lambda k: reverse("dossiers:submit", args=[world.ref(k)]), world.session,
              made.drafts, 302, lambda k: reverse("dossiers:confirmation", args=[world.ref(k)]), lambda _: {},
              once=True),
    ]  # fmt: skip


def _page_of(k: int) -> str:
    return reverse("dossiers:page", args=[world.ref(k), *PAGE.split("/")])


class _Saves:
    """A page is saved over what its form showed: how often it was saved before."""

    def __init__(self, made: World) -> None:
        self.answers = {
            key: str(made.answers[key])
            for key in ("no_funds", "revenue", "wage_reserve", "profit_left", "other_funds", "insured_workers", "union")
        }
        self.seen: dict[int, int] = {}

    def read(self) -> None:
        """As things stand: a replay has written too, and a load may have been cut short."""
        drafts = Dossier.objects.filter(pk__gt=DOSSIER, pk__lt=DOSSIER + 1_000_000).values_list("pk", "saves")
        self.seen = {pk - DOSSIER: saves.get(PAGE, 0) for pk, saves in drafts}

    def form(self, k: int) -> Mapping[str, str]:
        self.seen[k] += 1
        return self.answers | {"seen": str(self.seen[k] - 1)}


def request(route: Route, k: int, n: int) -> tuple[str, int, str]:
    """The n-th request as the load sends it, with the answer that is right."""
    cookies = f"{settings.SESSION_COOKIE_NAME}={route.session(k)}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    head = f"Host: 127.0.0.1\r\nCookie: {cookies}\r\nX-Forwarded-For: {visitor(n)}\r\nAccept-Language: vi\r\n"
    if route.form is None:
        return f"GET {route.address(k)} HTTP/1.1\r\n{head}\r\n", route.status, route.mark(k)
    body = urlencode({**route.form(k), "csrfmiddlewaretoken": TOKEN})
    head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
    return f"POST {route.address(k)} HTTP/1.1\r\n{head}\r\n{body}", route.status, route.mark(k)


def visitor(n: int) -> str:
    """Many visitors: no single address comes near the rate limit."""
    return f"10.{n >> 8 & 255}.{n & 255}.{n >> 16 & 255}"


def captured(route: Route, k: int) -> list[str]:
    """The statements of one request, with BEGIN and COMMIT, as the database gets them; caches are warm."""
    client = Client(HTTP_HOST="127.0.0.1", REMOTE_ADDR=visitor(k), HTTP_X_FORWARDED_FOR=visitor(k))
    client.cookies[settings.SESSION_COOKIE_NAME] = route.session(k)
    form = None if route.form is None else dict(route.form(k))
    with CaptureQueriesContext(connection) as found:
        answer = client.get(route.address(k)) if form is None else client.post(route.address(k), form)
    if answer.status_code != route.status:
        raise BenchError(f"{route.name}: {answer.status_code} {answer.content[:300]!r}")
    return [query["sql"] for query in found.captured_queries]


def replays(route: Route) -> tuple[list[str], int]:
    """pgbench scripts that run the request's statements for any of its dossiers, and how many statements it has."""
    keys = list(route.keys)
    route.prepare()
    captured(route, keys[0])
    found = []
    for k in keys[1 : 1 + route.variants]:
        statements = captured(route, k)
        names = _names(k) | (_issued(k) if route.once else {})
        settings_ = _chosen(route) if route.variants == 1 else []
        found.append(scripts.script(statements, names if route.variants == 1 else {}, settings_))
    return found, len(statements)


def _names(k: int) -> dict[str, str]:
    owned = {"d": DOSSIER + k, "c": CASE + k, "t": TURN + k, "b": BUSINESS + k % FIRMS}
    return {str(number): name for name, number in owned.items()}


def _issued(k: int) -> dict[str, str]:
    """Ids and numbers that were given during the request. A number within a series becomes the dossier's own."""
    dossier = Dossier.objects.get(pk=DOSSIER + k)
    found = {(dossier.code or "").rpartition("-")[2]: "d"}
    with connection.cursor() as cursor:
        for table in ISSUED:
            cursor.execute(f"SELECT last_value FROM {table}_id_seq")  # noqa: S608 - our own names
            found[str(cursor.fetchone()[0])] = f"{table}_id"
        cursor.execute("SELECT n FROM documents_document WHERE subject = %s AND n IS NOT NULL", [dossier.subject])
        found |= {str(n): "d" for (n,) in cursor.fetchall()}
    return found


def _chosen(route: Route) -> list[str]:
    """Which dossier a replay is about: one by lot, or the next one, when each can be used once."""
    first, last = route.keys.first, route.keys.last
    chosen = [f"\\set k random({first}, {last})"]
    if route.once:
        chosen = ["\\set i :i + 1", "\\set k :first + :client_id * :each + :i - 1"]
    owned = {"d": DOSSIER, "c": CASE, "t": TURN}
    return [*chosen, *(f"\\set {name} {start} + :k" for name, start in owned.items()),
            f"\\set b {BUSINESS} + :k % {FIRMS}"]  # fmt: skip
