"""The parts of a step inside its agency: each by its right, by another person, actions at the last one only."""

import pytest

from motcua.agencies.models import Grant
from motcua.journal.models import Entry
from motcua.kernel.errors import Invalid
from motcua.workflow import queries, rules
from motcua.workflow.commands import assign, back_inside, claim, hold, pass_inside, pause, release, take
from motcua.workflow.commands.handing import hand_over
from motcua.workflow.models import Passing

from .acts import refused
from .asking import flow
from .builders import at, officer
from .conftest import open_at

pytestmark = pytest.mark.django_db
NINE, TEN, ELEVEN = at("2020-05-12T09:00"), at("2020-05-12T10:00"), at("2020-05-12T11:00")
PARTS = flow(opinions=None)


@pytest.fixture
def case(asks):
    return asks.open(content=PARTS)


def turn(case):
    return queries.open_turn(case.pk)


def test_on_to_the_chair(asks, case):
    assert (turn(case).stage, turn(case).stage_at) == (0, at("2020-05-12T08:00"))
    claim(case.pk, by=asks.people.huyen, at=NINE)
    due = turn(case).due_at
    pass_inside(case.pk, by=asks.people.huyen, at=TEN, note=" Đủ điều kiện ")
    after = turn(case)
    assert (after.stage, after.stage_at, after.holder, after.claimed_at, after.due_at) == (1, TEN, None, None, due)
    passing = Passing.objects.get()
    assert (passing.turn_id, passing.stage, passing.back, passing.person_id, passing.by, passing.at, passing.note) == (
        after.pk, 0, False, asks.people.huyen.person, "Phạm Văn Huyện", TEN, "Đủ điều kiện",
    )  # fmt: skip
    assert Entry.objects.get(action="workflow.passed_inside").data == {"step": "review", "stage": 1}
    take(case.pk, "pass", by=asks.chair, at=ELEVEN)
    assert turn(case).step == "decide"


def test_actions_are_those_of_the_last_part(asks, case):
    refused(
        lambda: take(case.pk, "pass", by=asks.chair, at=NINE),
        rules.StageLeft,
        "trong cơ quan còn phần “Lãnh đạo duyệt”",
    )
    pass_inside(case.pk, by=asks.people.huyen, at=NINE)
    refused(lambda: take(case.pk, "pass", by=asks.people.huyen, at=TEN), rules.NoPower, "cần quyền quyết định")
    refused(lambda: claim(case.pk, by=asks.people.huyen, at=TEN), rules.NoPower)
    refused(lambda: pass_inside(case.pk, by=asks.chair, at=TEN), rules.NoStage)


def test_the_first_part_needs_its_own_right(asks, case):
    signer = officer("Chỉ Ký", asks.people.committee, "decide")
    for act in (claim, hold, pass_inside):
        refused(lambda act=act: act(case.pk, by=signer, at=NINE), rules.NoPower, "cần quyền xử lý")
    refused(lambda: pass_inside(case.pk, by=asks.people.thu, at=NINE), rules.WrongAgency)


def test_the_applicant_may_be_asked_at_any_part(asks, case):
    signer = officer("Chỉ Ký", asks.people.committee, "decide")
    refused(lambda: pause(case.pk, by=signer, at=NINE, note="Thiếu"), rules.NoPower)
    other = asks.open(subject="dossier:2", content=PARTS)
    take(case.pk, "return", by=asks.people.huyen, at=NINE, note="Thiếu giấy")
    assert turn(case).awaiting_since == NINE
    pass_inside(other.pk, by=asks.people.huyen, at=NINE)
    take(other.pk, "return", by=signer, at=TEN, note="Thiếu giấy")
    assert (turn(other).awaiting_since, turn(other).stage) == (TEN, 1)


