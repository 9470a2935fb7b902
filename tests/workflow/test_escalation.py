"""What is late by more than its step allows is told to those above, once."""

import pytest

from motcua.agencies.models import Agency, Grant
from motcua.journal.models import Entry
from motcua.notices.models import Notice
from motcua.workflow import jobs, queries
from motcua.workflow.commands import pass_inside, pause, take
from motcua.workflow.commands.escalating import escalate
from motcua.workflow.models import Turn

from .asking import flow
from .builders import at, officer
from .conftest import open_at

pytestmark = pytest.mark.django_db
LATE = flow(opinions=None, inside=None)
# Opened on Tuesday 12 May, 08:00, due on Friday 15; told a working day later, on Monday 18.
JUST, AFTER = at("2020-05-18T08:00"), at("2020-05-18T08:01")


@pytest.fixture
def above(asks):
    """The district stands below its province, whose officers look after it."""
    here, top = asks.people.committee, asks.people.province
    Agency.objects.filter(pk=here.pk).update(parent=top, path=f"{top.path}{here.pk}/")
    return {
        "whole": officer("Xem Cả", top, "view"),
        "only": officer("Xem Riêng", top, "view", services=["vay-von"]),
        "worker": officer("Chỉ Làm", top, "process"),
    }


@pytest.fixture
def case(asks):
    return asks.open(content=LATE)


def told() -> set[str]:
    return set(Notice.objects.values_list("person__name", flat=True))


def test_those_who_decide_there_and_those_who_look_after_it(asks, above, case):
    assert escalate(at=JUST) == 0
    assert Notice.objects.count() == 0
    assert escalate(at=AFTER) == 1
    assert told() == {"Tô Văn Chủ Tịch", "Lý Thị Phó", "Xem Cả"}
    notice = Notice.objects.filter(person__name="Xem Cả").get()
    assert notice.title == "Hồ sơ quá hạn chưa giải quyết"
    assert notice.body == (
        "Bước “Huyện xem xét” tại Ủy ban nhân dân huyện Thử Nghiệm lẽ ra xong lúc 08:00, 15/05/2020. "
        "Người nộp: Công ty TNHH Ví Dụ. Hãy giao người giải quyết ngay."
    )
    assert (notice.link, notice.subject) == ("/ban-lam-viec/", "dossier:1")
    assert queries.open_turn(case.pk).escalated_at == AFTER
    entry = Entry.objects.get(action="workflow.escalated")
    assert (entry.subject, entry.person, entry.data["step"], len(entry.data["told"])) == ("dossier:1", 0, "review", 3)


def test_once(asks, above, case):
    assert escalate(at=AFTER) == 1
    assert escalate(at=at("2020-06-01T08:00")) == 0
    assert Notice.objects.count() == 3
    assert Entry.objects.filter(action="workflow.escalated").count() == 1


@pytest.mark.parametrize("change", ["ended", "state", "elsewhere", "level", "inactive"])
def test_a_right_that_does_not_reach_it_is_not_told(asks, above, case, change):
    grants = Grant.objects.filter(membership__person=above["whole"].person)
    if change == "ended":
        grants.update(until=at("2020-05-18T00:00").date())
    elif change == "state":
        grants.update(scope=None)  # over the whole state: that reaches it
    elif change == "elsewhere":
        grants.update(scope=asks.other)
    elif change == "level":
        grants.update(level=2)
    else:
        from motcua.identity.models import Person

        Person.objects.filter(pk=above["whole"].person).update(is_active=False)
    escalate(at=AFTER)
    assert ("Xem Cả" in told()) is (change == "state")


def test_a_turn_that_went_on_or_waits_for_its_applicant_is_not_told(asks, above, case):
    worker = officer("Phạm Văn Huyện", asks.people.committee, "process")
    paused = asks.open(subject="dossier:2", content=LATE)
    pause(paused.pk, by=worker, at=at("2020-05-13T08:00"), note="Thiếu")
    take(case.pk, "pass", by=worker, at=at("2020-05-14T08:00"))
    assert escalate(at=AFTER) == 0
    assert Turn.objects.filter(escalated_at__isnull=False).count() == 0


def test_steps_that_do_not_say_so_are_not_told(asks, above, people):
    open_at(people)
    asks.open(subject="dossier:2", content=flow(opinions=None, escalate=None))
    assert escalate(at=at("2020-06-30T08:00")) == 0


def test_the_agency_s_own_hours_count(asks, above, case):
    Agency.objects.filter(pk=asks.people.committee.pk).update(hours=[["09:00", "12:00"], ["13:00", "17:00"]])
    assert escalate(at=at("2020-05-18T09:00")) == 0
    assert escalate(at=at("2020-05-18T09:01")) == 1


def test_an_agency_without_anybody_above_is_marked_all_the_same(asks, case):
    Grant.objects.filter(right="decide").update(until=at("2020-05-01T00:00").date())
    assert escalate(at=AFTER) == 1
    assert Notice.objects.count() == 0
    assert escalate(at=AFTER) == 0


def test_the_part_inside_does_not_matter(asks, above):
    case = asks.open(content=flow(opinions=None))
    pass_inside(case.pk, by=officer("Phạm Văn Huyện", asks.people.committee, "process"), at=at("2020-05-14T08:00"))
    assert escalate(at=AFTER) == 1


def test_it_asks_once_when_no_flow_says_so(people, django_assert_num_queries):
    open_at(people)
    with django_assert_num_queries(1):
        assert escalate(at=at("2020-06-30T08:00")) == 0


def test_the_job_runs_each_quarter_of_an_hour(asks, above, case, monkeypatch):
    monkeypatch.setattr(jobs.clock, "now", lambda: AFTER)
    jobs.escalate(0)
    assert Entry.objects.filter(action="workflow.escalated").count() == 1
    periodic = jobs.app.periodic_registry.periodic_tasks
    assert [task.cron for task in periodic.values() if task.task.name == "workflow.escalate"] == ["*/15 * * * *"]
