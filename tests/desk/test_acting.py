from datetime import datetime, timedelta

import pytest
from lxml import html

from motcua.documents.models import Document
from motcua.dossiers.models import Dossier, Supplement
from motcua.journal.models import Entry
from motcua.shell.clock import VIETNAM
from tests.desk.conftest import NOON, claim, turn_of
from tests.desk.test_dossier import text_of

LATER = NOON + timedelta(hours=3)


def address(dossier, action) -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/viec/{action}/"


def state(dossier) -> tuple:
    fresh = Dossier.objects.get(pk=dossier.pk)
    turns = [(t.n, t.step, t.action) for t in fresh.case.turns.order_by("n")]
    acts = Entry.objects.exclude(action__startswith="seen:").count()
    return fresh.status, turns, Document.objects.count(), acts


def test_hand_over(world, desk, dossier):
    world.confirm(dossier)
    client = desk("thu")
    page = client.get(address(dossier, "pass"))
    text = text_of(page)
    assert "Hồ sơ sẽ chuyển đến Ủy ban nhân dân huyện Mộ Đức" in text
    assert "3 ngày làm việc, chậm nhất 11:00, thứ Sáu, 15/05/2020" in text
    assert "5 trên 5 người" in text
    turn = html.fromstring(page.content).xpath("//input[@name='turn']/@value")
    assert turn == ["1"]
    response = client.post(address(dossier, "pass"), {"turn": "1", "note": "Đủ điều kiện."}, follow=True)
    assert "Đã làm xong: Chuyển Ủy ban nhân dân cấp huyện." in text_of(response)
    assert state(dossier)[:2] == ("in_progress", [(1, "confirm", "pass"), (2, "appraise", "")])
    assert Dossier.objects.get(pk=dossier.pk).case.turns.get(n=1).note == "Đủ điều kiện."


def test_rows_are_pending(world, desk, dossier):
    client = desk("thu")
    client.post(f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/", {"viec": "confirmed", "row": ["1", "2"]})
    assert "Còn 3 người chưa được xác nhận" in text_of(client.get(address(dossier, "pass")))
    before = state(dossier)
    response = client.post(address(dossier, "pass"), {"turn": "1", "note": "Xong rồi."})
    assert response.status_code == 422
    assert "Còn 3 người chưa được xác nhận hoặc từ chối." in text_of(response)
    assert "Xong rồi." in response.content.decode()
    assert state(dossier) == before


def test_return_for_supplement(world, desk, dossier):
    client = desk("thu")
    page = client.get(address(dossier, "return"))
    offered = html.fromstring(page.content).xpath("//input[@name='wanted']/@value")
    assert offered == ["agreements", "accounts_2019", "accounts_q1_2020", "union_confirmation", "other", "list"]
    given = {"turn": "1", "wanted": ["agreements", "list"], "note": "Bản chụp mờ."}
    before = state(dossier)
    bare = client.post(address(dossier, "return"), {**given, "note": ""})
    assert bare.status_code == 422
    assert "Hãy ghi lý do, hoặc chọn một câu mẫu." in text_of(bare)
    assert html.fromstring(bare.content).xpath("//input[@name='wanted'][@checked]/@value") == ["agreements", "list"]
    assert state(dossier) == before
    assert client.post(address(dossier, "return"), {**given, "wanted": ["other thing"]}).status_code == 422
    assert state(dossier) == before
    client.post(address(dossier, "return"), given)
    asked = Supplement.objects.get()
    assert (asked.reason, asked.wanted, asked.asked_by) == ("Bản chụp mờ.", ["agreements", "list"], "Lê Thị Thu Mẫu")
    assert state(dossier)[0] == "awaiting"
    text = text_of(client.get(f"/ban-lam-viec/ho-so/{dossier.code}/"))
    assert "Đang chờ người nộp bổ sung đến" in text
    assert "Bản chụp mờ." in text


def test_the_list_is_wanted_at_the_confirming_step_only(world, desk, dossier):
    world.to_district(dossier)
    page = desk("huyen").get(address(dossier, "return"))
    assert "list" not in html.fromstring(page.content).xpath("//input[@name='wanted']/@value")


def test_a_ready_sentence_fills_the_text(world, desk, dossier):
    ready = "Bản chụp thỏa thuận mờ, không đọc được. Đề nghị gửi bản chụp rõ, đủ bốn góc."
    before = state(dossier)
    given = {"turn": "1", "ready": ready, "note": "", "wanted": ["agreements"], "insert": "1"}
    page = desk("thu").post(address(dossier, "return"), given)
    tree = html.fromstring(page.content)
    assert page.status_code == 200
    assert tree.xpath("//textarea[@name='note']")[0].text.strip() == ready
    assert tree.xpath("//input[@name='wanted'][@checked]/@value") == ["agreements"]
    assert state(dossier) == before


def test_awaiting_allows_nothing(world, desk, dossier):
    world.act(dossier, "return", "thu", at=NOON, note="Gửi lại.", wanted=["agreements"])
    before = state(dossier)
    response = desk("thu").post(address(dossier, "pass"), {"turn": "1"})
    assert response.status_code in (409, 422)
    assert state(dossier) == before
    response = desk("thu").post(address(dossier, "return"), {"turn": "1", "note": "Nữa."})
    assert response.status_code == 409
    assert state(dossier) == before


def test_approve_part(world, desk, dossier, at):
    world.to_province(dossier)
    at(LATER)
    client = desk("tinh")
    rows = f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/"
    client.post(rows, {"viec": "strike", "row": ["2"], "chac": "1", "note": "Đã hưởng nơi khác."})
    text = text_of(client.get(address(dossier, "approve")))
    assert "4 trên 5 người" in text
    assert "Bị đưa ra khỏi quyết định 1 người" in text
    assert "Quyết định không rút lại được." in text
    assert "Hồ sơ sẽ chuyển đến" not in text
    client.post(address(dossier, "approve"), {"turn": "3", "note": ""})
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.status, fresh.people_granted) == ("partly_granted", 4)
    kinds = set(Document.objects.filter(subject=dossier.subject).values_list("kind", flat=True))
    assert kinds == {"receipt", "decision", "refused_rows", "control"}


