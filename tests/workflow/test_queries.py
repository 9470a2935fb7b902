from datetime import timedelta

import pytest

from motcua.calendar import queries as calendar_queries
from motcua.calendar.models import Holiday
from motcua.workflow import queries
from motcua.workflow.commands import claim, pause, resume, take, withdraw
from motcua.workflow.models import Case, Turn

from .builders import at
from .conftest import open_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(people):
    """Eight cases at the insurance office, as they stand on Thursday 14 May at 09:00. Those due are due on day + 3."""
    opened = {
        "late": "2020-05-08T08:00",  # due Wed 13
        "late_mine": "2020-05-11T08:00",  # due Thu 14, 08:00
        "soon": "2020-05-12T08:00",  # due Fri 15
        "soon_theirs": "2020-05-11T10:00",  # due Thu 14, 10:00
        "later": "2020-05-13T08:00",  # due Mon 18
        "later_mine": "2020-05-13T09:00",
        "awaiting": "2020-05-11T09:30",
        "gone": "2020-05-11T07:00",
    }
    cases = {name: open_at(people, moment, f"dossier:{name}") for name, moment in opened.items()}
    for name, who in (("late_mine", people.thu), ("later_mine", people.thu), ("soon_theirs", people.mau)):
        claim(cases[name].pk, by=who, at=at("2020-05-13T10:00"))
    pause(cases["awaiting"].pk, by=people.thu, at=at("2020-05-13T10:00"), note="Thiếu hợp đồng")
    take(cases["gone"].pk, "pass", by=people.thu, at=at("2020-05-13T10:00"))
    return {case.pk: name for name, case in cases.items()}


NOW = at("2020-05-14T09:00")
QUEUES = {
    "mine": ["late_mine", "later_mine"],
    "unclaimed": ["late", "soon", "later"],
    # The applicant of "awaiting" has until well after all the rest; its own clock stood still on Thursday 14 at 09:30.
    "all": ["late", "late_mine", "soon_theirs", "soon", "later", "later_mine", "awaiting"],
    "soon": ["soon_theirs", "soon"],
    "late": ["late", "late_mine"],
    "awaiting": ["awaiting"],
}


@pytest.mark.parametrize("which", queries.QUEUES)
def test_queues(people, desk, which, django_assert_num_queries):
    with django_assert_num_queries(1):
        turns = list(queries.queue(people.insurance.pk, which, person=people.thu.person, at=NOW))
        names = [(turn.case.subject, turn.agency.name, turn.holder and turn.holder.name) for turn in turns]
    assert [desk[turn.case_id] for turn in turns] == QUEUES[which]
    assert len(names) == len(QUEUES[which])


def test_an_agency_sees_its_own(people, desk):
    def found(which):
        return queries.queue(people.committee.pk, which, person=people.huyen.person, at=NOW).count()

    assert {which: found(which) for which in queries.QUEUES} == {
        "mine": 0, "unclaimed": 1, "all": 1, "soon": 0, "late": 0, "awaiting": 0,
    }  # fmt: skip


def test_paging_by_key_meets_each_row_once(people, desk):
    due_at = at("2020-05-18T08:00")
    Turn.objects.filter(closed_at=None, agency=people.insurance, awaiting_since=None).update(due_at=due_at)
    turns = queries.queue(people.insurance.pk, "all", person=0, at=NOW)
    whole, paged, page = list(turns), [], list(turns[:2])
    while page:
        paged += page
        page = list(queries.after(turns, page[-1].pressing_at, page[-1].pk)[:2])
    assert paged == whole
    assert len(paged) == 7


def test_before_a_row_the_nearest_comes_first(people, desk):
    turns = list(found := queries.queue(people.insurance.pk, "all", person=0, at=NOW))
    for n, turn in enumerate(turns):
        assert list(queries.before(found, turn.pressing_at, turn.pk)) == turns[:n][::-1]


def test_the_desk_opens_in_a_year_without_calendar(people, desk):
    Holiday.objects.all().delete()
    calendar_queries.forget()
    assert queries.queue(people.insurance.pk, "soon", person=people.thu.person, at=NOW).count() == 2


def states(case: Case) -> list[tuple[int, int, str, str, str]]:
    return [(step.n, step.of, step.key, step.state, step.agency_name) for step in queries.track(case)]


INSURANCE = "Bảo hiểm xã hội huyện Thử Nghiệm"
COMMITTEE = "Ủy ban nhân dân huyện Thử Nghiệm"


