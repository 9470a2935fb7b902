import io
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from python_calamine import CalamineWorkbook

from motcua.dossiers.models import Row
from motcua.dossiers.queries import values_of
from motcua.journal.models import Entry
from tests.desk.conftest import NOON, claim, journal, turn_of, verdicts
from tests.desk.test_dossier import text_of


def address(dossier, more="") -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/{more}"


def shown(response) -> list[int]:
    cells = html.fromstring(response.content).xpath("//table//td[@data-label='Dòng']/text()")
    return [int(n) for n in cells]


def test_the_list_in_full_for_who_works_on_it(world, desk, dossier):
    response = desk("thu").get(address(dossier))
    text = text_of(response)
    values = values_of(Row.objects.get(dossier=dossier, n=1))
    assert shown(response) == [1, 2, 3, 4, 5]
    assert values["id_number"] in text
    assert values["bhxh_number"] in text
    assert "Xác nhận các dòng đã chọn" in text
    assert "Đã xác nhận 0 trên 5 người, tổng cộng 0 đ. Chưa xác nhận 5, từ chối 0." in text
    entry = Entry.objects.filter(subject=dossier.subject).latest("id")
    assert (entry.action, entry.data) == ("seen:rows", {"rows": [1, 2, 3, 4, 5], "clear": True})


@pytest.mark.parametrize("who", ["xem", "thu"])
def test_masked_for_everybody_else(world, desk, dossier, who):
    if who == "thu":
        world.to_district(dossier)
    for response in (desk(who).get(address(dossier)), desk(who).get(address(dossier, "1/"))):
        text = text_of(response)
        values = values_of(Row.objects.get(dossier=dossier, n=1))
        day = f"{values['birth_date'][8:]}/{values['birth_date'][5:7]}/{values['birth_date'][:4]}"
        assert values["id_number"] not in text
        assert values["bhxh_number"] not in text
        assert day not in text
        assert f"•••• {values['id_number'][-4:]}" in text
        assert f"••/••/{values['birth_date'][:4]}" in text
        assert 'name="row"' not in response.content.decode()
        assert 'name="viec"' not in response.content.decode()


def test_confirm_the_ticked(world, desk, dossier):
    response = desk("thu").post(f"{address(dossier)}?loc=cho", {"viec": "confirmed", "row": ["2", "4"]}, follow=True)
    assert response.redirect_chain == [(f"{address(dossier)}?loc=cho", 302)]
    assert "Xác nhận: 2 người." in text_of(response)
    assert verdicts(dossier) == ["", "confirmed", "", "confirmed", ""]
    assert shown(response) == [1, 3, 5]
    assert turn_of(dossier).holder_id == world.actors["thu"].person
    amount = sum(Row.objects.filter(dossier=dossier, verdict="confirmed").values_list("amount", flat=True))
    assert f"Đã xác nhận 2 trên 5 người, tổng cộng {amount:,} đ".replace(",", ".") in text_of(response).replace(
        ",", "."
    )


def test_refuse_the_ticked_with_a_reason(world, desk, dossier):
    client = desk("thu")
    page = client.post(address(dossier), {"viec": "refused", "row": ["3"]})
    assert page.status_code == 200
    assert "Từ chối xác nhận 1 người" in text_of(page)
    assert verdicts(dossier) == [""] * 5
    bare = client.post(address(dossier), {"viec": "refused", "row": ["3"], "chac": "1", "note": " "})
    assert bare.status_code == 422
    assert "Hãy ghi lý do, hoặc chọn một câu mẫu." in text_of(bare)
    assert verdicts(dossier) == [""] * 5
    client.post(address(dossier), {"viec": "refused", "row": ["3"], "chac": "1", "note": "Đã báo giảm."})
    row = Row.objects.get(dossier=dossier, n=3)
    assert (row.verdict, row.reason, row.verdict_by) == ("refused", "Đã báo giảm.", "Lê Thị Thu Mẫu")
    assert verdicts(dossier) == ["", "", "refused", "", ""]