def test_another_person_does_the_next_part(asks, case):
    pass_inside(case.pk, by=asks.chair, at=NINE)
    told = "Phần “Lãnh đạo duyệt” phải do người khác làm, vì bạn đã làm phần trước."
    for act in (
        lambda: claim(case.pk, by=asks.chair, at=TEN),
        lambda: hold(case.pk, by=asks.chair, at=TEN),
        lambda: take(case.pk, "pass", by=asks.chair, at=TEN),
        lambda: pause(case.pk, by=asks.chair, at=TEN, note="Thiếu"),
        lambda: back_inside(case.pk, by=asks.chair, at=TEN, note="Nhầm"),
    ):
        refused(act, rules.SamePerson, told)
    refused(lambda: assign(case.pk, asks.chair.person, by=asks.vice, at=TEN), rules.SameColleague, "người được giao")
    take(case.pk, "pass", by=asks.vice, at=TEN)
    assert turn(case).step == "decide"


def test_the_same_person_where_the_file_allows_it(asks):
    parts = [{"title": "Thẩm định"}, {"title": "Duyệt", "power": "decide"}]
    case = asks.open(content=flow(opinions=None, inside=parts))
    pass_inside(case.pk, by=asks.chair, at=NINE)
    take(case.pk, "pass", by=asks.chair, at=TEN)
    assert turn(case).step == "decide"


def test_a_step_with_one_part_is_at_its_last(asks):
    case = asks.open(content=flow(opinions=None, inside=[{"title": "Lãnh đạo", "power": "decide"}]))
    refused(lambda: take(case.pk, "pass", by=asks.people.huyen, at=NINE), rules.NoPower)
    take(case.pk, "pass", by=asks.chair, at=TEN)
    assert turn(case).step == "decide"


class TestBack:
    @pytest.fixture
    def passed(self, asks, case):
        pass_inside(case.pk, by=asks.people.huyen, at=NINE)
        return case

    def test_to_who_did_it_with_a_reason(self, asks, passed):
        claim(passed.pk, by=asks.chair, at=NINE)
        refused(lambda: back_inside(passed.pk, by=asks.chair, at=TEN, note=" "), Invalid)
        back_inside(passed.pk, by=asks.chair, at=TEN, note="Sai số tiền")
        after = turn(passed)
        assert (after.stage, after.stage_at, after.holder_id, after.claimed_at) == (
            0, TEN, asks.people.huyen.person, TEN,
        )  # fmt: skip
        assert list(Passing.objects.order_by("pk").values_list("stage", "back", "by", "note")) == [
            (0, False, "Phạm Văn Huyện", ""), (1, True, "Tô Văn Chủ Tịch", "Sai số tiền"),
        ]  # fmt: skip
        assert Entry.objects.get(action="workflow.back_inside").data == {"step": "review", "stage": 0}
        # And on again, by whoever did the first part last.
        assign(passed.pk, asks.vice.person, by=asks.people.huyen, at=TEN)
        pass_inside(passed.pk, by=asks.vice, at=ELEVEN)
        refused(lambda: claim(passed.pk, by=asks.vice, at=ELEVEN), rules.SamePerson)
        claim(passed.pk, by=asks.chair, at=ELEVEN)

    def test_to_the_agency_when_they_may_no_more(self, asks, passed):
        Grant.objects.filter(membership__person=asks.people.huyen.person).update(until=at("2020-05-01T00:00").date())
        back_inside(passed.pk, by=asks.chair, at=TEN, note="Sai số tiền")
        assert (turn(passed).stage, turn(passed).holder) == (0, None)

    def test_there_is_nothing_before_the_first(self, asks, case):
        refused(lambda: back_inside(case.pk, by=asks.people.huyen, at=NINE, note="Sai"), rules.NoStage)


