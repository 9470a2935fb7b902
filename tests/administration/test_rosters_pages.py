"""The pages of lists and invitations: whole, gated, and no number in clear."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from python_calamine import load_workbook

from motcua.administration.commands import applying, inviting
from motcua.administration.models import Invitation, Roster, RosterLine
from motcua.administration.rules.matching import Wish
from motcua.administration.rules.rosters import Line, write_xlsx
from motcua.agencies.models import Membership
from motcua.journal.models import Entry
from tests.administration.roster_world import (
    AT,
    DISTRICT,
    OFFICER_TITLES,
    OFFICERS,
    OTHER,
    PROVINCE,
    _tree,
    agency,
    office,
    paste,
    rights,
    world,
)

__all__ = ["_tree", "office", "world"]
HERE = "UBND huyện Mộ Đức"
LISTS = "/quan-tri/danh-sach/"


def cells(content):
    with load_workbook(io.BytesIO(content)) as book:
        return [str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row]


def posted(**more):
    return {"home": str(agency(PROVINCE).pk), "rights": ["covid/process", "covid/view"], **more}


def test_from_upload_to_report(world, office):
    """Upload, dry run, a decision, apply, report: the whole way by clicks."""
    one, two = world.person("Phạm Thị Một Mẫu"), world.person("Vũ Thị Thủy Mẫu")
    world.seat(two, OTHER)
    lines = [
        Line(1, name=one.name, id_number=world.number(one), unit=HERE),
        Line(2, name="Vũ Thị Thúy Mẫu", id_number=world.number(two), unit=HERE),
        Line(3, name="Hồ Thị Chưa Mẫu", id_number="099000000701", phone="0900000701", unit=HERE),
    ]
    client = office("province")
    assert client.get(LISTS).status_code == 200
    assert client.get(f"{LISTS}moi/").status_code == 200
    file = SimpleUploadedFile("danh-sach.xlsx", write_xlsx("officers", lines))
    sent = client.post(f"{LISTS}moi/", posted(file=file))
    roster = Roster.objects.get()
    assert sent["Location"] == f"{LISTS}{roster.pk}/"
    page = client.get(sent["Location"]).content.decode()
    assert "Vũ Thị Thủy Mẫu" in page
    assert world.number(one) not in page
    assert f"•••• {world.number(one)[-4:]}" in page
    assert Entry.objects.filter(action="seen:roster", subject=f"roster:{roster.pk}").count() == 1
    line = RosterLine.objects.get(roster=roster, verdict="name_differs")
    client.post(f"{LISTS}{roster.pk}/", {"quyet-dinh": "dung-nguoi", "dong": str(line.n)})
    assert client.get(f"{LISTS}{roster.pk}/ap-dung/").status_code == 200
    for _ in range(2):  # pressed twice
        client.post(f"{LISTS}{roster.pk}/ap-dung/")
    assert rights(two, DISTRICT) == {("covid", "process", None), ("covid", "view", None)}
    assert Invitation.objects.count() == 1
    assert client.get(f"{LISTS}{roster.pk}/?loc=done").content.decode().count("Đã xong") >= 3
    told = cells(client.get(f"{LISTS}{roster.pk}/bao-cao.xlsx").content)
    assert "Vũ Thị Thúy Mẫu" in told
    assert not [cell for cell in told if world.number(two) in cell or "099000000701" in cell]


def test_faults_of_the_upload_are_told_beside_the_field(world, office):
    client = office("province")
    for data, words in (
        (posted(), "Chọn tệp, hoặc dán bảng vào ô dưới."),
        (posted(text="không có gì ở đây"), "bảng"),
        ({**posted(text="\t".join(OFFICER_TITLES) + f"\n1\tPhạm Thị Một Mẫu\t099000000701\t\t{HERE}"), "rights": []},
         "Chọn ít nhất một quyền"),
        (posted(file=SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken")), "a.xlsx"),
    ):  # fmt: skip
        answer = client.post(f"{LISTS}moi/", data)
        assert answer.status_code in (422, 400), data
        assert words in answer.content.decode()
    assert not Roster.objects.exists()


def test_foreign_lists_are_missing_ones(world, office):
    one = world.person("Phạm Thị Một Mẫu")
    rows = [OFFICER_TITLES, (1, one.name, world.number(one), "", HERE)]
    roster = paste(rows, OFFICERS, world.actors["province"])
    stranger = office("district")
    ways = ("", "ap-dung/", "bao-cao.xlsx")
    assert [stranger.get(f"{LISTS}{roster.pk}/{way}").status_code for way in ways] == [404, 404, 404]
    missing = [stranger.get(f"{LISTS}999999/{way}").status_code for way in ways]
    assert missing == [404, 404, 404]
    for way in ("", "ap-dung/", "bo/"):
        assert stranger.post(f"{LISTS}{roster.pk}/{way}").status_code == 404
    assert not Membership.objects.filter(person=one).exists()
    # Who manages the state sees it, and does not decide for the uploader.
    above = office("state")
    assert above.get(f"{LISTS}{roster.pk}/").status_code == 200
    assert above.post(f"{LISTS}{roster.pk}/ap-dung/").status_code == 409


@pytest.mark.parametrize("way", [LISTS, f"{LISTS}moi/", "/quan-tri/moi-dang-ky/", "/quan-tri/mau/add.xlsx"])
def test_officers_without_the_right_are_refused(world, office, way):
    world.acts("plain", world.seat(world.person("Lý Thị Thường Mẫu"), DISTRICT, "covid/process"))
    assert office("plain").get(way).status_code == 403


def test_every_verdict_has_its_page(world, office):
    """Each state of a line renders whole, filters too; unknown filters show nothing."""
    one = world.person("Phạm Thị Một Mẫu")
    rows = [
        OFFICER_TITLES,
        (1, one.name, world.number(one), "", HERE),
        (2, "Phạm Thị Xa Mẫu", "099000000702", "", "Bộ Y tế"),
        (3, "Phạm Thị Đâu Mẫu", "099000000703", "", "UBND huyện Không Có"),
        (4, "Phạm Thị Không Mẫu", "51099000799", "", HERE),
        (5, "Phạm Thị Sai Mẫu", "12", "", HERE),
        (6, "Phạm Thị Tên Mẫu", world.number(one)[::-1], "", HERE),
    ]
    roster = paste(rows, OFFICERS, world.actors["province"])
    client = office("province")
    found = set(RosterLine.objects.filter(roster=roster).values_list("verdict", flat=True))
    assert {"ready", "outside", "unit_missing", "zero", "unread"} <= found
    for verdict in (*found, "done", "linh-tinh"):
        assert client.get(f"{LISTS}{roster.pk}/?loc={verdict}").status_code == 200
    line = RosterLine.objects.get(roster=roster, verdict="unit_missing")
    client.post(f"{LISTS}{roster.pk}/", {"quyet-dinh": "don-vi", "dong": line.n, "gia-tri": "không rõ"})
    assert "chưa cho biết đúng một đơn vị" in client.get(f"{LISTS}{roster.pk}/").content.decode()
    client.post(f"{LISTS}{roster.pk}/", {"quyet-dinh": "don-vi", "dong": line.n, "gia-tri": "H48.533"})
    line.refresh_from_db()
    assert line.verdict == "unregistered"
    client.post(f"{LISTS}{roster.pk}/bo/")
    assert not RosterLine.objects.filter(roster=roster).exists()


def test_forms_and_the_current_roster(world, office):
    """Excel and Word; what is there now in the letter's layout, numbers masked, only the own subtree."""
    world.seat(world.person("Phạm Thị Trong Mẫu"), DISTRICT, "covid/process")
    world.seat(world.person("Hồ Thị Ngoài Mẫu"), "H48.534", "covid/process")
    client = office("district")
    for kind in ("focal", "officers", "change", "add"):
        assert cells(client.get(f"/quan-tri/mau/{kind}.xlsx").content)
        assert Document(io.BytesIO(client.get(f"/quan-tri/mau/{kind}.docx").content)).tables
    told = cells(client.get("/quan-tri/hien-tai/officers.xlsx").content)
    assert "Phạm Thị Trong Mẫu" in told
    assert "Hồ Thị Ngoài Mẫu" not in told
    assert not [cell for cell in told if cell.isdigit() and len(cell) > 8]
    assert Document(io.BytesIO(client.get("/quan-tri/hien-tai/focal.docx").content)).tables
    for way in ("mau/khac.xlsx", "mau/add.pdf", "hien-tai/change.xlsx"):
        assert client.get(f"/quan-tri/{way}").status_code == 404


