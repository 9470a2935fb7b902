from datetime import UTC, date, datetime

import pytest
from django.test import Client

from motcua.identity import commands
from motcua.identity.commands import external
from motcua.identity.gateways import openid
from motcua.identity.models import Person
from motcua.kernel.actor import Actor
from tests.identity.provider import Provider

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


@pytest.fixture(scope="session")
def servers():
    """Two other OpenID providers, which listen."""
    made = Provider(), Provider()
    yield made
    for one in made:
        one.close()


@pytest.fixture
def post(servers, settings):
    """The post, and a bank beside it."""
    openid._cache.clear()
    here, there = (one.honest() for one in servers)
    settings.PROVIDERS = [
        {"id": "buu-dien", "name": "Bưu điện Mẫu", "server_url": here.url, "client_id": "motcua", "secret": "s1"},
        {
            "id": "ngan-hang", "name": "Ngân hàng Mẫu", "server_url": there.url + "/", "client_id": "motcua",
            "secret": "s2", "level": 2,
        },
    ]  # fmt: skip
    return here


@pytest.fixture
def bank(post, servers):
    return servers[1]


@pytest.fixture
def linked(post, mau) -> Person:
    by = Actor(person=mau.pk, name=mau.name)
    external.link(mau, "buu-dien", "nguoi-1", called="Bưu điện Mẫu", by=by, at=AT)
    return mau
