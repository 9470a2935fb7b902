from pathlib import Path

import pytest
from django.db import connection

from motcua.territory import commands

DATA = Path(__file__).parents[2] / "data" / "territory"


@pytest.fixture(scope="module")
def _one_province(django_db_setup, django_db_blocker):
    """Loaded once for a module, gone after it; each test's own changes are rolled back as ever."""
    with django_db_blocker.unblock():
        counts = commands.load(DATA, provinces={"51"})
        yield counts
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM territory_succession; DELETE FROM territory_unit")


@pytest.fixture
def quang_ngai(_one_province, db):
    """Quảng Ngãi as it was, with its districts and communes, and the province of 2025 that holds it."""
    return _one_province
