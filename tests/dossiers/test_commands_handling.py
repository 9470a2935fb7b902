"""What officers do: rows, steps, the decision; who may, and what each refusal leaves as it was."""

from datetime import datetime, timedelta

import pytest

from motcua.documents.models import Document
from motcua.dossiers import commands, queries, rules
from motcua.dossiers.commands.filing import NothingAdded
from motcua.dossiers.commands.handling import NotAtThisStep, NothingChosen, WantedUnknown
from motcua.dossiers.models import Row
from motcua.entitlements.commands import AlreadyEntitled
from motcua.entitlements.models import Entitlement
from motcua.kernel.errors import NotAllowed, Refusal
from motcua.notices.models import Notice
from motcua.shell.clock import VIETNAM
from motcua.workflow import commands as workflow
from motcua.workflow import rules as flow
from motcua.workflow.queries import open_turn

from .conftest import LATER, fresh, jobs, journal, picture


def refused(dossier, refusal, act):
    before = picture(dossier)
    with pytest.raises(refusal) as said:
        act()
    assert picture(dossier) == before
    return str(said.value)


def verdicts(dossier):
    return list(Row.objects.filter(dossier=dossier).order_by("n").values_list("verdict", "reason"))


def papers(dossier):
    return list(Document.objects.filter(subject=dossier.subject).order_by("id").values_list("kind", flat=True))


def test_confirming_in_bulk_and_refusing_by_row(world):
    dossier = world.filed(4)
    assert world.confirm(dossier) == 4
    assert world.confirm(dossier) == 0
    assert world.confirm(dossier, "refused", rows=[2, 4], reason=" Đã báo giảm. ") == 2
    assert verdicts(dossier) == [
        ("confirmed", ""),
        ("refused", "Đã báo giảm."),
        ("confirmed", ""),
        ("refused", "Đã báo giảm."),
    ]
    assert open_turn(dossier.case_id).holder_id == world["thu"].person
    assert journal(dossier).count("dossier.rows_judged") == 3
    assert world.confirm(dossier, "", rows=[2]) == 1
    assert verdicts(dossier)[1] == ("", "")


def test_the_reason_of_a_refusal_is_not_kept_with_a_confirmation(world):
    dossier = world.filed(1)
    world.confirm(dossier, "confirmed", rows=[1], reason="nhầm")
    assert verdicts(dossier) == [("confirmed", "")]


@pytest.mark.parametrize(
    ("refusal", "act"),
    [
        (rules.ReasonNeeded, lambda w, d: w.confirm(d, "refused", rows=[1], reason=" ")),
        (NothingChosen, lambda w, d: commands.confirm_rows(d.pk, "confirmed", rows=[], by=w["thu"], at=LATER)),
        (NotAllowed, lambda w, d: w.confirm(d, who="huyen")),
        (NotAllowed, lambda w, d: w.confirm(d, who="firm")),
        (ValueError, lambda w, d: w.confirm(d, "banana", rows=[1])),
        (NotAtThisStep, lambda w, d: commands.strike_rows(d.pk, True, rows=[1], reason="x", by=w["tinh"], at=LATER)),
        (rules.RowsPending, lambda w, d: w.act(d, "pass", "thu")),
        (rules.ReasonNeeded, lambda w, d: w.act(d, "return", "thu", note=" ", wanted=["list"])),
        (WantedUnknown, lambda w, d: w.act(d, "return", "thu", note="x", wanted=["mystery"])),
        (flow.UnknownAction, lambda w, d: w.act(d, "approve", "thu")),
        (Refusal, lambda w, d: w.act(d, "return", "huyen", note="x", wanted=["list"])),
        (rules.ReasonNeeded, lambda w, d: commands.put_off(d.pk, LATER, " ", by=w["thu"], at=LATER)),
        (rules.EmptyNote, lambda w, d: commands.annotate(d.pk, " ", by=w["thu"], at=LATER)),
    ],
)
def test_refusals_at_the_first_step(world, refusal, act):
    dossier = world.filed()
    refused(dossier, refusal, lambda: act(world, dossier))


def test_a_colleague_who_holds_it_is_named(world):
    dossier = world.filed()
    workflow.claim(dossier.case_id, by=world["bao"], at=LATER)
    said = refused(dossier, flow.Held, lambda: world.confirm(dossier))
    assert "Phan Văn Bảo Thử" in said


