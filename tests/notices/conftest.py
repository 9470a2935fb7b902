from datetime import UTC, datetime

import pytest

from motcua.identity import commands as identity
from motcua.identity.models import Person

AT = datetime(2020, 5, 12, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def portal(settings) -> None:
    settings.ROOT_URLCONF = "tests.identity.urls"
    settings.PASSWORD_HASHERS = ["motcua.identity.backends.OwaspArgon2Hasher"]
    settings.NOTICES_GATEWAY = "motcua.notices.gateways.outbox"


@pytest.fixture
def mau(db) -> Person:
    return identity.register("Trần Thị Mẫu", "001100000001", "0900000001", None, "mat khau", "mau@vidu.example", at=AT)


@pytest.fixture
def thu(db) -> Person:
    return identity.register("Nguyễn Văn Thử", "001100000002", "", None, "mat khau", at=AT)
