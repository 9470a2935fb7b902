"""Every route × every kind of person × own, foreign and missing objects: who gets in, and that refusals change nothing.

The routes come from the resolver: a new one fails here until tests/house/matrix/table.py says what it asks for. Those
of officers: test_access_matrix_officers.py.
"""

import pytest

from tests.house.matrix.asking import faults
from tests.house.matrix.routes import of_officers, routes
from tests.house.matrix.stage import stage
from tests.house.matrix.table import TABLE, undeclared

__all__ = ["stage"]
ROUTES = {route.name: route for route in routes()}
FROM_ELSEWHERE = {"openid:authorize", "openid:logout", "openid:token", "openid:revoke", "openid:userinfo"}


def test_every_route_says_what_it_asks_for():
    assert len(ROUTES) > 100
    assert undeclared(ROUTES.values()) == []
    assert set(TABLE) - set(ROUTES) == set(), "no such route any more"


def test_only_machines_may_post_from_elsewhere():
    ours = {name for name in ROUTES if not name.startswith("api-1:")}
    assert {name for name in ours if ROUTES[name].free} == FROM_ELSEWHERE


@pytest.mark.parametrize("name", sorted(name for name in ROUTES if not of_officers(name)))
def test_who_gets_in(stage, db, name):
    assert faults(ROUTES[name], stage) == []
