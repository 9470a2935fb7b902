"""Published, a service is there for everybody at once: no restart, no migration, no line of code."""

import pytest
from django.test import Client

from motcua.agencies import commands as agencies
from motcua.agencies.commands import Asked
from motcua.agencies.models import Membership
from motcua.agencies.queries import actor_for
from motcua.agencies.rules.rights import COVID, powers_on
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from tests.authoring.conftest import EARLY, NOON, agency
from tests.authoring.samples import SLUG
from tests.authoring.test_drafts import publish, submitted

pytestmark = pytest.mark.django_db
TOPIC = f"covid/{SLUG}"


def officer(authors, name: str, *asked: Asked):
    person = authors.world.person(name)
    place = agencies.appoint(person, agency("H48"), "Chuyên viên", (), at=EARLY)
    agencies.give(place.pk, asked, reason="", by=SYSTEM, at=EARLY)
    return place


def acting(place: Membership):
    session = {"proof": {"methods": ["totp"]}, "capacity": f"member:{place.pk}"}
    return actor_for(Person.objects.get(pk=place.person_id), session, NOON.date())


def test_rights_for_all_services_for_this_one_and_for_another(authors):
    publish(authors, submitted(authors))
    here = agency("H48")
    every, this, other = (
        acting(officer(authors, name, Asked(COVID, "process", here.pk, services=services)))
        for name, services in (("A Mẫu Thử", None), ("B Mẫu Thử", [SLUG]), ("C Mẫu Thử", ["dich-vu-khac"]))
    )
    assert "process" in powers_on(every, TOPIC, here.path)
    assert "process" in powers_on(this, TOPIC, here.path)
    assert powers_on(other, TOPIC, here.path) == frozenset()


def test_administrators_may_tick_it(authors, sign_in):
    place = officer(authors, "D Mẫu Thử", Asked(COVID, "process", agency("H48").pk))
    authors.seat("quantri", authors.world.person("E Mẫu Thử"), "H48", "grant")
    client = sign_in("quantri")
    page = f"/quan-tri/can-bo/{place.pk}/dich-vu/"
    assert f'value="{SLUG}"' not in client.get(page).content.decode()
    publish(authors, submitted(authors))
    assert f'value="{SLUG}"' in client.get(page).content.decode()


def test_visitors_find_it(authors):
    visitor = Client()
    assert visitor.get(f"/thu-tuc/{SLUG}/").status_code == 404
    publish(authors, submitted(authors))
    assert "Sửa mái nhà ví dụ" in visitor.get("/thu-tuc/?q=mai+nha").content.decode()
    assert "Hộ có mái nhà hư vì bão" in visitor.get(f"/thu-tuc/{SLUG}/").content.decode()
