import io
import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from python_calamine import CalamineWorkbook

from motcua.desk.queries import Asked, overview, queue_page
from motcua.desk.rules import QUEUES
from motcua.journal.models import Entry
from motcua.shell.clock import VIETNAM
from motcua.workflow.models import Turn
from tests.desk.conftest import FILED, NOON, claim, turn_of

ALL = "/ban-lam-viec/hang/ca-don-vi/"
FREE = "/ban-lam-viec/hang/chua-ai-nhan/"
STEP_IN_ENGLISH = "Social insurance confirms"


def codes(response) -> list[str]:
    return html.fromstring(response.content).xpath("//table//strong[contains(@class, 'mc-code')]/text()")


def rail(response) -> dict[str, str]:
    links = html.fromstring(response.content).find_class("mc-queues")[0].xpath(".//a")
    return dict(re.sub(r"\s+", " ", a.text_content()).strip().rsplit(" ", 1) for a in links)


def test_counts_stand_in_the_links(world, desk, at):
    mine, free, late, waiting = (world.file(2) for _ in range(4))
    claim(world, mine, "thu")
    world.act(waiting, "return", "thu", at=NOON, note="Gửi lại bản rõ.", wanted=["agreements"])
    turn = turn_of(late)
    turn.due_at = NOON - timedelta(minutes=1)
    turn.save()
    turn = turn_of(free)
    turn.due_at = NOON + timedelta(hours=3)
    turn.save()
    response = desk("thu").get("/ban-lam-viec/")
    assert rail(response) == {
        "Của tôi": "1", "Chưa ai nhận": "2", "Cả đơn vị": "4", "Quá hạn": "1", "Sắp đến hạn": "1", "Chờ người nộp": "1",
    }  # fmt: skip
    assert codes(response) == [mine.code]
    found = {q.slug: codes(desk("thu").get(f"/ban-lam-viec/hang/{q.slug}/")) for q in QUEUES}
    assert found["qua-han"] == [late.code]
    assert found["sap-den-han"] == [free.code]
    assert found["cho-nguoi-nop"] == [waiting.code]
    assert found["chua-ai-nhan"] == [late.code, free.code]
    assert sorted(found["ca-don-vi"]) == sorted(d.code for d in (mine, free, late, waiting))


def test_a_line_says_due_in_words_and_how_it_is_counted(world, desk, dossier):
    text = desk("thu").get(ALL).content.decode()
    assert "còn 3 ngày làm việc" in text
    assert 'title="3 ngày làm việc kể từ 08:32 12/05/2020; hạn 08:32 15/05/2020"' in text
    assert "Công ty TNHH Ví Dụ" in text
    assert "Chưa ai nhận" in text
    assert "Bảo hiểm xã hội xác nhận" in text


@pytest.mark.parametrize(
    ("moment", "words", "shape"),
    [
        (datetime(2020, 5, 14, 9, tzinfo=VIETNAM), "còn 1 ngày làm việc", "soon"),
        (datetime(2020, 5, 15, 8, tzinfo=VIETNAM), "hôm nay 08:32", "soon"),
        (datetime(2020, 5, 15, 8, 32, tzinfo=VIETNAM), "hôm nay 08:32", "soon"),
        (datetime(2020, 5, 15, 8, 33, tzinfo=VIETNAM), "quá 1 ngày làm việc", "late"),
        (datetime(2020, 5, 19, 9, tzinfo=VIETNAM), "quá 2 ngày làm việc", "late"),
    ],
)
@pytest.mark.usefixtures("dossier")
def test_lights(desk, at, moment, words, shape):
    at(moment)
    light = html.fromstring(desk("thu").get(ALL).content).xpath("//table//span[contains(@class, 'mc-light')]")[0]
    assert light.text_content().strip() == words
    assert shape in light.get("class").split()


def test_other_agencies_see_nothing(world, desk, dossier):
    assert codes(desk("xa").get(ALL)) == []
    assert codes(desk("huyen").get(ALL)) == []
    world.to_district(dossier)
    assert codes(desk("huyen").get(ALL)) == [dossier.code]
    assert codes(desk("thu").get(ALL)) == []


def test_who_may_not(world, desk, dossier, page):
    assert page.get(ALL).status_code == 302
    response = desk("Công ty TNHH Ví Dụ").get(ALL)
    assert response.status_code == 403
    assert dossier.code not in response.content.decode()
    response = desk("quyen").get(ALL)
    assert response.status_code == 403
    assert "Bạn chưa có quyền xem hoặc xử lý hồ sơ" in response.content.decode()
    assert desk("thu").get("/ban-lam-viec/hang/khong-co/").status_code == 404


