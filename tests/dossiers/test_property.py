"""Whatever people do in whatever order, a dossier stays whole."""

from contextlib import suppress
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.dossiers import commands, queries
from motcua.dossiers.models import Row
from motcua.dossiers.rules import Status
from motcua.entitlements.models import Entitlement
from motcua.kernel.errors import Refusal
from motcua.workflow.models import Turn

from .conftest import LATER, World, fresh

WHO = st.sampled_from(["thu", "bao", "huyen", "tinh", "pho"])
ACTS = st.one_of(
    st.tuples(st.just("judge"), WHO, st.sampled_from(["confirmed", "refused", ""]), st.sampled_from([1, 2, 3, 0])),
    st.tuples(st.just("strike"), WHO, st.booleans(), st.sampled_from([1, 2, 3])),
    st.tuples(st.just("act"), WHO, st.sampled_from(["pass", "return", "approve", "refuse", "advise_refusal"])),
    st.tuples(st.just("advance")),
    st.tuples(st.just("answer"), st.sampled_from(["", "Giải trình."])),
    st.tuples(st.just("correct"), st.sampled_from([1, 2])),
    st.tuples(st.just("withdraw")),
)


def play(world: World, dossier, move, at) -> None:
    turn = Turn.objects.filter(case=dossier.case_id).order_by("-n").first()
    match move:
        case ("judge", who, verdict, row):
            rows = [row] if row else [1, 2, 3]
            commands.confirm_rows(dossier.pk, verdict, rows=rows, reason="Đã báo giảm.", by=world[who], at=at)
        case ("strike", who, struck, row):
            commands.strike_rows(dossier.pk, struck, rows=[row], reason="x", by=world[who], at=at)
        case ("act", who, action):
            commands.act(dossier.pk, action, turn=turn.n, note="Lý do.", wanted=(), by=world[who], at=at)
        case ("advance",):
            # What the officers of each step would do next, so that the end is reached often.
            who = {"confirm": "thu", "appraise": "huyen", "decide": "tinh"}[turn.step]
            if turn.step == "confirm":
                commands.confirm_rows(
                    dossier.pk, "confirmed", wanted=queries.RowFilter("pending"), by=world[who], at=at
                )
            action = "approve" if turn.step == "decide" else "pass"
            commands.act(dossier.pk, action, turn=turn.n, by=world[who], at=at)
        case ("answer", text):
            commands.supplement(dossier.pk, text, by=world["firm"], at=at)
        case ("correct", row):
            cells = queries.row(dossier, row).values
            commands.save_row(dossier.pk, row, {**cells, "note": "đã sửa"}, by=world["firm"], at=at)
        case ("withdraw",):
            commands.withdraw(dossier.pk, "", by=world["firm"], at=at)


def check(dossier, at) -> None:
    dossier = fresh(dossier)
    status = Status(dossier.status)
    open_turns = list(Turn.objects.filter(case=dossier.case_id, closed_at=None))
    assert len(open_turns) == (1 if status.open else 0)
    assert (dossier.finished_at is None) is status.open
    stands = queries.standing(dossier, at=at)
    if status.open:
        assert stands.holder
        assert stands.due_at is not None
        assert (open_turns[0].awaiting_until is not None) is (status is Status.AWAITING)
    assert (queries.current_supplement(dossier) is not None) is (status is Status.AWAITING)
    rows = Row.objects.filter(dossier=dossier)
    granted = rows.filter(granted=True)
    assert dossier.people == rows.count()
    assert dossier.people_granted == granted.count() <= dossier.people
    assert dossier.amount_granted == (granted.aggregate(a=Sum("amount"))["a"] or 0) <= dossier.amount
    assert Entitlement.objects.filter(subject=dossier.subject).count() == (granted.aggregate(m=Sum("months"))["m"] or 0)
    assert not granted.exclude(verdict="confirmed", struck=False).exists()
    assert bool(dossier.people_granted) is (status in (Status.GRANTED, Status.PARTLY_GRANTED))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ACTS, max_size=12))
def test_any_sequence_of_acts_leaves_a_dossier_whole(world, moves):
    point = transaction.savepoint()
    try:
        dossier = world.filed(3, first=0)
        for n, move in enumerate(moves):
            at = LATER + timedelta(minutes=10 * n)
            with suppress(Refusal):
                play(world, fresh(dossier), move, at)
            check(dossier, at)
    finally:
        transaction.savepoint_rollback(point)
