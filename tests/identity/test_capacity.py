import pytest
from django.contrib.auth import SESSION_KEY

from motcua.identity import commands
from motcua.identity.models import Person
from motcua.journal.queries import history
from motcua.kernel.actor import SYSTEM
from tests.identity.conftest import AT
from tests.identity.test_rules import HOSTILE


@pytest.fixture
def business(mau):
    return commands.open_business("0100233488", "Công ty TNHH Ví Dụ", representative=mau, at=AT)


def state(client, person):
    return client.session.get("capacity"), Person.objects.get(pk=person.pk).capacity


def test_visitors_sign_in_first(client, db):
    assert client.get("/tu-cach/?next=/x/")["Location"] == "/dang-nhap/?next=/tu-cach/%3Fnext%3D/x/"


def test_the_person_chooses_a_business(client, mau, business):
    client.force_login(mau)
    text = client.get("/tu-cach/").content.decode()
    assert text.count("<h1") == 1
    assert "Công ty TNHH Ví Dụ" in text
    assert f'value="business:{business.pk}"' in text
    assert text.count("Đang dùng") == 1
    response = client.post("/tu-cach/", {"capacity": f"business:{business.pk}", "next": "/bieu-mau/"})
    assert (response.status_code, response["Location"]) == (302, "/bieu-mau/")
    assert state(client, mau) == (f"business:{business.pk}",) * 2
    assert history(f"person:{mau.pk}")[-1].data == {"capacity": f"business:{business.pk}"}
    assert client.get("/tu-cach/").wsgi_request.actor.business == business.pk


def test_the_next_session_starts_in_it(client, mau, business):
    client.force_login(mau)
    client.post("/tu-cach/", {"capacity": f"business:{business.pk}"})
    client.post("/dang-xuat/")
    assert SESSION_KEY not in client.session
    client.post("/dang-nhap/", {"login": "001100000001", "password": "mat khau thu 1"})
    assert client.get("/tu-cach/").wsgi_request.actor.business == business.pk


@pytest.mark.parametrize(
    "forged", ["business:OTHER", "member:1", "", "officer", "business:", "business:1 OR 1=1", "citizen "]
)
def test_a_capacity_of_somebody_else_is_refused(client, mau, thu, business, forged):
    client.force_login(thu)
    before = state(client, thu)
    response = client.post("/tu-cach/", {"capacity": forged.replace("OTHER", str(business.pk))})
    assert response.status_code == 403
    assert "Bạn không có tư cách này" in response.content.decode()
    assert state(client, thu) == before == (None, "")
    assert [e.action for e in history(f"person:{thu.pk}")] == ["identity.register"]


def test_a_right_that_ended_meanwhile_is_refused(client, mau, thu, business):
    commands.admit(thu, business, "filer", by=SYSTEM, at=AT)
    client.force_login(thu)
    assert "Công ty TNHH Ví Dụ" in client.get("/tu-cach/").content.decode()
    commands.retire(thu, business, by=SYSTEM, at=AT)
    assert client.post("/tu-cach/", {"capacity": f"business:{business.pk}"}).status_code == 403
    assert state(client, thu) == (None, "")


@pytest.mark.parametrize("address", HOSTILE)
def test_nobody_is_led_elsewhere(client, mau, address):
    client.force_login(mau)
    assert client.post("/tu-cach/", {"capacity": "citizen", "next": address})["Location"] == "/"


def test_a_change_needs_its_token(strict, mau, business):
    strict.force_login(mau)
    assert strict.post("/tu-cach/", {"capacity": f"business:{business.pk}"}).status_code == 403
    assert state(strict, mau) == (None, "")
