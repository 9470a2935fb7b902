import time
from datetime import UTC, datetime

import pytest

from motcua.journal import commands, queries
from motcua.kernel.actor import Actor, Capacity


@pytest.fixture
def at():
    return datetime(2020, 5, 12, 1, 30, tzinfo=UTC)


@pytest.fixture
def officer():
    return Actor(
        person=7,
        name="Trần Thị Mẫu",
        capacity=Capacity.OFFICER,
        membership=3,
        agency=12,
        agency_name="Ủy ban nhân dân xã Ví Dụ",
        powers=frozenset({"process"}),
    )


@pytest.fixture
def owner():
    return Actor(
        person=8,
        name="Nguyễn Văn Thử",
        capacity=Capacity.BUSINESS,
        business=5,
        business_name="Công ty TNHH Ví Dụ",
    )


@pytest.fixture
def seal(at):
    """Seals until nothing waits: a transaction that runs in another database of the same server may hold a seal up."""

    def until_nothing_waits(*, at=at):
        sealed, patience = 0, time.monotonic() + 60
        while time.monotonic() < patience:
            sealed += commands.seal(at=at)
            if queries.verify().unsealed == 0:
                return sealed
            time.sleep(0.02)
        raise AssertionError("Some entries are never sealed")

    return until_nothing_waits
