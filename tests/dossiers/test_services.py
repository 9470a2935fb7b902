"""What a service file may ask of a dossier beyond a list: one beneficiary, fees, findings, conditions, a result."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from motcua.catalogue import commands as catalogue
from motcua.documents.models import Document
from motcua.dossiers import commands, queries, rules
from motcua.dossiers.commands.drafts import WrongCapacity
from motcua.dossiers.models import Charge, Dossier, PaperDemand, Posting, Row
from motcua.entitlements.commands import AlreadyEntitled
from motcua.entitlements.models import Entitlement
from motcua.identity.queries import id_number, person
from motcua.kernel.actor import SYSTEM, Actor, Capacity
from motcua.kernel.errors import Invalid
from motcua.shell.clock import VIETNAM
from motcua.workflow.queries import open_turn
from motcua.workflow.rules import Moved, WrongAgency
from tests.dossiers.conftest import LATER, NOON, World, fresh
from tests.dossiers.loan_sample import CLAIM, TEXT

NEXT = LATER + timedelta(days=2)
DAY = datetime(2020, 5, 4, 8, 0, tzinfo=VIETNAM)


def begun(world: World, text: str = TEXT, **changed) -> Dossier:
    version = catalogue.publish(text, by=SYSTEM, at=DAY)
    by = world["citizen"]
    draft = commands.begin(version, by=by, at=NOON)
    who = {
        "borrower_name": "Mai Thị Dân Mẫu", "borrower_birth": "1980-01-02", "borrower_phone": "0900000001",
        "borrower_id": id_number(person(by.person)), "home": world.unit, "home_street": "Xóm Ví Dụ",
    }  # fmt: skip
    commands.save_answers(draft.pk, "who/person", who, by=by, at=NOON)
    return commands.save_answers(
        draft.pk, "who/herd", {"heads": 2, "price": 15_000_000} | changed, by=by, at=NOON
    )  # fmt: skip


def filed(world: World, text: str = TEXT, **changed) -> Dossier:
    return commands.submit(begun(world, text, **changed).pk, by=world["citizen"], at=NOON)


def act(world: World, dossier: Dossier, action: str, who: str, *, at: datetime = NEXT, note: str = "", **found):
    turn = open_turn(dossier.case_id)
    return commands.act(dossier.pk, action, turn=turn.n, note=note, findings=found, by=world[who], at=at)


def ready(world: World, dossier: Dossier) -> None:
    commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    commands.take_fee(dossier.pk, "filing", method="cash", receipt_no="BL 00", by=world["huyen"], at=LATER)
    commands.take_fee(dossier.pk, "survey", method="cash", receipt_no="BL 01", by=world["huyen"], at=LATER)


def decided(world: World, dossier: Dossier, **found) -> Dossier:
    ready(world, dossier)
    act(world, dossier, "pass", "huyen", seen="yes")
    return act(world, dossier, "approve", "tinh", **found)


def test_submission_counts_fees_and_what_is_asked_for(world: World) -> None:
    dossier = filed(world)
    fees = [(fee.key, fee.amount, fee.due, fee.paid_at) for fee in queries.charges(dossier)]
    assert fees == [("filing", 20_000, "submission", None), ("survey", 100_000, "look", None)]
    assert (dossier.people, dossier.amount) == (0, 30_000_000)
    assert not Row.objects.filter(dossier=dossier).exists()


def test_a_fee_with_a_condition_is_left_out(world: World) -> None:
    assert [fee.key for fee in queries.charges(filed(world, heads=1))] == ["filing"]


def test_the_loan_is_what_the_officer_found(world: World) -> None:
    dossier = decided(world, filed(world), loan=25_000_000)
    assert (dossier.status, dossier.people_granted, dossier.amount_granted) == ("granted", 0, 25_000_000)
    assert not Entitlement.objects.exists()
    said = Document.objects.get(subject=dossier.subject, kind="decision")
    assert said.title == "Quyết định cho vay"
    assert queries.findings(fresh(dossier)) == {"seen": "yes", "loan": 25_000_000}


def test_more_than_asked_for_is_refused_and_nothing_kept(world: World) -> None:
    dossier = filed(world)
    with pytest.raises(rules.TooMuch) as no:
        decided(world, dossier, loan=30_000_001)
    assert no.value.data == {"amount": "30.000.001 đ", "asked": "30.000.000 đ"}
    assert fresh(dossier).status == "in_progress"
    assert queries.findings(fresh(dossier)) == {"seen": "yes"}


def test_what_an_action_asks_must_be_answered(world: World) -> None:
    dossier = filed(world)
    ready(world, dossier)
    with pytest.raises(Invalid) as no:
        act(world, dossier, "pass", "huyen")
    assert list(no.value.problems) == ["finding_seen"]
    assert open_turn(dossier.case_id).step == "look"


@pytest.mark.parametrize(("posted", "seen"), [(False, "yes"), (True, "no")])
def test_an_action_waits_for_its_condition(world: World, posted, seen) -> None:
    dossier = filed(world, heads=1)
    if posted:
        commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    with pytest.raises(rules.NotOffered) as no:
        act(world, dossier, "pass", "huyen", seen=seen)
    assert no.value.data == {"action": "Chuyển tỉnh", "why": "chưa niêm yết xong hoặc chưa thấy chuồng"}
    assert queries.findings(fresh(dossier)) == {}


def test_the_posting_must_have_run_its_term(world: World) -> None:
    dossier = filed(world, heads=1)
    commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    with pytest.raises(rules.NotOffered):
        act(world, dossier, "pass", "huyen", at=LATER + timedelta(hours=1), seen="yes")
    commands.take_fee(dossier.pk, "filing", method="cash", receipt_no="BL 00", by=world["huyen"], at=LATER)
    act(world, dossier, "pass", "huyen", at=NEXT, seen="yes")
    assert open_turn(dossier.case_id).step == "decide"


def test_a_posting_shows_no_personal_number_and_is_made_once(world: World) -> None:
    dossier = filed(world)
    posted = commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    assert posted.shown == [
        ["Người vay: họ và tên", "Mai Thị Dân Mẫu"], ["Số trâu", "2"], ["Số tiền cần vay", "30.000.000 đ"],
    ]  # fmt: skip
    with pytest.raises(rules.PostedAlready):
        commands.post_publicly(dossier.pk, by=world["huyen"], at=NEXT)
    assert Posting.objects.count() == 1
    with pytest.raises((WrongAgency, rules.NothingToPost)):
        commands.post_publicly(filed(world, TEXT.replace("vay-mua-trau", "khac")).pk, by=world["tinh"], at=NEXT)


def test_the_step_is_not_left_before_its_fee_is_paid(world: World) -> None:
    dossier = filed(world)
    commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    with pytest.raises(rules.FeeUnpaid) as no:
        act(world, dossier, "pass", "huyen", seen="yes")
    assert no.value.data == {"title": "Lệ phí nộp đơn", "amount": "20.000 đ"}
    commands.take_fee(dossier.pk, "filing", method="cash", receipt_no="BL 00", by=world["huyen"], at=LATER)
    with pytest.raises(rules.FeeUnpaid) as no:
        act(world, dossier, "pass", "huyen", seen="yes")
    assert no.value.data == {"title": "Phí khảo sát", "amount": "100.000 đ"}
    refused = act(world, dossier, "refuse", "huyen", note="Không có chuồng")
    assert refused.status == "refused"


def test_a_fee_is_taken_once_with_a_number_used_once(world: World) -> None:
    dossier = filed(world)
    with pytest.raises(rules.ReceiptNeeded):
        commands.take_fee(dossier.pk, "filing", method="cash", by=world["huyen"], at=LATER)
    commands.take_fee(dossier.pk, "filing", method="cash", receipt_no="BL 01", by=world["huyen"], at=LATER)
    with pytest.raises(rules.PaidAlready) as no:
        commands.take_fee(dossier.pk, "filing", method="cash", receipt_no="BL 02", by=world["huyen"], at=NEXT)
    assert no.value.data["who"] == "Ngô Văn Huyện Thử"
    with pytest.raises(rules.ReceiptUsed):
        commands.take_fee(dossier.pk, "survey", method="cash", receipt_no="BL 01", by=world["huyen"], at=NEXT)
    with pytest.raises(WrongAgency):
        commands.take_fee(dossier.pk, "survey", method="cash", receipt_no="BL 03", by=world["tinh"], at=NEXT)
    with pytest.raises(rules.NoSuchCharge):
        commands.take_fee(dossier.pk, "none", method="cash", receipt_no="BL 03", by=world["huyen"], at=NEXT)
    paid = Charge.objects.filter(dossier=dossier, paid_at__isnull=False).values_list("key", "receipt_no", "method")
    assert list(paid) == [("filing", "BL 01", "cash")]


def test_one_beneficiary_is_a_list_of_one(world: World) -> None:
    dossier = filed(world, CLAIM)
    row = Row.objects.get(dossier=dossier)
    assert (row.name, row.months, row.amount, str(row.since), str(row.until), row.verdict) == (
        "Mai Thị Dân Mẫu", 2, 2_000_000, "2020-04-01", "2020-05-31", "confirmed",
    )  # fmt: skip
    assert (dossier.people, dossier.amount) == (1, 2_000_000)
    granted = decided(world, dossier)
    assert (granted.status, granted.people_granted, granted.amount_granted) == ("granted", 1, 2_000_000)
    months = Entitlement.objects.values_list("policy", "month").order_by("month")
    assert [(policy, str(month)) for policy, month in months] == [
        ("vi-du-2020", "2020-04-01"), ("vi-du-2020", "2020-05-01"),
    ]  # fmt: skip


def test_two_services_of_one_group_do_not_pay_the_same_month(world: World) -> None:
    decided(world, filed(world, CLAIM))
    other = CLAIM.replace("tro-cap-trau", "tro-cap-bo").replace("BL", "BM")
    dossier = filed(world, other)
    commands.post_publicly(dossier.pk, by=world["huyen"], at=LATER)
    for n, key in enumerate(("filing", "survey")):
        commands.take_fee(dossier.pk, key, method="cash", receipt_no=f"BL 9{n}", by=world["huyen"], at=LATER)
    act(world, dossier, "pass", "huyen", seen="yes")
    with pytest.raises(AlreadyEntitled):
        act(world, dossier, "approve", "tinh")
    assert fresh(dossier).status == "in_progress"


def test_only_who_may_decide_grants(world: World) -> None:
    dossier = filed(world)
    ready(world, dossier)
    act(world, dossier, "pass", "huyen", seen="yes")
    with pytest.raises(Moved):
        act(world, dossier, "approve", "huyen", loan=1_000_000)
    assert fresh(dossier).status == "in_progress"


def test_who_asks_for_paper_is_noted(world: World) -> None:
    dossier = world.filed()
    world.act(dossier, "return", "thu", note="Đề nghị nộp bản giấy tại quầy.", wanted=["agreements"])
    other = world.filed()
    world.act(other, "return", "thu", note="Ảnh chụp bị mờ, xin chụp lại.", wanted=["agreements"])
    found = PaperDemand.objects.get()
    assert (found.dossier_id, found.officer, found.how) == (dossier.pk, "Lê Thị Thu Mẫu", "found")
    told = commands.demand_paper(other.pk, "Cán bộ bảo mang bản gốc đến.", by=world["firm"], at=LATER)
    assert (told.how, told.officer, told.agency_id) == ("told", "", found.agency_id)
    with pytest.raises(rules.ReasonNeeded):
        commands.demand_paper(other.pk, "  ", by=world["firm"], at=LATER)
    assert PaperDemand.objects.count() == 2


OFFICE = (
    TEXT.replace("audience: [citizen]", "audience: [officer]")
    .replace("slug: vay-mua-trau", "slug: danh-sach-trau")
    .replace("level: district}", "level: district}", 1)
)


def test_an_office_draws_up_its_own_list(world: World) -> None:
    version = catalogue.publish(OFFICE, by=SYSTEM, at=DAY)
    draft = commands.begin(version, by=world["huyen"], at=NOON)
    assert (draft.agency_id, draft.topic, draft.applicant_name) == (
        world["huyen"].agency, "covid/danh-sach-trau", world["huyen"].agency_name,
    )  # fmt: skip
    assert queries.own_draft(world["huyen"], draft.ref) == draft
    for stranger in ("tinh", "thu", "citizen", "firm"):
        with pytest.raises(queries.gates.NoSuchDossier):
            queries.own_dossier(world[stranger], draft.ref)
    alone = replace(world["huyen"], capacity=Capacity.CITIZEN, agency=None, agency_path="", held=())
    with pytest.raises(queries.gates.NoSuchDossier):
        queries.own_dossier(alone, draft.ref)


@pytest.mark.parametrize("who", ["citizen", "firm"])
def test_others_do_not_begin_an_offices_list(world: World, who: str) -> None:
    version = catalogue.publish(OFFICE, by=SYSTEM, at=DAY)
    with pytest.raises(WrongCapacity):
        commands.begin(version, by=world[who], at=NOON)
    unable = replace(world["huyen"], held=())
    with pytest.raises(rules.NotAnOffice):
        commands.begin(version, by=unable, at=NOON)
    assert not Dossier.objects.exists()


def clerk(world: World) -> Actor:
    """An officer at the counter of the district's committee."""
    world.officer("clerk", "Phạm Thị Quầy Mẫu", "committee", "district", ("counter",))
    return world["clerk"]


