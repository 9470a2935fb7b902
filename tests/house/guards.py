"""Guards that watch while tests run: only a room's own commands write its tables; rows without an order have none."""

import sys
from pathlib import Path
from types import FrameType

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import QuerySet

from motcua.shell.middleware import written_tables

ROOT = Path(__file__).parents[2]
# The shell has no commands: its clock and its rate limiter write their own tables. Signing in stamps `last_login`.
_PLUMBING = {"shell"}
_STAMP = 'UPDATE "identity_person" SET "last_login"'


def owners() -> dict[str, str]:
    """Table → room, for the tables of our rooms."""
    return {
        model._meta.db_table: model._meta.app_config.name.split(".")[1]
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_config.name.startswith("motcua.")
    }


def innermost(frame: FrameType | None) -> tuple[str, ...]:
    """Where, in the project, the statement comes from: ('motcua', 'dossiers', 'commands.py'); () for nowhere."""
    while frame:
        path = Path(frame.f_code.co_filename)
        parts = path.relative_to(ROOT).parts if path.is_relative_to(ROOT) else ("",)
        if parts[0] in ("motcua", "tests") and path != Path(__file__):
            return parts
        frame = frame.f_back
    return ()


def objection(sql: str, writer: tuple[str, ...], tables: dict[str, str]) -> str | None:
    """Why `writer` may not run this statement, if so. Tests may write anything: they prepare."""
    if not writer or writer[0] == "tests" or sql.startswith(_STAMP):
        return None
    room, kind = writer[1], writer[2].removesuffix(".py")
    for table in written_tables(sql) & tables.keys():
        by_own_commands = room == tables[table] and (kind in ("commands", "migrations") or room in _PLUMBING)
        if not by_own_commands:
            return f"{table} is written by {'/'.join(writer)}, not by motcua/{tables[table]}/commands"
    return None


@pytest.fixture
def commands_only():
    """Fails the test when a table is written by anything but its room's commands."""
    tables = owners()

    def watch(execute, sql, params, many, context):
        fault = objection(str(sql), innermost(sys._getframe()), tables)
        assert fault is None, fault
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


@pytest.fixture(autouse=True)
def only_commands_write(request):
    """Every tests/<room>/test_commands*.py runs under the guard."""
    if request.path.stem.startswith("test_commands"):
        request.getfixturevalue("commands_only")


@pytest.fixture(autouse=True)
def unordered_rows_come_backwards(monkeypatch):
    """The database owes no order to a query that asks for none: what relies on one by chance fails here."""
    fetch_all = QuerySet._fetch_all

    def fetch_backwards(self):
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and not self.ordered:
            self._result_cache.reverse()

    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_backwards)
