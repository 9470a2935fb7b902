from datetime import date, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from motcua.agencies import commands
from motcua.agencies.models import Agency
from motcua.identity.models import Affiliation, Business, Person
from motcua.kernel.text import fold
from motcua.shell.clock import VIETNAM
from motcua.territory import commands as territory
from motcua.territory.queries import unit_by_code
from tests.grants import acting, seated

DATA = Path(__file__).parents[2] / "data"
ON = date(2020, 5, 12)
AT = datetime(2020, 5, 12, 8, tzinfo=VIETNAM)
_numbers = count(1)


@pytest.fixture(scope="module")
def _one_province(django_db_setup, django_db_blocker):
    """Loaded once for a module, gone after it; each test's own changes are rolled back as ever."""
    with django_db_blocker.unblock():
        territory.load(DATA / "territory", provinces={"51"})
        counts = commands.load(DATA / "agencies", provinces={"H48"})
        yield counts
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM agencies_agency; DELETE FROM territory_succession; DELETE FROM territory_unit")


@pytest.fixture
def quang_ngai(_one_province, db):
    """The centre and all agencies of Quảng Ngãi."""
    return _one_province


@pytest.fixture
def mo_duc(quang_ngai):
    return unit_by_code("district", "533", ON)


def person(name="Trần Thị Mẫu", **more):
    index = b"%032d" % next(_numbers)
    return Person.objects.create(
        name=name, name_fold=fold(name), id_number_sealed=b"x", id_number_index=index, joined_at=AT, **more
    )


def business(name="Công ty TNHH Ví Dụ"):
    return Business.objects.create(tax_code=f"{next(_numbers):010d}", name=name, name_fold=fold(name))


def admitted(who, where, role="filer", **more):
    return Affiliation.objects.create(person=who, business=where, role=role, **more)


def at_identifier(identifier):
    return Agency.objects.get(identifier=identifier)


def officer(agency, *powers):
    return acting(seated(person("Nguyễn Văn Thử"), agency, *powers))


@pytest.fixture
def people(quang_ngai):
    """A citizen who files for a business and works in Mộ Đức."""
    who, firm = person(), business()
    return SimpleNamespace(who=who, firm=firm, agency=at_identifier("H48.533"))
