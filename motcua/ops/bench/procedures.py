"""A national database of procedures: 6,800 national ones, the rest their specialisations in 63 provinces, each public.

Server time is measured as `delegation` measures it: the search by itself in the database and Python, pages through
Django's whole stack, one after another.
"""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from motcua.agencies.models import Agency
from motcua.kernel.text import fold
from motcua.ops.bench.figures import Goal, Measure, Round, percentile
from motcua.ops.bench.machine import BenchError
from motcua.ops.bench.procedure_words import Names
from motcua.ops.bench.routes import Route, visitor
from motcua.ops.bench.world import Span
from motcua.procedures.commands import indexing
from motcua.procedures.models import SearchEntry
from motcua.procedures.queries import public_versions, search
from motcua.procedures.queries.search import Filters
from motcua.procedures.rules.words import AUDIENCES, EVENTS

RECORD = 68_000_000
NATIONAL = 6_800
_SEARCH, _PAGE, _LOAD = 20.0, 50.0, 300.0
_PROVINCES = 63
_CROWD = 64  # procedures that a crowd asks for
_LETTERS = "abcdeghiklmnopqrstuvxy"
_LEVELS = ("central", "province", "district", "commune")
_OWN_NAME = 0.1  # of the specialisations add the province to the name
_COPY_RECORDS = """
COPY procedures_procedure (id, code, parent_id, owner_id, level, state, name, name_fold, field_code, field_name)
FROM STDIN
"""
_COPY_VERSIONS = """
COPY procedures_procedureversion (id, procedure_id, n, state, content, name, name_fold, findings, entered_at,
                                  published_at, valid_from, public_from, returned_why) FROM STDIN
"""


@dataclass(frozen=True)
class Loaded:
    """How many there are, and how long COPY and the index of the search took, in seconds."""

    count: int
    copied: float
    indexed: float


@dataclass(frozen=True)
class _Record:
    k: int
    code: str
    parent: int | None
    owner: int
    level: str
    name: str
    field: str
    content: dict[str, Any]


