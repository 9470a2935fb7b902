"""The journal: one entry beside a plain insert of the same row, and the speed of sealing and verifying."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from motcua.journal import commands, queries
from motcua.kernel.actor import Actor
from motcua.ops.bench import machine, scripts
from motcua.ops.bench.figures import Goal, Measure, Round
from motcua.ops.bench.machine import BenchError

_BATCH = 5_000
_DATA = {"code": "000.00.00.H48-200512-0001", "people": 5}

# The row of an entry as any table would take it: the leaf is a given value, nothing is hashed.
_PLAIN = (
    "INSERT INTO journal_entry (at, action, subject, person, person_name, capacity, business, business_name, "
    "membership, agency, agency_name, data, leaf) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s)"
)


def measure(url: str, *, by: Actor, at: datetime, seconds: int, leaves: int, rounds: int) -> Iterator[Measure]:
    yield _record(url, by=by, at=at, seconds=seconds, rounds=rounds)
    sealed = []
    for _ in range(rounds):
        commands.seal(at=at)
        for _ in range(leaves // _BATCH):
            acts = [("dossier:1", _DATA)] * _BATCH
            commands.record_many("bench.filled", acts, by=by, at=at)
        sealed.append(_sealed(at))
    yield Measure("", "journal: seal", "leaves/s", tuple(sealed), note=f"{leaves} leaves at once")
    yield Measure("", "journal: verify", "entries/s", tuple(_verified() for _ in range(rounds)))


def _record(url: str, *, by: Actor, at: datetime, seconds: int, rounds: int) -> Measure:
    """Both statements as the database gets them, from 16 clients."""
    recorded = scripts.script(
        [_captured(lambda: commands.record("bench.recorded", "dossier:1", by=by, at=at, **_DATA))], {}
    )
    plain = scripts.script([_captured(lambda: _plain(by, at))], {})
    results = []
    for _ in range(rounds):
        limit = machine.pgbench(url, [plain], seconds=seconds)
        results.append(Round(machine.pgbench(url, [recorded], seconds=seconds), limit))
    goal = Goal("at_least", 0.9)
    return Measure("", "journal: record", "entries/s", tuple(results), goal, "pgbench, plain insert of the same row")


def _captured(act: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as found:
        act()
    return str(found.captured_queries[-1]["sql"])


def _plain(by: Actor, at: datetime) -> None:
    said: list[str | int | datetime | bytes | None] = [
        at, "bench.recorded", "dossier:1", by.person, by.name, str(by.capacity), by.business, by.business_name,
            by.membership, by.agency, by.agency_name, json.dumps(_DATA), bytes(32)]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN, said)


def _sealed(at: datetime) -> Round:
    """What a transaction of another database on the same server holds back stays for the next round."""
    began = time.perf_counter()
    count = commands.seal(at=at)
    if count == 0:
        raise BenchError("nothing could be sealed")
    return Round(count / (time.perf_counter() - began))


def _verified() -> Round:
    began = time.perf_counter()
    verdict = queries.verify()
    if verdict.sealed == 0:
        raise BenchError("nothing is sealed")
    return Round(verdict.entries / (time.perf_counter() - began))
