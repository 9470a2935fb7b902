import pytest

from motcua.agencies.rules import NoAgency
from motcua.calendar.rules import UncoveredYear
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands import (
    assign,
    claim,
    expect_turn,
    hold,
    pause,
    put_off,
    release,
    resume,
    take,
)
from motcua.workflow.models import Flow, Turn

from .acts import refused, to_decide
from .builders import at, officer
from .conftest import open_at

pytestmark = pytest.mark.django_db


class TestOpening:
    def test_the_first_step_is_in_the_hands_of_its_agency(self, people):
        case = open_at(people)
        turn = queries.open_turn(case.pk)
        assert (turn.n, turn.step, turn.agency, turn.holder) == (1, "confirm", people.insurance, None)
        assert turn.due_at == at("2020-05-15T08:00")
        # 3 + 3 + 2 + 5 working days from Tuesday 12 May
        assert case.due_at == at("2020-05-29T08:00")
        assert case.opened_by == "Công ty TNHH Ví Dụ"
        assert list(Entry.objects.values_list("action", "subject")) == [("workflow.opened", "dossier:1")]

    def test_deadlines_cross_the_holidays_of_april_2020(self, people):
        case = open_at(people, "2020-04-28T09:15")
        assert queries.open_turn(case.pk).due_at == at("2020-05-05T09:15")
        assert case.due_at == at("2020-05-19T09:15")

    def test_the_agency_s_own_hours_count(self, people):
        people.insurance.hours = [["08:00", "12:00"], ["13:00", "17:00"]]
        people.insurance.save()
        case = open_at(people, "2020-05-12T07:15")
        assert queries.open_turn(case.pk).due_at == at("2020-05-15T08:00")

    def test_one_flow_is_kept_once_in_its_own_order(self, people):
        first, second = open_at(people), open_at(people, subject="petition:1")
        assert Flow.objects.count() == 1
        assert first.flow_id == second.flow_id
        queries._flow.cache_clear()
        assert [a.key for a in queries.flow_of(second).steps["confirm"].actions] == ["pass", "return", "refuse"]

    def test_the_same_subject_twice(self, people, case):
        refused(
            lambda: open_at(people, "2020-05-12T08:01"),
            rules.AlreadyOpen,
            "Hồ sơ này đã được Công ty TNHH Ví Dụ nộp lúc 08:00, 12/05/2020.",
        )

    def test_a_flow_that_cannot_run(self, people):
        refused(lambda: open_at(people, flow={"first": "x", "steps": {}}), Invalid)

    def test_no_agency_over_the_place(self, people):
        people.insurance.valid_to = at("2020-05-12T00:00").date()
        people.insurance.save()
        refused(lambda: open_at(people), NoAgency)

    def test_a_term_beyond_the_calendar(self, people):
        refused(lambda: open_at(people, "2026-12-29T08:00"), UncoveredYear, "đến hết năm 2026")


