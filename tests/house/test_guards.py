"""Only a room's own commands write its tables, and a GET never writes: each guard catches what was planted."""

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from motcua.shell.middleware import safe_methods_do_not_write, written_tables
from motcua.shell.models import Hit
from tests.house import guards

TABLES = {"dossiers_dossier": "dossiers", "shell_hit": "shell", "identity_person": "identity"}


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ('INSERT INTO "dossiers_dossier" ("id") VALUES (1)', {"dossiers_dossier"}),
        ("\n  insert into dossiers_dossier values (1) ON CONFLICT (id) DO UPDATE SET x = 1", {"dossiers_dossier"}),
        ('UPDATE "a" SET x = 1', {"a"}),
        ("UPDATE ONLY a SET x = 1", {"a"}),
        ("DELETE FROM a WHERE x = 1", {"a"}),
        ("MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE", {"a"}),
        ("TRUNCATE TABLE a", {"a"}),
        ("COPY a FROM STDIN", {"a"}),
        ("WITH old AS (DELETE FROM a RETURNING *), new AS (INSERT INTO b SELECT * FROM old) SELECT 1", {"a", "b"}),
        ("WITH one AS (SELECT 1 FROM a FOR UPDATE) UPDATE b SET x = 1", {"b"}),
        ("WITH one AS (SELECT 1 FROM a FOR NO KEY UPDATE OF a) SELECT 1", set()),
        ("SELECT * FROM a FOR UPDATE OF a", set()),
        ("SELECT * FROM a FOR UPDATE SKIP LOCKED", set()),
        ("SAVEPOINT x", set()),
    ],
)
def test_written_tables(sql, tables):
    assert written_tables(sql) == tables


@pytest.mark.parametrize(
    ("sql", "writer"),
    [
        ("UPDATE dossiers_dossier SET x = 1", ("motcua", "desk", "commands.py")),
        ("UPDATE dossiers_dossier SET x = 1", ("motcua", "dossiers", "views.py")),
        ("UPDATE dossiers_dossier SET x = 1", ("motcua", "dossiers", "queries", "lists.py")),
        ("INSERT INTO shell_hit VALUES (1)", ("motcua", "identity", "commands.py")),
        ("WITH x AS (DELETE FROM dossiers_dossier RETURNING 1) SELECT 1", ("motcua", "ops", "demo.py")),
        ('UPDATE "identity_person" SET "name" = 1', ("motcua", "identity", "views.py")),
    ],
)
def test_a_foreign_write_is_found(sql, writer):
    assert "written by" in guards.objection(sql, writer, TABLES)


@pytest.mark.parametrize(
    ("sql", "writer"),
    [
        ("UPDATE dossiers_dossier SET x = 1", ("motcua", "dossiers", "commands.py")),
        ("UPDATE dossiers_dossier SET x = 1", ("motcua", "dossiers", "commands", "drafts.py")),
        ("UPDATE dossiers_dossier SET x = 1", ("tests", "dossiers", "conftest.py")),
        ("UPDATE dossiers_dossier SET x = 1", ()),
        ("SELECT 1 FROM dossiers_dossier FOR UPDATE", ("motcua", "dossiers", "queries.py")),
        ("INSERT INTO shell_hit VALUES (1)", ("motcua", "shell", "limits.py")),
        ('UPDATE "identity_person" SET "last_login" = 1', ("motcua", "identity", "views.py")),
        ("UPDATE procrastinate_jobs SET x = 1", ("motcua", "shell", "queue.py")),
    ],
)
def test_an_own_write_passes(sql, writer):
    assert guards.objection(sql, writer, TABLES) is None


def test_the_tables_of_all_rooms_are_known():
    owners = guards.owners()
    assert owners["journal_entry"] == "journal"
    assert owners["identity_person"] == "identity"
    assert "procrastinate_jobs" not in owners


@pytest.mark.django_db
def test_the_fixture_looks_at_the_innermost_frame(commands_only):
    """The same statement, from a frame in another room's commands."""
    statement = "DELETE FROM shell_hit"
    with connection.cursor() as cursor:
        cursor.execute(statement)
    code = "def write(cursor, sql):\n    cursor.execute(sql)"
    scope = {}
    exec(compile(code, str(guards.ROOT / "motcua" / "notices" / "commands.py"), "exec"), scope)
    with connection.cursor() as cursor, pytest.raises(AssertionError, match="shell_hit is written by motcua/notices"):
        scope["write"](cursor, statement)


def test_commands_are_tested_under_the_guard(request):
    assert "only_commands_write" in request.fixturenames


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "post"])
@pytest.mark.parametrize(
    ("sql", "allowed"),
    [
        ("DELETE FROM identity_person", False),
        ("WITH gone AS (DELETE FROM identity_person RETURNING 1) SELECT * FROM gone", False),
        ("UPDATE identity_person SET name = 'shell_hit'", False),
        ("DELETE FROM shell_hit", True),
        ("SELECT 1", True),
    ],
)
def test_a_get_never_writes(method, sql, allowed):
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return HttpResponse()

    guarded = safe_methods_do_not_write(view)
    request = getattr(RequestFactory(), method)("/")
    if allowed or method == "post":
        assert guarded(request).status_code == 200
    else:
        with pytest.raises(RuntimeError, match="tried to write"):
            guarded(request)


def test_every_request_passes_the_guard():
    chain = settings.MIDDLEWARE
    guard = chain.index("motcua.shell.middleware.safe_methods_do_not_write")
    assert guard < chain.index("django.contrib.sessions.middleware.SessionMiddleware")
    assert [name for name in chain[:guard] if name.startswith("motcua.") and ".shell." not in name] == []


@pytest.mark.django_db
def test_unordered_rows_come_backwards(unordered_rows_come_backwards):
    Hit.objects.bulk_create([Hit(bucket=str(n), window=0, count=n) for n in range(3)])
    assert [hit.count for hit in Hit.objects.all()] == [2, 1, 0]
    assert list(Hit.objects.values_list("count", flat=True)) == [2, 1, 0]
    assert [hit.count for hit in Hit.objects.order_by("bucket")] == [0, 1, 2]
    assert Hit.objects.first().count == 0
