"""The officers' pages: from an empty list to a published procedure, by three people; and who sees what."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse
from lxml import html

from motcua.procedures import queries
from motcua.procedures.commands import entering
from motcua.procedures.commands.decisions import Announcement, announce
from motcua.procedures.models import AcceptanceOrder, Procedure, ProcedureVersion
from motcua.procedures.rules.sections import SECTIONS
from tests.procedures.world import AT, COMPLETE, TODAY, World, country, world

__all__ = ["country", "world"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_may(monkeypatch):
    """Pages ask the clock."""
    monkeypatch.setattr("motcua.shell.clock.now", lambda: AT)


def text(response) -> str:
    return " ".join(html.document_fromstring(response.content.decode()).find(".//main").text_content().split())


def fields(response) -> dict[str, str]:
    """What the (last) form of the page would send."""
    page = html.document_fromstring(response.content.decode())
    return {key: value for key, value in page.xpath("//main//form")[-1].form_values() if key not in ("_them", "_bo")}


def address(name: str, *args: object) -> str:
    return reverse(f"procedures:{name}", args=args)


def section(world: World, pk: int, slug: str, key: str = "enterer", **typed: str):
    client = world.client(key)
    where = address("admin_section", pk, slug)
    return client.post(where, {**fields(client.get(where)), **typed})


def test_from_nothing_to_the_public(world: World):
    """Every part typed by hand, submitted by one, approved by another, published by a third."""
    client = world.client("enterer")
    assert "Chưa có thủ tục nào." in text(client.get(address("admin")))
    sent = client.post(address("admin_new"), {"agency": world.ministry.pk, "code": "1.000001", "name": COMPLETE.name})
    pk = Procedure.objects.get().pk
    assert sent.headers["location"] == address("admin_record", pk)
    shown = text(client.get(address("admin_record", pk)))
    assert "Còn 7 lỗi phải sửa trước khi trình duyệt." in shown
    assert "Trình duyệt" not in [
        b.text_content().strip()
        for b in html.document_fromstring(client.get(address("admin_record", pk)).content.decode()).findall(
            ".//main//button"
        )
    ]

    typed = {
        "chung": {"field_name": "Việc làm", "field_code": "G07-VL01", "kind": "detailed", "keywords": "ví dụ\n mẫu "},
        "trinh-tu": {
            "steps-rows": "3", "steps-0-text": "Nộp hồ sơ.", "steps-1-text": "Cơ quan xem xét.",
            "steps-2-text": "Nhận kết quả.",
        },
        "cach-thuc": {
            "channels-rows": "3", "channels-0-channel": "1", "channels-0-amount": "5", "channels-0-unit": "wd",
            "channels-0-fee": "50.000", "channels-0-fee_unit": "Đồng/bản",
            "channels-1-channel": "2", "channels-1-amount": "3", "channels-1-unit": "wd", "channels-1-fee": "0",
            "channels-1-fee_unit": "Đồng", "channels-2-channel": "2", "channels-2-amount": "8",
            "channels-2-unit": "h", "channels-2-text": "Trường hợp cấp lại",
        },
        "giay-to": {"sets": "1", "papers-rows": "1", "papers-0-name": "Đơn đề nghị", "papers-0-form": "Mẫu số 01",
                    "papers-0-url": "https://vi-du.example/mau-01.docx", "papers-0-originals": "1"},
        "co-quan": {"bodies-rows": "1", "bodies-0-role": "implementing", "bodies-0-name": "Cơ quan Ví Dụ"},
        "ket-qua": {"results-rows": "1", "results-0-name": "Giấy xác nhận"},
        "can-cu": {"grounds-rows": "1", "grounds-0-number": "1/2020/NĐ-CP", "grounds-0-name": "Nghị định ví dụ",
                   "grounds-0-signed": "2/1/2020", "grounds-0-agency": "Chính phủ"},
    }  # fmt: skip
    for slug, cells in typed.items():
        sent = section(world, pk, slug, **cells)
        assert sent.status_code == 302, text(sent)
        assert sent.headers["location"] == f"{address('admin_record', pk)}#{slug}"
    where = address("admin_section", pk, "doi-tuong")
    client.post(where, {**fields(client.get(where)), "audiences": ["citizen", "enterprise"]})
    where = address("admin_section", pk, "chung")
    client.post(where, {**fields(client.get(where)), "levels": ["central", "province"]})
    version = ProcedureVersion.objects.get()
    expected = replace(COMPLETE, keywords=("ví dụ", "mẫu"))
    assert queries.whole(version, TODAY).content == expected

    assert client.post(address("admin_step", pk, "trinh")).status_code == 302
    checker = world.client("checker")
    page = checker.get(address("admin_judge", pk))
    assert "Duyệt: Cấp giấy xác nhận ví dụ" in text(page)
    seen = html.document_fromstring(page.content.decode()).xpath("//main//input[@name='seen']/@value")[0]
    assert checker.post(address("admin_judge", pk), {"viec": "duyet", "seen": seen}).status_code == 302

    publisher = world.client("publisher")
    assert "Chưa có quyết định nào dùng được." in text(publisher.get(address("admin_publish", pk)))
    decided = publisher.post(address("decision_new"), {
        "number": "480/QĐ-VD", "signed_on_day": "29", "signed_on_month": "4", "signed_on_year": "2020",
        "effective_on_day": "29", "effective_on_month": "4", "effective_on_year": "2020", "new": "1.000001", "ve": pk,
    })  # fmt: skip
    assert decided.headers["location"] == address("admin_publish", pk)
    offered = html.document_fromstring(publisher.get(address("admin_publish", pk)).content.decode())
    (choice,) = offered.xpath("//main//input[@name='decision']/@value")
    assert publisher.post(address("admin_publish", pk), {"decision": choice}).status_code == 302
    assert queries.public_of("1.000001", TODAY) == version
    listed = text(publisher.get(address("admin") + "?trang-thai=cong-khai"))
    assert "Đang công khai" in listed
    assert "1.000001" in listed


RECORD_PAGES = ("admin_record", "admin_judge", "admin_publish", "admin_abolish", "admin_order")
PLAIN_PAGES = ("admin", "late", "imports", "import_template", "decisions")


@pytest.mark.parametrize("name", [*PLAIN_PAGES, "decision_new", "admin_new"])
@pytest.mark.parametrize(("key", "status"), [("all", 200), ("none", 403)])
def test_pages_are_for_who_holds_a_right(world: World, name: str, key: str, status: int):
    assert world.client(key).get(address(name)).status_code == status


@pytest.mark.parametrize("name", RECORD_PAGES)
def test_a_record_is_its_agencys(world: World, name: str):
    pk = world.entered().procedure_id
    assert world.client("all").get(address(name, pk)).status_code == 200
    assert world.client("province").get(address(name, pk)).status_code == 404
    assert world.client("none").get(address(name, pk)).status_code == 403
    assert world.client("all").get(address(name, pk + 1)).status_code == 404


@pytest.mark.parametrize("word", ["trinh", "bo", "sua-doi", "nhap-lai"])
@pytest.mark.parametrize(("key", "status"), [("province", 404), ("none", 403), ("publisher", 403)])
def test_steps_are_for_who_may(world: World, word: str, key: str, status: int):
    version = world.entered()
    assert world.client(key).post(address("admin_step", version.procedure_id, word)).status_code == status
    assert ProcedureVersion.objects.get().state == "entered"


@pytest.mark.parametrize("slug", SECTIONS)
def test_every_part_opens_and_keeps_what_it_shows(world: World, slug: str):
    """Saved as it is, nothing changes."""
    version = world.entered()
    client = world.client("enterer")
    where = address("admin_section", version.procedure_id, slug)
    page = client.get(where)
    data = html.document_fromstring(page.content.decode()).xpath("//main//form")[-1]
    sent: dict[str, list[str]] = {}
    for key, value in data.form_values():
        if key not in ("_them", "_bo"):
            sent.setdefault(key, []).append(value)
    assert client.post(where, sent).status_code == 302
    assert queries.whole(ProcedureVersion.objects.get(), TODAY).content == COMPLETE
    assert world.client("checker").get(where).status_code == 404
    assert world.client("province").get(where).status_code == 404


def test_wrong_cells_are_named_and_what_was_typed_stays(world: World):
    version = world.entered()
    found = section(
        world,
        version.procedure_id,
        "cach-thuc",
        **{"channels-0-amount": "năm", "channels-1-fee": "nhiều", "channels-1-channel": ""},
    )
    assert found.status_code == 422
    said = text(found)
    assert "Dòng 1, Thời hạn: Thời hạn phải là số nguyên viết bằng chữ số, ví dụ 120." in said
    assert "Dòng 2, Cách nộp: Chọn cách nộp." in said
    assert fields(found)["channels-0-amount"] == "năm"
    assert ProcedureVersion.objects.get().content == version.content


def test_rows_come_and_go_without_script(world: World):
    version = world.entered()
    client = world.client("enterer")
    where = address("admin_section", version.procedure_id, "trinh-tu")
    more = client.post(where, {**fields(client.get(where)), "steps-0-text": "Nộp tại xã.", "_them": "steps"})
    assert more.status_code == 200
    given = fields(more)
    assert (given["steps-rows"], given["steps-0-text"], given["steps-3-text"]) == ("4", "Nộp tại xã.", "")
    less = fields(client.post(where, {**given, "_bo": "steps:1"}))
    assert (less["steps-rows"], less["steps-1-text"]) == ("3", "Nhận kết quả.")
    assert ProcedureVersion.objects.get().content == version.content
    client.post(where, less)
    assert ProcedureVersion.objects.get().content["steps"][0]["steps"] == ["Nộp tại xã.", "Nhận kết quả."]


def test_who_saves_over_another_is_told_once(world: World):
    version = world.entered()
    where = address("admin_section", version.procedure_id, "giay-to")
    client = world.client("enterer")
    typed = {**fields(client.get(where)), "sets": "3"}
    entering.edit(version.pk, replace(COMPLETE, sets=2), by=world.actor("second"), at=AT)
    told = client.post(where, typed)
    assert told.status_code == 422
    assert "Lê Văn Nhập Thử vừa sửa lúc 09:00 ngày 12/05/2020" in text(told)
    assert ProcedureVersion.objects.get().content["sets"] == 2
    assert client.post(where, fields(told)).status_code == 302
    assert ProcedureVersion.objects.get().content["sets"] == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"code": "1.1"}, "“1.1” không phải mã thủ tục hành chính."),
        ({"code": "1.000002"}, "Nhập tên thủ tục."),
        ({"code": "1.000001", "name": "X"}, "Mã 1.000001 đã có: Trần Thị Nhập Mẫu nhập lúc 09:00 ngày 12/05/2020"),
        ({"code": "1.000002.000.00.00.H48"}, "Chưa có thủ tục chung"),
        ({}, "Nhập mã thủ tục."),
    ],
)
def test_a_new_one_that_cannot_be(world: World, given: dict[str, str], said: str):
    world.entered()
    key = "province" if "H48" in given.get("code", "") else "enterer"
    agency = world.province if key == "province" else world.ministry
    found = world.client(key).post(address("admin_new"), {"agency": agency.pk, **given})
    assert found.status_code == 422
    assert said in text(found)
    assert Procedure.objects.count() == 1


def test_a_province_begins_as_the_national_one_and_sees_the_difference(world: World):
    world.published()
    client = world.client("province")
    client.post(address("admin_new"), {"agency": world.province.pk, "code": "1.000001.000.00.00.H48"})
    own = Procedure.objects.get(code="1.000001.000.00.00.H48")
    assert ProcedureVersion.objects.get(procedure=own).content == {}
    assert section(world, own.pk, "giay-to", "province", sets="2").status_code == 302
    shown = text(client.get(address("admin_record", own.pk)))
    assert "Khác thủ tục chung ở những gì" in shown
    assert "Số lượng hồ sơ 1 bộ 2 bộ" in shown
    assert "Bản riêng của địa phương, theo thủ tục chung 1.000001" in shown


def test_a_record_is_read_through_part_by_part(world: World):
    version = world.entered(told=replace(COMPLETE, steps=()))
    page = html.document_fromstring(
        world.client("enterer").get(address("admin_record", version.procedure_id)).content.decode()
    )
    assert [section.get("id") for section in page.xpath("//main//section")] == list(SECTIONS)
    said = {section.get("id"): " ".join(section.text_content().split()) for section in page.xpath("//main//section")}
    assert "Trực tiếp: 5 ngày làm việc; 50.000 đồng/bản" in said["cach-thuc"]
    assert "Thiếu trình tự thực hiện. Ghi từng bước người dân và cơ quan phải làm." in said["trinh-tu"]
    assert page.xpath("//main//section[@id='can-cu']//h2/a/@href") == [
        address("admin_section", version.procedure_id, "can-cu")
    ]
    other = world.client("checker").get(address("admin_record", version.procedure_id)).content.decode()
    assert "/phan/" not in other


def test_sent_back_asks_why(world: World):
    from motcua.procedures.commands import deciding

    version = world.entered()
    deciding.submit(version.pk, by=world.actor("enterer"), at=AT)
    client = world.client("checker")
    where = address("admin_judge", version.procedure_id)
    assert "Nhập lý do trả lại." in text(client.post(where, {"viec": "tra-lai", "why": ""}))
    assert client.post(where, {"viec": "tra-lai", "why": "Sai lệ phí"}).status_code == 302
    shown = text(world.client("enterer").get(address("admin_record", version.procedure_id)))
    assert "Bị trả lại: Sai lệ phí" in shown


def test_an_order_is_written_down_and_ended(world: World):
    version = world.entered()
    pk = version.procedure_id
    client = world.client("publisher")
    day = {"day": "8", "month": "5", "year": "2020"}
    typed = {"number": "3623/VPCP-VD", "agency": "G22"}
    typed |= {f"{name}_{part}": value for name in ("signed_on", "since") for part, value in day.items()}
    wrong = client.post(address("admin_order", pk), {**typed, "agency": "H99", "url": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "Địa chỉ phải bắt đầu bằng https://." in text(wrong)
    assert client.post(address("admin_order", pk), typed).status_code == 302
    order = AcceptanceOrder.objects.get()
    assert (order.number, order.agency.identifier, order.since, order.until) == (
        "3623/VPCP-VD",
        "G22",
        date(2020, 5, 8),
        None,
    )
    shown = text(client.get(address("admin_record", pk)))
    assert "Theo văn bản 3623/VPCP-VD ngày 08/05/2020 của Văn phòng Chính phủ, tiếp nhận từ 08/05/2020" in shown
    assert world.client("province").post(address("admin_order_end", pk, order.pk)).status_code == 404
    assert world.client("checker").post(address("admin_order_end", pk, order.pk)).status_code == 403
    assert AcceptanceOrder.objects.get().ended_at is None
    assert client.post(address("admin_order_end", pk, order.pk)).status_code == 302
    assert AcceptanceOrder.objects.get().ended_at == AT


def test_the_list_is_narrowed(world: World, django_assert_max_num_queries):
    for n in range(1, 60):
        world.entered(
            f"1.0000{n:02d}", replace(COMPLETE, name=f"Thủ tục số {n:02d}", grounds=() if n == 7 else COMPLETE.grounds)
        )
    world.published("1.000100", replace(COMPLETE, name="Cấp đổi thẻ"))
    client = world.client("enterer")
    client.get(address("admin"))
    with django_assert_max_num_queries(25):
        first = client.get(address("admin"))
    page = html.document_fromstring(first.content.decode())
    assert len(page.xpath("//main//tbody/tr")) == 50
    further = page.xpath("//main//a[@rel='next']/@href")[0]
    assert further == "?sau=1.000050"
    assert (
        len(html.document_fromstring(client.get(address("admin") + further).content.decode()).xpath("//main//tbody/tr"))
        == 10
    )
    found = {
        "?tim=cap+doi": ["1.000100"], "?trang-thai=cong-khai": ["1.000100"], "?loi=no_ground": ["1.000007"],
        "?tim=1.000003": ["1.000003"], "?trang-thai=tra-lai": [], "?tim=so+59&trang-thai=moi-nhap": ["1.000059"],
    }  # fmt: skip
    for query, codes in found.items():
        shown = html.document_fromstring(client.get(address("admin") + query).content.decode())
        assert [one.text for one in shown.xpath("//main//tbody//span[@class='mc-code']")] == codes, query
    assert "Chưa có thủ tục nào." in text(world.client("province").get(address("admin")))


def test_the_page_of_who_is_late(world: World):
    version = world.entered()
    told = Announcement("9/QĐ-VD", date(2020, 4, 20), date(2020, 4, 20), "15/2020/QĐ-VD", date(2020, 5, 1))
    announce(world.ministry, told, [("1.000001", "new")], by=world.actor("publisher"), at=AT)
    shown = text(world.client("checker").get(address("late")))
    # The decision was due 20 working days before 1/5/2020 (30/4 is a holiday, 2/4 too), publication 10 after 20/4.
    assert "Bộ Lao động - Thương binh và Xã hội 1 1 1" in shown
    assert "hạn 01/04/2020, làm 20/04/2020" in shown
    assert "Đang trễ" in shown
    assert world.client("checker").get(address("late") + "?tu=1/1/2019&den=1/2/2019").status_code == 200
    assert world.client("checker").get(address("late") + "?tu=hôm+qua").status_code == 422
    assert version.procedure.code in shown