def test_nobody_left(world, desk, dossier, at):
    world.to_province(dossier)
    at(LATER)
    client = desk("tinh")
    everybody = [str(n) for n in range(1, 6)]
    client.post(
        f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/",
        {"viec": "strike", "row": everybody, "chac": "1", "note": "Không đủ căn cứ."},
    )
    before = state(dossier)
    response = client.post(address(dossier, "approve"), {"turn": "3", "note": "Duyệt."})
    assert response.status_code == 422
    assert "Danh sách không còn người nào được hỗ trợ." in text_of(response)
    assert "Duyệt." in response.content.decode()
    assert state(dossier) == before


def test_already_entitled(world, desk, dossier, at):
    other = world.file(1, firm="Khách sạn Biển Thử", first=0)
    for one in (other, dossier):
        world.to_province(one)
    at(LATER)
    world.act(other, "approve", "tinh", at=LATER)
    before = state(dossier)
    response = desk("tinh").post(address(dossier, "approve"), {"turn": "3", "note": "Duyệt."})
    assert response.status_code in (409, 422)
    assert html.fromstring(response.content).find_class("govuk-error-summary")
    assert state(dossier) == before


def test_refuse_needs_a_reason(world, desk, dossier, at):
    world.to_province(dossier)
    at(LATER)
    before = state(dossier)
    client = desk("tinh")
    assert client.post(address(dossier, "refuse"), {"turn": "3", "note": ""}).status_code == 422
    assert state(dossier) == before
    client.post(address(dossier, "refuse"), {"turn": "3", "note": "Vẫn còn nguồn trả lương."})
    fresh = Dossier.objects.get(pk=dossier.pk)
    assert (fresh.status, fresh.reason) == ("refused", "Vẫn còn nguồn trả lương.")


def test_a_stale_page_keeps_its_words(world, desk, dossier):
    world.confirm(dossier)
    world.act(dossier, "pass", "thu", at=NOON)
    before = state(dossier)
    response = desk("thu").post(
        address(dossier, "return"), {"turn": "1", "note": "Điều tôi đã gõ.", "wanted": ["other"]}
    )
    assert response.status_code == 409
    text = text_of(response)
    assert "Hồ sơ này đã được Lê Thị Thu Mẫu chuyển đến Ủy ban nhân dân huyện Mộ Đức lúc 11:00, 12/05/2020." in text
    assert "Điều tôi đã gõ." in response.content.decode()
    assert "Tải lại hồ sơ" in text
    assert state(dossier) == before


def test_a_second_click(world, desk, dossier):
    world.confirm(dossier)
    client = desk("thu")
    client.post(address(dossier, "pass"), {"turn": "1"})
    before = state(dossier)
    response = client.post(address(dossier, "pass"), {"turn": "1"})
    assert response.status_code == 409
    assert "chuyển đến Ủy ban nhân dân huyện Mộ Đức" in text_of(response)
    assert state(dossier) == before


