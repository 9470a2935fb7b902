"""Keeping and taking back at once: one consent at a time, and nothing is kept under one that was withdrawn."""

from motcua.dossiers import commands
from motcua.dossiers.models import Keeping, KeptAnswer
from tests.races import at_once

from . import household
from .conftest import LATER


def faults(found):
    return [one for one in found if isinstance(one, Exception)]


def test_two_dossiers_kept_at_once_are_under_one_consent(hard_world):
    household.publish()
    household.publish(household.other_service("ho-tro-khac", "Hỗ trợ khác"))
    first = household.handed_in(hard_world)
    second = household.handed_in(hard_world, slug="ho-tro-khac")
    by = hard_world["citizen"]
    for _ in range(3):
        acts = [lambda pk=one.pk: commands.keep_answers(pk, by=by, at=LATER) for one in (first, second, first, second)]
        found = at_once(*acts)
        assert faults(found) == []
        assert Keeping.objects.filter(withdrawn_at=None).count() == 1
        assert KeptAnswer.objects.count() == len(set(KeptAnswer.objects.values_list("name", flat=True))) == 8
        commands.withdraw_keeping(by=by, at=LATER)


def test_keeping_and_taking_back_at_once_leaves_nothing_under_a_withdrawn_consent(hard_world):
    household.publish()
    dossier = household.handed_in(hard_world)
    by = hard_world["citizen"]
    for _ in range(5):
        commands.keep_answers(dossier.pk, by=by, at=LATER)
        found = at_once(
            lambda: commands.withdraw_keeping(by=by, at=LATER),
            lambda: commands.keep_answers(dossier.pk, by=by, at=LATER),
            lambda: commands.withdraw_keeping(by=by, at=LATER),
        )
        assert faults(found) == []
        assert KeptAnswer.objects.exclude(keeping__withdrawn_at=None).count() == 0
        assert KeptAnswer.objects.count() in (0, 8)
