"""The machine's look-up keeps its own description, and says nothing to a guesser."""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings

from config.wsgi import application
from motcua.portal.api import api

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.fixture
def one_connection(db):
    """The server closes its connection after a request; a test's transaction lives on one."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_answers_are_as_described(case):
    case.call_and_validate()


@pytest.mark.django_db
def test_an_unknown_pair_is_not_found_and_limited():
    client = Client()
    asked = json.dumps({"code": "000.00.00.H48-200512-9999", "last4": "0001"})
    answers = [client.post("/api/v1/status", asked, content_type="application/json") for _ in range(11)]

    assert [answer.status_code for answer in answers] == [404] * 10 + [429]
    assert answers[0].json() == {"message": "Không tìm thấy hồ sơ có mã và 4 số cuối này."}
    assert int(answers[-1]["Retry-After"]) > 0


def test_the_description_names_one_path():
    assert list(api.get_openapi_schema()["paths"]) == ["/api/v1/status"]
