"""Rights count for their services and in their part of the tree, on every page and in every act of the desk."""

import io
import re
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest

from motcua.agencies.queries import resolve
from motcua.catalogue import commands as catalogue
from motcua.desk.queries import Asked, beside, colleagues, opened, queue_page
from motcua.desk.rules import BELOW, QUEUES
from motcua.dossiers import commands as dossiers
from motcua.dossiers.models import Dossier, Remark
from motcua.dossiers.queries import handled
from motcua.journal.models import Entry
from motcua.kernel.actor import SYSTEM
from motcua.territory.queries import unit_by_code
from motcua.workflow import commands as workflow
from motcua.workflow import rules
from tests.desk.conftest import EARLY, FILED, HERE, NOON, ROOT, turn_of, verdicts
from tests.grants import acting, granted

LOAN = "vay-tra-luong"
ALL, FREE, UNDER = (f"/ban-lam-viec/hang/{slug}/" for slug in ("ca-don-vi", "chua-ai-nhan", "cap-duoi"))
HOME = "/ban-lam-viec/"


@pytest.fixture
def two(world) -> tuple[Dossier, Dossier]:
    """A dossier of each of two services, both at the district's social insurance."""
    text = Path(ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text(encoding="utf-8")
    catalogue.publish(text.replace("slug: tam-hoan-hop-dong", f"slug: {LOAN}", 1), by=SYSTEM, at=EARLY)
    return world.file(2), world.file(2, service=LOAN, at=FILED + timedelta(minutes=1))


def codes(response) -> list[str]:
    """The dossiers of a queue's page, in its order."""
    return list(dict.fromkeys(re.findall(r"/ban-lam-viec/ho-so/([^/\"]+)/", response.content.decode())))


def doors(code: str) -> list[tuple[str, str]]:
    """Every address of a dossier."""
    base = f"{HOME}ho-so/{code}/"
    reading = ("", "danh-sach/", "danh-sach/xuat.xlsx", "danh-sach/1/", "van-ban/", "ghi-chu/", "dong-thoi-gian/",
               "buoc/", "giao/", "viec/pass/", "hen-lai/", "giay-to/1/", "van-ban/1.pdf")  # fmt: skip
    writing = ("nhan/", "tra-lai/", "giao/", "viec/pass/", "hen-lai/", "ghi-chu/", "danh-sach/", "danh-sach/1/")
    return [*(("get", base + part) for part in reading), *(("post", base + part) for part in writing)]


def test_another_service_is_not_there(world, desk, two):
    ours, theirs = two
    world.limited("hep", "social_insurance", "district", "process", "view", services=["tam-hoan-hop-dong"])
    client, by = desk("hep"), world.actors["hep"]
    journal, turn = Entry.objects.count(), turn_of(theirs)

    for page in (ALL, FREE):
        assert codes(client.get(page)) == [ours.code]
    assert codes(client.get(ALL, {"tim": theirs.code})) == []
    assert codes(client.get(ALL, {"dich-vu": LOAN})) == []
    page = queue_page(by, Asked(QUEUES[2]), at=NOON)
    assert (page.counts["all"], page.counts["unclaimed"]) == (1, 1)
    assert [choice.key for choice in page.services] == ["tam-hoan-hop-dong"]
    assert [line.claimable for line in page.lines] == [True]
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{ALL}xuat.xlsx").content)).active
    text = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    assert ours.code in text
    assert theirs.code not in text
    assert beside(by, Asked(QUEUES[2]), page.lines[0].place, without=0, at=NOON) == (None, None)
    assert list(handled(by).values_list("code", flat=True)) == [ours.code]

    for method, address in doors(theirs.code):
        answer = getattr(client, method)(
            address, {"text": "x", "note": "x", "turn": "1", "viec": "confirmed", "row": 1}
        )
        assert answer.status_code == 404, address
    client.post(ALL, {"code": [theirs.code]})
    assert (turn_of(theirs).holder_id, turn_of(theirs).n, verdicts(theirs)) == (None, turn.n, ["", ""])
    assert not Remark.objects.exists()
    told = Entry.objects.order_by("id")[journal:]
    assert theirs.subject not in {entry.subject for entry in told}


def test_nor_can_it_be_worked_on_by_commands(world, two):
    ours, theirs = two
    world.limited("hep", "social_insurance", "district", "process", services=["tam-hoan-hop-dong"])
    by = world.actors["hep"]
    case = theirs.case_id
    for act in (
        lambda: workflow.claim(case, by=by, at=NOON),
        lambda: workflow.take(case, "pass", by=by, at=NOON),
        lambda: workflow.pause(case, by=by, at=NOON, note="x"),
        lambda: workflow.assign(case, by.person, by=by, at=NOON),
        lambda: dossiers.confirm_rows(theirs.pk, "confirmed", rows=[1], by=by, at=NOON),
        lambda: dossiers.act(theirs.pk, "return", turn=1, note="x", wanted=["list"], by=by, at=NOON),
    ):
        with pytest.raises(rules.OtherService):
            act()
    with pytest.raises(rules.OtherService, match="cho dịch vụ khác, không phải dịch vụ của hồ sơ này"):
        workflow.claim(case, by=by, at=NOON)
    thu = world.actors["thu"]
    with pytest.raises(rules.NotColleague):
        workflow.assign(case, by.person, by=thu, at=NOON)
    assert (turn_of(theirs).holder_id, turn_of(theirs).n, verdicts(theirs)) == (None, 1, ["", ""])
    names = {person for person, _ in colleagues(thu, opened(thu, theirs.code, at=NOON), at=NOON)}
    assert by.person not in names
    names = {person for person, _ in colleagues(thu, opened(thu, ours.code, at=NOON), at=NOON)}
    assert by.person in names
    assert workflow.claim(ours.case_id, by=by, at=NOON).holder_id == by.person


def test_to_see_one_service_and_work_on_another(world, desk, two):
    ours, theirs = two
    place = world.limited("hep", "social_insurance", "district", "process", services=["tam-hoan-hop-dong"])
    granted(place, "view", services=[LOAN])
    world.actors["hep"] = acting(place)
    client = desk("hep")
    assert codes(client.get(ALL)) == [ours.code, theirs.code]
    mine, other = (opened(world.actors["hep"], one.code, at=NOON) for one in two)
    assert (mine.able, mine.at_work, bool(mine.acts)) == (True, True, True)
    assert (other.able, other.at_work, other.acts) == (False, False, ())
    lines = queue_page(world.actors["hep"], Asked(QUEUES[2]), at=NOON).lines
    assert [line.claimable for line in lines] == [True, False]
    assert client.post(f"{HOME}ho-so/{theirs.code}/nhan/").status_code == 403
    assert client.post(f"{HOME}ho-so/{theirs.code}/viec/pass/", {"turn": "1"}).status_code == 403
    assert turn_of(theirs).holder_id is None


def test_a_desk_of_a_foreign_service_says_why_it_is_empty(world, desk, two):
    world.limited("la", "social_insurance", "district", "process", services=["cho-vay-khac"])
    text = desk("la").get(ALL).content.decode()
    assert "Bạn được giao các dịch vụ sau, nên chỉ thấy hồ sơ của những dịch vụ này: cho-vay-khac." in text
    assert "Hồ sơ của dịch vụ khác không hiện ở đây." in text
    assert codes(desk("la").get(ALL)) == []
    assert "chỉ thấy hồ sơ của những dịch vụ này" not in desk("thu").get(ALL).content.decode()


def test_who_looks_after_a_subtree_sees_it_and_no_more(world, desk):
    """The province's viewer: what its districts have, with who has it; not the insurance's, which is another tree."""
    at_district, at_insurance, at_province = world.file(2), world.file(1), world.file(1)
    world.to_district(at_district)
    world.to_province(at_province)
    world.limited("giam", "committee", "province", "view")
    client, by = desk("giam"), world.actors["giam"]

    page = client.get(UNDER)
    assert codes(page) == [at_district.code]
    text = page.content.decode()
    assert "Ủy ban nhân dân huyện Mộ Đức" in text
    assert 'type="checkbox"' not in text
    assert f'href="{UNDER}" aria-current="page"' in text
    assert codes(client.get(ALL)) == [at_province.code]
    assert set(handled(by).values_list("code", flat=True)) == {at_district.code, at_province.code}
    assert client.get(f"{HOME}ho-so/{at_insurance.code}/").status_code == 404

    file = opened(by, at_district.code, at=NOON)
    assert (file.able, file.at_work, file.acts, file.may_put_off) == (False, False, (), False)
    shown = client.get(f"{HOME}ho-so/{at_district.code}/danh-sach/").content.decode()
    assert "••••" in shown
    assert "051199000" not in shown
    assert client.post(f"{HOME}ho-so/{at_district.code}/nhan/").status_code == 403
    assert client.post(UNDER, {"code": [at_district.code]}, follow=True).status_code == 200
    assert turn_of(at_district).holder_id is None
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(f"{UNDER}xuat.xlsx").content)).active
    assert "Ủy ban nhân dân huyện Mộ Đức" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_the_subtree_is_read_page_by_page(world):
    found = [world.file(1, at=FILED + timedelta(minutes=n)) for n in range(3)]
    for n, dossier in enumerate(found):
        world.confirm(dossier, at=NOON)
        world.act(dossier, "pass", "thu", at=NOON + timedelta(minutes=n))
    world.limited("giam", "committee", "province", "view")
    by, seen, after = world.actors["giam"], [], ""
    for _ in found:
        page = queue_page(by, Asked(BELOW, after=after), at=NOON, size=1)
        seen += [line.dossier.code for line in page.lines]
        after = page.further
    assert seen == [dossier.code for dossier in found]
    assert after == ""
    first, _, last = (line.place for line in queue_page(by, Asked(BELOW), at=NOON).lines)
    ahead, behind = beside(by, Asked(BELOW), first, without=0, at=NOON)
    assert (ahead, behind and behind.code) == (None, found[1].code)
    ahead, behind = beside(by, Asked(BELOW), last, without=0, at=NOON)
    assert (ahead and ahead.code, behind) == (found[1].code, None)


