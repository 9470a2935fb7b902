"""The fixture of the matrix: one world for a module, in a transaction that is never committed."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from motcua.calendar import queries as calendar_queries
from motcua.shell import clock
from tests.dossiers.conftest import HASHERS, NOON, load_reference, settled
from tests.house.matrix.asking import Stage
from tests.house.matrix.objects import PROVIDER, objects
from tests.house.matrix.people import settle
from tests.house.matrix.walking import Walker, in_haste


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Stage]:
    changed = override_settings(
        PASSWORD_HASHERS=HASHERS, FILES_ROOT=tmp_path_factory.mktemp("files"), PROVIDERS=[PROVIDER],
        # Static files and the log of requests: neither lets anybody in or keeps anybody out.
        MIDDLEWARE=[name for name in settings.MIDDLEWARE if "whitenoise" not in name and "structlog" not in name],
    )  # fmt: skip
    with django_db_blocker.unblock(), changed, pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(clock, "now", lambda: NOON)
        load_reference({"51": "H48", "49": "H47"})
        made = settle(settled())
        with in_haste():
            yield Stage(Walker(made.cookies()), objects(made))
        transaction.set_rollback(True)
    calendar_queries.forget()
