"""Nobody is helped twice for a month, and no condition of a file can be walked around with real commands."""

from dataclasses import replace

import pytest

from motcua.dossiers import commands, rules
from motcua.dossiers.commands.drafts import NotAnOffice, WrongCapacity
from motcua.dossiers.models import Dossier, Row
from motcua.entitlements.commands import AlreadyEntitled
from motcua.entitlements.models import Entitlement
from motcua.kernel.errors import NotAllowed
from motcua.workflow.queries import open_turn, opinions_left
from motcua.workflow.rules import OpinionMissing
from tests.services.conftest import later
from tests.services.files import examples, service


def example(name: str, outcome: str = "granted", **answers):
    found = next(e for e in examples(name) if e.expect.get("outcome") == outcome)
    return replace(found, answers=found.answers | answers)


def up_to(world, name, found, last: str) -> Dossier:
    """Walks an example to the step before which `last` would be taken."""
    dossier = world.filed(service(name).slug, found)
    for act in found.does:
        if open_turn(dossier.case_id).step == last:
            break
        world.does(dossier, act)
    return Dossier.objects.get(pk=dossier.pk)


PEOPLE = [("cham-dut-hop-dong", "worker_id"), ("khong-giao-ket-hop-dong", "worker_id"), ("ho-kinh-doanh", "owner_id")]


@pytest.mark.parametrize(("first", "first_id"), PEOPLE)
@pytest.mark.parametrize(("second", "second_id"), PEOPLE)
def test_the_same_person_gets_the_same_month_under_one_policy_only(world, first, first_id, second, second_id):
    if first == second:
        return
    world.walked(first, example(first, **{first_id: "051099123456"}))
    taken = Entitlement.objects.count()
    again = example(second, **{second_id: "051099123456"})
    with pytest.raises(AlreadyEntitled):
        world.walked(second, again)
    assert Entitlement.objects.count() == taken == 3
    assert Dossier.objects.filter(status="granted").count() == 1


def test_somebody_on_a_communes_list_is_not_paid_again_as_a_worker(world):
    world.walked("nguoi-co-cong", example("nguoi-co-cong"))
    listed = "051299000001"  # the first of the list
    with pytest.raises(AlreadyEntitled):
        world.walked("cham-dut-hop-dong", example("cham-dut-hop-dong", worker_id=listed))
    assert world.walked("cham-dut-hop-dong", example("cham-dut-hop-dong")).status == "granted"


def test_the_same_policy_twice_is_refused_too(world):
    world.walked("ho-kinh-doanh", example("ho-kinh-doanh"))
    with pytest.raises(AlreadyEntitled):
        world.walked("ho-kinh-doanh", example("ho-kinh-doanh"))


def test_the_commune_passes_on_only_what_was_posted_long_enough(world):
    found = example("ho-kinh-doanh")
    dossier = world.filed("ho-kinh-doanh", found)
    act = found.does[0]
    with pytest.raises(rules.NotOffered, match="chưa hết thời gian niêm yết công khai"):
        world.does(dossier, replace(act, posted=False))
    commands.post_publicly(dossier.pk, by=world["commune"], at=act.at)
    with pytest.raises(rules.NotOffered):
        world.does(dossier, replace(act, posted=False), later(act.at, hours=2))
    world.does(dossier, replace(act, posted=False), later(act.at, days=1, minutes=1))
    assert open_turn(dossier.case_id).step == "tax"


def test_the_posting_shows_no_personal_number(world):
    found = example("ho-kinh-doanh")
    dossier = world.filed("ho-kinh-doanh", found)
    posted = commands.post_publicly(dossier.pk, by=world["commune"], at=found.at)
    said = str(posted.shown)
    assert "Quán ăn Ví Dụ" in said
    assert "Hồ Văn Kinh Thử" in said
    for secret in ("051099009011", "0900009011", "1979", "0399000013"):
        assert secret not in said


@pytest.mark.parametrize(("revenue", "granted"), [(99_999_999, True), (100_000_000, False), (250_000_000, False)])
def test_the_province_grants_only_below_a_hundred_million_as_the_tax_office_found(world, revenue, granted):
    found = example("ho-kinh-doanh")
    acts = [replace(act, findings={"managed_revenue": revenue}) if act.findings else act for act in found.does]
    dossier = up_to(world, "ho-kinh-doanh", replace(found, does=tuple(acts)), "decide")
    if granted:
        world.does(dossier, acts[-1])
    else:
        with pytest.raises(rules.NotOffered, match="cơ quan thuế chưa xác nhận"):
            world.does(dossier, acts[-1])
    assert (Dossier.objects.get(pk=dossier.pk).status == "granted") is granted
    assert Entitlement.objects.exists() is granted


