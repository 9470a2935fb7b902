from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands import (
    claim,
    pause,
    put_off,
    resume,
    take,
    withdraw,
)
from motcua.workflow.models import Case, Turn

from .acts import picture, refused, to_decide
from .builders import FLOW, at
from .conftest import open_at

if TYPE_CHECKING:
    from motcua.kernel.actor import Actor

pytestmark = pytest.mark.django_db


class TestPuttingOff:
    def test_once_with_the_legal_date_kept(self, people, case):
        new = at("2020-06-05T16:00")
        put_off(case.pk, new, " Chờ xác minh ", by=people.thu, at=at("2020-05-14T09:00"))
        case.refresh_from_db()
        assert (case.put_off_to, case.put_off_by, case.put_off_reason) == (new, "Vũ Thị Thử", "Chờ xác minh")
        assert case.due_at == at("2020-05-29T08:00")
        refused(
            lambda: put_off(case.pk, at("2020-06-12T16:00"), "Lại chậm", by=people.thu, at=at("2020-06-04T09:00")),
            rules.PutOffAlready,
            "đã được Vũ Thị Thử hẹn lại đến 16:00, 05/06/2020 vào lúc 09:00, 14/05/2020",
        )

    @pytest.mark.parametrize(
        ("new", "reason", "field"),
        [
            ("2020-05-29T08:00", "Chậm", "until"),
            ("2020-05-30T09:00", "Chậm", "until"),
            ("2020-06-05T09:00", " ", "reason"),
        ],
    )
    def test_a_later_working_day_and_a_reason(self, people, case, new, reason, field):
        before = picture()
        with pytest.raises(Invalid) as found:
            put_off(case.pk, at(new), reason, by=people.thu, at=at("2020-05-14T09:00"))
        assert list(found.value.problems) == [field]
        assert picture() == before


class TestWithdrawing:
    def test_the_applicant_withdraws_whoever_holds_it(self, people, case):
        claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
        withdraw(case.pk, by=people.employer, at=at("2020-05-12T09:30"))
        case.refresh_from_db()
        assert (case.closed_at, case.outcome) == (at("2020-05-12T09:30"), "withdrawn")
        turn = Turn.objects.get(case=case)
        assert (turn.action, turn.closed_by, turn.holder_id) == ("withdraw", "Trần Thị Mẫu", people.thu.person)
        for act in (
            lambda: claim(case.pk, by=people.thu, at=at("2020-05-12T09:31")),
            lambda: take(case.pk, "pass", by=people.thu, at=at("2020-05-12T09:31")),
            lambda: withdraw(case.pk, by=people.employer, at=at("2020-05-12T09:31")),
            lambda: resume(case.pk, by=people.employer, at=at("2020-05-12T09:31")),
        ):
            refused(act, rules.Withdrawn, "Hồ sơ này đã được Trần Thị Mẫu rút lúc 09:30, 12/05/2020.")

    def test_an_officer_does_not(self, people, case):
        refused(lambda: withdraw(case.pk, by=people.thu, at=at("2020-05-12T09:30")), rules.NotYours)

    def test_not_after_the_decision(self, people, case):
        to_decide(people, case)
        take(case.pk, "approve", by=people.tinh, at=at("2020-05-14T10:00"))
        refused(
            lambda: withdraw(case.pk, by=people.employer, at=at("2020-05-14T11:00")),
            rules.TooLateToWithdraw,
            "đã qua bước “Ủy ban nhân dân cấp tỉnh quyết định”",
        )

    def test_while_awaited(self, people, case):
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        withdraw(case.pk, by=people.employer, at=at("2020-05-25T09:30"))
        assert queries.history(case)[0].result == "Trước hạn"


class TestTheDatabaseItself:
    @pytest.mark.parametrize(
        "change",
        [
            {"closed_at": at("2020-05-13T09:00")},
            {"action": "pass"},
            {"awaiting_since": at("2020-05-13T09:00")},
            {"awaiting_until": at("2020-05-13T09:00")},
            {"remaining_minutes": 3},
            {"claimed_at": at("2020-05-13T09:00")},
        ],
    )
    def test_refuses_half_a_turn(self, case, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            Turn.objects.filter(case=case).update(**change)

    @pytest.mark.parametrize(
        "change", [{"outcome": "paid"}, {"closed_at": at("2020-05-13T09:00")}, {"put_off_to": at("2020-05-13T09:00")}]
    )
    def test_refuses_half_a_case(self, case, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(**change)

    def test_refuses_a_second_open_turn(self, people, case):
        with pytest.raises(IntegrityError), transaction.atomic():
            Turn.objects.create(
                case=case, n=2, step="appraise", agency=people.committee,
                opened_at=at("2020-05-13T09:00"), due_at=at("2020-05-18T09:00"),
            )  # fmt: skip


def test_an_actor_without_agency_is_no_officer_of_it(people, case):
    nowhere: Actor = replace(people.thu, agency=None)
    refused(lambda: claim(case.pk, by=nowhere, at=at("2020-05-12T10:00")), rules.WrongAgency)


def test_an_act_takes_few_statements(people, case, django_assert_num_queries):
    queries.flow_of(case)
    # savepoint, lock, turn, update, journal, release
    with django_assert_num_queries(6):
        claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))


class TestTheUnanswered:
    """A run whose applicant stays silent has a way to its end, and only then."""

    @pytest.fixture
    def waiting(self, people):
        flow = deepcopy(FLOW)
        flow["steps"]["confirm"]["actions"]["stop"] = {
            "title": "Dừng giải quyết", "to": "end:refused", "reason": True, "unanswered": True,
        }  # fmt: skip
        return open_at(people, subject="dossier:77", flow=flow)

    def test_it_cannot_be_stopped_while_the_agency_works(self, people, waiting):
        refused(
            lambda: take(waiting.pk, "stop", by=people.thu, at=at("2020-05-12T09:00"), note="x"), rules.NotUnanswered
        )

    def test_nor_before_the_time_has_passed(self, people, waiting):
        pause(waiting.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        refused(
            lambda: take(waiting.pk, "stop", by=people.thu, at=at("2020-05-20T09:00"), note="x"), rules.NotUnanswered
        )

    def test_it_ends_afterwards(self, people, waiting):
        paused = pause(waiting.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        late = paused.awaiting_until + timedelta(minutes=1)

        assert take(waiting.pk, "stop", by=people.thu, at=late, note="Không bổ sung").outcome == "refused"
        assert not Turn.objects.filter(case=waiting, closed_at=None).exists()

    def test_the_desk_offers_it_only_then(self, people, waiting):
        flow = queries.flow_of(waiting)

        assert [a.key for a in rules.moves(flow, "confirm", {"process"})] == ["pass", "return"]
        assert [a.key for a in rules.moves_unanswered(flow, "confirm", {"process"})] == ["stop"]
