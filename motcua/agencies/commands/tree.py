"""The lock of the tree: who changes it waits for whoever is giving rights in it, and they for who changes it."""

from django.db import connection

LOCK = 5_201_002


def lock_tree() -> None:
    """Nobody else changes the tree, and nobody gives, ends or moves rights in it, until the transaction ends.

    Before all other locks: docs/locking.md.
    """
    _run("SELECT pg_advisory_xact_lock(%s)")


def share_tree() -> None:
    """The paths of agencies stay as they are read until the transaction ends."""
    _run("SELECT pg_advisory_xact_lock_shared(%s)")


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [LOCK])