class TestTrack:
    def test_at_the_first_step(self, people, case):
        assert states(case) == [
            (1, 5, "submit", "done", ""),
            (2, 5, "confirm", "now", INSURANCE),
            (3, 5, "appraise", "todo", "Ủy ban nhân dân cấp huyện"),
            (4, 5, "decide", "todo", "Ủy ban nhân dân cấp tỉnh"),
            (5, 5, "lend", "todo", "Ngân hàng Chính sách xã hội cấp huyện"),
        ]
        steps = queries.track(case)
        assert [step.due_at for step in steps] == [
            None,
            at("2020-05-15T08:00"),
            at("2020-05-20T08:00"),
            at("2020-05-22T08:00"),
            case.due_at,
        ]
        assert (steps[0].title, steps[0].by, steps[0].closed_at) == (
            "Nộp hồ sơ",
            "Công ty TNHH Ví Dụ",
            at("2020-05-12T08:00"),
        )
        assert steps[1].doing == "xác nhận từng người lao động"

    def test_in_the_middle_paused(self, people, case):
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        pause(case.pk, by=people.huyen, at=at("2020-05-14T09:00"), note="Thiếu báo cáo")
        assert [step.state for step in queries.track(case)] == ["done", "done", "paused", "todo", "todo"]
        step = queries.track(case)[2]
        assert (step.agency_name, step.by) == (COMMITTEE, "Phạm Văn Huyện")
        assert step.awaiting_until == at("2020-06-15T09:00")
        assert queries.track(case)[3].due_at is None
        resume(case.pk, by=people.employer, at=at("2020-05-14T10:00"))
        assert [step.state for step in queries.track(case)] == ["done", "done", "now", "todo", "todo"]

    def test_back_at_an_earlier_step(self, people, case):
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        take(case.pk, "back", by=people.huyen, at=at("2020-05-14T09:00"), note="Sai số liệu")
        assert [step.state for step in queries.track(case)] == ["done", "now", "todo", "todo", "todo"]

    def test_a_closed_run_shows_what_happened(self, people, case):
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        withdraw(case.pk, by=people.employer, at=at("2020-05-14T09:00"))
        case.refresh_from_db()
        assert states(case) == [
            (1, 3, "submit", "done", ""),
            (2, 3, "confirm", "done", INSURANCE),
            (3, 3, "appraise", "done", COMMITTEE),
        ]

    def test_it_takes_one_query_however_long_the_run(self, people, case, django_assert_num_queries):
        queries.flow_of(case)
        with django_assert_num_queries(1):
            queries.track(case)
        take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"))
        take(case.pk, "pass", by=people.huyen, at=at("2020-05-14T09:00"))
        with django_assert_num_queries(1):
            queries.track(case)


def test_history_for_the_control_slip(people, case, django_assert_num_queries):
    take(case.pk, "pass", by=people.thu, at=at("2020-05-13T09:00"), note="Đủ 12 người")
    take(case.pk, "back", by=people.huyen, at=at("2020-05-18T09:00"), note="Sai số liệu")
    pause(case.pk, by=people.mau, at=at("2020-05-19T09:00"), note="Thiếu hợp đồng")
    resume(case.pk, by=people.employer, at=at("2020-05-20T09:00"))
    take(case.pk, "pass", by=people.mau, at=at("2020-05-25T09:00"))
    with django_assert_num_queries(1):
        rows = queries.history(case)
    assert [(r.n, r.agency_name, r.handed_by, r.received_by, r.action_title, r.result) for r in rows] == [
        (1, INSURANCE, "Công ty TNHH Ví Dụ", "Vũ Thị Thử", "Xác nhận xong, chuyển huyện", "Trước hạn"),
        (2, COMMITTEE, "Vũ Thị Thử", "Phạm Văn Huyện", "Chuyển lại bảo hiểm xã hội", "Đúng hạn"),
        (3, INSURANCE, "Phạm Văn Huyện", "Lê Văn Mẫu", "Xác nhận xong, chuyển huyện", "Quá hạn"),
        (4, COMMITTEE, "Lê Văn Mẫu", "", "", ""),
    ]
    assert [(r.received_at, r.closed_at) for r in rows[:2]] == [
        (at("2020-05-12T08:00"), at("2020-05-13T09:00")),
        (at("2020-05-13T09:00"), at("2020-05-18T09:00")),
    ]
    assert (rows[0].note, rows[2].returns) == ("Đủ 12 người", 1)


def test_silent_cases_are_found(people, case):
    assert list(queries.silent_cases()) == []
    turn = Turn.objects.filter(case=case)
    turn.update(closed_at=case.opened_at + timedelta(days=1), action="pass", closed_by="Vũ Thị Thử")
    assert list(queries.silent_cases()) == [case]
    Case.objects.filter(pk=case.pk).update(closed_at=case.opened_at, outcome="paid")
    assert list(queries.silent_cases()) == []


def test_open_turn_brings_what_pages_show(people, case, django_assert_num_queries):
    queries.flow_of(case)
    claim(case.pk, by=people.thu, at=at("2020-05-12T08:32"))
    with django_assert_num_queries(1):
        turn = queries.open_turn(case.pk)
        assert (turn.agency.name, turn.holder.name, queries.step_of(turn).key) == (INSURANCE, "Vũ Thị Thử", "confirm")
    withdraw(case.pk, by=people.employer, at=at("2020-05-12T09:00"))
    assert queries.open_turn(case.pk) is None
