from pathlib import Path

import pytest
from django.core.cache import cache

from motcua.calendar import commands as calendar
from motcua.calendar import queries as calendar_queries
from motcua.catalogue.commands import publish
from motcua.catalogue.models import ServiceVersion
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries.public import look_up_index
from motcua.dossiers.rules import Status
from motcua.identity.models import Person
from motcua.kernel.actor import SYSTEM
from motcua.shell import clock
from motcua.workflow.commands import open_case
from motcua.workflow.models import Case
from tests.workflow.builders import State, at, state

ROOT = Path(__file__).parents[2]
CODE = "000.00.00.H99-200512-0001"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The portal's clock stands at a Tuesday; set `now["at"]` to move it."""
    told = {"at": at("2020-05-12T08:32")}
    monkeypatch.setattr(clock, "now", lambda: told["at"])
    monkeypatch.setattr(clock, "training", lambda: False)
    cache.clear()
    yield told
    cache.clear()
    calendar_queries.forget()


@pytest.fixture
def version(db) -> ServiceVersion:
    text = (ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text()
    return publish(text, by=SYSTEM, at=at("2020-04-24T08:00"))


@pytest.fixture
def people(db) -> State:
    calendar.load(ROOT / "data" / "calendar")
    return state()


@pytest.fixture
def case(people, version) -> Case:
    from motcua.catalogue.queries import service_of

    flow = dict(service_of(version).flow)
    return open_case(
        flow, subject="dossier:1", topic=service_of(version).topic, unit_id=people.district.pk, by=people.employer,
        at=at("2020-05-12T08:00"),
    )  # fmt: skip


@pytest.fixture
def dossier(case, version, people) -> Dossier:
    return Dossier.objects.create(
        code=CODE, version=version, applicant=Person.objects.get(pk=people.employer.person),
        applicant_name="Trần Thị Mẫu", applicant_fold="tran thi mau", status=Status.IN_PROGRESS, case=case,
        look_up=look_up_index(CODE, "0821"),
        created_at=at("2020-05-11T08:00"), saved_at=at("2020-05-12T08:00"), submitted_at=at("2020-05-12T08:00"),
    )  # fmt: skip
