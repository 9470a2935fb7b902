"""Two provinces and the centre with authors and approvers; the clock stands at NOON of 12/5/2020."""

from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from motcua.agencies import commands as agencies
from motcua.agencies.models import Agency, Membership
from motcua.agencies.queries import actor_for
from motcua.calendar import queries as calendar_queries
from motcua.catalogue.models import ServiceVersion
from motcua.identity.models import Person
from motcua.journal.models import Entry
from motcua.kernel.actor import Actor
from motcua.shell import clock
from tests.dossiers.conftest import EARLY, HASHERS, NOON, ROOT, World, load_reference
from tests.pages import PageClient

PROVINCES = MappingProxyType({"51": "H48", "49": "H47"})
# key → name, agency, rights
SEATS = {
    "soan": ("Lê Thị Soạn Mẫu", "H48", ("procedures/enter",)),
    "soan2": ("Phan Văn Soạn Thử", "H48", ("procedures/enter",)),
    "duyet": ("Đinh Văn Duyệt Mẫu", "H48", ("procedures/publish",)),
    "duyet2": ("Hà Thị Duyệt Thử", "H48", ("procedures/publish",)),
    "kiem": ("Vũ Thị Kiêm Mẫu", "H48", ("procedures/enter", "procedures/publish")),
    "so": ("Ngô Văn Sở Thử", "H48.11", ("procedures/enter", "procedures/publish")),
    "ngoai": ("Lương Văn Ngoài Thử", "H47", ("procedures/enter", "procedures/publish")),
    "bo": ("Cao Thị Bộ Mẫu", "G07", ("procedures/enter", "procedures/publish")),
    "vpcp": ("Tô Văn Chính Thử", "G22", ("procedures/enter", "procedures/publish")),
    "vpcp2": ("Kiều Thị Phủ Mẫu", "G22", ("procedures/publish",)),
    "huyen": ("Mai Văn Huyện Thử", "H48", ("process",)),
}


@dataclass
class Authors:
    """Actors by the keys of SEATS."""

    world: World
    actors: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Actor:
        return self.actors[key]

    def seat(self, key: str, person: Person, identifier: str, *powers: str) -> Actor:
        held = agencies.appoint(person, agency(identifier), "Chuyên viên", powers, at=EARLY)
        self.actors[key] = actor_for(
            person, {"proof": {"methods": ["totp"]}, "capacity": f"member:{held.pk}"}, NOON.date()
        )
        return self.actors[key]


def agency(identifier: str) -> Agency:
    return Agency.objects.get(identifier=identifier)


def seated() -> Authors:
    found = Authors(World())
    for key, (name, identifier, powers) in SEATS.items():
        found.seat(key, found.world.person(name), identifier, *powers)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    return found


def picture() -> dict[str, Any]:
    """What must be equal before and after a refusal."""
    from motcua.authoring.models import DraftText, ServiceDraft, Trial

    models = (ServiceDraft, DraftText, Trial, ServiceVersion)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models} | {
        "journal": Entry.objects.count()
    }


@pytest.fixture(scope="module")
def _seats(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=HASHERS):
        load_reference(PROVINCES)
        yield seated()
        calendar_queries.forget()
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def _plain_house(settings, tmp_path, monkeypatch):
    settings.FILES_ROOT = tmp_path
    settings.PASSWORD_HASHERS = HASHERS
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    monkeypatch.setattr(clock, "now", lambda: NOON)


@pytest.fixture
def authors(_seats, db, _plain_house) -> Authors:
    return deepcopy(_seats)


@pytest.fixture
def hard_authors(transactional_db, _plain_house):
    """The same for threads: all is committed, all is gone afterwards."""
    load_reference(PROVINCES)
    yield seated()
    calendar_queries.forget()


@pytest.fixture
def sign_in(authors):
    """A client of one of them: sign_in("soan").get(…). Each page is checked."""

    def signed_in(key: str) -> PageClient:
        client = PageClient()
        actor = authors[key]
        client.force_login(Person.objects.get(pk=actor.person))
        session = client.session
        session["proof"] = {"methods": ["password", "totp"]}
        session["capacity"] = f"member:{actor.membership}"
        session.save()
        return client

    return signed_in


__all__ = ["EARLY", "NOON", "ROOT", "Authors", "Membership", "agency", "authors", "hard_authors", "picture", "sign_in"]