def test_the_commune_waits_for_the_other_commune(world):
    found = next(e for e in examples("khong-giao-ket-hop-dong") if e.answers.get("same_place") == "no" and e.does)
    dossier = world.filed("khong-giao-ket-hop-dong", found)
    (asked,) = opinions_left(open_turn(dossier.case_id))
    assert (asked.agency.name, asked.required) == ("Ủy ban nhân dân xã Đức Thắng", True)
    with pytest.raises(OpinionMissing, match="xã Đức Thắng"):
        world.does(dossier, replace(found.does[0], opinions={}))


def test_nobody_is_asked_when_both_residences_are_in_one_commune(world):
    dossier = world.filed("khong-giao-ket-hop-dong", example("khong-giao-ket-hop-dong", same_place="yes"))
    assert list(opinions_left(open_turn(dossier.case_id))) == []


def test_the_province_cannot_grant_what_the_other_commune_contradicts(world):
    found = next(e for e in examples("khong-giao-ket-hop-dong") if e.expect.get("outcome") == "refused")
    granted = example("khong-giao-ket-hop-dong")
    first = replace(granted.does[0], opinions={"other_commune": "differ"}, at=found.does[0].at)
    acts = (first, *(replace(act, at=at.at) for act, at in zip(granted.does[1:], found.does[1:], strict=True)))
    dossier = up_to(world, "khong-giao-ket-hop-dong", replace(found, does=acts), "decide")
    with pytest.raises(rules.NotOffered, match="xã còn lại chưa xác nhận"):
        world.does(dossier, acts[-1])
    assert not Entitlement.objects.exists()


def test_the_district_recommends_no_loan_below_a_fifth_and_thirty(world):
    found = example("vay-tra-luong-ngung-viec")
    few = replace(found.does[0], refused=9)  # 11 of 60 are 18 %
    dossier = up_to(world, "vay-tra-luong-ngung-viec", replace(found, does=(few, *found.does[1:])), "appraise")
    with pytest.raises(rules.NotOffered, match="chưa đến 20%"):
        world.does(dossier, found.does[1])
    enough = replace(found.does[0], refused=8)  # 12 of 60 are 20 %
    dossier = up_to(world, "vay-tra-luong-ngung-viec", replace(found, does=(enough, *found.does[1:])), "permit")
    assert open_turn(dossier.case_id).step == "permit"


@pytest.mark.parametrize("amount", [90_000_001, 102_900_001])
def test_the_bank_cannot_lend_more_than_was_asked_for(world, amount):
    found = example("vay-tra-luong-ngung-viec")
    dossier = up_to(world, "vay-tra-luong-ngung-viec", found, "lend")
    with pytest.raises(rules.TooMuch):
        world.does(dossier, replace(found.does[-1], findings={"loan_amount": amount, "loan_term": 12}))
    assert Dossier.objects.get(pk=dossier.pk).status == "in_progress"


@pytest.mark.parametrize(
    ("region", "month"),
    [("region_1", 2_210_000), ("region_2", 1_960_000), ("region_3", 1_715_000), ("region_4", 1_535_000)],
)
@pytest.mark.parametrize("name", ["vay-tra-luong-ngung-viec", "vay-tra-luong-ngung-viec-qd32"])
def test_a_month_of_one_worker_is_capped_by_region(world, name, region, month):
    draft = world.draft("vay-tra-luong-ngung-viec", example(name, wage_region=region))
    amounts = set(Row.objects.filter(dossier=draft).values_list("months", "amount"))
    assert amounts == {(months, month * months) for months, _ in amounts}


@pytest.mark.parametrize("slug", ["nguoi-co-cong", "bao-tro-xa-hoi", "ho-ngheo-can-ngheo"])
@pytest.mark.parametrize("who", ["citizen", "business"])
def test_only_an_office_opens_a_list(world, slug, who):
    from motcua.catalogue.queries import live_service

    found = examples(slug)[0]
    with pytest.raises((WrongCapacity, NotAnOffice)):
        commands.begin(live_service(slug, found.at.date()), by=world[who], at=found.at)
    assert not Dossier.objects.exists()


def test_a_commune_lists_its_own_people_only(world):
    found = examples("nguoi-co-cong")[0]
    elsewhere = replace(found, answers=found.answers | {"commune": 2})
    draft = world.draft("nguoi-co-cong", elsewhere)
    with pytest.raises((NotAllowed, rules.ElsewhereThan)):
        commands.submit(draft.pk, by=world["commune"], at=found.at)
    assert Dossier.objects.get(pk=draft.pk).status == "draft"
