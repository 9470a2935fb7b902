"""Handing in, completing, withdrawing: the exact journal, the queued jobs, and refusals that change nothing."""

from datetime import date, datetime, timedelta

import pytest

from motcua.agencies.models import Agency
from motcua.catalogue.models import ServiceVersion
from motcua.documents.models import Document
from motcua.dossiers import commands, queries
from motcua.dossiers.commands.filing import NothingAdded
from motcua.dossiers.models import Dossier
from motcua.dossiers.rules import NotNow, NotReady, ServiceEnded
from motcua.kernel.errors import Invalid, Missing
from motcua.notices.models import Notice
from motcua.shell.clock import VIETNAM
from motcua.workflow.models import Case
from motcua.workflow.queries import open_turn
from motcua.workflow.rules import TooLateToWithdraw

from .conftest import LATER, NOON, fresh, jobs, journal, picture


def told(dossier):
    return list(Notice.objects.filter(subject=dossier.subject).order_by("id").values_list("title", "body"))


def papers(dossier):
    return list(Document.objects.filter(subject=dossier.subject).order_by("id").values_list("kind", flat=True))


def refused(dossier, refusal, act):
    before = picture(dossier)
    with pytest.raises(refusal) as said:
        act()
    assert picture(dossier) == before
    return str(said.value)


def test_handing_in(world):
    draft = world.draft()
    queued = len(jobs())
    dossier = commands.submit(draft.pk, by=world["firm"], at=NOON)
    assert (dossier.status, dossier.code) == ("in_progress", "000.00.00.H48-200512-0001")
    assert journal(dossier)[-3:] == ["workflow.opened", "documents.issue", "dossier.submitted"]
    assert papers(dossier) == ["receipt"]
    assert sorted(jobs()[queued:]) == ["documents.render", "notices.deliver"]
    turn = open_turn(dossier.case_id)
    assert turn.agency.name == "Bảo hiểm xã hội huyện Mộ Đức"
    assert turn.due_at == datetime(2020, 5, 15, 11, 0, tzinfo=VIETNAM)
    assert told(dossier) == [
        (
            "Đã tiếp nhận hồ sơ",
            "Hồ sơ 000.00.00.H48-200512-0001 đã được tiếp nhận. Hẹn trả kết quả: 11:00 ngày 22/05/2020.",
        )
    ]


def test_a_second_click_is_refused_and_changes_nothing(world):
    dossier = world.filed()
    refused(dossier, NotNow, lambda: commands.submit(dossier.pk, by=world["firm"], at=LATER))
    assert Case.objects.count() == 1


def test_codes_run_on_by_the_day_of_vietnam(world):
    first, second = world.filed(), world.filed()
    # 0:30 in the morning there is still the day before in UTC.
    night = datetime(2020, 5, 13, 0, 30, tzinfo=VIETNAM).astimezone(datetime.now().astimezone().tzinfo)
    third = world.filed(at=night)
    assert [d.code[-11:] for d in (first, second, third)] == ["200512-0001", "200512-0002", "200513-0001"]


def test_what_is_missing_is_named(world):
    dossier = world.draft()
    commands.clear_list(dossier.pk, by=world["firm"], at=NOON)
    commands.remove_paper(dossier.pk, dossier.papers.get().pk, by=world["firm"], at=NOON)
    said = refused(dossier, NotReady, lambda: commands.submit(dossier.pk, by=world["firm"], at=NOON))
    title = "Danh sách người lao động tạm hoãn thực hiện hợp đồng lao động, nghỉ việc không hưởng lương"
    assert said == f"Hồ sơ chưa nộp được. Còn thiếu: {title}, Giấy tờ kèm theo."


def test_answers_that_no_longer_fit_are_refused(world):
    dossier = world.draft()
    commands.save_answers(dossier.pk, "finance/difficulty", {"no_funds": "no"}, by=world["firm"], at=NOON)
    with pytest.raises(Invalid) as said:
        commands.submit(dossier.pk, by=world["firm"], at=NOON)
    assert said.value.problems == {"no_funds": "Doanh nghiệp chưa đủ điều kiện nhận hỗ trợ này"}
    assert fresh(dossier).status == "draft"


def test_a_service_that_ended_takes_no_more_dossiers(world):
    dossier = world.draft()
    ServiceVersion.objects.update(valid_to=date(2020, 5, 12))
    said = refused(
        dossier, ServiceEnded, lambda: commands.submit(dossier.pk, by=world["firm"], at=NOON + timedelta(days=1))
    )
    assert said.startswith("Dịch vụ này đã ngừng nhận hồ sơ từ sau ngày 12/05/2020.")
    assert commands.submit(dossier.pk, by=world["firm"], at=NOON).status == "in_progress"


