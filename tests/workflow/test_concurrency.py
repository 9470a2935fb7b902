"""Two people at once: one wins, the other reads who did what, and the run stays whole."""

import pytest

from motcua.journal.models import Entry
from motcua.kernel.errors import Refusal
from motcua.workflow import queries, rules
from motcua.workflow.commands import claim, pause, take, withdraw
from motcua.workflow.models import Case, Turn
from tests.races import at_once

from .builders import at
from .conftest import open_at

pytestmark = pytest.mark.django_db(transaction=True)
NOW = at("2020-05-13T09:00")
ROUNDS = 8


def one_refused(found: list[object], *refusals: type[Refusal]) -> Refusal:
    lost = [outcome for outcome in found if isinstance(outcome, Exception)]
    assert len(lost) == len(found) - 1, found
    assert all(type(refusal) in refusals for refusal in lost), found
    return lost[0]


def whole(case: Case) -> None:
    assert list(queries.silent_cases()) == []
    assert Turn.objects.filter(case=case, closed_at=None).count() == (Case.objects.get(pk=case.pk).closed_at is None)


def test_two_claim(people):
    for n in range(ROUNDS):
        case = open_at(people, subject=f"dossier:{n}")
        lost = one_refused(
            at_once(
                lambda case=case: claim(case.pk, by=people.thu, at=NOW),
                lambda case=case: claim(case.pk, by=people.mau, at=NOW),
            ),
            rules.Held,
        )
        holder = queries.open_turn(case.pk).holder.name
        assert str(lost) == f"Hồ sơ này đã được {holder} nhận lúc 09:00, 13/05/2020."
        assert Entry.objects.filter(action="workflow.claimed", subject=case.subject).count() == 1
        whole(case)


def test_many_press_the_same_action(people):
    for n in range(ROUNDS):
        case = open_at(people, subject=f"dossier:{n}")
        lost = one_refused(
            at_once(
                *[
                    lambda who=who, case=case: take(case.pk, "pass", by=who, at=NOW)
                    for who in (people.thu, people.mau, people.lead)
                ]
            ),
            rules.Moved,
        )
        winner = Turn.objects.get(case=case, n=1).closed_by
        assert str(lost).startswith(f"Hồ sơ này đã được {winner} chuyển đến Ủy ban nhân dân huyện Thử Nghiệm")
        assert Turn.objects.filter(case=case).count() == 2
        assert Entry.objects.filter(action="workflow.taken", subject=case.subject).count() == 1
        whole(case)


def test_two_press_different_actions(people):
    for n in range(ROUNDS):
        case = open_at(people, subject=f"dossier:{n}")
        passed, refusal = at_once(
            lambda case=case: take(case.pk, "pass", by=people.thu, at=NOW),
            lambda case=case: take(case.pk, "refuse", by=people.lead, at=NOW, note="Không tham gia bảo hiểm"),
        )
        lost = one_refused([passed, refusal], rules.Moved, rules.Closed)
        case.refresh_from_db()
        if lost is refusal:
            assert "Vũ Thị Thử chuyển đến" in str(lost)
            assert queries.open_turn(case.pk).step == "appraise"
        else:
            assert str(lost) == "Hồ sơ này đã được Đỗ Thị Lãnh Đạo kết thúc lúc 09:00, 13/05/2020: Từ chối."
            assert case.outcome == "refused"
        whole(case)


def test_claim_against_withdrawal(people):
    for n in range(ROUNDS):
        case = open_at(people, subject=f"dossier:{n}")
        claimed, withdrawn = at_once(
            lambda case=case: claim(case.pk, by=people.thu, at=NOW),
            lambda case=case: withdraw(case.pk, by=people.employer, at=NOW),
        )
        case.refresh_from_db()
        assert withdrawn is None
        assert case.outcome == "withdrawn"
        if isinstance(claimed, Refusal):
            assert str(claimed) == "Hồ sơ này đã được Trần Thị Mẫu rút lúc 09:00, 13/05/2020."
        else:
            assert Turn.objects.get(case=case).holder_id == people.thu.person
        whole(case)


def test_pause_against_take(people):
    for n in range(ROUNDS):
        case = open_at(people, subject=f"dossier:{n}")
        paused, passed = at_once(
            lambda case=case: pause(case.pk, by=people.thu, at=NOW, note="Thiếu hợp đồng"),
            lambda case=case: take(case.pk, "pass", by=people.mau, at=NOW),
        )
        lost = one_refused([paused, passed], rules.Awaiting, rules.Moved)
        turn = queries.open_turn(case.pk)
        if lost is passed:
            assert "đã được Vũ Thị Thử trả lại để bổ sung lúc 09:00, 13/05/2020" in str(lost)
            assert (turn.step, turn.awaiting_since) == ("confirm", NOW)
        else:
            assert "đã được Lê Văn Mẫu chuyển đến" in str(lost)
            assert (turn.step, turn.awaiting_since) == ("appraise", None)
        whole(case)


def test_two_open_one_subject(people):
    first, second = at_once(lambda: open_at(people), lambda: open_at(people))
    lost = one_refused([first, second], rules.AlreadyOpen)
    assert "Công ty TNHH Ví Dụ nộp lúc 08:00, 12/05/2020" in str(lost)
    assert Case.objects.count() == Turn.objects.count() == 1
