from pathlib import Path

import pytest

from motcua.calendar import commands as calendar
from motcua.calendar import queries as calendar_queries
from motcua.workflow.commands import open_case
from motcua.workflow.models import Case

from .asking import Askers, askers
from .builders import FLOW, TOPIC, State, at, state

DATA = Path(__file__).parents[2] / "data" / "calendar"


def open_at(people: State, moment: str = "2020-05-12T08:00", subject: str = "dossier:1", flow=FLOW) -> Case:
    return open_case(flow, subject=subject, topic=TOPIC, unit_id=people.district.pk, by=people.employer, at=at(moment))


@pytest.fixture
def people(db) -> State:
    calendar.load(DATA)
    yield state()
    calendar_queries.forget()


@pytest.fixture
def case(people) -> Case:
    return open_at(people)


@pytest.fixture
def asks(people) -> Askers:
    return askers(people)
