"""Opinions of other agencies: opened with the turn, given once, waited for, closed with the turn."""

import pytest

from motcua.agencies.rules import NoAgency
from motcua.journal.models import Entry
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands import give_opinion, pause, resume, take, withdraw
from motcua.workflow.models import Case, Opinion, Turn

from .acts import refused
from .asking import flow, opinion
from .builders import at, officer
from .conftest import open_at

pytestmark = pytest.mark.django_db
LATER = at("2020-05-12T10:00")
PLAIN = flow(inside=None)  # no parts inside: whoever processes may pass


@pytest.fixture
def asked(asks) -> Case:
    return asks.open(content=PLAIN)


def give(asks, case, key, verdict="agree", text="", *, who=None, when=LATER):
    people = {"insurance": asks.people.thu, "other": asks.nha, "bank": asks.people.vay}
    return give_opinion(opinion(case, key).pk, verdict, text, by=who or people[key], at=when)


class TestOpening:
    def test_each_in_its_agency_with_its_own_term(self, asks, asked):
        found = [(o.key, o.agency, o.required, o.due_at, o.answered_at) for o in queries.opinions(asked)]
        assert found == [
            ("insurance", asks.people.insurance, True, at("2020-05-14T08:00"), None),
            ("other", asks.other, True, at("2020-05-12T14:00"), None),
            ("bank", asks.people.bank, False, at("2020-05-13T08:00"), None),
        ]
        assert queries.open_turn(asked.pk).agency == asks.people.committee
        assert queries.open_turn(asked.pk).stage_at is None

    def test_the_asked_agency_s_own_hours_count(self, asks):
        asks.other.hours = [["10:00", "12:00"], ["13:00", "17:00"]]
        asks.other.save()
        case = asks.open("2020-05-12T08:00")
        assert opinion(case, "other").due_at == at("2020-05-12T15:00")

    def test_what_a_run_skips_is_not_asked(self, asks):
        case = asks.open(skipped=["review.other", "decide.bank"])
        assert case.skipped == ["decide.bank", "review.other"]
        assert [o.key for o in queries.opinions(case)] == ["insurance", "bank"]

    def test_where_no_place_is_given_it_is_that_of_the_run(self, asks):
        assert opinion(asks.open(places={}), "other").agency == asks.people.committee

    def test_a_step_is_resolved_in_its_own_place(self, asks):
        case = asks.open(content=flow(inside=None, opinions=None))
        take(case.pk, "pass", by=asks.people.huyen, at=LATER)
        assert queries.open_turn(case.pk).agency == asks.other

    def test_the_first_step_too(self, asks):
        case = asks.open(content=flow(inside=None, opinions=None, place="home"))
        assert queries.open_turn(case.pk).agency == asks.other

    def test_an_asked_agency_that_is_not_there(self, asks):
        asks.people.bank.valid_to = at("2020-05-12T00:00").date()
        asks.people.bank.save()
        refused(lambda: asks.open(content=PLAIN), NoAgency)

    def test_a_flow_without_opinions_asks_the_database_no_more(self, people, django_assert_num_queries):
        case = open_at(people)
        queries.flow_of(case)
        with django_assert_num_queries(0):
            assert queries.opinions(case) == []
        with django_assert_num_queries(1):
            queries.track(case)
        with django_assert_num_queries(1):
            queries.history(case)


