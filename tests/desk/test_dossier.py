import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from lxml import html

from motcua.desk.rules import ACTS
from motcua.documents.models import Document
from motcua.dossiers.models import Remark
from motcua.journal.models import Entry
from motcua.shell.clock import VIETNAM
from tests.desk.conftest import NOON, claim, journal, turn_of

TABS = ("", "danh-sach/", "van-ban/", "ghi-chu/", "dong-thoi-gian/", "buoc/")


def address(dossier, more="") -> str:
    return f"/ban-lam-viec/ho-so/{dossier.code}/{more}"


def text_of(response) -> str:
    page = html.fromstring(response.content)
    for hidden in page.xpath("//script"):
        hidden.drop_tree()
    return re.sub(r"\s+", " ", page.text_content())


@pytest.mark.parametrize("tab", TABS)
def test_the_gate(world, desk, dossier, page, tab):
    url = address(dossier, tab)
    assert desk("thu").get(url).status_code == 200
    assert desk("xem").get(url).status_code == 200
    for who in ("xa", "huyen", "quyen"):
        response = desk(who).get(url)
        assert response.status_code == 404
        assert "Ví Dụ" not in response.content.decode()
    assert desk("Công ty TNHH Ví Dụ").get(url).status_code == 403
    assert page.get(url).status_code == 302
    world.to_district(dossier)
    assert desk("huyen").get(url).status_code == 200
    assert desk("thu").get(url).status_code == 200


def test_what_was_handed_in(world, desk, dossier):
    text = text_of(desk("thu").get(address(dossier)))
    paper = dossier.papers.get()
    for shown in (
        "Công ty trách nhiệm hữu hạn",
        "Số 1, đường Ví Dụ",
        "0900000998",
        "thoa-thuan.pdf",
        paper.file.sha256,
    ):
        assert shown in text
    assert "5 người" in text
    assert journal(dossier)[-1] == "seen:dossier"
    entry = Entry.objects.filter(subject=dossier.subject).latest("id")
    assert (entry.person, entry.agency, entry.data) == (
        world.actors["thu"].person, world.actors["thu"].agency, {"clear": True},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["xem", "thu"])
def test_phones_are_masked_for_who_is_not_at_work(world, desk, dossier, who):
    if who == "thu":
        world.to_district(dossier)
    text = text_of(desk(who).get(address(dossier)))
    assert "0900000998" not in text
    assert "•••• 0998" in text
    assert Entry.objects.filter(subject=dossier.subject).latest("id").data == {"clear": False}


def test_take_give_back_assign(world, desk, dossier):
    client = desk("thu")
    assert "Nhận việc" in text_of(client.get(address(dossier)))
    text = text_of(client.post(address(dossier, "nhan/"), follow=True))
    assert "Bạn đang giữ" in text
    assert turn_of(dossier).holder_id == world.actors["thu"].person
    text = text_of(client.post(address(dossier, "tra-lai/"), follow=True))
    assert "Chưa ai nhận" in text
    assert turn_of(dossier).holder is None
    response = client.get(address(dossier, "giao/"))
    assert "Phan Văn Bảo Thử, Chuyên viên" in text_of(response)
    assert "Hồ Thị Xem Mẫu" not in text_of(response)
    bao = world.actors["bao"].person
    client.post(address(dossier, "giao/"), {"person": bao})
    assert turn_of(dossier).holder_id == bao
    text = text_of(client.get(address(dossier)))
    assert "Phan Văn Bảo Thử đang giữ" in text
    assert "Chuyển Ủy ban nhân dân cấp huyện" not in text


@pytest.mark.parametrize("person", ["", "0", "xem"])
def test_assigning_to_nobody(world, desk, dossier, person):
    given = str(world.actors["xem"].person) if person == "xem" else person
    response = desk("thu").post(address(dossier, "giao/"), {"person": given})
    assert response.status_code == 422
    assert turn_of(dossier).holder is None


def test_two_take_it(world, desk, dossier):
    claim(world, dossier, "bao")
    response = desk("thu").post(address(dossier, "nhan/"))
    assert response.status_code == 409
    assert "Phan Văn Bảo Thử nhận lúc 11:00, 12/05/2020" in response.content.decode()
    assert "Tải lại trang" in response.content.decode()
    assert turn_of(dossier).holder_id == world.actors["bao"].person


@pytest.mark.parametrize("path", ["nhan/", "tra-lai/", "giao/"])
def test_a_viewer_holds_nothing(world, desk, dossier, path):
    before = journal(dossier)
    client = desk("xem")
    text = text_of(client.get(address(dossier)))
    assert "Nhận việc" not in text
    assert "Giao đồng nghiệp" not in text
    response = client.post(address(dossier, path), {"person": world.actors["bao"].person})
    assert response.status_code == 403
    assert turn_of(dossier).holder is None
    assert journal(dossier) == [*before, "seen:dossier"]


