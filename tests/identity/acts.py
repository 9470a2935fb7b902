"""What tests of codes and registration share: acts at once, the statements behind an act, jobs, codes as typed."""

import re
from contextlib import contextmanager

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from motcua.identity.models import OneTimeCode
from motcua.identity.queries import codes as queries
from tests.races import at_once

__all__ = ["at_once"]


def wrong(code: OneTimeCode) -> str:
    right = queries.text_of(code)
    return str((int(right) + 1) % 10 ** len(right)).zfill(len(right))


def jobs(name: str) -> list[dict]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name=name).order_by("id")]


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