def assisted(world: World, by: Actor) -> Dossier:
    version = catalogue.publish(TEXT, by=SYSTEM, at=DAY)
    citizen = world["citizen"]
    draft = commands.begin_for(version, citizen.person, by=by, at=NOON)
    who = {
        "borrower_name": citizen.name, "borrower_birth": "1980-01-02", "borrower_phone": "0900000001",
        "borrower_id": id_number(person(citizen.person)), "home": world.unit, "home_street": "Xóm Ví Dụ",
    }  # fmt: skip
    commands.save_answers(draft.pk, "who/person", who, by=by, at=NOON)
    return commands.save_answers(draft.pk, "who/herd", {"heads": 1, "price": 15_000_000}, by=by, at=NOON)


def test_a_clerk_files_for_a_person_who_confirms(world: World) -> None:
    by = clerk(world)
    draft = assisted(world, by)
    assert (draft.applicant_id, draft.assisted_by_id) == (world["citizen"].person, by.person)
    with pytest.raises(rules.NotConfirmed):
        commands.submit(draft.pk, by=by, at=NOON)
    commands.consent(draft.pk, by=by, at=NOON)
    commands.save_answers(draft.pk, "who/herd", {"heads": 2}, by=by, at=NOON)
    with pytest.raises(rules.NotConfirmed):
        commands.submit(draft.pk, by=by, at=NOON)
    commands.consent(draft.pk, by=by, at=NOON)
    filed = commands.submit(draft.pk, by=by, at=NOON)
    assert filed.status == "in_progress"
    assert queries.own_dossier(world["citizen"], draft.ref) == filed
    with pytest.raises(queries.gates.NoSuchDossier):
        queries.own_dossier(by, draft.ref)


