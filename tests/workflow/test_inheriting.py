"""What an ended agency holds goes to the one that took over its work; nothing becomes silent."""

from datetime import timedelta

import pytest

from motcua.administration.commands.units import end_units
from motcua.agencies.commands import units as tree
from motcua.agencies.commands.units import Order
from motcua.agencies.models import Agency
from motcua.agencies.rules.units import WorkNeedsHeir
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.workflow.commands.inheriting import inherit
from motcua.workflow.models import Opinion, Turn
from tests.dossiers.conftest import NOON, _house, _peopled, world

__all__ = ["_house", "_peopled", "world"]
ON = NOON.date()
TOMORROW, NEXT = ON + timedelta(days=1), NOON + timedelta(days=1)


@pytest.fixture
def held(world):
    """An open turn in somebody's hands, its agency, and the district's neighbour."""
    turn = world.filed(3).case.turns.get()
    Turn.objects.filter(pk=turn.pk).update(holder=world["thu"].person, claimed_at=NOON)
    turn.refresh_from_db()
    neighbour = Agency.objects.filter(parent=turn.agency.parent, role=turn.agency.role).exclude(pk=turn.agency_id)
    return turn, turn.agency, neighbour.order_by("pk")[0]


def test_an_agency_with_work_does_not_end_without_an_heir(held):
    turn, agency, _ = held
    with pytest.raises(WorkNeedsHeir) as no:
        end_units([agency], [], Order(TOMORROW, "QĐ 1"), bring_below=False, by=SYSTEM, at=NOON)
    assert no.value.data["count"] == 1
    agency.refresh_from_db()
    assert agency.valid_to != TOMORROW
    assert turn.agency_id == agency.pk


def test_on_the_day_the_heir_has_it_unclaimed_with_its_term(held):
    turn, agency, heir = held
    end_units([agency], [heir], Order(TOMORROW, "QĐ 1"), bring_below=False, by=SYSTEM, at=NOON)
    assert inherit(at=NOON) == 0
    assert inherit(at=NEXT) == 1
    after = Turn.objects.get(pk=turn.pk)
    assert (after.agency_id, after.holder_id, after.claimed_at) == (heir.pk, None, None)
    assert (after.due_at, after.n, after.step, after.opened_at) == (turn.due_at, turn.n, turn.step, turn.opened_at)
    told = Entry.objects.get(action="workflow.inherited")
    assert (told.subject, told.data["former"], told.data["to_agency"]) == (turn.case.subject, agency.pk, heir.pk)
    assert inherit(at=NEXT) == 0


def test_the_heirs_heir_has_it(held):
    turn, agency, heir = held
    tree.finish([agency], [heir], Order(TOMORROW, "QĐ 1"), by=SYSTEM, at=NOON)
    third = (
        Agency.objects.filter(parent=heir.parent, role=heir.role).exclude(pk__in=[agency.pk, heir.pk]).order_by("pk")[0]
    )
    tree.finish([heir], [third], Order(TOMORROW, "QĐ 2"), by=SYSTEM, at=NOON)
    assert inherit(at=NEXT) == 1
    assert Turn.objects.get(pk=turn.pk).agency_id == third.pk


def test_what_nobody_took_over_stands_with_what_stood_above(held):
    """An agency that ended by the lists, without any order: its province's house has the dossier."""
    turn, agency, _ = held
    Agency.objects.filter(pk=agency.pk).update(valid_to=TOMORROW)
    assert inherit(at=NEXT) == 1
    assert Turn.objects.get(pk=turn.pk).agency_id == agency.parent_id


def test_what_it_was_asked_goes_with_its_work(held, world):
    turn, agency, heir = held
    asked = [
        Opinion.objects.create(
            case=turn.case, turn=turn, key=key, title="Hỏi", agency=agency, opened_at=NOON, due_at=NOON,
            answered_at=given, verdict="agree" if given else "",
        )
        for key, given in (("open", None), ("given", NOON))
    ]  # fmt: skip
    end_units([agency], [heir], Order(TOMORROW, "QĐ 1"), bring_below=False, by=SYSTEM, at=NOON)
    assert inherit(at=NOON) == 0
    assert inherit(at=NEXT) == 2
    after = [Opinion.objects.get(pk=one.pk) for one in asked]
    assert [(one.agency_id, one.due_at) for one in after] == [(heir.pk, NOON), (agency.pk, NOON)]
    told = Entry.objects.get(action="workflow.opinion_inherited")
    assert (told.subject, told.data) == (
        turn.case.subject, {"opinion": "open", "former": agency.pk, "to_agency": heir.pk},
    )  # fmt: skip
    assert inherit(at=NEXT) == 0
