"""Letter 001: dossiers are accepted before publication under a named order, and only then."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from motcua.kernel.errors import Invalid
from motcua.procedures.commands import deciding, orders
from motcua.procedures.commands.orders import Ordered
from motcua.procedures.models import AcceptanceOrder
from motcua.procedures.queries import Order, Public, may_accept
from motcua.procedures.rules import life
from tests.procedures.world import AT, TODAY, World, country, world

__all__ = ["country", "world"]
pytestmark = pytest.mark.django_db
NEXT = TODAY + timedelta(days=1)


def ordered(world: World, **more: object) -> Ordered:
    return replace(
        Ordered("3623/VPCP-VD", world.ministry, date(2020, 5, 8), date(2020, 5, 9), date(2020, 6, 1)), **more
    )


def test_only_from_and_until_its_days(world: World):
    version = world.entered()
    assert may_accept("1.000001", TODAY) is None
    order = orders.accept_before(version.procedure_id, ordered(world), by=world.actor("publisher"), at=AT)
    days = {
        day: may_accept("1.000001", day)
        for day in (date(2020, 5, 8), date(2020, 5, 9), date(2020, 5, 31), date(2020, 6, 1))
    }
    assert days == {
        date(2020, 5, 8): None,
        date(2020, 5, 9): Order(order),
        date(2020, 5, 31): Order(order),
        date(2020, 6, 1): None,
    }
    assert may_accept("1.000002", TODAY) is None
    assert may_accept("không phải mã", TODAY) is None


def test_published_goes_before_the_order(world: World):
    version = world.entered()
    order = orders.accept_before(version.procedure_id, ordered(world, until=None), by=world.actor("publisher"), at=AT)
    world.approved(version)
    later = AT + timedelta(days=2)
    deciding.publish(version.pk, world.decision().pk, by=world.actor("publisher"), at=later)
    assert may_accept("1.000001", NEXT) == Order(order)
    assert may_accept("1.000001", later.date()) == Public(version)
    with pytest.raises(life.AlreadyPublic):
        orders.accept_before(version.procedure_id, ordered(world, number="2/VD"), by=world.actor("publisher"), at=later)


def test_a_province_without_a_record_works_under_the_national_one(world: World):
    national = world.published()
    assert may_accept("1.000001.000.00.00.H48", TODAY) == Public(national)
    own = world.entered("1.000001.000.00.00.H48", key="province")
    assert may_accept("1.000001.000.00.00.H48", TODAY) == Public(national)
    world.approved(own)
    deciding.publish(own.pk, world.decision("7/QĐ-UBND", key="province").pk, by=world.actor("province"), at=AT)
    assert may_accept("1.000001.000.00.00.H48", TODAY) == Public(own)
    end = world.decision("8/QĐ-UBND", key="province")
    deciding.abolish(own.procedure_id, end.pk, by=world.actor("province"), at=AT)
    assert may_accept("1.000001.000.00.00.H48", TODAY) is None
    assert may_accept("1.000001", TODAY) == Public(national)


def test_an_ended_order_accepts_nothing(world: World):
    version = world.entered()
    order = orders.accept_before(version.procedure_id, ordered(world), by=world.actor("publisher"), at=AT)
    with pytest.raises(life.NoRight):
        orders.end_order(order.pk, by=world.actor("enterer"), at=AT)
    assert may_accept("1.000001", TODAY) == Order(order)
    orders.end_order(order.pk, by=world.actor("publisher"), at=AT)
    assert may_accept("1.000001", TODAY) is None
    first = AcceptanceOrder.objects.get().ended_at
    orders.end_order(order.pk, by=world.actor("publisher"), at=AT + timedelta(days=1))
    assert AcceptanceOrder.objects.get().ended_at == first
    again = orders.accept_before(version.procedure_id, ordered(world), by=world.actor("publisher"), at=AT)
    assert may_accept("1.000001", TODAY) == Order(again)


def test_refusals_change_nothing(world: World):
    version = world.entered()
    pk = version.procedure_id
    with pytest.raises(life.NoRight):
        orders.accept_before(pk, ordered(world), by=world.actor("enterer"), at=AT)
    with pytest.raises(life.NoRight):
        orders.accept_before(pk, ordered(world), by=world.actor("province"), at=AT)
    with pytest.raises(Invalid):
        orders.accept_before(pk, ordered(world, until=date(2020, 5, 9)), by=world.actor("publisher"), at=AT)
    with pytest.raises(Invalid):
        orders.accept_before(pk, ordered(world, since=date(2020, 5, 7)), by=world.actor("publisher"), at=AT)
    with pytest.raises(life.NoProcedure):
        orders.accept_before(pk + 1, ordered(world), by=world.actor("publisher"), at=AT)
    assert not AcceptanceOrder.objects.exists()
    orders.accept_before(pk, ordered(world), by=world.actor("publisher"), at=AT)
    with pytest.raises(life.OrderTwice):
        orders.accept_before(pk, ordered(world), by=world.actor("publisher"), at=AT)
    assert AcceptanceOrder.objects.count() == 1