@pytest.mark.parametrize("words", ["khach san", "KHÁCH SẠN", "biển thử", "thu bien"])
def test_search_with_and_without_accents(world, desk, dossier, words):
    hotel = world.file(2, firm="Khách sạn Biển Thử")
    response = desk("thu").get(ALL, {"tim": words})
    assert codes(response) == [hotel.code]
    assert "bỏ bộ lọc này" in response.content.decode()


def test_search_by_code_filter_and_sort(world, desk, dossier):
    second = world.file(2, at=FILED + timedelta(minutes=10), firm="Khách sạn Biển Thử")
    client = desk("thu")
    assert codes(client.get(ALL, {"tim": second.code[-4:]})) == [second.code]
    assert codes(client.get(ALL, {"tim": "không có"})) == []
    assert codes(client.get(ALL, {"buoc": "confirm"})) == [dossier.code, second.code]
    assert codes(client.get(ALL, {"buoc": "decide"})) == []
    assert codes(client.get(ALL, {"dich-vu": "tam-hoan-hop-dong"})) == [dossier.code, second.code]
    assert codes(client.get(ALL, {"dich-vu": "khac"})) == []
    assert codes(client.get(ALL, {"xep": "nhan"})) == [second.code, dossier.code]
    assert codes(client.get(ALL, {"sau": "rubbish"})) == [dossier.code, second.code]


@pytest.mark.parametrize("by_received", [False, True])
def test_pages_by_key_show_each_once(world, dossier, by_received):
    # Two share their minute: the id decides.
    filed = [dossier, world.file(1), world.file(1, at=FILED + timedelta(hours=1))]
    seen, after = [], ""
    while True:
        page = queue_page(world.actors["thu"], Asked(QUEUES[2], by_received=by_received, after=after), at=NOON, size=1)
        seen += [line.dossier.pk for line in page.lines]
        after = page.further
        if not after:
            break
    expected = [d.pk for d in filed]
    assert seen == (expected[::-1] if by_received else expected)


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(world, django_assert_num_queries, count):
    for _ in range(count):
        world.file(1)
    asked = Asked(QUEUES[2])
    queue_page(world.actors["thu"], asked, at=NOON)
    with django_assert_num_queries(3):  # turns, dossiers, and at once the counts, steps and services
        assert len(queue_page(world.actors["thu"], asked, at=NOON).lines) == count


def test_as_many_as_each_queue_holds(world):
    """The counts are one statement beside the queues' own: both must mean the same."""
    turns = [turn_of(world.file(1, at=FILED + timedelta(minutes=n))) for n in range(6)]
    soon, late, mine, theirs, waiting, _free = turns
    Turn.objects.filter(pk=soon.pk).update(due_at=NOON + timedelta(hours=3))
    Turn.objects.filter(pk=late.pk).update(due_at=NOON - timedelta(minutes=1))
    Turn.objects.filter(pk=mine.pk).update(holder=world.actors["thu"].person, claimed_at=NOON, due_at=NOON)
    Turn.objects.filter(pk=theirs.pk).update(holder=world.actors["bao"].person, claimed_at=NOON)
    Turn.objects.filter(pk=waiting.pk).update(
        awaiting_since=NOON, awaiting_until=NOON + timedelta(days=9), awaiting_by="x", remaining_minutes=0, returns=1
    )
    thu = world.actors["thu"]
    counts = overview(thu.agency, topics=None, person=thu.person, at=NOON).counts
    assert counts == {"mine": 1, "unclaimed": 3, "all": 6, "soon": 2, "late": 1, "awaiting": 1, "asked": 0}
    for name in QUEUES:
        assert counts[name.key] == len(queue_page(thu, Asked(name), at=NOON).lines), name.key
    nobody = overview(world.actors["tinh"].agency, topics=None, person=thu.person, at=NOON)
    assert (set(nobody.counts.values()), nobody.steps, nobody.services) == ({0}, [], [])


def test_what_waits_for_its_applicant_stands_where_the_answer_is_due(world, desk):
    paused, first, last = (world.file(1, at=FILED + timedelta(minutes=n)) for n in range(3))
    world.act(paused, "return", "thu", at=NOON, note="Gửi lại bản rõ.", wanted=["agreements"])
    assert codes(desk("thu").get(ALL)) == [first.code, last.code, paused.code]
    Turn.objects.filter(pk=turn_of(last).pk).update(due_at=turn_of(paused).awaiting_until + timedelta(minutes=1))
    assert codes(desk("thu").get(ALL)) == [first.code, paused.code, last.code]