def test_nothing_is_judged_while_the_applicant_is_awaited(world):
    dossier = world.returned()
    refused(dossier, rules.NotNow, lambda: world.confirm(dossier))
    refused(dossier, Refusal, lambda: world.act(dossier, "pass", "thu"))


def test_handing_over_step_by_step(world):
    dossier = world.filed()
    world.confirm(dossier)
    queued = len(jobs())
    world.act(dossier, "pass", "thu")
    assert journal(dossier)[-2:] == ["workflow.taken", "dossier.handed_over"]
    assert jobs()[queued:] == ["notices.deliver"]
    assert open_turn(dossier.case_id).agency.name == "Ủy ban nhân dân huyện Mộ Đức"
    told = Notice.objects.filter(subject=dossier.subject).order_by("id").last()
    assert told.body == (
        f"Hồ sơ {dossier.code} đang ở Ủy ban nhân dân huyện Mộ Đức. Hạn của bước này: 14:00 ngày 15/05/2020."
    )
    refused(dossier, NotAtThisStep, lambda: world.confirm(dossier))


def test_approving_all(world):
    dossier = world.at_province(3)
    done = world.act(dossier, "approve", "tinh")
    rows = list(Row.objects.filter(dossier=dossier))
    assert (done.status, done.people_granted) == ("granted", 3)
    assert done.amount_granted == done.amount == sum(row.amount for row in rows)
    assert all(row.granted for row in rows)
    assert Entitlement.objects.filter(subject=dossier.subject).count() == sum(row.months for row in rows)
    assert papers(dossier) == ["receipt", "decision", "control"]
    assert journal(dossier)[-1] == "dossier.granted"
    assert open_turn(dossier.case_id) is None


def test_approving_a_part_lists_the_others_with_their_reason(world):
    dossier = world.filed(4)
    world.confirm(dossier)
    world.confirm(dossier, "refused", rows=[1], reason="Đã báo giảm.")
    world.act(dossier, "pass", "thu")
    world.act(dossier, "pass", "huyen")
    refused(
        dossier,
        rules.ReasonNeeded,
        lambda: commands.strike_rows(dossier.pk, True, rows=[2], by=world["tinh"], at=LATER),
    )
    commands.strike_rows(dossier.pk, True, rows=[1, 2, 3], reason="Đã được hỗ trợ.", by=world["tinh"], at=LATER)
    commands.strike_rows(dossier.pk, False, rows=[3], by=world["tinh"], at=LATER)
    done = world.act(dossier, "approve", "tinh")
    granted = Row.objects.filter(dossier=dossier, granted=True)
    assert (done.status, done.people_granted) == ("partly_granted", 2)
    assert sorted(granted.values_list("n", flat=True)) == [3, 4]
    assert done.amount_granted == sum(granted.values_list("amount", flat=True))
    assert verdicts(dossier)[:3] == [("refused", "Đã báo giảm."), ("confirmed", "Đã được hỗ trợ."), ("confirmed", "")]
    assert papers(dossier)[-3:] == ["decision", "refused_rows", "control"]


def test_approving_nobody_is_refused(world):
    dossier = world.at_province(2)
    commands.strike_rows(dossier.pk, True, rows=[1, 2], reason="x", by=world["tinh"], at=LATER)
    refused(dossier, rules.NobodyLeft, lambda: world.act(dossier, "approve", "tinh"))


def test_refusing_with_a_reason(world):
    dossier = world.at_province(2)
    refused(dossier, rules.ReasonNeeded, lambda: world.act(dossier, "refuse", "tinh"))
    done = world.act(dossier, "refuse", "tinh", note=" Còn nguồn trả lương. ")
    assert (done.status, done.reason, done.people_granted) == ("refused", "Còn nguồn trả lương.", 0)
    assert papers(dossier) == ["receipt", "refusal", "control"]
    told = Notice.objects.filter(subject=dossier.subject).order_by("id").last()
    assert told.body.endswith("Lý do: Còn nguồn trả lương.")
    assert not told.body.endswith("..")
    assert not Entitlement.objects.exists()


