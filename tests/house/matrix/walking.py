"""Asking a route as somebody, and watching what comes back and what is written."""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.template.backends.jinja2 import Template
from django.test import Client

from motcua.agencies import middleware
from motcua.identity.backends import NumberBackend
from motcua.shell.middleware import written_tables
from tests.house.matrix import table
from tests.house.matrix.cast import VISITOR

# What passing by may write: when the visit was last seen, and how often an address asked.
PASSING = {"identity_session", "shell_hit", "shell_clockanchor"}
_CSRF = "c" * 32
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
_QUEUED = re.compile(r"procrastinate_defer\w*", re.IGNORECASE)
DRAW = Template.render
REFUSED = {403: table.FORBIDDEN, 404: table.MISSING, 405: "405", 409: table.AGAIN}


class Walker:
    """One browser for everybody: each request brings the cookies of its person and leaves nothing behind."""

    def __init__(self, cookies: dict[str, str]) -> None:
        self.cookies = cookies
        self.client = Client(enforce_csrf_checks=True)

    def ask(self, who: str, method: str, address: str, sent: Mapping[str, str]) -> tuple[HttpResponse, set[str]]:
        """The answer, and the tables that were written on the way to it."""
        self.client.cookies = SimpleCookie({settings.CSRF_COOKIE_NAME: _CSRF})
        if who != VISITOR:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[who]
        with watched() as written:
            if method == "GET":  # writes at most the journal, which the test's own end takes back
                answer = self.client.get(address)
            else:
                with nothing_stays():
                    answer = self.client.post(address, {**sent, "csrfmiddlewaretoken": _CSRF})
        if answer.streaming:  # an open file: closed by who reads it to its end
            list(answer.streaming_content)
        return answer, written


@contextmanager
def in_haste() -> Iterator[None]:
    """Pages are told by what they would say and not drawn, nothing is logged, and why somebody's rights ended is looked
    up once: that is most of the work, and lets nobody in."""

    def told(self: Template, context: Any = None, request: Any = None) -> str:
        given = context or {}
        says = (given.get("message"), given.get("why"), getattr(given.get("refusal"), "status", ""))
        return repr((self.template.name, *map(str, says)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Template, "render", told)
        patch.setattr(middleware, "lately_ended", cache(middleware.lately_ended))
        patch.setattr(NumberBackend, "get_user", _kept(NumberBackend.get_user))
        logging.disable(logging.WARNING)
        yield
        logging.disable(logging.NOTSET)


def _kept(get_user: Any) -> Any:
    """Each request gets a person of its own, read once."""
    found: dict[int, Any] = {}

    def kept(self: NumberBackend, user_id: int) -> Any:
        if user_id not in found:
            found[user_id] = get_user(self, user_id)
        return copy(found[user_id])

    return kept


@contextmanager
def nothing_stays() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that statements write; jobs are queued by a function of the database."""
    written: set[str] = set()

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        text = str(sql)
        written.update(written_tables(text), {found.lower() for found in _QUEUED.findall(text)})
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def outcome(answer: HttpResponse) -> str:
    """What happened, in the words of the table."""
    if answer.status_code in REFUSED:
        return REFUSED[answer.status_code]
    if answer.status_code == 302 and answer["Location"].startswith(f"{settings.LOGIN_URL}?next="):
        return table.SIGN_IN
    # 503: whom one is led to does not answer.
    return table.OPENS if answer.status_code < 500 or answer.status_code == 503 else str(answer.status_code)


def faceless(answer: HttpResponse, address: str) -> str:
    """A page without what tells the address it was asked for and the visit."""
    text = _TOKEN.sub("", answer.content.decode())
    for written in (address, address.replace("/", "%2F")):
        text = text.replace(written, "…")
    return text