def test_inviting_by_hand(world, office):
    client = office("district")
    assert client.get("/quan-tri/moi-dang-ky/moi/").status_code == 200
    data = {"name": "Hồ Thị Chưa Mẫu", "id_number": "0990 0000 0701", "phone": "0900 000 701", "agency": "H48.533",
            "rights": ["covid/view"]}  # fmt: skip
    assert client.post("/quan-tri/moi-dang-ky/moi/", {**data, "agency": "đâu đó"}).status_code == 422
    assert client.post("/quan-tri/moi-dang-ky/moi/", {**data, "rights": []}).status_code == 422
    sent = client.post("/quan-tri/moi-dang-ky/moi/", data)
    found = Invitation.objects.get()
    assert sent["Location"] == f"/quan-tri/moi-dang-ky/{found.pk}/"
    letter = client.get(sent["Location"]).content.decode()
    assert "Hồ Thị Chưa Mẫu" in letter
    assert "099000000701" not in letter
    for slug in ("cho", "xong", "het", "rut", "khac"):
        assert client.get(f"/quan-tri/moi-dang-ky/?trang-thai={slug}").status_code == 200
    stranger_world = world.actors["province"]
    assert stranger_world.person != world.actors["district"].person
    client.post(f"/quan-tri/moi-dang-ky/{found.pk}/nhac/")
    client.post(f"/quan-tri/moi-dang-ky/{found.pk}/rut/", {"ly-do": ""})
    found.refresh_from_db()
    assert found.state == "waiting"
    client.post(f"/quan-tri/moi-dang-ky/{found.pk}/rut/", {"ly-do": "Nhầm người"})
    found.refresh_from_db()
    assert found.state == "withdrawn"
    assert client.get(f"/quan-tri/moi-dang-ky/{found.pk}/").status_code == 200