def test_a_ready_sentence_fills_the_text(world, desk, dossier):
    ready = "Doanh nghiệp đã báo giảm lao động trước ngày tạm hoãn."
    given = {"viec": "refused", "row": ["3"], "ready": ready, "note": "Xem sổ."}
    page = desk("thu").post(address(dossier), {**given, "insert": "1"})
    area = html.fromstring(page.content).xpath("//textarea[@name='note']")[0]
    assert page.status_code == 200
    assert area.text.strip() == f"Xem sổ. {ready}"
    assert html.fromstring(page.content).xpath("//input[@name='row']/@value") == ["3"]
    assert verdicts(dossier) == [""] * 5
    # Chosen but not inserted, with no text of one's own: the sentence is the reason.
    desk("thu").post(address(dossier), {**given, "note": "", "chac": "1"})
    assert Row.objects.get(dossier=dossier, n=3).reason == ready


def test_too_long_a_reason_is_kept_for_cutting(world, desk, dossier):
    page = desk("thu").post(address(dossier), {"viec": "refused", "row": ["3"], "chac": "1", "note": "a" * 301})
    assert page.status_code == 422
    assert "a" * 301 in page.content.decode()
    assert verdicts(dossier) == [""] * 5


@pytest.mark.parametrize("given", [{}, {"row": ["x"]}, {"row": ["0"]}, {"row": ["-1"]}])
def test_nothing_ticked(world, desk, dossier, given):
    response = desk("thu").post(address(dossier), {"viec": "confirmed", **given})
    assert response.status_code == 422
    assert "Bạn chưa chọn dòng nào." in text_of(response)
    assert verdicts(dossier) == [""] * 5


def test_an_unknown_button(world, desk, dossier):
    assert desk("thu").post(address(dossier), {"viec": "other", "row": ["1"]}).status_code == 404
    assert verdicts(dossier) == [""] * 5


def test_all_that_match_in_one_statement(world, desk, dossier):
    client = desk("thu")
    client.post(address(dossier), {"viec": "refused", "row": ["1"], "chac": "1", "note": "Nhầm người."})
    asked = client.post(f"{address(dossier)}?loc=cho", {"viec": "all_confirmed"})
    assert asked.status_code == 200
    assert "Xác nhận tất cả 4 dòng khớp bộ lọc?" in text_of(asked)
    assert "4 người chưa xác nhận" in text_of(asked)
    assert verdicts(dossier) == ["refused", "", "", "", ""]
    with CaptureQueriesContext(connection) as queries:
        client.post(f"{address(dossier)}?loc=cho", {"viec": "all_confirmed", "chac": "1"})
    updates = [q["sql"] for q in queries if q["sql"].startswith('UPDATE "dossiers_row"')]
    assert len(updates) == 1
    assert verdicts(dossier) == ["refused", "confirmed", "confirmed", "confirmed", "confirmed"]


def test_all_of_everything_warns_of_what_it_replaces(world, desk, dossier):
    client = desk("thu")
    client.post(address(dossier), {"viec": "refused", "row": ["1"], "chac": "1", "note": "Nhầm người."})
    text = text_of(client.post(address(dossier), {"viec": "all_confirmed"}))
    assert "Xác nhận tất cả 5 dòng khớp bộ lọc?" in text
    assert "1 người đã từ chối" in text
    assert "sẽ bị thay" in text


def test_refuse_all_that_match_a_word(world, desk, dossier):
    name = Row.objects.get(dossier=dossier, n=2).name
    same = [row.n for row in Row.objects.filter(dossier=dossier) if name.lower() in row.name.lower()]
    url = f"{address(dossier)}?tim={name}"
    client = desk("thu")
    assert "Hãy ghi lý do" in text_of(client.post(url, {"viec": "all_refused", "chac": "1"}))
    client.post(url, {"viec": "all_refused", "chac": "1", "note": "Không có tên trong sổ."})
    assert [n for n, verdict in enumerate(verdicts(dossier), 1) if verdict == "refused"] == same