def test_only_a_clerk_at_a_counter_files_for_others(world: World) -> None:
    version = catalogue.publish(TEXT, by=SYSTEM, at=DAY)
    for who in ("huyen", "firm", "citizen"):
        with pytest.raises(rules.NotCounter):
            commands.begin_for(version, world["citizen"].person, by=world[who], at=NOON)
    draft = assisted(world, clerk(world))
    for who in ("huyen", "firm"):
        with pytest.raises(rules.NotAssisted):
            commands.consent(draft.pk, by=world[who], at=NOON)
    assert fresh(draft).consented_at is None


def test_an_office_takes_its_own_list_back(world: World) -> None:
    version = catalogue.publish(OFFICE, by=SYSTEM, at=DAY)
    by = world["huyen"]
    draft = commands.begin(version, by=by, at=NOON)
    who = {
        "borrower_name": "Mai Thị Dân Mẫu", "borrower_birth": "1980-01-02", "borrower_phone": "0900000001",
        "borrower_id": "051099000099", "home": world.unit, "home_street": "Xóm Ví Dụ",
    }  # fmt: skip
    commands.save_answers(draft.pk, "who/person", who, by=by, at=NOON)
    commands.save_answers(draft.pk, "who/herd", {"heads": 1, "price": 15_000_000}, by=by, at=NOON)
    commands.submit(draft.pk, by=by, at=NOON)
    assert commands.withdraw(draft.pk, "Lập nhầm", by=by, at=LATER).status == "withdrawn"
