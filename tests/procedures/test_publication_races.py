"""Two press at the same moment, each in a thread and a connection of its own."""

from dataclasses import replace

import pytest

from motcua.procedures.commands import deciding, entering, orders
from motcua.procedures.commands.orders import Ordered
from motcua.procedures.models import AcceptanceOrder, Decision, Event, Procedure, ProcedureVersion
from motcua.procedures.rules import life
from tests.procedures.world import AT, COMPLETE, TODAY, World, load, peopled
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db) -> World:
    load()
    return peopled()


def one_of_two(found: list[object], refusal: type[Exception]) -> Exception:
    """One succeeded, one was refused."""
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == 1, found
    assert isinstance(refused[0], refusal), refused
    return refused[0]


def test_one_code_entered_twice(world: World):
    actors = world.actor("enterer"), world.actor("second")
    found = at_once(
        *(lambda by=by: entering.enter(world.ministry, "1.000001", COMPLETE, by=by, at=AT) for by in actors)
    )
    told = str(one_of_two(found, life.CodeTaken))
    assert "Trần Thị Nhập Mẫu" in told or "Lê Văn Nhập Thử" in told
    assert (Procedure.objects.count(), ProcedureVersion.objects.count()) == (1, 1)


def test_two_edits_of_one_page(world: World):
    version = world.entered()
    seen = Event.objects.get().pk
    acts = [(world.actor("enterer"), 2), (world.actor("second"), 3)]
    found = at_once(*(
        lambda by=by, n=n: entering.edit(version.pk, replace(COMPLETE, sets=n), seen=seen, by=by, at=AT)
        for by, n in acts
    ))  # fmt: skip
    told = str(one_of_two(found, life.Changed))
    kept = ProcedureVersion.objects.get().content["sets"]
    assert {2: "Trần Thị Nhập Mẫu", 3: "Lê Văn Nhập Thử"}[kept] in told


def test_approved_and_sent_back(world: World):
    version = world.entered()
    deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    checker, every = world.actor("checker"), world.actor("all")
    found = at_once(
        lambda: deciding.approve(version.pk, by=checker, at=AT),
        lambda: deciding.approve(version.pk, by=every, at=AT),
    )
    told = str(one_of_two(found, life.NotNow))
    assert "đã duyệt lúc 09:00 ngày 12/05/2020" in told
    assert Event.objects.filter(kind="approve").count() == 1


def test_approval_of_what_is_being_edited(world: World):
    """Either the edit came first and the approval is refused, or it came too late for an edit."""
    version = world.entered()
    deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    deciding.send_back(version.pk, why="Sửa", by=world.actor("checker"), at=AT)
    seen = Event.objects.order_by("-pk")[0].pk
    enterer, second = world.actor("enterer"), world.actor("second")
    found = at_once(
        lambda: deciding.submit(version.pk, by=second, at=AT),
        lambda: entering.edit(version.pk, replace(COMPLETE, sets=9), seen=seen, by=enterer, at=AT),
    )
    state, sets = ProcedureVersion.objects.values_list("state", "content__sets").get()
    refused = [one for one in found if isinstance(one, Exception)]
    assert state == "submitted"
    assert (sets, [type(one) for one in refused]) in ((9, []), (1, [life.NotNow]))


def test_published_twice(world: World):
    version = world.approved(world.entered())
    decision, by = world.decision(), world.actor("publisher")
    found = at_once(*(lambda: deciding.publish(version.pk, decision.pk, by=by, at=AT) for _ in range(2)))
    one_of_two(found, life.NotNow)
    assert Event.objects.filter(kind="publish").count() == 1
    assert decision.items.count() == 1


def test_amended_by_two_and_abolished(world: World):
    version = world.published()
    end = world.decision("9/QĐ-VD")
    actors = world.actor("enterer"), world.actor("second"), world.actor("publisher")
    found = at_once(
        lambda: entering.amend(version.procedure_id, by=actors[0], at=AT),
        lambda: entering.amend(version.procedure_id, by=actors[1], at=AT),
        lambda: deciding.abolish(version.procedure_id, end.pk, by=actors[2], at=AT),
    )
    refused = [one for one in found if isinstance(one, Exception)]
    assert len(refused) == 2
    assert all(isinstance(one, (life.DraftOpen, life.NotPublic)) for one in refused)
    states = sorted(ProcedureVersion.objects.values_list("state", flat=True))
    assert states in (["entered", "published"], ["abolished"])


def test_one_decision_written_down_twice(world: World):
    found = at_once(world.decision, world.decision)
    assert [type(one) for one in found] == [Decision, Decision]
    assert Decision.objects.count() == 1


def test_one_order_twice(world: World):
    version, by = world.entered(), world.actor("publisher")
    told = Ordered("1/VD", world.ministry, TODAY, TODAY)
    found = at_once(*(lambda: orders.accept_before(version.procedure_id, told, by=by, at=AT) for _ in range(2)))
    one_of_two(found, life.OrderTwice)
    assert AcceptanceOrder.objects.count() == 1