class TestHolding:
    def test_claim_release_and_claim_by_another(self, people, case):
        turn = claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
        assert (turn.holder_id, turn.claimed_at) == (people.thu.person, at("2020-05-12T08:32"))
        again = claim(case.pk, by=people.thu, at=at("2020-05-12T09:00"))
        assert again.claimed_at == at("2020-05-12T08:32")
        release(case.pk, by=people.thu, at=at("2020-05-12T09:05"))
        assert claim(case.pk, by=people.mau, at=at("2020-05-12T09:10")).holder_id == people.mau.person
        actions = list(Entry.objects.order_by("pk").values_list("action", "person"))[1:]
        assert actions == [
            ("workflow.claimed", people.thu.person),
            ("workflow.released", people.thu.person),
            ("workflow.claimed", people.mau.person),
        ]

    @pytest.mark.parametrize("act", [claim, hold, release])
    def test_what_a_colleague_holds(self, people, case, act):
        claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
        refused(
            lambda: act(case.pk, by=people.mau, at=at("2020-05-12T08:33")),
            rules.Held,
            "Hồ sơ này đã được Vũ Thị Thử nhận lúc 08:32, 12/05/2020.",
        )

    def test_nothing_to_release(self, people, case):
        refused(lambda: release(case.pk, by=people.thu, at=at("2020-05-12T08:33")), rules.NotHeld)

    def test_assign_from_a_colleague_s_hands(self, people, case):
        claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
        turn = assign(case.pk, people.mau.person, by=people.lead, at=at("2020-05-12T10:00"))
        assert (turn.holder_id, turn.claimed_at) == (people.mau.person, at("2020-05-12T10:00"))
        entry = Entry.objects.get(action="workflow.assigned")
        assert (entry.data["to_person"], entry.data["before"]) == (people.mau.person, people.thu.person)

    def test_assign_to_somebody_without_the_power_there(self, people, case):
        viewer = officer("Bùi Chỉ Xem", people.insurance, "view")
        for other in (viewer, people.huyen, people.employer):
            refused(
                lambda other=other: assign(case.pk, other.person, by=people.thu, at=at("2020-05-12T10:00")),
                rules.NotColleague,
                "không có quyền xử lý ở Bảo hiểm xã hội huyện Thử Nghiệm",
            )

    @pytest.mark.parametrize("act", [claim, hold, release])
    def test_who_may_not(self, people, case, act):
        viewer = officer("Bùi Chỉ Xem", people.insurance, "view")
        when = at("2020-05-12T10:00")
        refused(lambda: act(case.pk, by=people.employer, at=when), rules.NotOfficer, "Bảo hiểm xã hội huyện Thử Nghiệm")
        refused(lambda: act(case.pk, by=people.huyen, at=when), rules.WrongAgency, "Bảo hiểm xã hội huyện Thử Nghiệm")
        refused(lambda: act(case.pk, by=viewer, at=when), rules.NoPower, "cần quyền xử lý")
        refused(lambda: act(0, by=people.thu, at=when), rules.NoSuchCase)

    def test_hold_claims_what_is_free_and_refuses_what_awaits_the_applicant(self, people, case):
        assert hold(case.pk, by=people.thu, at=at("2020-05-12T08:32")).holder_id == people.thu.person
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu danh sách")
        refused(lambda: hold(case.pk, by=people.thu, at=at("2020-05-12T09:01")), rules.Awaiting)

    def test_expect_turn(self, people, case):
        assert expect_turn(case.pk, 1).step == "confirm"
        with pytest.raises(rules.NoSuchTurn):
            expect_turn(case.pk, 9)
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        refused(
            lambda: expect_turn(case.pk, 1),
            rules.Moved,
            "Hồ sơ này đã được Vũ Thị Thử chuyển đến Ủy ban nhân dân huyện Thử Nghiệm lúc 09:00, 13/05/2020.",
        )


