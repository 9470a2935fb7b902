"""Random acts in random small countries. Whoever acts aims at what is allowed, or a little beside it."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.agencies.delegation_oracle import KINDS, LOWEST, SENIOR, Right, counts, lies
from tests.agencies.delegation_world import World

PEOPLE = 7
SERVICES = (frozenset("a"), frozenset("b"), frozenset("ab"))
WHICH = st.integers(0, 40)
# One time in three, whoever comes; else somebody of whom the oracle knows that they may.
AIMED = st.sampled_from([True, True, False])
ACTS = (
    *["give to use"] * 5, *["give to pass on"] * 5, *["give a senior"] * 2, "approve", "approve", "end", "end", "place",
    "activate", "activate", "leave", "leave", "stand in", "stand in", "days", "abolish",
)  # fmt: skip
ENDS = st.sampled_from([None, None, None, 1, 3, 10])
TWISTS = (
    *[""] * 16, "wider scope", "beside", "whole state", "same level", "above", "other right", "all services",
    "other services", "no service", "longer", "longer", "longer", "for ever", "later", "past", "nonsense", "senior",
)  # fmt: skip


def pick(some, which):
    return some[which % len(some)] if some else None


class Machine(RuleBasedStateMachine):
    """One example is one country in one transaction, which is rolled back."""

    done: ClassVar[list[World]] = []

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        if hasattr(self, "world"):
            self.done.append(self.world)

    @initialize(
        shape=st.lists(st.integers(0, 5), min_size=2, max_size=6),
        second=st.booleans(),
        staff=st.lists(
            st.tuples(
                st.integers(1, PEOPLE - 1), st.integers(0, 6), st.sampled_from([1, 2, 3, None]),
                st.sampled_from([tuple(KINDS), tuple(KINDS), (("covid", "process"), ("covid", "view"))]),
                st.sampled_from([None, None, *SERVICES]),
            ),
            min_size=1, max_size=6, unique_by=lambda one: one[:2],
        ),
    )  # fmt: skip
    def country(self, shape, second, staff):
        self.world = World([min(above, n) for n, above in enumerate(shape, 1)], PEOPLE)
        self.world.staff(0, 0, 0)
        taken = {(0, 0)}
        if second:
            self.world.staff(1, 0, 0)
            taken.add((1, 0))
        for person, unit, rank, kinds, services in staff:
            unit %= len(self.world.units)  # noqa: PLW2901
            if (person, unit) not in taken:
                taken.add((person, unit))
                senior = self.world.units[unit].above is None
                ends = self.ledger.today + timedelta(5) if person % 3 == 2 else None
                self.world.staff(person, unit, 2 if rank == 1 and not senior else rank, kinds, services, ends=ends)

    @property
    def ledger(self):
        return self.world.ledger

    def somebody(self, which, may=lambda _: True):
        """Who acts: among those who may, if there are any."""
        return pick([place for place in self.world.places if may(place)] or self.world.places, which)

    # One rule and not ten: hypothesis leaves whole rules out of an example, and here they need each other.
    @rule(kind=st.sampled_from(ACTS), who=WHICH, which=WHICH, where=WHICH, n=st.integers(0, 3), aimed=AIMED,
          twist=st.sampled_from(TWISTS), ends=ENDS)  # fmt: skip
    def act(self, kind, who, which, where, n, aimed, twist, ends):  # noqa: PLR0917 - what hypothesis draws
        {
            "give to use": lambda: self._give(who, which, where, None, twist, ends),
            "give to pass on": lambda: self._give(who, which, where, max(1, n), twist, ends),
            "give a senior": lambda: self._give(who, which, where, 1, "senior", ends),
            "approve": lambda: self.approve(who, which, aimed),
            "end": lambda: self.end(who, which, aimed, n),
            "place": lambda: self.place(who, which % PEOPLE, where, aimed),
            "activate": lambda: self.activate(who, which, aimed),
            "leave": lambda: self.leave(who, which, ("deactivate", "move", "end", "unsaid")[n], where, aimed),
            "stand in": lambda: self.stand_in(who, which, where, n, ends or 0, aimed),
            "days": lambda: self.world.pass_days((1, 1, 3, 10)[n]),
            "abolish": lambda: self.abolish(where, n),
        }[kind]()

    def _give(self, mine, to, where, rank, twist, ends):  # noqa: PLR0917 - what hypothesis draws
        passed_on = [one for one in self.world.rights if one.rank is not None]
        alive = [one for one in passed_on if counts(one, self.ledger.today)]
        if rank == 1:
            alive = [one for one in alive if one.rank == 0] or alive
        held = pick(alive or passed_on, mine)
        if held is None:
            return
        near = [p for p in self.world.places if p.person != held.place.person and lies(p.unit, held.where)]
        going_on = [p for p in near if p.ends is None] or near
        place = pick(going_on if going_on and (not twist or to % 4) else self.world.places, to)
        self.world.give(held.place, self._twisted(self._narrower(held, place, where, rank, ends), held, twist, where))

    def _narrower(self, held, place, where, rank, ends):
        """Something that the holder of a right can give."""
        home = place.unit
        seat, services = KINDS[held.what]
        below = [unit for unit in self.world.units if lies(unit, home) and lies(unit, held.where)] or [home]
        if rank is None or held.rank == LOWEST:
            rank, scope = None, home if seat else pick(below, where)
        else:
            rank, scope = min(LOWEST, held.rank + rank), pick(below, where)
            scope = home if rank == SENIOR and lies(home, held.where) else scope
            rank += rank == SENIOR and scope.above is not None
        some = held.services
        if services and (some is None or len(some) == len(SERVICES[-1])) and where % 3 == 0:
            some = pick(SERVICES, where)
        until = self.ledger.today + timedelta(ends) if ends else None
        if held.ends and (until is None or until > held.ends):
            until = held.ends
        return Right(place, held.what, scope, some, rank, ends=until)

    def _twisted(self, wish, held, twist, which):
        """What was meant, or a little more."""
        today, units = self.ledger.today, self.world.units
        changes = {
            "wider scope": lambda: {"where": held.where.above if held.where else None},
            "beside": lambda: {"where": pick(units, which)},
            "whole state": lambda: {"where": None, "rank": pick((None, 0, wish.rank), which)},
            "same level": lambda: {"rank": held.rank},
            "above": lambda: {"rank": max(0, held.rank - 1)},
            "senior": lambda: {"rank": 1, "where": pick([wish.where, wish.where, *units], which)},
            "other right": lambda: {"what": pick(tuple(KINDS), which)},
            "all services": lambda: {"services": None},
            "other services": lambda: {"services": pick(SERVICES, which)},
            "no service": lambda: {"services": frozenset()},
            "longer": lambda: {"ends": (held.ends or today) + timedelta(1)},
            "for ever": lambda: {"ends": None},
            "later": lambda: {"begins": today + timedelta(2)},
            "past": lambda: {"begins": today - timedelta(1)},
            "nonsense": lambda: pick(({"what": ("covid", "fly")}, {"rank": 5}), which),
        }
        return replace(wish, **changes[twist]()) if twist else wish

    def approve(self, who, which, aimed):
        waiting = [one for one in self.world.rights if not one.approved and not one.ended]
        right = pick(waiting if waiting and aimed else self.world.rights, which)
        may = lambda place: not aimed or not self.ledger.against_approving(place, right)  # noqa: E731
        self.world.approve(self.somebody(who, may), right)

    def end(self, who, which, aimed, n):
        going_on = [one for one in self.world.rights if not one.ended]
        right = pick(going_on if going_on and aimed else self.world.rights, which)
        may = lambda place: not aimed or not self.ledger.against_ruling_on(place, right)  # noqa: E731
        self.world.end(self.somebody(who, may), right, "" if n == 3 else "Nghỉ.")

    def place(self, who, person, unit, aimed):
        unit, pk = pick(self.world.units, unit), self.world.people[person].pk
        may = lambda place: not aimed or not self.ledger.against_placing(place, pk, unit)  # noqa: E731
        self.world.place(self.somebody(who, may), person, unit)

    def activate(self, who, which, aimed):
        idle = [place for place in self.world.places if not place.works and place.ends is None]
        place = pick(idle if idle and aimed else self.world.places, which)
        self.world.switch(self._manager(who, place, aimed), place, works=True)

    def leave(self, who, which, how, unit, aimed):
        place, unit = self._one_to_manage(which, aimed), pick(self.world.units, unit)
        if how == "move":
            may = lambda one: not aimed or not self.ledger.against_moving(one, place, unit)  # noqa: E731
            self.world.move(self.somebody(who, may), place, unit)
        elif how == "deactivate":
            self.world.switch(self._manager(who, place, aimed), place, works=False)
        else:
            self.world.end_membership(self._manager(who, place, aimed), place, "" if how == "unsaid" else "Nghỉ.")

    def _one_to_manage(self, which, aimed):
        lower = [place for place in self.world.places if not place.unit.office and place.ends is None]
        return pick(lower if lower and aimed else self.world.places, which)

    def _manager(self, who, place, aimed):
        return self.somebody(who, lambda one: not aimed or not self.ledger.against_managing(one, place))

    def stand_in(self, who, absent, colleague, n, days, aimed):  # noqa: PLR0917 - what hypothesis draws
        working = [one for one in self.world.places if any(r.rank is None for r in self.ledger.held(one))]
        away = pick(working if working and aimed else self.world.places, absent)
        beside = [one for one in self.world.places if one.unit is away.unit and one is not away]
        cover = pick(beside if beside and aimed else self.world.places, colleague)
        begins = self.ledger.today + timedelta((0, 0, 1, -1)[n])
        ends = begins + timedelta(days)
        may = lambda one: not aimed or not self.ledger.against_standing_in(one, away, cover, begins, ends)  # noqa: E731
        self.world.stand_in(self.somebody(who, may), away, cover, begins, ends)

    def abolish(self, unit, days):
        unit = pick(self.world.units[1:], unit)
        if unit.ends is None:
            self.world.abolish(unit, days)


def run(examples, *, shrink=False):
    """Random examples; returns the countries in which they took place. Raises what was found, shrunken."""
    Machine.done.clear()
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples, stateful_step_count=50, database=None, deadline=None, print_blob=False,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            suppress_health_check=list(HealthCheck), report_multiple_bugs=False,
        ),
    )  # fmt: skip
    return list(Machine.done)


def outcomes(worlds):
    """How many of each (act, "done" or the refusal's name)."""
    return Counter(outcome for world in worlds for outcome in world.outcomes)
