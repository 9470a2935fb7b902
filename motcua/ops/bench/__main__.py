"""`python -m motcua.ops.bench`: exit code 1 when a goal is missed by more than a fifth, 2 when the bench is broken."""

import argparse
import base64
import logging
import os
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from motcua.ops.bench import report
from motcua.ops.bench.figures import Measure, Round, missed
from motcua.ops.bench.machine import WEB_WORKERS, BenchError, web
from motcua.ops.postgres import Server
from motcua.ops.running import ROOT

_DOCS = ROOT / "docs" / "performance.md"
_START = "2020-05-12T08:00+07:00"  # a working day in the life of the service that is filed


def main() -> int:
    asked = _arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is stopped then too
    began = time.monotonic()
    with ExitStack() as down:
        folder = Path(down.enter_context(tempfile.TemporaryDirectory(prefix="motcua-bench-")))
        folder.chmod(0o755)
        server = os.environ.get("MOTCUA_DATABASE_URL") or down.enter_context(Server(folder)).url
        url = down.enter_context(_database(server))
        _environment(url, folder)
        settings = _settings(url)
        try:
            measures = list(_measures(asked, url, folder))
        except BenchError as broken:
            print(f"bench: {broken}", file=sys.stderr)
            return 2
    where = report.where(datetime.now(UTC), asked.conditions, settings)
    print(report.text(measures, where))
    print(f"\n{time.monotonic() - began:.0f} s; figures in {asked.json}")
    report.write_json(asked.json, measures, {"run": where})
    if asked.write_docs:
        page = _DOCS.read_text(encoding="utf-8")
        _DOCS.write_text(report.between_markers(page, report.markdown(measures, where)), encoding="utf-8")
    for measure in (failures := missed(measures)):
        print(f"MISSED {measure.id} {measure.name}: {measure.figure:.3g}", file=sys.stderr)
    return 1 if failures else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m motcua.ops.bench", description="See docs/performance.md.")
    parser.add_argument("--quick", action="store_true", help="small counts: does the bench itself work?")
    parser.add_argument("--rounds", type=int, default=3, help="how often each measure is taken; the median counts")
    parser.add_argument("--seconds", type=int, default=4, help="of each half of a round")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json", help="where the figures are written")
    parser.add_argument("--write-docs", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--conditions", default="", help="a sentence for the table, such as who else used the machine")
    asked = parser.parse_args()
    if asked.quick:
        asked.seconds = 1
    return asked


@contextmanager
def _database(server: str) -> Iterator[str]:
    """A database of our own on the given server, dropped at the end: the bench never touches another one."""
    name = f"motcua_bench_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _environment(url: str, folder: Path) -> None:
    """As in production, behind a proxy that speaks TLS and names the visitor; the clock as in the demo."""
    os.environ.update({
        "DJANGO_SETTINGS_MODULE": "config.settings", "MOTCUA_MODE": "production", "MOTCUA_DATABASE_URL": url,
        "MOTCUA_VAR": str(folder), "MOTCUA_HOSTS": "127.0.0.1", "MOTCUA_PROXIES": "1", "MOTCUA_TLS_ELSEWHERE": "1",
        "MOTCUA_SECRET_KEY": secrets.token_urlsafe(48), "MOTCUA_CLOCK_START": _START, "MOTCUA_DEBUG": "",
        "MOTCUA_VAULT_KEY": _key(), "MOTCUA_VAULT_INDEX_KEY": _key(),
    })  # fmt: skip


def _key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _settings(url: str) -> dict[str, str]:
    with psycopg.connect(url) as session:
        version = session.execute("SHOW server_version").fetchone()
        fsync = session.execute("SHOW fsync").fetchone()
        commit = session.execute("SHOW synchronous_commit").fetchone()
    assert version is not None
    assert fsync is not None
    assert commit is not None
    return {"PostgreSQL": version[0], "fsync": fsync[0], "synchronous_commit": commit[0]}


def _measures(asked: argparse.Namespace, url: str, folder: Path) -> Iterator[Measure]:
    import django

    django.setup()
    logging.disable(logging.INFO)  # here; the web server says what it says in production
    from django.core.management import call_command

    from motcua.ops.bench import accounts, delegation, identity, journal, lists, national, pages, procedures, world
    from motcua.shell.clock import now

    effort = pages.Effort(asked.rounds, asked.seconds, 64 if asked.quick else 480)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    _say("filling the database")
    made = world.build(400 if asked.quick else 4000, 160 if asked.quick else 640, effort.drafts, at=now())
    with web(folder / "web.log") as server:
        for measure in pages.measure(server, made, url, effort):
            yield _said(measure)
        memory, peak = server.memory()
        yield Measure("", f"memory of a web worker (of {WEB_WORKERS}) after that", "MB", (Round(memory),),
                      note=f"peak {peak:.0f} MB")  # fmt: skip
        for measure in lists.measure(server, made, folder, 10_000, asked.rounds):
            yield _said(measure)
        _say("the officers of the whole country")
        crowd = (6_000, 20_000) if asked.quick else (60_000, 200_000)
        country = national.build(made.applicant.person, *crowd, at=made.at)
        accounts.settle()
        for measure in delegation.measure(country, asked.rounds, 40 if asked.quick else 200, at=made.at):
            yield _said(measure)
        _say("a hundred thousand procedures")
        shelf = procedures.build(8_000 if asked.quick else 100_000, at=made.at)
        accounts.settle()
        for measure in procedures.measure(shelf, asked.rounds, 30 if asked.quick else 200, at=made.at):
            yield _said(measure)
        yield _said(pages.one(server, made, url, effort, procedures.route()))
        _say("two million accounts")
        model, count = made.applicant.person, 20_000 if asked.quick else 2_000_000
        people = accounts.build(model, count, 400 * (asked.rounds + 1) * asked.seconds, at=made.at)
        accounts.settle()
        for measure in identity.measure(server, url, people, asked.rounds, asked.seconds):
            yield _said(measure)
    leaves = 10_000 if asked.quick else 100_000
    for measure in journal.measure(url, by=made.applicant, at=made.at, seconds=asked.seconds, leaves=leaves,
                                   rounds=asked.rounds):  # fmt: skip
        yield _said(measure)


def _said(measure: Measure) -> Measure:
    _say(f"{measure.name}: {measure.value:.4g} {measure.unit}")
    return measure


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