def test_foreign_invitations_are_missing_ones(world, office):
    here = agency(PROVINCE)
    wishes = [Wish("covid", "view", here.pk, here.path)]
    found = inviting.invite("Hồ Thị Chưa Mẫu", "099000000701", "", here.pk, wishes, by=world.actors["province"], at=AT)
    stranger = office("district")
    assert stranger.get(f"/quan-tri/moi-dang-ky/{found.pk}/").status_code == 404
    for act in ("rut", "nhac", "xac-nhan", "khac"):
        assert stranger.post(f"/quan-tri/moi-dang-ky/{found.pk}/{act}/", {"ly-do": "x"}).status_code == 404
    found.refresh_from_db()
    assert found.state == "waiting"


def test_a_page_of_a_long_list_asks_few_questions(world, office, django_assert_max_num_queries):
    rows = [(n, f"Phạm Thị {'ABCDEGHIK'[n % 9]} Mẫu", f"0990000{n:05}", "", HERE) for n in range(1, 80)]
    roster = paste([OFFICER_TITLES, *rows], OFFICERS, world.actors["province"])
    client = office("province")
    with django_assert_max_num_queries(16):
        page = client.get(f"{LISTS}{roster.pk}/")
    assert "sau=" in page.content.decode()
    applying.apply(roster.pk, by=world.actors["province"], at=AT)