class TestTaking:
    def test_the_whole_way(self, people, case):
        first = take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        assert first == rules.Move(
            "confirm", "pass", "move", "appraise", "",
            people.committee.pk, "Ủy ban nhân dân huyện Thử Nghiệm", at("2020-05-18T09:00"),
        )  # fmt: skip
        case.refresh_from_db()
        # 18 May + 2 + 5 working days
        assert case.due_at == at("2020-05-27T09:00")
        second = take(case.pk, "pass", by=people.huyen, at=at("2020-05-18T08:00"))
        assert (second.agency_id, second.due_at) == (people.province.pk, at("2020-05-20T08:00"))
        take(case.pk, "approve", by=people.tinh, at=at("2020-05-19T08:00"))
        last = take(case.pk, "pay", by=people.vay, at=at("2020-05-21T10:00"))
        assert (last.outcome, last.agency_id, last.due_at) == ("paid", None, None)
        case.refresh_from_db()
        assert (case.closed_at, case.outcome) == (at("2020-05-21T10:00"), "paid")
        turns = list(case.turns.order_by("n").values_list("n", "step", "action", "closed_by", "closer", "holder"))
        thu, huyen, tinh, vay = (people.thu, people.huyen, people.tinh, people.vay)
        assert turns == [
            (1, "confirm", "pass", "Vũ Thị Thử", thu.person, thu.person),
            (2, "appraise", "pass", "Phạm Văn Huyện", huyen.person, huyen.person),
            (3, "decide", "approve", "Hồ Thị Tỉnh", tinh.person, tinh.person),
            (4, "lend", "pay", "Ngô Văn Vay", vay.person, vay.person),
        ]
        assert Entry.objects.filter(action="workflow.taken").count() == 4

    def test_a_refusal_ends_it_and_keeps_the_reason(self, people, case):
        move = take(case.pk, "refuse", by=people.lead, at=at("2020-05-13T09:00"), note=" Không tham gia bảo hiểm ")
        assert move.outcome == "refused"
        turn = Turn.objects.get(case=case)
        assert (turn.action, turn.note, turn.closed_by) == ("refuse", "Không tham gia bảo hiểm", "Đỗ Thị Lãnh Đạo")
        refused(
            lambda: take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:01")),
            rules.Closed,
            "Hồ sơ này đã được Đỗ Thị Lãnh Đạo kết thúc lúc 09:00, 13/05/2020: Từ chối.",
        )

    @pytest.mark.parametrize("note", ["", "  \n"])
    def test_a_reason_is_needed(self, people, case, note):
        refused(lambda: take(case.pk, "refuse", by=people.lead, at=at("2020-05-13T09:00"), note=note), Invalid)
        refused(lambda: pause(case.pk, by=people.thu, at=at("2020-05-13T09:00"), note=note), Invalid)

    def test_a_second_press_names_the_first(self, people, case):
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        for again in (people.thu, people.mau):
            refused(
                lambda again=again: take(case.pk, "pass", by=again, at=at("2020-05-13T09:00")),
                rules.Moved,
                "đã được Vũ Thị Thử chuyển đến Ủy ban nhân dân huyện Thử Nghiệm lúc 09:00, 13/05/2020",
            )

    def test_from_a_colleague_s_hands(self, people, case):
        claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
        refused(
            lambda: take(case.pk, "pass", by=people.mau, at=at("2020-05-13T09:00")),
            rules.Held,
            "Vũ Thị Thử nhận lúc 08:32",
        )

    def test_without_the_power_for_the_action(self, people, case):
        refused(
            lambda: take(case.pk, "refuse", by=people.thu, at=at("2020-05-13T09:00"), note="Không"),
            rules.NoPower,
            "quyền quyết định",
        )

    def test_what_the_step_does_not_offer(self, people, case):
        refused(lambda: take(case.pk, "approve", by=people.thu, at=at("2020-05-13T09:00")), rules.UnknownAction)

    def test_no_next_agency(self, people, case):
        people.committee.valid_to = at("2020-05-13T00:00").date()
        people.committee.save()
        refused(lambda: take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00")), NoAgency)

    def test_back_to_an_earlier_step_reckons_the_whole_again(self, people, case):
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        take(case.pk, "back", by=people.huyen, at=at("2020-05-14T09:00"), note="Sai số liệu")
        case.refresh_from_db()
        turn = queries.open_turn(case.pk)
        assert (turn.n, turn.step, turn.holder, turn.due_at) == (3, "confirm", None, at("2020-05-19T09:00"))
        assert case.due_at == at("2020-06-02T09:00")


class TestClock:
    def test_the_clock_stands_while_the_applicant_is_awaited(self, people, case):
        # opened Tue 12/5 08:00, 3 wd = 24 h; 3 h 30 worked until 11:30
        paused = pause(case.pk, by=people.thu, at=at("2020-05-12T11:30"), note="Thiếu hợp đồng")
        assert paused.remaining_minutes == 24 * 60 - 210
        assert paused.due_at == at("2020-05-15T08:00")
        # 30 days: Thursday 11 June, from the opening after lunch
        assert paused.awaiting_until == at("2020-06-11T13:30")
        assert (paused.awaiting_by, paused.returns, paused.holder_id) == ("Vũ Thị Thử", 1, people.thu.person)
        resumed = resume(case.pk, by=people.employer, at=at("2020-05-20T07:00"))
        # 20 h 30 of working time from Wednesday 07:00: two full days and 4 h 30
        assert resumed.due_at == at("2020-05-22T11:30")
        assert (resumed.awaiting_since, resumed.awaiting_until, resumed.remaining_minutes) == (None, None, None)
        case.refresh_from_db()
        # then 3 + 2 + 5 working days from the opening after lunch
        assert case.due_at == at("2020-06-05T13:30")

    def test_the_return_action_is_the_same_act(self, people, case):
        move = take(case.pk, "return", by=people.thu, at=at("2020-05-12T11:30"), note="Thiếu hợp đồng")
        assert (move.kind, move.to, move.agency_id) == ("return", "", people.insurance.pk)
        assert move.due_at == at("2020-06-11T13:30")
        assert Entry.objects.filter(action="workflow.paused").count() == 1

    def test_lateness_is_not_forgiven_by_a_pause(self, people, case):
        paused = pause(case.pk, by=people.thu, at=at("2020-05-15T10:00"), note="Thiếu hợp đồng")
        assert paused.remaining_minutes == -120
        resumed = resume(case.pk, by=people.employer, at=at("2020-05-20T07:00"))
        assert resumed.due_at == at("2020-05-19T15:00")

    def test_each_agency_may_ask_once(self, people, case):
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        resume(case.pk, by=people.employer, at=at("2020-05-12T10:00"))
        for again in (
            lambda: pause(case.pk, by=people.thu, at=at("2020-05-12T11:00"), note="Lại thiếu"),
            lambda: take(case.pk, "return", by=people.thu, at=at("2020-05-12T11:00"), note="Lại thiếu"),
        ):
            refused(again, rules.SupplementUsedUp, "Bảo hiểm xã hội huyện Thử Nghiệm đã yêu cầu bổ sung 1 lần")
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        assert pause(case.pk, by=people.huyen, at=at("2020-05-13T10:00"), note="Thiếu báo cáo").returns == 1
        resume(case.pk, by=people.employer, at=at("2020-05-13T14:00"))
        take(case.pk, "back", by=people.huyen, at=at("2020-05-14T09:00"), note="Sai số liệu")
        refused(
            lambda: pause(case.pk, by=people.thu, at=at("2020-05-14T10:00"), note="Lại thiếu"), rules.SupplementUsedUp
        )

    def test_nothing_moves_while_the_applicant_is_awaited(self, people, case):
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        words = (
            "Hồ sơ này đã được Vũ Thị Thử trả lại để bổ sung lúc 09:00, 12/05/2020; "
            "đang chờ người nộp bổ sung đến 09:00, 11/06/2020."
        )
        when = at("2020-05-13T09:00")
        for act in (
            lambda: take(case.pk, "pass", by=people.thu, at=when),
            lambda: take(case.pk, "refuse", by=people.lead, at=when, note="Không"),
            lambda: pause(case.pk, by=people.thu, at=when, note="Nữa"),
            lambda: put_off(case.pk, at("2020-06-30T09:00"), "Chậm", by=people.thu, at=when),
        ):
            refused(act, rules.Awaiting, words)

    def test_an_unanswered_return_may_be_refused_but_not_passed_on(self, people, case):
        pause(case.pk, by=people.lead, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        after = at("2020-06-12T09:00")
        assert [turn.case_id for turn in queries.unanswered(after)] == [case.pk]
        refused(lambda: take(case.pk, "pass", by=people.lead, at=after), rules.Awaiting)
        assert take(case.pk, "refuse", by=people.lead, at=after, note="Không bổ sung").outcome == "refused"
        assert list(queries.unanswered(after)) == []

    def test_a_step_without_a_return(self, people, case):
        to_decide(people, case)
        refused(lambda: pause(case.pk, by=people.tinh, at=at("2020-05-14T10:00"), note="Thiếu"), rules.NoReturn)

    def test_resume_what_was_not_paused(self, people, case):
        refused(lambda: resume(case.pk, by=people.employer, at=at("2020-05-12T10:00")), rules.NotAwaiting)

    def test_an_officer_resumes_for_paper_at_the_agency_that_asked_only(self, people, case):
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        refused(lambda: resume(case.pk, by=people.huyen, at=at("2020-05-12T10:00")), rules.WrongAgency)
        assert resume(case.pk, by=people.mau, at=at("2020-05-12T10:00")).awaiting_since is None

    def test_the_portal_itself_may_resume(self, people, case):
        pause(case.pk, by=people.thu, at=at("2020-05-12T09:00"), note="Thiếu hợp đồng")
        assert resume(case.pk, by=SYSTEM, at=at("2020-05-12T10:00")).due_at == at("2020-05-15T09:00")