def build(count: int = 100_000, *, at: datetime) -> Loaded:
    """`count` public procedures beside those that are there. The agencies of 2020 must be loaded."""
    began = time.perf_counter()
    national = min(NATIONAL, count // 4)
    with transaction.atomic():
        _copy(_records(count, national), at=at)
    copied = time.perf_counter()
    indexing.rebuild(on=at.date())
    return Loaded(count, copied - began, time.perf_counter() - copied)


def _records(count: int, national: int) -> Iterator[_Record]:
    names = Names()
    centre = list(Agency.objects.filter(role="ministry").order_by("pk").values_list("pk", "name"))
    provinces = list(
        Agency.objects.filter(role="committee", level="province")
        .order_by("pk")
        .values_list("pk", "legacy_identifier", "name")
    )[:_PROVINCES]
    heads = []
    for k in range(national):
        owner, agency = centre[k % len(centre)]
        name, field = names.name(), names.field()
        heads.append((name, field))
        yield _Record(k, _code(k), None, owner, "central", name, field, _content(names, name, field, agency))
    for k in range(national, count):
        head, (owner, identifier, province) = k % national, provinces[k // national % len(provinces)]
        name, field = heads[head]
        own: dict[str, Any] = {"receiving": f"Trung tâm Phục vụ hành chính công, {province}"}
        if names.chance(_OWN_NAME):
            own["name"] = name = f"{name} tại {province}"
        yield _Record(k, f"{_code(head)}.{identifier}", RECORD + head, owner, "province", name, field, own)


def _code(k: int) -> str:
    """Of the k-th national procedure."""
    return f"{1 + k % 2}.{900_000 - k:06d}"


def route() -> Route:
    """The page of a procedure, of those that a crowd asks for, over HTTP: held to what the public look-up is."""

    def address(k: int) -> str:
        return reverse("procedures:procedure", args=[_code(k)])

    def prepare() -> None:
        """The statements are those of a page that has been made, as the crowd's are."""
        for k in range(1, _CROWD + 1):
            Client(HTTP_HOST="127.0.0.1").get(address(k), HTTP_X_FORWARDED_FOR=visitor(k), REMOTE_ADDR="127.0.0.1")

    return Route("G2", "page: a procedure", 0.09, address, lambda _: "", Span(1, _CROWD), 200, _code,
                 variants=_CROWD, prepare=prepare)  # fmt: skip


def _content(names: Names, name: str, field: str, agency: str) -> dict[str, Any]:
    """All parts of a page, of ordinary length."""
    step = "Tổ chức, cá nhân chuẩn bị hồ sơ theo quy định và nộp tại bộ phận tiếp nhận và trả kết quả của cơ quan. "
    fees = [{"amount": 50_000, "unit": "Đồng", "text": "Lệ phí"}]
    online = [{"level": "4", "url": "https://dichvucong.vidu.example/"}] if names.chance(0.3) else []
    return {
        "name": name, "decision": "1234/QĐ-VIDU", "levels": names.some(_LEVELS), "kind": "detailed",
        "field_code": field[-8:], "field_name": field, "sets": 1, "online": online,
        "steps": [{"case": "", "steps": [f"Bước {n}: {step}" for n in range(1, 6)]}],
        "channels": [
            {"channel": n, "cases": [{"amount": 5 * n, "unit": "wd", "text": "", "fees": fees}]} for n in (1, 2, 3)
        ],
        "papers": [{"papers": [{"name": f"Giấy tờ ví dụ số {n} của hồ sơ", "originals": 1} for n in range(1, 7)]}],
        "audiences": names.some(tuple(AUDIENCES)), "events": names.some(tuple(EVENTS)),
        "implementing": [{"name": agency}], "competent": [{"name": agency}], "results": [{"name": "Văn bản trả lời"}],
        "grounds": [
            {"number": f"{n}/2015/NĐ-CP", "name": "Nghị định ví dụ", "signed": "2015-01-01"} for n in range(1, 6)
        ],
        "conditions": step * 3,
    }  # fmt: skip


def _copy(records: Iterator[_Record], *, at: datetime) -> None:
    since, published = at.date() - timedelta(days=30), at - timedelta(days=30)
    rows = list(records)
    with connection.cursor() as cursor:
        with cursor.copy(_COPY_RECORDS) as copy:
            for row in rows:
                copy.write_row((RECORD + row.k, row.code, row.parent, row.owner, row.level, "public", row.name,
                                fold(row.name), "", row.field))  # fmt: skip
        with cursor.copy(_COPY_VERSIONS) as copy:
            for row in rows:
                copy.write_row((RECORD + row.k, RECORD + row.k, 1, "published", json.dumps(row.content), row.name,
                                fold(row.name), [], published, published, since, since, ""))  # fmt: skip


# ── what is measured ────────────────────────────────────────────────────────────────────────────────────────────────


def measure(loaded: Loaded, rounds: int, requests: int, *, at: datetime) -> Iterator[Measure]:
    """`requests` searches of each kind in a round, each of another procedure, and the pages."""
    note = f"{loaded.count:,} versions, COPY {loaded.copied:.0f} s, index of the search {loaded.indexed:.0f} s"
    yield Measure(
        "", "procedures: load", "s", (Round(loaded.copied + loaded.indexed),), Goal("below", _LOAD), note=note
    )
    for kind, ask in _kinds(at.date()).items():
        yield _searches(kind, ask, rounds, requests, on=at.date())
    yield _one_index(at.date(), rounds)
    yield from _pages(rounds, requests)


@dataclass(frozen=True)
class _Ask:
    """`text` and `filters` of the n-th search, and the procedure that its first page must show; 0 for none."""

    text: Callable[[int], str]
    filters: Callable[[int], Filters] = lambda _: Filters()
    wanted: Callable[[int], int] = lambda _: 0


def _kinds(on: date) -> dict[str, _Ask]:
    random = Random("asked")  # noqa: S311 - what is looked for
    rows = list(
        SearchEntry.objects.filter(parent=None, public_from__lte=on).order_by("pk").values_list("procedure", "name")
    )
    random.shuffle(rows)
    codes = list(SearchEntry.objects.exclude(parent=None).order_by("pk").values_list("procedure", "code")[:5000])
    random.shuffle(codes)
    owners = list(
        Agency.objects.filter(role="committee", level="province").order_by("pk").values_list("identifier", flat=True)
    )
    parts = [_part(random, name) for _, name in rows]
    wrong = [_misspelt(random, name) for _, name in rows]

    def head(n: int) -> int:
        return rows[n % len(rows)][0]

    def part(n: int) -> str:
        return parts[n % len(parts)]

    return {
        "a whole name": _Ask(lambda n: rows[n % len(rows)][1], wanted=head),
        "words with accents": _Ask(part),
        "words without accents": _Ask(lambda n: fold(part(n))),
        "a name with one typing error": _Ask(lambda n: wrong[n % len(wrong)], wanted=head),
        "two words, one misspelt": _Ask(lambda n: _misspelt(random, " ".join(part(n).split()[:2]))),
        "a common word": _Ask(lambda n: ("cấp", "giay", "đăng ký", "phep", "chung nhan")[n % 5]),
        "words in a province": _Ask(part, lambda n: Filters(owner=owners[n % len(owners)])),
        "words, level, audience, online": _Ask(
            part, lambda n: Filters(level=_LEVELS[n % 4], audience="citizen", online="yes")
        ),
        "no words, life event": _Ask(lambda _: "", lambda n: Filters(event=list(EVENTS)[n % len(EVENTS)])),
        "a province's code": _Ask(lambda n: codes[n % len(codes)][1], wanted=lambda n: codes[n % len(codes)][0]),
    }  # fmt: skip


def _part(random: Random, name: str) -> str:
    """Two to four words side by side."""
    words = name.replace(",", "").split()
    many = min(random.randint(2, 4), len(words))
    first = random.randint(0, len(words) - many)
    return " ".join(words[first : first + many])


def _misspelt(random: Random, text: str) -> str:
    """One letter of one word left out, doubled, changed or exchanged with the next."""
    words = text.split()
    place = random.choice([n for n, word in enumerate(words) if len(word) > 1] or [0])
    word = words[place]
    n = random.randrange(len(word))
    changed = (
        word[:n] + word[n + 1 :], word[: n + 1] + word[n:], word[:n] + random.choice(_LETTERS) + word[n + 1 :],
        word[:n] + word[n + 1 : n + 2] + word[n : n + 1] + word[n + 2 :],
    )  # fmt: skip
    words[place] = random.choice(changed)
    return " ".join(words)


def _searches(kind: str, ask: _Ask, rounds: int, requests: int, *, on: date) -> Measure:
    missed: list[str] = []

    def once(n: int) -> None:
        found = search.search(ask.text(n), on, filters=ask.filters(n))
        wanted = ask.wanted(n)
        if wanted and wanted not in {hit.procedure for hit in found.hits}:
            missed.append(ask.text(n))

    for n in range(10):
        once(n)
    missed.clear()
    times = [[_timed(once, r * requests + n) for n in range(requests)] for r in range(rounds)]
    if len(missed) > rounds * requests * 0.01:  # the words of another procedure may be nearer to a misspelt name
        raise BenchError(f"search, {kind}: {len(missed)} not found, such as {missed[:3]}")
    every = [t for one in times for t in one]
    note = f"p95 of {requests}; p50 {percentile(every, 0.5):.1f} ms, p99 {percentile(every, 0.99):.0f} ms"
    if ask.wanted(0):
        note += f"; {len(every) - len(missed)} of {len(every)} found on the first page"
    found = tuple(Round(percentile(one, 0.95)) for one in times)
    return Measure("G7", f"search procedures: {kind}", "ms", found, Goal("below", _SEARCH), note=note)


def _one_index(on: date, rounds: int) -> Measure:
    """What publishing a national procedure adds to the search: itself and its specialisations."""
    version = public_versions(on).filter(procedure__parent=None, procedure__pk__gte=RECORD).order_by("pk")[0]
    times = []
    for _ in range(rounds):
        with transaction.atomic():
            times.append(Round(_timed(lambda _: indexing.index(version, on=on), 0)))
            transaction.set_rollback(True)
    return Measure("", "procedures: index a national one with its provinces'", "ms", tuple(times), note="no restart")


def _pages(rounds: int, requests: int) -> Iterator[Measure]:
    random = Random("pages")  # noqa: S311 - what is looked at
    rows = list(SearchEntry.objects.order_by("pk").values_list("code", "name"))
    random.shuffle(rows)
    searching, every = reverse("portal:services"), len(rows)

    def asked(n: int) -> str:
        return f"{searching}?{urlencode({'q': _part(random, rows[n % every][1])})}"

    def shown(n: int) -> str:
        return reverse("procedures:procedure", args=[rows[n % every][0]])

    yield _page("page: search for procedures", asked, rounds, requests)
    yield _page("page: a procedure, each another", shown, rounds, requests)


def _page(name: str, address: Callable[[int], str], rounds: int, requests: int) -> Measure:
    client = Client(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_LANGUAGE="vi", HTTP_X_FORWARDED_PROTO="https")

    def once(n: int) -> None:
        ways: dict[str, Any] = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": visitor(n)}
        answer = client.get(address(n), **ways)
        if answer.status_code != 200:  # noqa: PLR2004
            raise BenchError(f"{name}: {answer.status_code} {answer.content[:300]!r}")

    for n in range(5):
        once(n)
    with CaptureQueriesContext(connection) as captured:
        once(5)
    statements = len(captured)
    times = [[_timed(once, r * requests + n) for n in range(requests)] for r in range(rounds)]
    every: Sequence[float] = [t for one in times for t in one]
    note = f"p95 of {requests}; p50 {percentile(every, 0.5):.0f} ms; {statements} SQL statements"
    return Measure(
        "", name, "ms", tuple(Round(percentile(one, 0.95)) for one in times), Goal("below", _PAGE), note=note
    )


def _timed(act: Callable[[int], object], n: int) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    act(n)
    return (time.perf_counter() - began) * 1000
