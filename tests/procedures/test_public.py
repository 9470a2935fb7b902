"""The public page of a procedure: what it says, for whom it changes, and what machines read."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation
from lxml import etree

from motcua.procedures.commands import deciding, entering, orders
from motcua.procedures.models import AcceptanceOrder, ProcedureVersion
from motcua.procedures.queries import public
from motcua.procedures.rules import linked, plain
from motcua.procedures.rules.content import Body, Channel, Content, Fee, Ground, Handling, Online, Related
from motcua.procedures.views import public as views
from motcua.shell import clock
from tests.procedures.world import AT, COMPLETE, TODAY, World, country, world

__all__ = ["country", "world"]
pytestmark = pytest.mark.django_db
CODE = "1.000001"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    told = {"at": AT}
    monkeypatch.setattr(clock, "now", lambda: told["at"])
    monkeypatch.setattr(clock, "training", lambda: False)
    return told


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def amended(world: World, told: Content, *, at=AT, number: str = "500/QĐ-VD") -> ProcedureVersion:
    record = ProcedureVersion.objects.get(procedure__code=CODE, state="published").procedure
    draft = entering.amend(record.pk, by=world.actor("enterer"), at=at)
    entering.edit(draft.pk, told, by=world.actor("enterer"), at=at)
    world.approved(draft)
    decision = world.decision(number, signed_on=at.date(), effective_on=at.date())
    return deciding.publish(draft.pk, decision.pk, by=world.actor("publisher"), at=at)


# ── plain words ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fee", "words"),
    [
        (Fee(50_000, "Đồng"), "50.000 đ"),
        (Fee(50_000, "Đồng/bản"), "50.000 đ mỗi bản"),
        (Fee(50_000, "VNĐ / trang", "Phí"), "50.000 đ mỗi trang (Phí)"),
        (Fee(50_000, "hồ sơ"), "50.000 đ mỗi hồ sơ"),
        (Fee(50_000), "50.000 đ"),
        (Fee(0, "Đồng"), "Không thu phí"),
        (Fee(None, "", "Theo biểu mức thu"), "Theo biểu mức thu"),
        (Fee(), "Không thu phí"),
    ],
)
def test_fees_in_words(fee, words):
    assert plain.fee_of(fee) == words


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (Handling(5, "wd"), "5 ngày làm việc"),
        (Handling(8, "h", "Cấp lại"), "8 giờ làm việc"),
        (Handling(3, "d"), "3 ngày"),
        (Handling(None, "", "Ngay trong ngày"), "Ngay trong ngày"),
        (Handling(), ""),
    ],
)
def test_terms_in_words(case, words):
    assert plain.term_of(case) == words


def test_each_channel_and_case_is_a_way():
    assert plain.ways(COMPLETE) == [
        plain.Way("Trực tiếp", False, "", "5 ngày làm việc", ("50.000 đ mỗi bản",)),
        plain.Way("Trực tuyến", True, "", "3 ngày làm việc", ("Không thu phí",)),
        plain.Way("Trực tuyến", True, "Trường hợp cấp lại", "8 giờ làm việc", ("Không thu phí",)),
    ]
    assert plain.how_long(COMPLETE) == "5 ngày làm việc · 3 ngày làm việc · 8 giờ làm việc"
    assert plain.how_much(COMPLETE) == "50.000 đ mỗi bản · Không thu phí"
    assert (
        plain.how_long(Content(channels=(Channel(1, (Handling(2, "d"),)), Channel(3, (Handling(2, "d"),))))) == "2 ngày"
    )
    assert plain.short([str(n) for n in range(5)]) == "0 · 1 · 2 …"
    assert plain.who_decides(COMPLETE) == "Cơ quan Ví Dụ"
    assert plain.who_decides(replace(COMPLETE, competent=(Body("Bộ Mẫu"), Body("Sở Mẫu")))) == "Bộ Mẫu, Sở Mẫu"


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_says_everything(world, page):
    world.published()
    shown = page.get(f"/thu-tuc/{CODE}/")
    told = text(shown)
    assert shown.status_code == 200
    for words in (
        "Cấp giấy xác nhận ví dụ", "Mất bao lâu 5 ngày làm việc · 3 ngày làm việc · 8 giờ làm việc",
        "Phí, lệ phí 50.000 đ mỗi bản · Không thu phí", "Ai quyết định Cơ quan Ví Dụ", "Bạn nhận được gì Giấy xác nhận",
        "Trực tuyến: Trường hợp cấp lại 8 giờ làm việc Không thu phí", "Đơn đề nghị 1 bản chính Tải Mẫu số 01",
        "Nộp hồ sơ. Cơ quan xem xét. Nhận kết quả.", "1/2020/NĐ-CP (02/01/2020) : Nghị định ví dụ, Chính phủ",
        "480/QĐ-VD , 29/04/2020 (thêm mới) Công bố lần đầu", "Số bộ hồ sơ: 1", "Công dân Việt Nam", "Doanh nghiệp",
    ):  # fmt: skip
        assert words.replace(" ", "") in told.replace(" ", ""), words
    markup = shown.content.decode()
    assert 'href="https://vi-du.example/mau-01.docx"' in markup
    assert f'<link rel="alternate" type="application/ld+json" href="/thu-tuc/{CODE}/du-lieu.jsonld">' in markup
    assert "hết hiệu lực" not in told


def test_dead_legal_bases_are_marked(world, page):
    grounds = (Ground("1/2010/NĐ-CP", "Cũ", ended="2020-05-12"), Ground("2/2010/NĐ-CP", "Sắp hết", ended="2020-05-13"))
    world.published(told=replace(COMPLETE, grounds=grounds))
    told = text(page.get(f"/thu-tuc/{CODE}/"))
    assert "1/2010/NĐ-CP: Cũ hết hiệu lực từ 12/05/2020" in told
    assert told.count("hết hiệu lực") == 1


@pytest.mark.parametrize("address", ["1.999999", "1.999999.000.00.00.H48", "3.000181.000.00.00.H48"])
def test_codes_that_nobody_has(world, page, address):
    assert page.get(f"/thu-tuc/{address}/").status_code == 404
    assert page.get(f"/thu-tuc/{address}/ban/1/").status_code == 404
    assert page.get(f"/thu-tuc/{address}/du-lieu.jsonld").status_code == 404


def test_what_is_not_public_yet_is_not_shown(world, page):
    world.approved(world.entered())
    assert page.get(f"/thu-tuc/{CODE}/").status_code == 404
    assert page.get(f"/thu-tuc/{CODE}/ban/1/").status_code == 404


def test_an_order_before_publication_is_told(world, page):
    draft = world.entered()
    AcceptanceOrder.objects.create(
        procedure=draft.procedure, number="2107/UBND-HCC", agency=world.province, signed_on=TODAY, since=TODAY,
        entered_at=AT,
    )  # fmt: skip
    told = text(page.get(f"/thu-tuc/{CODE}/"))
    assert "hồ sơ đã được nhận từ ngày 12/05/2020 theo văn bản 2107/UBND-HCC của" in told
    assert "Đơn đề nghị" not in told  # what is entered is not published
    assert page.get(f"/thu-tuc/{CODE}/du-lieu.jsonld").status_code == 404
    assert orders.__name__.endswith("orders")


def test_small_letters_and_services_codes_lead_to_the_procedure(world, page):
    world.published()
    assert page.get(f"/thu-tuc/{CODE}.01/").status_code == 200
    assert page.get(f"/thu-tuc/{CODE}.000.00.00.h48/")["Location"] == f"/thu-tuc/{CODE}/"


def test_a_province_shows_its_difference_beside_the_national_text(world, page):
    world.published()
    own = replace(COMPLETE, receiving="Trung tâm hành chính công Quảng Ngãi", conditions="Riêng <b>của</b> tỉnh")
    draft = world.approved(world.entered(f"{CODE}.000.00.00.H48", own, "province"))
    decision = world.decision("99/QĐ-UBND", key="province")
    deciding.publish(draft.pk, decision.pk, by=world.actor("province"), at=AT)
    shown = page.get(f"/thu-tuc/{CODE}.000.00.00.H48/")
    told = text(shown)
    assert "Ủy ban nhân dân tỉnh Quảng Ngãi quy định khác gì" in told
    assert "Địa chỉ tiếp nhận hồ sơ – Trung tâm hành chính công Quảng Ngãi" in told
    assert "Riêng của Ủy ban nhân dân tỉnh Quảng Ngãi" in told
    assert "Đơn đề nghị" in told  # taken over from the national procedure
    assert "<b>của</b>" not in shown.content.decode()
    national = page.get(f"/thu-tuc/{CODE}/")
    assert "1 tỉnh, thành phố có quy định riêng" in text(national)
    assert f'href="/thu-tuc/{CODE}.000.00.00.H48/"' in national.content.decode()


def test_history_old_wordings_and_abolition(world, page, now):
    world.published()
    later = AT + timedelta(days=20)
    amended(world, replace(COMPLETE, name="Tên mới của thủ tục", conditions="Điều kiện mới"), at=later)
    assert "Tên mới" not in text(page.get(f"/thu-tuc/{CODE}/"))
    now["at"] = later
    told = text(page.get(f"/thu-tuc/{CODE}/"))
    assert "Tên thủ tục, Yêu cầu, điều kiện thực hiện" in told
    assert "Công bố lần đầu · Xem bản này" in told
    old = page.get(f"/thu-tuc/{CODE}/ban/1/")
    assert old.status_code == 200
    assert "Đây là bản cũ, dùng đến hết ngày trước 01/06/2020." in text(old)
    assert "Điều kiện mới" not in text(old)
    record = ProcedureVersion.objects.get(procedure__code=CODE, n=2).procedure
    decision = world.decision("700/QĐ-VD", signed_on=later.date(), effective_on=later.date())
    deciding.abolish(record.pk, decision.pk, by=world.actor("publisher"), at=later)
    gone = page.get(f"/thu-tuc/{CODE}/")
    assert gone.status_code == 410
    assert "Thủ tục này đã bãi bỏ từ ngày 01/06/2020." in text(gone)
    assert "ETag" not in gone


def test_where_it_is_done_online(world, page):
    elsewhere = (
        Online("4", url="https://dvc.vi-du.example/"),
        Online("3", until="2020-05-12", url="https://cu.example/"),
    )
    world.published(told=replace(COMPLETE, online=elsewhere, related=(Related("1.000009", "Thủ tục bạn"),)))
    markup = page.get(f"/thu-tuc/{CODE}/").content.decode()
    assert 'href="https://dvc.vi-du.example/" rel="external"' in markup
    assert "https://cu.example/" not in markup
    assert 'href="/thu-tuc/?q=1.000009"' in markup


def test_services_of_this_portal_put_it_online(world, page):
    from motcua.catalogue.commands import publish
    from motcua.kernel.actor import SYSTEM
    from tests.procedures.world import ROOT

    world.published("1.008360")
    assert "Nộp trực tuyến trên Cổng này" not in text(page.get("/thu-tuc/1.008360/"))
    publish((ROOT / "services" / "tam-hoan-hop-dong.yaml").read_text(), by=SYSTEM, at=AT)
    markup = page.get("/thu-tuc/1.008360/").content.decode()  # no restart
    assert 'href="/thu-tuc/tam-hoan-hop-dong/"' in markup


# ── caches ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_browser_that_has_the_page_is_told_so(world, page):
    world.published()
    first = page.get(f"/thu-tuc/{CODE}/")
    again = page.get(f"/thu-tuc/{CODE}/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "private, no-cache"
    amended(world, replace(COMPLETE, description="Mới"))
    fresh = page.get(f"/thu-tuc/{CODE}/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert fresh.status_code == 200
    assert "Mới" in text(fresh)


def test_who_is_signed_in_gets_a_page_of_their_own(world):
    world.published()
    stranger = world.client("none").get(f"/thu-tuc/{CODE}/")
    assert "ETag" not in stranger
    assert stranger["Cache-Control"] == "no-store"


def test_a_page_that_was_made_costs_one_statement(
    world, page, django_assert_max_num_queries, django_assert_num_queries
):
    world.published()
    with django_assert_max_num_queries(12):
        page.get(f"/thu-tuc/{CODE}/")
    with django_assert_num_queries(1):
        page.get(f"/thu-tuc/{CODE}/")


def test_kept_pages_are_bounded(world, page, monkeypatch):
    monkeypatch.setattr(views, "_KEPT", 1)
    world.published()
    for address in (f"/thu-tuc/{CODE}/", f"/thu-tuc/{CODE}/ban/1/", f"/thu-tuc/{CODE}/"):
        assert page.get(address).status_code == 200
        assert len(views._made) == 1


def test_in_english_the_frame_is(world, page):
    world.published()
    page.cookies["django_language"] = "en"
    with translation.override("en"):
        assert '<html class="govuk-template" lang="en">' in page.get(f"/thu-tuc/{CODE}/").content.decode()


# ── linked data ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_linked_data_tells_both_graphs(world, page):
    world.published()
    answer = page.get(f"/thu-tuc/{CODE}/du-lieu.jsonld")
    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    nodes = json.loads(answer.content)["@graph"]
    service = next(node for node in nodes if node["@type"] == "GovernmentService")
    assert (service["identifier"], service["name"]) == (CODE, "Cấp giấy xác nhận ví dụ")
    assert service["availableChannel"][0] == {
        "@type": "ServiceChannel", "name": "Trực tiếp", "processingTime": "5 ngày làm việc"
    }  # fmt: skip
    assert next(offer["description"] for offer in service["offers"]) == "Trực tiếp: 50.000 đ mỗi bản"
    procedure = next(node for node in nodes if node["@type"] == "cpsv:PublicService")
    assert procedure["cv:processingTime"] == "P5D"
    ids = {node["@id"] for node in nodes}
    for key in ("cpsv:hasInput", "cpsv:produces", "cv:hasChannel", "cv:hasCost", "cv:hasLegalResource"):
        assert {one["@id"] for one in procedure[key]} <= ids, key
    cost = next(node for node in nodes if node["@type"] == "cv:Cost")
    assert (cost["cv:value"], cost["cv:currency"]) == (50_000, "VND")


def test_linked_data_of_next_to_nothing_is_sound():
    told = linked.graph("1.000001", Content(name="Tên"), "https://a.example/", publisher="Bộ Mẫu", on=date(2020, 5, 12))
    assert json.loads(json.dumps(told)) == told
    assert [node["@type"] for node in told["@graph"]] == [
        "GovernmentService", "cpsv:PublicService", "cv:PublicOrganisation"
    ]  # fmt: skip
    assert told["@graph"][0]["serviceOperator"] == {"@type": "GovernmentOrganization", "name": "Bộ Mẫu"}


def test_the_stamp_of_an_unknown_code_is_empty(world):
    assert public.stamp("1.999999", TODAY) == ""


def test_the_badge_is_a_picture_that_others_may_show(page):
    badge = page.get("/nhung/nut.svg")
    assert badge["Content-Type"] == "image/svg+xml"
    assert badge["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert badge["Cache-Control"] == "public, max-age=86400"
    assert etree.fromstring(badge.content).get("width") == "280"
    assert b"<script" not in badge.content


def test_the_snippet_is_a_link_and_a_picture(page):
    told = page.get("/nhung/").content.decode()
    assert (
        "&lt;a href=&#34;http://localhost:8000/thu-tuc/&#34;&gt;&lt;img src=&#34;http://localhost:8000/nhung/nut.svg&#34;"
        in told
    )
    assert page.get("/nhung/")["X-Frame-Options"] == "DENY"
