"""What rights are given for: each run knows the service of its dossier, those from before too."""

from importlib import import_module

import pytest
from django.db import connection

from motcua.workflow.models import Case
from tests.dossiers.conftest import _house, _peopled, world

__all__ = ["_house", "_peopled", "world"]


def test_a_run_knows_its_service(world):
    dossier = world.filed(1)
    assert dossier.case.topic == "covid/tam-hoan-hop-dong"


@pytest.mark.parametrize(("before", "after"), [("", "covid/tam-hoan-hop-dong"), ("covid/khac", "covid/khac")])
def test_older_runs_learn_it(world, before, after):
    dossier = world.filed(1)
    Case.objects.update(topic=before)
    with connection.cursor() as cursor:
        cursor.execute(import_module("motcua.dossiers.migrations.0002_topics")._TOPICS)
    assert Case.objects.get(pk=dossier.case_id).topic == after
