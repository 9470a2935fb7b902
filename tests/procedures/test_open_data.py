"""The whole public database for others: CSV, JSON, sitemap."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.core.cache import cache
from lxml import etree

from motcua.portal.views import sitemaps
from motcua.procedures.queries import open_data
from motcua.procedures.rules.content import from_json
from motcua.procedures.rules.open_data import COLUMNS, Row, line
from motcua.shell import clock
from tests.procedures.test_search import public
from tests.procedures.world import AT, COMPLETE, TODAY, country  # noqa: F401

pytestmark = pytest.mark.django_db
OWN = "1.000001.000.00.00.H48"


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AT)
    cache.clear()


@pytest.fixture
def shelf(country, db):  # noqa: F811
    public("1.000002", replace(COMPLETE, name='=Thủ tục; thứ "hai"'))
    public("1.000001", COMPLETE)
    public(OWN, replace(COMPLETE, receiving="Quảng Ngãi"), "H48", "1.000001")


def body(response) -> str:
    return b"".join(response.streaming_content).decode()


def test_csv_has_a_line_for_each(shelf, client):
    answer = client.get("/du-lieu-mo/thu-tuc.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="thu-tuc.csv"'
    told = body(answer)
    assert told[0] == "\ufeff"
    rows = list(csv.DictReader(io.StringIO(told[1:])))
    assert [row["ma"] for row in rows] == ["1.000002", "1.000001", OWN]
    assert rows[0]["ten"] == '\'=Thủ tục; thứ "hai"'
    assert rows[2] == {
        "ma": OWN, "ma_goc": "1.000001", "ten": "Cấp giấy xác nhận ví dụ", "linh_vuc": "Việc làm",
        "co_quan_cong_bo": "Ủy ban nhân dân tỉnh Quảng Ngãi", "so_quyet_dinh": "",
        "cap_thuc_hien": "Cấp bộ; Cấp tỉnh", "doi_tuong": "Công dân Việt Nam; Doanh nghiệp",
        "co_quan_thuc_hien": "Cơ quan Ví Dụ", "co_quan_co_tham_quyen": "",
        "thoi_han": "Trực tiếp: 5 ngày làm việc; Trực tuyến: 3 ngày làm việc; Trực tuyến: 8 giờ làm việc",
        "phi": "Trực tiếp: 50.000 đ mỗi bản; Trực tuyến: Không thu phí; Trực tuyến: Không thu phí",
        "giay_to": "Đơn đề nghị", "so_bo": "1", "ket_qua": "Giấy xác nhận", "can_cu": "1/2020/NĐ-CP", "su_kien": "",
        "muc_do": "", "cong_khai_tu": "2020-05-12",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_no_cell_is_a_formula(text):
    row = Row("1.000001", "", "", TODAY, replace(COMPLETE, name=text))
    assert line(row)[2] == f"'{text}"


def test_json_has_every_field(shelf, client):
    told = json.loads(body(client.get("/du-lieu-mo/thu-tuc.json")))
    assert [one["code"] for one in told["procedures"]] == ["1.000002", "1.000001", OWN]
    assert from_json(told["procedures"][1]) == COMPLETE
    assert from_json(told["procedures"][2]) == replace(COMPLETE, receiving="Quảng Ngãi")
    assert (told["date"], told["procedures"][2]["parent"]) == ("2020-05-12", "1.000001")
    assert "47/2020/NĐ-CP" in told["licence"]


def test_what_one_has_already_is_not_sent_again(shelf, client):
    tag = client.get("/du-lieu-mo/thu-tuc.json")["ETag"]
    for _ in range(8):
        assert client.get("/du-lieu-mo/thu-tuc.json", HTTP_IF_NONE_MATCH=tag).status_code == 304
    public("1.000003", COMPLETE)
    assert client.get("/du-lieu-mo/thu-tuc.json", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_five_whole_sets_an_hour(shelf, client):
    answers = [client.get("/du-lieu-mo/thu-tuc.csv") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert answers[5]["Retry-After"]


def test_the_set_is_read_by_few_statements(shelf, django_assert_num_queries):
    with django_assert_num_queries(2):  # the rows, and one national procedure for its provinces
        assert len(list(open_data.everything(TODAY))) == 3


def test_the_page_documents_each_column(shelf, page):
    told = page.get("/du-lieu-mo/").content.decode()
    assert "Hôm nay có 3 thủ tục" in told
    assert all(f'<span class="mc-code">{column.name}</span>' in told for column in COLUMNS)


# ── sitemap ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def locations(answer) -> list[str]:
    assert answer["Content-Type"] == "application/xml"
    return [node.text for node in etree.fromstring(answer.content).iter("{*}loc")]


def test_the_sitemap_leads_to_every_procedure(shelf, client, monkeypatch):
    monkeypatch.setattr(sitemaps, "PART", 2)
    parts = locations(client.get("/sitemap.xml"))
    assert parts == [f"http://localhost:8000/sitemap-{n}.xml" for n in (0, 1, 2)]
    found = [address for n in (1, 2) for address in locations(client.get(f"/sitemap-{n}.xml"))]
    assert sorted(found) == sorted(f"http://localhost:8000/thu-tuc/{code}/" for code in ("1.000001", "1.000002", OWN))
    assert client.get("/sitemap-3.xml").status_code == 404
    assert "http://localhost:8000/thu-tuc/" in locations(client.get("/sitemap-0.xml"))
    assert "Sitemap: http://localhost:8000/sitemap.xml" in client.get("/robots.txt").content.decode()
