"""Two people at once, with opinions, parts inside and the clock that tells those above."""

import pytest

from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.notices.models import Notice
from motcua.workflow import queries, rules
from motcua.workflow.commands import back_inside, give_opinion, pass_inside, take, withdraw
from motcua.workflow.commands.escalating import escalate
from motcua.workflow.models import Opinion, Passing, Turn
from tests.races import at_once

from .asking import flow, opinion
from .builders import at, officer
from .test_concurrency import one_refused, whole

pytestmark = pytest.mark.django_db(transaction=True)
NOW, LATE = at("2020-05-13T09:00"), at("2020-05-20T09:00")
ROUNDS = 6
BANK = {"bank": flow()["steps"]["review"]["opinions"]["bank"]}


def test_two_give_one_opinion(asks):
    second = officer("Vi Văn Hai", asks.other, "process")
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}")
        pk = opinion(case, "other").pk
        lost = one_refused(
            at_once(
                lambda pk=pk: give_opinion(pk, "agree", "", by=asks.nha, at=NOW),
                lambda pk=pk: give_opinion(pk, "differ", "Đã hưởng", by=second, at=NOW),
            ),
            rules.OpinionGiven,
        )
        given = Opinion.objects.get(pk=pk)
        assert str(lost) == f"Ý kiến này đã được {given.answered_by} trả lời lúc 09:00, 13/05/2020."
        assert (given.verdict == "agree") is (given.answered_by == "Mai Thị Nhà")
        assert Entry.objects.filter(action="workflow.opinion_given", subject=case.subject).count() == 1


@pytest.mark.parametrize("required", [True, False])
def test_an_opinion_against_the_hand_over(asks, required):
    content = flow(inside=None, opinions={"bank": {**BANK["bank"], "required": required}})
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}", content=content)
        pk = opinion(case, "bank").pk
        given, taken = at_once(
            lambda pk=pk: give_opinion(pk, "agree", "", by=asks.people.vay, at=NOW),
            lambda case=case: take(case.pk, "pass", by=asks.people.huyen, at=NOW),
        )
        left = Opinion.objects.get(pk=pk)
        if required:
            assert not isinstance(given, Exception)
            assert left.verdict == "agree"
            assert not isinstance(taken, Exception) or type(taken) is rules.OpinionMissing
        else:
            assert not isinstance(taken, Exception)
            assert (left.verdict == "closed") is (type(given) is rules.OpinionClosed)
            assert left.verdict in ("agree", "closed")
        assert queries.open_turn(case.pk).step == ("review" if isinstance(taken, Exception) else "decide")
        whole(case)


def test_an_opinion_against_a_withdrawal(asks):
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}")
        pk = opinion(case, "other").pk
        given, withdrawn = at_once(
            lambda pk=pk: give_opinion(pk, "agree", "", by=asks.nha, at=NOW),
            lambda case=case: withdraw(case.pk, by=asks.people.employer, at=NOW),
        )
        assert withdrawn is None
        left = {o.key: o.verdict for o in Opinion.objects.filter(case=case)}
        assert left == {
            "insurance": "closed", "bank": "closed", "other": "closed" if isinstance(given, Refusal) else "agree",
        }  # fmt: skip


def test_two_pass_it_on(asks):
    content = flow(opinions=None, inside=[{"title": "Một"}, {"title": "Hai"}, {"title": "Ba"}])
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}", content=content)
        acts = [
            lambda who=who, case=case: pass_inside(case.pk, by=who, at=NOW, turn=1, stage=0)
            for who in (asks.people.huyen, asks.chair, asks.vice)
        ]
        found = at_once(*acts)
        lost = [outcome for outcome in found if isinstance(outcome, Exception)]
        assert [type(no) for no in lost] == [rules.StageMoved] * 2, found
        passing = Passing.objects.get(turn__case=case)
        assert str(lost[0]).startswith(f"{passing.by} đã chuyển hồ sơ trong cơ quan lúc 09:00, 13/05/2020")
        assert queries.open_turn(case.pk).stage == 1


def test_back_against_the_hand_over(asks):
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}", content=flow(opinions=None))
        pass_inside(case.pk, by=asks.people.huyen, at=NOW)
        back, taken = at_once(
            lambda case=case: back_inside(case.pk, by=asks.chair, at=NOW, note="Sai"),
            lambda case=case: take(case.pk, "pass", by=asks.vice, at=NOW),
        )
        lost = one_refused([back, taken], rules.Moved, rules.StageLeft)
        turn = queries.open_turn(case.pk)
        assert (turn.step, turn.stage) == (("review", 0) if lost is taken else ("decide", 0))
        whole(case)


def test_telling_those_above_against_the_hand_over(asks):
    for n in range(ROUNDS):
        case = asks.open(subject=f"dossier:{n}", content=flow(opinions=None, inside=None))
        told, taken = at_once(
            lambda: escalate(at=LATE),
            lambda case=case: take(case.pk, "pass", by=asks.people.huyen, at=LATE),
        )
        assert not isinstance(taken, Exception)
        assert told in (0, 1)
        first = Turn.objects.get(case=case, n=1)
        assert (first.escalated_at is not None) is (told == 1)
        assert first.action == "pass"
        assert Entry.objects.filter(action="workflow.escalated", subject=case.subject).count() == told
        assert Notice.objects.filter(subject=case.subject).count() == 2 * told
        whole(case)


def test_two_clocks_tell_once(asks):
    case = asks.open(content=flow(opinions=None, inside=None))
    assert sorted(at_once(lambda: escalate(at=LATE), lambda: escalate(at=LATE))) == [0, 1]
    assert Entry.objects.filter(action="workflow.escalated", subject=case.subject).count() == 1
