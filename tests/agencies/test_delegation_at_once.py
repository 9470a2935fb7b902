"""Two at the same moment, each in a connection of their own: no right slips through between a look and an act."""

from random import Random
from threading import Event

import pytest

from motcua.agencies import commands
from motcua.agencies.commands import Asked, locks
from motcua.agencies.models import Agency, Grant, Membership
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Refusal
from tests.agencies.delegation_oracle import Place, Right
from tests.agencies.test_delegation_examples import COUNTER, PROCESS, VIEW, Country
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


@pytest.fixture
def w(transactional_db):
    return Country()


def names(found):
    return sorted(type(one).__name__ if isinstance(one, Exception) else "done" for one in found)


def asked(what, scope, rank=None, **more):
    return [Asked(*what, scope.pk, level=rank, **more)]


def giving(w, by, to, what, *, rank=None, scope=None):
    return lambda: commands.give(
        to.pk, asked(what, scope or to.unit, rank), reason="", by=w.actor(by), at=w.at
    )  # fmt: skip


def ending(w, by, right):
    return lambda: commands.end(right.pk, why="Nghỉ.", by=w.actor(by), at=w.at)


def settled(w):
    """The facts as the rows have them: whatever two did at once, the oracle finds nothing that escaped."""
    w.ledger.rights.clear()
    people = w.ledger.places
    for row in Membership.objects.order_by("pk"):
        place = people.setdefault(row.pk, Place(row.pk, row.person_id, w.ledger.units[row.agency_id], True, row.since))
        place.works, place.begins, place.ends = row.active, row.since, row.until
    for row in Grant.objects.order_by("pk").select_related("under__membership"):
        services = None if row.services is None else frozenset(row.services)
        w.ledger.rights[row.pk] = Right(
            people[row.membership_id], (row.subsystem, row.right), w.ledger.units.get(row.scope_id), services,
            row.level, row.since, row.until, w.ledger.rights.get(row.under_id), w.ledger.rights.get(row.stands_for_id),
            row.under.membership.person_id if row.under else None, row.approved_at is not None, row.approved_by_id,
            row.ended_at is not None, row.pk,
        )  # fmt: skip
    assert [(w.words(right), why) for right, why in w.ledger.escapes()] == []


def test_the_admins_right_ends_while_they_press_the_button(w):
    for n in range(ROUNDS):
        admin = w.gives(w.s, w.o, PROCESS, rank=3)
        found = at_once(ending(w, w.s, admin), giving(w, w.o, w.c, PROCESS, rank=4))
        assert names(found) in (["NotHeldByYou", "done"], ["done", "done"])
        settled(w)
        assert not Grant.objects.filter(membership=w.c.pk, ended_at=None).exists(), n


def test_two_give_the_same_right(w):
    for _ in range(ROUNDS):
        found = at_once(giving(w, w.s, w.o, VIEW), giving(w, w.f, w.o, VIEW))
        assert names(found) == ["AlreadyHolds", "done"]
        one = Grant.objects.get(membership=w.o.pk, ended_at=None)
        commands.end(one.pk, why="Nghỉ.", by=SYSTEM, at=w.at)
    settled(w)


def test_one_gives_and_one_ends_the_same_right(w):
    for _ in range(ROUNDS):
        right = w.gives(w.f, w.o)
        found = at_once(ending(w, w.s, right), giving(w, w.f, w.o, VIEW))
        assert names(found) in (["AlreadyHolds", "done"], ["done", "done"])
        assert Grant.objects.filter(membership=w.o.pk, ended_at=None).count() == names(found).count("done") - 1
        settled(w)
        for row in Grant.objects.filter(membership=w.o.pk, ended_at=None):
            commands.end(row.pk, why="Nghỉ.", by=SYSTEM, at=w.at)
        settled(w)


def test_two_end_the_same_right(w):
    right = w.gives(w.f, w.o)
    assert names(at_once(ending(w, w.s, right), ending(w, w.f, right))) == ["GrantEnded", "done"]
    settled(w)


def test_a_chain_ends_at_its_top_while_somebody_gives_at_its_bottom(w):
    for n in range(ROUNDS):
        top = w.gives(w.s, w.o, VIEW, rank=2)
        middle = w.gives(w.o, w.c, VIEW, rank=3)
        assert middle.under is top
        found = at_once(ending(w, w.s, top), giving(w, w.c, w.k, VIEW, rank=4))
        assert names(found) in (["NotHeldByYou", "done"], ["done", "done"])
        settled(w)
        assert not Grant.objects.filter(membership__in=[w.o.pk, w.c.pk, w.k.pk], ended_at=None).exists(), n


