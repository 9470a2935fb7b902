"""What others did since the officer last opened a dossier."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from motcua.dossiers import commands as dossiers
from motcua.journal.models import Entry
from motcua.journal.queries import acts_since_view
from tests.desk.conftest import NOON, claim, journal

LATER = NOON + timedelta(hours=3)


def told(client, dossier) -> list[str]:
    """The lines of the list, and nothing when there is none."""
    page = html.fromstring(client.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content)
    found = page.find_class("mc-news")
    return [" ".join(line.text_content().split()) for line in found[0].xpath(".//li")] if found else []


def test_a_first_look_has_no_news(desk, dossier):
    assert told(desk("thu"), dossier) == []


def test_what_a_colleague_did_meanwhile_is_told_once(world, desk, dossier, at):
    client = desk("thu")
    told(client, dossier)
    dossiers.annotate(dossier.pk, "Đã gọi doanh nghiệp.", by=world.actors["bao"], at=NOON + timedelta(minutes=5))
    claim(world, dossier, "bao", moment=NOON + timedelta(minutes=6))
    at(LATER)
    page = client.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content.decode()
    assert "Bạn mở hồ sơ này lần trước lúc 11:00, thứ Ba, 12/05/2020." in page
    section = html.fromstring(page).find_class("mc-news")[0]
    assert [" ".join(line.text_content().split()) for line in section.xpath(".//li")] == [
        "Nhận việc11:06, thứ Ba, 12/05/2020 · Phan Văn Bảo Thử, Bảo hiểm xã hội huyện Mộ Đức",
        "Ghi chú nội bộ11:05, thứ Ba, 12/05/2020 · Phan Văn Bảo Thử, Bảo hiểm xã hội huyện Mộ Đức",
    ]
    assert section.xpath(".//a/@href") == [f"/ban-lam-viec/ho-so/{dossier.code}/dong-thoi-gian/"]
    assert told(client, dossier) == []


def test_one_s_own_acts_are_no_news(world, desk, dossier):
    client = desk("thu")
    told(client, dossier)
    claim(world, dossier, "thu")
    assert told(client, dossier) == []


def test_somebody_else_s_look_is_neither_news_nor_a_look_of_one_s_own(world, desk, dossier):
    told(desk("thu"), dossier)
    claim(world, dossier, "bao")
    told(desk("xem"), dossier)
    assert len(told(desk("thu"), dossier)) == 1


def test_another_page_of_the_dossier_is_not_where_the_news_stands(world, desk, dossier):
    client = desk("thu")
    told(client, dossier)
    claim(world, dossier, "bao")
    client.get(f"/ban-lam-viec/ho-so/{dossier.code}/danh-sach/")
    assert journal(dossier)[-1] == "seen:rows"
    assert len(told(client, dossier)) == 1


def test_a_hand_over_says_where_to(world, desk, dossier):
    client = desk("xem")
    told(client, dossier)
    world.to_district(dossier)
    lines = told(client, dossier)
    assert lines[0].startswith("Chuyển Ủy ban nhân dân cấp huyện: Ủy ban nhân dân huyện Mộ Đức")
    assert lines[1].startswith("Xác nhận người lao động: 5 dòng")


def test_in_english_the_service_says_what_it_can(world, desk, dossier):
    client = desk("xem")
    client.cookies["django_language"] = "en"
    told(client, dossier)
    world.to_district(dossier)
    assert "Chuyển" not in told(client, dossier)[0].partition(":")[0]


def test_five_lines_and_the_rest_counted(world, desk, dossier):
    client = desk("thu")
    told(client, dossier)
    for n in range(7):
        dossiers.annotate(dossier.pk, f"Ghi chú {n}.", by=world.actors["bao"], at=NOON + timedelta(minutes=n))
    page = html.fromstring(client.get(f"/ban-lam-viec/ho-so/{dossier.code}/").content)
    section = page.find_class("mc-news")[0]
    assert len(section.xpath(".//li")) == 5
    assert section.xpath(".//a")[-1].text == "Và 2 việc khác: xem dòng thời gian"


@pytest.mark.parametrize("acts", [1, 6])
def test_one_statement_whatever_happened(world, desk, dossier, acts):
    client = desk("thu")
    told(client, dossier)
    with CaptureQueriesContext(connection) as quiet:
        told(client, dossier)
    for n in range(acts):
        dossiers.annotate(dossier.pk, f"Ghi chú {n}.", by=world.actors["bao"], at=NOON + timedelta(minutes=n))
    with CaptureQueriesContext(connection) as busy:
        assert told(client, dossier)
    assert len(busy) == len(quiet)
    assert sum("journal_entry" in query["sql"] and "SELECT" in query["sql"][:8] for query in busy.captured_queries) == 1


def test_the_journal_s_own_answer(world, desk, dossier):
    thu = world.actors["thu"].person
    assert acts_since_view(dossier.subject, "dossier", thu) == (None, [])
    told(desk("thu"), dossier)
    view = Entry.objects.filter(subject=dossier.subject).latest("id")
    assert acts_since_view(dossier.subject, "dossier", thu) == (None, [])
    claim(world, dossier, "bao")
    since, acts = acts_since_view(dossier.subject, "dossier", thu)
    assert (since, [act.action for act in acts]) == (view.at, ["workflow.claimed"])
    assert acts_since_view(dossier.subject, "rows", thu) == (None, [])
    assert acts_since_view("dossier:0", "dossier", thu) == (None, [])
