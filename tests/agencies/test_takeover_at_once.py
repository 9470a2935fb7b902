"""Somebody leaves and another takes over what they gave, while a right further up the chain is ended."""

import time
from threading import Event

import pytest
from django.db import transaction

from motcua.agencies import commands
from motcua.agencies.commands.takeover import TakenOver, take_over
from motcua.agencies.models import Grant
from motcua.kernel.actor import SYSTEM
from tests.agencies.test_delegation_examples import VIEW, Country
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_leaving_with_an_heir_while_the_chain_ends_further_up(transactional_db):
    world = Country()
    heir = world.staff(8, 2, 2)
    world.gives(world.s, world.o, VIEW, rank=2, where=world.a1)
    world.gives(world.o, world.k, VIEW, rank=3)
    top = Grant.objects.get(membership=world.s.pk, right=VIEW[1], level=1, subsystem=VIEW[0])
    taken = Event()

    def leaves():
        with transaction.atomic():
            found = take_over(world.o.pk, heir.pk, by=SYSTEM, at=world.at)
            taken.set()
            time.sleep(0.3)  # the other one locks what it can
            commands.end_membership(world.o.pk, why="Nghỉ.", by=SYSTEM, at=world.at)
            return found

    def ends():
        assert taken.wait(10)
        return commands.end(top.pk, why="Nghỉ.", by=SYSTEM, at=world.at)

    left, ended = at_once(leaves, ends)
    assert isinstance(left, TakenOver)
    assert isinstance(ended, commands.Ended)
    assert not Grant.objects.filter(membership=world.o.pk, ended_at=None).exists()
