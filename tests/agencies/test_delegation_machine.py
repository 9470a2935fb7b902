"""A short run of random acts on rights; the whole proof is `make check-delegation`."""

import pytest

from tests.agencies.delegation_machine import outcomes, run


@pytest.mark.django_db(transaction=True)
def test_nothing_escapes():
    found = outcomes(run(8))
    assert found.total() > 100
    assert any(how == "done" for _, how in found)
    assert any(how != "done" for _, how in found)