def test_in_english_steps_and_services_are_said_so(world, desk, dossier):
    world.to_province(world.file(1))
    client = desk("thu")
    client.cookies["django_language"] = "en"
    page = html.fromstring(client.get(ALL, {"buoc": "confirm", "dich-vu": "tam-hoan-hop-dong"}).content)
    said = [re.sub(r"\s+", " ", text).strip() for text in page.xpath("//table//tbody//td[2 or 3]//text()")]
    assert "Support for suspended contracts and unpaid leave" in said
    assert STEP_IN_ENGLISH in said
    assert page.xpath("//select[@id='buoc']/option[@selected]/text()") == [STEP_IN_ENGLISH]
    chips = [re.sub(r"\s+", " ", a.text).strip() for a in page.find_class("mc-chips")[0].xpath(".//a")]
    assert chips == [STEP_IN_ENGLISH, "Support for suspended contracts and unpaid leave"]
    for hidden in page.xpath("//table//td[2]"):
        hidden.drop_tree()
    assert "Bảo hiểm xã hội xác nhận" not in page.find_class("mc-table")[0].text_content()


def test_the_page_costs_eight_statements(world, desk, dossier):
    client = desk("thu")
    client.get(ALL)
    with CaptureQueriesContext(connection) as queries:
        client.get(ALL, {"tim": "vi du", "buoc": "confirm"})
    tables = [re.findall(r'FROM "?(\w+)', query["sql"])[0] for query in queries.captured_queries]
    assert tables == [
        "identity_session", "identity_person", "agencies_grant",
        "workflow_turn", "workflow_turn", "dossiers_dossier", "desk_savedfilter", "notices_notice",
    ]  # fmt: skip


def test_take_on_the_ticked(world, desk, dossier):
    second, third = world.file(1), world.file(1)
    response = desk("thu").post(f"{FREE}?xep=nhan", {"code": [dossier.code, third.code]}, follow=True)
    assert response.redirect_chain == [(f"{FREE}?xep=nhan", 302)]
    assert "Bạn đã nhận 2 hồ sơ." in response.content.decode()
    thu = world.actors["thu"].person
    assert [turn_of(d).holder_id for d in (dossier, second, third)] == [thu, None, thu]


def test_each_claim_for_itself(world, desk, dossier):
    second = world.file(1)
    claim(world, dossier, "bao")
    response = desk("thu").post(FREE, {"code": [dossier.code, second.code]}, follow=True)
    text = html.fromstring(response.content).text_content()
    assert f"{dossier.code}: Hồ sơ này đã được Phan Văn Bảo Thử nhận lúc 11:00, 12/05/2020." in text
    assert "Bạn đã nhận 1 hồ sơ." in text
    assert turn_of(dossier).holder_id == world.actors["bao"].person
    assert turn_of(second).holder_id == world.actors["thu"].person


def test_nothing_ticked(world, desk, dossier):
    response = desk("thu").post(FREE, {})
    assert response.status_code == 422
    assert "Bạn chưa chọn hồ sơ nào." in response.content.decode()
    assert codes(response) == [dossier.code]
    assert turn_of(dossier).holder is None


@pytest.mark.parametrize("who", ["xem", "xa"])
def test_who_may_not_claim(world, desk, dossier, who):
    response = desk(who).post(FREE, {"code": [dossier.code]}, follow=True)
    assert "Bạn đã nhận" not in response.content.decode()
    assert turn_of(dossier).holder is None
    assert 'name="code"' not in desk(who).get(FREE).content.decode()


def test_export_runs_nothing_and_is_journalled(world, desk):
    evil = world.file(1, firm='=HYPERLINK("http://vi.du")')
    response = desk("thu").get("/ban-lam-viec/hang/ca-don-vi/xuat.xlsx")
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert "no-store" in response["Cache-Control"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    line = next(row for row in rows if evil.code in row)
    assert '=HYPERLINK("http://vi.du")' in line
    assert b"<f>" not in _sheet(response.content)
    entry = Entry.objects.get(action="seen:queue")
    assert (entry.person, entry.data) == (world.actors["thu"].person, {"queue": "all", "lines": 1})


def _sheet(content: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml")
