from datetime import UTC, date, datetime

import pytest
from django.test import Client

from motcua.identity import commands
from motcua.identity.models import Person

AT = datetime(2020, 5, 12, 1, 0, tzinfo=UTC)
PASSWORD = "mat khau thu 1"

PORTAL = {
    "ROOT_URLCONF": "tests.identity.urls",
    "PASSWORD_HASHERS": ["motcua.identity.backends.OwaspArgon2Hasher"],
    "ACCOUNT_ADAPTER": "motcua.identity.backends.AccountAdapter",
    "ACCOUNT_EMAIL_VERIFICATION": "none",
    "LOGIN_URL": "/dang-nhap/",
    "LOGIN_REDIRECT_URL": "/",
}


@pytest.fixture(autouse=True)
def portal(settings) -> None:
    for name, value in PORTAL.items():
        setattr(settings, name, value)


@pytest.fixture
def mau(db) -> Person:
    return commands.register(
        "Trần Thị Mẫu", "001 100 000 001", "0900 000 001", date(1990, 3, 27), PASSWORD, "mau@vidu.example", at=AT
    )


@pytest.fixture
def thu(db) -> Person:
    return commands.register("Nguyễn Văn Thử", "100000002", "", None, PASSWORD, at=AT)


@pytest.fixture
def strict() -> Client:
    return Client(enforce_csrf_checks=True)
