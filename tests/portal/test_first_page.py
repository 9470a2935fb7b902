"""Where one lands: the first of the pages that one's rights are for."""

import pytest

from motcua.identity.models import Person
from tests.grants import seated
from tests.pages import PageClient
from tests.workflow.builders import agency, at, person, unit


@pytest.fixture(autouse=True)
def in_2020(monkeypatch):
    monkeypatch.setattr("motcua.shell.clock.now", lambda: at("2020-05-12T08:00"))


@pytest.mark.parametrize(
    ("powers", "address"),
    [
        (("process",), "/ban-lam-viec/"),
        (("counter", "view"), "/ban-lam-viec/"),
        (("counter",), "/quay/dinh-danh/"),
        (("counter", "users"), "/quay/dinh-danh/"),
        (("grant",), "/quan-tri/can-bo/"),
        (("inquiries",), "/ban-lam-viec/hoi-dap/"),
        ((), "/ban-lam-viec/"),
    ],
)
def test_the_first_page_of_an_officer(db, powers, address):
    here = agency("Ủy ban nhân dân", "H99", "committee", unit("Tỉnh", "province", "99"))
    place = seated(person("Nguyễn Văn Thử"), here, *powers)
    client = PageClient()
    client.force_login(Person.objects.get(pk=place.person_id))
    session = client.session
    session["capacity"], session["proof"] = f"member:{place.pk}", {"methods": ["password", "totp"]}
    session.save()
    assert client.get("/vao/").headers["Location"] == address
