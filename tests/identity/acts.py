"""What tests of codes and registration share: acts at once, the statements behind an act, jobs, codes as typed."""

import re
from collections.abc import Callable
from contextlib import contextmanager
from threading import Barrier, Thread

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes as queries


def wrong(code: OneTimeCode) -> str:
    right = queries.text_of(code)
    return str((int(right) + 1) % 10 ** len(right)).zfill(len(right))


def jobs(name: str) -> list[dict]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name).order_by("id")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, all begun together, each in a connection of its own."""
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


@contextmanager
def statements():
    """The statements that run, with their holes."""
    seen: list[str] = []

    def watch(execute, sql, params, many, context):
        seen.append(re.sub(r'\s+|"s\d+_x\d+"', " ", str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def faceless(response) -> str:
    """A page without what differs from visitor to visitor."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