def test_open_again(world, desk, dossier):
    world.confirm(dossier)
    desk("thu").post(address(dossier), {"viec": "pending", "row": ["5"]})
    assert verdicts(dossier) == ["confirmed"] * 4 + [""]


def test_one_row_by_itself(world, desk, dossier):
    client = desk("thu")
    page = client.get(address(dossier, "2/"))
    row = Row.objects.get(dossier=dossier, n=2)
    assert row.name in text_of(page)
    assert values_of(row)["account_number"] in text_of(page)
    client.post(address(dossier, "2/"), {"viec": "confirmed"})
    assert verdicts(dossier) == ["", "confirmed", "", "", ""]
    assert client.get(address(dossier, "6/")).status_code == 404


def test_filters_and_search(world, desk, dossier):
    client = desk("thu")
    client.post(address(dossier), {"viec": "confirmed", "row": ["2"]})
    client.post(address(dossier), {"viec": "refused", "row": ["3"], "chac": "1", "note": "Nhầm."})
    values = values_of(Row.objects.get(dossier=dossier, n=4))
    found = {
        query: shown(client.get(f"{address(dossier)}?{query}"))
        for query in (
            "loc=cho",
            "loc=xac-nhan",
            "loc=tu-choi",
            "loc=trung",
            "loc=la",
            "tim=5",
            f"tim={values['id_number']}",
        )
    }
    assert found == {
        "loc=cho": [1, 4, 5], "loc=xac-nhan": [2], "loc=tu-choi": [3], "loc=trung": [], "loc=la": [1, 2, 3, 4, 5],
        "tim=5": [5], f"tim={values['id_number']}": [4],
    }  # fmt: skip
    # A number that was searched for does not get into the journal.
    assert not [e for e in Entry.objects.all() if values["id_number"] in str(e.data)]


def test_the_same_person_elsewhere(world, desk, dossier):
    other = world.file(2, firm="Khách sạn Biển Thử", first=4)
    client = desk("thu")
    response = client.get(f"{address(dossier)}?loc=trung")
    assert shown(response) == [5]
    assert other.code in text_of(response)
    assert "Trùng số CMND/CCCD với" in text_of(response)
    # The applicant does not learn who else claimed.
    own = desk("Công ty TNHH Ví Dụ").get(f"/ho-so/{dossier.ref}/danh-sach/")
    assert other.code not in own.content.decode()


def test_pages_of_fifty(world, desk):
    dossier = world.file(53)
    client = desk("thu")
    first = client.get(address(dossier))
    assert shown(first) == list(range(1, 51))
    onward = html.fromstring(first.content).xpath("//a[@rel='next']/@href")
    assert onward == [f"{address(dossier)}?sau=50"]
    assert shown(client.get(onward[0])) == [51, 52, 53]
    assert "Áp dụng cho tất cả 53 dòng" in text_of(first)


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(world, desk, count, django_assert_num_queries):
    dossier = world.file(count)
    world.file(count, firm="Khách sạn Biển Thử", first=0)
    client = desk("thu")
    client.get(address(dossier))
    with django_assert_num_queries(10):
        assert len(shown(client.get(address(dossier)))) == count


@pytest.mark.parametrize("intent", ["confirmed", "refused", "pending", "all_confirmed", "all_refused", "strike"])
def test_a_viewer_judges_nothing(world, desk, dossier, intent):
    before = journal(dossier)
    response = desk("xem").post(address(dossier), {"viec": intent, "row": ["1"], "chac": "1", "note": "Vì thế."})
    assert response.status_code == 403
    assert verdicts(dossier) == [""] * 5
    assert journal(dossier) == before