class TestGiving:
    @pytest.mark.parametrize(("verdict", "text"), [("agree", ""), ("differ", "Đã hưởng ở huyện này.")])
    def test_given_once_for_all(self, asks, asked, verdict, text):
        given = give(asks, asked, "other", verdict, f" {text} ")
        fresh = Opinion.objects.get(pk=given.pk)
        assert (fresh.verdict, fresh.text, fresh.answered_at) == (verdict, text, LATER)
        assert (fresh.answerer_id, fresh.answered_by) == (asks.nha.person, "Mai Thị Nhà")
        entry = Entry.objects.get(action="workflow.opinion_given")
        assert (entry.subject, entry.agency, entry.data) == (
            "dossier:1", asks.other.pk, {"step": "review", "opinion": "other", "verdict": verdict},
        )  # fmt: skip
        refused(
            lambda: give(asks, asked, "other", who=officer("Vi Văn Hai", asks.other, "process")),
            rules.OpinionGiven,
            "Ý kiến này đã được Mai Thị Nhà trả lời lúc 10:00, 12/05/2020.",
        )

    def test_to_differ_needs_a_reason(self, asks, asked):
        refused(lambda: give(asks, asked, "other", "differ", " "), Invalid)
        for verdict in ("", "closed", "maybe"):
            refused(lambda verdict=verdict: give(asks, asked, "other", verdict, "Vì vậy"), Invalid)

    def test_only_who_is_asked_gives_it(self, asks, asked):
        people = asks.people
        for who, refusal, told in (
            (people.employer, rules.NotOfficer, "Chỉ cán bộ của Ủy ban nhân dân huyện Nhà Mẫu"),
            (people.huyen, rules.NotAsked, "hỏi Ủy ban nhân dân huyện Nhà Mẫu, không hỏi cơ quan của bạn"),
            (officer("Bùi Chỉ Xem", asks.other, "view"), rules.NoPower, "cần quyền xử lý"),
            (officer("Cao Hẹp", asks.other, "process", services=["vay-von"]), rules.OtherService, "dịch vụ khác"),
        ):
            refused(lambda who=who: give(asks, asked, "other", who=who), refusal, told)

    def test_no_such_opinion(self, asks, asked):
        refused(lambda: give_opinion(0, "agree", "", by=asks.nha, at=LATER), rules.NoSuchOpinion)

    def test_it_goes_on_while_the_applicant_is_awaited(self, asks, asked):
        pause(asked.pk, by=asks.people.huyen, at=LATER, note="Thiếu giấy")
        before = opinion(asked, "other").due_at
        give(asks, asked, "other", when=at("2020-05-12T11:00"))
        resume(asked.pk, by=asks.people.employer, at=at("2020-05-13T09:00"))
        assert opinion(asked, "other").due_at == before
        assert opinion(asked, "other").verdict == "agree"


class TestWaiting:
    def test_a_step_is_not_left_before_what_is_required(self, asks, asked):
        act = lambda: take(asked.pk, "pass", by=asks.people.huyen, at=LATER)  # noqa: E731
        refused(act, rules.OpinionMissing, "còn chờ ý kiến của Ủy ban nhân dân huyện Nhà Mẫu, hạn 14:00, 12/05/2020.")
        give(asks, asked, "other", "differ", "Đã hưởng.")
        refused(act, rules.OpinionMissing, "Bảo hiểm xã hội huyện Thử Nghiệm, hạn 08:00, 14/05/2020.")
        give(asks, asked, "insurance")
        act()
        # Nobody waited for the bank, and now nobody does.
        closed = opinion(asked, "bank")
        assert (closed.verdict, closed.answered_at, closed.answered_by, closed.answerer) == ("closed", LATER, "", None)
        assert opinion(asked, "other").verdict == "differ"
        refused(
            lambda: give(asks, asked, "bank"),
            rules.OpinionClosed,
            "Ý kiến này không còn cần nữa: hồ sơ đã rời bước hỏi ý kiến lúc 10:00, 12/05/2020.",
        )

    def test_the_applicant_is_asked_without_waiting(self, asks, asked):
        take(asked.pk, "return", by=asks.people.huyen, at=LATER, note="Thiếu giấy")
        assert queries.open_turn(asked.pk).awaiting_since == LATER
        assert [o.answered_at for o in queries.opinions(asked)] == [None] * 3

    def test_a_run_stops_for_want_of_an_answer_whatever_is_open(self, asks, asked):
        take(asked.pk, "return", by=asks.people.huyen, at=LATER, note="Thiếu giấy")
        moment = at("2020-05-19T10:00")
        take(asked.pk, "stop", by=asks.people.huyen, at=moment)
        assert {(o.verdict, o.answered_at) for o in queries.opinions(asked)} == {("closed", moment)}

    def test_a_withdrawal_closes_them(self, asks, asked):
        give(asks, asked, "bank")
        withdraw(asked.pk, by=asks.people.employer, at=LATER)
        assert [o.verdict for o in queries.opinions(asked)] == ["closed", "closed", "agree"]

    def test_back_at_the_step_they_are_asked_anew(self, asks, asked):
        for key in ("other", "insurance"):
            give(asks, asked, key)
        take(asked.pk, "pass", by=asks.people.huyen, at=LATER)
        take(asked.pk, "back", by=asks.nha, at=at("2020-05-12T11:00"))
        found = [(o.turn.n, o.key, o.verdict) for o in queries.opinions(asked)]
        assert found == [
            (1, "insurance", "agree"), (1, "other", "agree"), (1, "bank", "closed"),
            (3, "insurance", ""), (3, "other", ""), (3, "bank", ""),
        ]  # fmt: skip


