"""Whether the parts below us are well."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def pending_migrations() -> int:
    """How many migrations this code has and the database has not."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def worker_alive(seconds: int = 60) -> bool:
    """Whether a worker was seen in the last `seconds`, by the database's own clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(max(last_heartbeat) > now() - make_interval(secs => %s), false)"
            " FROM procrastinate_workers",
            [seconds],
        )
        (alive,) = cursor.fetchone()
    return bool(alive)
