"""Two windows of one officer: a name is there once, and nineteen and two are twenty."""

from datetime import date, datetime
from threading import Barrier, Thread

import pytest
from django.db import connection

from motcua.agencies.models import Agency
from motcua.desk import commands, rules
from motcua.desk.models import SavedFilter
from motcua.identity import commands as identity
from motcua.kernel.actor import Actor
from motcua.kernel.errors import Invalid, Refusal
from motcua.shell.clock import VIETNAM
from tests.grants import acting, seated

NOON = datetime(2020, 5, 12, 11, 0, tzinfo=VIETNAM)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def officer(settings) -> Actor:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    person = identity.register(
        "Lê Thị Thu Mẫu", "051099000001", "0900000001", date(1980, 1, 2), "mot-cua-2020", at=NOON
    )
    agency = Agency.objects.create(
        identifier="H99.01",
        name="Cơ quan Thử",
        role="committee",
        level="district",
        path="/1/",
        valid_from=date(2020, 1, 1),
    )
    return acting(seated(person, agency, "process"))


@pytest.mark.parametrize(
    ("names", "refusal"), [(("Hai", "Hai"), Invalid), (("Hai", "Ba"), rules.EnoughFilters)], ids=["name", "twenty"]
)
def test_one_of_two_is_refused(officer, names, refusal):
    for n in range(rules.MOST_FILTERS - 1):
        commands.save_filter(f"Bộ lọc {n}", "ca-don-vi", "tim=x", by=officer, at=NOON)
    start, told = Barrier(2), []

    def press(name: str) -> None:
        start.wait(10)
        try:
            commands.save_filter(name, "ca-don-vi", "tim=x", by=officer, at=NOON)
        except Refusal as no:
            told.append(type(no))
        finally:
            connection.close()

    threads = [Thread(target=press, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == [refusal]
    assert SavedFilter.objects.count() == rules.MOST_FILTERS