def test_notes(world, desk, dossier):
    client = desk("thu")
    response = client.post(address(dossier, "ghi-chu/"), {"text": "Đã gọi doanh nghiệp <b>hai</b> lần."}, follow=True)
    assert "Đã gọi doanh nghiệp <b>hai</b> lần." in text_of(response)
    assert "&lt;b&gt;hai" in response.content.decode()
    assert client.post(address(dossier, "ghi-chu/"), {"text": "  "}).status_code == 422
    assert Remark.objects.count() == 1
    assert "dossier.annotated" in journal(dossier)
    # The applicant never sees it.
    own = desk("Công ty TNHH Ví Dụ").get(f"/ho-so/{dossier.ref}/")
    assert "Đã gọi doanh nghiệp" not in own.content.decode()


def test_timeline_names_officers_and_next_agency(world, desk, dossier):
    world.to_district(dossier)
    world.act(
        dossier, "return", "huyen", at=NOON + timedelta(hours=4), note="Bổ sung báo cáo.", wanted=["accounts_q1_2020"]
    )
    text = text_of(desk("huyen").get(address(dossier, "dong-thoi-gian/")))
    for shown in (
        "Nộp hồ sơ", "Xác nhận người lao động", "5 dòng", "Lê Thị Thu Mẫu, Bảo hiểm xã hội huyện Mộ Đức",
        "Chuyển Ủy ban nhân dân cấp huyện", "Ủy ban nhân dân huyện Mộ Đức", "Yêu cầu bổ sung", "Giấy tiếp nhận",
        "Trần Thị Mẫu, Công ty TNHH Ví Dụ",
    ):  # fmt: skip
        assert shown in text, shown
    for internal in ("dossier.", "workflow.", "documents."):
        assert internal not in text


def test_every_act_on_a_dossier_has_a_name():
    rooms = Path(__file__).parents[2] / "motcua"
    source = "\n".join(
        path.read_text()
        for room in ("dossiers", "workflow", "documents", "entitlements")
        for path in (rooms / room).rglob("commands*/**/*.py" if (rooms / room / "commands").is_dir() else "commands.py")
    )
    acts = set(re.findall(r"record(?:_many)?\(\s*\"([a-z_.]+)\"", source))
    assert len(acts) > 25
    assert acts - ACTS.keys() == set()


def test_steps_and_terms(world, desk, dossier):
    world.to_district(dossier)
    text = text_of(desk("huyen").get(address(dossier, "buoc/")))
    assert "Trước hạn" in text
    assert "15/05/2020 08:32" in text  # three working days from the submission
    assert "15/05/2020 11:00" in text  # three more from the hand-over
    assert "đang làm" in text


def test_papers_and_documents_are_served_and_journalled(world, desk, dossier):
    paper = dossier.papers.get()
    response = desk("thu").get(address(dossier, f"giay-to/{paper.pk}/"))
    assert b"".join(response.streaming_content) == b"%PDF-1.4\n%%EOF\n"
    assert response["Content-Type"] == "application/pdf"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    receipt = Document.objects.get(subject=dossier.subject)
    listed = desk("thu").get(address(dossier, "van-ban/"))
    assert receipt.title in listed.content.decode()
    response = desk("thu").get(address(dossier, f"van-ban/{receipt.pk}.pdf"))
    assert response.content.startswith(b"%PDF-")
    assert journal(dossier)[-2:] == ["seen:paper", "seen:document"]
    before = journal(dossier)
    for who in ("xa", "huyen"):
        assert desk(who).get(address(dossier, f"giay-to/{paper.pk}/")).status_code == 404
        assert desk(who).get(address(dossier, f"van-ban/{receipt.pk}.pdf")).status_code == 404
    other = world.file(1)
    assert desk("thu").get(address(other, f"giay-to/{paper.pk}/")).status_code == 404
    assert desk("thu").get(address(other, f"van-ban/{receipt.pk}.pdf")).status_code == 404
    assert journal(dossier) == before


def test_closed_dossiers_stay_readable(world, desk, dossier):
    world.to_province(dossier)
    world.act(dossier, "approve", "tinh", at=NOON + timedelta(hours=3))
    for who in ("thu", "huyen", "tinh"):
        for tab in TABS:
            assert desk(who).get(address(dossier, tab)).status_code == 200
    text = text_of(desk("tinh").get(address(dossier, "van-ban/")))
    assert "Quyết định hỗ trợ kèm danh sách" in text
    assert "Phiếu kiểm soát" in text
    assert "Quyết định không rút lại được" not in text_of(desk("tinh").get(address(dossier)))


def test_a_code_that_does_not_exist(desk, dossier):
    assert desk("thu").get("/ban-lam-viec/ho-so/000.00.00.H48-200512-9999/").status_code == 404


def test_overdue_dossiers_offer_an_apology(world, desk, dossier, at):
    assert "Xin lỗi và hẹn lại" not in text_of(desk("thu").get(address(dossier)))
    at(datetime(2020, 5, 18, 9, tzinfo=VIETNAM))
    assert "Xin lỗi và hẹn lại ngày" in text_of(desk("thu").get(address(dossier)))
    assert "Xin lỗi và hẹn lại ngày" not in text_of(desk("xem").get(address(dossier)))