def test_a_month_is_granted_to_a_person_once(world):
    first, second = world.at_province(3, first=800), world.at_province(3, who="other", first=801)
    world.act(first, "approve", "tinh")
    said = refused(second, AlreadyEntitled, lambda: world.act(second, "approve", "tinh"))
    assert "dòng 1, 2" in said
    assert first.code not in said
    assert Entitlement.objects.exclude(subject=first.subject).count() == 0
    commands.strike_rows(second.pk, True, rows=[1, 2], reason="Đã được hỗ trợ.", by=world["tinh"], at=LATER)
    assert world.act(second, "approve", "tinh").status == "partly_granted"


def test_what_was_decided_stays(world):
    dossier = world.at_province(2)
    world.act(dossier, "approve", "tinh")
    said = refused(dossier, flow.Closed, lambda: world.act(dossier, "refuse", "pho", note="x"))
    assert "Đinh Văn Tỉnh Mẫu" in said


def test_one_supplement_at_each_agency(world):
    dossier = world.returned()
    commands.supplement(dossier.pk, "xong", by=world["firm"], at=LATER)
    refused(dossier, flow.SupplementUsedUp, lambda: world.act(dossier, "return", "thu", note="nữa", wanted=["list"]))
    world.confirm(dossier)
    world.act(dossier, "pass", "thu")
    assert (
        world.act(dossier, "return", "huyen", note="Báo cáo quý I.", wanted=["accounts_q1_2020"]).status == "awaiting"
    )
    assert list(dossier.supplements.order_by("n").values_list("n", "wanted")) == [
        (1, ["agreements", "list"]),
        (2, ["accounts_q1_2020"]),
    ]


def test_the_district_cannot_ask_for_rows_again(world):
    dossier = world.filed()
    world.confirm(dossier)
    world.act(dossier, "pass", "thu")
    refused(dossier, WantedUnknown, lambda: world.act(dossier, "return", "huyen", note="x", wanted=["list"]))


def test_an_explanation_alone_may_be_asked_for(world):
    dossier = world.returned(wanted=[])
    refused(dossier, rules.NotNow, lambda: world.attach(dossier))
    refused(dossier, NothingAdded, lambda: commands.supplement(dossier.pk, "", by=world["firm"], at=LATER))
    assert commands.supplement(dossier.pk, "Vì …", by=world["firm"], at=LATER).status == "in_progress"


def test_a_page_that_shows_a_step_that_is_over_names_who_moved_it(world):
    dossier = world.filed()
    world.confirm(dossier)
    world.act(dossier, "pass", "thu")
    said = refused(dossier, flow.Moved, lambda: commands.act(dossier.pk, "pass", turn=1, by=world["bao"], at=LATER))
    assert "Lê Thị Thu Mẫu" in said


def test_an_apology_names_the_new_day_once(world):
    dossier = world.filed()
    until = datetime(2020, 5, 29, 11, 0, tzinfo=VIETNAM)
    commands.put_off(dossier.pk, until, "Chờ đối chiếu.", by=world["thu"], at=LATER)
    assert papers(dossier) == ["receipt", "apology"]
    told = Notice.objects.filter(subject=dossier.subject).order_by("id").last()
    assert told.body.endswith("Ngày hẹn mới: 11:00 ngày 29/05/2020.")
    refused(dossier, flow.PutOffAlready, lambda: commands.put_off(dossier.pk, until, "nữa", by=world["thu"], at=LATER))


def test_a_note_stays_inside(world):
    dossier = world.filed()
    commands.annotate(dossier.pk, " Gọi lại doanh nghiệp. ", by=world["thu"], at=LATER)
    assert dossier.remarks.get().text == "Gọi lại doanh nghiệp."
    assert "Gọi lại" not in str(queries.applicant_timeline(fresh(dossier)))


def test_a_request_that_is_never_answered_ends_with_a_refusal(world):
    dossier = world.returned()
    asked = dossier.supplements.get()
    refused(dossier, Refusal, lambda: world.act(dossier, "stop", "thu", note="Không bổ sung.", at=asked.answer_by))
    done = world.act(dossier, "stop", "thu", note="Không bổ sung.", at=asked.answer_by + timedelta(minutes=1))
    assert (done.status, done.reason) == ("refused", "Không bổ sung.")
    assert queries.current_supplement(done) is None
    assert open_turn(dossier.case_id) is None