class TestReading:
    def test_the_applicant_sees_who_is_asked_until_when_and_not_what_is_said(self, asks, asked):
        give(asks, asked, "other", "differ", "Đã hưởng.")
        now = queries.track(Case.objects.get(pk=asked.pk))[1]
        assert [(o.agency_name, o.due_at, o.given_at) for o in now.opinions] == [
            ("Bảo hiểm xã hội huyện Thử Nghiệm", at("2020-05-14T08:00"), None),
            ("Ủy ban nhân dân huyện Nhà Mẫu", at("2020-05-12T14:00"), LATER),
            ("Phòng giao dịch huyện Thử Nghiệm", at("2020-05-13T08:00"), None),
        ]
        assert "Đã hưởng" not in repr(now)
        give(asks, asked, "insurance")
        take(asked.pk, "pass", by=asks.people.huyen, at=LATER)
        assert [step.opinions for step in queries.track(Case.objects.get(pk=asked.pk))] == [()] * 3

    def test_history_tells_what_was_said_and_when(self, asks, asked, django_assert_num_queries):
        give(asks, asked, "other", "differ", "Đã hưởng.", when=at("2020-05-12T14:30"))
        give(asks, asked, "insurance")
        take(asked.pk, "pass", by=asks.people.huyen, at=at("2020-05-12T15:00"))
        with django_assert_num_queries(2):
            rows = queries.history(asked)
        assert [(o.agency_name, o.verdict, o.text, o.by, o.given_at, o.result) for o in rows[0].opinions] == [
            ("Bảo hiểm xã hội huyện Thử Nghiệm", "agree", "", "Vũ Thị Thử", LATER, "Trước hạn"),
            ("Ủy ban nhân dân huyện Nhà Mẫu", "differ", "Đã hưởng.", "Mai Thị Nhà", at("2020-05-12T14:30"), "Quá hạn"),
            ("Phòng giao dịch huyện Thử Nghiệm", "closed", "", "", None, ""),
        ]
        assert rows[1].opinions == ()

    def test_the_asked_agency_s_queue(self, asks, asked, django_assert_num_queries):
        second = asks.open("2020-05-12T07:30", "dossier:2", PLAIN)
        give(asks, second, "bank")
        with django_assert_num_queries(1):
            found = [(o.case.subject, o.turn.agency.name) for o in queries.opinions_open(asks.other.pk)]
        assert found == [("dossier:2", asks.people.committee.name), ("dossier:1", asks.people.committee.name)]
        assert [o.case_id for o in queries.opinions_open(asks.people.bank.pk)] == [asked.pk]

    def test_the_way_of_the_asked_to_the_run(self, asks, asked):
        def cases(actor):
            return set(queries.asked_through(actor).values_list("case", flat=True))

        assert cases(asks.nha) == cases(asks.people.vay) == {asked.pk}
        assert cases(asks.people.tinh) == set()
        assert cases(officer("Cao Hẹp", asks.other, "process", services=["vay-von"])) == set()
        assert cases(asks.people.employer) == set()
        withdraw(asked.pk, by=asks.people.employer, at=LATER)
        assert cases(asks.nha) == {asked.pk}

    def test_turns_stay_whole(self, asks, asked):
        assert Turn.objects.filter(case=asked).count() == 1
