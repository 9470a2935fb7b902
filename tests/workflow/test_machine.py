"""Whatever people do, in whatever order: an open run has one open turn, and its clock never runs while paused."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from motcua.calendar.queries import calendar_for
from motcua.calendar.rules import working_minutes
from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.workflow import queries, rules
from motcua.workflow.commands import assign, claim, pause, put_off, release, resume, take, withdraw
from motcua.workflow.models import Case, Turn

from .builders import State, at
from .conftest import open_at

WHO = ("thu", "mau", "lead", "huyen", "tinh", "vay", "employer")
ACTIONS = ("pass", "return", "refuse", "back", "approve", "pay")


class Machine(RuleBasedStateMachine):
    people: State

    def __init__(self) -> None:
        super().__init__()
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.now = at("2020-05-12T08:00")
        self.case = open_at(self.people)
        self.closed = False

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def act(self, command, *args, who: str, **kwargs) -> None:
        before = self.picture()
        try:
            with transaction.atomic():
                command(self.case.pk, *args, by=getattr(self.people, who), at=self.now, **kwargs)
        except Refusal:
            assert self.picture() == before
        else:
            assert not self.closed, f"{command.__name__} on a closed case"

    def picture(self) -> tuple[object, ...]:
        return (
            list(Case.objects.values()),
            list(Turn.objects.order_by("n").values()),
            Entry.objects.count(),
        )

    @rule(minutes=st.integers(1, 3_000))
    def time_passes(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule(who=st.sampled_from(WHO), command=st.sampled_from([claim, release, withdraw, resume]))
    def hands(self, command, who):
        if command is not withdraw or self.now.minute % 7 == 0:  # rarely: it ends the run
            self.act(command, who=who)

    @rule(who=st.sampled_from(WHO), to=st.sampled_from(WHO))
    def assigned(self, who, to):
        self.act(assign, getattr(self.people, to).person, who=who)

    @rule(who=st.sampled_from(WHO), action=st.sampled_from(ACTIONS), note=st.sampled_from(["", "Có lý do"]))
    def taken(self, who, action, note):
        self.act(take, action, who=who, note=note)

    @rule(who=st.sampled_from(WHO))
    def paused(self, who):
        self.act(pause, who=who, note="Thiếu giấy tờ")

    @rule(who=st.sampled_from(WHO), days=st.integers(1, 60))
    def put_off(self, who, days):
        self.act(put_off, self.now + timedelta(days=days), "Chờ xác minh", who=who)

    @precondition(lambda self: not self.closed)
    @rule(minutes=st.integers(1, 20_000))
    def a_pause_costs_nothing(self, minutes):
        turn = queries.open_turn(self.case.pk)
        if turn is None or turn.awaiting_since is None:
            return
        left = turn.remaining_minutes
        assert left == working_minutes(turn.awaiting_since, turn.due_at, calendar_for())
        self.now += timedelta(minutes=minutes)
        self.act(resume, who="employer")
        turn = queries.open_turn(self.case.pk)
        assert working_minutes(self.now, turn.due_at, calendar_for()) == left

    @invariant()
    def one_open_turn(self):
        case = Case.objects.get(pk=self.case.pk)
        turns = list(Turn.objects.filter(case=case).order_by("n"))
        assert [turn.n for turn in turns] == list(range(1, len(turns) + 1))
        assert [turn.closed_at is None for turn in turns] == [False] * (len(turns) - 1) + [case.closed_at is None]
        assert bool(case.outcome) == (case.closed_at is not None)
        assert not self.closed or case.closed_at is not None
        self.closed = case.closed_at is not None
        assert list(queries.silent_cases()) == []

    @invariant()
    def the_clock_stands_while_paused(self):
        turn = queries.open_turn(self.case.pk)
        if turn and turn.awaiting_since:
            late = queries.queue(turn.agency_id, "late", person=0, at=self.now + timedelta(days=300))
            assert list(late) == []
            assert queries.track(turn.case)[-1].due_at is None or not rules.later(queries.flow_of(turn.case), turn.step)

    @invariant()
    def the_whole_is_never_due_before_its_part(self):
        turn = queries.open_turn(self.case.pk)
        assert turn is None or turn.case.due_at >= turn.due_at

    @invariant()
    def an_agency_asks_once_at_most(self):
        for agency in (self.people.insurance, self.people.committee):
            assert queries.returns_by(self.case.pk, agency.pk) <= 1


@pytest.mark.django_db
def test_random_acts(people):
    machine = type("OurMachine", (Machine,), {"people": people})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