def test_a_place_without_an_agency_takes_nothing(world):
    dossier = world.draft()
    Agency.objects.filter(role="social_insurance", level="district").update(valid_to=date(2020, 5, 2))
    refused(dossier, Missing, lambda: commands.submit(dossier.pk, by=world["firm"], at=NOON))


def test_completing(world):
    dossier = world.returned()
    assert dossier.status == "awaiting"
    world.attach(dossier)
    cells = queries.row(dossier, 1).values
    commands.save_row(dossier.pk, 1, {**cells, "bhxh_number": "5109999999"}, by=world["firm"], at=LATER)
    done = commands.supplement(dossier.pk, " Đã sửa số sổ. ", by=world["firm"], at=LATER)
    assert done.status == "in_progress"
    asked = dossier.supplements.get()
    assert (asked.reply, asked.answered_at) == ("Đã sửa số sổ.", LATER)
    assert [a for a in journal(dossier) if a.startswith("dossier.")][-4:] == [
        "dossier.returned",
        "dossier.paper_added",
        "dossier.row_saved",
        "dossier.supplemented",
    ]
    assert queries.current_supplement(done) is None
    assert papers(dossier) == ["receipt", "supplement"]
    assert told(dossier)[-2][1] == (
        "Bảo hiểm xã hội huyện Mộ Đức đề nghị bổ sung hồ sơ 000.00.00.H48-200512-0001: Gửi lại thỏa thuận. "
        "Thời hạn giải quyết tạm dừng đến khi bạn bổ sung."
    )
    assert told(dossier)[-1][0] == "Đã nhận phần bổ sung của hồ sơ 000.00.00.H48-200512-0001"


def test_nothing_added_is_not_an_answer(world):
    dossier = world.returned()
    refused(dossier, NothingAdded, lambda: commands.supplement(dossier.pk, "  ", by=world["firm"], at=LATER))


def test_rows_that_wait_for_a_verdict_are_not_an_answer(world):
    dossier = world.filed()
    world.confirm(dossier, "refused", rows=[1], reason="Đã báo giảm.")
    dossier = world.act(dossier, "return", "thu", note="Sửa danh sách.", wanted=["list"])
    refused(dossier, NothingAdded, lambda: commands.supplement(dossier.pk, "", by=world["firm"], at=LATER))


def test_a_corrected_row_with_a_problem_holds_the_answer_back(world):
    dossier = world.returned()
    cells = queries.row(dossier, 1).values
    commands.save_row(dossier.pk, 1, {**cells, "bhxh_number": "12"}, by=world["firm"], at=LATER)
    said = refused(dossier, NotReady, lambda: commands.supplement(dossier.pk, "xong", by=world["firm"], at=LATER))
    assert "nghỉ việc không hưởng lương còn dòng cần sửa" in said


def test_nobody_asked(world):
    dossier = world.filed()
    refused(dossier, NotNow, lambda: commands.supplement(dossier.pk, "x", by=world["firm"], at=LATER))


@pytest.mark.parametrize("make", ["filed", "returned", "at_province"])
def test_withdrawing_until_the_decision(world, make):
    dossier = getattr(world, make)()
    done = commands.withdraw(dossier.pk, " Nộp nhầm. ", by=world["firm"], at=LATER)
    assert (done.status, done.reason, done.finished_at) == ("withdrawn", "Nộp nhầm.", LATER)
    assert open_turn(done.case_id) is None
    assert journal(dossier)[-2:] == ["workflow.withdrawn", "dossier.withdrawn"]
    assert told(dossier)[-1][0] == f"Bạn đã rút hồ sơ {dossier.code}"
    refused(dossier, NotNow, lambda: commands.withdraw(dossier.pk, "", by=world["firm"], at=LATER))


def test_too_late_to_withdraw(world):
    dossier = world.at_province()
    world.act(dossier, "approve", "tinh")
    refused(dossier, (NotNow, TooLateToWithdraw), lambda: commands.withdraw(dossier.pk, "", by=world["firm"], at=LATER))


def test_a_draft_is_not_withdrawn(world):
    dossier = world.draft()
    refused(dossier, NotNow, lambda: commands.withdraw(dossier.pk, "", by=world["firm"], at=LATER))
    assert Dossier.objects.get().status == "draft"