def test_a_colleague_holds_it(world, desk, dossier):
    claim(world, dossier, "bao")
    client = desk("thu")
    assert 'name="row"' not in client.get(address(dossier)).content.decode()
    response = client.post(address(dossier), {"viec": "confirmed", "row": ["1"]})
    assert response.status_code == 409
    assert "Hồ sơ này đã được Phan Văn Bảo Thử nhận lúc" in text_of(response)
    response = client.post(address(dossier), {"viec": "refused", "row": ["1"], "chac": "1", "note": "Lý do dài."})
    assert response.status_code == 409
    assert "Lý do dài." in response.content.decode()
    assert "Tải lại để xem" in text_of(response)
    assert verdicts(dossier) == [""] * 5


def test_the_list_after_its_step_is_left(world, desk, dossier):
    world.to_district(dossier)
    for who in ("thu", "huyen"):
        response = desk(who).post(address(dossier), {"viec": "pending", "row": ["1"]})
        assert response.status_code == 403
    assert verdicts(dossier) == ["confirmed"] * 5


def test_the_province_strikes_and_takes_back(world, desk, dossier):
    world.to_province(dossier)
    client = desk("tinh")
    page = client.get(address(dossier))
    assert "Đưa ra khỏi quyết định…" in text_of(page)
    assert "Xác nhận các dòng đã chọn" not in text_of(page)
    assert client.post(address(dossier), {"viec": "strike", "row": ["2"], "chac": "1"}).status_code == 422
    assert not Row.objects.filter(dossier=dossier, struck=True).exists()
    client.post(address(dossier), {"viec": "strike", "row": ["2", "3"], "chac": "1", "note": "Đã hưởng nơi khác."})
    struck = Row.objects.filter(dossier=dossier, struck=True).order_by("n")
    assert [(r.n, r.reason) for r in struck] == [(2, "Đã hưởng nơi khác."), (3, "Đã hưởng nơi khác.")]
    assert shown(client.get(f"{address(dossier)}?loc=bi-loai")) == [2, 3]
    client.post(address(dossier), {"viec": "unstrike", "row": ["2"]})
    assert list(Row.objects.filter(dossier=dossier, struck=True).values_list("n", flat=True)) == [3]
    # Who may not decide strikes nothing.
    assert desk("chuyen").post(address(dossier), {"viec": "strike", "row": ["1"], "note": "x"}).status_code == 403
    assert Row.objects.filter(dossier=dossier, struck=True).count() == 1


@pytest.mark.parametrize("who", ["thu", "xem"])
def test_export(world, desk, dossier, who):
    Row.objects.filter(dossier=dossier, n=1).update(reason="=1+1")
    response = desk(who).get(address(dossier, "xuat.xlsx"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    flat = [str(cell) for row in rows for cell in row]
    values = values_of(Row.objects.get(dossier=dossier, n=1))
    assert (values["id_number"] in flat) is (who == "thu")
    assert (values["account_number"] in flat) is (who == "thu")
    assert (f"•••• {values['id_number'][-4:]}" in flat) is (who == "xem")
    assert "=1+1" in flat
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    entry = Entry.objects.filter(subject=dossier.subject).latest("id")
    assert (entry.action, entry.data) == ("seen:rows_export", {"lines": 5, "clear": who == "thu"})


def test_a_name_that_is_html(world, desk, dossier):
    Row.objects.filter(dossier=dossier, n=1).update(name="<script>alert(1)</script>")
    assert "<script>alert" not in desk("thu").get(address(dossier)).content.decode()


def test_two_judge_one_after_the_other(world, desk, dossier, at):
    desk("thu").post(address(dossier), {"viec": "confirmed", "row": ["1"]})
    at(NOON + timedelta(minutes=1))
    response = desk("bao").post(address(dossier), {"viec": "confirmed", "row": ["2"]})
    assert response.status_code == 409
    assert "Lê Thị Thu Mẫu" in text_of(response)
    assert verdicts(dossier) == ["confirmed", "", "", "", ""]