def test_standing_in_for_a_right_that_falls_at_this_moment(w):
    """The absent one stands in themself: what they hold falls with a right of somebody else, behind their back."""
    x = w.staff(8, 2, None, ())
    for _ in range(ROUNDS):
        theirs = w.gives(w.f, w.o, VIEW)
        assert w.stand_in(w.f, w.o, w.c, w.today, w.today.replace(day=20)) is None
        found = at_once(
            ending(w, w.f, theirs),
            lambda: commands.stand_in(
                w.c.pk, x.pk, since=w.today, until=w.today.replace(day=15), reason="", by=w.actor(w.s), at=w.at
            ),
        )
        assert names(found) in (["NothingToCover", "done"], ["done", "done"])
        settled(w)
        assert not Grant.objects.filter(membership__in=[w.o.pk, w.c.pk, x.pk], ended_at=None).exists()


def test_moved_while_a_right_is_given(w):
    row = Agency.objects.get(pk=w.a11.pk)
    found = at_once(
        lambda: commands.move(w.o.pk, row, by=w.actor(w.s), at=w.at), giving(w, w.f, w.o, VIEW)
    )  # fmt: skip
    assert names(found) in (["MembershipEnded", "done"], ["done", "done"])
    assert not Grant.objects.filter(membership=w.o.pk, ended_at=None).exists()


def test_approved_and_declined_at_once(w):
    x = w.staff(8, 1, None, ())
    for _ in range(ROUNDS):
        waiting = w.gives(w.n, x, VIEW, rank=1)
        found = at_once(
            lambda waiting=waiting: commands.approve(waiting.pk, by=w.actor(w.m), at=w.at), ending(w, w.n, waiting)
        )  # fmt: skip
        assert names(found) in (["GrantEnded", "done"], ["done", "done"])
        assert Grant.objects.get(pk=waiting.pk).ended_at is not None
        settled(w)


def test_without_the_locks_a_right_outlives_the_one_it_hangs_on(w, monkeypatch):
    """What `locked_rights` is there for: the right is read, ends, and is passed on all the same."""
    read, ended = Event(), Event()

    def unlocked(ids, *, share=False):
        if share:
            read.set()
            ended.wait(10)
        return frozenset(ids)

    top = w.gives(w.s, w.o, VIEW, rank=2)
    bottom = w.gives(w.o, w.c, VIEW, rank=3)

    def end():
        read.wait(10)
        ending(w, w.s, top)()
        ended.set()

    monkeypatch.setattr(locks, "locked_rights", unlocked)
    assert names(at_once(end, giving(w, w.c, w.k, VIEW, rank=4))) == ["done", "done"]
    assert Grant.objects.get(pk=bottom.pk).ended_at is not None
    with pytest.raises(AssertionError, match="it falls with a right that has ended"):
        settled(w)


def acts(w, seed):  # noqa: C901
    """Random acts of many, one after the other, each in a transaction; what was not a refusal."""
    random, faults, done = Random(seed), [], 0
    places = [w.n, w.m, w.s, w.f, w.o, w.c, w.k]
    rows = {unit.pk: Agency.objects.get(pk=unit.pk) for unit in w.units}

    def one():
        by = random.choice(places)
        kind = random.choice(["give"] * 6 + ["end"] * 2 + ["end_membership", "move", "place", "activate", "stand_in"])
        actor, at = w.actor(random.choice([w.n, w.s, by])), w.at
        pk = random.choice(list(Membership.objects.order_by("pk").values_list("pk", flat=True)))
        if kind == "give":
            many = [
                Asked(*what, random.choice(w.units).pk, level=random.choice([None, 2, 3, 4]))
                for what in random.sample([VIEW, PROCESS, COUNTER], 2)
            ]
            commands.give(pk, random.sample(many, random.choice([1, 2])), reason="", by=actor, at=at)
        elif kind == "end":
            ids = list(Grant.objects.filter(ended_at=None).exclude(level=0).order_by("pk").values_list("pk", flat=True))
            commands.end(random.choice(ids or [0]), why="Nghỉ.", by=random.choice([SYSTEM, actor]), at=at)
        elif kind == "end_membership":
            commands.end_membership(pk, why="Nghỉ.", by=actor, at=at)
        elif kind == "move":
            commands.move(pk, rows[random.choice(w.units).pk], by=actor, at=at)
        elif kind == "place":
            commands.place(random.choice(w.people), rows[random.choice(w.units).pk], by=actor, at=at)
        elif kind == "activate":
            commands.activate(pk, by=actor, at=at)
        else:
            ends = w.today.replace(day=15)
            commands.stand_in(pk, random.choice(places).pk, since=w.today, until=ends, reason="", by=actor, at=at)

    for _ in range(60):
        try:
            one()
            done += 1
        except Refusal:
            continue
        except Exception as fault:  # noqa: BLE001 - shown by the assertion
            faults.append(fault)
    return faults, done


def test_many_at_once_do_not_wait_for_each_other_for_ever(w):
    x, y = w.staff(8, 1, 2), w.staff(2, 2, 3)
    assert (x.works, y.works) == (True, True)
    found = at_once(*[lambda seed=seed: acts(w, seed) for seed in range(4)])
    assert [faults for faults, _ in found] == [[]] * 4
    assert all(done > 3 for _, done in found)
    settled(w)