@pytest.mark.parametrize(("district", "sees"), [(HERE, True), ("534", False)])
def test_a_viewer_of_one_district_sees_nothing_of_its_neighbour(world, desk, district, sees):
    dossier = world.file(1)
    world.to_district(dossier)
    there = resolve("committee", "district", unit_by_code("district", district, EARLY.date()).pk, EARLY.date())
    world.limited("giam", "committee", "province", "view", scope=there)
    client = desk("giam")
    assert codes(client.get(UNDER)) == ([dossier.code] if sees else [])
    assert codes(client.get(ALL)) == []
    answers = {client.get(address).status_code for _, address in doors(dossier.code)[:1]}
    assert answers == ({200} if sees else {404})


def test_what_moved_on_stays_visible_to_who_has_its_service(world, desk, two):
    ours, theirs = two
    for dossier in two:
        world.to_district(dossier)
    world.limited("hep", "social_insurance", "district", "view", services=["tam-hoan-hop-dong"])
    assert desk("hep").get(f"{HOME}ho-so/{ours.code}/").status_code == 200
    assert desk("hep").get(f"{HOME}ho-so/{theirs.code}/").status_code == 404


def test_an_agency_without_any_below_has_no_such_queue(world, desk):
    assert UNDER not in desk("thu").get(HOME).content.decode()
    assert UNDER in desk("huyen").get(HOME).content.decode()  # its communes
    assert UNDER not in desk("bao").get(HOME).content.decode()
    assert codes(desk("bao").get(UNDER)) == []


def test_an_administrator_alone_has_no_desk(world, desk):
    response = desk("quyen").get(HOME)
    assert response.status_code == 403
    assert "Bạn chưa có quyền xem hoặc xử lý hồ sơ ở cơ quan này." in response.content.decode()


@pytest.mark.parametrize(("services", "statements"), [(None, 8), (["tam-hoan-hop-dong"], 9)])
def test_limits_cost_one_statement_at_most(world, desk, services, statements, django_assert_num_queries):
    world.file(1)
    world.limited("hep", "social_insurance", "district", "process", "view", services=services)
    client = desk("hep")
    client.get(ALL)
    with django_assert_num_queries(statements):
        client.get(ALL)