def test_two_officers(world, desk, dossier):
    world.confirm(dossier)
    before = state(dossier)
    response = desk("bao").post(address(dossier, "return"), {"turn": "1", "note": "Của tôi.", "wanted": ["other"]})
    assert response.status_code == 409
    text = text_of(response)
    assert "Hồ sơ này đã được Lê Thị Thu Mẫu nhận lúc 11:00, 12/05/2020." in text
    assert "Của tôi." in response.content.decode()
    assert "Tải lại hồ sơ" in text
    assert state(dossier) == before


@pytest.mark.parametrize(
    ("who", "action"),
    [
        ("xem", "pass"),
        ("xem", "return"),
        ("chuyen", "approve"),
        ("chuyen", "refuse"),
        ("xa", "pass"),
        ("huyen", "pass"),
    ],
)
def test_no_power_no_page(world, desk, dossier, who, action):
    if who == "chuyen":
        world.to_province(dossier)
    before = state(dossier)
    client = desk(who)
    turn = str(turn_of(dossier).n)
    if who not in ("xa", "huyen"):
        home = client.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
        assert f"/viec/{action}/" not in home
    assert client.get(address(dossier, action)).status_code in (403, 404)
    assert client.post(address(dossier, action), {"turn": turn, "note": "Lý do."}).status_code in (403, 404)
    if who == "huyen":
        return
    assert state(dossier) == before


@pytest.mark.parametrize("turn", ["", "x", "9", "-1", "99999999999"])
def test_no_such_turn(world, desk, dossier, turn):
    world.confirm(dossier)
    before = state(dossier)
    response = desk("thu").post(address(dossier, "pass"), {"turn": turn})
    assert response.status_code == 403
    assert state(dossier) == before


def test_unknown_actions(world, desk, dossier):
    before = state(dossier)
    for action in ("approve", "nothing"):
        assert desk("thu").get(address(dossier, action)).status_code == 403
        assert desk("thu").post(address(dossier, action), {"turn": "1"}).status_code == 403
    assert state(dossier) == before


LATE = datetime(2020, 5, 25, 9, tzinfo=VIETNAM)
OFF = "/ban-lam-viec/ho-so/{}/hen-lai/"


def off(day: str, note: str = "Số lượng hồ sơ tăng.") -> dict[str, str]:
    d, m, y = day.split("/")
    return {"until_day": d, "until_month": m, "until_year": y, "note": note}


def test_put_off(world, desk, dossier, at):
    at(LATE)
    client = desk("thu")
    assert "Mỗi hồ sơ chỉ được hẹn lại một lần" in text_of(client.get(OFF.format(dossier.code)))
    response = client.post(OFF.format(dossier.code), off("29/5/2020"), follow=True)
    assert "Đã gửi phiếu xin lỗi" in text_of(response)
    case = Dossier.objects.get(pk=dossier.pk).case
    assert case.put_off_to == datetime(2020, 5, 29, 17, tzinfo=VIETNAM)
    assert Document.objects.filter(subject=dossier.subject, kind="apology").count() == 1
    again = client.post(OFF.format(dossier.code), off("5/6/2020"))
    assert again.status_code == 409
    assert "Mỗi hồ sơ chỉ được hẹn lại một lần." in text_of(again)
    assert Document.objects.filter(subject=dossier.subject, kind="apology").count() == 1


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (off("30/5/2020"), "Ngày hẹn mới rơi vào ngày nghỉ."),
        (off("20/5/2020"), "Ngày hẹn mới phải sau"),
        (off("31/2/2020"), "có thật"),
        (off("29/5/2020", note=""), "Hãy ghi lý do"),
    ],
)
def test_a_date_that_does_not_do(desk, dossier, at, given, told):
    at(LATE)
    response = desk("thu").post(OFF.format(dossier.code), given)
    assert response.status_code == 422
    assert told in text_of(response)
    assert Dossier.objects.get(pk=dossier.pk).case.put_off_to is None
    assert not Document.objects.filter(kind="apology").exists()


@pytest.mark.parametrize("who", ["xem", "xa"])
def test_who_may_not_put_off(world, desk, dossier, at, who):
    at(LATE)
    assert desk(who).post(OFF.format(dossier.code), off("29/5/2020")).status_code in (403, 404)
    assert Dossier.objects.get(pk=dossier.pk).case.put_off_to is None


def test_held_by_a_colleague_while_apologising(world, desk, dossier, at):
    claim(world, dossier, "bao")
    at(LATE)
    response = desk("thu").post(OFF.format(dossier.code), off("29/5/2020"))
    assert "Phan Văn Bảo Thử nhận lúc" in text_of(response)
    assert "Số lượng hồ sơ tăng." in response.content.decode()
    assert Dossier.objects.get(pk=dossier.pk).case.put_off_to is None
