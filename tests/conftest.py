"""Fixtures shared by all rooms."""

import os

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from motcua.identity.backends import OwaspArgon2Hasher
from tests.house import emptying
from tests.house.guards import commands_only, only_commands_write, unordered_rows_come_backwards
from tests.pages import PageClient

# A busy machine is not a failure; the landing run draws the same examples each time, everybody else new ones.
settings.register_profile(
    "motcua", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("motcua")

__all__ = ["commands_only", "only_commands_write", "unordered_rows_come_backwards"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests with real transactions empty all tables afterwards; nothing else may empty the journal."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table in ("journal_entry", "journal_leaf", "journal_seal"):
            cursor.execute(f"ALTER TABLE IF EXISTS {table} DISABLE TRIGGER {table}_no_truncate")
    emptying.quick()


_DEAR = {name: getattr(OwaspArgon2Hasher, name) for name in ("memory_cost", "time_cost")}


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords():
    """Thousands of passwords are hashed here, a few for the sake of the hash: `dear_passwords`."""
    OwaspArgon2Hasher.memory_cost, OwaspArgon2Hasher.time_cost = 8, 1
    yield
    OwaspArgon2Hasher.memory_cost, OwaspArgon2Hasher.time_cost = _DEAR["memory_cost"], _DEAR["time_cost"]


@pytest.fixture
def dear_passwords(monkeypatch):
    """Hashes at their real cost."""
    for name, cost in _DEAR.items():
        monkeypatch.setattr(OwaspArgon2Hasher, name, cost)


@pytest.fixture
def page() -> PageClient:
    """A client that fails on a page with faults: headings, labels, ids, inline script, unlabelled cells."""
    return PageClient()


@pytest.fixture(autouse=True)
def _no_jobs_left(request, django_db_blocker):
    """A test with real transactions leaves its queued jobs behind: the queue's tables are not Django's to empty."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if "transactional_db" in request.fixturenames or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")


@pytest.fixture(scope="session", autouse=True)
def _streams_are_closed():
    """A web server closes the file that a response sends; Django's test client leaves that to whoever reads it.

    Closed when the next page is asked for: until then a test may read it.
    """
    request = Client.request
    sent = []

    def closing(client, **asked):
        while sent:
            sent.pop()()
        response = request(client, **asked)
        if response.streaming:
            sent.extend(response._resource_closers)  # not close(): that would end the test's own connection
        return response

    Client.request = closing
    yield
    Client.request = request
    for close in sent:
        close()