class TestShown:
    def test_a_page_of_another_part_is_refused(self, asks, case):
        pass_inside(case.pk, by=asks.people.huyen, at=NINE, turn=1, stage=0)
        refused(
            lambda: pass_inside(case.pk, by=asks.people.huyen, at=TEN, turn=1, stage=0),
            rules.StageMoved,
            "Phạm Văn Huyện đã chuyển hồ sơ trong cơ quan lúc 09:00, 12/05/2020; nay hồ sơ đang ở phần “Lãnh đạo",
        )
        refused(lambda: pass_inside(case.pk, by=asks.chair, at=TEN, turn=2, stage=1), rules.NoSuchTurn)
        take(case.pk, "pass", by=asks.chair, at=TEN)
        refused(lambda: back_inside(case.pk, by=asks.chair, at=TEN, note="x", turn=1, stage=1), rules.Moved)


def test_a_colleague_holds_it(asks, case):
    claim(case.pk, by=asks.people.huyen, at=NINE)
    refused(lambda: pass_inside(case.pk, by=asks.chair, at=TEN), rules.Held)
    release(case.pk, by=asks.people.huyen, at=TEN)
    pass_inside(case.pk, by=asks.chair, at=TEN)


def test_paused_it_stays_until_the_answer_is_overdue(asks, case):
    take(case.pk, "return", by=asks.people.huyen, at=NINE, note="Thiếu giấy")
    refused(lambda: pass_inside(case.pk, by=asks.people.huyen, at=TEN), rules.Awaiting)
    late = at("2020-05-19T09:00")
    refused(lambda: take(case.pk, "stop", by=asks.people.huyen, at=late), rules.StageLeft)
    pass_inside(case.pk, by=asks.people.huyen, at=late)
    take(case.pk, "stop", by=asks.chair, at=late)
    case.refresh_from_db()
    assert case.outcome == "refused"


def test_a_step_without_parts_has_none(people):
    plain = open_at(people)
    refused(lambda: pass_inside(plain.pk, by=people.thu, at=NINE), rules.NoStage)
    assert queries.open_turn(plain.pk).stage_at is None


def test_who_leaves_hands_over_to_who_may_do_the_part(asks, case):
    pass_inside(case.pk, by=asks.people.huyen, at=NINE)
    claim(case.pk, by=asks.chair, at=TEN)
    manager = officer("Quản Trị", asks.people.committee, "grant")
    refused(
        lambda: hand_over(asks.chair.person, asks.people.committee.pk, asks.people.huyen.person, by=manager, at=ELEVEN),
        rules.NotColleague,
    )
    done = hand_over(asks.chair.person, asks.people.committee.pk, asks.vice.person, by=manager, at=ELEVEN)
    assert [t.pk for t in done.given] == [turn(case).pk]
    assert turn(case).holder_id == asks.vice.person


def test_not_to_who_did_the_part_before(asks, case):
    pass_inside(case.pk, by=asks.vice, at=NINE)
    claim(case.pk, by=asks.chair, at=TEN)
    manager = officer("Quản Trị", asks.people.committee, "grant")
    refused(
        lambda: hand_over(asks.chair.person, asks.people.committee.pk, asks.vice.person, by=manager, at=ELEVEN),
        rules.NotColleague,
    )


def test_history_tells_the_parts(asks, case, django_assert_num_queries):
    pass_inside(case.pk, by=asks.people.huyen, at=NINE, note="Đủ")
    back_inside(case.pk, by=asks.chair, at=TEN, note="Sai")
    pass_inside(case.pk, by=asks.people.huyen, at=ELEVEN)
    with django_assert_num_queries(2):
        rows = queries.history(case)
    assert [(p.title, p.by, p.received_at, p.done_at, p.back, p.note) for p in rows[0].parts] == [
        ("Chuyên viên thẩm định", "Phạm Văn Huyện", at("2020-05-12T08:00"), NINE, False, "Đủ"),
        ("Lãnh đạo duyệt", "Tô Văn Chủ Tịch", NINE, TEN, True, "Sai"),
        ("Chuyên viên thẩm định", "Phạm Văn Huyện", TEN, ELEVEN, False, ""),
    ]
