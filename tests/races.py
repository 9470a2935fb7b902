"""Acts that begin at the same moment, each in a thread and a connection of its own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or what it raised."""
    found: list[object] = [None] * len(acts)
    barrier = Barrier(len(acts))

    def run(n: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(10)
            found[n] = act()
        except Exception as fault:  # noqa: BLE001 - shown by the assertions
            found[n] = fault
        finally:
            connection.close()

    threads = [Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found
